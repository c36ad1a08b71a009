"""Signing at the desk: the document of a template is numbered, signed and kept with the act; several at once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.dossiers import queries, service
from portal.dossiers.counter.deciding import values_proposed
from portal.dossiers.models import Dossier, DossierPaper
from portal.extensions import db
from portal.publishing.service import commit
from portal.results import templates_service
from portal.results.layout.filling import read_values
from portal.results.layout.shapes import Field
from portal.results.models import SIGNED, ResultDocument
from portal.services.definition.shapes import Outcome
from tests.conftest import A, Browser
from tests.dossiers.counter.test_one import form_of
from tests.dossiers.world import DEFINITION, Office
from tests.results.conftest import TEMPLATE
from tests.signing import made

ONE, DESK = "/quan-tri/mot-cua/ho-so/", "/quan-tri/mot-cua/"
VALUES = {"ho_ten": "Nguyễn Thị Hường", "so_dinh_danh": "049190001234", "ngay_sinh": "1990-02-05"}


@pytest.fixture()
def signing_office(app: Flask, instance: Path) -> Office:
    """An office whose outcome has a template, and that has a key."""
    made.holder("UBND xã Tam Hải").pkcs12(instance / "keys" / "signing" / f"{A}.p12")
    definition = replace(DEFINITION, outcomes=(Outcome("xac-nhan", "Giấy xác nhận", "giay-xac-nhan"),))
    office = Office(app, definition=definition)
    with office.working():
        row = templates_service.make("giay-xac-nhan", TEMPLATE, system_actor(office.tenant_id))
        templates_service.publish(row, row.version, system_actor(office.tenant_id))
        commit()
    return office


def browser_of(office: Office, name: str) -> Browser:
    browser = Browser(office.app, office.slug)
    assert browser.sign_in(f"{name}@{office.slug}.example").status_code == 302
    return browser


def to_sign(office: Office, *, taken: bool = True) -> int:
    """A dossier whose result waits for the signatory."""
    dossier = office.handled()
    officer = office.staff("officer1")
    service.decide(dossier, officer, dossier.version, outcome="xac-nhan", values=VALUES)
    service.pass_on(dossier, officer, dossier.version)
    if taken:
        service.take(dossier, office.staff("signatory"), dossier.version)
    db.session.commit()
    return dossier.id


def test_the_fields_of_the_template_are_filled_from_what_is_known(signing_office: Office) -> None:
    office = signing_office
    with office.working():
        number = office.handled().id
    officer = browser_of(office, "officer1")
    form = officer.get(f"{ONE}{number}?viec=ket-qua").text
    assert re.search(r'name="v.ho_ten"[^>]*value="Nguyễn Thị Hồng Hạnh"', form)
    assert re.search(r'name="v.so_dinh_danh"[^>]*value="049190001234"', form)
    typed = form_of(officer, f"{ONE}{number}") | {"outcome": "xac-nhan"}
    wrong = officer.post(f"{ONE}{number}/ket-qua", typed | {"v.ho_ten": "", "v.ngay_sinh": "hôm qua"})
    assert wrong.status_code == 422 and "hôm qua" in wrong.text and "Họ và tên" in wrong.text
    draft = officer.post(f"{ONE}{number}/xem-truoc/ket-qua", typed | {"v.ho_ten": "Nguyễn Thị Hường"})
    assert draft.status_code == 200 and draft.data.startswith(b"%PDF-")
    right = officer.post(
        f"{ONE}{number}/ket-qua", typed | {"v.ho_ten": "Nguyễn Thị Hường", "v.ngay_sinh": "05/02/1990"}
    )
    assert right.status_code == 303
    with office.working():
        dossier = queries.by_id(number)
        assert dossier is not None and (dossier.decision or {})["ngay_sinh"] == "1990-02-05"
    assert 'value="05/02/1990"' in officer.get(f"{ONE}{number}?viec=ket-qua").text


def test_what_is_proposed_is_what_a_template_takes(signing_office: Office) -> None:
    office = signing_office
    words = replace(
        TEMPLATE, fields=(Field("ho_ten", "Họ và tên", required=True), Field("ngay_sinh", "Sinh"))
    )
    with office.working():
        born = service.Applicant("Nguyễn Thị Hồng Hạnh", "049190001234", "1990-02-05")
        dossier = office.handled(applicant=born)
        proposed = values_proposed(dossier, TEMPLATE)
        assert proposed["ngay_sinh"] == "1990-02-05" and read_values(TEMPLATE, proposed)
        assert values_proposed(dossier, words)["ngay_sinh"] == "05/02/1990"


def test_whoever_is_shown_what_a_result_says_is_noted(signing_office: Office) -> None:
    office = signing_office
    with office.working():
        number = to_sign(office)
    signatory = browser_of(office, "signatory")
    assert "Nguyễn Thị Hường" in signatory.get(f"{DESK}ky-nhieu?id={number}").text
    with office.working():
        assert [one.what for one in queries.readings_of([number])] == ["dossier"]


def test_a_signature_makes_one_document_and_lets_the_dossier_go_on(signing_office: Office) -> None:
    office = signing_office
    with office.working():
        number = to_sign(office)
    signatory = browser_of(office, "signatory")
    typed = form_of(signatory, f"{ONE}{number}")
    first = signatory.post(f"{ONE}{number}/ky", typed)
    assert first.status_code == 303, re.findall(r"alert__title.{1,300}", first.text)
    again = signatory.post(f"{ONE}{number}/ky", typed)
    assert again.status_code == 409
    with office.working():
        document = db.session.scalars(select(ResultDocument)).one()
        assert document.state == SIGNED and document.number == "01/GXN-UBND"
        dossier = queries.by_id(number)
        assert dossier is not None and dossier.state == "done"
        row = db.session.scalars(select(DossierPaper)).one()
        assert row.paper_id == document.paper_id and row.source == "result"


def test_without_a_key_nothing_is_signed_and_it_is_told_why(signing_office: Office, instance: Path) -> None:
    office = signing_office
    (instance / "keys" / "signing" / f"{A}.p12").unlink()
    with office.working():
        number = to_sign(office)
    signatory = browser_of(office, "signatory")
    answer = signatory.post(f"{ONE}{number}/ky", form_of(signatory, f"{ONE}{number}"))
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    with office.working():
        dossier = queries.by_id(number)
        assert dossier is not None and dossier.signed_at is None and dossier.state == "handling"


def test_several_are_signed_with_one_confirmation(signing_office: Office) -> None:
    office = signing_office
    with office.working():
        ids = [to_sign(office), to_sign(office, taken=False), to_sign(office)]
    signatory = browser_of(office, "signatory")
    page = signatory.get(f"{DESK}ky-nhieu?" + "&".join(f"id={one}" for one in ids)).text
    assert page.count("Nguyễn Thị Hường") == 3
    versions = dict(re.findall(r'name="(version\.\d+)" value="(\d+)"', page))
    with office.working():  # the third changes behind the page
        moved = queries.by_id(ids[2])
        assert moved is not None
        service.note(moved, office.staff("officer2"), None, text="chờ chút")
        db.session.commit()
    answer = signatory.post(f"{DESK}ky-nhieu", versions | {"id": [str(one) for one in ids]})
    told = signatory.get(answer.location).text
    assert "Đã ký 2 kết quả" in told and "có người vừa xử lý hồ sơ này" in told
    with office.working():
        states = [one.state for one in db.session.scalars(select(Dossier).order_by(Dossier.id))]
        assert sorted(states) == ["done", "done", "handling"]
        numbers = sorted(one.number for one in db.session.scalars(select(ResultDocument)))
        assert numbers == ["01/GXN-UBND", "02/GXN-UBND"]
