"""What the account itself holds about a citizen."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.devices import device_name
from portal.citizens.contacts import shown_phone
from portal.citizens.forms import read_day
from portal.citizens.held import Held, Line
from portal.citizens.models import VNEID, Citizen
from portal.citizens.sessions import sessions_of


def shown_day(iso: str) -> str:
    """An ISO date as people write it; "" stays "" ."""
    day = read_day(iso) if iso else None
    return f"{day:%d/%m/%Y}" if day else ""


def _tell(citizen: Citizen) -> list[Line]:
    nothing = _("chưa có")
    level = _("VNeID") if citizen.level == VNEID else _("mã một lần")
    return [
        Line(_("Họ và tên"), citizen.name or nothing),
        Line(_("Ngày sinh"), shown_day(citizen.born) or nothing),
        Line(_("Số định danh cá nhân"), citizen.identity or nothing),
        Line(_("Nơi ở hiện tại"), citizen.address or nothing),
        Line(_("Thư điện tử"), citizen.email or nothing),
        Line(_("Số điện thoại"), shown_phone(citizen.phone) or nothing),
        Line(_("Cách xác thực"), level),
    ]


def _export(citizen: Citizen) -> dict[str, Any]:
    return {
        "ho_ten": citizen.name,
        "ngay_sinh": citizen.born,
        "so_dinh_danh": citizen.identity,
        "noi_o": citizen.address,
        "thu_dien_tu": citizen.email,
        "dien_thoai": citizen.phone,
        "xac_thuc": citizen.level,
        "tao_luc": citizen.created_at,
        "dong_y_ban": citizen.consent_version,
        "dong_y_luc": citizen.consent_at,
        "phien": [
            {"thiet_bi": device_name(one.browser), "bat_dau": one.started_at, "lan_cuoi": one.last_seen_at}
            for one in sessions_of(citizen.id)
        ],
    }


OWN = Held("tai-khoan", _l("Tài khoản"), 10, _tell, _export)
