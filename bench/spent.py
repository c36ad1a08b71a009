"""What a process and all below it cost, from /proc: the processor's time, memory, open files, threads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """Of a whole tree: seconds of the processor; of its hungriest process: proportional memory (MB), open files,
    threads."""

    seconds: float
    most_mb: float
    files: int
    threads: int


def spent(root: int) -> Spent:
    """What the process `root` and its descendants have spent until now, the dead ones that were waited for too."""
    seconds, memory, files, threads = 0.0, 0.0, 0, 0
    for pid in tree(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            seconds += sum(map(int, fields[11:15])) / _TICKS  # own and waited-for, user and system
            threads = max(threads, int(fields[17]))
            files = max(files, len(os.listdir(f"/proc/{pid}/fd")))
            memory = max(memory, _proportional(pid))
        except (OSError, ValueError):
            continue  # ended just now
    return Spent(seconds, memory, files, threads)


def tree(root: int) -> list[int]:
    """The process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(stat.parent.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _proportional(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
