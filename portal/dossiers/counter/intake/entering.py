"""What the clerk's form says, and the one transaction by which a dossier is entered, paid for and received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.accounts.permissions import Actor
from portal.digits import whole_number
from portal.dossiers import service
from portal.dossiers.counter.doing import applicant_of
from portal.dossiers.counter.typed import Sent, line
from portal.dossiers.forms import papers_now
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.party import staff
from portal.dossiers.service import GivenPaper, Submission
from portal.dossiers.states import BY_POST, COUNTER
from portal.dossiers.submissions import AT_COUNTER, REUSED
from portal.extensions import db
from portal.payments import taking
from portal.services.definition.answers import FeeLine, fees_of, read
from portal.services.definition.shapes import Definition

GUIDE, ORIGINALS, COPIES, REUSE, COMPARED = "g.", "originals.", "copies.", "reuse.", "compared."
NOW, LATER, NOT = "ngay", "sau", "khong"


class TooLittleCash(ValueError):
    """The citizen gave less than is to be paid."""


def guide_of(definition: Definition, sent: Sent) -> dict[str, str]:
    """Answers to the guide's questions that no field of the form asks."""
    return {
        one.key: value
        for one in definition.questions
        if not one.fills and (value := line(sent, f"{GUIDE}{one.key}", 60))
    }


def answers_of(definition: Definition, sent: Sent) -> dict[str, Any]:
    """The answers as they were typed."""
    return read(definition, MultiDict(sent), guide_of(definition, sent))


def given_papers(draft: DossierDraft, definition: Definition, sent: Sent) -> list[GivenPaper]:
    """What is handed in: scans with the sheets beside them, papers that the office has, sheets not scanned."""
    found: list[GivenPaper] = []
    for one in definition.papers:
        originals, copies = _count(sent, f"{ORIGINALS}{one.key}"), _count(sent, f"{COPIES}{one.key}")
        ids = draft.papers.get(one.key, [])
        for at, number in enumerate(ids):
            beside = (originals, copies) if at == 0 else (0, 0)
            found.append(GivenPaper(one.key, number, AT_COUNTER, *beside))
        kept = whole_number(sent.get(f"{REUSE}{one.key}"))
        if kept is not None:
            found.append(GivenPaper(one.key, kept, REUSED))
        if not ids and kept is None and (originals or copies):
            found.append(GivenPaper(one.key, None, AT_COUNTER, originals, copies))
    return found


def _count(sent: Sent, name: str) -> int:
    return min(whole_number(sent.get(name)) or 0, 99)


def fees_at_counter(
    definition: Definition, answers: Mapping[str, Any], guided: Mapping[str, Any]
) -> list[FeeLine]:
    """What is to be paid for a dossier that is entered at the counter."""
    return fees_of(definition, answers, COUNTER, guided)


def submission_of(draft: DossierDraft, definition: Definition, sent: Sent) -> Submission:
    """The form as it is handed in; the draft's key makes that happen once."""
    delivery = line(sent, "delivery", 12)
    address = {"detail": line(sent, "delivery_to", 300)} if delivery == BY_POST else {}
    return Submission(
        service_id=draft.service_id,
        version_id=draft.version_id,
        channel="buu-chinh" if sent.get("channel") == "buu-chinh" else COUNTER,
        applicant=applicant_of(sent),
        answers=answers_of(definition, sent),
        submit_key=draft.draft_key,
        guide_answers=guide_of(definition, sent),
        papers=given_papers(draft, definition, sent),
        delivery=delivery,
        delivery_address=address,
    )


def enter(draft: DossierDraft, definition: Definition, sent: Sent, actor: Actor) -> Dossier:
    """Enter, take the fee, receive; the draft is gone (the caller commits, or rolls all of it back).

    Raises InvalidSubmission, Forbidden, NotPossible, TooLittleCash, payments' DrawerClosed.
    """
    by = staff(actor)
    dossier, is_new = service.register(submission_of(draft, definition, sent), by)
    if not is_new:
        return dossier
    for row in papers_now(dossier):
        if sent.get(f"{COMPARED}{row.paper_key}"):
            service.judge_paper(row, by, accepted=True)  # compared with the original at the counter
    total = sum(one.amount for one in service.fees_due(dossier))
    way = sent.get("pay", NOT) if total else NOT
    if way == NOW:
        _take_cash(dossier, draft, total, sent, actor)
    service.receive(dossier, by, None)
    if way == LATER:
        service.charge(dossier, by, None)
    db.session.delete(draft)
    db.session.flush()
    return dossier


def _take_cash(dossier: Dossier, draft: DossierDraft, total: int, sent: Sent, actor: Actor) -> None:
    """Ask for the fee and take it, before the clock begins: nothing is paused for it."""
    tendered = whole_number("".join(one for one in line(sent, "tendered", 20) if one not in ". đ"))
    demand = service.charge(dossier, staff(actor), None)
    try:
        taking.take_cash(demand.id, tendered if tendered is not None else total, draft.draft_key, actor)
    except taking.TooLittle as error:
        raise TooLittleCash(_("Chưa đủ số tiền phải nộp.")) from error
    db.session.refresh(dossier)
