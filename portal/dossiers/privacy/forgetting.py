"""With a dossier whose term is over goes what lies beside it: values of its results, wishes to correct it, names of who
paid once books need not be kept any more (Accounting Law 88/2015/QH13; Decree 174/2016/NĐ-CP, article 13: 10 years)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from portal.clock import to_local, utc_now
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
from portal.publishing.service import commit
from portal.results.models import ResultDocument
from portal.sealing.envelope import OVERHEAD
from portal.tenancy.scope import all_tenants, editing, entered

BOOKS_DAYS = 3653
"""Ten years: how long papers of money are kept at least."""
REASON = "xóa tên người nộp tiền khi hết hạn lưu chứng từ"
AT_ONCE = 100
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


def forget_payers(now: datetime | None = None) -> int:
    """Let go of the names of who paid for dossiers that are forgotten, as soon as the books need not be kept any more:
    that may be long after the dossier; how many demands. In books of portals that became others too. Needs an
    application context, no scope; commits by itself, done again it does nothing."""
    named = func.length(PaymentDemand.payer_name) + func.length(PaymentDemand.payer_address) > 2 * OVERHEAD
    statement = (
        select(PaymentDemand.tenant_id, PaymentDemand.id)
        .join(Dossier, Dossier.id == PaymentDemand.subject_id)
        .where(
            PaymentDemand.subject_kind == "dossier",
            PaymentDemand.made_at < (now or utc_now()) - timedelta(days=BOOKS_DAYS),
            Dossier.forgotten_at.is_not(None),
            named,
        )
    )
    due: dict[int, list[int]] = {}
    with all_tenants(REASON):
        for tenant_id, number in db.session.execute(statement):
            due.setdefault(tenant_id, []).append(number)
    for tenant_id, numbers in due.items():
        with entered(editing(tenant_id)):
            for start in range(0, len(numbers), AT_ONCE):
                _without_payers(numbers[start : start + AT_ONCE])
                commit()
    return sum(map(len, due.values()))


def _without_payers(demands: Sequence[int]) -> None:
    blank = {"payer_name": "", "payer_address": ""}
    changes = (
        update(PaymentDemand).where(PaymentDemand.id.in_(demands)).values(blank),
        update(PaymentReceipt).where(PaymentReceipt.demand_id.in_(demands)).values(blank | {"xml": None}),
        update(PaymentRefund).where(PaymentRefund.demand_id.in_(demands)).values(account=""),
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
