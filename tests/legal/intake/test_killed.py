"""kill -9 of the worker at any moment: what was read stays, nothing is lost, nothing is doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.jobs.models import DONE
from portal.legal.intake.models import FAILED, READ
from tests.conftest import ROOT, A, Browser
from tests.databases import environment_of
from tests.jobs.samples import job
from tests.legal.intake.samples import WHERE, FakeReading, bring, kept_pages, only, work

PATIENCE = 180.0  # seconds until a process counts as hanging: the machine may be busy


def start(instance: Path) -> subprocess.Popen[str]:
    """The slow worker on this instance."""
    command = [sys.executable, "-m", "tests.legal.intake.slow_worker", str(instance)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for_page(worker: subprocess.Popen[str], number: int) -> None:
    """Until it has begun to read this page."""
    assert worker.stdout is not None
    for line in worker.stdout:
        if line.strip() == str(number):
            return
    raise AssertionError(f"page {number} was never begun")


@pytest.mark.parametrize("at", [3, *(pytest.param(at, marks=pytest.mark.chaos) for at in (1, 2, 4, 5))])
def test_pages_that_were_read_are_not_read_again(
    app: Flask, instance: Path, signed_in: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    bring(signed_in(A, "author"), ("nam-trang.txt", b"nam trang"))
    file = only(app, A)
    worker = start(instance)
    wait_for_page(worker, at)
    time.sleep(random.Random(at).random() * 0.1)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    kept = [one.number for one in kept_pages(app, A, file.id)]
    assert kept in ([*range(1, at)], [*range(1, at + 1)])
    reading = FakeReading(5)
    monkeypatch.setattr("portal.legal.intake.step.read_file", reading)
    work(app)
    assert reading.read == [number for number in range(1, 6) if number not in kept]
    assert [one.number for one in kept_pages(app, A, file.id)] == [1, 2, 3, 4, 5]
    assert (only(app, A).state, job(app, A, file.id).state) == (READ, DONE)


def test_the_process_reads_what_comes_and_ends_in_order_when_asked(
    app: Flask, instance: Path, signed_in: Callable[..., Browser]
) -> None:
    author = signed_in(A, "author")
    bring(author, ("nam-trang.txt", b"nam trang"))
    worker = subprocess.Popen([sys.executable, "-m", "portal.worker"], cwd=ROOT, env=environment(instance))
    try:
        deadline = time.monotonic() + PATIENCE
        while only(app, A).state != READ and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert only(app, A).state == READ
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
    finally:
        worker.kill()
        worker.wait()
    assert [one.name for one in (instance / "workers").iterdir()] == [
        "machine"
    ]  # what this machine is called


def environment(instance: Path) -> dict[str, str]:
    """The settings of the instance as a process of its own gets them."""
    return {"PORTAL_SECRET_KEY": "test" * 8, "PATH": "/usr/bin:/bin"} | environment_of(instance)


def test_a_file_that_kills_its_worker_three_times_fails_with_the_reason(
    app: Flask, instance: Path, signed_in: Callable[..., Browser]
) -> None:
    author = signed_in(A, "author")
    bring(author, ("nam-trang.txt", b"nam trang"))
    for _time in range(3):
        worker = start(instance)
        wait_for_page(worker, 1)
        worker.kill()
        worker.wait(10)
    assert work(app) == 0
    assert only(app, A).state == FAILED and "3 lần" in only(app, A).reason
    assert "3 lần" in author.get(WHERE).text
