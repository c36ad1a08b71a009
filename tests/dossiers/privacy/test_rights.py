"""What a citizen may ask: all of what is held and nothing of others', corrections decided, consent taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.citizens.held import Line
from portal.citizens.models import VNEID, Citizen, CitizenMessage
from portal.dossiers import queries, service
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierDraft, DossierRating
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.dossiers.privacy import asking, gathering, holding, leaving
from portal.dossiers.privacy.models import CorrectionRequest
from portal.dossiers.referrals.models import Referral, Referred
from portal.extensions import db
from portal.papers.models import Paper
from portal.payments.models import PaymentDemand, PaymentRefund
from portal.payments.receipts.models import PaymentReceipt
from portal.results.models import ResultDocument, ResultTemplate, ResultTemplateVersion
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from tests.conftest import DISTRICT, A, B, Browser
from tests.dossiers.privacy.world import (
    citizen_of,
    fill_with_canaries,
    only_dossier,
    paper,
    sealed_columns,
    taken_home,
    whole_life,
)
from tests.dossiers.world import Office, at

ELSEWHERE = {
    "citizen": "the account's own part (tests/citizens/test_data.py)",
    "one_time_code": "a code on its way: hours",
    "vneid_arrival": "an arrival on its way: minutes",
    "citizen_message": "emptied when it left",
    "payment_message": "what a provider told the office of a payment: books of the office, no data of the person",
    "voice_person": "the room of questions and reports",
}
"""Sealed columns that do not belong to the counter's part of the download, and why."""
HELD = (
    *(
        Dossier,
        DossierPaper,
        DossierStep,
        DossierEvent,
        DossierRequest,
        DossierForm,
        DossierRating,
        DossierDraft,
    ),
    *(Paper, ResultDocument, PaymentDemand, PaymentReceipt, PaymentRefund),
    *(Referral, Referred, CorrectionRequest),
)


def _beside(office: Office, dossier: Dossier) -> list[Any]:
    """A row of each table that a short life does not make."""
    tenant = {"tenant_id": office.tenant_id}
    template = ResultTemplate(**tenant, slug="x", name="x")
    db.session.add(template)
    db.session.flush()
    version = ResultTemplateVersion(**tenant, template_id=template.id, number=1, definition={}, digest="x")
    demand = PaymentDemand(
        **tenant, subject_kind="dossier", subject_id=dossier.id, subject_code=dossier.code,
        once="x", code="x", title="x", amount=1000,
    )  # fmt: skip
    db.session.add_all([version, demand])
    db.session.flush()
    refund = PaymentRefund(**tenant, demand_id=demand.id, once="x", amount=1, way="cash", reason="x")
    result = ResultDocument(
        **tenant, subject_kind="dossier", subject_id=dossier.id, template_version_id=version.id,
        kind_name="x", code="KQ-2222-2222", values={}, state="signed",
    )  # fmt: skip
    referral = Referral(
        **tenant, dossier_id=dossier.id, step_number=1, step_key="x", step_name="x", code=dossier.code,
        title="x", to_portal_id=office.tenant_id, state="taken", carry_at=None, thread=[],
    )  # fmt: skip
    wish = CorrectionRequest(**tenant, dossier_id=dossier.id, text="x")
    db.session.add_all([refund, result, referral, wish])
    db.session.flush()
    above = directory().by_slug(DISTRICT)
    assert above is not None
    referred = Referred(
        tenant_id=above.id, referral_id=referral.id, from_portal_id=office.tenant_id, code=dossier.code,
        title="x", step_name="x", role="case_officer", extract=[], thread=[], notes=[],
    )  # fmt: skip
    db.session.add(referred)
    db.session.flush()
    return [demand, refund, result, referral, wish, referred]


def test_every_sealed_column_is_of_the_download_or_said_to_be_elsewhere() -> None:
    known = {one.__tablename__ for one in HELD}
    assert {entity.__tablename__ for entity, _column in sealed_columns()} == known | (
        set(ELSEWHERE) & {entity.__tablename__ for entity, _column in sealed_columns()}
    )


def test_the_download_holds_every_sealed_column_and_nothing_of_others(app: Flask, office: Office) -> None:
    citizen_of(app, 7)
    citizen_of(app, 8, "Lê Văn Tám")
    mine = whole_life(office, 7, "Hoàng-Yến")
    whole_life(office, 8, "Sơn-Ca", "2026-03-02 10:00")
    with app.app_context(), system_task("thử"):
        dossier = only_dossier(mine)
        rows: list[Any] = [dossier, *_beside(office, dossier)]
        for kind in HELD:
            if hasattr(kind, "dossier_id"):
                rows += db.session.scalars(select(kind).where(kind.dossier_id == mine)).all()
        rows += db.session.scalars(select(DossierDraft).where(DossierDraft.citizen_id == 7)).all()
        rows += db.session.scalars(select(Paper).where(Paper.citizen_id == 7)).all()
        told = fill_with_canaries(list({id(one): one for one in rows}.values()))
        db.session.commit()
    data, _page, files = taken_home(app, office, 7)
    text = json.dumps(data, ensure_ascii=False)
    expected = {
        f"{entity.__tablename__}.{column.key}"
        for entity, column in sealed_columns()
        if entity in HELD and entity is not PaymentReceipt
    }
    internal = {
        f"{kind.__tablename__}.{name}" for kind, names in gathering.INTERNAL.items() for name in names
    }
    undecided = {f"{kind.__tablename__}.{name}" for kind, name in gathering.UNTIL_DECIDED.items()}
    assert len(internal) == 5 and not undecided & internal
    assert set(told) == expected
    own_words = {"dossier_event.note"}  # the last of these rows is the citizen's act, the note theirs
    assert {name for name, word in told.items() if word not in text} == internal - own_words
    assert "% Hoàng-Yến".encode() in files and "% nhap-Hoàng-Yến".encode() in files
    assert "Sơn-Ca" not in text and "Sơn-Ca".encode() not in files
    other, page, theirs = taken_home(app, office, 8)
    said = json.dumps(other, ensure_ascii=False) + page
    assert "Sơn-Ca" in said and "% Sơn-Ca".encode() in theirs
    assert "chim:" not in said and "Hoàng-Yến" not in said and "Hoàng-Yến".encode() not in theirs


def test_the_page_of_the_download_reads_out_what_was_declared_and_told(app: Flask, office: Office) -> None:
    citizen_of(app, 7)
    whole_life(office, 7, "Hoàng-Yến")
    _data, page, _files = taken_home(app, office, 7)
    for said in ("Hoàng-Yến", "Họ và tên", "Đã trả kết quả", "Số bản", "<h3>"):
        assert said in page, said
    for machine in ("truc-tiep", "dossier", "None", "{"):
        assert machine not in page, machine


def test_a_wish_to_have_something_corrected_is_seen_until_and_after_it_was_answered(
    app: Flask, office: Office
) -> None:
    citizen_of(app, 7)
    number = whole_life(office, 7, "Hoàng-Yến")
    with app.app_context():
        citizen = db.session.get(Citizen, 7)
        assert citizen is not None
        asking.ask(citizen, "Sai năm sinh")
    waiting = [one.value for one in _told(app, office) if one.label == "Đề nghị đính chính"]
    assert len(waiting) == 1 and "Chờ xem xét" in waiting[0]
    with office.working():
        row = db.session.scalars(
            select(CorrectionRequest).where(CorrectionRequest.dossier_id == number)
        ).one()
        actor = office.people["clerk"]
        asking.decide(row, actor, corrected=True, answer="Đã sửa thành 1995.", seen=row.version)
        db.session.commit()
    (answered,) = [one.value for one in _told(app, office) if one.label == "Đề nghị đính chính"]
    assert "Đã đính chính. Đã sửa thành 1995." in answered


def _told(app: Flask, office: Office) -> list[Line]:
    with app.test_request_context(headers={"Host": f"{office.slug}.localhost:8000"}):
        citizen = db.session.get(Citizen, 7)
        assert citizen is not None
        return holding.tell(citizen)


def test_what_was_handed_in_at_a_counter_is_theirs_once_vneid_proved_the_number(
    app: Flask, office: Office
) -> None:
    citizen_of(app, 7)
    with office.working(), at("2026-03-02 09:00"):
        sent = office.submission(channel="truc-tiep", answers={"ho-ten": "Hạnh Tại Quầy", "so-ban": 1})
        service.register(sent, office.staff("clerk"))
        db.session.commit()
    with app.app_context(), system_task("thử"):
        one = db.session.get(Citizen, 7)
        assert one is not None
        one.identity = "049190001234"  # typed by themselves
        db.session.commit()
        assert holding.export(one)["ho_so"] == []
        one = db.session.get(Citizen, 7)
        assert one is not None
        one.level = VNEID
        db.session.commit()
        assert "Hạnh Tại Quầy" in str(holding.export(one)["ho_so"])


def test_readings_of_both_offices_are_shown_to_the_citizen(app: Flask, office: Office) -> None:
    citizen = citizen_of(app, 7)
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.received()
        queries.opened(dossier.id, office.people["officer1"])
        queries.opened(dossier.id, office.people["officer1"], "paper")
        db.session.commit()
    with app.app_context():
        seen = holding.accesses(citizen)
    assert {(one.who, one.office) for one in seen} == {("Cán bộ officer1", office.portal.authority)}
    assert len(seen) == 2 and all(dossier.code in one.what for one in seen)


def test_a_correction_is_asked_decided_and_told(app: Flask, office: Office) -> None:
    citizen = citizen_of(app, 7)
    with office.working(), at("2026-03-02 09:00"):
        dossier, later = office.received(), office.received()
        db.session.commit()
        code, number = dossier.code, dossier.id
        assert later.id != number
    with app.app_context():
        asking.ask(citizen, f"Hồ sơ {code}: tên mẹ tôi viết sai dấu")
        asking.ask(citizen, f"Hồ sơ {code}: tên mẹ tôi viết sai dấu")
    with office.working(), at("2026-03-02 10:00"):
        row = db.session.scalars(select(CorrectionRequest)).one()
        assert row.dossier_id == number and "sai dấu" in (row.text or "")
        clerk = office.people["clerk"]
        with pytest.raises(NotPossible):
            asking.decide(row, clerk, corrected=True, answer=" ", seen=row.version)
        seen = row.version
        asking.decide(row, clerk, corrected=True, answer="Đã sửa tên mẹ.", seen=seen)
        db.session.commit()
        with pytest.raises(StaleVersion):
            asking.decide(row, clerk, corrected=False, answer="x", seen=seen)
        event = queries.events_of(only_dossier(number))[-1]
        assert event.verb == "correction" and "Đã sửa tên mẹ." in (event.told or "")
        assert (
            "Đã sửa tên mẹ."
            in db.session.scalars(select(CitizenMessage.text).order_by(CitizenMessage.id.desc())).first()
        )  # type: ignore[operator]


def test_without_a_dossier_nobody_is_asked_and_that_is_said(app: Flask, office: Office) -> None:
    citizen = citizen_of(app, 7)
    assert office.service_id  # an office is there, and holds nothing of theirs
    with app.app_context(), pytest.raises(LookupError):
        asking.ask(citizen, "tên mẹ tôi viết sai dấu")


def test_the_desk_of_corrections(app: Flask, office: Office) -> None:
    citizen = citizen_of(app, 7)
    with office.working(), at("2026-03-02 09:00"):
        office.received()
    with app.app_context():
        asking.ask(citizen, "tên mẹ tôi viết sai dấu")
    with office.working():
        row = db.session.scalars(select(CorrectionRequest)).one()
        here, version, wished = f"/quan-tri/dinh-chinh/{row.id}", row.version, row.dossier_id
    clerk, other = Browser(app, A), Browser(app, B)
    clerk.sign_in(f"clerk@{A}.example")
    Office(app, B)
    other.sign_in(f"clerk@{B}.example")
    assert other.get(here).status_code == 404
    page = clerk.get(here).text
    with office.working():
        assert [one.what for one in queries.readings_of([wished])] == ["dossier"]
    assert "tên mẹ tôi viết sai dấu" in page and "tên mẹ" not in clerk.get("/quan-tri/dinh-chinh/").text
    form = {"version": str(version), "answer": "", "decision": "khong"}
    assert clerk.post(here, form, token_from=here).status_code == 422
    form["answer"] = "Làm thủ tục cải chính hộ tịch."
    assert clerk.post(here, form, token_from=here).status_code == 303
    assert clerk.post(here, form, token_from=here).status_code in {409, 422}
    assert "Không đính chính" in clerk.get("/quan-tri/dinh-chinh/").text


def test_taking_consent_back_lets_go_of_what_no_law_keeps(app: Flask, office: Office) -> None:
    citizen = citizen_of(app, 7)
    kept = whole_life(office, 7, "Hoàng-Yến")
    with office.working(), at("2026-03-02 11:00"):
        fresh = office.submitted()
        loose, strange = paper(office, 7, "rời"), paper(office, 9, "của người khác", "049190009999")
        db.session.commit()
        new_id = fresh.id
    with app.app_context():
        leaving.forget(citizen)
        leaving.forget(citizen)
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(DossierDraft)) == 0
        assert only_dossier(new_id).state == "withdrawn" and only_dossier(kept).state == "returned"
        left = {one.id: one for one in db.session.scalars(select(Paper))}
        assert loose not in left and strange in left
        mine = [one for one in left.values() if one.citizen_id == 7]
        assert len(mine) == 1 and not mine[0].accepted
        assert only_dossier(kept).answers is not None
        assert db.session.scalars(select(Service)).first() is not None
