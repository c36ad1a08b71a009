"""The drawn map: places go there and back, communes lie where they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.voice.reports.outlines import WIDTH, drawing, read_place


def test_every_commune_lies_in_its_own_outline() -> None:
    plan = drawing()
    assert len(plan.communes) == 17
    for one in plan.communes:
        assert plan.commune_at(*plan.degrees(*one.label)) == one
        assert all(0 <= x <= WIDTH and 0 <= y <= plan.height for x, y in one.corners)


@given(st.floats(0, WIDTH), st.floats(0, 900))
def test_outlines_do_not_overlap_and_places_come_back(x: float, y: float) -> None:
    plan = drawing()
    lat, lon = plan.degrees(x, y)
    back = plan.place(lat, lon)
    assert abs(back[0] - x) < 1e-6 and abs(back[1] - y) < 1e-6
    assert read_place(str(lat), str(lon)) is not None
    at = plan.commune_at(lat, lon)
    assert at is None or plan.box_of(at.code)


def test_a_commune_is_shown_with_its_neighbours_and_the_district_whole() -> None:
    plan = drawing()
    assert plan.box_of("517") == f"0 0 1000 {plan.height:.0f}"
    _x, _y, width, height = map(int, plan.box_of("20992").split())
    assert width < 700 and height < 700
