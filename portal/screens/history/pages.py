"""The pages of a thing's history: the list of its revisions, two of them side by side, one of them restored."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting
from portal.clock import utc_now
from portal.digits import whole_number
from portal.extensions import db
from portal.publishing import revisions
from portal.publishing.corrections import correction_of
from portal.publishing.models import PUBLISHED, TRASHED, Revision
from portal.publishing.service import StaleVersion
from portal.screens.comparing import comparison
from portal.screens.contract import InvalidField, Rule, Screen
from portal.screens.editing import edit_page
from portal.screens.history.restoring import Restored, restored
from portal.screens.workflow import saving
from portal.web.paging import paged
from portal.web.request import path
from portal.web.sent import sent_version


class History:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are, and what each asks for."""
        one = "/<int:object_id>"
        return [
            Rule(f"{one}/lich-su", "history", self.listing, "content.read"),
            Rule(f"{one}/so-sanh", "compare", self.compare, "content.read"),
            Rule(f"{one}/khoi-phuc", "restore", self.restore, "content.edit_own", ("POST",)),
        ]

    def _load(self, object_id: int) -> Any:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        return thing

    def _to(self, thing: Any, where: str = "") -> ResponseReturnValue:
        return redirect(path(f"{self.screen.path}{thing.id}{where}"))

    def _crumbs(self, thing: Any, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
        edit = f"{self.screen.path}{thing.id}"
        title = self.screen.title_of(thing)
        return [(str(self.screen.plural), self.screen.path), (title, edit), *more]

    def listing(self, object_id: int) -> ResponseReturnValue:
        """All revisions, the newest first; two can be chosen."""
        thing = self._load(object_id)
        page = paged(revisions.count(thing), lambda offset, limit: revisions.listed(thing, offset, limit))
        return render_template(
            "screens/history/list.html",
            screen=self.screen,
            thing=thing,
            page=page,
            newest=page.total and revisions.newest_number(thing),
            public=revisions.public_number(thing),
            live=thing.is_visible(utc_now()),
            crumbs=self._crumbs(thing, (_("Lịch sử"), None)),
        )

    def compare(self, object_id: int) -> ResponseReturnValue:
        """Two revisions side by side; the last two, where the address names none."""
        thing = self._load(object_id)
        newest = revisions.newest_number(thing)
        new = _number("den") or newest
        old = _number("tu") or new - 1
        old, new = min(old, new), max(old, new)
        found = revisions.numbered(thing, [old, new])
        if old == new or len(found) < 2:
            flash(_("Hãy chọn hai bản khác nhau có trong lịch sử để so sánh."), "warning")
            return self._to(thing, "/lich-su")
        where = f"{self.screen.path}{thing.id}/lich-su"
        return render_template(
            "screens/history/compare.html",
            screen=self.screen,
            thing=thing,
            old=found[old],
            new=found[new],
            newest=newest,
            public=revisions.public_number(thing),
            live=thing.is_visible(utc_now()),
            found=comparison(self.screen, thing, found[old], found[new], whole="day-du" in request.args),
            hindrance=self._hindrance(thing, found[old], newest),
            waits=saving.waits_for_approval(thing, acting()),
            crumbs=self._crumbs(thing, (_("Lịch sử"), where), (_("So sánh"), None)),
        )

    def _hindrance(self, thing: Any, revision: Revision, newest: int) -> str | None:
        """Why the revision cannot be restored, in words; "" where there is nothing to tell; None: it can be."""
        if revision.number == newest or not _may_edit(thing):
            return ""
        if thing.status == TRASHED:
            return _("Mục này đang ở thùng rác. Hãy lấy lại trước khi khôi phục bản cũ.")
        if thing.status == PUBLISHED and correction_of(self.screen.kind, thing.id) is not None:
            return _("Đang có bản sửa chờ duyệt. Hãy duyệt hoặc bỏ bản sửa đó trước khi khôi phục bản cũ.")
        return None

    def restore(self, object_id: int) -> ResponseReturnValue:
        """Make what an old revision says the text again, as a new revision; nothing is deleted."""
        thing = self._load(object_id)
        acting().require_edit(thing.created_by_id)
        number = sent_version("number")
        revision = revisions.numbered(thing, [number]).get(number)
        if revision is None:
            flash(_("Không có bản này trong lịch sử."), "warning")
            return self._to(thing, "/lich-su")
        newest = revisions.newest_number(thing)
        hindrance = self._hindrance(thing, revision, newest)
        if hindrance is not None:
            flash(hindrance or _("Đây đang là bản hiện nay."), "warning")
            return self._to(thing, "/lich-su")
        draft = restored(self.screen, thing, revision)
        return self._save(thing, draft, number)

    def _save(self, thing: Any, draft: Restored, number: int) -> ResponseReturnValue:
        object_id, form = thing.id, draft.form
        try:
            if form.validate():
                detail = _("theo bản %(number)s", number=number)
                saved = saving.save(
                    self.screen, thing, form, sent_version(), acting(), action="restore", detail=detail
                )
                for one in draft.left_out:
                    flash(one, "warning")
                flash(
                    _("Đã khôi phục bản %(number)s.", number=number) if not saved.waits else saved.message,
                    "success",
                )
                return self._to(thing)
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            flash(
                _("Chưa khôi phục: có người vừa sửa mục này. Hãy so với bản mới rồi khôi phục lại."),
                "warning",
            )
            return redirect(path(f"{self.screen.path}{object_id}/so-sanh?tu={number}"))
        except InvalidField as error:
            db.session.rollback()
            form[error.field].errors = [error.message]
        # What was right then is not any more: the person puts it right and saves.
        return edit_page(self.screen, form, self._load(object_id), restoring=number, left_out=draft.left_out)


def _may_edit(thing: Any) -> bool:
    actor = acting()
    return actor.may("content.edit") or (
        thing.created_by_id is not None and thing.created_by_id == actor.user_id
    )


def _number(name: str) -> int:
    return whole_number(request.args.get(name), 999_999_999) or 0
