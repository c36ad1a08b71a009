"""What the news form accepts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError


class NewsForm(FlaskForm):
    """A news item or notice; choices of section and picture are set by the screen."""

    title = StringField(
        _l("Tiêu đề"),
        [InputRequired(_l("Nhập tiêu đề")), Length(max=300, message=_l("Tiêu đề dài quá 300 ký tự"))],
    )
    section_id = SelectField(_l("Chuyên mục"), coerce=int)
    lead = TextAreaField(
        _l("Đoạn dẫn"),
        [
            InputRequired(_l("Viết một, hai câu dẫn vào bài")),
            Length(max=1000, message=_l("Đoạn dẫn dài quá 1.000 ký tự")),
        ],
    )
    body = TextAreaField(_l("Nội dung"), [Length(max=500_000, message=_l("Nội dung dài quá giới hạn"))])
    author = StringField(_l("Tác giả"), [Length(max=120)])
    tags = StringField(
        _l("Từ khóa"),
        [Length(max=500)],
        description=_l("Cách nhau bằng dấu phẩy, ví dụ: nông thôn mới, thủy sản"),
    )
    picture_id = SelectField(
        _l("Ảnh đại diện"),
        coerce=int,
        description=_l("Đứng đầu bài và trong danh sách tin"),
    )
    picture_alt = StringField(
        _l("Mô tả ảnh"), [Length(max=300)], description=_l("Cho người không nhìn thấy ảnh")
    )
    picture_caption = StringField(_l("Chú thích ảnh"), [Length(max=300)])
    featured = BooleanField(_l("Ghim lên đầu trang chủ"))
    urgent_until = DateTimeLocalField(
        _l("Ghim đến"),
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("Đến giờ này tin tự thôi ghim; để trống thì ghim đến khi bỏ chọn ở trên"),
    )

    def validate_picture_alt(self, field: StringField) -> None:
        """A picture needs a description (WCAG 1.1.1)."""
        if self.picture_id.data and not (field.data or "").strip():
            raise ValidationError(_l("Ảnh cần có mô tả cho người không nhìn thấy"))
