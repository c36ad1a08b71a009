"""The desk of sharing: what came, what was sent, deciding, sending, recalling."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.publishing.transitions import ReasonMissing, WrongState
from portal.screens.contract import Screen
from portal.screens.registry import screen_of
from portal.sharing import queries, service, shown
from portal.sharing.models import FOLLOW, SUGGEST, SharedCopy, Sharing
from portal.sharing.registry import sharable
from portal.sharing.switching import is_switchable, turn
from portal.sharing.telling import WHERE
from portal.sharing.words import CAME, SENT
from portal.web.paging import paged
from portal.web.request import current_portal, path
from portal.web.sanitise import render_markdown
from portal.web.sent import sent_ids

bp = Blueprint("desk_sharing", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))
LONGEST_REASON = 500


def _copy(object_id: int) -> SharedCopy:
    found = queries.copy_by_id(object_id)
    if found is None:
        abort(404)
    return found


def _sharing(object_id: int) -> Sharing:
    found = queries.sharing_by_id(object_id)
    if found is None:
        abort(404)
    return found


def _thing(kind: str, thing_id: int) -> tuple[Screen, Any]:
    screen = screen_of(kind)
    thing = screen.load(thing_id) if screen is not None else None
    if screen is None or thing is None or thing.tenant_id != current_portal().id:
        abort(404)
    return screen, thing


@bp.get("/")
@desk_view("content.read")
def listing() -> str:
    """What came to this portal."""
    page = paged(queries.count_came(), queries.came)
    return render_template(
        "sharing/came.html",
        page=page,
        where=WHERE,
        labels=CAME,
        origin_name=shown.origin_name,
        screen_of=screen_of,
        asks=current_portal().settings.get(service.SETTING) == service.ASK,
        has_above=bool(current_portal().ancestors),
    )


@bp.get("/da-gui")
@desk_view("content.read")
def sent() -> str:
    """What this portal sent, and where each stands."""
    page = paged(queries.count_sent(), queries.sent)
    states = queries.states_of([(one.kind, one.object_id) for one in page.items])
    return render_template(
        "sharing/sent.html", page=page, states=states, where=WHERE, labels=SENT, screen_of=screen_of
    )


@bp.get("/<int:object_id>")
@desk_view("content.read")
def one(object_id: int) -> str:
    """Something that came, as it reads, with what can be done."""
    copy = _copy(object_id)
    screen, room = screen_of(copy.kind), sharable(copy.kind)
    body = str(render_markdown(copy.content.get("body") or "", request.script_root))
    root = re.escape(request.script_root)
    # Files of what is not published yet are fetched from the desk.
    body = re.sub(rf'(?<=["\s,]){root}/tep/', f"{request.script_root}/quan-tri/tep/", body)
    source = queries.source_portal(copy.from_portal_id)
    return render_template(
        "sharing/one.html",
        copy=copy,
        body=body,
        screen=screen,
        facts=room.facts(copy.content) if room is not None and copy.content else [],
        where=WHERE,
        source=shown.origin_name(copy),
        url=queries.public_address(source, copy.source_path) if source and copy.live else "",
        label=CAME[copy.state],
        has_thing=queries.has_thing(copy),
    )


def _decide(object_id: int, act: Callable[[SharedCopy], tuple[str, str]]) -> ResponseReturnValue:
    """Do something with what came, and say what happened: `act` answers the words and where to go on."""
    copy = _copy(object_id)
    back = f"{WHERE}{object_id}"
    try:
        message, back = act(copy)
    except WrongState:
        db.session.rollback()
        flash(_("Chưa làm gì: bài này vừa chuyển sang trạng thái khác."), "warning")
    except ReasonMissing:
        db.session.rollback()
        flash(_("Chưa từ chối: hãy ghi lý do, để nơi gửi biết."), "warning")
    else:
        flash(message, "success")
    return redirect(path(back))


def _edit_path(copy: SharedCopy) -> str:
    screen = screen_of(copy.kind)
    return f"{screen.path}{copy.object_id}" if screen is not None and copy.object_id else f"{WHERE}{copy.id}"


@bp.post("/<int:object_id>/nhan")
@desk_view("content.publish")
def take(object_id: int) -> ResponseReturnValue:
    """Take it: as a copy that follows, or as a draft of one's own."""
    mode = SUGGEST if request.form.get("mode") == SUGGEST else FOLLOW

    def act(copy: SharedCopy) -> tuple[str, str]:
        service.take(copy, mode, acting())
        if mode == FOLLOW:
            return _("Đã nhận và đăng. Bài sẽ tự thay đổi theo bản gốc."), _edit_path(copy)
        return _("Đã nhận thành bản nháp riêng. Hãy sửa rồi đăng."), _edit_path(copy)

    return _decide(object_id, act)


@bp.post("/<int:object_id>/tu-choi")
@desk_view("content.publish")
def decline(object_id: int) -> ResponseReturnValue:
    """Decline it with a reason."""

    def act(copy: SharedCopy) -> tuple[str, str]:
        service.decline(copy, request.form.get("reason", "")[:LONGEST_REASON], acting())
        return _("Đã từ chối. Nơi gửi được báo kèm lý do."), WHERE

    return _decide(object_id, act)


@bp.post("/<int:object_id>/tach")
@desk_view("content.edit")
def detach(object_id: int) -> ResponseReturnValue:
    """Let a copy no longer follow."""

    def act(copy: SharedCopy) -> tuple[str, str]:
        service.detach(copy, acting())
        return _("Đã tách thành bản riêng. Từ nay cổng này tự sửa và chịu trách nhiệm."), _edit_path(copy)

    return _decide(object_id, act)


@bp.post("/<int:object_id>/theo-lai")
@desk_view("content.publish")
def follow_again(object_id: int) -> ResponseReturnValue:
    """Let a copy follow again."""

    def act(copy: SharedCopy) -> tuple[str, str]:
        service.follow_again(copy, acting())
        return _("Bài lại theo bản gốc. Bản riêng trước đó còn trong lịch sử sửa."), _edit_path(copy)

    return _decide(object_id, act)


@bp.post("/gui/<kind>/<int:thing_id>")
@desk_view("content.publish")
def send(kind: str, thing_id: int) -> ResponseReturnValue:
    """Send a thing to the chosen portals."""
    screen, thing = _thing(kind, thing_id)
    if sharable(kind) is None:
        abort(404)
    chosen = set(sent_ids("portals"))
    if request.form.get("all") == "1":
        below = current_portal().descendants
        chosen |= {one.id for one in service.recipients(acting()) if one.id in below}
    back = redirect(path(f"{screen.path}{thing_id}#chia-se"))
    if not chosen:
        flash(_("Chưa gửi: hãy chọn ít nhất một cổng."), "warning")
        return back
    mode = SUGGEST if request.form.get("mode") == SUGGEST else FOLLOW
    try:
        count = service.send(
            thing, screen.title_of(thing), chosen, mode, request.form.get("note", ""), acting()
        )
    except service.NotSharable:
        db.session.rollback()
        flash(_("Chưa gửi: chỉ gửi được bài đang đăng của chính cổng này."), "warning")
        return back
    if count:
        flash(ngettext("Đang gửi đến %(num)s cổng.", "Đang gửi đến %(num)s cổng.", count), "success")
    else:
        flash(_("Các cổng đã chọn đều có bài này rồi."), "info")
    return back


@bp.post("/da-gui/<int:object_id>/thu-hoi")
@desk_view("content.publish")
def recall(object_id: int) -> ResponseReturnValue:
    """Take a thing back from one portal."""
    sharing = _sharing(object_id)
    screen = screen_of(sharing.kind)
    where = f"{screen.path}{sharing.object_id}#chia-se" if screen is not None else f"{WHERE}da-gui"
    service.recall(sharing, acting())
    flash(_("Đang thu hồi. Bản theo bản gốc ở cổng nhận sẽ được gỡ trong vài giây."), "success")
    return redirect(path(where))


@bp.get("/tinh-trang/<kind>/<int:thing_id>")
@desk_view("content.read")
def state(kind: str, thing_id: int) -> str:
    """Where a thing stands in the other portals, asked for again while it is on its way."""
    screen, thing = _thing(kind, thing_id)
    part = shown.panel_of(thing, acting())
    if part is None or part["sending"] is None:
        abort(404)
    return render_template("sharing/_lines.html", screen=screen, thing=thing, part=part)


@bp.post("/hien-thi/<kind>/<int:thing_id>")
@desk_view("content.share")
def switch(kind: str, thing_id: int) -> ResponseReturnValue:
    """Let the portals below show a document or procedure, or no longer."""
    screen, thing = _thing(kind, thing_id)
    on = request.form.get("on") == "1"
    if not is_switchable(thing):
        abort(404)
    flash(turn(screen, thing, on=on, actor=acting()), "success")
    return redirect(path(f"{screen.path}{thing_id}#chia-se"))


@bp.post("/cach-nhan")
@desk_view("tenant.settings")
def asking() -> ResponseReturnValue:
    """Whether copies from above are shown at once, or wait for somebody here."""
    service.set_asking(request.form.get("asks") == "1", acting())
    flash(_("Đã lưu cách nhận bài."), "success")
    return redirect(path(WHERE))
