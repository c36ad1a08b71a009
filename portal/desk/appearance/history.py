"""The history of a portal's appearance: what was saved when and by whom, two of them side by side, back to one."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer

from portal.accounts.signing_in import acting, desk_view
from portal.desk.appearance import service
from portal.desk.appearance.service import ACTION, KIND
from portal.desk.appearance.views import PATH, bp, tabs
from portal.extensions import db
from portal.publishing.models import Revision
from portal.publishing.service import StaleVersion
from portal.screens.comparing import compared
from portal.screens.texts import FieldText
from portal.web.contributions import contributions
from portal.web.request import path
from portal.web.sent import sent_version

SHOWN = 100


def _mine(tenant_id: int) -> Any:
    return select(Revision).where(Revision.kind == KIND, Revision.object_id == tenant_id)


def revision(number: int) -> Revision:
    """A revision of this portal's appearance, or 404."""
    found = db.session.scalar(_mine(acting().tenant_id).where(Revision.number == number))
    if found is None:
        abort(404)
    return found


@bp.get("/lich-su")
@desk_view(ACTION)
def history() -> str:
    """All saves, the newest first."""
    statement = _mine(acting().tenant_id).options(defer(Revision.data, raiseload=True))
    rows = list(db.session.scalars(statement.order_by(Revision.number.desc()).limit(SHOWN)))
    return render_template(
        "desk/appearance/history.html",
        rows=rows,
        newest=rows[0].number if rows else 0,
        where=PATH,
        appearance_tabs=tabs("lich-su"),
    )


@bp.get("/so-sanh/<int:number>")
@desk_view(ACTION)
def compare(number: int) -> str:
    """A save beside what is in force, or beside the one before it (`voi=truoc`)."""
    if not 0 < number < 2**31:
        abort(404)
    chosen, newest = revision(number), service.version_of(acting().tenant_id)
    before = request.args.get("voi") == "truoc" and number > 1
    old, new = (revision(number - 1), chosen) if before else (chosen, revision(newest))
    return render_template(
        "desk/appearance/compare.html",
        old=old,
        new=new,
        newest=newest,
        number=number,
        found=compared(texts_of(old.data), texts_of(new.data)),
        where=PATH,
        appearance_tabs=tabs("lich-su"),
    )


@bp.post("/khoi-phuc/<int:number>")
@desk_view(ACTION)
def restore(number: int) -> ResponseReturnValue:
    """Back to the appearance of an earlier save."""
    if number >= 2**31:
        abort(404)
    try:
        service.restore(number, sent_version(), acting())
    except LookupError:
        abort(404)
    except StaleVersion:
        db.session.rollback()
        flash(_("Có người vừa lưu giao diện. Hãy xem lại lịch sử rồi khôi phục."), "warning")
        return redirect(path(f"{PATH}lich-su"), 303)
    flash(_("Đã khôi phục. Bản vừa thay vẫn còn trong lịch sử."), "success")
    return redirect(path(f"{PATH}lich-su"), 303)


def texts_of(data: dict[str, Any]) -> dict[str, FieldText]:
    """What a revision says, field by field, in words."""
    labels = _labels()
    return {name: FieldText(label, _words(data.get(name), name)) for name, label in labels.items()}


def _labels() -> dict[str, str]:
    return {
        "theme": _("Bộ giao diện"),
        "primary_colour": _("Màu chính"),
        "accent_colour": _("Màu nhấn"),
        "emblem": _("Biểu trưng"),
        "banner": _("Ảnh đầu trang"),
        "banner_alt": _("Lời mô tả ảnh"),
        "banner_target": _("Ảnh dẫn đến"),
        "menu": _("Trình đơn"),
        "home": _("Trang chủ"),
        "links": _("Khối liên kết"),
        "footer_text": _("Lời ở chân trang"),
        "responsible": _("Người chịu trách nhiệm"),
        "footer_links": _("Liên kết ở chân trang"),
        "social": _("Mạng xã hội"),
        "address": _("Địa chỉ trụ sở"),
        "telephone": _("Điện thoại"),
        "hotline": _("Đường dây nóng"),
        "email": _("Thư điện tử"),
    }


def _words(value: Any, name: str) -> str:
    if isinstance(value, list):
        return "\n".join(_line(one, name) for one in value if isinstance(one, dict))
    return value if isinstance(value, str) else ""


def _line(row: dict[str, Any], name: str) -> str:
    entries = {one.path: str(one.label) for one in contributions().menu}
    blocks = {one.kind: str(one.title) for one in contributions().home}
    built_in = entries.get(row.get("key", ""), "") if name == "menu" else blocks.get(row.get("kind", ""), "")
    words = [built_in, str(row.get("label") or row.get("title") or ""), str(row.get("target") or "")]
    if row.get("count"):
        words.append(_("%(count)s mục", count=row["count"]))
    words += [str(one) for one in row.get("sections") or []]
    if row.get("off"):
        words.append(_("(không hiện)"))
    return ("– " if row.get("below") else "") + " · ".join(one for one in words if one)
