"""`python -m chaos [FAULT …]`: make faults, look, print the table. Ends with 1 where anything was found wrong."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from chaos import background, clocks, damage, database, disk, kills, points, rolling, server, slow, soak
from chaos.installation import prepare_base
from chaos.report import Trial, table

Make = Callable[[Path, Path, int], Trial]
FAULTS: dict[str, tuple[Make, int, int]] = {
    "kills": (kills.workers, 200, 6),
    "points": (points.named, 2, 1),
    "indexer": (background.indexer, 50, 2),
    "backup": (background.backups, 50, 2),
    "restore": (background.restores, 10, 1),
    "index": (damage.index, 100, 3),
    "rolling": (rolling.workers, 10_000, 300),
    "restart": (rolling.everything, 10_000, 300),
    "full": (disk.full, 5, 1),
    "read-only": (disk.read_only, 2, 1),
    "locked": (database.locked, 5, 1),
    "gone": (database.gone, 10, 1),
    "clock": (clocks.jumps, 3, 1),
    "slow": (slow.clients, 200, 60),
    "soak": (soak.soak, 30, 1),
}
"""What each fault is called, what makes it, how often, and how often with --quick."""
OF_FILES = frozenset({"full", "read-only", "soak"})
"""What is about the files of SQLite."""


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=f"of {', '.join(FAULTS)}; none: all")
    parser.add_argument("--quick", action="store_true", help="a few of each")
    parser.add_argument("--times", type=int, help="how often, instead of each fault's own number")
    parser.add_argument("--minutes", type=int, help="how long the soak takes (30)")
    parser.add_argument("--base", type=Path, help="where the prepared installation is kept for the next run")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite",
        help="where the rows lie; postgresql: in a server of the trials' own",
    )  # fmt: skip
    chosen = parser.parse_args()
    unknown = [one for one in chosen.faults if one not in FAULTS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    if chosen.database == "sqlite":
        trials, failed = _tried(chosen, chosen.faults or list(FAULTS))
    else:
        if chosen.base or OF_FILES & set(chosen.faults):
            parser.error(f"not on PostgreSQL: --base, {', '.join(sorted(OF_FILES))}")
        with server.started():
            trials, failed = _tried(chosen, chosen.faults or [one for one in FAULTS if one not in OF_FILES])
    if trials:
        print(table(trials), flush=True)
    return 1 if failed or any(one.findings for one in trials) else 0


def _tried(chosen: argparse.Namespace, faults: list[str]) -> tuple[list[Trial], int]:
    """The trials of these faults, and how many could not be tried to their end."""
    trials, failed = [], 0
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        base = chosen.base or Path(folder) / "base"
        prepare_base(base)
        for name in faults:
            make, many, few = FAULTS[name]
            print(f"{name} …", flush=True)
            where = Path(folder) / name
            try:
                trials.append(make(base, where, _times(name, chosen) or (few if chosen.quick else many)))
            except Exception:
                traceback.print_exc()
                print(f"{name} could not be tried to its end", flush=True)
                failed += 1
            shutil.rmtree(where, ignore_errors=True)
    return trials, failed


def _times(name: str, chosen: argparse.Namespace) -> int | None:
    return chosen.minutes if name == "soak" else chosen.times


if __name__ == "__main__":
    sys.exit(main())
