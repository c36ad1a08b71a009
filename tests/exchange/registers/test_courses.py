"""Whatever is done in whatever order by whomever: numbers have no gap, senders are told what is, what is refused
changes nothing, and nothing that ever stood in the register is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Forbidden
from portal.exchange.edxml.shapes import ARRIVED, DENIED, GRANTED, RECALL, REFUSED, REPLACE, UPDATE
from portal.exchange.registers import arriving, drafting, handling, starting, wishing
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.files import of_incoming
from portal.exchange.registers.handling import Assignment
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.transitions import RULES, facts_of, refusal
from portal.extensions import db
from tests.exchange.registers.world import Office

PEOPLE = ("clerk", "officer1", "officer2", "leader", "writer")
WORDS = st.sampled_from(["", "Lý do rõ ràng"])
Verb = Callable[[Office, Any, str, str, int | None], object]


def _assign(o: Office, row: Any, who: str, words: str, seen: int | None) -> object:
    to = o.people["officer1"].user_id if words else None
    return handling.assign(row, Assignment(to, "" if to else "Văn phòng", words=words), seen, o.people[who])


def _wish(about: int) -> Verb:
    def act(o: Office, row: Any, _who: str, _words: str, _seen: int | None) -> object:
        sent = o.package(about=about, reason="Sai")
        if about != REPLACE:
            own = replace(sent.reference, number=row.figure, notation=row.notation, day=row.day)
            sent = replace(sent, reference=own)
        return wishing.wish(row, sent, o.system)

    return act


IN_VERBS: dict[str, Verb] = {
    "accept": lambda o, row, who, words, seen: arriving.accept(row, seen, o.people[who]),
    "refuse": lambda o, row, who, words, seen: arriving.refuse(row, words, seen, o.people[who]),
    "assign": _assign,
    "begin": lambda o, row, who, words, seen: handling.begin(row, seen, o.people[who]),
    "finish": lambda o, row, who, words, seen: handling.finish(row, words, seen, o.people[who]),
    "reopen": lambda o, row, who, words, seen: handling.reopen(row, words, seen, o.people[who]),
    "note": lambda o, row, who, words, seen: handling.remark(row, words, o.people[who]),
    "grant": lambda o, row, who, words, seen: wishing.grant(row, words, seen, o.people[who]),
    "deny": lambda o, row, who, words, seen: wishing.deny(row, words, seen, o.people[who]),
    "wish_recall": _wish(RECALL),
    "wish_update": _wish(UPDATE),
    "wish_replace": _wish(REPLACE),
}
OUT_VERBS: dict[str, Verb] = {
    "change": lambda o, row, who, words, seen: drafting.change(
        row, replace(starting.as_draft(row), body=f"{words} mới"), seen or 0, o.people[who]
    ),
    "submit": lambda o, row, who, words, seen: drafting.submit(row, words, seen, o.people[who]),
    "take_back": lambda o, row, who, words, seen: drafting.take_back(row, seen, o.people[who]),
    "give_back": lambda o, row, who, words, seen: drafting.give_back(row, words, seen, o.people[who]),
    "recall": lambda o, row, who, words, seen: drafting.recall(row, words, seen, o.people[who]),
    "issue": lambda o, row, who, words, seen: o.issued(row) if row.number is None else None,
}
STEP = st.tuples(
    st.integers(0, 2), st.sampled_from(PEOPLE), WORDS, st.sampled_from([True, True, True, False])
)
IN_STEPS = st.lists(st.tuples(st.sampled_from(sorted(IN_VERBS)), STEP), min_size=1, max_size=22)
OUT_STEPS = st.lists(st.tuples(st.sampled_from(sorted(OUT_VERBS)), STEP), min_size=1, max_size=22)
SETTINGS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _try(office: Office, verb: Verb, name: str, row: Any, step: tuple[int, str, str, bool]) -> bool:
    """Do a step; whether it was done. What is refused leaves the row as it was, and is what the table says."""
    _place, who, words, fresh = step
    facts, version = facts_of(row), row.version
    expected = refusal(name, facts, office.people[who]) if name in RULES else None
    number = row.id
    try:
        verb(office, row, who, words, version if fresh else version + 1)
        db.session.commit()
    except (Forbidden, NotPossible, StaleVersion, Wrong) as error:
        db.session.rollback()
        again = db.session.get(type(row), (office.tenant_id, number))
        assert again is not None and again.version == version and facts_of(again) == facts
        if expected is not None and expected.kind == "person":
            assert isinstance(error, Forbidden)
        return False
    assert expected is None or name == "issue", (name, expected)
    return True


@SETTINGS
@given(steps=IN_STEPS)
def test_arrivals_keep_their_promises(
    shared_office: Office, steps: list[tuple[str, tuple[int, str, str, bool]]]
) -> None:
    office = shared_office
    office.told.clear()
    with office.working():
        ids = [office.arrived().id for _one in range(3)]
        files = dict.fromkeys(ids, 1)
        for name, step in steps:
            row = db.session.get(IncomingDocument, (office.tenant_id, ids[step[0]]))
            assert row is not None
            _try(office, IN_VERBS[name], name, row, step)
            held = len(of_incoming(row, former=True))
            assert held >= files[row.id], "nothing that came is thrown away"
            files[row.id] = held
        numbers = db.session.execute(
            select(IncomingDocument.organ_id, IncomingDocument.year, IncomingDocument.number)
        ).all()
        given_out = sorted(one.number for one in numbers if one.number is not None)
        assert given_out == list(range(1, len(given_out) + 1))
        for one in ids:
            row = db.session.get(IncomingDocument, (office.tenant_id, one))
            assert row is not None and (row.number is None) == (row.state in {ARRIVED, REFUSED})
            told = [code for number, code, _words in office.told if number == one]
            on_the_way = [code for code in told if code not in {GRANTED, DENIED}]
            assert (on_the_way[-1] if on_the_way else ARRIVED) == row.state
            acts = [note.act for note in handling.course_of(row)]
            assert acts.count("grant") == told.count(GRANTED) and acts.count("deny") == told.count(DENIED)


@SETTINGS
@given(steps=OUT_STEPS)
def test_documents_going_out_keep_their_promises(
    shared_office: Office, steps: list[tuple[str, tuple[int, str, str, bool]]]
) -> None:
    office = shared_office
    with office.working():
        ids = [office.draft().id for _one in range(3)]
        issued: dict[int, tuple[Any, ...]] = {}
        for name, step in steps:
            row = db.session.get(OutgoingDocument, (office.tenant_id, ids[step[0]]))
            assert row is not None
            _try(office, OUT_VERBS[name], name, row, step)
            if row.number is not None:
                said = (row.number, row.series, row.day, row.body, row.subject)
                assert issued.setdefault(row.id, said) == said, "what was issued never changes"
        numbers = sorted(
            number for number in db.session.scalars(select(OutgoingDocument.number)) if number is not None
        )
        assert numbers == list(range(1, len(numbers) + 1))
        for one in ids:
            row = db.session.get(OutgoingDocument, (office.tenant_id, one))
            assert row is not None and (row.number is None) == (row.state in {"draft", "to_sign"})
            assert (one in office.recalled) == (row.state == "recalled")
