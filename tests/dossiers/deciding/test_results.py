"""From the decision to a result that later dossiers know: signed once, kept, replaced, withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Forbidden, system_actor
from portal.citizens.models import CitizenMessage
from portal.dossiers import queries, service
from portal.dossiers.counter.signing import NotSigned, sign_one
from portal.dossiers.deciding import changing
from portal.dossiers.deciding.keeping import months_after
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.models import Dossier, DossierPaper
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.owners import owner_mark
from portal.publishing.service import commit
from portal.results import templates_service
from portal.results.models import ResultDocument
from portal.services.definition.shapes import Outcome
from tests.conftest import A, Browser
from tests.dossiers.world import DEFINITION, Office
from tests.results.conftest import TEMPLATE, VALUES
from tests.signing import made

KIND = "xac-nhan-cu-tru"
SIGNED = replace(
    DEFINITION,
    outcomes=(Outcome("xac-nhan", "Giấy xác nhận", "giay-xac-nhan", kind=KIND, valid_months=6),),
)


@pytest.fixture()
def agency(app: Flask, instance: Path) -> Iterator[Office]:
    """An office whose service ends in a signed document."""
    made.holder("UBND xã Tam Hải").pkcs12(instance / "keys" / "signing" / f"{A}.p12")
    office = Office(app, definition=SIGNED)
    with office.working():
        row = templates_service.make("giay-xac-nhan", TEMPLATE, system_actor(office.tenant_id))
        templates_service.publish(row, row.version, system_actor(office.tenant_id))
        commit()
    yield office


def _to_sign(office: Office) -> tuple[int, int]:
    """A dossier in the signatory's hands, decided: (id, version)."""
    with office.working():
        dossier = office.handled()
        officer = office.staff("officer1")
        service.decide(dossier, officer, dossier.version, outcome="xac-nhan", values=VALUES)
        service.pass_on(dossier, officer, dossier.version)
        service.take(dossier, office.staff("signatory"), dossier.version)
        db.session.commit()
        return dossier.id, dossier.version


def _signed(office: Office) -> int:
    number, version = _to_sign(office)
    with office.working():
        sign_one(number, version, office.people["signatory"])
    return number


def test_a_signed_result_is_a_paper_that_need_not_be_handed_in_again(agency: Office) -> None:
    number = _signed(agency)
    with agency.working():
        dossier = queries.by_id(number)
        assert dossier is not None and dossier.state == "done"
        known = papers.reusable(owner_mark("049190001234"), KIND)
        assert [one.source for one in known] == ["result"] and known[0].citizen_id == 7
        assert known[0].valid_until is not None and known[0].valid_until > date.today().replace(day=1)
        assert papers.reusable(owner_mark("049190001234"), "giay-khac") == []
        assert papers.reusable(owner_mark("049190009999"), KIND) == []


def test_two_who_sign_at_once_make_one_document(agency: Office) -> None:
    number, version = _to_sign(agency)
    said: list[Any] = []

    def one() -> None:
        with agency.working():
            try:
                sign_one(number, version, agency.people["signatory"])
                said.append("signed")
            except (StaleVersion, NotPossible, NotSigned) as error:
                said.append(type(error).__name__)

    threads = [threading.Thread(target=one) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with agency.working():
        documents = db.session.scalars(select(ResultDocument).where(ResultDocument.state == "signed")).all()
        rows = db.session.scalars(select(DossierPaper).where(DossierPaper.source == "result")).all()
        assert said.count("signed") == 1 and len(said) == 4, said
        assert [one.serial for one in documents] == [1] and len(rows) == 1


def _document(dossier: Dossier) -> ResultDocument:
    return changing.signed_of(dossier)[0][1]


def test_a_replaced_result_is_told_and_not_offered_again(agency: Office) -> None:
    number, leader = _signed(agency), agency.people["signatory"]
    with agency.working():
        dossier = queries.by_id(number)
        assert dossier is not None
        old, version = _document(dossier).id, dossier.version
        db.session.rollback()
        changing.replace_result(number, old, VALUES | {"ghi_chu": "Sửa tên"}, "Sai tên", version, leader)
    with agency.working():
        dossier = queries.by_id(number)
        assert dossier is not None and queries.events_of(dossier)[-1].verb == "replace"
        fresh = _document(dossier)
        assert fresh.id != old and fresh.replaces_id == old and fresh.serial == 2
        assert db.session.get(ResultDocument, (agency.tenant_id, old)).state == "replaced"  # type: ignore[union-attr]
        assert [one.id for one in papers.reusable(owner_mark("049190001234"), KIND)] == [fresh.paper_id]
        told = db.session.scalars(select(CitizenMessage.text).order_by(CitizenMessage.id)).all()
        assert "thay bằng bản khác" in told[-1]
        with pytest.raises(StaleVersion):
            changing.replace_result(number, fresh.id, VALUES, "nữa", version, leader)


def test_a_withdrawn_result_is_told_with_its_reason(agency: Office) -> None:
    number = _signed(agency)
    with agency.working():
        dossier = queries.by_id(number)
        assert dossier is not None
        document, seen = _document(dossier), dossier.version
        with pytest.raises(Forbidden):
            changing.withdraw_result(dossier, document.id, "sai", seen, agency.people["officer1"])
        with pytest.raises(NotPossible):
            changing.withdraw_result(dossier, document.id, " ", seen, agency.people["signatory"])
        changing.withdraw_result(dossier, document.id, "Cấp sai đối tượng", seen, agency.people["signatory"])
        db.session.commit()
        assert document.state == "withdrawn" and changing.signed_of(dossier) == []
        assert papers.reusable(owner_mark("049190001234"), KIND) == []
        last = queries.events_of(dossier)[-1]
        assert last.verb == "revoke" and "Cấp sai đối tượng" in (last.told or "")
        with pytest.raises(NotPossible):
            changing.withdraw_result(dossier, document.id, "lại", dossier.version, agency.people["signatory"])


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_months_end_with_their_month(day: date, months: int, until: date) -> None:
    assert months_after(day, months) == until


def test_the_page_of_signed_results(agency: Office, app: Flask) -> None:
    number = _signed(agency)
    leader, officer = Browser(app, A), Browser(app, A)
    leader.sign_in(f"signatory@{A}.example")
    officer.sign_in(f"officer1@{A}.example")
    here = f"/quan-tri/ket-qua-da-ky/{number}"
    page = leader.get(here)
    assert page.status_code == 200 and "Ký bản thay thế" in page.text
    assert officer.get(here).status_code == 403
    with agency.working():
        dossier = queries.by_id(number)
        assert dossier is not None
        form = {"document": str(_document(dossier).id), "version": str(dossier.version)}
    assert leader.post(f"{here}/thu-hoi", form, token_from=here).status_code == 409
    sent = form | {"reason": "Sai tên", "v.ho_ten": "Nguyễn Thị Hường", "v.so_dinh_danh": "049190001234"}
    wrong = leader.post(f"{here}/thay", sent | {"v.ho_ten": ""}, token_from=here)
    assert wrong.status_code == 422 and "049190001234" in wrong.text and "Sai tên" in wrong.text
    assert leader.post(f"{here}/thay", sent, token_from=here).status_code == 303
    assert leader.post(f"{here}/thay", sent, token_from=here).status_code == 409  # resent
    with agency.working():
        dossier = queries.by_id(number)
        assert dossier is not None
        form = {"document": str(_document(dossier).id), "version": str(dossier.version), "reason": "Sai"}
    assert leader.post(f"{here}/thu-hoi", form, token_from=here).status_code == 303
    assert "Không có kết quả đang hiệu lực" in leader.get(here).text
