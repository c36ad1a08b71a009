"""The pages of looking after one thing: each a plain POST that ends on the thing's page and says what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.digits import whole_number
from portal.extensions import db
from portal.publishing import care
from portal.publishing.care import InvalidCare
from portal.publishing.models_care import CareNote
from portal.publishing.service import commit
from portal.screens.contract import Rule, Screen
from portal.web.request import path
from portal.web.templating import viet_date


def read_day(text: str) -> date | None:
    """The day of a date field, None where it is empty. Raises InvalidCare for anything else than a day."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidCare("day") from error


def read_id(text: str) -> int | None:
    """A number from a chooser; None for nobody."""
    return whole_number(text)


def faults() -> dict[str, str]:
    """What people are told of each thing that cannot be."""
    return {
        "owner": _("Chưa giao: người này không còn ở cổng. Hãy chọn người khác."),
        "office": _("Chưa giao: tên bộ phận dài quá 120 ký tự."),
        "day": _("Chưa lưu: ngày rà soát phải từ hôm nay trở đi, không xa quá 10 năm."),
        "months": _("Chưa lưu: hãy chọn sau bao lâu thì xem lại."),
        "empty": _("Hãy viết ghi chú rồi bấm lưu."),
        "long": _("Ghi chú dài quá 2.000 ký tự. Hãy viết ngắn lại, hoặc tách làm hai."),
        "many": _("Mục này đã có 200 ghi chú. Hãy xóa bớt ghi chú cũ."),
    }


class CarePages:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are; whoever reads the desk may leave notes."""
        post, one, note = ("POST",), "/<int:object_id>", "/<int:object_id>/ghi-chu/<int:note_id>"
        return [
            Rule(f"{one}/phu-trach", "care_owner", self.give, "content.edit_own", post),
            Rule(f"{one}/ra-soat", "care_day", self.look_again, "content.edit_own", post),
            Rule(f"{one}/da-xem-lai", "care_reviewed", self.reviewed, "content.edit_own", post),
            Rule(f"{one}/ghi-chu", "note_add", self.add, "content.read", post),
            Rule(f"{note}/sua", "note_edit", self.edit, "content.read", post),
            Rule(f"{note}/xoa", "note_remove", self.remove, "content.read", post),
            Rule(f"{note}/ghim", "note_pin", self.pin, "content.read", post),
        ]

    def _act(self, object_id: int, act: Callable[[Any, Actor], str], anchor: str) -> ResponseReturnValue:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        try:
            message = act(thing, acting())
            commit()
        except InvalidCare as error:
            db.session.rollback()
            flash(faults()[error.reason], "danger")
        else:
            flash(message, "success")
        back = request.form.get("ve", "")
        return redirect(
            path(back if back == "/quan-tri/ra-soat/" else f"{self.screen.path}{object_id}{anchor}")
        )

    def give(self, object_id: int) -> ResponseReturnValue:
        """Say who answers for it."""

        def act(thing: Any, actor: Actor) -> str:
            office = " ".join(request.form.get("owner_office", "").split())
            care.give(thing, actor, read_id(request.form.get("owner_id", "")), office)
            return _("Đã lưu người phụ trách.")

        return self._act(object_id, act, "#cham-soc")

    def look_again(self, object_id: int) -> ResponseReturnValue:
        """Say by when it is looked at again; one of the quick choices goes before the day in the field."""

        def act(thing: Any, actor: Actor) -> str:
            months = read_id(request.form.get("months", ""))
            if months in care.MONTHS:
                day: date | None = care.in_months(months)
            else:
                day = read_day(request.form.get("review_on", ""))
            care.look_again(thing, actor, day)
            if day is None:
                return _("Đã bỏ ngày rà soát.")
            return _("Sẽ nhắc rà soát vào ngày %(day)s.", day=viet_date(day))

        return self._act(object_id, act, "#cham-soc")

    def reviewed(self, object_id: int) -> ResponseReturnValue:
        """It was looked at and still holds."""

        def act(thing: Any, actor: Actor) -> str:
            day = care.reviewed(thing, actor, read_id(request.form.get("months", "")) or 0)
            return _("Đã ghi nhận nội dung còn đúng. Lần rà soát tới: %(day)s.", day=viet_date(day))

        return self._act(object_id, act, "#cham-soc")

    def add(self, object_id: int) -> ResponseReturnValue:
        """Leave a note."""

        def act(thing: Any, actor: Actor) -> str:
            care.add_note(thing, request.form.get("text", ""), actor)
            return _("Đã lưu ghi chú.")

        return self._act(object_id, act, "#ghi-chu")

    def edit(self, object_id: int, note_id: int) -> ResponseReturnValue:
        """Write an own note anew."""

        def act(_thing: Any, actor: Actor) -> str:
            care.edit_note(self._note(object_id, note_id), request.form.get("text", ""), actor)
            return _("Đã sửa ghi chú.")

        return self._act(object_id, act, "#ghi-chu")

    def remove(self, object_id: int, note_id: int) -> ResponseReturnValue:
        """Delete an own note."""

        def act(_thing: Any, actor: Actor) -> str:
            care.remove_note(self._note(object_id, note_id), actor)
            return _("Đã xóa ghi chú.")

        return self._act(object_id, act, "#ghi-chu")

    def pin(self, object_id: int, note_id: int) -> ResponseReturnValue:
        """Keep a note on top, or no longer."""

        def act(_thing: Any, actor: Actor) -> str:
            pinned = request.form.get("pinned") == "1"
            care.pin_note(self._note(object_id, note_id), actor, pinned=pinned)
            return _("Đã ghim ghi chú lên đầu.") if pinned else _("Đã bỏ ghim.")

        return self._act(object_id, act, "#ghi-chu")

    def _note(self, object_id: int, note_id: int) -> CareNote:
        note = care.note_by_id(self.screen.kind, object_id, note_id)
        if note is None:
            abort(404)
        return note
