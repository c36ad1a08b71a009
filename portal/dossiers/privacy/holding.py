"""What the counter holds about a citizen, for the pages of their account: told, taken home, corrected, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.citizens.held import Access, File, Held, Line
from portal.citizens.models import Citizen
from portal.dossiers.files import named
from portal.dossiers.models import DossierPaper
from portal.dossiers.models_aside import DossierReading
from portal.dossiers.paths import CITIZEN
from portal.dossiers.privacy import asking, gathering, leaving, reading_out
from portal.dossiers.privacy.models import LABELS, CorrectionRequest
from portal.dossiers.privacy.whose import dossiers_of, drafts_of, papers_of
from portal.dossiers.referrals.models import ReferredReading
from portal.dossiers.states import STATE_LABELS
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.service import PaperLost, content
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.templating import viet_date

REASON = "đọc dữ liệu của một người dân để cho chính họ xem"
WHATS: dict[str, Any] = {
    "dossier": _l("Xem hồ sơ %(code)s"),
    "paper": _l("Xem giấy tờ của hồ sơ %(code)s"),
    "file": _l("Xem giấy tờ của hồ sơ %(code)s"),
    "form": _l("In biểu mẫu của hồ sơ %(code)s"),
}


def tell(citizen: Citizen) -> list[Line]:
    """Dossiers and drafts, each with where it stands; how many papers are kept."""
    with all_tenants(REASON):
        lines = [
            Line(one.code, f"{one.title}. {STATE_LABELS[one.state]}.", f"{CITIZEN}{one.id}")
            for one in dossiers_of(citizen)
        ]
        drafts = drafts_of(citizen)
        names = _service_names([one.service_id for one in drafts])
        lines += [
            Line(
                _("Hồ sơ đang soạn"),
                _(
                    "%(name)s, tự xóa ngày %(day)s",
                    name=names.get(one.service_id, ""),
                    day=viet_date(one.expires_at),
                ),
            )
            for one in drafts
        ]
        lines += _wishes([one.id for one in dossiers_of(citizen)])
        count = len(papers_of(citizen))
        if count:
            lines.append(Line(_("Giấy tờ đã có"), _("%(count)s giấy tờ, có trong tệp tải về", count=count)))
        return lines


def _wishes(dossier_ids: list[int]) -> list[Line]:
    """What was asked to be corrected, and what became of it: who asked can see that it arrived."""
    statement = (
        select(CorrectionRequest)
        .where(CorrectionRequest.dossier_id.in_(dossier_ids))
        .order_by(CorrectionRequest.asked_at.desc(), CorrectionRequest.id.desc())
    )
    return [
        Line(
            _("Đề nghị đính chính"),
            _(
                "Gửi ngày %(day)s: %(state)s. %(answer)s",
                day=viet_date(one.asked_at),
                state=LABELS[one.state][0],
                answer=one.answer or "",
            ).strip(),
        )
        for one in db.session.scalars(statement)
    ]


def export(citizen: Citizen) -> dict[str, Any]:
    """Everything as data."""
    with all_tenants(REASON):
        found = dossiers_of(citizen)
        return {
            "ho_so": [gathering.of_dossier(one) for one in found],
            "dang_soan": [gathering.told(one) for one in drafts_of(citizen)],
            "giay_to": [gathering.told(one) for one in papers_of(citizen, _paper_ids(found))],
        }


def files(citizen: Citizen) -> list[File]:
    """The papers themselves, results among them, and signed receipts; each is opened when it is written."""
    with all_tenants(REASON):
        found = dossiers_of(citizen)
        papers = [File(named(one.name, one), _opener(one)) for one in papers_of(citizen, _paper_ids(found))]
        receipts = [
            File(f"bien-lai-{one.symbol.replace('/', '-')}-{one.number:07d}.xml", _bytes(one.xml or b""))
            for one in gathering.receipts_of(found)
        ]
        return [*papers, *receipts]


def accesses(citizen: Citizen) -> list[Access]:
    """Who of which office read what: of the office that has the dossier, and of those that did a step of it."""
    with all_tenants(REASON):
        found = {one.id: one for one in dossiers_of(citizen)}
        readings = db.session.scalars(
            select(DossierReading).where(DossierReading.dossier_id.in_(list(found)))
        ).all()
        seen = [_access(one, found[one.dossier_id].code) for one in readings]
        referred = {each.id: each for one in found.values() for each in gathering.referred_of(one)}
        above = db.session.scalars(
            select(ReferredReading).where(ReferredReading.referred_id.in_(list(referred)))
        ).all()
        return [*seen, *(_access(one, referred[one.referred_id].code) for one in above)]


def _access(row: DossierReading | ReferredReading, code: str) -> Access:
    portal = directory().by_id(row.tenant_id)
    said = str(WHATS.get(row.what, WHATS["dossier"])) % {"code": code}
    return Access(row.at, row.by_name, portal.authority if portal is not None else "", said)


def _paper_ids(found: Any) -> list[int]:
    ids = [one.id for one in found]
    statement = select(DossierPaper.paper_id).where(
        DossierPaper.dossier_id.in_(ids), DossierPaper.paper_id.is_not(None)
    )
    return [one for one in db.session.scalars(statement) if one is not None]


def _service_names(ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(ids)))
    return {one.id: one.name for one in rows}


def _opener(paper: Paper) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return content(paper)
        except PaperLost as error:
            return str(error).encode()

    return read


def _bytes(data: bytes) -> Callable[[], bytes]:
    return lambda: data


HELD = Held(
    "ho-so",
    _l("Hồ sơ và giấy tờ"),
    20,
    tell=tell,
    export=export,
    files=files,
    accesses=accesses,
    correct=asking.ask,
    chapters=reading_out.chapters,
    forget=leaving.forget,
    kept=_l(
        "hồ sơ cơ quan đã tiếp nhận, giấy tờ và kết quả của hồ sơ được giữ đến hết thời hạn lưu trữ của thủ tục "
        "(Luật Lưu trữ số 33/2024/QH15), chứng từ thu tiền ít nhất 10 năm (Luật Kế toán số 88/2015/QH13). "
        "Hết thời hạn, dữ liệu cá nhân được xóa, chỉ còn số liệu thống kê."
    ),
)
