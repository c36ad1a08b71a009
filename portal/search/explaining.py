"""Why an entry stands where it stands, in words, for `?explain=1`."""

from __future__ import annotations

from typing import TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.search.rank import Ranked

Note: TypeAlias = LazyString | str

_PARTS: dict[str, tuple[Note, Note]] = {
    "number": (
        _l("Số hiệu"),
        _l("Câu hỏi nêu đúng số, ký hiệu hoặc tên văn bản; đứng trước mọi kết quả khác"),
    ),
    "engine": (_l("Bộ máy tìm kiếm"), _l("Điểm BM25 so với kết quả có điểm cao nhất")),
    "cover": (_l("Mức phủ câu hỏi"), _l("Phần câu hỏi có trong mục này, từ hiếm tính nhiều hơn")),
    "title": (_l("Từ trong tiêu đề"), _l("Phần câu hỏi có trong tiêu đề")),
    "title_whole": (_l("Trọn tiêu đề"), _l("Phần tiêu đề có trong câu hỏi")),
    "context": (_l("Tên văn bản"), _l("Phần tên văn bản chứa điều này có trong câu hỏi")),
    "article": (_l("Đúng điều"), _l("Câu hỏi nêu số của điều này; tính đủ khi nêu cả tên văn bản")),
    "phrase": (_l("Nguyên cụm từ"), _l("Đoạn dài nhất của câu hỏi có nguyên văn trong mục này")),
    "accents": (_l("Đúng dấu"), _l("Phần câu hỏi xuất hiện với đúng dấu đã gõ")),
    "near": (_l("Từ đứng gần nhau"), _l("Các từ quan trọng nhất của câu hỏi đứng gần nhau đến đâu")),
    "kind": (_l("Loại nội dung"), _l("Ưu tiên thủ tục, văn bản và loại mà câu hỏi nhắc đến")),
    "level": (_l("Cấp thực hiện"), _l("Thủ tục do cấp xã thực hiện đứng trước")),
    "validity": (_l("Tình trạng hiệu lực"), _l("Văn bản không còn hiệu lực lùi về sau")),
    "earlier": (_l("Văn bản cũ cùng tên"), _l("Có văn bản cùng tên, cùng cơ quan ban hành sau văn bản này")),
    "fresh": (_l("Tin mới"), _l("Tin mới đứng trước tin cũ")),
    "own": (_l("Của cổng này"), _l("Nội dung của cổng đang xem đứng trước khi ngang điểm")),
}
"""Name of a part of a score → what it is called, and what it says; in the order in which they are listed."""


def explain(ranked: Ranked) -> list[tuple[str, float, str]]:
    """The parts of a score that are not 0, the greatest first: what each is called, its points, what it means.

    The points add up to `ranked.score`. Needs a request or another context with a language.
    """
    parts = sorted(ranked.parts.items(), key=lambda part: -abs(part[1]))
    return [
        (str(label), value, str(note))
        for name, value in parts
        if value
        for label, note in [_PARTS.get(name, (name, ""))]
    ]
