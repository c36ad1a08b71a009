"""Every verb of dossiers in one place, for pages and upper rooms. Each takes who acts (`party`) and the version that
the page showed, checks the table (`transitions`), and leaves committing to the caller (`publishing.service.commit`)."""

from __future__ import annotations

from portal.dossiers.facts import buttons, facts_of, require
from portal.dossiers.party import Party, citizen, staff, system
from portal.dossiers.people import arrange
from portal.dossiers.submissions import Applicant, GivenPaper, Submission
from portal.dossiers.verbs.apologising import apologise
from portal.dossiers.verbs.asking import Wanted, ask, charge, complete, fees_due, paid, unpaid
from portal.dossiers.verbs.coming_in import register, submit
from portal.dossiers.verbs.contacting import change_contact
from portal.dossiers.verbs.correcting import correct, judge_paper, note
from portal.dossiers.verbs.deciding import decide, sign, when_signed
from portal.dossiers.verbs.ending import finish, hand_over, rate, stop, withdraw
from portal.dossiers.verbs.receiving import receive, refuse
from portal.dossiers.verbs.working import pass_on, reassign, release, send_back, take, take_next

__all__ = [
    "Applicant",
    "GivenPaper",
    "Party",
    "Submission",
    "Wanted",
    "apologise",
    "arrange",
    "ask",
    "buttons",
    "change_contact",
    "charge",
    "citizen",
    "complete",
    "correct",
    "decide",
    "facts_of",
    "fees_due",
    "finish",
    "hand_over",
    "judge_paper",
    "note",
    "paid",
    "pass_on",
    "rate",
    "reassign",
    "receive",
    "refuse",
    "register",
    "release",
    "require",
    "send_back",
    "sign",
    "staff",
    "stop",
    "submit",
    "system",
    "take",
    "take_next",
    "unpaid",
    "when_signed",
    "withdraw",
]
