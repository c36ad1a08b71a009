"""Leaflet, poster, slides, the sheet of all services: of the same definition, complete, and never over the edge."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from portal.extensions import db, limiter
from portal.services import starting
from portal.services.material import slides as slides_module
from portal.services.material import views
from portal.services.material.catalogue import Line, catalogue
from portal.services.material.leaflet import leaflet
from portal.services.material.poster import poster
from portal.services.material.record import Item, Look, Office, record_of
from portal.services.material.slides import HIGH, TEXT_HIGH, WIDE, height_of, pages, slides
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.services.making import committed
from tests.services.material.looking import outside, record, sizes, text_of

Open = Callable[[str], Browser]
WHEN = datetime(2026, 11, 30, 2, 0)
WHERE = "/dich-vu/dang-ky-khai-sinh"
FILES = {"to-roi.pdf": b"%PDF", "ap-phich.pdf": b"%PDF", "trinh-chieu.pptx": b"PK"}
CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.mark.parametrize(("name", "begins"), FILES.items())
def test_material_is_downloaded_and_asked_for_again_costs_nothing(
    factory: Factory, browser: Open, monkeypatch: pytest.MonkeyPatch, name: str, begins: bytes
) -> None:
    committed(factory, A)
    visitor = browser(A)
    answer = visitor.get(f"{WHERE}/{name}")
    assert answer.status_code == 200
    assert answer.data.startswith(begins)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    for where, made in ((views, "leaflet"), (views, "poster"), (slides_module, "slides")):
        monkeypatch.setattr(where, made, lambda *_given: pytest.fail("made twice"))
    again = visitor.get(f"{WHERE}/{name}")
    assert again.data == answer.data
    tag = answer.headers["ETag"]
    assert visitor.get(f"{WHERE}/{name}", headers={"If-None-Match": tag}).status_code == 304


def test_what_changes_is_made_anew(factory: Factory, browser: Open) -> None:
    number, _slug = committed(factory, A)
    before = browser(A).get(f"{WHERE}/to-roi.pdf")
    with factory.acting(A) as actor:
        held = views.queries.by_id(number)
        assert held is not None
        changed = {**views.queries.current(held).definition, "summary": "Đã đổi lời giới thiệu."}  # type: ignore[union-attr]
        starting.service.save_draft(held, starting.service.from_json(changed), held.version, actor)
        starting.service.publish(held, held.version, actor)
        db.session.commit()
    after = browser(A).get(f"{WHERE}/to-roi.pdf")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert "Đã đổi lời giới thiệu." in text_of(after.data)


def test_closed_foreign_and_missing_services_have_no_material(factory: Factory, browser: Open) -> None:
    committed(factory, B, "2.000002", name="Của xã khác")
    committed(factory, A, "2.000001", name="Đang đóng", is_open=False)
    for slug in ("cua-xa-khac", "dang-dong", "khong-co"):
        for name in FILES:
            assert browser(A).get(f"/dich-vu/{slug}/{name}").status_code == 404, (slug, name)


def test_whoever_asks_again_and_again_must_wait(
    factory: Factory, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(factory, A)
    monkeypatch.setattr(limiter, "enabled", True)
    visitor = browser(A)
    found = {
        visitor.get(f"{WHERE}/to-roi.pdf").status_code for _time in range(82)
    }  # a minute may end meanwhile
    limiter.reset()
    assert found == {200, 429}


def test_the_sheet_of_all_services_has_those_that_are_open(factory: Factory, browser: Open) -> None:
    assert browser(A).get("/dich-vu/danh-muc.pdf").status_code == 404
    committed(factory, A)
    committed(factory, A, "2.000001", name="Đang đóng", is_open=False)
    answer = browser(A).get("/dich-vu/danh-muc.pdf")
    text = text_of(answer.data)
    assert sizes(answer.data) == [(210, 297)]
    assert "Đăng ký khai sinh" in text
    assert "Đang đóng" not in text


def test_it_promises_handing_in_online_only_where_somebody_could_receive_that(
    factory: Factory, browser: Open
) -> None:
    committed(factory, A)
    whole = {}
    for has_clerk in (False, True):
        if has_clerk:
            factory.clerk(A)
        files = [browser(A).get(f"{WHERE}/{name}").data for name in FILES]
        said = " ".join([*map(text_of, files[:2]), *_titles(files[2])])
        whole[has_clerk] = " ".join(said.split())
    for promise in ("Trên mạng", "nộp ngay trên mạng", "nộp trực tuyến", "Quét mã để xem và nộp hồ sơ"):
        assert promise in whole[True] and promise not in whole[False], promise
    assert "Bộ phận một cửa" in whole[False]


def _titles(data: bytes) -> list[str]:
    return [one.shapes.title.text for one in Presentation(io.BytesIO(data)).slides]


def test_it_is_vietnamese_for_readers_of_english_too(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    visitor = browser(A)
    visitor.client.set_cookie("ngon-ngu", "en", domain=f"{A}.localhost")
    assert "Cần mang theo" in text_of(visitor.get(f"{WHERE}/to-roi.pdf").data)


def test_every_service_of_the_starting_content_fits(app: Flask) -> None:
    office = Office(
        "Ủy ban nhân dân xã Tam Hải", "Xã Tam Hải", "Thôn Bình Trung, xã Tam Hải", "0235 3545 136"
    )
    with app.test_request_context():
        for start in starting.read_folder(CONTENT).services:
            facts = start.facts
            url = f"https://tam-hai.nuithanh.quangnam.gov.vn/dich-vu/{facts.slug}"
            made = record_of(facts.name, facts.code, facts.field, start.definition, url, office, Look())
            sides, wall = leaflet(made, WHEN), poster(made, WHEN)
            assert sizes(sides) == [(148, 210), (148, 210)], facts.slug
            assert sizes(wall) == [(297, 420)], facts.slug
            assert outside(sides) == outside(wall) == [], facts.slug
            assert "còn nữa" not in text_of(sides) + text_of(wall), facts.slug
            assert facts.name in " ".join(text_of(sides).split()), facts.slug
            _looked_at(slides(made, b"", WHEN), facts.name)


def _looked_at(data: bytes, name: str) -> None:
    deck = Presentation(io.BytesIO(data))
    assert (deck.slide_width, deck.slide_height) == (Inches(WIDE), Inches(HIGH))
    assert deck.slides[0].shapes.title.text == " ".join(name.split())
    for slide in deck.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            assert not shape.is_placeholder or shape.text_frame.text, "no empty place is left"


SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # the application only lends its words
letters = st.characters(exclude_categories=["Cs", "Cc"])
texts = st.one_of(
    st.text(letters, min_size=1, max_size=40),
    st.lists(
        st.sampled_from(["Giấy", "chứng", "nhận", "quyền", "sử", "nghiêng"]), min_size=1, max_size=160
    ).map(" ".join),
    st.integers(1, 400).map(lambda count: "W" * count),
)
items = st.builds(Item, texts, st.one_of(st.just(""), texts))
records = st.builds(
    lambda name, summary, time, cost, papers, shown, fees, steps, agency: record(
        name=name, summary=summary, time=time, cost=cost, papers=tuple(papers), shown=tuple(shown),
        fees=tuple(fees), steps=tuple(steps), office=Office(agency, "Cổng", agency, "0235 3545 136"),
    ),
    texts, texts, texts, texts, st.lists(items, max_size=25), st.lists(items, max_size=6),
    st.lists(items, max_size=6), st.lists(texts, min_size=1, max_size=6), texts,
)  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=SHARED)
@given(made=records)
def test_no_text_leaves_the_paper_however_long_it_is(app: Flask, made: object) -> None:
    with app.test_request_context():
        for make, count in ((leaflet, 2), (poster, 1)):
            data = make(made, WHEN)  # type: ignore[arg-type]
            assert len(sizes(data)) == count
            assert outside(data) == []


@settings(max_examples=8, deadline=None, suppress_health_check=SHARED)
@given(made=records)
def test_slides_hold_what_stands_on_them(app: Flask, made: object) -> None:
    with app.test_request_context():
        deck = Presentation(io.BytesIO(slides(made, b"", WHEN)))  # type: ignore[arg-type]
    assert len(deck.slides) >= 6


@settings(max_examples=40, deadline=None, suppress_health_check=SHARED)
@given(st.lists(items, min_size=1, max_size=20))
def test_a_list_goes_on_to_the_next_slide_and_loses_no_word(given: list[Item]) -> None:
    shared = pages(given)
    assert all(sum(height_of(one) for one in page) <= TEXT_HIGH or len(page) == 1 for page in shared)
    said = [word for page in shared for one in page for word in (one.text.split() + one.note.split())]
    assert said == [word for one in given for word in (one.text.split() + one.note.split())]


@pytest.mark.parametrize(
    ("count", "text"),
    [(5, "giấy " * 160), (25, "giấy " * 40), (25, "W" * 160)],
)
def test_a_list_without_end_leaves_room_for_those_below(app: Flask, count: int, text: str) -> None:
    with app.test_request_context():
        for part in ("papers", "shown"):
            data = leaflet(record(**{part: (Item(text),) * count}), WHEN)
            assert outside(data) == []
            said = " ".join(text_of(data).split())
            for words in (
                "Cần mang theo",
                "Hết bao nhiêu tiền",
                "Kết quả nhận được",
                "Giấy khai sinh",
                "còn nữa",
            ):
                assert words in said, (part, words)


@given(st.lists(st.builds(Line, texts, texts, st.just("https://x.example.vn/dich-vu/a")), max_size=40))
@settings(max_examples=8, deadline=None, suppress_health_check=SHARED)
def test_the_sheet_holds_any_number_of_services(app: Flask, lines: list[Line]) -> None:
    with app.test_request_context():
        data = catalogue(lines, Office("Ủy ban nhân dân xã", "Xã"), Look(), WHEN)
    assert len(sizes(data)) == max(1, -(-len(lines) // 18))
    assert outside(data) == []
