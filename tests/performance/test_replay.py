"""What is made up is what the verbs write: the acts of lives are done again by the verbs, and every row compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Actor, system_actor
from portal.dossiers import moment, queries, service
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party, citizen, staff, system
from portal.dossiers.submissions import Applicant, GivenPaper, Submission
from portal.extensions import db
from portal.papers.models import UPLOAD
from portal.papers.owners import owner_mark
from portal.papers.service import keep
from portal.performance.making.blank import MODELS
from portal.performance.making.living import Life
from portal.performance.making.papers import blank_page
from portal.performance.making.rows import Did
from portal.performance.making.world import Person
from portal.services.models import Service
from portal.services.queries import definition_of, version
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered
from tests.conftest import B
from tests.performance.making import ROLES, made, person, ready

CITIZEN = 77
ENOUGH = 8
"""Lives that are done again at least; further ones only where they hold a verb that was not seen yet."""
PEOPLE = {"holder_id", "holder_name", "by_id", "by_name"}
OWN = {"tenant_id", "id", "dossier_id", "version", "demand_id"}
OF_DOSSIER = {"service_id", "version_id", "code", "submit_key", "citizen_id", "warned"}
LOCAL = {"code", "clerk", "papers", "office"}
Row = dict[str, Any]


class Again:
    """Does a life again at another portal, by the verbs."""

    def __init__(self, portal: Portal, actors: dict[str, Actor]) -> None:
        self.portal, self.actors = portal, actors

    def party(self, did: Did, life: Life, code: str = "") -> Party:
        """Somebody of the same role; who has no account has the code and its second fact."""
        if isinstance(did.by, Person):
            roles = {one.id: role for role, people in life.world.people.items() for one in people}
            return staff(self.actors[roles[did.by.id]])
        return citizen(self.portal.id, CITIZEN, code) if did.by == "citizen" else system(self.portal.id)

    def live(self, life: Life) -> Dossier:
        """The same acts at the same instants."""
        first, *others = life.acts
        with moment.at(first.at):
            dossier = self._come_in(first, life)
        for did in others:
            with moment.at(did.at):
                ACTS[did.verb](dossier, self.party(did, life, dossier.code), did.values, self)
                db.session.commit()
        return dossier

    def _come_in(self, did: Did, life: Life) -> Dossier:
        found = db.session.scalars(select(Service).where(Service.code == life.service.code)).one()
        held = version(found.current_id)
        assert held is not None
        row, by = life.dossier, self.party(did, life)
        given = [GivenPaper(one.key, self.paper(row)) for one in definition_of(held).papers]
        sent = Submission(
            found.id,
            held.id,
            row["channel"],
            Applicant(**row["applicant"]),
            row["answers"],
            row["submit_key"],
            row["guide_answers"],
            given,
            row["delivery"],
            row["delivery_address"] or {},
            row["consent_version"],
        )
        act = service.submit if did.verb == "submit" else service.register
        dossier, is_new = act(sent, by)
        db.session.commit()
        assert is_new
        return dossier

    def paper(self, row: Row) -> int:
        """A paper of the applicant."""
        mark = owner_mark(row["applicant"]["identity"])
        by = system_actor(self.portal.id)
        return keep(blank_page(), "giay.pdf", "x", mark, UPLOAD, by, citizen_id=CITIZEN, read=False).id


def _paid(dossier: Dossier, by: Party, _values: Row, _again: Again) -> None:
    asked = queries.requests_of(dossier)[-1]
    assert asked.demand_id is not None
    assert service.paid(dossier, by, asked.demand_id)


def _ask(dossier: Dossier, by: Party, values: Row, _again: Again) -> None:
    wanted = [service.Wanted(values["title"], values["reason"])]
    service.ask(dossier, by, dossier.version, wanted, days=values["days"])


def _sign(dossier: Dossier, by: Party, _values: Row, again: Again) -> None:
    paper = again.paper({"applicant": dict(dossier.applicant or {})})
    service.sign(dossier, by, dossier.version, papers=[paper])


def _rate(dossier: Dossier, by: Party, values: Row, _again: Again) -> None:
    names = ("access", "attitude", "pace", "result")
    service.rate(dossier, by, **dict(zip(names, values["marks"], strict=True)))


ACTS: dict[str, Callable[[Dossier, Party, Row, Again], Any]] = {
    "charge": lambda one, by, _v, _a: service.charge(one, by, one.version),
    "paid": _paid,
    "receive": lambda one, by, _v, _a: service.receive(one, by, one.version),
    "refuse": lambda one, by, v, _a: service.refuse(one, by, one.version, reason=v["reason"]),
    "take": lambda one, by, _v, _a: service.take(one, by, one.version),
    "ask": _ask,
    "complete": lambda one, by, v, _a: service.complete(one, by, one.version, text=v["text"]),
    "apologise": lambda one, by, v, _a: service.apologise(
        one, by, one.version, reason=v["reason"], until=v["until"]
    ),
    "decide": lambda one, by, v, _a: service.decide(
        one, by, one.version, outcome=v["outcome"], values=v["values"]
    ),
    "sign": _sign,
    "pass": lambda one, by, _v, _a: service.pass_on(one, by, one.version),
    "finish": lambda one, by, _v, _a: service.finish(one, by, one.version),
    "return": lambda one, by, _v, _a: service.hand_over(one, by, one.version),
    "stop": lambda one, by, v, _a: service.stop(one, by, one.version, reason=v["reason"]),
    "withdraw": lambda one, by, _v, _a: service.withdraw(one, by),
    "rate": _rate,
}


def _plain(row: Any, table: str) -> Row:
    found = (
        row
        if isinstance(row, dict)
        else {column.name: getattr(row, column.name) for column in MODELS[table].__table__.columns}
    )
    left = OWN | PEOPLE | (OF_DOSSIER if table == "dossier" else set())
    return {name: value for name, value in found.items() if name not in left}


def _of_form(row: Row) -> Row:
    """Codes and clerks differ from portal to portal, and so do the papers that were handed in."""
    values = {name: one for name, one in row["values"].items() if name not in LOCAL}
    return row | {"values": values}


def _of_event(row: Row, portal: Portal) -> Row:
    return row | {"told": (row["told"] or "").replace(portal.authority, "Cơ quan")}


def _same(life: Life, dossier: Dossier, portal: Portal) -> None:
    told = [(one.at, one.verb) for one in life.acts]
    assert _plain(life.dossier, "dossier") == _plain(dossier, "dossier"), told
    mine, theirs = (
        life.rows,
        {
            "step": queries.steps_of(dossier),
            "request": queries.requests_of(dossier),
            "form": queries.forms_of(dossier),
            "event": queries.events_of(dossier),
        },
    )
    for name, found in theirs.items():
        table = f"dossier_{name}"
        one, other = [_plain(row, table) for row in mine[name]], [_plain(row, table) for row in found]
        if name == "form":
            one, other = list(map(_of_form, one)), list(map(_of_form, other))
        if name == "event":
            one = [_of_event(row, life.world.portal) for row in one]
            other = [_of_event(row, portal) for row in other]
        assert one == other, (name, told)


def test_lives_are_what_the_verbs_write(app: Flask) -> None:
    with app.app_context():
        lives = made(ready(app), 160, seed=11)
        other = ready(app, B)
        again = Again(other, {role: person(other, role) for role in ROLES})
        seen: set[str] = set()
        tried = 0
        for life in lives:
            verbs = {one.verb for one in life.acts}
            if verbs <= seen and tried >= ENOUGH:
                continue  # nothing new in it
            with entered(editing(other.id)):
                _same(life, again.live(life), other)
            seen |= verbs
            tried += 1
        assert tried >= ENOUGH
        assert {"charge", "ask", "complete", "apologise", "sign", "return", "rate"} <= seen
