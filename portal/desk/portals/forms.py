"""What the form of a new portal accepts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.mail.service import ADDRESS

COLOUR = r"#[0-9a-fA-F]{6}\Z"


def _trimmed(text: str | None) -> str:
    return " ".join((text or "").split())


class FoundingForm(FlaskForm):
    """A new portal, in one form."""

    name = StringField(
        _l("Tên cổng"), [InputRequired(_l("Nhập tên, ví dụ Xã Tam Hải")), Length(max=120)], filters=[_trimmed]
    )
    authority = StringField(_l("Cơ quan chủ quản"), [Optional(), Length(max=200)], filters=[_trimmed])
    kind = SelectField(_l("Loại"))
    code = StringField(
        _l("Mã đơn vị hành chính"),
        [Optional(), Regexp(r"[0-9A-Za-z.-]{1,20}\Z", message=_l("Mã chỉ gồm số và chữ, ví dụ 20992"))],
        filters=[_trimmed],
    )
    slug = StringField(_l("Mã trong hệ thống"), [Optional(), Length(max=40)], filters=[_trimmed])
    parent = SelectField(_l("Trực thuộc"))
    hosts = TextAreaField(_l("Tên miền"), [Length(max=2000)])
    template = SelectField(_l("Lập theo mẫu"))
    with_pages = BooleanField(_l("Tạo sẵn bản nháp các trang như cổng mẫu (chỉ tiêu đề)"))
    theme = SelectField(_l("Bộ giao diện"))
    primary_colour = StringField(_l("Màu chính"), [Regexp(COLOUR, message=_l("Màu có dạng #8b1a1a"))])
    accent_colour = StringField(_l("Màu nhấn"), [Regexp(COLOUR, message=_l("Màu có dạng #c8811a"))])
    address = StringField(_l("Địa chỉ trụ sở"), [Length(max=300)], filters=[_trimmed])
    telephone = StringField(_l("Điện thoại"), [Length(max=40)], filters=[_trimmed])
    email = StringField(_l("Thư điện tử của cơ quan"), [Length(max=200)], filters=[_trimmed])
    admin_name = StringField(_l("Họ tên người quản trị"), [Length(max=120)], filters=[_trimmed])
    admin_email = StringField(
        _l("Thư điện tử người quản trị"),
        [Optional(), Regexp(ADDRESS, message=_l("Thư điện tử chưa đúng dạng")), Length(max=254)],
        filters=[_trimmed],
    )

    def wanted_hosts(self) -> tuple[str, ...]:
        """The hosts that were typed, one a line or with commas between, without doubles."""
        return tuple(dict.fromkeys((self.hosts.data or "").replace(",", " ").lower().split()))
