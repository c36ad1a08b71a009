"""The table of verbs: written out a second time for each state and role, and asked by every verb before it acts."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import PERMISSIONS, Actor
from portal.exchange.edxml.shapes import ACCEPTED, ARRIVED, ASSIGNED, DONE, HANDLING, REFUSED
from portal.exchange.registers.models import DRAFT, IN, ISSUED, OUT, RECALLED, REPLACED, TO_SIGN
from portal.exchange.registers.transitions import (
    RULES,
    STATE_LABELS,
    Facts,
    act_label,
    allowed,
    guard_of,
    refusal,
)

ME, OTHER = 1, 2
CLERK_OF = {
    ARRIVED: {"accept", "refuse", "note"},
    REFUSED: set(),
    ACCEPTED: {"finish", "note", "correct", "add_file"},
    ASSIGNED: {"begin", "finish", "note", "correct", "add_file"},
    HANDLING: {"finish", "note", "correct", "add_file"},
    DONE: {"reopen", "note", "correct", "add_file"},
}
HOLDER_OF = {
    ARRIVED: {"note"},
    REFUSED: set(),
    ACCEPTED: {"finish", "note"},
    ASSIGNED: {"begin", "finish", "note"},
    HANDLING: {"finish", "note"},
    DONE: {"reopen", "note"},
}
LEADER_OF = {
    ARRIVED: {"note"},
    REFUSED: set(),
    ACCEPTED: {"assign", "finish", "set_due", "note"},
    ASSIGNED: {"assign", "finish", "set_due", "note"},
    HANDLING: {"assign", "finish", "set_due", "note"},
    DONE: {"reopen", "note"},
}
OUT_CLERK = {
    DRAFT: {"change", "submit", "discard", "number", "remark"},
    TO_SIGN: {"take_back", "number", "remark"},
    ISSUED: {"replace", "remark", "send_more"},
    RECALLED: {"remark"},
    REPLACED: {"remark"},
}
OUT_DRAFTER = {
    DRAFT: {"change", "submit", "discard", "remark"},
    TO_SIGN: {"take_back", "remark"},
    ISSUED: {"replace", "remark"},
    RECALLED: {"remark"},
    REPLACED: {"remark"},
}
OUT_LEADER = {
    DRAFT: {"issue", "remark"},
    TO_SIGN: {"give_back", "issue", "remark"},
    ISSUED: {"recall", "replace", "remark"},
    RECALLED: {"remark"},
    REPLACED: {"remark"},
}


def _who(role: str) -> Actor:
    return Actor(ME, role, 1, frozenset({role}))


@pytest.mark.parametrize("state", list(CLERK_OF))
def test_of_an_arrival_each_may_what_the_duties_say(state: str) -> None:
    others = Facts(state, OTHER)
    assert set(allowed(IN, others, _who("records_clerk"))) == CLERK_OF[state]
    assert set(allowed(IN, others, _who("signatory"))) == LEADER_OF[state]
    assert set(allowed(IN, others, _who("tenant_admin"))) == CLERK_OF[state] | LEADER_OF[state]
    assert set(allowed(IN, Facts(state, ME), _who("case_officer"))) == HOLDER_OF[state]
    assert allowed(IN, others, _who("case_officer")) == []
    assert set(allowed(IN, Facts(state, None), _who("case_officer"))) == (
        {"begin"} if state == ASSIGNED else set()
    )


@pytest.mark.parametrize("state", list(OUT_CLERK))
def test_of_a_document_going_out_each_may_what_the_duties_say(state: str) -> None:
    others = Facts(state, OTHER)
    assert set(allowed(OUT, others, _who("records_clerk"))) == OUT_CLERK[state]
    assert set(allowed(OUT, others, _who("signatory"))) == OUT_LEADER[state]
    assert set(allowed(OUT, Facts(state, ME), _who("case_officer"))) == OUT_DRAFTER[state]
    assert set(allowed(OUT, others, _who("case_officer"))) == ({"replace"} if state == ISSUED else set())


@pytest.mark.parametrize("role", sorted(set(PERMISSIONS) - {"records_clerk", "case_officer", "signatory"}))
def test_who_has_nothing_to_do_with_registers_may_nothing(role: str) -> None:
    may = {
        verb
        for register in (IN, OUT)
        for state in STATE_LABELS
        for verb in allowed(register, Facts(state, ME), _who(role))
    }
    assert bool(may) == (role in {"tenant_admin", "district_admin"})


def test_what_was_taken_back_is_only_written_about_and_a_wish_is_answered_first() -> None:
    clerk = _who("records_clerk")
    for state in CLERK_OF:
        closed = set(allowed(IN, Facts(state, None, is_closed=True), clerk))
        assert closed == CLERK_OF[state] & {"note"}
        asked = set(allowed(IN, Facts(state, OTHER, is_asked=True), clerk))
        answers = set() if state == REFUSED else {"grant", "deny"}
        assert asked == (CLERK_OF[state] - {"accept"}) | answers
    assert getattr(refusal("accept", Facts(ARRIVED, is_asked=True), clerk), "kind", "") == "asked"
    assert getattr(refusal("grant", Facts(ARRIVED), clerk), "kind", "") == "asked"


def test_every_verb_leads_to_a_state_that_has_a_name_and_has_a_name_itself() -> None:
    for verb, rule in RULES.items():
        assert set(rule.sources) <= set(STATE_LABELS) and (rule.target is None or rule.target in STATE_LABELS)
        assert act_label(verb) != verb


def test_whoever_may_do_a_verb_passes_its_guard() -> None:
    for verb, rule in RULES.items():
        for role, held in PERMISSIONS.items():
            assert guard_of(verb) in held or not held & {*rule.may, rule.own}, (verb, role)
