"""Round scales, whatever the figures are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.charts.scales import class_of, classes, scale

figures = st.lists(
    st.none() | st.integers(-(10**15), 10**15).map(float) | st.floats(-1e12, 1e12) | st.floats(-1, 1),
    max_size=30,
)


@given(figures, st.booleans(), st.booleans(), st.integers(2, 8))
def test_ticks_rise_evenly_and_hold_every_figure(
    values: list[float | None], whole: bool, zero: bool, most: int
) -> None:
    found = scale(values, whole=whole, zero=zero, most=most)
    assert 2 <= len(found.ticks) <= most + 1
    steps = [after - before for before, after in pairwise(found.ticks)]
    assert min(steps) > 0
    assert max(steps) - min(steps) <= 1e-6 * max(steps)
    known = [one for one in values if one is not None]
    assert all(found.low <= one <= found.high for one in known)
    assert not zero or 0 in found.ticks
    if whole:
        assert all(one == int(one) for one in found.ticks)
    places = [found.at(one, 300, 20) for one in sorted(known)]
    assert places == sorted(places, reverse=True)
    assert all(20 <= one <= 300 for one in places)


@pytest.mark.parametrize(
    ("values", "whole", "ticks"),
    [
        ([], True, (0, 1, 2, 3, 4, 5)),
        ([0, None], True, (0, 1, 2, 3, 4, 5)),
        ([3, 7], True, (0, 2, 4, 6, 8)),
        ([0, 100], False, (0, 20, 40, 60, 80, 100)),
        ([0.1, 0.3], False, (0, 0.1, 0.2, 0.3)),
        ([-20, 12], True, (-20, -10, 0, 10, 20)),
        ([1.3e12], True, (0, 5e11, 1e12, 1.5e12)),
    ],
)
def test_ticks_are_those_that_a_person_would_choose(
    values: list[float | None], whole: bool, ticks: tuple[float, ...]
) -> None:
    assert scale(values, whole=whole).ticks == ticks


@given(figures.filter(lambda those: any(one is not None for one in those)))
def test_each_figure_has_its_class(values: list[float | None]) -> None:
    limits = classes(values)
    for value in values:
        if value is not None:
            number = class_of(value, limits)
            assert limits.ticks[number] <= value <= limits.ticks[number + 1]
