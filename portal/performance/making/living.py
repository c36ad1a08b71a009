"""One dossier's life: each act writes what the verb of the same name writes (portal/dossiers/verbs), in memory.

`tests/performance/test_replay.py` does the acts of lives by the verbs themselves and compares every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.citizens.consent import VERSION
from portal.clock import to_local
from portal.dossiers.models_course import APOLOGY, APPOINTMENT, COMPLETE, COMPLETION, PAYMENT, REFUSAL
from portal.dossiers.plan import hand_out_position
from portal.dossiers.states import (
    COMPLETING,
    DONE,
    HANDLING,
    NEW,
    PAYING,
    RECEIVED,
    REFUSED,
    RETURNED,
    STOPPED,
    WITHDRAWN,
)
from portal.dossiers.submissions import applicant_values
from portal.dossiers.verbs.closing import forget_on
from portal.performance.making import wording
from portal.performance.making.rows import Rows
from portal.performance.making.world import Person
from portal.services.definition.answers import FeeLine, deadline_of
from portal.tenancy.owned import new_id


class Life(Rows):
    """A dossier from its coming on. Acts behind `horizon` raise NotYet and change nothing."""

    # Coming in

    def come_in(
        self,
        at: datetime,
        by: Person | str,
        channel: str,
        answers: dict[str, Any],
        guided: dict[str, str],
        delivery: str,
        address: dict[str, str] | None,
    ) -> None:
        """Handed in online by the citizen, or entered at the counter."""
        verb = "register" if isinstance(by, Person) else "submit"
        self._begin(at, verb, by, channel=channel)
        applicant = applicant_values(self.who.applicant)
        self.dossier |= {
            "service_id": self.service.id,
            "version_id": self.service.version_id,
            "service_code": self.service.code,
            "title": self.service.name[:500],
            "state": NEW,
            "channel": channel,
            "citizen_id": self.who.citizen_id if verb == "submit" else None,
            "applicant": applicant,
            "applicant_name": applicant["name"],
            "answers": answers,
            "guide_answers": guided,
            "delivery": delivery,
            "delivery_address": address,
            "consent_version": VERSION,
            "consent_at": at,
            "submitted_at": at,
        }
        self._happened(at, verb, "", by, wording.came(self.world.portal))

    def charge(self, at: datetime, by: Person, lines: Sequence[FeeLine]) -> None:
        """The counter asks for the fees before it receives the dossier."""
        before = self._begin(at, "charge", by)
        self.fees = lines
        items = [{"key": one.key, "title": one.name, "amount": one.amount} for one in lines]
        self._ask_for(at, PAYMENT, by, items, None)["demand_id"] = new_id()
        self.dossier["state"] = PAYING
        self._happened(at, "charge", before, by, wording.charged(sum(one.amount for one in lines)))

    def pay(self, at: datetime, cashier: Person | None) -> None:
        """The fees are paid: in cash to a clerk, or by transfer."""
        before = self._begin(at, "paid", "system", cashier=cashier)
        request = self.request
        assert request is not None
        request["answered_at"] = request["ended_at"] = request["resumes_at"] = at
        self.dossier["state"] = NEW
        self.paid = (at, cashier)
        self._happened(at, "paid", before, "system", wording.paid())

    def receive(self, at: datetime, by: Person) -> None:
        """The clock begins."""
        before = self._begin(at, "receive", by)
        self.dossier["state"] = RECEIVED
        deadline = deadline_of(
            self.service.definition, self.dossier["answers"], self.dossier["guide_answers"]
        )
        self.clock.begin(deadline, at)
        first = self.service.definition.steps[0]
        self._begin_step(0, at, by if first.role == "counter_clerk" else None)
        self._form(APPOINTMENT, at, by, wording.appointment(self.dossier, self.rows["paper"], by))
        self._happened(at, "receive", before, by, wording.received(self.dossier["promised_at"]))

    def refuse(self, at: datetime, by: Person, reason: str) -> None:
        """Not received (form 03)."""
        before = self._begin(at, "refuse", by, reason=reason)
        self.dossier["state"] = REFUSED
        self._end(at, judged=False)
        self._form(REFUSAL, at, by, {"reason": reason, "clerk": by.name})
        self._happened(at, "refuse", before, by, wording.refused(reason))

    # In hand

    def take(self, at: datetime, by: Person) -> None:
        """Taken out of the queue, and read."""
        before = self._begin(at, "take", by)
        self.dossier["state"] = HANDLING
        self._give(by, at)
        self._happened(at, "take", before, by, wording.taken() if before != HANDLING else "")
        self.add("reading", by_id=by.id, by_name=by.name, what="dossier", at=at)

    def ask(self, at: datetime, by: Person, title: str, reason: str, until: datetime, days: int) -> None:
        """Asked to complete (form 02); the clock stands."""
        before = self._begin(at, "ask", by, title=title, reason=reason, days=days)
        item = {"title": title, "reason": reason, "key": ""}
        request = self._ask_for(at, COMPLETION, by, [item], until)
        self.dossier["state"] = COMPLETING
        self.clock.stop(at)
        self._form(COMPLETE, at, by, {"items": [item], "until": until.isoformat(), "clerk": by.name})
        self._happened(at, "ask", before, by, wording.asked(title, request["until"]))

    def complete(self, at: datetime, by: Person | str, text: str) -> None:
        """The citizen answers, online or at the counter; the clock goes on."""
        before = self._begin(at, "complete", by, text=text)
        request = self.request
        assert request is not None
        request["answered_at"] = request["ended_at"] = at
        request["answer"] = text
        request["resumes_at"] = self.clock.resume(at, self.step, online=not isinstance(by, Person))
        self.dossier["state"] = request["came_from"]
        self._happened(at, "complete", before, by, wording.completed())

    def apologise(self, at: datetime, by: Person, reason: str, until: datetime) -> None:
        """Form 04: another moment is promised."""
        before = self._begin(at, "apologise", by, reason=reason, until=until)
        former = self.dossier["promised_at"]
        self.dossier["promised_at"] = until
        values = {"former": former.isoformat(), "proposed": until.isoformat(), "until": until.isoformat()}
        self._form(APOLOGY, at, by, values | {"reason": reason, "promised_at": until.isoformat()})
        self._happened(at, "apologise", before, by, wording.apologised(reason, until))

    def decide(self, at: datetime, by: Person, outcome: str, values: dict[str, str]) -> None:
        """The result is filled in."""
        before = self._begin(at, "decide", by, outcome=outcome, values=values)
        self.dossier |= {"outcome_key": outcome, "decision": values, "decided_at": at}
        self._happened(at, "decide", before, by)

    def sign(self, at: datetime, by: Person) -> None:
        """The result is signed."""
        before = self._begin(at, "sign", by)
        self.dossier["signed_at"] = at
        self._happened(at, "sign", before, by, wording.signed())

    def pass_on(self, at: datetime, by: Person) -> None:
        """To the queue of the next step."""
        before = self._begin(at, "pass", by)
        position = self.dossier["step_position"] + 1
        self.dossier["state"] = HANDLING
        self._end_step(at, "pass")
        self._begin_step(position, at, None)
        self._happened(at, "pass", before, by, wording.passed(self.service.definition.steps[position].name))

    # Ending

    def finish(self, at: datetime, by: Person) -> None:
        """The work is done; the result waits."""
        before = self._begin(at, "finish", by)
        self.dossier["state"] = DONE
        self._end_step(at, "finish")
        self.dossier["done_at"] = at
        self.clock.close(at, judged=True)
        self._begin_step(hand_out_position(self.service.definition, self.dossier["step_position"]), at, None)
        self._happened(at, "finish", before, by, wording.done(self.dossier["delivery"]))

    def hand_over(self, at: datetime, by: Person | str) -> None:
        """The result is handed out."""
        before = self._begin(at, "return", by)
        self.dossier["state"] = RETURNED
        self._end_step(at, "return")
        self._leave_steps()
        self.dossier["returned_at"] = self.dossier["closed_at"] = at
        self.dossier["forget_on"] = forget_on(self.service.definition.keep_years, to_local(at).date())
        self._happened(at, "return", before, by, wording.returned())

    def stop(self, at: datetime, by: Person, reason: str) -> None:
        """The office stops."""
        before = self._begin(at, "stop", by, reason=reason)
        self.dossier["state"] = STOPPED
        self._end(at, judged=True)
        self._happened(at, "stop", before, by, wording.stopped(reason))

    def withdraw(self, at: datetime, by: str = "citizen") -> None:
        """The citizen takes it back."""
        before = self._begin(at, "withdraw", by)
        self.dossier["state"] = WITHDRAWN
        self._end(at, judged=False)
        self._happened(at, "withdraw", before, by, wording.withdrawn())

    def rate(self, at: datetime, marks: tuple[int, int, int, int]) -> None:
        """Four questions, from 1 to 5."""
        before = self._begin(at, "rate", "citizen", marks=marks)
        names = ("access", "attitude", "pace", "result")
        self.add("rating", rated_at=at, **dict(zip(names, marks, strict=True)))
        self._happened(at, "rate", before, "citizen")
