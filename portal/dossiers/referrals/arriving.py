"""What arrives at the office above: the step with its extract and papers, later words, a recall, the end of keeping."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.dossiers import moment
from portal.dossiers.referrals.emptying import empty
from portal.dossiers.referrals.extracting import Carried
from portal.dossiers.referrals.models import (
    ASKING,
    BELOW,
    RECALLED,
    TAKEN,
    WAITING,
    Referred,
    ReferredPaper,
)
from portal.dossiers.referrals.telling import joined, tell_above
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import UPLOAD
from portal.publishing.service import audit


@dataclass(frozen=True)
class Message:
    """What the office above must know of a referral. `extract` and `papers` come with the first message alone."""

    referral_id: int
    from_portal_id: int
    code: str
    title: str
    step_name: str
    instruction: str
    role: str
    unit: str
    until: datetime | None
    thread: list[dict[str, Any]]
    is_recalled: bool
    is_forgotten: bool
    wants_papers: bool
    extract: list[dict[str, Any]] | None = None
    papers: list[Carried] = field(default_factory=list)


def arrived(message: Message, tenant_id: int) -> None:
    """Bring this portal's row to where the referral is, within its scope (the caller commits)."""
    row = db.session.scalar(
        select(Referred).where(Referred.referral_id == message.referral_id).with_for_update()
    )
    if row is None:
        if message.extract is None:
            return
        row = _made(message, tenant_id)
    _told(row, message)
    if message.is_recalled and row.is_open:
        row.state, row.ended_at = RECALLED, moment.now()
        audit(system_actor(tenant_id), "referral.recall", kind="referred", object_id=row.id, detail=row.code)
        tell_above(row, "recalled", _("Nơi gửi đã thu hồi một việc"), mail=False)
    if message.is_recalled or message.is_forgotten:
        empty(row)
    db.session.flush()


def _made(message: Message, tenant_id: int) -> Referred:
    row = Referred(
        tenant_id=tenant_id,
        referral_id=message.referral_id,
        from_portal_id=message.from_portal_id,
        code=message.code,
        title=message.title,
        step_name=message.step_name,
        instruction=message.instruction,
        role=message.role,
        unit=message.unit,
        state=WAITING,
        extract=message.extract,
        until=message.until,
        arrived_at=moment.now(),
    )
    db.session.add(row)
    db.session.flush()
    actor = system_actor(tenant_id)
    for position, one in enumerate(message.papers):
        # A copy of this office's own, without the mark of whose it is: nobody finds it from another dossier.
        kept = papers.keep(one.data, one.name, one.kind, "", UPLOAD, actor, read=False)
        db.session.add(
            ReferredPaper(
                tenant_id=tenant_id,
                referred_id=row.id,
                paper_id=kept.id,
                paper_key=one.key,
                title=one.title,
                side=BELOW,
                position=position,
            )
        )
    audit(actor, "referral.arrive", kind="referred", object_id=row.id, detail=row.code)
    tell_above(row, "arrived", _("Có việc liên thông chờ nhận xử lý"))
    return row


def _told(row: Referred, message: Message) -> None:
    """Words and times that are new here."""
    if row.until != message.until:
        row.until, row.late_told_at = message.until, None
    row.from_portal_id = message.from_portal_id
    if row.emptied_at is not None:
        return
    known = {one["key"] for one in row.thread or []}
    fresh = [one for one in message.thread if one["key"] not in known]
    if not fresh:
        return
    row.thread = joined(row.thread, fresh)
    if row.state == ASKING:
        row.state = TAKEN if row.holder_id is not None else WAITING
    if row.is_open and not message.is_recalled:
        tell_above(row, "reply", _("Nơi gửi đã trả lời về một việc"))
