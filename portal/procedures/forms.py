"""What the form of a procedure accepts. Rows (ways, papers, bases) are lines of text, see `lines.py`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.procedures.lines import read_bases, read_papers, read_ways
from portal.procedures.queries import LEVEL_WORDS


class ProcedureForm(FlaskForm):
    """A procedure."""

    code = StringField(
        _l("Mã thủ tục"),
        [
            InputRequired(_l("Nhập mã thủ tục")),
            Regexp(r"[\w.\-]{3,40}\Z", message=_l("Mã chỉ gồm chữ, số, dấu chấm, gạch nối")),
        ],
        description=_l("Như trên Cơ sở dữ liệu quốc gia, ví dụ 1.001193"),
    )
    name = TextAreaField(_l("Tên thủ tục"), [InputRequired(_l("Nhập tên thủ tục")), Length(max=1000)])
    field = StringField(_l("Lĩnh vực"), [InputRequired(_l("Nhập lĩnh vực")), Length(max=200)])
    levels = SelectMultipleField(_l("Cấp thực hiện"), choices=list(LEVEL_WORDS.items()))
    service_level = SelectField(
        _l("Mức dịch vụ công trực tuyến"),
        choices=[
            ("toan-trinh", _l("Toàn trình")),
            ("mot-phan", _l("Một phần")),
            ("thong-tin", _l("Chỉ cung cấp thông tin")),
        ],
    )
    procedure_kind = StringField(_l("Loại thủ tục"), [Length(max=200)])
    decision = StringField(_l("Quyết định công bố"), [Length(max=200)])
    description = TextAreaField(_l("Mô tả ngắn"), [Length(max=1000)])
    subjects_text = StringField(
        _l("Đối tượng thực hiện"), [Length(max=1000)], description=_l("Cách nhau bằng dấu chấm phẩy")
    )
    executing_agency = StringField(_l("Cơ quan thực hiện"), [Length(max=1000)])
    competent_agency = StringField(_l("Cơ quan có thẩm quyền"), [Length(max=1000)])
    coordinating_agency = StringField(_l("Cơ quan phối hợp"), [Length(max=1000)])
    place = StringField(_l("Địa chỉ tiếp nhận"), [Length(max=1000)])
    ways_text = TextAreaField(
        _l("Cách thức thực hiện"), description=_l("Mỗi dòng: Trực tiếp | thời hạn | phí, lệ phí | ghi chú")
    )
    papers_text = TextAreaField(
        _l("Thành phần hồ sơ"),
        description=_l(
            "Mỗi dòng: tên giấy tờ | bản chính | bản sao | tên tệp mẫu | ghi chú. Dòng bắt đầu bằng # là một trường hợp"
        ),
    )
    steps = TextAreaField(
        _l("Trình tự thực hiện"), [Length(max=200_000)], description=_l("Mỗi bước một đề mục ### Bước 1: …")
    )
    results_text = TextAreaField(_l("Kết quả"), [Length(max=4000)], description=_l("Mỗi kết quả một dòng"))
    conditions = TextAreaField(_l("Yêu cầu, điều kiện"), [Length(max=100_000)])
    bases_text = TextAreaField(_l("Căn cứ pháp lý"), description=_l("Mỗi dòng: số ký hiệu | tên văn bản"))
    keywords_text = StringField(_l("Từ khóa"), [Length(max=500)], description=_l("Cách nhau bằng dấu phẩy"))
    popular = IntegerField(_l("Thứ tự trong thủ tục được tìm nhiều"), [Optional(), NumberRange(1, 999)])
    shared = BooleanField(_l("Cho các cổng cấp xã cùng hiển thị"))

    def validate_ways_text(self, field: Any) -> None:
        """Each line must come apart."""
        read_ways(field.data)

    def validate_papers_text(self, field: Any) -> None:
        """Each line must come apart."""
        read_papers(field.data)

    def validate_bases_text(self, field: Any) -> None:
        """Each line must come apart."""
        read_bases(field.data)
