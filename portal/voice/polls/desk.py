"""The desk's side of polls: the shared screens, with the choices a line each."""

from __future__ import annotations

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
from portal.screens.contract import DeskRow, InvalidField
from portal.screens.filling import Values, filled, is_fresh, plain
from portal.voice.polls import queries, service
from portal.voice.polls.models import Poll
from portal.voice.polls.views import poll_context


def read_choices(text: str) -> list[str]:
    """The choices of a text, a line each; a choice that stands twice counts once."""
    return list(dict.fromkeys(line.strip()[:300] for line in text.splitlines() if line.strip()))


class PollForm(FlaskForm):
    """A poll."""

    title = StringField(
        _l("Câu hỏi thăm dò"),
        [InputRequired(_l("Nhập câu hỏi")), Length(max=300, message=_l("Câu hỏi dài quá 300 ký tự"))],
    )
    intro = TextAreaField(
        _l("Giới thiệu"),
        [Length(max=2000, message=_l("Giới thiệu dài quá 2.000 ký tự"))],
        description=_l("Hỏi để làm gì, kết quả dùng vào việc gì"),
    )
    choices_text = TextAreaField(
        _l("Các phương án"),
        [InputRequired(_l("Nhập các phương án, mỗi dòng một phương án"))],
        description=_l("Mỗi dòng một phương án, từ 2 đến 12. Khi đã có người chọn thì không đổi được nữa."),
    )
    opens_on = DateField(_l("Từ ngày"), [InputRequired(_l("Chọn ngày bắt đầu"))])
    closes_on = DateField(_l("Đến hết ngày"), [InputRequired(_l("Chọn ngày kết thúc"))])

    def validate_choices_text(self, field: TextAreaField) -> None:
        """Neither too few nor too many."""
        if not service.FEWEST <= len(read_choices(field.data or "")) <= service.MOST:
            raise ValidationError(_("Cần từ 2 đến 12 phương án khác nhau, mỗi dòng một phương án"))

    def validate_closes_on(self, field: DateField) -> None:
        """It cannot close before it opens."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("Ngày kết thúc phải sau ngày bắt đầu"))


class PollScreen:
    """Polls for portal.screens (see its contract)."""

    kind = "poll"
    path = "/quan-tri/tham-do/"
    icon = "list"
    order = 47
    plural = _l("Thăm dò ý kiến")
    model = Poll
    singular = _l("thăm dò ý kiến")
    template = "voice/desk/_poll_form.html"

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, the last to close first."""
        return queries.desk_statement(wanted).order_by(Poll.closes_on.desc(), Poll.id.desc())

    def row(self, one: Poll) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            one.title,
            one.status,
            _("%(votes)s lượt chọn, đến hết ngày %(day)s", votes=one.votes, day=f"{one.closes_on:%d/%m/%Y}"),
            one.updated_at,
            queries.poll_path(one.slug) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> Poll | None:
        """One poll of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: Poll | None, values: Values | None = None) -> PollForm:
        """The form, with the choices as text."""
        form = filled(PollForm, thing, values)
        if thing is not None and is_fresh(values):
            form.choices_text.data = "\n".join(one.text for one in thing.choices)
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        values = plain(data, PollForm)
        if "choices" in data:
            values["choices_text"] = "\n".join(data["choices"])
        return values

    @staticmethod
    def _draft(form: PollForm) -> service.PollDraft:
        assert form.opens_on.data is not None and form.closes_on.data is not None  # both are required
        return service.PollDraft(
            title=(form.title.data or "").strip(),
            opens_on=form.opens_on.data,
            closes_on=form.closes_on.data,
            choices=read_choices(form.choices_text.data or ""),
            intro=(form.intro.data or "").strip(),
        )

    def create(self, form: PollForm, actor: Actor) -> Poll:
        """Make a draft."""
        return service.create(self._draft(form), actor)

    def save(
        self,
        thing: Poll,
        form: PollForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the poll."""
        try:
            service.save(thing, self._draft(form), seen_version, actor, action, detail)
        except service.ChoicesHeld as error:
            held = _("Đã có người chọn nên không đổi phương án được nữa. Hãy kết thúc và lập thăm dò mới.")
            raise InvalidField("choices_text", held) from error

    def public_path(self, thing: Poll) -> str:
        """Where citizens find it."""
        return queries.poll_path(thing.slug)

    def title_of(self, thing: Poll) -> str:
        """The question."""
        return thing.title

    def render_public(self, thing: Poll) -> str:
        """The ballot as citizens will see it."""
        return render_template("voice/poll.html", **poll_context(thing, preview=True))
