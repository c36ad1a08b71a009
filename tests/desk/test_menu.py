"""The desk's menu: its parts stand in order, each entry in a part that has a name."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from portal.web.contributions import DESK_GROUPS, contributions
from tests.conftest import DISTRICT, A, Browser

Make = Callable[..., Browser]


def _parts(page: str) -> list[str]:
    return re.findall(r'class="desk-nav__part"[^>]*>([^<]+)<', page)


def test_every_entry_is_in_a_part_that_has_a_name(app: Flask) -> None:
    assert {one.group for one in contributions(app).desk} == set(DESK_GROUPS)


def test_an_administrator_finds_the_parts_in_order(app: Flask, signed_in: Make) -> None:
    page = signed_in(DISTRICT, "district_admin").get("/quan-tri/").text
    assert _parts(page) == [str(one) for one in DESK_GROUPS.values() if one]
    assert page.index(">Trung tâm điều hành<") < page.index(">Văn bản đến<") < page.index(">Người dùng<")
    labels = re.findall(r'aria-labelledby="(menu-\d)"', page)
    assert all(f'id="{one}"' in page for one in labels) and len(labels) == len(_parts(page))


def test_who_has_few_entries_sees_no_parts_beyond_theirs(app: Flask, signed_in: Make) -> None:
    assert "Quản trị" not in _parts(signed_in(A, "author").get("/quan-tri/").text)
    clerk = signed_in(A, "counter_clerk").get("/quan-tri/").text
    assert _parts(clerk) == [], "one part alone needs no name"
