"""What the form of an indicator accepts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.indicators.catalogue import BETTER, FIELDS, MADE, Measure
from portal.indicators.defining import InvalidIndicator
from portal.indicators.numbers import NotANumber, read_number
from portal.indicators.periods import LABELS
from portal.indicators.small import HIGHEST
from portal.web.form_fields import MultiCheckboxField


def _choices(labels: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(labels.items())


class _Day(DateField):
    """A day; what is none is said in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Chọn ngày, hoặc ghi như 2026-01-31.")) from error


class _Count(IntegerField):
    """A whole number; what is none is said in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Nhập một số nguyên.")) from error


class IndicatorForm(FlaskForm):
    """An indicator; choices of other indicators and of units are set by the view."""

    version = HiddenField()
    code = StringField(
        _l("Mã"),
        [InputRequired(_l("Nhập mã.")), Length(max=40, message=_l("Dài quá 40 ký tự"))],
        description=_l("Chữ thường không dấu, chữ số, gạch nối; không đổi được về sau. Ví dụ: ho-ngheo"),
    )
    name = StringField(
        _l("Tên chỉ tiêu"),
        [InputRequired(_l("Nhập tên chỉ tiêu.")), Length(max=200, message=_l("Dài quá 200 ký tự"))],
    )
    unit = StringField(
        _l("Đơn vị tính"),
        [InputRequired(_l("Nhập đơn vị tính.")), Length(max=60, message=_l("Dài quá 60 ký tự"))],
        description=_l("Ví dụ: người, hộ, ha, tấn, triệu đồng, %"),
    )
    field = SelectField(_l("Nhóm"), choices=_choices(FIELDS))
    period = SelectField(_l("Kỳ báo cáo"), choices=_choices(LABELS))
    decimals = _Count(
        _l("Số chữ số thập phân"),
        [InputRequired(_l("Nhập từ 0 đến 6.")), NumberRange(0, 6, _l("Nhập từ 0 đến 6."))],
        description=_l("0: số nguyên"),
    )
    days = _Count(
        _l("Hạn nộp"),
        [InputRequired(_l("Nhập số ngày.")), NumberRange(0, 366, _l("Từ 0 đến 366 ngày."))],
        description=_l("Số ngày sau khi kỳ báo cáo kết thúc"),
    )
    better = SelectField(_l("Đánh giá"), choices=_choices(BETTER))
    made = SelectField(_l("Số liệu của huyện"), choices=_choices(MADE))
    weight_code = SelectField(_l("Trọng số"), description=_l("Chỉ dùng cho số bình quân"))
    accumulates = BooleanField(
        _l("Cộng dồn trong năm"),
        description=_l(
            "Ví dụ: số trẻ sinh ra, thu ngân sách. Để trống với số tại một thời điểm như dân số, số hộ"
        ),
    )
    part_of = SelectField(
        _l("Là một phần của"), description=_l("Số của chỉ tiêu này không được lớn hơn số của chỉ tiêu đó")
    )
    least = StringField(_l("Thấp nhất"), description=_l("Nhỏ hơn mức này thì không nhận"))
    most = StringField(_l("Cao nhất"), description=_l("Lớn hơn mức này thì không nhận"))
    change_percent = _Count(
        _l("Thay đổi bất thường"),
        [Optional(), NumberRange(1, 100_000, _l("Nhập từ 1 đến 100.000."))],
        description=_l("Tăng, giảm quá bao nhiêu % so với kỳ trước thì phải giải trình"),
    )
    definition = TextAreaField(
        _l("Khái niệm, cách tính"),
        [Length(max=4000, message=_l("Dài quá 4.000 ký tự"))],
        description=_l("Người nhập và người dân đọc để hiểu số này tính gì, không tính gì"),
    )
    source = StringField(
        _l("Nguồn số liệu"),
        [Length(max=300, message=_l("Dài quá 300 ký tự"))],
        description=_l("Sổ sách, cơ quan cung cấp, văn bản quy định"),
    )
    collected_from = MultiCheckboxField(
        _l("Đơn vị nộp"), coerce=int, description=_l("Không chọn đơn vị nào: mọi xã, thị trấn đều nộp")
    )
    active_from = _Day(_l("Áp dụng từ"), [InputRequired(_l("Chọn ngày bắt đầu."))])
    active_until = _Day(_l("Áp dụng đến"), [Optional()], description=_l("Để trống: chưa kết thúc"))
    open = BooleanField(
        _l("Công khai"), description=_l("Số đã duyệt hiện ở trang Số liệu của cổng và trong dữ liệu mở")
    )
    shown_from = _Count(
        _l("Không công khai số nhỏ hơn"),
        [Optional(), NumberRange(0, HIGHEST, _l("Ghi 0, hoặc từ 3 đến 1.000."))],
        description=_l(
            "Dùng khi chỉ tiêu đếm người hoặc hộ: số nhỏ có thể chỉ ra một người. Nên ghi 5. Ghi 0 nếu không đếm người"
        ),
    )
    rate_of = SelectField(
        _l("Tử số của tỷ lệ"),
        description=_l("Tỷ lệ được giấu cùng với số này. Ví dụ: tỷ lệ hộ nghèo có tử số là số hộ nghèo"),
    )
    reason = StringField(_l("Lý do sửa"), [Length(max=500, message=_l("Dài quá 500 ký tự"))])


def choose(form: IndicatorForm, known: list[Measure], own: str, units: list[tuple[int, str]]) -> None:
    """Set what can be chosen: other indicators, and units that hand in."""
    others = [(one.code, f"{one.name} ({one.code})") for one in known if one.code != own]
    form.weight_code.choices = [("", _("không có")), *others]
    form.rate_of.choices = [("", _("không có")), *others]
    form.part_of.choices = [("", _("không thuộc chỉ tiêu nào")), *others]
    form.collected_from.choices = units


def values(one: Measure) -> dict[str, Any]:
    """What the form of an indicator begins with."""
    found = {
        name: getattr(one, name) for name in IndicatorForm.__dict__ if name in Measure.__dataclass_fields__
    }
    return found | {
        "least": one.written(one.least),
        "most": one.written(one.most),
        "collected_from": list(one.collected_from),
    }


def draft_of(form: IndicatorForm, present: Measure | None) -> Measure:
    """What a valid form says. Raises InvalidIndicator for a bound that is no number."""
    decimals = form.decimals.data or 0
    bounds: dict[str, Any] = {}
    for name in ("least", "most"):
        try:
            bounds[name] = read_number(form[name].data or "", decimals)
        except NotANumber as error:
            raise InvalidIndicator(name, str(error)) from error
    return Measure(
        id=0,
        code=present.code if present is not None else (form.code.data or "").strip(),
        name=" ".join((form.name.data or "").split()),
        unit=" ".join((form.unit.data or "").split()),
        field=form.field.data,
        period=form.period.data,
        decimals=decimals,
        better=form.better.data,
        made=form.made.data,
        weight_code=form.weight_code.data or "",
        accumulates=bool(form.accumulates.data),
        change_percent=form.change_percent.data,
        part_of=form.part_of.data or "",
        definition=(form.definition.data or "").replace("\r\n", "\n").strip(),
        source=(form.source.data or "").strip(),
        collected_from=tuple(form.collected_from.data or ()),
        days=form.days.data or 0,
        active_from=form.active_from.data,
        active_until=form.active_until.data,
        open=bool(form.open.data),
        shown_from=form.shown_from.data or 0,
        rate_of=form.rate_of.data or "",
        position=present.position if present is not None else 900,
        **bounds,
    )
