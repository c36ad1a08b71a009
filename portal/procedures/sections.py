"""The sections of a procedure's page, where the scraper cut them at the wrong place.

The page shows its sections one after the other under fixed headings. The scraper cut it at the first
occurrence of each heading, even inside a sentence ("… nộp Thành phần hồ sơ cho …"), so that a section may
hold the tail of another. The whole page is kept in `raw_text`; the tables have header rows that no sentence
contains, so the page can be cut again at the right places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NOTHING = "Không có thông tin"
WAYS_HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS_HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LEGAL_HEADER = "Tên văn bản pháp lýMã văn bản"

SECTIONS = (
    ("trinh_tu_thuc_hien", "Trình Tự Thực Hiện"),
    ("cach_thuc_thuc_hien", "Cách Thức Thực Hiện"),
    ("thanh_phan_ho_so", "Thành phần hồ sơ"),
    ("can_cu_phap_ly", "Căn cứ pháp lý"),
    ("co_quan_thuc_hien", "Cơ quan thực hiện"),
    ("yeu_cau_dieu_kien", "Yêu cầu, điều kiện thực hiện"),
    ("ket_qua_xu_ly", "Kết quả xử lý"),
)

_LEGAL = re.compile(f"Căn cứ pháp lý(?={LEGAL_HEADER}|{NOTHING}Cơ quan thực hiện)")
_PAPERS = re.compile(r'(?<![ ("“])Thành phần hồ sơ(?=\S|\t|$)')
_MAX_TRIES = 50
_FURNITURE = "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành"


def known(text: str) -> str:
    """Return `text` without outer space, "" for what the page puts where it knows nothing."""
    stripped = text.strip(" \t\n\xa0\u200b\u200e\ufeff")
    return "" if stripped == NOTHING or not stripped.strip("-") else stripped


def split_tail(text: str) -> tuple[str, str, str]:
    """Split the end of a page into (text, keywords, description) and drop the selection boxes under it."""
    furniture = text.rfind(_FURNITURE)
    body = text if furniture < 0 else text[:furniture]
    end = len(body)
    for _ in range(_MAX_TRIES):
        description = body.rfind("Mô tả", 0, end)
        keywords = body.rfind("Từ khóa", 0, max(description, 0))
        if keywords < 0:
            break
        if _starts_tail(body, keywords, description):
            keyword_text = body[keywords + len("Từ khóa") : description]
            return body[:keywords], known(keyword_text), known(body[description + len("Mô tả") :])
        end = description
    return body, "", ""


def _starts_tail(body: str, keywords: int, description: int) -> bool:
    """Whether the two headings found are headings: nothing but a line end may separate them from a text."""
    return not body[keywords + len("Từ khóa")].isspace() and body[description - 1] not in " (“"


def page_sections(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the sections of a record, cut again from its whole page where that is possible.

    `fields` holds the cleaned texts of the record. The page is used only if it is the page these fields
    were cut from: every one of them must stand in it. Otherwise the fields are returned as they are.
    """
    as_cut = {name: fields.get(name, "") for name, _ in SECTIONS}
    page = fields.get("raw_text", "")
    if not page or any(text.strip() not in page for text in as_cut.values()):
        return as_cut
    starts = _section_starts(page)
    if starts is None:
        return as_cut
    ends = [*starts[1:], len(page)]
    return {
        name: page[start + len(heading) : end] if start < end else ""
        for (name, heading), start, end in zip(SECTIONS, starts, ends, strict=True)
    }


def _section_starts(page: str) -> list[int] | None:
    """Where each of SECTIONS starts; a missing last section starts where the page ends."""
    steps = page.find("Trình Tự Thực Hiện")
    ways = page.find("Cách Thức Thực Hiện" + WAYS_HEADER, max(steps, 0))
    legal = _LEGAL.search(page, max(ways, 0))
    if min(steps, ways) < 0 or legal is None:
        return None
    table = page.find(PAPERS_HEADER, ways, legal.start())
    last = legal.start() if table < 0 else table
    papers = _PAPERS.search(page, ways, last)
    agency = page.find("Cơ quan thực hiện", legal.end())
    conditions = page.find("Yêu cầu, điều kiện thực hiện", max(agency, 0))
    if papers is None or min(agency, conditions) < 0:
        return None
    results = page.find("Kết quả xử lý", conditions)
    last = results if results >= 0 else len(page)
    return [steps, ways, papers.start(), legal.start(), agency, conditions, last]
