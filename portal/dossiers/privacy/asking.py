"""A citizen asks to have something corrected; the office that holds the dossier decides and tells them.

While the dossier is open a clerical error is put right by the core's verb (`correct`); once the result was given out,
the answer says how: by asking for the change of a registered fact, or by a result that replaces the former one.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor, system_actor
from portal.citizens.models import Citizen
from portal.dossiers import moment
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.models import Dossier
from portal.dossiers.party import staff
from portal.dossiers.people import in_role
from portal.dossiers.privacy.models import CORRECTED, DECLINED, OPEN, CorrectionRequest
from portal.dossiers.privacy.whose import dossiers_of
from portal.dossiers.story import happened
from portal.extensions import db
from portal.notices.service import notify
from portal.publishing.service import audit, commit
from portal.tenancy.scope import narrowed, system_task

WHERE = "/quan-tri/dinh-chinh/"
REASON = "chuyển đề nghị đính chính của người dân tới cơ quan giữ hồ sơ"
LONGEST = 4000


def ask(citizen: Citizen, text: str) -> None:
    """Take a wish to the offices that hold dossiers of this person: of each the dossier whose code the text names, else
    the latest one. Commits by itself; the same words again, while they wait, make nothing more. Raises LookupError
    where no office holds any."""
    with system_task(REASON):
        wanted: dict[int, int] = {}
        named: set[int] = set()
        for one in dossiers_of(citizen):
            if one.code in text:
                named.add(one.tenant_id)
                wanted[one.tenant_id] = one.id
            wanted.setdefault(one.tenant_id, one.id)
        for tenant_id, dossier_id in wanted.items():
            if named and tenant_id not in named:
                continue
            with narrowed(tenant_id):
                _asked(tenant_id, dossier_id, text.strip()[:LONGEST])
        commit()
    if not wanted:
        raise LookupError(citizen.id)


def _asked(tenant_id: int, dossier_id: int, text: str) -> None:
    waiting = db.session.scalars(
        select(CorrectionRequest).where(
            CorrectionRequest.dossier_id == dossier_id, CorrectionRequest.state == OPEN
        )
    )
    if any(one.text == text for one in waiting):
        return
    dossier = db.session.scalars(select(Dossier).where(Dossier.id == dossier_id)).one()
    row = CorrectionRequest(tenant_id=tenant_id, dossier_id=dossier_id, text=text, asked_at=moment.now())
    db.session.add(row)
    db.session.flush()
    actor = system_actor(tenant_id)
    audit(actor, "correction.ask", kind="correction", object_id=row.id, detail=dossier.code)
    told = [dossier.holder_id, *(one.id for one in in_role("counter_clerk", tenant_id))]
    title = _("Công dân đề nghị đính chính hồ sơ")
    text_of_mail = _("Một công dân đề nghị đính chính dữ liệu của hồ sơ. Hãy mở mục Đính chính để xem.")
    notify(told, "correction.asked", title, f"{WHERE}{row.id}", actor, detail=dossier.code, mail=text_of_mail)


def decide(row: CorrectionRequest, actor: Actor, *, corrected: bool, answer: str, seen: int) -> None:
    """Say what was decided, and tell the citizen (the caller commits). Raises Forbidden, StaleVersion, NotPossible."""
    actor.require("dossier.read")
    if row.version != seen:
        raise StaleVersion
    if row.state != OPEN:
        raise NotPossible(_("Đề nghị này đã được trả lời."))
    if not answer.strip():
        raise NotPossible(_("Hãy ghi trả lời cho công dân."))
    dossier = db.session.scalars(select(Dossier).where(Dossier.id == row.dossier_id)).one()
    row.state, row.answer = CORRECTED if corrected else DECLINED, answer.strip()[:LONGEST]
    row.decided_at, row.decided_by_id, row.decided_by_name = moment.now(), actor.user_id, actor.name
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleVersion from None
    said = (
        _("Đã đính chính theo đề nghị của ông/bà.")
        if corrected
        else _("Chưa đính chính theo đề nghị của ông/bà.")
    )
    told = _("%(said)s %(answer)s", said=said, answer=row.answer)
    happened(dossier, "correction", dossier.state, staff(actor), told=told)
