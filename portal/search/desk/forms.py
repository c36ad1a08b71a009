"""What the forms of synonyms and promoted results accept, with messages that say what to do."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal.search.curation.models import CONTAINS, EXACT
from portal.search.curation.questions import key_of
from portal.search.vocabulary import MAX_RUN

LONGEST = 100
_TOO_LONG = _l("Tối đa 100 ký tự. Hãy rút gọn.")
_OF_THE_FORMAT = set("=<>#|→")


def _one_line(text: str | None) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text or "").split())


def _words(_form: Any, field: Any) -> None:
    """A field whose words can be searched for."""
    key = key_of(field.data)
    if not key:
        raise ValidationError(_("Hãy nhập ít nhất một từ có chữ hoặc số."))
    if len(key) > LONGEST or len(key.split()) > MAX_RUN:
        raise ValidationError(
            _("Quá dài để so với câu hỏi. Chỉ giữ những từ chính, tối đa %(most)s chữ.", most=MAX_RUN)
        )


class _Day(DateField):
    """A day; what is none is said in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Ngày chưa đúng. Hãy chọn ngày, hoặc ghi như 2026-11-25.")) from error


class _Position(IntegerField):
    """A small number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Nhập số từ 0 đến 99.")) from error


class SynonymForm(FlaskForm):
    """A synonym."""

    term = StringField(
        _l("Từ người dân hay gõ"),
        [
            InputRequired(_l("Nhập từ mà người dân hay gõ, ví dụ: sổ đỏ")),
            Length(max=LONGEST, message=_TOO_LONG),
            _words,
        ],
        filters=[_one_line],
        description=_l("Ví dụ: sổ đỏ. Không cần gõ thêm bản không dấu hay chữ hoa."),
    )
    meaning = StringField(
        _l("Từ trên văn bản, thủ tục"),
        [
            InputRequired(_l("Nhập từ mà văn bản, thủ tục dùng, ví dụ: giấy chứng nhận quyền sử dụng đất")),
            Length(max=LONGEST, message=_TOO_LONG),
            _words,
        ],
        filters=[_one_line],
        description=_l("Ví dụ: giấy chứng nhận quyền sử dụng đất"),
    )
    direction = SelectField(
        _l("Chiều"),
        choices=[
            ("both", _l("Hai chiều: gõ từ nào cũng tìm cả hai")),
            ("one", _l("Một chiều: gõ từ thứ nhất thì tìm cả từ thứ hai, không ngược lại")),
        ],
    )
    shared = BooleanField(
        _l("Dùng chung cho các xã, thị trấn"),
        description=_l("Cổng của mọi xã, thị trấn trong huyện cũng dùng từ này"),
    )

    def validate_term(self, field: Any) -> None:
        """One letter stands in too many words."""
        if len(key_of(field.data)) < 2:
            raise ValidationError(_("Một chữ cái đứng trong quá nhiều từ. Hãy nhập từ dài hơn."))
        _no_signs(field)

    def validate_meaning(self, field: Any) -> None:
        """What search takes for the same already needs no synonym."""
        _no_signs(field)
        if key_of(field.data) == key_of(self.term.data):
            raise ValidationError(
                _("Hai bên giống nhau: tìm kiếm đã bỏ qua dấu, chữ hoa và dấu câu. Hãy nhập một từ khác.")
            )


def _no_signs(field: Any) -> None:
    if _OF_THE_FORMAT & set(field.data):
        raise ValidationError(_("Chỉ nhập từ, không dùng các dấu = < > # |. Mỗi cặp từ là một dòng riêng."))


class PromotedForm(FlaskForm):
    """A promoted result. The target is a page chosen by its title (`entry`), or an address."""

    question = StringField(
        _l("Khi người dân tìm"),
        [
            InputRequired(_l("Nhập câu người dân hay tìm, ví dụ: lịch tiếp dân")),
            Length(max=LONGEST, message=_TOO_LONG),
            _words,
        ],
        filters=[_one_line],
        description=_l("Ví dụ: lịch tiếp dân. Không phân biệt dấu, chữ hoa."),
    )
    matching = SelectField(
        _l("Áp dụng khi"),
        choices=[
            (EXACT, _l("câu tìm đúng bằng các từ này")),
            (CONTAINS, _l("câu tìm có chứa các từ này")),
        ],
    )
    target = StringField(
        _l("Địa chỉ trang"),
        [Length(max=500, message=_l("Tối đa 500 ký tự."))],
        filters=[lambda text: (text or "").strip()],
        description=_l(
            "Đường dẫn trên cổng này, ví dụ /lich-cong-tac/, hoặc địa chỉ đầy đủ chép từ trình duyệt"
        ),
    )
    title = StringField(
        _l("Tiêu đề hiển thị"),
        [Length(max=200, message=_l("Tối đa 200 ký tự. Hãy rút gọn."))],
        filters=[_one_line],
        description=_l("Để trống nếu chọn trang theo tiêu đề: lấy tiêu đề của trang"),
    )
    note = StringField(
        _l("Dòng giải thích"),
        [Length(max=300, message=_l("Tối đa 300 ký tự. Hãy rút gọn."))],
        filters=[_one_line],
        description=_l("Ví dụ: Cập nhật hằng tuần"),
    )
    starts = _Day(_l("Từ ngày"), [Optional()])
    ends = _Day(_l("Đến hết ngày"), [Optional()])
    position = _Position(
        _l("Thứ tự"),
        [Optional()],
        description=_l("Số nhỏ đứng trên, khi một câu tìm có nhiều kết quả đề xuất"),
    )
    shared = BooleanField(
        _l("Dùng chung cho các xã, thị trấn"),
        description=_l("Hiện cả trên cổng của mọi xã, thị trấn trong huyện"),
    )

    def validate_position(self, field: Any) -> None:
        """Two digits order more results than anybody sees."""
        if field.data is not None and not 0 <= field.data <= 99:
            raise ValidationError(_("Nhập số từ 0 đến 99."))

    def validate_ends(self, field: Any) -> None:
        """An end before the beginning would never show it."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError(_("Ngày kết thúc phải sau ngày bắt đầu."))
