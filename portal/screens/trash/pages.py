"""The pages of the trash: into it and back with one click, deleting for good, and what lies in it of all kinds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.publishing.models import TRASHED
from portal.publishing.service import commit
from portal.publishing.transitions import WrongState
from portal.publishing.trash import ends_at, restore, trash
from portal.screens.contract import Rule, Screen
from portal.screens.registry import all_screens
from portal.screens.trash.purging import StillUsed, purge
from portal.web.request import path

WHERE = "/quan-tri/thung-rac/"
MOST = 200  # of one kind
bp = Blueprint("trash", __name__, template_folder="../templates")


@bp.get(WHERE)
@desk_view("content.read")
def overview() -> str:
    """What lies in the trash, of all kinds, the latest first."""
    rows = []
    for screen in all_screens():
        model = screen.model
        found = db.session.scalars(
            select(model).where(model.status == TRASHED).order_by(model.trashed_at.desc()).limit(MOST)
        )
        rows += [
            {"screen": screen, "thing": one, "title": screen.title_of(one), "ends": ends_at(one)}
            for one in found
        ]
    rows.sort(key=lambda row: row["thing"].trashed_at, reverse=True)
    return render_template("screens/trash/overview.html", rows=rows)


class TrashPages:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are."""
        post, one = ("POST",), "/<int:object_id>"
        return [
            Rule(f"{one}/bo-vao-thung-rac", "trash", self.trash, "content.edit_own", post),
            Rule(f"{one}/lay-lai", "untrash", self.untrash, "content.edit_own", post),
            Rule(f"{one}/xoa-han", "purge", self.purge, "content.withdraw", post),
        ]

    def _load(self, object_id: int) -> Any:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        return thing

    def trash(self, object_id: int) -> ResponseReturnValue:
        """Put it into the trash."""
        thing = self._load(object_id)
        try:
            trash(thing, acting())
            commit()
        except WrongState:
            db.session.rollback()
            flash(_("Chưa bỏ: mục đang đăng phải được gỡ khỏi cổng trước."), "warning")
            return redirect(path(f"{self.screen.path}{object_id}"))
        flash(_("Đã bỏ vào thùng rác. Trong 30 ngày có thể lấy lại."), "success")
        return redirect(path(f"{self.screen.path}{object_id}"))

    def untrash(self, object_id: int) -> ResponseReturnValue:
        """Take it out again."""
        thing = self._load(object_id)
        try:
            restore(thing, acting())
            commit()
        except WrongState:
            db.session.rollback()
            flash(_("Mục này không còn trong thùng rác."), "warning")
        else:
            flash(_("Đã lấy lại từ thùng rác."), "success")
        return redirect(path(f"{self.screen.path}{object_id}"))

    def purge(self, object_id: int) -> ResponseReturnValue:
        """Delete it for good."""
        thing = self._load(object_id)
        try:
            purge(self.screen, thing, acting())
        except WrongState:
            db.session.rollback()
            flash(_("Chưa xóa: chỉ xóa hẳn được mục đang trong thùng rác."), "warning")
            return redirect(path(f"{self.screen.path}{object_id}"))
        except StillUsed:
            flash(
                _("Chưa xóa: còn mục khác nằm dưới hoặc dẫn đến mục này. Hãy chuyển chúng đi trước."),
                "warning",
            )
            return redirect(path(f"{self.screen.path}{object_id}"))
        flash(_("Đã xóa hẳn."), "success")
        return redirect(path(WHERE))
