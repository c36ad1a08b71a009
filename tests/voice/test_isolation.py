"""A canary in every text of three portals: no page, feed, map, search answer or export of one shows another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

from flask import Flask
from openpyxl import load_workbook

from portal.search.indexing import rebuild
from portal.voice.cases.receiving import Sender
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.voice.factories import case, code_of, consultation, poll

CANARY = re.compile(r"canary([a-z]+)x", re.IGNORECASE)
START = (
    "/y-kien/",
    "/hoi-dap/",
    "/gop-y/",
    "/phan-anh/",
    "/tham-do/",
    "/tra-cuu/",
    "/hoi-dap/feed.xml",
    "/gop-y/feed.xml",
    "/",
)


def _word(slug: str) -> str:
    return f"CANARY{slug.replace('-', '')}X"


def _plant(factory: Factory, slug: str) -> str:
    word = _word(slug)
    person = Sender(name=f"{word}RIENG", phone="0905 123 456", consent="x")
    texts = {
        "title": word,
        "text": f"{word} và đủ mười ký tự",
        "field": word,
        "area": word,
        "place": word,
        "sender": person,
    }
    number, _slug = consultation(factory, slug, title=word, lead=word, body=word, summary=word)
    poll(factory, slug, title=word, intro=word, choices=[word, "Khác"])
    made = case(factory, slug, state="published", **texts)
    case(factory, slug, "report", state="published", lat=15.49, lon=108.66, **texts)
    case(factory, slug, "comment", state="accepted", consultation_id=number, **texts)
    return code_of(factory, slug, made)


def test_nothing_of_another_portal_or_person_shows(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    portals = (A, B, DISTRICT)
    codes = {slug: _plant(factory, slug) for slug in portals}
    with app.app_context():
        rebuild()
    for slug in portals:
        visitor, own = Browser(app, slug), _word(slug)[6:-1].lower()
        todo, seen, shown = list(START), set(START), 0
        while todo:
            answer = visitor.get(todo.pop(0))
            found = CANARY.findall(unquote(answer.text))
            assert {one.lower() for one in found} <= {own}
            assert "RIENG" not in answer.text and "0905" not in answer.text
            shown += bool(found)
            for link in re.findall(r'href="(/(?:hoi-dap|gop-y|phan-anh|tham-do)/[^"#?]*)', answer.text):
                if link not in seen:
                    seen.add(link)
                    todo.append(link)
        assert shown >= 8
        for other in portals:
            total = visitor.get(f"/api/v1/search?q={_word(other)}&limit=20").json["total"]
            assert (total > 0) == (other == slug)
            sent = {"code": codes[other], "proof": "3456"}
            followed = visitor.client.post("/tra-cuu/", data=sent, headers=visitor.headers)
            assert followed.status_code == (200 if other == slug else 404)
    desk = signed_in(B, "approver")
    book = load_workbook(BytesIO(desk.get("/quan-tri/y-kien/xuat.xlsx?xem=tat-ca").data))
    cells = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
    assert {one.lower() for one in CANARY.findall(cells)} == {_word(B)[6:-1].lower()} and "RIENG" not in cells
