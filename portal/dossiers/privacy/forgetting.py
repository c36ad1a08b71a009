"""With a dossier whose term is over goes what lies beside it: values of its results, wishes to correct it, names of who
paid once books need not be kept any more (Accounting Law 88/2015/QH13; Decree 174/2016/NĐ-CP, article 13: 10 years)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select, update

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.models_course import DossierEvent
from portal.dossiers.privacy.models import CorrectionRequest
from portal.dossiers.states import CLOSED
from portal.extensions import db
from portal.papers.models import Paper
from portal.payments.models import PaymentDemand, PaymentRefund
from portal.payments.receipts.models import PaymentReceipt
from portal.results.models import ResultDocument

BOOKS_DAYS = 3653
"""Ten years: how long papers of money are kept at least."""
_QUIET = {"synchronize_session": False}


def forgotten(dossier: Dossier, event: DossierEvent) -> None:
    """After a dossier was forgotten (within the transaction of the act)."""
    if event.verb != "forget":
        return
    mine = (ResultDocument.subject_kind == "dossier", ResultDocument.subject_id == dossier.id)
    db.session.execute(
        update(ResultDocument).where(*mine).values(values={}, initials="", reason="", owner_mark=""),
        execution_options=_QUIET,
    )
    db.session.execute(
        update(CorrectionRequest)
        .where(CorrectionRequest.dossier_id == dossier.id)
        .values(text=None, answer=None),
        execution_options=_QUIET,
    )
    _payers(dossier)


def _payers(dossier: Dossier) -> None:
    old = moment.now() - timedelta(days=BOOKS_DAYS)
    statement = select(PaymentDemand.id).where(
        PaymentDemand.subject_kind == "dossier",
        PaymentDemand.subject_id == dossier.id,
        PaymentDemand.made_at < old,
    )
    numbers = list(db.session.scalars(statement))
    if not numbers:
        return
    blank = {"payer_name": "", "payer_address": ""}
    changes = (
        update(PaymentDemand).where(PaymentDemand.id.in_(numbers)).values(blank),
        update(PaymentReceipt).where(PaymentReceipt.demand_id.in_(numbers)).values(blank | {"xml": None}),
        update(PaymentRefund).where(PaymentRefund.demand_id.in_(numbers)).values(account=""),
    )
    for one in changes:
        db.session.execute(one, execution_options=_QUIET)


def due(until: date) -> list[tuple[str, int, date]]:
    """What would be forgotten up to a day, tried dry: (service, how many dossiers, the first day), by day."""
    first = func.min(Dossier.forget_on)
    statement = (
        select(Dossier.title, func.count(), first)
        .where(Dossier.forget_on <= until, Dossier.forgotten_at.is_(None), Dossier.state.in_(CLOSED))
        .group_by(Dossier.service_id, Dossier.title)
        .order_by(first, Dossier.title)
        .limit(200)
    )
    return [(one[0], int(one[1]), one[2]) for one in db.session.execute(statement) if one[2] is not None]


def due_beside(until: date) -> tuple[int, int]:
    """How many drafts and papers go by themselves up to a day."""
    end = moment.now() + timedelta(days=(until - to_local(moment.now()).date()).days)
    drafts = select(func.count()).select_from(DossierDraft).where(DossierDraft.expires_at <= end)
    papers = select(func.count()).select_from(Paper).where(Paper.forget_on <= until)
    return int(db.session.scalar(drafts) or 0), int(db.session.scalar(papers) or 0)
