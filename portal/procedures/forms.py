"""What the form of a procedure accepts. Rows (ways, papers, bases) are written one a line, parts between |."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from portal.procedures.queries import LEVEL_WORDS
from portal.procedures.service import Basis, Paper, Way

CHANNEL_WORDS = {
    "trực tiếp": "truc-tiep",
    "trực tuyến": "truc-tuyen",
    "bưu chính": "buu-chinh",
    "dịch vụ bưu chính": "buu-chinh",
}
CHANNEL_NAMES = {"truc-tiep": "Trực tiếp", "truc-tuyen": "Trực tuyến", "buu-chinh": "Bưu chính"}
COUNT = re.compile(r"\d{1,3}\Z")


def _lines(text: str | None) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in (text or "").splitlines() if line.strip()]


def _cell(parts: list[str], at: int) -> str:
    return parts[at] if at < len(parts) else ""


def read_ways(text: str | None) -> list[Way]:
    """Ways from lines "Trực tiếp | 05 ngày làm việc | Miễn phí | ghi chú". Raises ValidationError."""
    ways = []
    for parts in _lines(text):
        channel = CHANNEL_WORDS.get(parts[0].lower())
        if channel is None:
            raise ValidationError(_l("Đầu dòng phải là Trực tiếp, Trực tuyến hoặc Bưu chính"))
        ways.append(Way(channel, _cell(parts, 1), _cell(parts, 2), _cell(parts, 3)))
    return ways


def read_papers(text: str | None) -> list[Paper]:
    """Papers from lines "Tên | bản chính | bản sao | mẫu | ghi chú"; "# …" begins a case. Raises ValidationError."""
    papers, case = [], ""
    for parts in _lines(text):
        if parts[0].startswith("#"):
            case = parts[0].lstrip("# ")
            continue
        counts = [_cell(parts, 1), _cell(parts, 2)]
        if any(one and not COUNT.match(one) for one in counts):
            raise ValidationError(_l("Số bản chính, bản sao phải là số"))
        originals, copies = (int(one) if one else None for one in counts)
        papers.append(Paper(parts[0], case, _cell(parts, 3), originals, copies, _cell(parts, 4)))
    return papers


def read_bases(text: str | None) -> list[Basis]:
    """Legal bases from lines "60/2014/QH13 | Luật Hộ tịch"."""
    return [Basis(parts[0], _cell(parts, 1)) for parts in _lines(text)]


def _flat(text: Any) -> str:
    return " ".join(str(text if text is not None else "").replace("|", "/").split())


def write_ways(ways: list[Any]) -> str:
    """Ways as the lines that `read_ways` reads."""
    rows = ([CHANNEL_NAMES.get(one.channel, one.channel), one.time, one.fee, one.note] for one in ways)
    return "\n".join(" | ".join(_flat(part) for part in row).rstrip(" |") for row in rows)


def write_papers(papers: list[Any]) -> str:
    """Papers as the lines that `read_papers` reads."""
    lines, case = [], ""
    for one in papers:
        if one.case != case:
            case = one.case
            lines.append(f"# {_flat(case)}")
        row = [one.name, one.originals, one.copies, one.form, one.note]
        lines.append(" | ".join(_flat(part) for part in row).rstrip(" |"))
    return "\n".join(lines)


def write_bases(bases: list[Any]) -> str:
    """Legal bases as the lines that `read_bases` reads."""
    return "\n".join(f"{_flat(one.number)} | {_flat(one.title)}".rstrip(" |") for one in bases)


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
