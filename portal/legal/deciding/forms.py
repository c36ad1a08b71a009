"""What an editor writes of a relation by hand."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal.legal.citations import recognise
from portal.legal.relation_kinds import KINDS


class RelationForm(FlaskForm):
    """A relation to another document, held here or not."""

    kind = SelectField(_l("Văn bản này"), choices=[(one.code, one.from_source) for one in KINDS.values()])
    number = StringField(
        _l("Số, ký hiệu văn bản kia"),
        [InputRequired(_l("Nhập số, ký hiệu, ví dụ 61/2018/NĐ-CP")), Length(max=80)],
    )
    parts = StringField(
        _l("Điều, khoản, điểm"),
        [Length(max=300)],
        description=_l("Ví dụ: khoản 2 Điều 5, Điều 7. Để trống nếu là toàn bộ văn bản."),
    )
    effective = DateField(
        _l("Từ ngày"), [Optional()], description=_l("Để trống: từ ngày văn bản này có hiệu lực.")
    )
    until = DateField(_l("Đến ngày"), [Optional()], description=_l("Chỉ với đình chỉ có thời hạn."))

    def anchors(self) -> list[str]:
        """The addresses of the provisions that were named."""
        found = recognise(self.parts.data or "")
        return [anchor for one in found for anchor in one.targets]

    def validate_parts(self, field: StringField) -> None:
        """What is written must be provisions."""
        if re.search(r"\S", field.data or "") and not self.anchors():
            raise ValidationError(_l("Chưa nhận ra điều, khoản nào. Viết như: khoản 2 Điều 5, Điều 7."))

    def validate_until(self, field: DateField) -> None:
        """An end stands behind the beginning."""
        if field.data and self.effective.data and field.data <= self.effective.data:
            raise ValidationError(_l("Ngày kết thúc phải sau ngày bắt đầu."))
