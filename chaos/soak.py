"""A mixed load for half an hour: what a process holds must not grow with the time."""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from chaos.installation import Installation, installed
from chaos.load import Load
from chaos.looking import Inspector
from chaos.report import Trial

EVERY = 5.0  # seconds between two looks
MINUTE = 60.0
ALLOWED = {"memory MB": 0.10, "descriptors": 0.10, "threads": 0.10}
"""By how much of its middle each may grow in as long again as the second half: a leak would go on, a cache fills up."""
WAL_MB = 64.0
INDEX_FILES = 200
"""What processes of a kind may have open of an index, whose segments are merged as they become many."""
_MEMORY = re.compile(r"^Pss:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """A straight line fitted to figures over time."""

    middle: float
    slope: float
    """A second."""


def soak(base: Path, folder: Path, minutes: int) -> Trial:
    """So many minutes of it; a line is fitted to the second half of each figure."""
    trial = Trial(
        "chạy lâu dưới tải", "memory, descriptors, threads, WAL do not grow; flask check", times=minutes
    )
    held: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with installed(base, folder) as installation, Load(installation, rest=0.2) as load:
        inspector = Inspector(installation)
        load.until_acknowledged(5)
        began, length = time.monotonic(), minutes * MINUTE
        while (at := time.monotonic() - began) < length:
            for name, value in _look(installation).items():
                held[name].append((at, value))
            time.sleep(EVERY)
        load.pause()
        inspector.until_followed()
        trial.found(*load.ledger.lost(installation), *inspector.findings(), *sorted(set(load.unexpected)))
        trial.figure(f"{sum(load.statuses.values())} requests, {len(load.ledger)} acknowledged writes")
        inspector.close()
    for name, values in sorted(held.items()):
        _judge(trial, name, [one for one in values if one[0] > length / 2], length / 2)
    trial.end()
    return trial


def _opened(pid: int) -> list[str]:
    """What a process has open. Raises OSError where it is gone."""
    opened = []
    for one in os.listdir(f"/proc/{pid}/fd"):
        try:
            opened.append(os.readlink(f"/proc/{pid}/fd/{one}"))
        except FileNotFoundError:  # closed since
            continue
    return opened


def _judge(trial: Trial, name: str, values: list[tuple[float, float]], seconds: float) -> None:
    line = fitted(values)
    growth = line.slope * seconds
    trial.figure(f"{name} {line.middle:.1f} ({growth:+.1f} in {seconds / MINUTE:.0f} min)")
    if name == "WAL MB":
        if max(value for _at, value in values) > WAL_MB:
            trial.found(f"the log of SQLite reached {max(value for _at, value in values):.0f} MB")
        return
    kind = name.partition(": ")[2]
    if kind == "index files":
        if max(value for _at, value in values) > INDEX_FILES:
            trial.found(f"{name} reached {max(value for _at, value in values):.0f}")
        return
    if growth > max(ALLOWED[kind] * line.middle, 2.0):
        trial.found(f"{name} grows by {growth:.1f} of {line.middle:.1f} in {seconds / MINUTE:.0f} min")


def fitted(values: list[tuple[float, float]]) -> Line:
    """The least-squares line through (time, figure)."""
    count = len(values)
    if count < 2:
        return Line(values[0][1] if values else 0.0, 0.0)
    middle_at, middle = sum(at for at, _ in values) / count, sum(value for _, value in values) / count
    spread = sum((at - middle_at) ** 2 for at, _ in values)
    slope = sum((at - middle_at) * (value - middle) for at, value in values) / spread if spread else 0.0
    return Line(middle, slope)


def _look(installation: Installation) -> dict[str, float]:
    """What each kind of process holds now, those of a kind together."""
    assert installation.process is not None
    kinds = {installation.process.pid: "server"} | dict.fromkeys(installation.workers(), "workers")
    for name in ("follower", "worker"):
        pid = installation.companion(f"portal.{name}")
        if pid is not None:
            kinds[pid] = name
    found: dict[str, float] = defaultdict(float)
    for pid, kind in kinds.items():
        try:
            memory = _MEMORY.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
            opened = _opened(pid)
            threads = len(os.listdir(f"/proc/{pid}/task"))
        except OSError:
            continue
        found[f"{kind}: memory MB"] += int(memory[1]) / 1024 if memory else 0.0
        # How many files an index has goes up and down with its merging: a leak of them is looked for by itself.
        of_index = sum("/index/" in one for one in opened)
        found[f"{kind}: descriptors"] += len(opened) - of_index
        found[f"{kind}: index files"] += of_index
        found[f"{kind}: threads"] += threads
    wal = installation.instance / "portal.db-wal"
    found["WAL MB"] = wal.stat().st_size / (1 << 20) if wal.exists() else 0.0
    return found
