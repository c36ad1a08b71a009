"""Only open documents are handled here; others are refused with the reason, before anything of them is kept."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.exchange.registers.errors import NotOpen

OPEN = ""
LEVELS: dict[str, Any] = {
    OPEN: _l("Không mật"),
    "mat": _l("Mật"),
    "toi-mat": _l("Tối mật"),
    "tuyet-mat": _l("Tuyệt mật"),
}
"""How secret a document is (Luật Bảo vệ bí mật nhà nước 2018, điều 8)."""


def require_open(secrecy: str) -> None:
    """Raise NotOpen unless a document is open: state secrets are drafted, kept and sent on machines without a network
    and by the ways that their law names (Luật Bảo vệ bí mật nhà nước 2018, điều 11 đến 13; Nghị định 26/2020/NĐ-CP)."""
    if secrecy == OPEN:
        return
    level = str(LEVELS[secrecy]) if secrecy in LEVELS else _("mật")
    raise NotOpen(
        {
            "secrecy": _(
                "Văn bản %(level)s không được soạn, lưu hoặc gửi trên hệ thống này (Luật Bảo vệ bí mật nhà nước). "
                "Nội dung và tệp vừa gửi không được lưu lại. Hãy soạn trên máy tính không kết nối mạng và đăng ký "
                "vào sổ văn bản mật; nếu đã soạn ở đây, báo ngay người phụ trách bảo vệ bí mật nhà nước của cơ quan.",
                level=level.lower(),
            )
        }
    )
