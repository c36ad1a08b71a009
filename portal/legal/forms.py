"""What the form of a legal document accepts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

# Normative kinds first, then the 29 administrative kinds of Decree 30/2020/NĐ-CP, Annex III.
NORMATIVE = (
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Lệnh",
    "Nghị quyết",
    "Nghị quyết liên tịch",
    "Nghị định",
    "Quyết định",
    "Thông tư",
    "Thông tư liên tịch",
)
ADMINISTRATIVE = (
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công văn",
    "Công điện",
    "Bản ghi nhớ",
    "Bản thỏa thuận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Phiếu báo",
    "Thư công",
    "Sắc lệnh",
)


class LegalForm(FlaskForm):
    """A legal or directive document."""

    number = StringField(
        _l("Số, ký hiệu"),
        [InputRequired(_l("Nhập số, ký hiệu, ví dụ 45/KH-UBND")), Length(max=80)],
        description=_l("Ghi như trên văn bản, ví dụ 45/KH-UBND"),
    )
    type = SelectField(_l("Loại văn bản"), choices=[(one, one) for one in NORMATIVE + ADMINISTRATIVE])
    category = SelectField(
        _l("Nhóm"), choices=[("directive", _l("Chỉ đạo điều hành")), ("normative", _l("Quy phạm pháp luật"))]
    )
    title = TextAreaField(_l("Trích yếu"), [InputRequired(_l("Nhập trích yếu nội dung")), Length(max=2000)])
    issuer = StringField(
        _l("Cơ quan ban hành"), [InputRequired(_l("Nhập cơ quan ban hành")), Length(max=250)]
    )
    signer = StringField(_l("Người ký"), [Length(max=120)])
    signer_position = StringField(_l("Chức vụ người ký"), [Length(max=160)])
    issued = DateField(_l("Ngày ban hành"), [InputRequired(_l("Chọn ngày ban hành"))])
    effective = DateField(_l("Ngày có hiệu lực"), [Optional()])
    expires = DateField(_l("Ngày hết hiệu lực"), [Optional()])
    fields_text = StringField(
        _l("Lĩnh vực"), [Length(max=500)], description=_l("Cách nhau bằng dấu chấm phẩy")
    )
    excerpt = TextAreaField(_l("Tóm tắt"), [Length(max=2000)])
    body = TextAreaField(
        _l("Toàn văn"),
        [Length(max=3_000_000)],
        description=_l("Mỗi điều một dòng đề mục: ## Điều 1. Tên điều; chương: # Chương I. Tên chương"),
    )
    closing = TextAreaField(_l("Nơi nhận và phần ký"), [Length(max=20_000)])
    shared = BooleanField(_l("Cho các cổng cấp xã cùng hiển thị"))

    def validate_effective(self, field: Any) -> None:
        """A document takes effect no earlier than it is issued (Law 80/2015/QH13, article 151 and 152, allows
        earlier effect only by an exception that an editor notes in the text)."""
        if field.data and self.expires.data and self.expires.data < field.data:
            raise ValidationError(_l("Ngày hết hiệu lực đứng trước ngày có hiệu lực"))
