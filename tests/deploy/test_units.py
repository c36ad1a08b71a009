"""The units of systemd that an administrator copies: understood, shut in, and calling commands that there are."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from portal.config import Settings
from tests.conftest import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [one for one in UNITS if one.suffix == ".service"]
PROGRAMS = "/opt/cong-lang/.venv/bin/"
EXPOSED = 25
"""Tenths of systemd's measure of exposure (10.0: a unit that nothing shuts in) that a service of ours may have."""

verifies = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="không có systemd-analyze")


def _called(unit: Path) -> list[list[str]]:
    return [shlex.split(line) for line in re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)]


@pytest.mark.tcvn("7.1.5.3.b")
def test_every_timer_has_its_service_and_the_portal_is_there() -> None:
    names = {one.name for one in UNITS}
    assert {"cong-lang.service", "cong-lang.socket"} <= names
    assert {one.name.replace(".timer", ".service") for one in UNITS if one.suffix == ".timer"} <= names


@pytest.mark.parametrize("unit", SERVICES, ids=lambda one: one.stem)
@pytest.mark.tcvn("7.1.5.2.a")
def test_what_a_unit_calls_is_there(app: Flask, unit: Path) -> None:
    calls = _called(unit)
    assert calls
    for program, *arguments in calls:
        assert program.startswith(PROGRAMS)
        if arguments[0] == "-m":
            assert (ROOT / Path(*arguments[1].split(".")).with_suffix(".py")).exists()
            continue
        assert arguments[:2] == ["--app", "portal"]
        done = app.test_cli_runner().invoke(args=[*arguments[2:], "--help"])
        assert done.exit_code == 0, done.output


def test_there_is_a_socket_for_each_worker() -> None:
    held = re.findall(
        r"^ListenStream=(.*)$", (ROOT / "deploy/systemd/cong-lang.socket").read_text(), re.MULTILINE
    )
    assert held == [f"{Settings.bind}:{Settings.port}"] * Settings.workers


@verifies
@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_systemd_understands_each_unit(unit: Path, tmp_path: Path) -> None:
    for one in UNITS:  # with programs that are on this machine
        text = (
            one.read_text()
            .replace(f"{PROGRAMS}python", sys.executable)
            .replace(f"{PROGRAMS}flask", sys.executable)
        )
        (tmp_path / one.name).write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=one", str(tmp_path / unit.name)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert unit.name not in done.stderr, done.stderr


@verifies
@pytest.mark.asvs("13.2.2")
@pytest.mark.parametrize("unit", SERVICES, ids=lambda one: one.stem)
@pytest.mark.tcvn("7.1.5.2.c", "7.2.2.2.b")
def test_a_service_that_is_taken_over_reaches_little(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED}", str(unit)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
