"""`python -m portal.worker`: one process beside the web workers that does the jobs of the queue."""

from __future__ import annotations

import os

from portal import create_app
from portal.jobs.commands import stop_on_signals
from portal.jobs.worker import Worker

NICENESS = 10  # reading scans takes all the processor that there is; citizens' pages come first


def main() -> None:
    """Do jobs until SIGTERM or SIGINT; the one that runs then is given back."""
    os.nice(NICENESS)
    stop = stop_on_signals()
    with Worker(create_app(), stop) as worker:
        worker.run_forever()


if __name__ == "__main__":
    main()
