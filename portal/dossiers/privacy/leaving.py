"""After a citizen withdrew consent or closed the account: what no law keeps goes, what an office has received stays.

Drafts go with their papers; dossiers that no office has received are taken back; papers of the account that no dossier
holds go, and what dossiers hold is not offered to later ones any more. What was received is handled and kept by law
(Law 91/2025/QH15, article 19: processing by an agency without consent; Archives Law 33/2024/QH15).
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.citizens.models import Citizen
from portal.dossiers.drafts import drop
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.party import citizen as as_citizen
from portal.dossiers.states import OPEN_STATES
from portal.dossiers.verbs.ending import withdraw
from portal.extensions import db
from portal.papers.models import RESULT, Paper
from portal.papers.service import discard
from portal.publishing.service import audit, commit
from portal.tenancy.scope import narrowed, system_task

REASON = "quên dữ liệu của người đã rút đồng ý"


def forget(citizen: Citizen) -> None:
    """Let go of what no law keeps; commits by itself, portal by portal. Done again, it does nothing."""
    number = citizen.id
    with system_task(REASON):
        kinds = (Dossier, DossierDraft, Paper)
        portals = {
            each
            for kind in kinds
            for each in db.session.scalars(select(kind.tenant_id).where(kind.citizen_id == number).distinct())
        }
    for tenant_id in sorted(portals):
        with system_task(REASON):
            with narrowed(tenant_id):
                _forget_at(tenant_id, number)
            commit()


def _forget_at(tenant_id: int, citizen_id: int) -> None:
    by = as_citizen(tenant_id, citizen_id)
    for draft in db.session.scalars(select(DossierDraft).where(DossierDraft.citizen_id == citizen_id)).all():
        drop(draft, by)
    unreceived = select(Dossier).where(
        Dossier.citizen_id == citizen_id, Dossier.received_at.is_(None), Dossier.state.in_(OPEN_STATES)
    )
    for dossier in db.session.scalars(unreceived).all():
        withdraw(dossier, by, reason=_("Người nộp đã rút lại đồng ý."))
    actor = system_actor(tenant_id)
    papers = db.session.scalars(select(Paper).where(Paper.citizen_id == citizen_id)).all()
    within = select(DossierPaper.paper_id).where(DossierPaper.paper_id.in_([one.id for one in papers]))
    held = set(db.session.scalars(within))
    for paper in papers:
        if paper.id not in held:
            discard(paper, actor, noted=False)
        elif paper.source != RESULT:
            paper.accepted = False
    audit(actor, "dossier.leave", kind="citizen", detail=_("dữ liệu không phải lưu theo luật đã xóa"))
