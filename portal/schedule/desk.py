"""The desk's side of the work schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import Select
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.publishing.wanted import Wanted
from portal.schedule import queries, service
from portal.schedule.models import WorkWeek
from portal.schedule.views import week_context
from portal.screens.contract import DeskRow, InvalidField
from portal.screens.filling import Values, filled, is_fresh, plain


def read_entries(text: str) -> list[service.Entry]:
    """Lines "23/11/2026 | 07:30 | việc | nơi | chủ trì". Raises ValidationError naming the line."""
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in line.split("|")]
        if not any(parts):
            continue
        try:
            day, month, year = (int(part) for part in parts[0].split("/"))
            when = date(year, month, day)
            title = parts[2]
        except (ValueError, IndexError) as error:
            message = _("Dòng %(n)s chưa đúng dạng: ngày/tháng/năm | giờ | việc | nơi | chủ trì", n=number)
            raise ValidationError(message) from error
        place, host = [*parts, "", ""][3:5]
        entries.append(service.Entry(when, parts[1][:20], title[:400], place[:300], host[:200]))
    return entries


def write_entries(entries: list[list[str]]) -> str:
    """The lines of a week (day as 2026-11-23, time, what, where, who) as `read_entries` reads them."""
    rows = ([f"{date.fromisoformat(day):%d/%m/%Y}", *rest] for day, *rest in entries)
    return "\n".join(" | ".join(part.replace("|", "/") for part in row).rstrip(" |") for row in rows)


class WeekForm(FlaskForm):
    """A week's schedule."""

    title = StringField(_l("Tiêu đề"), [InputRequired(_l("Nhập tiêu đề")), Length(max=200)])
    monday = DateField(_l("Ngày bất kỳ trong tuần"), [InputRequired(_l("Chọn một ngày trong tuần"))])
    entries_text = TextAreaField(
        _l("Lịch"), description=_l("Mỗi việc một dòng: 23/11/2026 | 07:30 | việc | nơi | chủ trì")
    )

    def validate_entries_text(self, field: Any) -> None:
        """Each line must come apart."""
        read_entries(field.data or "")


class WeekScreen:
    """The work schedule for portal.screens (see its contract)."""

    kind = "schedule"
    path = "/quan-tri/lich-cong-tac/"
    icon = "calendar"
    order = 40
    plural = _l("Lịch công tác")
    model = WorkWeek
    singular = _l("lịch công tác tuần")
    template = "schedule/_form.html"

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, in the order of the list."""
        return queries.desk_statement(wanted).order_by(WorkWeek.monday.desc(), WorkWeek.id.desc())

    def row(self, one: WorkWeek) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            one.title,
            one.status,
            f"{one.monday:%d/%m/%Y}",
            one.updated_at,
            queries.week_path(one.slug) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> WorkWeek | None:
        """One week of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: WorkWeek | None, values: Values | None = None) -> WeekForm:
        """The form, with the lines as text."""
        form = filled(WeekForm, thing, values)
        if thing is not None and is_fresh(values):
            form.entries_text.data = write_entries(thing.kept_elsewhere()["entries"])
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        values = plain(data, WeekForm)
        if "entries" in data:
            values["entries_text"] = write_entries(data["entries"])
        return values

    @staticmethod
    def _draft(form: WeekForm) -> service.WeekDraft:
        entries = read_entries(form.entries_text.data or "")
        return service.WeekDraft(form.title.data.strip(), form.monday.data, entries)

    def create(self, form: WeekForm, actor: Actor) -> WorkWeek:
        """Make a draft."""
        try:
            return service.create(self._draft(form), actor)
        except service.WeekTaken as error:
            raise InvalidField("monday", _("Tuần này đã có lịch. Hãy mở lịch đó để sửa.")) from error

    def save(
        self,
        thing: WorkWeek,
        form: WeekForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the week."""
        try:
            service.save(thing, self._draft(form), seen_version, actor, action, detail)
        except service.WeekTaken as error:
            raise InvalidField("monday", _("Tuần này đã có lịch. Hãy mở lịch đó để sửa.")) from error

    def public_path(self, thing: WorkWeek) -> str:
        """Where citizens find it."""
        return queries.week_path(thing.slug)

    def title_of(self, thing: WorkWeek) -> str:
        """Its title."""
        return thing.title

    def render_public(self, thing: WorkWeek) -> str:
        """The week as citizens will see it."""
        return render_template("schedule/week.html", preview=True, **week_context(thing))
