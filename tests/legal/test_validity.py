"""Validity on a day, from dates and from what other documents do; the same in lists as on pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.legal import queries
from portal.legal import service as legal
from portal.legal.models import LegalDocument, LegalRelation
from portal.legal.relations import service as relations
from portal.legal.relations.queries import effects_on
from portal.legal.validity import CODES, Effect, criterion, validity
from tests.conftest import Browser
from tests.factories import Factory

DAY = date(2026, 1, 1)


def effect(kind: str, begins: date | None = DAY, until: date | None = None, *anchors: str) -> Effect:
    return Effect(kind, begins, until, anchors, "Nghị định 1/2026/NĐ-CP", "/van-ban/nd-1")


def test_the_states_of_the_law() -> None:
    began, later = date(2020, 1, 1), date(2026, 6, 1)
    assert validity(began, None, DAY).code == "in_force"
    assert validity(later, None, DAY).code == "not_yet"
    assert validity(None, None, DAY).code == "unknown"
    assert validity(began, DAY, DAY).code == "expired"
    assert validity(began, DAY, DAY - timedelta(1)).code == "in_force"
    assert validity(began, None, DAY, [effect("replaces")]).code == "expired"
    assert validity(began, None, DAY, [effect("abolishes", DAY, None, "dieu-3")]).code == "partly_expired"
    assert validity(began, None, DAY, [effect("amends")]).code == "partly_expired"
    assert validity(began, None, DAY, [effect("suspends")]).code == "suspended"
    assert validity(began, None, DAY, [effect("suspends", DAY, None, "dieu-3")]).code == "partly_suspended"
    assert validity(began, None, later, [effect("suspends", DAY, later)]).code == "in_force"
    assert (
        validity(began, None, DAY, [effect("guides"), effect("based_on"), effect("corrects")]).code
        == "in_force"
    )
    coming = validity(began, None, DAY, [effect("replaces", later)])
    assert (coming.code, len(coming.coming)) == ("in_force", 1)


KINDS = st.sampled_from(["replaces", "abolishes", "amends", "suspends", "guides", "refers"])
DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))
EFFECTS = st.builds(
    lambda kind, begins, lasts, anchors: effect(
        kind, begins, begins + timedelta(lasts) if lasts else None, *anchors
    ),
    KINDS,
    DAYS,
    st.integers(0, 400),
    st.sampled_from([(), ("dieu-1",), ("dieu-2-khoan-1",)]),
)


@given(DAYS, DAYS, st.lists(EFFECTS, max_size=5))
def test_what_ended_stays_ended_and_order_does_not_matter(
    begins: date, on: date, effects: list[Effect]
) -> None:
    lasting = [one for one in effects if one.until is None]
    state = validity(begins, None, on, lasting)
    assert state.code in CODES
    assert validity(begins, None, on, lasting[::-1]).code == state.code
    if state.code == "expired":
        assert validity(begins, None, on + timedelta(300), lasting).code == "expired"


@pytest.fixture
def pair(factory: Factory) -> tuple[tuple[int, str], tuple[int, str]]:
    """An old decision, and a new one that takes effect in 2026."""
    old = factory.legal("tam-hai", number="1/QĐ-UBND", issued=date(2020, 1, 5), effective=date(2020, 2, 1))
    new = factory.legal("tam-hai", number="2/QĐ-UBND", issued=date(2026, 1, 5), effective=date(2026, 2, 1))
    return old, new


def target(factory: Factory, object_id: int) -> LegalDocument:
    found = queries.by_id(object_id)
    assert found is not None
    return found


def test_a_replaced_document_says_by_what_and_from_when_and_can_be_read_as_of_a_day(
    factory: Factory,
    browser: Callable[[str], Browser],
    pair: tuple[tuple[int, str], tuple[int, str]],
) -> None:
    (old, old_slug), (new, new_slug) = pair
    with factory.acting("tam-hai") as actor:
        relations.add(target(factory, new), "replaces", target(factory, old), actor)
    page = browser("tam-hai").get(f"/van-ban/{old_slug}").text
    assert "Hết hiệu lực toàn bộ" in page and "Bị thay thế bởi" in page and "01/02/2026" in page
    assert f"/van-ban/{new_slug}" in page
    before = browser("tam-hai").get(f"/van-ban/{old_slug}?ngay=2025-06-01").text
    assert "Còn hiệu lực" in before and "Sắp tới" in before and "tại ngày 01/06/2025" in before
    assert "Chưa có hiệu lực" in browser("tam-hai").get(f"/van-ban/{old_slug}?ngay=2020-01-10").text
    assert browser("tam-hai").get(f"/van-ban/{old_slug}?ngay=khong-phai").status_code == 200
    other_end = browser("tam-hai").get(f"/van-ban/{new_slug}").text
    assert "Thay thế" in other_end and f"/van-ban/{old_slug}" in other_end and "<svg" in other_end


def test_a_proposal_or_a_draft_changes_nothing(
    factory: Factory, browser: Callable[[str], Browser], pair: tuple[tuple[int, str], tuple[int, str]]
) -> None:
    (_, old_slug), _ = pair
    body = "## Điều 1. Hiệu lực\n\nQuyết định này thay thế Quyết định số 1/QĐ-UBND.\n"
    factory.legal("tam-hai", number="3/QĐ-UBND", body=body)
    assert "Còn hiệu lực" in browser("tam-hai").get(f"/van-ban/{old_slug}").text
    draft, _ = factory.legal("tam-hai", number="4/QĐ-UBND", publish=False)
    with factory.acting("tam-hai") as actor:
        relations.add(target(factory, draft), "abolishes", target(factory, pair[0][0]), actor)
    assert "Còn hiệu lực" in browser("tam-hai").get(f"/van-ban/{old_slug}").text


def test_a_provision_says_what_happened_to_it_alone(
    factory: Factory, browser: Callable[[str], Browser], pair: tuple[tuple[int, str], tuple[int, str]]
) -> None:
    (old, old_slug), (new, _) = pair
    with factory.acting("tam-hai") as actor:
        relations.add(
            target(factory, new), "abolishes", target(factory, old), actor, anchors=["dieu-1-khoan-1"]
        )
    visitor = browser("tam-hai")
    assert "Bị bãi bỏ (khoản 1 Điều 1)" in visitor.get(f"/van-ban/{old_slug}/dieu-1").text
    assert "Bị bãi bỏ" not in visitor.get(f"/van-ban/{old_slug}/dieu-2").text
    assert "Hết hiệu lực một phần" in visitor.get(f"/van-ban/{old_slug}").text


def test_lists_and_pages_agree_on_every_state(app: Flask, factory: Factory) -> None:
    dates = [
        (None, None),
        (date(2020, 1, 1), None),
        (date(2030, 1, 1), None),
        (date(2020, 1, 1), date(2021, 1, 1)),
    ]
    kinds = [None, "replaces", "abolishes", "amends", "suspends", "guides"]
    acting, _ = factory.legal("tam-hai", number="999/QĐ-UBND", effective=date(2022, 1, 1))
    number = 0
    for effective, expires in dates:
        for kind in kinds:
            for anchors in ([], ["dieu-1"]):
                number += 1
                made, _ = factory.legal(
                    "tam-hai", number=f"{number}/TB-UBND", effective=effective, expires=expires
                )
                if kind:
                    with factory.acting("tam-hai") as actor:
                        source = target(factory, acting)
                        relations.add(source, kind, target(factory, made), actor, anchors=anchors)
    with factory.acting("tam-hai"):
        everything = db.session.scalars(select(LegalDocument)).all()
        effects = effects_on([one.natural_key for one in everything])
        by_page: dict[str, set[str]] = {code: set() for code in CODES}
        for one in everything:
            state = validity(one.effective, one.expires, today(), effects.get(one.natural_key, ()))
            by_page[state.code].add(one.number)
        for code in CODES:
            listed = db.session.scalars(select(LegalDocument.number).where(criterion(code, today())))
            assert set(listed) == by_page[code], code
        assert sum(map(bool, by_page.values())) == len(CODES)


def test_what_the_text_proposes_takes_effect_with_one_click_of_who_may(
    factory: Factory,
    browser: Callable[[str], Browser],
    signed_in: Callable[..., Browser],
    pair: tuple[tuple[int, str], tuple[int, str]],
) -> None:
    (_, old_slug), _ = pair
    body = "## Điều 1. Hiệu lực\n\nQuyết định này có hiệu lực từ ngày 01 tháng 3 năm 2026, "
    body += "bãi bỏ Quyết định số 1/QĐ-UBND.\n"
    made, _ = factory.legal("tam-hai", number="5/QĐ-UBND", body=body, effective=None)
    with factory.acting("tam-hai"):
        relation = db.session.scalar(select(LegalRelation.id).where(LegalRelation.document_id == made))
    author, approver = signed_in("tam-hai", "author"), signed_in("tam-hai", "approver")
    assert author.post(f"/quan-tri/van-ban/quan-he/{relation}/xac-nhan").status_code == 403
    assert "bãi bỏ Quyết định số 1/QĐ-UBND" in approver.get("/quan-tri/van-ban/quan-he/").text
    page = approver.get(f"/quan-tri/van-ban/{made}/quan-he").text
    assert "Lời văn ghi ngày có hiệu lực: 01/03/2026" in page
    assert approver.post(f"/quan-tri/van-ban/{made}/ngay-hieu-luc").status_code == 302
    assert approver.post(f"/quan-tri/van-ban/quan-he/{relation}/xac-nhan").status_code == 302
    shown = browser("tam-hai").get(f"/van-ban/{old_slug}").text
    assert "Hết hiệu lực toàn bộ" in shown and "01/03/2026" in shown
    assert approver.post(f"/quan-tri/van-ban/quan-he/{relation}/xem-lai").status_code == 302
    assert "Còn hiệu lực" in browser("tam-hai").get(f"/van-ban/{old_slug}").text


def test_a_relation_by_hand_names_its_provisions_in_words(
    factory: Factory, signed_in: Callable[..., Browser], pair: tuple[tuple[int, str], tuple[int, str]]
) -> None:
    _, (new, _) = pair
    approver = signed_in("tam-hai", "approver")
    where = f"/quan-tri/van-ban/{new}/quan-he"
    wrong = approver.post(where, {"kind": "amends", "number": "61/2018/NĐ-CP", "parts": "đoạn giữa"})
    assert wrong.status_code == 422 and "Chưa nhận ra điều, khoản nào" in wrong.text
    form = {"kind": "amends", "number": "61/2018/NĐ-CP", "parts": "điểm đ khoản 2 Điều 5, Điều 7"}
    assert approver.post(where, form).status_code == 302
    page = approver.get(where).text
    assert "điểm đ khoản 2 Điều 5, Điều 7" in page and "chưa có trên cổng" in page


def test_a_document_that_comes_later_is_found_by_what_named_it_before(factory: Factory) -> None:
    body = "## Điều 1. Hiệu lực\n\nQuyết định này thay thế Nghị định số 77/2019/NĐ-CP.\n"
    first, _ = factory.legal("tam-hai", number="6/QĐ-UBND", body=body)
    later, _ = factory.legal("tam-hai", number="77/2019/NĐ-CP", type="Nghị định", issuer="Chính phủ")
    with factory.acting("tam-hai"):
        row = db.session.scalar(select(LegalRelation).where(LegalRelation.document_id == first))
        found = queries.by_id(later)
        assert row is not None and found is not None
        assert row.target_key == found.natural_key


def test_a_commune_never_acts_on_the_paper_of_another_with_the_same_number(
    factory: Factory, browser: Callable[[str], Browser]
) -> None:
    _, slug = factory.legal("tam-tien", number="1/QĐ-UBND", effective=date(2020, 1, 1))
    old, _ = factory.legal("tam-hai", number="1/QĐ-UBND", effective=date(2020, 1, 1))
    new, _ = factory.legal("tam-hai", number="2/QĐ-UBND", effective=date(2021, 1, 1))
    with factory.acting("tam-hai") as actor:
        relations.add(target(factory, new), "replaces", target(factory, old), actor)
    assert "Còn hiệu lực" in browser("tam-tien").get(f"/van-ban/{slug}").text


def test_what_was_decided_is_shared_with_the_document(
    factory: Factory, browser: Callable[[str], Browser]
) -> None:
    old, slug = factory.legal("nui-thanh", number="1/QĐ-UBND", effective=date(2020, 1, 1), shared=True)
    new, _ = factory.legal("nui-thanh", number="2/QĐ-UBND", effective=date(2021, 1, 1))
    with factory.acting("nui-thanh") as actor:
        relations.add(target(factory, new), "replaces", target(factory, old), actor)
    assert "Còn hiệu lực" in browser("tam-hai").get(f"/van-ban/{slug}").text
    with factory.acting("nui-thanh") as actor:
        document = target(factory, new)
        draft = legal.LegalDraft(
            number="2/QĐ-UBND", type="Quyết định", title="Thay thế", issuer="UBND xã", shared=True,
            effective=date(2021, 1, 1),
        )  # fmt: skip
        legal.save(document, draft, document.version, actor)
    assert "Hết hiệu lực toàn bộ" in browser("tam-hai").get(f"/van-ban/{slug}").text


def test_a_law_that_names_itself_refers_to_nothing(factory: Factory) -> None:
    body = "Quốc hội ban hành Luật Căn cước.\n\n## Điều 1. Phạm vi\n\nLuật Căn cước định theo Luật Hộ tịch.\n"
    made, _ = factory.legal("tam-hai", number="26/2023/QH15", type="Luật", title="Căn cước", body=body)
    with factory.acting("tam-hai"):
        named = db.session.scalars(
            select(LegalRelation.target_title).where(LegalRelation.document_id == made)
        )
        assert list(named) == ["Luật Hộ tịch"]
