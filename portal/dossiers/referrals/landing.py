"""What lands at the office below: where the step stands above, words, and the answer, which moves the dossier on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.dossiers import moment, queries
from portal.dossiers.errors import NotPossible
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.plan import definition_of, more_work
from portal.dossiers.referrals.extracting import Carried
from portal.dossiers.referrals.models import ABOVE, ANSWERED, ASKING, RECALLED, RETURNED, Referral
from portal.dossiers.referrals.telling import joined, other_office, tell_below
from portal.dossiers.running import step_row
from portal.dossiers.verbs.ending import finish
from portal.dossiers.verbs.working import pass_on, send_back
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import SCAN
from portal.papers.owners import owner_mark
from portal.publishing.service import audit

FROM_ABOVE = "referral"
"""The source of a dossier's papers that came with an answer."""


def landed(
    sent: Referral,
    state: str,
    holder_name: str,
    answer: str,
    thread: list[dict[str, Any]],
    brought: Sequence[Carried],
) -> None:
    """Bring a referral to where the other side is, within this portal's scope (the caller commits)."""
    if sent.forgotten_at is not None:
        return
    known = {one["key"] for one in sent.thread or []}
    if any(one["key"] not in known for one in thread):
        sent.thread = joined(sent.thread, thread)
        if state == ASKING:
            tell_below(sent, "asked", _("Cơ quan cấp trên hỏi lại về một hồ sơ"))
    if sent.state == RECALLED:
        return  # an answer that comes after the recall moves nothing
    if sent.is_open and (sent.state, sent.holder_name) != (state, holder_name):
        sent.state, sent.holder_name = state, holder_name
        if not sent.is_open:
            _ended(sent, answer, brought)
    if sent.state in {ANSWERED, RETURNED} and sent.applied_at is None:
        _apply(sent)


def _ended(sent: Referral, answer: str, brought: Sequence[Carried]) -> None:
    """Keep the answer and its papers, once: as papers of the dossier."""
    sent.answer, sent.ended_at = answer or None, moment.now()
    dossier = queries.by_id(sent.dossier_id)
    by = other_office(sent.to_portal_id, sent.tenant_id)
    audit(by.actor, f"referral.{sent.state}", kind="referral", object_id=sent.id, detail=sent.code)
    titles = {ANSWERED: _("Cơ quan cấp trên đã trả lời"), RETURNED: _("Cơ quan cấp trên trả lại hồ sơ")}
    tell_below(sent, sent.state, titles[sent.state])
    if dossier is None:
        return
    owner = owner_mark(str((dossier.applicant or {}).get("identity", "")))
    for position, one in enumerate(brought):
        kept = papers.keep(one.data, one.name, one.kind, owner, SCAN, by.actor, read=False)
        db.session.add(
            DossierPaper(
                tenant_id=dossier.tenant_id,
                dossier_id=dossier.id,
                paper_key=f"{ABOVE}:{sent.step_key}"[:60],
                paper_id=kept.id,
                title=_("Văn bản trả lời: %(step)s", step=sent.step_name)[:500],
                source=FROM_ABOVE,
                position=500 + position,
                accepted=True,
            )
        )
    db.session.flush()


def _apply(sent: Referral) -> None:
    """Move the dossier on, or back where the step was returned. Where the citizen is owed an apology first, it waits:
    the apology asks for it again."""
    dossier = queries.by_id(sent.dossier_id)
    row = step_row(dossier) if dossier is not None else None
    if dossier is None or row is None or row.number != sent.step_number or dossier.step_at != "parent":
        sent.applied_at = moment.now()
        return
    try:
        with db.session.begin_nested():
            sent.applied_at = moment.now()
            _move(dossier, sent)
    except NotPossible:
        db.session.refresh(sent)
        sent.applied_at = None


def _move(dossier: Dossier, sent: Referral) -> None:
    by, words = other_office(sent.to_portal_id, sent.tenant_id), sent.answer or _("Không kèm lời.")
    if sent.state == RETURNED:
        send_back(dossier, by, None, note=words)
    elif more_work(definition_of(dossier), dossier.step_position):
        pass_on(dossier, by, None, note=words)
    else:
        finish(dossier, by, None, note=words)
