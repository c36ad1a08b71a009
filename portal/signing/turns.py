"""One after the other where numbers are given, so that no paper is signed in vain. Only a queue: what holds numbers
together is the row that they are taken from, in the transaction that keeps the signed paper."""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

WAIT = 60.0
"""Seconds that somebody waits for who signs in the same series on this machine, before trying all the same."""


@contextmanager
def turn(tenant_id: int, series: str) -> Iterator[None]:
    """Wait until nobody else signs in a series of a portal, WAIT seconds at most; call it without a transaction.

    An empty series has no numbers, and nobody waits.
    """
    if not series:
        yield
        return
    folder = current_app.config["PORTAL"].instance_path / "ky"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(series.encode()).hexdigest()[:16]
    end = time.monotonic() + WAIT
    with (folder / f"{tenant_id}-{name}.lock").open("w") as file:
        while time.monotonic() < end:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.02)
        yield
