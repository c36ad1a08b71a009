"""Figures as open data: of indicators what is approved and open, of the counter what its public page tells."""

from __future__ import annotations

from typing import Any

from tests.conftest import DISTRICT, A, B
from tests.indicators.making import BIRTHS, GIRLS, REVENUE, define, handed_in, last_month
from tests.opendata.conftest import Library
from tests.performance import making


def test_only_approved_figures_of_open_indicators_come_out(own_library: Library) -> None:
    app, factory = own_library.app, own_library.factory
    define(factory, BIRTHS, GIRLS, REVENUE)
    handed_in(app, A, last_month(), {"tre-sinh": 12, "tre-gai": 5, "thu-ngan-sach": 12345})
    handed_in(app, B, last_month(), {"tre-sinh": 77, "tre-gai": 5, "thu-ngan-sach": 5}, approved=False)
    listed = own_library.visit(DISTRICT).get("/api/v1/indicators").json
    assert {one["code"] for one in listed["items"]} == {"tre-sinh", "thu-ngan-sach"}
    one = own_library.visit(DISTRICT).get("/api/v1/indicators/tre-sinh").json
    assert [(each["area_code"], each["value"]) for each in one["figures"]] == [("517", 12.0), ("20992", 12.0)]
    own = own_library.visit(DISTRICT).get("/api/v1/indicators/thu-ngan-sach?area_code=20992").json["figures"]
    assert [each["value"] for each in own] == [1234.5]
    assert own_library.visit(DISTRICT).get("/api/v1/indicators/tre-gai").status_code == 404
    assert own_library.visit(B).get("/api/v1/indicators/tre-sinh").json["figures"] == []
    own_library.build(DISTRICT)
    own_library.build(A)
    rows = own_library.visit(A).get("/du-lieu-mo/so-lieu.json").json["rows"]
    assert [(each["code"], each["area_code"], each["value"]) for each in rows] == [
        ("tre-sinh", "20992", 12.0),
        ("thu-ngan-sach", "20992", 1234.5),
    ]
    text = own_library.visit(DISTRICT).get("/du-lieu-mo/so-lieu.csv").text
    assert "tre-gai" not in text and "77" not in text


def test_figures_of_the_counter_are_those_of_its_public_page_and_no_others(own_library: Library) -> None:
    with own_library.app.app_context():
        portal = making.ready(own_library.app)
        making.made(portal, 60)
    own_library.build()
    visitor = own_library.visit()
    rows = visitor.get("/du-lieu-mo/ket-qua-giai-quyet.json").json["rows"]
    assert rows and visitor.get("/api/v1/datasets/ket-qua-giai-quyet").json["versions"][0]["rows"] == len(
        rows
    )
    told = 0
    for kind, most in (("month", 24), ("quarter", 12), ("year", 6)):
        for one in visitor.get(f"/api/v1/service-statistics?kind={kind}&limit={most}").json["items"]:
            page = visitor.get(f"/ket-qua-giai-quyet.json?ky={one['period']}").json
            assert {name: one[name] for name in page["totals"]} == page["totals"]
            whole = visitor.get(f"/api/v1/service-statistics/{one['period']}").json
            assert whole["procedures"] == page["procedures"] and whole["index_766"] == page["index"]["total"]
            mine = [row for row in rows if row["period"] == one["period"]]
            assert not mine or one["told"]
            for row in mine:
                told += 1
                assert _numbers(row) in [_numbers(page["totals"]), *map(_numbers, page["procedures"])]
    assert told == len(rows)
    assert all(
        row[name] is None or row[name] == 0 or row[name] >= 5
        for row in rows
        for name in ("received", "judged")
    )


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("received", "received_online", "judged", "late", "open")}
