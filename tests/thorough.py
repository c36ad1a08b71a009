"""How much is tried: a share of it in `make test`, all of it in `make chaos`, which sets THOROUGH=1.

A test that takes its share from here is marked `thorough`, so that `make chaos` finds it; what is marked `chaos` is
left to `make chaos` altogether. Property tests are found there by hypothesis' own mark.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")
THOROUGH = os.environ.get("THOROUGH") == "1"


def some(things: Sequence[T], one_in: int, offset: int = 0) -> Sequence[T]:
    """Every `one_in`-th thing, beginning at `offset`; all of them when everything is tried."""
    return things if THOROUGH else things[offset::one_in]


def examples(most: int) -> int:
    """How many examples a property test tries that would have `most`."""
    return most if THOROUGH else max(10, most // 6)


def choose_profile() -> None:
    """The profile of property tests that name no number of examples."""
    settings.register_profile("quick", max_examples=25, deadline=None)
    settings.register_profile("thorough", max_examples=300, deadline=None)
    settings.load_profile("thorough" if THOROUGH else "quick")
