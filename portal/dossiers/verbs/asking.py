"""The office asks the citizen – for papers and corrections (form 02), for money – and the clock stands meanwhile.

Decree 61/2018/NĐ-CP, article 19, clause 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.dossiers import moment, running
from portal.dossiers.errors import InvalidSubmission, NotPossible
from portal.dossiers.facts import facts_of, require
from portal.dossiers.forms import iso, make, papers_now
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import COMPLETE, COMPLETION, PAYMENT, DossierForm, DossierRequest
from portal.dossiers.party import CITIZEN, Party
from portal.dossiers.people import in_role
from portal.dossiers.plan import definition_of
from portal.dossiers.states import PAYING
from portal.dossiers.story import happened, move
from portal.dossiers.submissions import GivenPaper, add_papers, papers_wrong
from portal.dossiers.telling import tell_desk
from portal.dossiers.transitions import refusal
from portal.dossiers.verbs.closing import drop_draft_apologies, open_request
from portal.extensions import db
from portal.payments.demanding import (
    LONGEST_KEY,
    MOST_OF_ONE,
    Charge,
    InvalidDemand,
    Payer,
    Subject,
    demand,
)
from portal.payments.models import PaymentDemand
from portal.services.definition.answers import FeeLine, fees_of, kept, validate
from portal.web.templating import viet_date
from portal.workdays.queries import calendar_of

ANSWER_DAYS = 10  # working days that a citizen has unless the office says else
MOST_ANSWER_DAYS = 60
MOST_ITEMS = 30


@dataclass(frozen=True)
class Wanted:
    """Something that is asked for: a paper or field of the definition by its key ("" for anything else),
    what it is, why."""

    title: str
    reason: str = ""
    key: str = ""


def ask(
    dossier: Dossier,
    by: Party,
    seen: int | None,
    items: Sequence[Wanted],
    *,
    days: int = ANSWER_DAYS,
    note: str = "",
) -> DossierForm:
    """Ask the citizen to complete the dossier within working days: form 02, the clock stands.

    Raises Forbidden, NotInHand, PromisePassed, StaleVersion, NotPossible.
    """
    require("ask", dossier, by, seen)
    wanted = [one for one in items if one.title.strip()][:MOST_ITEMS]
    if not wanted:
        raise NotPossible(_("Ghi giấy tờ hoặc nội dung cần bổ sung."))
    if not may_take(days):
        raise NotPossible(_("Thời hạn bổ sung từ 1 đến 60 ngày làm việc."))
    request = _request(dossier, COMPLETION, by, [vars(one) for one in wanted], days)
    before = move(dossier, "ask")
    _stop_clock(dossier, request)
    values = {"items": request.items, "until": iso(request.until), "clerk": by.actor.name}
    form = make(dossier, COMPLETE, values, by, request.asked_at)
    told = _(
        "Hồ sơ cần bổ sung: %(items)s. Hãy bổ sung trước ngày %(day)s.",
        items="; ".join(one.title.strip() for one in wanted),
        day=viet_date(request.until),
    )
    happened(dossier, "ask", before, by, told=told, note=note)
    return form


def may_take(days: int | None) -> TypeGuard[int]:
    """Whether a citizen may be given so many working days to answer."""
    return days is not None and 1 <= days <= MOST_ANSWER_DAYS


def _request(
    dossier: Dossier, kind: str, by: Party, items: list[dict[str, Any]], days: int | None
) -> DossierRequest:
    instant = moment.now()
    last = db.session.scalar(
        select(func.max(DossierRequest.number)).where(DossierRequest.dossier_id == dossier.id)
    )
    request = DossierRequest(
        tenant_id=dossier.tenant_id,
        dossier_id=dossier.id,
        number=(last or 0) + 1,
        kind=kind,
        came_from=dossier.state,
        items=items,
        by_id=by.actor.user_id,
        by_name=by.actor.name,
        asked_at=instant,
        until=calendar_of().due_after_days(instant, days) if days is not None else None,
    )
    db.session.add(request)
    db.session.flush()
    return request


def _stop_clock(dossier: Dossier, request: DossierRequest) -> None:
    if dossier.received_at is not None:
        dossier.paused_since = request.asked_at


def complete(
    dossier: Dossier,
    by: Party,
    seen: int | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    papers: Sequence[GivenPaper] = (),
    text: str = "",
) -> DossierRequest:
    """The citizen (or the clerk for them) answers a request: papers take the place of those with the same key, answers
    that of the answers before; the clock goes on. Raises Forbidden, StaleVersion, NotPossible, InvalidSubmission."""
    require("complete", dossier, by, seen)
    request, instant, definition = _open(dossier, COMPLETION), moment.now(), definition_of(dossier)
    identity = str((dossier.applicant or {}).get("identity", ""))
    wrong = papers_wrong(papers, definition, identity, by)
    if answers is not None:
        wrong |= validate(definition, answers, dossier.guide_answers or {})
    if not papers and answers is None and not text.strip() and by.kind == CITIZEN:
        wrong["text"] = _("Chưa có gì để gửi: thêm giấy tờ, sửa tờ khai hoặc ghi trả lời.")
    if wrong:
        raise InvalidSubmission(wrong)
    if answers is not None:
        dossier.answers = dict(kept(definition, answers, dossier.guide_answers or {}))
    fresh = {one.paper_key for one in papers}
    for row in papers_now(dossier):
        if row.paper_key in fresh:
            row.replaced_at = instant
    add_papers(dossier, papers, definition, request_id=request.id)
    request.answer = text.strip()[:4000] or None
    before = move(dossier, "complete", back_to=request.came_from)
    _answered(dossier, request, instant, online=by.kind == CITIZEN)
    told = _("Đã nhận bổ sung, hồ sơ được xử lý tiếp.")
    happened(dossier, "complete", before, by, told=told)
    _tell_answered(dossier, by, _("Một hồ sơ đã được bổ sung"))
    return request


def _open(dossier: Dossier, kind: str) -> DossierRequest:
    request = open_request(dossier)
    if request is None or request.kind != kind:
        raise NotPossible(_("Hồ sơ không có yêu cầu nào đang chờ."))
    return request


def _answered(dossier: Dossier, request: DossierRequest, instant: datetime, *, online: bool) -> None:
    request.answered_at = request.ended_at = instant
    running.resume(dossier, request, instant, online=online)
    drop_draft_apologies(dossier)  # the promise moved on; where it is near still, another one is laid ready


def _tell_answered(dossier: Dossier, by: Party, title: str) -> None:
    """Tell who has the dossier; before it was received, everybody at the counter."""
    if dossier.holder_id is not None:
        waiting = [dossier.holder_id]
    else:
        role = dossier.step_role or "counter_clerk"
        waiting = [one.id for one in in_role(role, dossier.tenant_id)]
    tell_desk(dossier, waiting, "answered", title, by.actor)


def fees_due(dossier: Dossier) -> list[FeeLine]:
    """What is to be paid for this dossier by its definition and answers."""
    return fees_of(
        definition_of(dossier), dossier.answers or {}, dossier.channel, dossier.guide_answers or {}
    )


def charge(
    dossier: Dossier, by: Party, seen: int | None, *, fees: Sequence[FeeLine] | None = None, note: str = ""
) -> PaymentDemand:
    """Ask for the fees: a demand of `payments`, the clock stands until it is settled.

    Raises Forbidden, NotInHand, PromisePassed, StaleVersion, NotPossible where nothing is to be paid.
    """
    require("charge", dossier, by, seen)
    lines = list(fees_due(dossier) if fees is None else fees)
    total = sum(one.amount for one in lines)
    if total <= 0:
        raise NotPossible(_("Hồ sơ này không phải nộp phí, lệ phí."))
    items = [{"key": one.key, "title": one.name, "amount": one.amount} for one in lines]
    request = _request(dossier, PAYMENT, by, items, None)
    before = move(dossier, "charge")
    _stop_clock(dossier, request)
    made = _demanded(dossier, lines, request.number, by)
    request.demand_id = made.id
    told = _("Cần nộp phí, lệ phí %(sum)s đồng.", sum=f"{total:,}".replace(",", "."))
    happened(dossier, "charge", before, by, told=told, note=note)
    return made


def _demanded(dossier: Dossier, lines: Sequence[FeeLine], number: int, by: Party) -> PaymentDemand:
    applicant = dossier.applicant or {}
    charges = [_charge(one, at) for at, one in enumerate(lines) if one.quantity > 0]
    try:
        return demand(
            Subject("dossier", dossier.id, dossier.code),
            dossier.title[:300],
            charges,
            Payer(str(applicant.get("name", "")), str(applicant.get("address", ""))),
            by.actor,
            once=f"dossier {dossier.id} {number}",
        )
    except InvalidDemand as error:
        raise NotPossible(
            _("Số tiền phải nộp lớn quá mức. Hãy xem lại số lượng ghi trong tờ khai.")
        ) from error


def _charge(one: FeeLine, at: int) -> Charge:
    """A fee as a line of a demand; the sum stands as one where a cap makes it less than the multiple, or where there
    are more than a line counts."""
    key = one.key if len(one.key) <= LONGEST_KEY else f"{one.key[: LONGEST_KEY - 3]}-{at}"
    if one.quantity <= MOST_OF_ONE and (one.free_reason or one.amount == one.unit * one.quantity):
        return Charge(key, one.name, one.kind, one.unit, one.quantity, one.free_reason)
    return Charge(key, one.name, one.kind, one.amount, free_reason=one.free_reason)


def paid(dossier: Dossier, by: Party, demand_id: int) -> bool:
    """A demand was settled: the clock goes on. Whether the dossier waited for it; what was withdrawn meanwhile does
    not (the money goes back by `payments`)."""
    if dossier.state != PAYING:
        return False
    require("paid", dossier, by)
    request = _open(dossier, PAYMENT)
    if request.demand_id != demand_id:
        return False
    before = move(dossier, "paid", back_to=request.came_from)
    _answered(dossier, request, moment.now(), online=False)
    happened(dossier, "paid", before, by, told=_("Đã nộp phí, lệ phí. Hồ sơ được xử lý tiếp."))
    _tell_answered(dossier, by, _("Phí, lệ phí của một hồ sơ đã được nộp"))
    return True


def unpaid(dossier: Dossier, by: Party, demand_id: int) -> bool:
    """What was paid was taken back by who took it: the clock stands again until it is paid. Whether it does; where the
    dossier is beyond that (at another office, done, closed), the demand alone stays open."""
    asked = db.session.scalar(
        select(DossierRequest)
        .where(DossierRequest.dossier_id == dossier.id, DossierRequest.demand_id == demand_id)
        .order_by(DossierRequest.number.desc())
        .limit(1)
    )
    if asked is None or refusal("unpaid", facts_of(dossier), by) is not None:
        return False
    request = _request(dossier, PAYMENT, by, list(asked.items or []), None)
    request.demand_id = demand_id
    before = move(dossier, "unpaid")
    _stop_clock(dossier, request)
    told = _("Lần thu phí, lệ phí vừa ghi là nhầm nên đã hủy. Hồ sơ chờ nộp phí, lệ phí.")
    happened(dossier, "unpaid", before, by, told=told)
    return True
