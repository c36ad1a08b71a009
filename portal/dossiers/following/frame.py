"""What pages of following share: the blueprint, and finding a citizen's own dossier."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select

from portal.citizens.frame import page, unkept
from portal.dossiers.applying.frame import acting, me
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.paths import CITIZEN
from portal.extensions import db
from portal.web.errors import Missing
from portal.web.request import current_portal

bp = Blueprint("following", __name__, template_folder="../templates", url_prefix=CITIZEN.rstrip("/"))


def own(dossier_id: int, by: Party, *, lock: bool = False) -> Dossier:
    """Somebody's own dossier; of what was forgotten nothing is left to show. Raises Missing for whatever else,
    with the same words whatever the reason."""
    statement = select(Dossier).where(
        Dossier.id == dossier_id, Dossier.citizen_id == by.citizen_id, Dossier.forgotten_at.is_(None)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    in_range = by.citizen_id is not None and dossier_id < 2**63
    found = db.session.scalar(statement) if in_range else None
    if found is None:
        raise Missing(
            _("Tài khoản này không có hồ sơ đó"),
            _(
                "Có thể ông/bà đã nộp bằng thư điện tử hoặc số điện thoại khác: hãy đăng xuất rồi đăng nhập lại bằng "
                "liên hệ đó. Cũng có thể tra cứu bằng mã hồ sơ ghi trên giấy hẹn."
            ),
            f"{CITIZEN}tra-cuu",
            _("Tra cứu bằng mã hồ sơ"),
        )
    return found


def crumbs(dossier: Dossier | None = None, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page of a dossier."""
    found: list[tuple[str, str | None]] = [(_("Hồ sơ của tôi"), CITIZEN if dossier is not None else None)]
    if dossier is not None:
        found.append((dossier.code, f"{CITIZEN}{dossier.id}" if more else None))
    return [*found, *more]


__all__ = ["acting", "bp", "crumbs", "current_portal", "me", "own", "page", "unkept"]
