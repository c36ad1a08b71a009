"""The order of an answer to filters alone, the same for every engine."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def newest(dated: Sequence[tuple[str, _T]], limit: int, key_of: Callable[[_T], str]) -> list[_T]:
    """The `limit` newest of (`published_at`, thing), newest first, then by key.

    key_of: the key of a thing; asked for those that may come out only, since it may have to be read from a file.
    """
    if limit <= 0:
        return []
    if limit < len(dated):
        least = heapq.nlargest(limit, (published for published, _thing in dated))[-1]
        dated = [one for one in dated if one[0] >= least]
    by_key = sorted(dated, key=lambda one: key_of(one[1]))
    by_key.sort(key=lambda one: one[0], reverse=True)
    return [thing for _published, thing in by_key[:limit]]
