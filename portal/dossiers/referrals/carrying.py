"""Carrying over what the other office must know (a step of the follower): steps that were sent, words, answers.

What is due is marked in the transaction of the act (`carry_at`). Each referral is carried in one transaction of its
own, under a named system task: rows of both portals, papers and marks go together. What was killed in the middle is
done again, what was done is not done twice. Within it each side is read and written as that portal alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.clock import utc_now
from portal.dossiers import moment, queries
from portal.dossiers.plan import definition_of
from portal.dossiers.referrals import landing
from portal.dossiers.referrals.arriving import Message, arrived
from portal.dossiers.referrals.emptying import empty
from portal.dossiers.referrals.extracting import Carried, carried, fields_of, papers_of
from portal.dossiers.referrals.models import ABOVE, RECALLED, RETURNED, Referral, Referred, ReferredPaper
from portal.extensions import db
from portal.papers import queries as papers
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, narrowed, system_task

log = logging.getLogger(__name__)
REASON = "chuyển bước xử lý hồ sơ giữa xã và huyện"
LONGEST_PAUSE = timedelta(minutes=10)
AT_ONCE = 100


@dataclass(frozen=True)
class Back:
    """What the other side says of a referred step; `papers` only while its answer has not landed."""

    state: str
    holder_name: str
    answer: str
    thread: list[dict[str, Any]]
    papers: list[Carried] = field(default_factory=list)


def carry(now: datetime | None = None) -> int:
    """Carry over everything that is due; how many were. Needs an application context, no scope. One that fails is
    logged and tried again later; it holds up no other."""
    instant, done = now or utc_now(), 0
    for referral_id in _due(instant):
        try:
            with moment.at(instant):
                done += _carry_one(referral_id)
        except Exception as error:
            # Only the kind of the fault: its words may hold what is in a dossier.
            log.error("referral %s could not be carried over (%s)", referral_id, type(error).__name__)
            _put_off(referral_id, instant)
    return done


def _due(until: datetime) -> list[int]:
    with all_tenants(REASON):
        sent = (
            select(Referral.id).where(Referral.carry_at <= until).order_by(Referral.carry_at).limit(AT_ONCE)
        )
        answered = (
            select(Referred.referral_id)
            .where(Referred.carry_at <= until)
            .order_by(Referred.carry_at)
            .limit(AT_ONCE)
        )
        return sorted({*db.session.scalars(sent), *db.session.scalars(answered)})


def _row(kind: Any, condition: Any) -> Any:
    statement = select(kind).where(condition).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def _done(row: Referral | Referred, **more: int) -> None:
    """Nothing of a row is to be carried any more. By a statement: it says nothing new, so forms that were made from its
    version still go through."""
    kind = type(row)
    db.session.execute(
        update(kind).where(kind.id == row.id).values(carry_at=None, **more),
        execution_options={"synchronize_session": False},
    )
    for name, value in {"carry_at": None, **more}.items():
        set_committed_value(row, name, value)


def _put_off(referral_id: int, now: datetime) -> None:
    """Try a referral again later, the later the oftener it failed."""
    with system_task(REASON):
        sent = _row(Referral, Referral.id == referral_id)
        came = _row(Referred, Referred.referral_id == referral_id)
        if sent is not None:
            sent.tries += 1
            sent.carry_at = now + min(timedelta(seconds=2 ** min(sent.tries, 10)), LONGEST_PAUSE)
        if came is not None:
            came.carry_at = None if sent is not None else now + LONGEST_PAUSE  # the referral asks for it
        commit()


def _carry_one(referral_id: int) -> int:
    with system_task(REASON):
        sent = _row(Referral, Referral.id == referral_id)
        came = _row(Referred, Referred.referral_id == referral_id)
        if sent is None:
            return _nobody_asks(came)
        below = sent.tenant_id
        above = came.tenant_id if came is not None else _office_above(sent)
        if above is None:
            _done(sent)
            commit()
            return 0
        with narrowed(below):
            message = _message(referral_id, is_new=came is None)
        with narrowed(above):
            if message is not None:
                arrived(message, above)
            back = _back(referral_id, wants_papers=message is not None and message.wants_papers)
        with narrowed(below):
            _landed(referral_id, back)
        commit()
    return 1


def _office_above(sent: Referral) -> int | None:
    """Where a step goes that has not arrived: the portal it was sent to, or its heir; None where nothing goes."""
    portal = directory().by_id(sent.to_portal_id)
    if portal is None or sent.state == RECALLED or sent.forgotten_at is not None:
        return None
    return directory().heir_of(portal).id


def _nobody_asks(came: Referred | None) -> int:
    """The dossier is gone with its portal: nothing of it stays here."""
    if came is None:
        return 0
    with narrowed(came.tenant_id):
        row = _row(Referred, Referred.referral_id == came.referral_id)
        empty(row)
        _done(row)
    commit()
    return 1


def _message(referral_id: int, *, is_new: bool) -> Message | None:
    """What the office above must know, read as the portal below alone; the extract goes once."""
    sent = _row(Referral, Referral.id == referral_id)
    dossier = queries.by_id(sent.dossier_id)
    if dossier is None:
        return None
    step = next((one for one in definition_of(dossier).steps if one.key == sent.step_key), None)
    brings = is_new and step is not None and sent.is_open
    return Message(
        referral_id=sent.id,
        from_portal_id=sent.tenant_id,
        code=sent.code,
        title=sent.title,
        step_name=sent.step_name,
        instruction=step.instruction[:2000] if step is not None else "",
        role=step.role if step is not None else "",
        unit=step.unit if step is not None else "",
        until=sent.until,
        thread=list(sent.thread or []),
        is_recalled=sent.state == RECALLED,
        is_forgotten=sent.forgotten_at is not None,
        wants_papers=sent.is_open,
        extract=fields_of(dossier, step) if brings and step is not None else None,
        papers=papers_of(dossier, step) if brings and step is not None else [],
    )


def _back(referral_id: int, *, wants_papers: bool) -> Back | None:
    """What stands above, read as that portal alone."""
    came = _row(Referred, Referred.referral_id == referral_id)
    if came is None:
        return None
    _done(came)
    brought: list[Carried] = []
    if wants_papers and not came.is_open:
        statement = select(ReferredPaper).where(
            ReferredPaper.referred_id == came.id, ReferredPaper.side == ABOVE
        )
        rows = list(db.session.scalars(statement.order_by(ReferredPaper.position)))
        held = papers.papers([one.paper_id for one in rows])
        brought = [carried(held[one.paper_id], "", one.title) for one in rows if one.paper_id in held]
    back = Back(came.state, came.holder_name, came.answer or "", list(came.thread or []), brought)
    if came.state == RETURNED:
        empty(came)
    db.session.flush()
    return back


def _landed(referral_id: int, back: Back | None) -> None:
    sent = _row(Referral, Referral.id == referral_id)
    _done(sent, tries=0)
    if back is not None:
        landing.landed(sent, back.state, back.holder_name, back.answer, back.thread, back.papers)
    db.session.flush()
