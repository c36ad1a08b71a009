"""The pages of acts on many things: a form around the list, and its undoing."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.extensions import db
from portal.publishing import bulk
from portal.publishing.bulk import TooLate
from portal.publishing.care import InvalidCare
from portal.screens.bulk.acts import ACTS, Act, Given, offered
from portal.screens.bulk.running import run, undo
from portal.screens.care.pages import faults, read_day, read_id
from portal.screens.contract import Rule, Screen
from portal.screens.listing import wanted_of
from portal.web.request import path
from portal.web.sent import sent_ids

MOST = 500
LONGEST_REASON = 2_000


class Refused(ValueError):
    """The form cannot be acted on; the message tells what to do."""


class BulkPages:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are; each act asks for its own permission, thing by thing."""
        post = ("POST",)
        return [
            Rule("/hang-loat", "bulk", self.act, "content.edit_own", post),
            Rule("/hang-loat/<int:act_id>/hoan-tac", "bulk_undo", self.undo, "content.edit_own", post),
        ]

    def act(self) -> ResponseReturnValue:
        """Do one act to what is ticked, or to all that the filters let through."""
        actor = acting()
        try:
            act = self._chosen(actor)
            given = _given(act)
            ids = self._ids()
        except Refused as error:
            flash(str(error), "warning")
            return self._back()
        except InvalidCare as error:
            flash(faults()[error.reason], "danger")
            return self._back()
        begun = run(self.screen, act, ids, given, actor)
        if begun.done:
            flash(_("%(done)s %(n)s mục.", done=act.done, n=begun.done), "success")
        return self._back()

    def undo(self, act_id: int) -> ResponseReturnValue:
        """Put everything back that nobody changed since."""
        actor = acting()
        try:
            begun = bulk.to_undo(self.screen.kind, act_id, actor)
        except TooLate:
            flash(_("Không hoàn tác được nữa: đã quá 10 phút, hoặc đã hoàn tác rồi."), "warning")
            return self._back()
        if begun is None:
            abort(404)
        count = undo(self.screen, ACTS[begun.act], begun, actor)
        flash(_("Đã hoàn tác %(n)s mục.", n=count), "success" if count else "warning")
        return self._back()

    def _chosen(self, actor: Actor) -> Act:
        act = ACTS.get(request.form.get("act", ""))
        status = wanted_of(_query()).status
        if act is None or act not in offered(self.screen, actor, status):
            raise Refused(_("Chưa làm gì: hãy chọn việc cần làm với các mục đã đánh dấu."))
        return act

    def _ids(self) -> list[int]:
        if request.form.get("all") != "1":
            ids = sent_ids("id")
            if not ids:
                raise Refused(_("Chưa làm gì: hãy đánh dấu ít nhất một mục trong danh sách."))
        else:
            wanted = wanted_of(_query())
            model = self.screen.model
            found = wanted.narrow(select(model.id), model).order_by(model.updated_at.desc(), model.id.desc())
            ids = list(db.session.scalars(found.limit(MOST + 1)))
            if len(ids) <= MOST and request.form.get("matching") != str(len(ids)):
                raise Refused(_("Chưa làm gì: danh sách vừa thay đổi. Hãy xem lại rồi bấm lần nữa."))
        if len(ids) > MOST:
            raise Refused(
                _("Chưa làm gì: mỗi lần làm được nhiều nhất %(n)s mục. Hãy lọc danh sách hẹp hơn.", n=MOST)
            )
        return list(dict.fromkeys(ids))

    def _back(self) -> ResponseReturnValue:
        query = urlencode(_query())
        return redirect(path(f"{self.screen.path}?{query}" if query else self.screen.path))


def _query() -> dict[str, str]:
    """The fields of the list's address, as the form carries them."""
    return dict(parse_qsl(request.form.get("loc", "")[:2_000]))


def _given(act: Act) -> Given:
    form: Any = request.form
    reason = form.get("reason", "")[:LONGEST_REASON].strip()
    if act.needs == "reason" and not reason:
        raise Refused(_("Chưa gỡ: hãy ghi lý do gỡ, để sau này còn trả lời được."))
    group = read_id(form.get("group", ""))
    if act.needs == "group" and group is None:
        raise Refused(_("Chưa chuyển: hãy chọn nơi chuyển đến."))
    day = read_day(form.get("day", "")) if act.needs == "day" else None
    office = " ".join(form.get("office", "").split())
    return Given(
        reason if act.needs == "reason" else "", group, read_id(form.get("owner_id", "")), office, day
    )
