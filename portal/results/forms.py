"""What the forms of templates accept."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.results.layout.shapes import LONGEST_BODY, Field, Template
from portal.results.templates_service import KEY, LONGEST_KEY, LONGEST_NOTE

KIND_NAMES = {
    "text": _l("Chữ"),
    "long": _l("Đoạn văn"),
    "date": _l("Ngày"),
    "number": _l("Số"),
    "money": _l("Tiền"),
    "choice": _l("Chọn"),
}
_REQUIRED = "có"
_SOME_LINES = Length(max=4000, message=_l("Nội dung quá dài"))


def _short(label: Any, *more: Any, description: Any = "") -> StringField:
    too_long = Length(max=300, message=_l("Dài quá 300 ký tự"))
    return StringField(label, [*more, too_long], description=description)


class TemplateForm(FlaskForm):
    """A template: its parts as short fields, its fields a line each (js/grid.js shows a table), its body as text."""

    version = HiddenField()
    key = StringField(
        _l("Mã mẫu"),
        [
            Optional(),
            Length(max=LONGEST_KEY, message=_l("Dài quá 60 ký tự")),
            Regexp(KEY, message=_l("Chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối")),
        ],
        description=_l("Dịch vụ gọi mẫu bằng mã này, ví dụ giay-xac-nhan"),
    )
    kind = _short(_l("Tên giấy tờ"), InputRequired(_l("Ghi tên giấy tờ")))
    title = StringField(
        _l("Tiêu đề in trên giấy"),
        [InputRequired(_l("Ghi tiêu đề")), Length(max=300, message=_l("Dài quá 300 ký tự"))],
    )
    subtitle = _short(_l("Trích yếu dưới tiêu đề"))
    number = _short(_l("Số, ký hiệu"), description=_l("Ví dụ {số}/QĐ-UBND; để trống nếu giấy không có số"))
    series = _short(
        _l("Dãy số"), description=_l("Các mẫu cùng dãy đánh số nối tiếp nhau; để trống nếu riêng")
    )
    size = SelectField(_l("Khổ giấy"), choices=[("A4", "A4"), ("A5", "A5")])
    fields_text = TextAreaField(
        _l("Các trường"),
        description=_l(
            "Mỗi trường một dòng: mã | tên | loại | bắt buộc | gợi ý | các lựa chọn cách nhau bằng dấu ;"
        ),
        validators=[Length(max=LONGEST_BODY, message=_l("Nội dung quá dài"))],
    )
    body = TextAreaField(
        _l("Nội dung"),
        [InputRequired(_l("Viết nội dung")), Length(max=LONGEST_BODY, message=_l("Nội dung quá dài"))],
    )
    titles = TextAreaField(
        _l("Chức vụ người ký"), [_SOME_LINES], description=_l("Mỗi dòng một dòng in hoa trên chữ ký")
    )
    recipients = TextAreaField(
        _l("Nơi nhận"), [_SOME_LINES], description=_l("Mỗi nơi một dòng; để trống nếu không in")
    )
    identity = _short(
        _l("Trường chứa số định danh"), description=_l("Mã trường, để giấy được dùng lại cho hồ sơ sau")
    )
    holder = _short(
        _l("Trường chứa họ tên"), description=_l("Mã trường; trang kiểm tra chỉ hiện chữ cái đầu")
    )
    paper_kind = _short(
        _l("Loại giấy tờ dùng lại"), description=_l("Ví dụ trich-luc-khai-sinh; có thể để trống")
    )
    source = _short(_l("Căn cứ của mẫu"))
    note = StringField(
        _l("Ghi chú cho phiên bản"), [Length(max=LONGEST_NOTE, message=_l("Dài quá 2.000 ký tự"))]
    )

    def template(self) -> Template:
        """What was typed as a template; what is wrong with it is told by `checking.check`."""
        return Template(
            kind=_line(self.kind.data),
            title=_text(self.title.data),
            body=_text(self.body.data),
            subtitle=_line(self.subtitle.data),
            number=_line(self.number.data),
            series=_line(self.series.data),
            size=self.size.data or "A4",
            fields=read_fields(self.fields_text.data or ""),
            titles=tuple(_lines(self.titles.data)),
            recipients=tuple(_lines(self.recipients.data)),
            identity=_line(self.identity.data),
            holder=_line(self.holder.data),
            paper_kind=_line(self.paper_kind.data),
            source=_line(self.source.data),
        )


def _text(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


def _line(value: str | None) -> str:
    return " ".join((value or "").split())


def _lines(value: str | None) -> list[str]:
    return [line.strip() for line in _text(value).split("\n") if line.strip()]


def read_fields(text: str) -> tuple[Field, ...]:
    """Fields from their lines "mã | tên | loại | bắt buộc | gợi ý | lựa chọn"."""
    kinds = {str(name).lower(): kind for kind, name in KIND_NAMES.items()} | {
        kind: kind for kind in KIND_NAMES
    }
    found = []
    for line in _lines(text):
        cells = [one.strip() for one in line.split("|")] + [""] * 6
        found.append(
            Field(
                key=cells[0],
                label=cells[1],
                kind=kinds.get(cells[2].lower(), cells[2]) or "text",
                required=cells[3].lower() in {_REQUIRED, "x"},
                help=cells[4],
                choices=tuple(one.strip() for one in cells[5].split(";") if one.strip()),
            )
        )
    return tuple(found)


def write_fields(fields: tuple[Field, ...]) -> str:
    """Fields as their lines."""
    return "\n".join(
        " | ".join(
            (
                one.key,
                one.label.replace("|", "/"),
                str(KIND_NAMES.get(one.kind, one.kind)),
                _REQUIRED if one.required else "",
                one.help.replace("|", "/"),
                "; ".join(one.choices),
            )
        ).rstrip(" |")
        for one in fields
    )


def form_values(template: Template) -> dict[str, Any]:
    """What a form shows of a template."""
    names: tuple[str, ...] = ("kind", "title", "subtitle", "number", "series", "size", "body")
    names += ("identity", "holder", "paper_kind", "source")
    values: dict[str, Any] = {name: getattr(template, name) for name in names}
    return values | {
        "fields_text": write_fields(template.fields),
        "titles": "\n".join(template.titles),
        "recipients": "\n".join(template.recipients),
    }


def blank() -> dict[str, Any]:
    """What the form of a new template begins with."""
    return {
        "title": _("GIẤY XÁC NHẬN"),
        "number": "{số}/GXN-UBND",
        "series": "giay_xac_nhan",
        "titles": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "fields_text": write_fields((Field("ho_ten", _("Họ và tên"), required=True),)),
        "body": _(
            "{co_quan} xác nhận:\n| Họ và tên: **{ho_ten:hoa}**\nGiấy này được cấp theo yêu cầu của người trên./."
        ),
        "holder": "ho_ten",
    }
