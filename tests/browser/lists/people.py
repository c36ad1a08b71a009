"""Pages of people and accounts."""

from __future__ import annotations

from tests.browser.installation import DISTRICT, Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

PEOPLE = "/quan-tri/nguoi-dung/"
PERSON = r"/quan-tri/nguoi-dung/\d+"
PUBLIC = [
    Page("forgotten", COAST, "/quan-tri/quen-mat-khau"),
    Page(
        "forgotten-sent",
        HILLS,
        "/quan-tri/quen-mat-khau",
        control="email",
        values={"email": "ai-do@example.vn"},
    ),
    Page("link-void", COAST, "/quan-tri/dat-lai", status=410),
]
DESK = [
    Page(
        "desk-people-invited",
        HILLS,
        PEOPLE,
        status=201,
        desk=True,
        control="role",
        values={"email": "moi-{once}@example.vn", "name": "Người được mời"},
    ),
    Page("desk-person", DISTRICT, f"{PEOPLE}tat-ca?q=nguoi-nghi", desk=True, follow=PERSON),
    Page("desk-leaving", COAST, PEOPLE, desk=True, follow=PERSON, suffix="/ban-giao"),
    Page("desk-everybody", DISTRICT, f"{PEOPLE}tat-ca", desk=True),
    Page("desk-account", COAST, "/quan-tri/tai-khoan/", desk=True),
    Page(
        "desk-account-errors",
        COAST,
        "/quan-tri/tai-khoan/",
        status=422,
        desk=True,
        control="email",
        values={"email": "khong phai thu"},
    ),
    Page("desk-confirm", COAST, "/quan-tri/xac-nhan", desk=True),
    Page(
        "desk-confirm-wrong",
        COAST,
        "/quan-tri/xac-nhan",
        status=422,
        desk=True,
        control="xac-nhan-mat-khau",
        values={"xac-nhan-mat-khau": "sai"},
    ),
    Page("desk-security", COAST, "/quan-tri/tai-khoan/xac-thuc", desk=True),
]
FRAGMENTS = [
    Page("piece-people", COAST, f"{PEOPLE}?q=nguoi", desk=True),
    Page("piece-everybody", DISTRICT, f"{PEOPLE}tat-ca?q=khongco", desk=True),
]


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """Somebody on the coast who has nothing in hand."""
    values = {"email": "nguoi-nghi@example.vn", "name": "Người sắp nghỉ", "action": "password"}
    assert desk.submit(PEOPLE, "role", values).status == 201
    return {}
