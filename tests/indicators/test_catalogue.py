"""The catalogue is the district's: communes read it, figures hold what they were made of, every wording is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.accounts.permissions import Forbidden
from portal.extensions import db
from portal.indicators import defining, queries
from portal.indicators.catalogue import Measure, as_measure
from portal.indicators.defining import InvalidIndicator
from portal.publishing.service import StaleVersion, commit
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory
from tests.indicators.making import (
    BIRTHS,
    GIRLS,
    REVENUE,
    at,
    define,
    handed_in,
    last_month,
    person,
    portal_of,
)

Signed = Callable[..., Browser]
WHERE = "/quan-tri/chi-tieu/"
FORM = {
    "code": "ho-ngheo",
    "name": "Số hộ nghèo",
    "unit": "hộ",
    "field": "doi-song",
    "period": "year",
    "decimals": "0",
    "days": "20",
    "better": "down",
    "made": "last",
    "least": "0",
    "most": "1.000",
    "active_from": "2025-01-01",
    "open": "y",
}


def _known(app: Flask, slug: str = DISTRICT) -> dict[str, Measure]:
    with app.app_context():
        return {one.code: one for one in queries.catalogue(portal_of(app, slug))}


def test_the_district_defines_and_communes_read(app: Flask, signed_in: Signed) -> None:
    editor, author = signed_in(DISTRICT, "district_editor"), signed_in(A, "author")
    assert "Danh mục còn trống" in author.get(WHERE).text
    assert editor.post(f"{WHERE}moi", FORM).status_code == 302
    one = _known(app, A)["ho-ngheo"]
    assert (one.name, one.least, one.most, one.open, one.better) == ("Số hộ nghèo", 0, 1000, True, "down")
    assert "Số hộ nghèo" in author.get(WHERE).text
    assert "Càng thấp càng tốt" in author.get(f"{WHERE}xem/ho-ngheo").text
    assert author.get(f"{WHERE}moi").status_code == 403
    assert author.get(f"{WHERE}{one.id}").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "Hộ nghèo"}, "Mã gồm chữ thường"),
        ({"name": " "}, "Nhập tên chỉ tiêu"),
        ({"least": "1.5"}, "viết dấu phẩy trước phần thập phân"),
        ({"least": "5", "most": "4"}, "không thể nhỏ hơn"),
        ({"made": "mean"}, "Chọn chỉ tiêu làm trọng số"),
        ({"decimals": "9"}, "Nhập từ 0 đến 6"),
        ({"days": "mười"}, "Nhập một số nguyên"),
        ({"active_from": "hôm nay"}, "Chọn ngày"),
        ({"active_until": "2024-01-01"}, "không thể trước ngày bắt đầu"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    app: Flask, signed_in: Signed, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in(DISTRICT, "district_editor").post(f"{WHERE}moi", FORM | wrong)
    assert answer.status_code == 422 and said in answer.text
    assert 'value="hộ"' in answer.text and _known(app) == {}


def test_who_saves_over_another_is_told(app: Flask, factory: Factory, signed_in: Signed) -> None:
    define(factory, BIRTHS)
    one = _known(app)["tre-sinh"]
    editor = signed_in(DISTRICT, "district_editor")
    sent = FORM | {"code": "tre-sinh", "period": "month", "unit": "trẻ", "version": "1", "reason": "rõ hơn"}
    assert editor.post(f"{WHERE}{one.id}", sent | {"name": "Trẻ sinh"}).status_code == 302
    late = editor.post(f"{WHERE}{one.id}", sent | {"name": "Trẻ sinh sống"})
    assert late.status_code == 409 and "Trẻ sinh sống" in late.text
    assert "rõ hơn" in editor.get(f"{WHERE}{one.id}").text
    with app.app_context(), at(app, DISTRICT):
        row = defining.held()["tre-sinh"]
        assert [(each.number, each.data["name"]) for each in defining.edits_of(row)] == [
            (2, "Trẻ sinh"),
            (1, "Số trẻ sinh"),
        ]


def _change(app: Flask, code: str, **changed: Any) -> None:
    with app.app_context(), at(app, DISTRICT):
        row = defining.held()[code]
        actor = person(app, DISTRICT, 5, "district_editor")
        defining.change(row, replace(as_measure(row), **changed), row.version, "thử", actor)
        commit()


def test_what_figures_are_made_of_does_not_change_under_them(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    _change(app, "tre-sinh", unit="cháu")
    handed_in(app, A, last_month(), {"tre-sinh": 12}, approved=False)
    for changed in ({"decimals": 2}, {"unit": "người"}, {"period": "year"}):
        with pytest.raises(InvalidIndicator):
            _change(app, "tre-sinh", **changed)
    _change(app, "tre-sinh", name="Số trẻ sinh sống")
    assert _known(app)["tre-sinh"].unit == "cháu"


def test_indicators_do_not_lie_within_themselves(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS, GIRLS, REVENUE)
    for code, changed in (
        ("tre-sinh", {"part_of": "tre-gai"}),
        ("tre-sinh", {"part_of": "tre-sinh"}),
        ("tre-sinh", {"part_of": "khong-co"}),
        ("tre-sinh", {"made": "mean", "weight_code": "tre-sinh"}),
        ("tre-sinh", {"weight_code": "thu-ngan-sach"}),
        ("tre-sinh", {"collected_from": (1,)}),
    ):
        with pytest.raises(InvalidIndicator):
            _change(app, code, **changed)
    _change(app, "tre-sinh", made="mean", weight_code="thu-ngan-sach")
    with pytest.raises(InvalidIndicator):
        _change(app, "thu-ngan-sach", made="mean", weight_code="tre-sinh")


def test_verbs_hold_alone(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    with app.app_context(), at(app, DISTRICT):
        row = defining.held()["tre-sinh"]
        editor = person(app, DISTRICT, 5, "district_editor")
        with pytest.raises(StaleVersion):
            defining.change(row, as_measure(row), row.version + 1, "", editor)
        for stranger in (person(app, DISTRICT, 6, "approver"), person(app, DISTRICT, 6, "author")):
            with pytest.raises(Forbidden):
                defining.change(row, as_measure(row), row.version, "", stranger)
            with pytest.raises(Forbidden):
                defining.set_targets(2026, {("tre-sinh", A): 5}, stranger)
        db.session.rollback()
