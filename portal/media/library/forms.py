"""What the form of a file accepts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.media.library.describing import Description

_PERCENT = (
    InputRequired(_l("Hãy nhập một số từ 0 đến 100.")),
    NumberRange(0, 100, _l("Hãy nhập một số từ 0 đến 100.")),
)


def _one_line(text: str | None) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text or "").split())


class FileForm(FlaskForm):
    """Of any file: what it is, and whose."""

    alt = StringField(
        _l("Mô tả"),
        filters=[_one_line],
        validators=[Length(max=300, message=_l("Tối đa 300 ký tự. Hãy rút gọn."))],
    )
    credit = StringField(
        _l("Nguồn, tác giả"),
        filters=[_one_line],
        validators=[Length(max=160, message=_l("Tối đa 160 ký tự. Hãy rút gọn."))],
    )

    def description(self) -> Description:
        """What was written."""
        return Description(self.alt.data or "", "", self.credit.data or "")


class PictureForm(FileForm):
    """Of a picture: also its caption, and the point that stays in sight."""

    caption = StringField(
        _l("Chú thích"),
        filters=[_one_line],
        validators=[Length(max=300, message=_l("Tối đa 300 ký tự. Hãy rút gọn."))],
    )
    focus_x = IntegerField(_l("Từ trái sang (%)"), validators=[*_PERCENT])
    focus_y = IntegerField(_l("Từ trên xuống (%)"), validators=[*_PERCENT])

    def description(self) -> Description:
        """What was written."""
        point = (int(self.focus_x.data or 0), int(self.focus_y.data or 0))
        return Description(self.alt.data or "", self.caption.data or "", self.credit.data or "", *point)
