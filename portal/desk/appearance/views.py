"""The desk's pages of a portal's appearance: a page for each part, trying out, history, comparing, restoring."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.accounts.signing_in import acting, desk_view
from portal.desk.appearance import home_part, look_part, service
from portal.desk.appearance.footer_part import PART as FOOTER
from portal.desk.appearance.home_part import PART as HOME
from portal.desk.appearance.look_part import PART as LOOK
from portal.desk.appearance.menu_part import PART as MENU
from portal.desk.appearance.parts import Part, Problem, State
from portal.desk.appearance.rows import carry_out, read_order
from portal.desk.appearance.service import ACTION
from portal.extensions import db
from portal.publishing.service import StaleVersion
from portal.web.contributions import contributions
from portal.web.request import path
from portal.web.sent import sent_version
from portal.web.templating import PREVIEW

PATH = "/quan-tri/giao-dien/"
bp = Blueprint("appearance", __name__, template_folder="../templates", url_prefix=PATH.rstrip("/"))
PARTS: dict[str, Part] = {one.slug: one for one in (LOOK, MENU, HOME, FOOTER)}


def tabs(here: str) -> list[dict[str, Any]]:
    """The tabs of all pages of the appearance."""
    labels = {one.slug: str(one.label) for one in PARTS.values()} | {"lich-su": _("Lịch sử")}
    return [{"label": label, "path": PATH + slug, "active": slug == here} for slug, label in labels.items()]


@bp.get("/")
@desk_view(ACTION)
def start() -> ResponseReturnValue:
    """To the first part."""
    return redirect(path(PATH + LOOK.slug))


@bp.get("/<any('mau-sac','trinh-don','trang-chu','chan-trang'):slug>")
@desk_view(ACTION)
def part_page(slug: str) -> ResponseReturnValue:
    """The form of a part, with what is in force."""
    part = PARTS[slug]
    tenant = service.tenant_of(acting())
    document = service.document_of(tenant) | {"home_blocks": tenant.settings.get("home_blocks")}
    return _page(part, part.show(document), service.version_of(tenant.id))


@bp.post("/<any('mau-sac','trinh-don','trang-chu','chan-trang'):slug>")
@desk_view(ACTION)
def part_sent(slug: str) -> ResponseReturnValue:
    """Save, try out, or change the form alone (a line moved, a colour taken), as the pressed button says."""
    part, form, order = PARTS[slug], request.form, request.form.get("do", "save")
    state, version = part.read(form), sent_version()
    problems = _pictures(state) if slug == LOOK.slug else []
    if order not in {"save", "preview"}:
        _rearrange(part, state, order)
        db.session.commit()  # a picture that came along is kept
        return _page(part, state, version, problems)
    data, found = part.check(state)
    problems += found
    if problems:
        db.session.commit()
        return _page(part, state, version, problems, 422)
    if order == "preview":
        number = service.try_out(data, acting())
        return redirect(path(f"/?{PREVIEW}={number}"), 303)
    try:
        changed = service.save(data, version, acting(), str(part.label))
    except StaleVersion:
        db.session.rollback()
        return _page(part, state, service.version_of(acting().tenant_id), [], 409)
    if changed:
        flash(_("Đã lưu. Người dân thấy giao diện mới ngay bây giờ."), "success")
    else:
        flash(_("Không có gì thay đổi so với bản đang lưu."), "info")
    return redirect(path(PATH + slug), 303)


def _rearrange(part: Part, state: State, order: str) -> None:
    pressed = read_order(order)
    if pressed is not None and pressed[1] in state and isinstance(state[pressed[1]], list):
        verb, name, at = pressed
        if verb == "remove" and not _removable(state[name], at):
            return
        moved = state[name][at] if at < len(state[name]) else None
        state[name] = carry_out(state[name], verb, at, part.blanks.get(name, {}))
        now = next((place for place, row in enumerate(state[name]) if row is moved), at)
        state["focus"] = f"{name}-{now}-{verb}"
    elif order.startswith("colour:") and part is LOOK:
        offered = look_part.verdict_on(order.removeprefix("colour:"))
        if offered is not None:
            state["primary_colour"] = offered.offered


def _removable(rows: list[dict[str, str]], at: int) -> bool:
    """Own lines can be taken away; built-in ones are only switched off."""
    return at < len(rows) and not rows[at].get("key") and not rows[at].get("kind")


def _pictures(state: State) -> list[Problem]:
    """Take in what was uploaded with the form; what can't be taken is told, and nothing else is lost."""
    problems = []
    for name, label, wanted in (
        ("emblem", _("Biểu trưng"), service.SMALL),
        ("banner", _("Ảnh đầu trang"), service.LARGE),
    ):
        upload = request.files.get(f"{name}_file")
        if upload is None or not upload.filename:
            continue
        try:
            taken = service.take_picture(upload, acting(), wanted)
        except service.Refused as error:
            problems.append(Problem(f"{name}_file", label, str(error)))
            continue
        state[name] = taken["src"]
        if name == "banner":
            state["banner_srcset"] = taken["srcset"]
    return problems


def _page(
    part: Part, state: State, version: int, problems: list[Problem] | None = None, status: int = 200
) -> ResponseReturnValue:
    more: dict[str, Any] = {}
    if part is LOOK:
        more = {
            "themes": look_part.choices(),
            "verdict": look_part.verdict_on(state["primary_colour"]),
            "accent": look_part.accent_ratio(state["accent_colour"]),
        }
    elif part is HOME:
        more = {"sections": home_part.section_choices()}
    page = render_template(
        part.template,
        part=part,
        state=state,
        version=version,
        problems=problems or [],
        wrong={one.field: one.message for one in problems or []},
        stale=status == 409,
        here=PATH + part.slug,
        appearance_tabs=tabs(part.slug),
        targets=_targets(),
        focus=state.get("focus", ""),
        **more,
    )
    return page, status


def _targets() -> list[tuple[str, str]]:
    """What the portal has to lead to, for the list of suggestions: built-in entries and what stands below them."""
    found = []
    for entry in sorted(contributions().menu, key=lambda one: one.order):
        found.append((entry.path, str(entry.label)))
        if entry.children is not None:
            found += [(target, label) for label, target in entry.children()]
    return found


@bp.get("/tuong-phan")
@desk_view(ACTION)
def contrast() -> str:
    """How the chosen colours can be read: the live part of the colours' page."""
    chosen = MultiDict(request.args)
    return render_template(
        "desk/appearance/_contrast.html",
        verdict=look_part.verdict_on(chosen.get("primary_colour", "")),
        accent=look_part.accent_ratio(chosen.get("accent_colour", "")),
    )
