"""What has to be settled before the counter of a portal can work: a card of "Hôm nay" that goes away by itself."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.accounts.models import Membership, User
from portal.accounts.permissions import ROLES, Actor
from portal.clock import today
from portal.extensions import db
from portal.payments.desk.treasury import WHERE as BOOKS
from portal.payments.settings import payment_settings
from portal.services.desk.blueprint import WHERE as SERVICES
from portal.services.models import OPEN, Service
from portal.signing.keys import has_key
from portal.tenancy.directory import Portal, directory
from portal.web.contributions import Card, CardLine
from portal.workdays import queries as workdays
from portal.workdays.desk import WHERE as WORKDAYS

PEOPLE, TEMPLATES = "/quan-tri/nguoi-dung/", "/quan-tri/mau-ket-qua/"
NEEDED = ("counter_clerk", "case_officer", "signatory")
"""Without one of each no dossier comes to its end: who receives, who handles, who signs."""


def card(actor: Actor) -> Card | None:
    """What is missing, in the order in which it is best settled; None where nothing is, or somebody else does it."""
    portal = directory().by_id(actor.tenant_id)
    if portal is None or not actor.may("service.edit"):
        return None
    opened = db.session.scalar(select(func.count(Service.id)).where(Service.status == OPEN)) or 0
    found = (_days(), _roles(portal, opened), _keys(portal), _account(portal), _services(opened))
    lines = tuple(one for one in found if one is not None)
    if not lines:
        return None
    return Card(_("Mở bộ phận một cửa"), 5, "clipboard", lines, len(lines), brief=False)


def _days() -> CardLine | None:
    year = today().year
    if year in workdays.confirmed_years():
        return None
    note = _("Hạn trả hồ sơ tính theo ngày, giờ làm việc này.")
    return CardLine(_("Xác nhận ngày, giờ làm việc"), f"{WORKDAYS}{year}", note, _("Cần làm"), "warn")


def _roles(portal: Portal, opened: int) -> CardLine | None:
    held = set(
        db.session.scalars(
            select(Membership.role)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.for_tenant_id == portal.id, Membership.role.in_(NEEDED), User.is_active.is_(True)
            )
        )
    )
    missing = [one for one in NEEDED if one not in held]
    if not missing:
        return None
    note = _("Chưa có: %(roles)s.", roles=", ".join(str(ROLES[one]) for one in missing))
    if opened and "counter_clerk" in missing:
        said = ngettext("%(num)s dịch vụ đang mở", "%(num)s dịch vụ đang mở", opened)
        note += " " + _("%(said)s mà chưa ai tiếp nhận hồ sơ.", said=said)
        return CardLine(_("Phân vai trò một cửa"), PEOPLE, note, _("Cần làm ngay"), "bad")
    return CardLine(_("Phân vai trò một cửa"), PEOPLE, note, _("Cần làm"), "warn")


def _keys(portal: Portal) -> CardLine | None:
    if has_key(current_app.config["PORTAL"], portal.slug):
        return None
    note = _("Chưa có khóa ký số của cơ quan nên chưa ký được kết quả; xem sách hướng dẫn, mục chữ ký số.")
    return CardLine(_("Đặt chữ ký số của cơ quan"), TEMPLATES, note, _("Cần làm"), "warn")


def _account(portal: Portal) -> CardLine | None:
    chosen = payment_settings(portal)
    where = f"{BOOKS}cau-hinh"
    if not chosen.takes_transfers:
        note = _("Chưa có thì chỉ thu được tiền mặt, trang thanh toán không có mã QR.")
        return CardLine(_("Khai tài khoản nhận tiền"), where, note, _("Cần làm"), "warn")
    if not chosen.tax_code:
        note = _("Biên lai điện tử phải ghi mã số thuế của đơn vị thu.")
        return CardLine(_("Khai mã số thuế trên biên lai"), where, note, _("Cần làm"), "warn")
    return None


def _services(opened: int) -> CardLine | None:
    if opened:
        return None
    note = _("Chưa dịch vụ nào nhận hồ sơ trực tuyến; tại quầy vẫn nhận được.")
    return CardLine(_("Mở dịch vụ công"), SERVICES, note, _("Cần làm"), "warn")
