"""The sketch of the map: every share holds its point, together they are the ground, none lies on another."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.charts.marks import Point
from portal.charts.partition import area_of, flat, hull, shared_out

COMMUNES = [
    (15.43451, 108.647198), (15.540039, 108.507731), (15.524178, 108.528507), (15.553819, 108.576001),
    (15.420885, 108.486956), (15.4393, 108.534444), (15.510874, 108.552253), (15.475077, 108.576001),
    (15.500623, 108.605687), (15.439293, 108.59975), (15.490362, 108.659129), (15.457666, 108.647253),
    (15.465814, 108.682884), (15.402463, 108.700701), (15.388199, 108.605687), (15.390233, 108.647253),
    (15.35139, 108.510699),
]  # fmt: skip
degrees = st.tuples(st.floats(15.3, 15.6), st.floats(108.4, 108.8))


def holds(outline: tuple[Point, ...], point: Point, slack: float = 1e-6) -> bool:
    """Whether a point lies in a convex polygon or on its edge."""
    turns = []
    for one, other in zip(outline, (*outline[1:], outline[0]), strict=True):
        length = math.dist(one, other)
        if length > 1e-9:
            cross = (other[0] - one[0]) * (point[1] - one[1]) - (other[1] - one[1]) * (point[0] - one[0])
            turns.append(cross / length)
    return all(one >= -slack for one in turns) or all(one <= slack for one in turns)


@settings(max_examples=60)
@given(st.lists(degrees, min_size=1, max_size=20), st.integers(0, 5))
def test_shares_hold_their_points_cover_the_ground_and_do_not_overlap(
    places: list[tuple[float, float]], rounds: int
) -> None:
    height, found = shared_out(flat(places), 360, rounds)
    assert len(found) == len(places)
    ground = hull([corner for one in found for corner in one.outline])
    assert sum(area_of(one.outline) for one in found) == pytest.approx(area_of(ground), rel=1e-6)
    for one in found:
        assert holds(one.outline, one.centre)
        assert all(-1e-6 <= x <= 360 + 1e-6 and -1e-6 <= y <= height + 1e-6 for x, y in one.outline)
        for other in found:
            # Who is inside of another's share is nearer to the other: shares lie apart, but for their edges.
            assert one is other or not holds(other.outline, one.centre, slack=-1e-6)


@given(st.lists(degrees, max_size=12))
def test_the_same_points_give_the_same_sketch(places: list[tuple[float, float]]) -> None:
    assert shared_out(flat(places), 360) == shared_out(flat(places), 360)


def test_the_seventeen_communes_lie_as_they_do_and_have_room_for_their_names() -> None:
    height, found = shared_out(flat(COMMUNES), 360)
    assert 250 < height < 420
    assert min(area_of(one.outline) for one in found) > 2500
    tam_xuan_1, tam_tra, tam_hai, tam_nghia = found[1], found[16], found[10], found[13]
    assert tam_xuan_1.centre[1] < tam_tra.centre[1]  # north above south
    assert tam_xuan_1.centre[0] < tam_hai.centre[0]  # west before east
    assert tam_nghia.centre[0] == max(one.centre[0] for one in found)


def test_points_on_a_line_and_on_each_other_have_shares_as_well() -> None:
    for places in ([(15.4, 108.5)] * 4, [(15.4, 108.5 + 0.01 * at) for at in range(5)], []):
        _height, found = shared_out(flat(places), 360)
        assert all(area_of(one.outline) > 1 for one in found)
        assert len(found) == len(places)
