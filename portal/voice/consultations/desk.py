"""The desk's side of drafts for comment: the shared screens, with days and the summary."""

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
from portal.clock import today, utc_now
from portal.publishing.wanted import Wanted
from portal.screens.contract import DeskRow
from portal.screens.filling import Values, filled, is_fresh, plain
from portal.voice.consultations import queries, service
from portal.voice.consultations.groups import InvalidGroups, read_groups, write_groups
from portal.voice.consultations.models import Consultation
from portal.voice.consultations.views import consultation_context


class ConsultationForm(FlaskForm):
    """A draft for comment."""

    title = StringField(
        _l("Tên dự thảo"),
        [InputRequired(_l("Nhập tên dự thảo")), Length(max=300, message=_l("Tên dài quá 300 ký tự"))],
    )
    lead = TextAreaField(
        _l("Giới thiệu"),
        [Length(max=1000, message=_l("Giới thiệu dài quá 1.000 ký tự"))],
        description=_l("Vì sao lấy ý kiến, mong người dân góp ý điều gì"),
    )
    body = TextAreaField(
        _l("Nội dung dự thảo"),
        [Length(max=500_000, message=_l("Nội dung dài quá giới hạn"))],
        description=_l("Hoặc đính kèm tệp dự thảo, tờ trình ở cuối trang sau khi lưu"),
    )
    office = StringField(_l("Đơn vị soạn thảo"), [Length(max=200)])
    opens_on = DateField(_l("Nhận góp ý từ ngày"), [InputRequired(_l("Chọn ngày bắt đầu"))])
    closes_on = DateField(
        _l("Đến hết ngày"),
        [InputRequired(_l("Chọn ngày kết thúc"))],
        description=_l("Sau ngày này cổng tự ngừng nhận góp ý"),
    )
    summary = TextAreaField(
        _l("Tổng hợp, tiếp thu, giải trình"),
        [Length(max=100_000, message=_l("Nội dung dài quá giới hạn"))],
        description=_l("Viết sau khi kết thúc; hiện trên trang dự thảo ngay khi lưu nếu dự thảo đang đăng"),
    )
    groups_text = TextAreaField(
        _l("Trả lời theo nhóm ý kiến"),
        [Length(max=100_000, message=_l("Nội dung dài quá giới hạn"))],
        description=_l(
            "Mỗi nhóm ba dòng: “Nhóm: …”, “Ý kiến: …”, “Trả lời: …”; các nhóm cách nhau một dòng trống"
        ),
    )

    def validate_closes_on(self, field: DateField) -> None:
        """It cannot close before it opens."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("Ngày kết thúc phải sau ngày bắt đầu"))

    def validate_groups_text(self, field: TextAreaField) -> None:
        """Each block must begin with its group."""
        try:
            read_groups(field.data or "")
        except InvalidGroups as error:
            raise ValidationError(
                _(
                    "Dòng %(line)s chưa thuộc nhóm nào. Hãy bắt đầu nhóm bằng “Nhóm: tên nhóm”.",
                    line=error.line,
                )
            ) from error


class ConsultationScreen:
    """Drafts for comment for portal.screens (see its contract)."""

    kind = "consultation"
    path = "/quan-tri/gop-y/"
    icon = "edit"
    order = 46
    plural = _l("Dự thảo lấy ý kiến")
    model = Consultation
    singular = _l("dự thảo lấy ý kiến")
    template = "voice/desk/_consultation_form.html"

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, the last to close first."""
        return queries.desk_statement(wanted).order_by(Consultation.closes_on.desc(), Consultation.id.desc())

    def row(self, one: Consultation) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            one.title,
            one.status,
            _note(one),
            one.updated_at,
            queries.consultation_path(one.slug) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> Consultation | None:
        """One draft of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: Consultation | None, values: Values | None = None) -> ConsultationForm:
        """The form, with the groups as text."""
        form = filled(ConsultationForm, thing, values)
        if thing is not None and is_fresh(values):
            form.groups_text.data = write_groups(thing.groups)
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        values = plain(data, ConsultationForm)
        if "groups" in data:
            values["groups_text"] = write_groups(data["groups"])
        return values

    @staticmethod
    def _draft(form: ConsultationForm) -> service.ConsultationDraft:
        assert form.opens_on.data is not None and form.closes_on.data is not None  # both are required
        return service.ConsultationDraft(
            title=(form.title.data or "").strip(),
            opens_on=form.opens_on.data,
            closes_on=form.closes_on.data,
            lead=(form.lead.data or "").strip(),
            body=form.body.data or "",
            office=(form.office.data or "").strip(),
            summary=form.summary.data or "",
            groups=read_groups(form.groups_text.data or ""),
        )

    def create(self, form: ConsultationForm, actor: Actor) -> Consultation:
        """Make a draft."""
        return service.create(self._draft(form), actor)

    def save(
        self,
        thing: Consultation,
        form: ConsultationForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the draft."""
        service.save(thing, self._draft(form), seen_version, actor, action, detail)

    def public_path(self, thing: Consultation) -> str:
        """Where citizens find it."""
        return queries.consultation_path(thing.slug)

    def title_of(self, thing: Consultation) -> str:
        """Its title."""
        return thing.title

    def render_public(self, thing: Consultation) -> str:
        """The page as citizens will see it."""
        return render_template("voice/consultation.html", preview=True, **consultation_context(thing))


def _note(row: Consultation) -> str:
    day = f"{row.closes_on:%d/%m/%Y}"
    if row.is_open(today()):
        return _("Nhận góp ý đến hết ngày %(day)s", day=day)
    if not row.is_over(today()):
        return _("Bắt đầu nhận góp ý từ ngày %(day)s", day=f"{row.opens_on:%d/%m/%Y}")
    if row.is_summarised:
        return _("Đã kết thúc ngày %(day)s, đã có tổng hợp", day=day)
    return _("Đã kết thúc ngày %(day)s, chưa có tổng hợp", day=day)
