"""Forms of moving in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.moving.addresses import host_of
from portal.moving.mapping import AS_DRAFT, AS_WAS
from portal.moving.selecting import InvalidSelector, parse


class MappingForm(FlaskForm):
    """How a source is taken in; where its sections go stands beside, a choice for each."""

    site = StringField(
        _l("Địa chỉ cổng cũ"),
        [Length(max=200)],
        description=_l("Ví dụ: https://tamhai.nuithanh.gov.vn. Để biết liên kết nào là của cổng cũ."),
    )
    also = StringField(
        _l("Tên miền khác của cổng cũ"), [Length(max=500)], description=_l("Cách nhau bằng dấu phẩy, nếu có.")
    )
    state = SelectField(
        _l("Trạng thái sau khi chuyển"),
        choices=[
            (AS_WAS, _l("Như trên cổng cũ: bài đã đăng thì đăng, với ngày cũ")),
            (AS_DRAFT, _l("Tất cả là bản nháp")),
        ],
    )
    content = StringField(
        _l("Vùng nội dung của trang"),
        [Length(max=300)],
        description=_l(
            "Chỉ cho trang HTML. Tên thẻ, #id hoặc .lớp, ví dụ: #noidung, .detail-content. Trống: tự tìm."
        ),
    )
    drop = TextAreaField(
        _l("Phần bỏ đi"),
        [Length(max=1000)],
        description=_l("Chỉ cho trang HTML, mỗi dòng một vùng, ví dụ: .tin-lien-quan"),
    )
    attach_originals = BooleanField(_l("Đính kèm tệp Word gốc vào bài"))

    def validate_site(self, field: StringField) -> None:
        """An address has a host."""
        if (field.data or "").strip() and not host_of(field.data.strip()):
            raise ValidationError(_l("Địa chỉ phải bắt đầu bằng http:// hoặc https://"))

    def validate_content(self, field: StringField) -> None:
        """Selectors must be understood before a run of an hour."""
        _check(field.data)

    def validate_drop(self, field: TextAreaField) -> None:
        """As `validate_content`."""
        for line in (field.data or "").splitlines():
            _check(line)


def _check(text: str | None) -> None:
    try:
        parse(text or "")
    except InvalidSelector as error:
        raise ValidationError(str(error)) from error


class OldPathForm(FlaskForm):
    """An old address and where it leads."""

    address = StringField(
        _l("Địa chỉ cũ"),
        [InputRequired(_l("Nhập địa chỉ cũ")), Length(max=1000, message=_l("Địa chỉ dài quá 1.000 ký tự"))],
        description=_l(
            "Chép nguyên từ trình duyệt hoặc chỉ phần sau tên miền, ví dụ: /Default.aspx?tabid=12"
        ),
    )
    target = StringField(
        _l("Nơi đến trên cổng này"),
        [InputRequired(_l("Nhập nơi đến")), Length(max=500)],
        description=_l("Phần sau tên miền của trang trên cổng này, ví dụ: /tin-tuc/le-hoi-cau-ngu"),
    )
    note = StringField(_l("Ghi chú"), [Length(max=300)], description=_l("Chỉ người quản trị thấy."))
