"""Which elements of two sequences belong together: the longest common subsequence, or nearly, in bounded time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

Match = tuple[int, int, int]
"""Place in the one, place in the other, how many."""


class Steps:
    """How much work is left for one comparison: elements looked at. A million is less than a second."""

    def __init__(self, left: int = 1_500_000) -> None:
        self.left = left

    def take(self, count: int) -> bool:
        """Take this much; whether there was enough."""
        self.left -= count
        return self.left >= 0


def matches(one: Sequence[str], other: Sequence[str], steps: Steps) -> list[Match]:
    """The common runs in order, none touching the next in both sequences.

    The shortest edit (E. Myers, 1986) where it is found within the bound of work; else what stands exactly once in
    both sequences is taken as fixed, as far as it comes in order, and sought between.
    """
    pairs: list[tuple[int, int]] = []
    todo = [(0, len(one), 0, len(other))]
    while todo:
        low, high, start, end = todo.pop()
        while low < high and start < end and one[low] == other[start]:
            pairs.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < end and one[high - 1] == other[end - 1]:
            high, end = high - 1, end - 1
            pairs.append((high, end))
        if low == high or start == end or set(one[low:high]).isdisjoint(other[start:end]):
            continue
        found = _shortest_edit(one[low:high], other[start:end], steps)
        if found is not None:
            pairs += [(low + i, start + j) for i, j in found]
            continue
        anchors = _anchors(one[low:high], other[start:end])
        at, there = low, start
        for i, j in [(low + i, start + j) for i, j in anchors] + ([(high, end)] if anchors else []):
            todo.append((at, i, there, j))
            if i < high:
                pairs.append((i, j))
            at, there = i + 1, j + 1
    return _runs(sorted(pairs))


def _runs(pairs: list[tuple[int, int]]) -> list[Match]:
    runs: list[Match] = []
    for i, j in pairs:
        if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _shortest_edit(one: Sequence[str], other: Sequence[str], steps: Steps) -> list[tuple[int, int]] | None:
    """The pairs of a longest common subsequence, or None where that is more than half of the work that is left."""
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    mine = Steps(max(steps.left, 0) // 2)
    for edits in range(len(one) + len(other) + 1):
        trace.append(dict(furthest))
        looked_at = 2 * edits + 1
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            i = furthest[k + 1] if down else furthest[k - 1] + 1
            begun = i
            while i < len(one) and i - k < len(other) and one[i] == other[i - k]:
                i += 1
            looked_at += i - begun
            furthest[k] = i
            if i >= len(one) and i - k >= len(other):
                steps.take(looked_at)
                return _walked_back(trace, len(one), len(other))
        steps.take(looked_at)
        if not mine.take(looked_at):
            return None
    return None


def _walked_back(trace: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for edits in reversed(range(len(trace))):
        furthest, k = trace[edits], i - j
        down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
        came_from = k + 1 if down else k - 1
        was = furthest[came_from] if edits else 0
        while i > max(was if down else was + 1, 0) and j > 0 and edits:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        if not edits:
            while i > 0 and j > 0:
                i, j = i - 1, j - 1
                pairs.append((i, j))
            break
        i, j = was, was - came_from
    return pairs


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """What stands exactly once in both, as many as come in the same order (patience sorting)."""
    once, there = Counter(one), Counter(other)
    place = {word: j for j, word in enumerate(other) if there[word] == 1}
    common = [(i, place[word]) for i, word in enumerate(one) if once[word] == 1 and word in place]
    ends: list[int] = []  # the last place in `other` of the best run of each length
    last: list[int] = []  # which pair that is
    before: list[int] = []
    for at, (_i, j) in enumerate(common):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            last.append(at)
        else:
            ends[length], last[length] = j, at
    run, at = [], last[-1] if last else -1
    while at >= 0:
        run.append(common[at])
        at = before[at]
    return run[::-1]
