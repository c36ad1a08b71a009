"""The clerk's desk: who works on dossiers reads them; each verb asks the table of transitions besides."""

from __future__ import annotations

from collections.abc import Callable

from portal.dossiers import drafts
from portal.dossiers.counter.where import GUARDS, SLUGS
from portal.dossiers.submissions import Applicant
from portal.extensions import db
from portal.publishing.service import commit
from portal.services import queries as services
from tests.dossiers.world import Office
from tests.factories import Factory

READ, RECEIVE, SIGN = "dossier.read", "dossier.receive", "dossier.sign"
ROUTES = {f"desk_dossier.{verb}": GUARDS.get(verb, READ) for verb in SLUGS}
ROUTES |= {
    f"desk_dossier.{name}": READ
    for name in (
        *("listing", "search", "take_many", "take_next", "one", "changed", "preview", "form", "control"),
        *("book", "book_file", "paper", "picture", "file", "judge"),
    )
}
ROUTES |= {
    "desk_dossier.sign_many_page": SIGN,
    "desk_dossier.sign_many": SIGN,
    "desk_dossier.just_received": RECEIVE,
    "counter_live.stream": READ,
    "counter_people.listing": READ,
    "counter_people.arrange": READ,
    "counter_people.overseen": "dossier.oversee",
    "counter_people.arrange_overseen": "dossier.oversee",
    "counter_people.give_all": "dossier.assign",
}
ROUTES |= {f"desk_counter_draft.{name}": RECEIVE for name in ("begin", "form", "enter", "drop")}
VALUES = {
    "desk_dossier.book_file": {"kind": "pdf"},
    "desk_dossier.preview": {"slug": "bo-sung"},
    **{f"desk_dossier.{name}": {"row_id": "7"} for name in ("paper", "picture", "file", "judge")},
}
_offices: dict[tuple[int, str], Office] = {}


def office(factory: Factory, slug: str) -> Office:
    """The office of a portal, made once."""
    key = (id(factory.app), slug)
    if key not in _offices:
        _offices[key] = Office(factory.app, slug, code="8.100001")
    return _offices[key]


def _dossier(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    made = office(factory, slug)
    with made.working():
        return made.submitted(applicant=Applicant(text, "049190001234", phone="0905123456")).id, ""


def _draft(factory: Factory, slug: str, _text: str) -> tuple[int, str]:
    made = office(factory, slug)
    with made.working():
        service = services.by_id(made.service_id)
        assert service is not None
        draft = drafts.begin(service, made.staff("clerk"))
        commit()
        db.session.refresh(draft)
        return draft.id, ""


def _fresh(make: Callable[[Factory, str, str], tuple[int, str]]) -> Callable[[Factory, str], int]:
    return lambda factory, slug: make(factory, slug, "mới")[0]


THINGS = {"dossier": _dossier, "counter_draft": _draft}
FRESH = {f"desk_dossier.{verb}": _fresh(_dossier) for verb in SLUGS}
FRESH |= {f"desk_counter_draft.{name}": _fresh(_draft) for name in ("enter", "drop")}
