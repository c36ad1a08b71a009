"""Cases of hostile input that no other room's tests hold (cases.py)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.legal.models import LegalRelation
from portal.mail.models import OutgoingMail
from portal.news.service import ensure_section
from portal.tenancy.scope import all_tenants
from tests.conftest import DISTRICT, SHARED, A, B, Browser
from tests.factories import Factory
from tests.hostile.payloads import families, one_of
from tests.hostile.reading import sendings
from tests.media import samples
from tests.media.test_served_pictures import stored
from tests.thorough import some

Make = Callable[..., Browser]
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co"}


@pytest.mark.thorough
def test_a_picture_comes_only_in_sizes_that_were_made(app: Flask, factory: Factory, tmp_path: Path) -> None:
    """A42: ten thousand other sizes are not there, and making none of them leaves anything behind."""
    number = stored(factory, A, tmp_path, samples.picture(700, 500))
    factory.news(A, picture_id=number)
    kept = Path(app.config["PORTAL"].instance_path)
    before = sorted(one for one in kept.rglob("*") if one.is_file() and "files" in one.parts)
    visitor = Browser(app, A)
    assert visitor.get(f"/tep/{number}/320.jpg").status_code == 200
    sizes = [f"{width}.{kind}" for width in range(1, 2501) for kind in ("jpg", "webp", "avif", "png")]
    odd = [
        "9999x9999.jpg",
        "320.jpg/640.jpg",
        "320.JPG",
        "-320.jpg",
        "320.0.jpg",
        "3２0.jpg",
        "320.jpg%00",
        "0320.jpg",
        "320.svg",
    ]
    for size in [*some(sizes, 50), *odd]:
        if size.partition(".")[0] not in {"320", "640"} or size in odd or size.endswith("png"):
            assert visitor.get(f"/tep/{number}/{size}").status_code == 404, size
    for query in ("?w=9999", "?v=2&width=9999&height=9999"):
        assert len(visitor.get(f"/tep/{number}/320.jpg{query}").data) < 200_000
    assert sorted(one for one in kept.rglob("*") if one.is_file() and "files" in one.parts) == before


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
def test_no_line_break_of_a_form_becomes_a_header_of_an_e_mail(
    app: Flask, factory: Factory, signed_in: Make, line: str
) -> None:
    """A45, at the form of the desk whose name and address go into an e-mail."""
    admin = signed_in(A, "tenant_admin")
    where = "/quan-tri/nguoi-dung/"
    values = {
        "name": f"Lan{line}Bcc: ai@example.vn",
        "email": "lan@xa.vn",
        "role": "author",
        "action": "invite",
    }
    assert admin.post(where, values).status_code in {201, 302, 303, 422}
    assert (
        admin.post(where, values | {"name": "Lan", "email": f"a@xa.vn{line}Bcc: b@xa.vn"}).status_code == 422
    )
    assert admin.post(where, values | {"name": "Lan", "email": f"a@xa.vn{line}"}).status_code in {
        201,
        302,
        303,
        422,
    }
    with app.app_context(), all_tenants("thử"):
        for mail in db.session.scalars(select(OutgoingMail)):
            assert mail.to in {"lan@xa.vn", "a@xa.vn"}
            assert len(mail.subject.splitlines()) == 1, mail.subject


def test_a_piece_of_a_page_changes_what_it_is_for_and_nothing_else(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    """A51: htmx sends one act of one row; whatever else is sent with it stays as it was."""
    relation, document = factory.relation(A)
    factory.relation(A)
    admin = signed_in(A, "tenant_admin")

    def rows() -> dict[int, dict[str, Any]]:
        with app.app_context(), all_tenants("thử"):
            found = db.session.scalars(select(LegalRelation))
            return {
                one.id: {name.key: getattr(one, name.key) for name in one.__mapper__.columns} for one in found
            }

    before = rows()
    extra = {
        "id": "1", "tenant_id": str(factory.tenant_id(B)), "document_id": "5", "kind": "amends", "other_number": "1/X",
        "state": "rejected", "status": "published", "role": "district_admin", "relation_id": "7", "note": "x",
    }  # fmt: skip
    answer = admin.post(
        f"/quan-tri/van-ban/quan-he/{relation}/xac-nhan", extra, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200, answer.text
    after = rows()
    assert {one for one in before if before[one] != after[one]} == {relation}
    changed = {name for name, value in before[relation].items() if after[relation][name] != value}
    assert changed <= {"state", "decided_at", "decided_by_id", "decided_by", "updated_at", "version"}, changed
    assert after[relation]["state"] == "confirmed" and document


@pytest.mark.parametrize(
    "name", ["tenant", "tenant_id", "portal", "cong", "slug", "host", "scope", "pham-vi", "id"]
)
def test_no_parameter_leads_into_another_portal(
    app: Flask, factory: Factory, signed_in: Make, name: str
) -> None:
    """A52: given once, twice, in the address, in a cookie and in a header; who one is and where is the host's alone."""
    factory.news(B, title="CANARYB nháp", publish=False)
    number, _slug = factory.news(B, title="CANARYB nháp nữa", publish=False)
    person = signed_in(A, "tenant_admin")
    other = (B, str(factory.tenant_id(B)), DISTRICT)
    for value in other:
        for query in (f"{name}={value}", f"{name}={A}&{name}={value}", f"{name}[]={value}"):
            for path in ("/quan-tri/tin-tuc/", "/quan-tri/", "/quan-tri/nguoi-dung/", "/"):
                person.client.set_cookie(name, value, domain=f"{A}.localhost")
                headers = {
                    "X-Tenant": value,
                    "X-Forwarded-Host": f"{value}.localhost:8000",
                    "X-Original-URL": "/",
                }
                answer = person.get(f"{path}?{query}", headers=headers)
                assert answer.status_code in {200, 302, 400} and "CANARYB" not in answer.text, (path, query)
                assert "Location" not in answer.headers or B not in answer.headers["Location"]
    assert person.get(f"/quan-tri/tin-tuc/{number}?{name}={B}").status_code == 404


def _letters(text: str) -> str:
    """A text but for white space and for characters that are not seen, which no form keeps."""
    seen = [one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) not in UNSEEN]
    return "".join("".join(seen).split())


@pytest.mark.real_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
def test_what_is_typed_is_shown_again_as_it_was_typed(app: Flask, factory: Factory, signed_in: Make) -> None:
    """A string of each family as the title of a text: the form holds it afterwards, and so does the heading."""
    person, visitor = signed_in(A, "tenant_admin"), Browser(app, A)
    with factory.acting(A):
        section = str(ensure_section("su-kien", "Tin tức – Sự kiện", 0).id)
        db.session.commit()
    for family in sorted(families()):
        title = f"Tin {one_of(family, 'title')[:120]}"
        form = {
            "title": title.encode("utf-8", "replace").decode(),
            "lead": "Dẫn",
            "body": "x",
            "section_id": section,
        }
        answer = person.post("/quan-tri/tin-tuc/moi", form | {"picture_id": "0"})
        assert answer.status_code == 302, (family, answer.status_code)
        page = person.get(answer.location).text
        held = [
            dict(one.values)["title"]
            for one in sendings(answer.location, page)
            if "title" in dict(one.values)
        ]
        assert _letters(held[0]) == _letters(form["title"]), (family, held[0])
        person.post(answer.location + "/dang")
        found = re.findall(r'href="(/tin-tuc/(?!feed)[^"/.]+)"', visitor.get("/tin-tuc/").text)
        tree = html5lib.parse(visitor.get(found[0]).text, namespaceHTMLElements=False)
        assert _letters("".join(tree.find(".//h1").itertext())) == _letters(form["title"]), family
