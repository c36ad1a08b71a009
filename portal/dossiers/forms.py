"""Printed forms of Circular 01/2018/TT-VPCP as rows: the values that a sheet is made of, kept as they were issued."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_course import DossierForm
from portal.dossiers.party import Party
from portal.extensions import db
from portal.results.offices import office_of_tenant


def make(
    dossier: Dossier, kind: str, values: dict[str, Any], by: Party, instant: datetime, *, issued: bool = True
) -> DossierForm:
    """Keep a form (the caller commits). Instants among the values are ISO 8601, UTC."""
    last = db.session.scalar(select(func.max(DossierForm.number)).where(DossierForm.dossier_id == dossier.id))
    row = DossierForm(
        tenant_id=dossier.tenant_id,
        dossier_id=dossier.id,
        number=(last or 0) + 1,
        kind=kind,
        values=head_of(dossier) | values,
        made_at=instant,
        issued_at=instant if issued else None,
        by_id=by.actor.user_id,
        by_name=by.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    return row


def head_of(dossier: Dossier) -> dict[str, Any]:
    """What stands on every form, the agency as it was called then too."""
    office = office_of_tenant(dossier.tenant_id)
    return {
        "office": {
            "agency": office.agency,
            "above": office.above,
            "place": office.place,
            "phone": office.phone,
        },
        "code": dossier.code,
        "service": dossier.title,
        "service_code": dossier.service_code,
        "applicant": dict(dossier.applicant or {}),
        "channel": dossier.channel,
        "delivery": dossier.delivery,
        "submitted_at": iso(dossier.submitted_at),
        "received_at": iso(dossier.received_at),
        "promised_at": iso(dossier.promised_at),
    }


def appointment_values(dossier: Dossier, clerk: str) -> dict[str, Any]:
    """What form 01 says besides: the papers that came, the time, who received it."""
    return {
        "papers": [
            {
                "title": one.title,
                "originals": one.originals,
                "copies": one.copies,
                "scanned": one.paper_id is not None,
            }
            for one in papers_now(dossier)
        ],
        "days": dossier.limit_days,
        "minutes": dossier.limit_minutes,
        "clerk": clerk,
    }


def papers_now(dossier: Dossier) -> list[DossierPaper]:
    """The papers of a dossier that were not replaced, in the order of its definition."""
    statement = (
        select(DossierPaper)
        .where(DossierPaper.dossier_id == dossier.id, DossierPaper.replaced_at.is_(None))
        .order_by(DossierPaper.position, DossierPaper.id)
    )
    return list(db.session.scalars(statement))


def issued(dossier_id: int, number: int) -> DossierForm | None:
    """A form of a dossier that went out and of which the values are still there, by its number."""
    row = db.session.scalar(
        select(DossierForm).where(
            DossierForm.dossier_id == dossier_id,
            DossierForm.number == number,
            DossierForm.issued_at.is_not(None),
        )
    )
    return row if row is not None and row.values else None


def iso(instant: datetime | None) -> str:
    """An instant for JSON; "" for none."""
    return instant.isoformat() if instant is not None else ""
