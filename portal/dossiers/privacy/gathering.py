"""Everything that rows say of a citizen's dossiers, read from the tables themselves: a column that is added later goes
along without anybody having to remember it (Law 91/2025/QH15: the right to have one's data)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import LargeBinary, select

from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.dossiers.party import CITIZEN
from portal.dossiers.privacy.models import CorrectionRequest
from portal.dossiers.referrals.models import Referral, Referred
from portal.dossiers.states import CLOSED
from portal.extensions import db
from portal.payments.models import PaymentDemand, PaymentRefund
from portal.payments.receipts.models import PaymentReceipt
from portal.results.models import DRAFT, ResultDocument
from portal.sealing.columns import SealedJSON, SealedText
from portal.tenancy.directory import directory

PARTS: tuple[tuple[str, Any], ...] = (
    ("giay_to", DossierPaper),
    ("cac_buoc", DossierStep),
    ("dien_bien", DossierEvent),
    ("yeu_cau", DossierRequest),
    ("bieu_mau", DossierForm),
    ("danh_gia", DossierRating),
    ("chuyen_cap_tren", Referral),
    ("de_nghi_dinh_chinh", CorrectionRequest),
)
"""Tables of a dossier by what they are called in the download."""
_OURS = frozenset(
    {
        *("tenant_id", "dossier_id", "version", "version_id", "service_id", "submit_key", "digest", "path"),
        *("owner_mark", "mark", "draft_key", "carry_at", "tries", "once", "template_version_id"),
        *("step_position", "last_event", "warned"),
    }
)
"""Columns that say nothing of anybody: how the machine keeps rows together."""


INTERNAL: dict[Any, frozenset[str]] = {
    DossierStep: frozenset({"note"}),
    DossierEvent: frozenset({"note"}),
    Referral: frozenset({"thread"}),
    Referred: frozenset({"thread", "notes"}),
}
"""What people of the offices wrote for each other while they worked on it. The right to one's data (Decree
13/2023/NĐ-CP, article 9, clauses 3 and 7, and article 14; Law 91/2025/QH15) holds "unless a law says else", and Law
104/2016/QH13, article 6, clause 2, keeps what an agency draws up for its internal work. That something was written, by
whom and when is told; so is everything that was decided, asked for or passed on about the person."""
UNTIL_DECIDED = {Referral: "answer", Referred: "answer"}
"""What another office found: a draft of the decision until it is signed or the dossier closed, a reason of it since."""


def told(row: Any) -> dict[str, Any]:
    """A row as data to take home: all that it says, sealed or not, without what only the machine needs."""
    found: dict[str, Any] = {}
    for column in row.__table__.columns:
        name = column.key
        if name in _OURS or (name.endswith("_id") and name != "id"):
            continue
        is_bytes = isinstance(column.type, LargeBinary) or type(column.type).__name__ == "Sealed"
        if is_bytes and not isinstance(column.type, SealedText | SealedJSON):
            continue  # goes along as a file
        value = getattr(row, name)
        if value is not None and value != "":
            found[name] = value
    return found


def of_dossier(dossier: Dossier) -> dict[str, Any]:
    """A dossier whole: its row, its parts, results, money, what another office holds of it."""
    portal = directory().by_id(dossier.tenant_id)
    found = told(dossier) | {"co_quan": portal.authority if portal is not None else ""}
    if dossier.signed_at is None:
        found.pop("decision", None)  # what is being drawn up is no decision yet, and may become another
    for name, kind in PARTS:
        rows = db.session.scalars(select(kind).where(kind.dossier_id == dossier.id).order_by(kind.id))
        found[name] = [outward(one, dossier) for one in rows if not _is_draft(one)]
    found["ket_qua"] = [told(one) for one in _subjects(ResultDocument, dossier) if one.state != DRAFT]
    demands = list(_subjects(PaymentDemand, dossier))
    found["phi_le_phi"] = [told(one) for one in demands]
    numbers = [one.id for one in demands]
    found["bien_lai"] = [told(one) for one in _of_demands(PaymentReceipt, numbers)]
    found["hoan_tra"] = [told(one) for one in _of_demands(PaymentRefund, numbers)]
    found["co_quan_khac_giu"] = [outward(one, dossier) for one in referred_of(dossier)]
    return found


def outward(row: Any, dossier: Dossier) -> dict[str, Any]:
    """A part of a dossier as data to take home, INTERNAL words and undecided ones replaced by what they are."""
    found = told(row)
    own_words = isinstance(row, DossierEvent) and row.by_kind == CITIZEN
    for name in INTERNAL.get(type(row), frozenset()):
        if name in found and found[name] and not own_words:
            found[name] = _("(trao đổi nội bộ của cơ quan, không kèm theo)")
    late = UNTIL_DECIDED.get(type(row), "")
    if late in found and dossier.signed_at is None and dossier.state not in CLOSED:
        found[late] = _("(có khi hồ sơ được quyết định)")
    return found


def _is_draft(row: Any) -> bool:
    """Whether a form was not issued: an apology that waits for its reason."""
    return isinstance(row, DossierForm) and row.issued_at is None


def receipts_of(dossiers: Sequence[Dossier]) -> list[PaymentReceipt]:
    """The receipts of these dossiers that were signed."""
    numbers = [each.id for one in dossiers for each in _subjects(PaymentDemand, one)]
    return [one for one in _of_demands(PaymentReceipt, numbers) if one.xml]


def referred_of(dossier: Dossier) -> list[Referred]:
    """What other offices hold of a dossier; in a scope over all portals."""
    numbers = select(Referral.id).where(Referral.dossier_id == dossier.id)
    ids = list(db.session.scalars(numbers))
    return list(db.session.scalars(select(Referred).where(Referred.referral_id.in_(ids))))


def _subjects(kind: Any, dossier: Dossier) -> Iterable[Any]:
    statement = select(kind).where(
        kind.tenant_id == dossier.tenant_id, kind.subject_kind == "dossier", kind.subject_id == dossier.id
    )
    return db.session.scalars(statement.order_by(kind.id)).all()


def _of_demands(kind: Any, numbers: Sequence[int]) -> list[Any]:
    return list(db.session.scalars(select(kind).where(kind.demand_id.in_(numbers)).order_by(kind.id)))
