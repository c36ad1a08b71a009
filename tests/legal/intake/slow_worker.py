"""A worker that reads files of five pages slowly, for the test that kills it: `python slow_worker.py INSTANCE`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from portal import create_app
from portal.jobs.worker import Worker
from portal.legal.intake import step
from tests.conftest import settings_for
from tests.legal.intake.samples import FakeReading

if __name__ == "__main__":
    reading = FakeReading(5, lambda number: time.sleep(0.15) or print(number, flush=True))  # type: ignore[func-returns-value]
    step.read_file = reading
    with Worker(create_app(settings_for(Path(sys.argv[1])))) as worker:
        worker.run_until_empty()
