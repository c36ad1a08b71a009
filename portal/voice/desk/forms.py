"""What the desk's forms on cases accept."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.voice.forms import LONGEST, clean_line, clean_text


class WordingForm(FlaskForm):
    """The wording for the public."""

    title = StringField(
        _l("Tóm tắt"), [InputRequired(_l("Nhập tóm tắt")), Length(max=200)], filters=[clean_line]
    )
    text = TextAreaField(
        _l("Nội dung"), [InputRequired(_l("Nhập nội dung")), Length(max=LONGEST)], filters=[clean_text]
    )
    field = StringField(_l("Lĩnh vực, loại việc hoặc nhóm"), [Length(max=120)], filters=[clean_line])


class AnswerForm(FlaskForm):
    """The answer."""

    answer = TextAreaField(
        _l("Nội dung trả lời"),
        [
            InputRequired(_l("Viết nội dung trả lời")),
            Length(max=50_000, message=_l("Nội dung dài quá giới hạn")),
        ],
        filters=[clean_text],
    )
    answered_by = StringField(_l("Đơn vị trả lời"), [Length(max=200)], filters=[clean_line])


def read_lines(text: str, longest: int = 120, most: int = 60) -> tuple[str, ...]:
    """The lines of a list, each once."""
    found = dict.fromkeys(clean_line(line)[:longest] for line in text.splitlines())
    return tuple(one for one in found if one)[:most]


def _days(label: Any) -> IntegerField:
    said = _l("Nhập số ngày từ 1 đến 90")
    return IntegerField(label, [InputRequired(said), NumberRange(1, 90, said)])


class SettingsForm(FlaskForm):
    """What a portal decides about its citizens' voice."""

    question_days = _days(_l("Trả lời câu hỏi trong (ngày làm việc)"))
    report_days = _days(_l("Xử lý phản ánh trong (ngày làm việc)"))
    keep_months = IntegerField(
        _l("Giữ thông tin cá nhân sau khi kết thúc (tháng)"),
        [
            InputRequired(_l("Nhập số tháng từ 1 đến 60")),
            NumberRange(1, 60, _l("Nhập số tháng từ 1 đến 60")),
        ],
        description=_l("Hết thời hạn, hệ thống tự xóa; người gửi được báo thời hạn này khi gửi"),
    )
    office = StringField(
        _l("Đơn vị trả lời mặc định"),
        [Length(max=120)],
        filters=[clean_line],
        description=_l("Ví dụ: Văn phòng HĐND và UBND xã"),
    )
    fields_text = TextAreaField(_l("Lĩnh vực của câu hỏi"), description=_l("Mỗi dòng một lĩnh vực"))
    sorts_text = TextAreaField(_l("Loại việc phản ánh"), description=_l("Mỗi dòng một loại"))
    areas_text = TextAreaField(
        _l("Thôn, khối phố"), description=_l("Mỗi dòng một nơi; để trống nếu không cần chọn")
    )
    takes_questions = BooleanField(_l("Nhận câu hỏi trên cổng"))
    takes_reports = BooleanField(_l("Nhận phản ánh hiện trường trên cổng"))
