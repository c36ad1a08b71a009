"""The forms in which an administrator orders a merge, a split or a renaming."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.merging.models import MERGE, RENAME, SPLIT
from portal.merging.orders import Order
from portal.publishing.slugs import slugify
from portal.tenancy.directory import directory
from portal.web.form_fields import MultiCheckboxField

NEW = ""
_KIND = re.compile(r"(?:xã|phường|thị trấn|đặc khu|huyện)\s+", re.IGNORECASE)


class NamesForm(FlaskForm):
    """What a portal is called."""

    name = StringField(_l("Tên đầy đủ"), [Length(max=200)], description=_l("Ví dụ: Xã Đức Phú"))
    authority = StringField(
        _l("Tên cơ quan"),
        [Optional(), Length(max=200)],
        description=_l("Để trống: Ủy ban nhân dân và tên trên"),
    )
    code = StringField(_l("Mã đơn vị hành chính"), [Optional(), Length(max=20)])
    hosts = TextAreaField(
        _l("Tên miền"),
        [Optional(), Length(max=1000)],
        description=_l("Mỗi dòng một tên miền; dòng đầu là địa chỉ chính."),
    )
    day = DateField(_l("Từ ngày"), [Optional()], description=_l("Để trống: hôm nay"))

    def names(self) -> dict[str, Any]:
        """The fields as parts of an order."""
        return {
            "name": (self.name.data or "").strip(),
            "authority": (self.authority.data or "").strip(),
            "code": (self.code.data or "").strip(),
            "hosts": tuple((self.hosts.data or "").split()),
            "day": self.day.data.isoformat() if self.day.data else "",
        }


class NewPortalForm(NamesForm):
    """What is called into being unless it joins a portal that is there."""

    into: SelectField
    slug: StringField

    def new_slug(self) -> str:
        """The short name that was typed, or the one that the full name makes: "Xã Đức Phú" is duc-phu."""
        typed, name = (self.slug.data or "").strip(), (self.name.data or "").strip()
        return typed or (slugify(_KIND.sub("", name, count=1), 63) if name else "")


def _portals() -> list[tuple[str, str]]:
    return [(one.slug, one.name) for one in directory().living() if not one.is_district]


class MergeForm(NewPortalForm):
    """Several portals become one."""

    olds = MultiCheckboxField(_l("Các cổng nhập lại"), [InputRequired(_l("Chọn ít nhất một cổng"))])
    into = SelectField(_l("Nhập vào"), [Optional()])
    slug = StringField(
        _l("Tên ngắn của cổng mới"),
        [Optional(), Length(max=63)],
        description=_l("Chữ thường không dấu, số, gạch nối; dùng trong địa chỉ. Để trống: lấy từ tên"),
    )
    parent = SelectField(_l("Cấp trên"), [Optional()])

    def prepare(self) -> None:
        """Fill the choices."""
        self.olds.choices = _portals()
        self.into.choices = [(NEW, _("Cổng mới, lập khi sáp nhập")), *_portals()]
        self.parent.choices = [(NEW, _("Như các cổng nhập lại")), *((one.slug, one.name) for one in _above())]

    def order(self) -> Order:
        """What was asked for."""
        into = self.into.data or self.new_slug()
        return Order(MERGE, into, tuple(self.olds.data or ()), parent=self.parent.data or "", **self.names())


def _above() -> list[Any]:
    return [one for one in directory().living() if one.is_district]


class SplitForm(NewPortalForm):
    """What came from a former portal leaves the one that it is in."""

    source = SelectField(_l("Tách khỏi cổng"), [InputRequired(_l("Chọn một cổng"))])
    olds = MultiCheckboxField(_l("Phần có nguồn từ"), [InputRequired(_l("Chọn ít nhất một cổng cũ"))])
    into = SelectField(_l("Đưa sang"), [Optional()])
    slug = StringField(
        _l("Tên ngắn của cổng mới"),
        [Optional(), Length(max=63)],
        description=_l("Ví dụ: tam-son-moi. Để trống: lấy từ tên"),
    )

    def prepare(self) -> None:
        """Fill the choices."""
        self.source.choices = _portals()
        self.olds.choices = [(one.slug, one.name) for one in directory().all() if not one.is_living]
        self.into.choices = [(NEW, _("Cổng mới, lập khi tách")), *_portals()]

    def order(self) -> Order:
        """What was asked for."""
        into = self.into.data or self.new_slug()
        return Order(SPLIT, into, tuple(self.olds.data or ()), source=self.source.data or "", **self.names())


class RenameForm(NamesForm):
    """A portal gets another name; nothing else changes."""

    into = SelectField(_l("Đổi tên cổng"), [InputRequired(_l("Chọn một cổng"))])
    slug = StringField(
        _l("Tên ngắn mới"), [Optional(), Length(max=63)], description=_l("Để trống: giữ nguyên")
    )

    def prepare(self) -> None:
        """Fill the choices."""
        self.into.choices = _portals()
        for field in (self.name, self.authority, self.hosts):
            field.description = _("Để trống: giữ nguyên")

    def order(self) -> Order:
        """What was asked for."""
        return Order(RENAME, self.into.data or "", slug=(self.slug.data or "").strip(), **self.names())


FORMS: dict[str, tuple[type[Any], Any]] = {
    "sap-nhap": (MergeForm, _l("Sáp nhập các cổng")),
    "tach": (SplitForm, _l("Tách một phần thành cổng khác")),
    "doi-ten": (RenameForm, _l("Đổi tên cổng")),
}
