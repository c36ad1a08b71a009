"""A worker that tells of every item that it took, for the test that kills it: `python -m … INSTANCE`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from portal import create_app
from portal.importing.summary import Outcome
from portal.jobs.worker import Worker
from portal.moving.foreign import ForeignItem
from portal.moving.taking import Taker
from tests.conftest import settings_for

if __name__ == "__main__":
    plain = Taker.take

    def told(self: Taker, item: ForeignItem) -> Outcome:
        """Take an item, and say so before and after."""
        print(f"begin {item.key}", flush=True)
        time.sleep(0.02)
        outcome = plain(self, item)
        print(f"done {item.key}", flush=True)
        return outcome

    Taker.take = told  # type: ignore[method-assign]
    with Worker(create_app(settings_for(Path(sys.argv[1])))) as worker:
        worker.run_until_empty()
