"""What somebody tries with templates and results who means harm, and what a careless administrator does (SAFETY.md)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.publishing.service import StaleVersion, commit
from portal.results import queries, service, signing
from portal.results.layout.checking import check
from portal.results.layout.marks import read_body, read_inline
from portal.results.layout.shapes import MOST_FIELDS, Field, InvalidTemplate, from_json, to_json
from portal.results.models import ResultDocument
from tests.conftest import A, B, Browser
from tests.printing.pdf import text_of
from tests.results.conftest import VALUES, Agency, changed
from tests.results.test_desk import FORM, WHERE

HOSTILE = (
    "{{7*7}} ${7*7} {config} %s%n {0.__class__}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "**đậm** *nghiêng* ## {ho_ten} | {nếu x}", "\u202eevil", "(\\)) Tj /JS (app.alert(1))", "=cmd|' /C calc'!A1",
    "x" * 500,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_filled_in_stays_what_it_is(app: Flask, agency: Agency, text: str) -> None:
    """SAFETY A46: values are no marks, no markup, no commands of a PDF."""
    with agency.working():
        data = service.preview(changed(), VALUES | {"ghi_chu": text}, agency.portal)
    said = text_of(data)
    assert b"/JavaScript" not in data and b"/Launch" not in data
    if len(text) < 60 and text.isprintable():
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", said)


def test_hostile_templates_are_shown_and_refused_in_words(signed_in: Callable[..., Browser]) -> None:
    admin = signed_in(A, "tenant_admin")
    many = "\n".join(f"f{at} | Trường {at} | Chữ" for at in range(MOST_FIELDS + 40))
    for name, text in (
        ("body", "{nếu ho_ten}\n" * 4000), ("body", "{" * 30_000), ("body", "**" * 19_000), ("body", "|" * 30_000),
        ("body", "{ho_ten:" * 4000), ("body", "<script>alert(1)</script> {{7*7}}"), ("fields_text", "| " * 20_000),
        ("fields_text", many), ("number", "{số}{số.__class__}{0}"), ("number", "../../{số}\r\nX: y"),
        ("series", "../../etc/passwd"), ("titles", "CHỦ TỊCH\n" * 400), ("size", "A0"), ("key", "../x"),
    ):  # fmt: skip
        answer = admin.post(f"{WHERE}xem-truoc", FORM | {name: text}, token_from=f"{WHERE}moi")
        assert answer.status_code == 200 and "<script>alert" not in answer.text, (name, text[:30])
        answer = admin.post(
            f"{WHERE}moi", FORM | {name: text, "key": f"thu-{name}"}, token_from=f"{WHERE}moi"
        )
        assert answer.status_code in {200, 302, 422}, (name, text[:30])


def test_fields_beyond_what_a_template_holds_are_told_and_not_lost() -> None:
    fields = tuple(Field(f"f{at}", f"Trường {at}") for at in range(MOST_FIELDS + 1))
    template = changed(fields=(*changed().fields, *fields))
    assert from_json(to_json(template)) == template
    with pytest.raises(InvalidTemplate, match=str(MOST_FIELDS)):
        check(template)


@pytest.mark.parametrize("text", ["{nếu a}\n" * 3000, "{hết}", "{không có a}\n" * 7 + "{hết}\n" * 7])
def test_conditions_in_conditions_end(text: str) -> None:
    with pytest.raises(InvalidTemplate):
        read_body(text)
    assert read_inline("*" * 30_000) == ()


def test_a_result_takes_the_place_of_one_of_the_same_matter_alone(agency: Agency) -> None:
    with agency.working():
        old = agency.signed(1)
        for subject in (service.Subject("dossier", 2, "x"), service.Subject("other", 1, "x")):
            with pytest.raises(service.NotPossible):
                service.prepare(subject, "giay-xac-nhan", VALUES, agency.people["case_officer"], replaces=old)


def test_of_two_who_sign_one_document_one_does(app: Flask, agency: Agency) -> None:
    with agency.working():
        draft = agency.drafted()
        number, seen = draft.id, draft.version
    told: list[str] = []

    def sign() -> None:
        with app.app_context(), agency.working():
            try:
                signing.sign(number, seen, agency.people["signatory"])
                told.append("signed")
            except (StaleVersion, service.NotPossible) as error:
                told.append(type(error).__name__)

    threads = [threading.Thread(target=sign) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert told.count("signed") == 1 and len(told) == 4
    with agency.working():
        assert [one.number for one in db.session.scalars(select(ResultDocument))] == ["01/GXN-UBND"]
        assert queries.last_number("giay_xac_nhan", today().year) == 1


def test_a_stranger_learns_nothing_of_drafts_and_of_other_portals(app: Flask, agency: Agency) -> None:
    with agency.working():
        draft, signed = agency.drafted(1).code, agency.signed(2)
        code, sha256 = signed.code, signed.sha256
        commit()
    here, there = Browser(app, A), Browser(app, B)
    assert here.get(f"/xac-thuc/{draft}").status_code == 404
    page = here.get(f"/xac-thuc/{code}")
    assert page.status_code == 200 and "Nguyễn" not in page.text and "049190001234" not in page.text
    for where in (f"/xac-thuc/{code}", f"/xac-thuc/?sha256={sha256}"):
        assert there.get(where).status_code == 404
    for typed in (
        "KQ-%00",
        "KQ-" + "2" * 500,
        "../..",
        "%",
        "KQ-____-____",
        "ＫＱ２２２２２２２２",
        "' OR 1=1--",
    ):
        for where in (f"/xac-thuc/{typed}", f"/xac-thuc/?ma={typed}", f"/xac-thuc/?sha256={typed}"):
            assert here.get(where).status_code in {302, 404, 422}, where
    evil = here.get("/xac-thuc/?ma=%3Cscript%3Ealert(1)%3C/script%3E")
    assert evil.status_code == 422 and "<script>alert" not in evil.text
