"""The table is what verbs do: every verb × state × person, tried for real and compared with the buttons."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.dossiers import moment, service
from portal.dossiers.errors import Forbidden, NotPossible, StaleVersion
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierRequest
from portal.dossiers.party import CITIZEN, STAFF, SYSTEM, Party, citizen, staff, system
from portal.dossiers.states import (
    CLOSED,
    HANDLING,
    NEW,
    STATE_LABELS,
    STATES,
)
from portal.dossiers.tending.forgetting import forget
from portal.dossiers.transitions import BACK, NEEDS, RULES, Facts, allowed, refusal
from portal.extensions import db
from portal.services.definition.shapes import ROLES, Step
from tests.dossiers.world import Office, at

Act = Callable[[Dossier, Party], Any]
ITEMS = [service.Wanted("Tờ khai", "thiếu chữ ký")]


def _demand(dossier: Dossier) -> int:
    """The demand that was asked for last."""
    asked = select(DossierRequest.demand_id).where(
        DossierRequest.dossier_id == dossier.id, DossierRequest.demand_id.is_not(None)
    )
    return db.session.scalars(asked.order_by(DossierRequest.number.desc())).first() or 1


ACTS: dict[str, Act] = {
    "receive": lambda one, by: service.receive(one, by, one.version),
    "refuse": lambda one, by: service.refuse(one, by, one.version, reason="Không đúng nơi cư trú"),
    "take": lambda one, by: service.take(one, by, one.version),
    "release": lambda one, by: service.release(one, by, one.version),
    "pass": lambda one, by: service.pass_on(one, by, one.version),
    "send_back": lambda one, by: service.send_back(one, by, one.version, note="xem lại"),
    "reassign": lambda one, by: service.reassign(one, by, one.version, to_id=None),
    "ask": lambda one, by: service.ask(one, by, one.version, ITEMS),
    "complete": lambda one, by: service.complete(one, by, one.version, text="đã ký"),
    "charge": lambda one, by: service.charge(one, by, one.version),
    "paid": lambda one, by: service.paid(one, by, _demand(one)) or _no(),
    "withdraw": lambda one, by: service.withdraw(one, by, one.version),
    "stop": lambda one, by: service.stop(one, by, one.version, reason="Không đủ điều kiện"),
    "decide": lambda one, by: service.decide(one, by, one.version, outcome="xac-nhan", values={}),
    "sign": lambda one, by: service.sign(one, by, one.version),
    "finish": lambda one, by: service.finish(one, by, one.version),
    "return": lambda one, by: service.hand_over(one, by, one.version),
    "apologise": lambda one, by: service.apologise(
        one,
        by,
        one.version,
        reason="Chờ xác minh",
        until=max(moment.now(), one.promised_at or moment.now()) + timedelta(days=5),
    ),
    "contact": lambda one, by: service.change_contact(
        one, by, one.version, phone="0905 999 888", email="hanh@example.vn", address="Thôn Thuận An"
    ),
    "correct": lambda one, by: service.correct(
        one, by, one.version, reason="sai số", applicant=service.Applicant("Trần Văn B")
    ),
    "note": lambda one, by: service.note(one, by, one.version, text="đã gọi điện"),
    "rate": lambda one, by: service.rate(one, by, access=5, attitude=5, pace=5, result=5),
    "forget": forget,
}
BY_ITSELF = {"submit", "register", "recount", "unpaid"}
"""Verbs without a dossier before, that of the clock, that of cash undone: tried in tests of their own."""


def _no() -> None:
    raise NotPossible("nobody waited")


STAGES: dict[str, Callable[[Office], Dossier]] = {
    "new": lambda office: office.submitted(),
    "received": lambda office: office.received(),
    "queued": lambda office: _passed(office),
    "handling": lambda office: office.handled(),
    "decided": lambda office: _then(
        office.handled(),
        lambda one: service.decide(one, office.staff("officer1"), one.version, outcome="xac-nhan", values={}),
    ),
    "to sign": lambda office: office.decided(),
    "signed": lambda office: _then(
        office.decided(), lambda one: service.sign(one, office.staff("signatory"), one.version)
    ),
    "asked when new": lambda office: _then(
        office.submitted(), lambda one: service.ask(one, office.staff("clerk"), one.version, ITEMS)
    ),
    "asked": lambda office: _then(
        office.handled(), lambda one: service.ask(one, office.staff("officer1"), one.version, ITEMS)
    ),
    "charged": lambda office: _then(
        office.handled(), lambda one: service.charge(one, office.staff("officer1"), one.version)
    ),
    "done": lambda office: office.done(),
    "returned": lambda office: _then(
        office.done(), lambda one: service.hand_over(one, office.staff("clerk"), one.version)
    ),
    "refused": lambda office: _then(
        office.submitted(),
        lambda one: service.refuse(one, office.staff("clerk"), one.version, reason="Sai nơi nộp"),
    ),
    "withdrawn": lambda office: _then(office.received(), lambda one: service.withdraw(one, office.citizen())),
    "stopped": lambda office: _then(
        office.handled(),
        lambda one: service.stop(one, office.staff("officer1"), one.version, reason="Không đủ điều kiện"),
    ),
}


def _then(dossier: Dossier, act: Callable[[Dossier], Any]) -> Dossier:
    act(dossier)
    db.session.commit()
    return dossier


def _passed(office: Office) -> Dossier:
    dossier = office.received()
    return _then(dossier, lambda one: service.pass_on(one, office.staff("clerk"), one.version))


def _parties(office: Office) -> dict[str, Party]:
    admin = Actor(999, "Quản trị", office.tenant_id, frozenset({"tenant_admin"}))
    found = {name: office.staff(name) for name in ("clerk", "clerk2", "officer1", "officer2", "signatory")}
    return found | {
        "admin": staff(admin),
        "author": staff(replace(admin, roles=frozenset({"author"}))),
        "owner": office.citizen(),
        "stranger": office.citizen(8),
        "proved": citizen(office.tenant_id, proved="?"),
        "system": system(office.tenant_id),
    }


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.asvs("2.3.1")
def test_verbs_do_what_the_buttons_say_in_every_state_for_everybody(office: Office, stage: str) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier_id = STAGES[stage](office).id
    told: set[str] = set()
    with office.working(), at("2026-03-02 10:00"):
        for (name, party), (verb, act) in itertools.product(_parties(office).items(), ACTS.items()):
            dossier = db.session.get(Dossier, (office.tenant_id, dossier_id))
            assert dossier is not None
            by = replace(party, proved=dossier.code) if name == "proved" else party
            before = (dossier.state, dossier.version, dossier.last_event)
            offered = verb in service.buttons(dossier, by)
            try:
                act(dossier, by)
                done = True
            except (Forbidden, NotPossible, StaleVersion):
                done = False
            assert done == offered, (stage, name, verb)
            if done:
                target = RULES[verb].target
                came_from = {"asked when new": NEW}.get(stage, HANDLING)
                assert dossier.state == {None: before[0], BACK: came_from}.get(target, target)
                assert dossier.version > before[1] and dossier.last_event == before[2] + 1
                told.add(f"{name}:{verb}")
            else:
                assert (dossier.state, dossier.version, dossier.last_event) == before
            db.session.rollback()
            db.session.expunge_all()
    assert told == EXPECTED[stage] | (set() if stage == "forgotten" else NOTES)


def _all(names: str, verbs: str) -> set[str]:
    return {f"{name}:{verb}" for name in names.split() for verb in verbs.split()}


_CITIZENS = "owner proved"
NOTES = _all("clerk clerk2 officer1 officer2 signatory", "note")
EXPECTED: dict[str, set[str]] = {
    "new": _all("clerk clerk2", "receive refuse ask charge withdraw correct")
    | _all(_CITIZENS, "contact withdraw")
    | _all("system", "charge"),
    "received": _all("clerk", "release pass ask charge withdraw apologise correct")
    | _all("clerk2", "withdraw correct")
    | _all("signatory", "reassign stop apologise")
    | _all(_CITIZENS, "contact withdraw")
    | _all("system", "pass reassign"),
    "queued": _all("clerk clerk2", "withdraw correct")
    | _all("officer1 officer2", "take")
    | _all("signatory", "reassign stop apologise")
    | _all(_CITIZENS, "contact withdraw")
    | _all("system", "pass send_back reassign"),
    "handling": _all("officer1", "release pass send_back ask charge stop decide apologise correct")
    | _all("clerk clerk2", "withdraw correct")
    | _all("signatory", "reassign stop apologise")
    | _all(_CITIZENS, "contact withdraw")
    | _all("system", "pass send_back reassign"),
    "to sign": _all("signatory", "release send_back reassign stop sign apologise correct")
    | _all("clerk clerk2", "withdraw correct")
    | _all(_CITIZENS, "contact withdraw")
    | _all("system", "send_back reassign"),
    "signed": _all("signatory", "release reassign finish apologise correct")
    | _all("clerk clerk2", "correct")
    | _all(_CITIZENS, "contact")
    | _all("system", "finish reassign"),
    "asked when new": _all("clerk clerk2", "refuse complete withdraw correct")
    | _all(_CITIZENS, "complete contact withdraw"),
    "asked": _all("officer1", "complete stop apologise correct")
    | _all("clerk clerk2", "complete withdraw correct")
    | _all("signatory", "reassign stop apologise")
    | _all(_CITIZENS, "complete contact withdraw")
    | _all("system", "reassign"),
    "charged": _all("officer1", "stop apologise correct")
    | _all("clerk clerk2", "withdraw correct")
    | _all("signatory", "reassign stop apologise")
    | _all(_CITIZENS, "contact withdraw")
    | _all("system", "paid reassign"),
    "done": _all("clerk clerk2", "return correct")
    | _all("signatory", "reassign")
    | _all(_CITIZENS, "contact rate")
    | _all("system", "return reassign"),
    "returned": _all(_CITIZENS, "rate") | _all("system", "forget"),
    "refused": _all(_CITIZENS, "rate") | _all("system", "forget"),
    "withdrawn": _all("system", "forget"),
    "stopped": _all(_CITIZENS, "rate") | _all("system", "forget"),
}
EXPECTED["decided"] = EXPECTED["handling"]


def test_every_verb_is_tried_and_every_state_is_reached() -> None:
    assert set(ACTS) | BY_ITSELF == set(RULES)
    targets = {one.target for one in RULES.values()} - {None, BACK}
    assert targets == set(STATES) == set(STATE_LABELS)
    assert {need for one in RULES.values() for need in one.needs} == set(NEEDS)


def test_the_pure_table_over_every_combination() -> None:
    """No combination lets anybody act whom a rule does not name, or from a state that it does not name."""
    steps = [
        None,
        *(Step("b", "B", role, 1, may) for role in ROLES for may in ((), ("pass",), ("return", "sign"))),
    ]
    parties = [staff(Actor(1, "", 1, frozenset({role}))) for role in (*ROLES, "tenant_admin", "author")]
    parties += [citizen(1, 5), system(1)]
    looked = 0
    for state, step, holder, by, owns in itertools.product(
        ("", *STATES), steps, (None, 1, 2), parties, (True, False)
    ):
        facts = Facts(state, step, holder, received=True, more_work=True)
        given = allowed(facts, by, owns=owns and by.kind == CITIZEN)
        looked += 1
        for verb in given:
            rule = RULES[verb]
            assert state in rule.sources
            assert by.kind in {STAFF if one.who == "holder" else one.who for one in rule.ways}
            if by.kind == STAFF:
                assert any(by.actor.may(one.action) for one in rule.ways if one.action)
            if by.kind == CITIZEN and state:
                assert owns
        if by.kind == STAFF and not by.actor.may("dossier.read"):
            assert given == []  # an administrator sees figures, not people
        if state in CLOSED and by.kind != SYSTEM:
            assert set(given) <= {"note", "rate"}
    assert looked > 2000


@pytest.mark.parametrize(
    ("facts", "kind", "need"),
    [
        (Facts(HANDLING, Step("b", "B", "case_officer", 1), 2), "holder", ""),
        (Facts(HANDLING, Step("b", "B", "case_officer", 1, ("ask",)), 1, more_work=True), "step", ""),
        (Facts(HANDLING, Step("b", "B", "case_officer", 1), 1), "need", "more_work"),
        (
            Facts(HANDLING, Step("b", "B", "case_officer", 1), 1, more_work=True, promise_passed=True),
            "need",
            "promise",
        ),
        (Facts(NEW), "state", ""),
    ],
)
def test_what_stands_in_the_way_is_named(facts: Facts, kind: str, need: str) -> None:
    by = staff(Actor(1, "", 1, frozenset({"case_officer"})))
    found = refusal("pass", facts, by)
    assert found is not None and (found.kind, found.need) == (kind, need)
