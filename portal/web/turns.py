"""Whose turn it is: a few at a time, the most wanted first."""

from __future__ import annotations

import heapq
import itertools
import threading


class Turns:
    """Lets `count` in at a time. Of those who wait the lowest rank comes first, and of one rank who came first."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, int, threading.Event]] = []
        self._numbers = itertools.count()

    def take(self, rank: int, timeout: float) -> bool:
        """Whether it is our turn within `timeout` seconds; then `give_back` must follow."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = (rank, next(self._numbers), threading.Event())
            heapq.heappush(self._waiting, mine)
        if mine[2].wait(timeout):
            return True
        with self._lock:
            if mine[2].is_set():  # given in the very moment
                return True
            self._waiting.remove(mine)
            heapq.heapify(self._waiting)
        return False

    def give_back(self) -> None:
        """Let the next one in."""
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting)[2].set()
            else:
                self._free += 1
