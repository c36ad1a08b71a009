"""Whatever goes wrong in whatever order: never twice, never lost (a state machine over both sides)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from portal.clock import utc_now
from portal.exchange.carrying.models import DELIVERED, WAITING, ExchangePackage
from portal.exchange.registers import arriving, drafting, handling
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.extensions import db
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from tests.exchange.carrying.world import Installation, pair
from tests.thorough import examples

Bring = Callable[[bytes], Reply]
FAULTS = ("none", "down", "lost_answer", "twice", "late", "altered", "old_answer", "busy")


class Exchange(RuleBasedStateMachine):
    """Documents that go, are handled and recalled while the line does what it likes."""

    here: ClassVar[Installation]
    there: ClassVar[Installation]
    documents = Bundle("documents")

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = utc_now()
        self.mine: list[int] = []
        self.late: list[Callable[[], Reply]] = []
        self.answers: list[Reply] = []
        self.recalled: set[int] = set()
        for one in (self.here, self.there):  # what an example before left behind is brought to its end
            one.line.fault = None
            one.carry(self.now + timedelta(days=1), most=500)

    @rule(target=documents)
    def issue(self) -> int:
        """Issue a document."""
        self.mine.append(self.here.issue((self.there.organ(), "B")))
        return self.mine[-1]

    @rule(fault=st.sampled_from(FAULTS), back=st.booleans())
    def carry(self, fault: str, back: bool) -> None:
        """Carry what is due, one way, while the line behaves so."""
        one = self.there if back else self.here
        one.line.fault = lambda data, bring: self._through(fault, data, bring)
        self.now += timedelta(hours=4)
        one.carry(self.now, most=5)
        one.line.fault = None

    def _through(self, fault: str, data: bytes, bring: Bring) -> Reply:
        if fault == "down":
            raise NoAnswer("closed")
        if fault == "busy":
            return Reply(503, {}, b"{}")
        if fault == "late":
            self.late.append(lambda: bring(data))
            raise NoAnswer("timeout")
        if fault == "altered":
            return bring(data.replace(b"OrganName>", b"OrganName> ", 1))
        if fault == "old_answer" and self.answers:
            return self.answers[0]
        if fault == "twice":
            bring(data)
        found = bring(data)
        if fault == "lost_answer":
            raise NoAnswer("timeout", connected=True)
        self.answers.append(found)
        return found

    @rule()
    def what_was_late_comes(self) -> None:
        """The last that was held up arrives."""
        if self.late:
            self.late.pop()()

    @rule(document=documents)
    def recall(self, document: int) -> None:
        """Ask to have a document back."""
        if document in self.recalled:
            return
        self.recalled.add(document)
        with self.here.working() as actor:
            row = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == document))
            assert row is not None
            drafting.recall(row, "Ban hành nhầm", None, actor)
            db.session.commit()

    @rule(done=st.booleans())
    def handle(self, done: bool) -> None:
        """The clerk there registers what came; some of it is done at once."""
        with self.there.working() as actor:
            for row in db.session.scalars(select(IncomingDocument).where(IncomingDocument.state == "01")):
                if row.wanted is None:
                    arriving.accept(row, None, actor)
                    if done:
                        handling.finish(row, "Xong", None, actor)
            db.session.commit()

    @invariant()
    def never_twice(self) -> None:
        """No document stands there twice."""
        keys = [one.key for one in self.there.came()]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        """The line is well again: all that was sent is there, both sides say the same."""
        for one in (self.here, self.there, self.here):
            for _turn in range(4):
                self.now += timedelta(hours=5)
                one.carry(self.now, most=500)
        for way in self.late:
            way()
        keys = {one.key: one for one in self.there.came()}
        for document in self.here.rows(OutgoingDocument, OutgoingDocument.id.in_(self.mine)):
            arrived = keys[document.reference.document_id]
            assert (arrived.wanted is not None) == (document.id in self.recalled)
            assert self.here.standing(document.id, self.there.organ()) == arrived.state
        for one in (self.here, self.there):
            assert one.packages(ExchangePackage.state == WAITING) == []
        about = ExchangePackage.outgoing_id.in_(self.mine)
        assert {one.state for one in self.here.packages(about)} <= {DELIVERED}


@pytest.fixture(scope="module")
def two_for_long(
    blank_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Installation]]:
    """Two for all examples."""
    found = pair(blank_instance, tmp_path_factory.mktemp("moi-thu-tu"))
    yield found
    for one in found:
        one.close()


@pytest.mark.thorough
def test_any_order_of_anything(two_for_long: tuple[Installation, Installation]) -> None:
    here, there = two_for_long
    machine = type("Here", (Exchange,), {"here": here, "there": there})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(60),
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
