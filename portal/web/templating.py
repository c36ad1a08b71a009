"""Globals and filters of every template; the contract stands in templates/web/README.md."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, g, request
from flask_babel import get_translations
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from jinja2 import Environment
from markupsafe import Markup

from portal.accounts.permissions import Actor
from portal.clock import to_local
from portal.web import themes
from portal.web.appearance import appearance
from portal.web.contributions import DESK_GROUPS, DeskEntry, contributions
from portal.web.freshness import remembered
from portal.web.menu import menu, menu_key
from portal.web.request import is_desk, path
from portal.web.sanitise import render_markdown

ACTIONS = {
    "create": _l("Tạo"),
    "save": _l("Lưu"),
    "publish": _l("Đăng"),
    "withdraw": _l("Gỡ"),
    "restore": _l("Khôi phục bản cũ"),
    "attach": _l("Thêm tệp"),
    "detach": _l("Bỏ tệp"),
    "redraft": _l("Chuyển về bản nháp"),
    "load": _l("Nạp nội dung"),
    "import": _l("Nhập dữ liệu"),
    "upload": _l("Tải tệp lên"),
    "sign_in": _l("Đăng nhập"),
    "sign_in.handover": _l("Chuyển cổng"),
    "sign_in.refused": _l("Đăng nhập không được"),
    "password.changed": _l("Đổi mật khẩu"),
    "refused": _l("Bị từ chối quyền"),
    "settings": _l("Sửa cấu hình"),
    "people": _l("Sửa người dùng"),
}
PREVIEW = "xem-truoc-giao-dien"
STATIC = Path(__file__).parent / "static"
_digests: dict[str, str] = {}


def asset(name: str) -> str:
    """The versioned address of a file in portal/web/static/."""
    if name not in _digests:
        file = STATIC / name
        _digests[name] = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
    return path(f"/tinh/{_digests[name]}/{name}")


def theme_asset(name: str) -> str:
    """The versioned address of a static file of the tenant's theme (or of its parents)."""
    theme = themes.current_theme()
    return path(f"/giao-dien/{theme}/{themes.shelf().digest(theme, name) or '0'}/{name}")


def viet_date(value: date | datetime | None) -> str:
    """25/11/2026; instants are shown in Vietnamese time."""
    if value is None:
        return ""
    shown = to_local(value) if isinstance(value, datetime) else value
    return f"{shown.day:02d}/{shown.month:02d}/{shown.year}"


def viet_datetime(value: datetime | None) -> str:
    """08:00 ngày 25/11/2026 in Vietnamese time."""
    if value is None:
        return ""
    local = to_local(value)
    return _("%(time)s ngày %(day)s", time=f"{local:%H:%M}", day=f"{local:%d/%m/%Y}")


def iso_instant(value: date | datetime) -> str:
    """For machines: 2026-11-25T08:00:00+07:00, or 2026-11-25 for a day."""
    return to_local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def filesize(count: int | None) -> str:
    """A size for people: 1,2 MB."""
    size = float(count or 0)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit in {"B", "KB"} else f"{size:.1f} {unit}".replace(".", ",")
        size /= 1024
    return ""


def desk_menu() -> list[dict[str, Any]]:
    """The desk's menu for this person, part by part (`part` is its place, `part_label` its name); of entries below each
    other the deepest is the active one."""
    actor: Actor | None = g.get("actor")
    above = [one.path for one in contributions().desk if request.path.startswith(one.path)]
    active = max(above, key=len, default="")
    places = {group: place for place, group in enumerate(DESK_GROUPS)}
    return [
        {
            "label": str(entry.label),
            "path": entry.path,
            "icon": entry.icon,
            "count": _waiting(entry, actor),
            "active": entry.path == active and (active != "/quan-tri/" or request.path == active),
            "part": places[entry.group],
            "part_label": str(DESK_GROUPS[entry.group]),
        }
        for entry in sorted(contributions().desk, key=lambda one: (places[one.group], one.order))
        if actor is not None and actor.may(entry.action)
    ]


def _waiting(entry: DeskEntry, actor: Actor) -> int | None:
    """How many things wait behind an entry; nothing on pages of errors, which must come when the database does not
    answer."""
    if entry.count is None or g.get("is_error") or g.get("scope_context") is None:
        return None
    known: dict[str, int] = g.setdefault("desk_counts", {})
    if entry.path not in known:
        known[entry.path] = entry.count(actor)
    return known[entry.path]


def language_url(code: str) -> str:
    """The link that changes the interface language and comes back to this page."""
    back = request.full_path.rstrip("?")
    return path(f"/ngon-ngu/{code}?ve={quote(back, safe='/')}")


def kept(name: str, caller: Callable[[], str]) -> str:
    """A piece of a public page, rendered once per portal, language and content version: `{% call kept('…') %}`.

    Only for what is the same on every page that names it so: nothing of the request or of a person may stand in it.
    """
    if g.get("portal") is None or is_desk() or g.get("scope_context") is None:
        return caller()
    return remembered(f"html {name} {request.script_root}", caller)


def page_notes() -> list[dict[str, Any]]:
    """What is said above the text of this page: where the thing came from. Nothing on pages of errors, which must
    come when the database does not answer."""
    if g.get("is_error"):
        return []
    return [one for source in contributions().notes if (one := source()) is not None]


def contact_lines() -> list[tuple[str, str, str]]:
    """What packages add to the address in the footer; nothing on pages of errors, which must come when the database
    does not answer."""
    if g.get("is_error") or g.get("scope_context") is None:
        return []
    return [one() for one in contributions().contact]


def support_links() -> list[tuple[Any, str]]:
    """What packages add below "Hỗ trợ" in the footer."""
    return contributions().support


def urgent_notices() -> list[dict[str, Any]]:
    """Urgent notices of this portal, newest first."""
    if g.get("portal") is None or is_desk() or g.get("scope_context") is None:
        return []
    return remembered("urgent", lambda: [one for source in contributions().urgent for one in source()])


def preview_query() -> str:
    """What an address of this page's own parts carries while an appearance is tried out ("" otherwise)."""
    return f"?{PREVIEW}={g.appearance_preview}" if g.get("appearance_preview") else ""


def _footer_text(text: str) -> Markup:
    """The footer's own text: Markdown, with headings below those of the footer."""
    return render_markdown(text, request.script_root, top=3)


def _label(text: str) -> str:
    return text if g.get("locale", "vi") == "vi" else str(get_translations().ugettext(text))


def _labels(one: str, many: str, count: int) -> str:
    if g.get("locale", "vi") == "vi":
        return one if count == 1 else many
    return str(get_translations().ungettext(one, many, count))


def action_label(action: str) -> str:
    """An audit action in words."""
    return str(ACTIONS.get(action) or contributions().actions.get(action, action))


def _context() -> dict[str, Any]:
    portal = g.get("portal")
    found: dict[str, Any] = {"tenant": portal, "g_locale": g.get("locale", "vi"), "urgent_notices": []}
    if portal is not None and portal.status == "active":
        found["urgent_notices"] = urgent_notices()
    return found


def _share_globals(environment: Environment) -> None:
    """Templates of ours get no globals of their own: without a layer for them, in each template, what a page imports
    and includes is found in a tenth of the time."""
    layered = environment.make_globals
    environment.make_globals = (  # type: ignore[method-assign]
        lambda own: layered(own) if own else environment.globals  # type: ignore[assignment]
    )


def install(app: Flask) -> None:
    """Register globals, filters and the context of every page."""
    app.jinja_env.globals.update(
        path=path,
        asset=asset,
        theme_asset=theme_asset,
        menu=menu,
        desk_menu=desk_menu,
        language_url=language_url,
        kept=kept,
        menu_key=menu_key,
        appearance=appearance,
        preview_query=preview_query,
        page_notes=page_notes,
        contact_lines=contact_lines,
        support_links=support_links,
        absolute=lambda target: f"{request.scheme}://{request.host}{target}",
    )
    app.jinja_env.filters.update(
        viet_date=viet_date,
        viet_datetime=viet_datetime,
        iso_instant=iso_instant,
        filesize=filesize,
        action_label=action_label,
        footer_text=_footer_text,
    )
    # Vietnamese is the source language: its labels need no look-up, and a page has two hundred of them.
    app.jinja_env.install_gettext_callables(_label, _labels, newstyle=True)  # type: ignore[attr-defined]
    _share_globals(app.jinja_env)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
