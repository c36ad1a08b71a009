"""What payments tell: a demand for a dossier was settled, in the same transaction; where the desk finds its subject."""

from __future__ import annotations

from sqlalchemy import select

from portal.dossiers.models import Dossier
from portal.dossiers.party import system
from portal.dossiers.paths import desk_path
from portal.dossiers.verbs.asking import paid, unpaid
from portal.extensions import db
from portal.payments.models import OPEN, PaymentDemand

SUBJECT = "dossier"


def settled(demand: PaymentDemand) -> None:
    """Let the dossier go on that waited for this demand."""
    dossier = _of(demand)
    if dossier is not None:
        paid(dossier, system(dossier.tenant_id), demand.id)


def undone(demand: PaymentDemand) -> None:
    """Let the dossier wait for this demand again; not where the money goes back for good."""
    dossier = _of(demand) if demand.state == OPEN else None
    if dossier is not None:
        unpaid(dossier, system(dossier.tenant_id), demand.id)


def desk_page(demand: PaymentDemand) -> str:
    """The dossier's page on the desk; "" where it went to another portal."""
    dossier = db.session.scalar(select(Dossier).where(Dossier.id == demand.subject_id))
    return desk_path(dossier) if dossier is not None else ""


def _of(demand: PaymentDemand) -> Dossier | None:
    statement = select(Dossier).where(Dossier.id == demand.subject_id).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))
