"""The flattened table of ways: "Trực tuyến2 Ngày làm việcMiễn phí(…)Nộp tại …Trực tiếp3 Ngày…" → rows.

Every row of the source's table has a channel, a time, a fee and a description, in this order and without
anything between them. A row therefore starts at a channel that a time and a fee follow at once; the words
"trực tuyến" inside a description do not.
"""

from __future__ import annotations

import re

from portal.letters import LOWER
from portal.procedures.record import Way
from portal.procedures.sections import NOTHING, WAYS_HEADER, known

CHANNEL_NAMES = {
    "Trực tiếp": "truc-tiep",
    "Trực tuyến": "truc-tuyen",
    "Dịch vụ bưu chính": "buu-chinh",
}

_CHANNEL = "|".join(CHANNEL_NAMES)
_UNIT = rf"(?:Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tuần|Tháng|Quý|Năm|Phút)(?![{LOWER}])"
_AMOUNT = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d{1,9}(?:[.,]\d{1,2})?"
_CURRENCY = rf"(?:Việt Nam Đồng|VNĐ|VND|Đồng|đồng|USD|EUR|[A-Z]{{3}})(?![{LOWER}])"
_PRICED = rf"(?:{_AMOUNT})\s?{_CURRENCY}|Miễn phí|{NOTHING}"
_NAMED_FEE = r"(?:Lệ phí|Phí)\s?:\s?[^\n()]{0,60}?(?:Đồng|USD|EUR|VNĐ)"
_FEE = rf"(?:{_NAMED_FEE}|{_PRICED})"
_NUMBERED = rf"\d{{1,5}}(?:[.,]\d{{1,2}})?\s?{_UNIT}"
_BARE_NUMBER = rf"\d{{1,3}}?(?={_FEE})"
_TAX_WORDS = "Không phải trả kết quả cho người nộp thuế"
_WORDS = rf"Không quy định|Không xác định|{_TAX_WORDS}|Trong ngày|Ngay trong ngày|Không"
_TIME = rf"(?:{_NUMBERED}|{NOTHING}|{_BARE_NUMBER}|(?:{_WORDS})\s?(?={_FEE}))"

_ROW = re.compile(rf"(?P<channel>{_CHANNEL})(?P<time>{_TIME})?(?P<fee>{_FEE})")
_FREE_ROW = re.compile(rf"(?P<channel>{_CHANNEL})(?P<time>[^\n]{{1,300}}?)(?P<fee>{_FEE})")
_FIRST_FEE = re.compile(_FEE)
_FURTHER_FEE = re.compile(rf"\n?(?:{_NAMED_FEE}|(?:{_AMOUNT}) (?:Việt Nam Đồng|VNĐ|USD)(?![{LOWER}]))")


def split_ways(text: str) -> list[Way]:
    """Take the flattened table apart; text that stands in no row becomes the note of the row before it.

    Text without any row gives one way with an empty channel: nothing is lost. An empty table gives [].
    """
    body = text.strip()
    body = body.removeprefix(WAYS_HEADER)
    if not known(body):
        return []
    rows = _row_matches(body)
    if not rows:
        return [Way(channel="", note=known(body))]
    ways = []
    for match, end in zip(rows, [*(row.start() for row in rows[1:]), len(body)], strict=True):
        fee, rest = _fee_and_rest(body, match.start("fee"), end)
        channel = CHANNEL_NAMES[match["channel"]]
        ways.append(Way(channel, known(match["time"] or ""), fee, known(body[rest:end])))
    return ways if rows[0].start() == 0 else [Way(channel="", note=known(body[: rows[0].start()])), *ways]


def _row_matches(body: str) -> list[re.Match[str]]:
    """The starts of rows. A time in free words is known from the first row, which starts the table."""
    first = _ROW.match(body) or _FREE_ROW.match(body)
    if first is None:
        return list(_ROW.finditer(body))
    pattern = _ROW
    if first.re is _FREE_ROW:
        words = re.escape(first["time"].rstrip(" .")) + r"[ .]*"
        pattern = re.compile(rf"(?P<channel>{_CHANNEL})(?P<time>{_TIME}|{words})?(?P<fee>{_FEE})")
    return [first, *pattern.finditer(body, first.end())]


def _fee_and_rest(body: str, start: int, end: int) -> tuple[str, int]:
    """The fee cell at `start`: one or several fees, each with its remark in brackets; and where it ends."""
    parts: list[str] = []
    match = _FIRST_FEE.match(body, start, end)
    while match:
        parts.append(known(match.group()))
        start = match.end()
        remark = bracketed(body, start, end)
        if remark:
            parts[-1] = f"{parts[-1]} {remark}".strip()
            start += len(remark)
        match = _FURTHER_FEE.match(body, start, end)
    return "\n".join(part for part in parts if part), start


def bracketed(text: str, start: int, end: int) -> str:
    """The balanced "(…)" that starts exactly at `start`, or "" where there is none before `end`."""
    if start >= end or text[start] != "(":
        return ""
    depth = 0
    for position in range(start, end):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return text[start : position + 1]
    return ""
