"""A citizen's dossiers in words, for the page of the download: what a person without a program for JSON can read."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.citizens.held import Chapter, Line
from portal.citizens.models import Citizen
from portal.dossiers import queries
from portal.dossiers.models import Dossier
from portal.dossiers.plan import definition_of
from portal.dossiers.privacy.whose import dossiers_of
from portal.dossiers.standing import story
from portal.dossiers.states import DELIVERY_LABELS, STATE_LABELS
from portal.services.definition.answers import shown
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.templating import viet_datetime

REASON = "đọc hồ sơ của một người dân ra thành chữ cho chính họ"


def chapters(citizen: Citizen) -> list[Chapter]:
    """A chapter for each dossier, the latest first: who applied, what was declared, given, told."""
    with all_tenants(REASON):
        return [Chapter(f"{one.code}: {one.title}", list(_lines(one))) for one in dossiers_of(citizen)]


def _lines(dossier: Dossier) -> Iterator[Line]:
    portal = directory().by_id(dossier.tenant_id)
    said = dossier.applicant or {}
    yield Line(_("Cơ quan"), portal.authority if portal is not None else "")
    yield Line(_("Tình trạng"), str(STATE_LABELS[dossier.state]))
    yield Line(_("Nộp lúc"), viet_datetime(dossier.submitted_at))
    for key, label in _asked():
        if said.get(key):
            yield Line(label, str(said[key]))
    if dossier.delivery:
        yield Line(_("Cách nhận kết quả"), str(DELIVERY_LABELS.get(dossier.delivery, dossier.delivery)))
    for section in shown(definition_of(dossier), dossier.answers or {}, dossier.guide_answers or {}):
        for label, value in section.lines:
            yield Line(label, value)
    for paper in queries.papers_of(dossier):
        yield Line(_("Giấy tờ"), paper.title)
    for at, sentence in story(queries.events_of(dossier)):
        yield Line(viet_datetime(at), sentence)


def _asked() -> list[tuple[str, str]]:
    return [
        ("name", _("Họ và tên")),
        ("identity", _("Số định danh cá nhân")),
        ("born", _("Ngày sinh")),
        ("phone", _("Số điện thoại")),
        ("email", _("Thư điện tử")),
        ("address", _("Nơi ở hiện tại")),
        ("agent", _("Người được ủy quyền")),
        ("agent_identity", _("Số định danh người được ủy quyền")),
    ]
