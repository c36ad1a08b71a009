"""What a text says that its document does to others: "Bãi bỏ Điều 3 Thông tư …", "có hiệu lực kể từ ngày …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.legal.citations import Citation, Place, recognise
from portal.legal.structure.quotes import quoted_lines

_VERBS = {
    "abolishes": r"bãi bỏ|huỷ bỏ|hủy bỏ",
    "replaces": r"thay thế(?:\s+cho)?",
    "suspends": r"đình chỉ(?:\s+việc)?\s+(?:thi hành|áp dụng|hiệu lực)|(?:tạm\s+)?ngưng\s+(?:hiệu lực|áp dụng)",
    "corrects": r"đính chính",
    "amends": r"sửa đổi(?:\s*,?\s*(?:và\s+)?bổ sung)?|bổ sung",
    "guides": r"quy định chi tiết(?:\s+(?:và|,)?\s*(?:biện pháp\s+)?(?:hướng dẫn\s+)?thi hành)?|"
    r"hướng dẫn(?:\s+(?:thi hành|thực hiện))?",
    "consolidates": r"hợp nhất",
}
_VERB = re.compile("|".join(f"(?P<{kind}>(?<![\\w])(?:{words}))" for kind, words in _VERBS.items()), re.I)
_TO_OBJECT = re.compile(
    r"\s*(?::|như sau:)?\s*(?:toàn bộ|một phần)?\s*(?:hiệu lực(?:\s+(?:thi hành|của))?)?\s*"
    r"(?:(?:các|một số|những)\s+)?(?:(?:văn bản|quy định|nội dung|điều|khoản|điểm|điều, khoản|thủ tục)\s*)?"
    r"(?:sau(?:\s+đây)?\s*:?)?\s*(?:(?:của|tại|trong|số)\s+)?\s*(?:cụm từ [^;.]{0,120}?tại\s+)?[-+]?\s*$",
    re.I,
)
_JOINER = re.compile(
    r"\s*(?:[,;]|và|,\s*và|;\s*và|cùng với|đã được[^;.]{0,80}?(?:bởi|tại|theo))\s*(?:các\s+)?$", re.I
)
_ENDS_FORCE = re.compile(
    r"^[^.;]{0,400}?\b(?:hết hiệu lực|chấm dứt hiệu lực|không còn hiệu lực|hết hiệu lực thi hành)\b", re.I
)
_SAME_SENTENCE = re.compile(r"[.;\n]")
_DATE = (
    r"ngày\s+(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:\s*[/.-]\s*|\s+năm\s+)(?P<year>(?:19|20)\d\d)"
)
_FROM_DATE = re.compile(rf"(?:kể từ|từ|kể từ sau)\s+{_DATE}", re.I)
_EFFECTIVE = re.compile(
    r"\bnày\s+(?:có|được áp dụng|bắt đầu có)\s*(?:hiệu lực)?(?:\s+(?:thi hành|pháp lý|thi hành pháp lý))?[^.;\n]{0,40}?"
    rf"(?:(?:kể từ|từ)\s+{_DATE}|(?:kể từ|từ)\s+(?P<signed>ngày ký)|"
    r"sau\s+(?P<days>\d{1,3})(?:\s*\([^)]*\))?\s+ngày,?\s+kể từ\s+(?:ngày ký|ngày ban hành))",
    re.I,
)


@dataclass(frozen=True)
class Statement:
    """The text says that its document does `kind` to what `citation` names; `effective` where it says from when."""

    kind: str
    citation: Citation
    wording: str
    effective: date | None = None


def statements(text: str, place: Place, citations: Sequence[Citation] | None = None) -> list[Statement]:
    """What the text of one provision says of other documents.

    A verb counts for the citation right behind it and for those that follow in a list. What stands in a citation's
    own title ("Nghị định … sửa đổi Nghị định …") or in quotation marks is not said by this document.
    """
    cited = list(citations) if citations is not None else recognise(text, place)
    quoted = quoted_lines(text)
    found: list[Statement] = []
    before: Citation | None = None
    running: str | None = None
    for one in cited:
        kind = None if _is_quoted(text, one, quoted) else _kind_of(text, one, before, running)
        if one.is_own:
            continue  # "Thông tư này" is who says it
        running = kind
        before = one
        if kind:
            found.append(Statement(kind, one, _sentence(text, one), _date_of(text, one)))
    found.extend(_ended(text, cited, quoted, {id(one.citation) for one in found}))
    return found


def _is_quoted(text: str, citation: Citation, quoted: set[int]) -> bool:
    line_start = text.rfind("\n", 0, citation.start) + 1
    opening = text[line_start : citation.start]
    return line_start in quoted or opening.count("“") > opening.count("”")


def _kind_of(text: str, one: Citation, before: Citation | None, running: str | None) -> str | None:
    """The verb that governs a citation; None where it is only referred to."""
    floor = before.end if before else 0
    sentence = max((match.end() for match in _SAME_SENTENCE.finditer(text, floor, one.start)), default=floor)
    between = text[floor : one.start]
    if running and before is not None and _JOINER.search(between) and "\n" not in between.strip():
        # A list: "thay thế Thông tư A về việc X, Thông tư B về việc Y".
        return running
    lead = text[sentence : one.start]
    if before is not None and sentence == floor and not re.match(r"\s*[,;]|\s*và\s", between):
        return None  # in its title
    return _last_verb(lead)


def _last_verb(lead: str) -> str | None:
    last = max(_VERB.finditer(lead), key=lambda match: match.start(), default=None)
    if last is None or not _TO_OBJECT.fullmatch(lead, last.end()):
        return None
    kind = str(last.lastgroup)
    opening = lead[: last.start()].rstrip()
    if kind == "guides":
        # "văn bản hướng dẫn thi hành Luật …" names other documents; this one guides where it is the subject.
        return kind if re.search(r"\bnày$", opening) else None
    if re.search(r"(?:được|đã|việc|văn bản|luật|quy định|trường hợp|thẩm quyền|quyết định)$", opening, re.I):
        return None
    return kind


def _ended(text: str, cited: Sequence[Citation], quoted: set[int], done: set[int]) -> list[Statement]:
    """ "Thông tư số … và Thông tư số … hết hiệu lực kể từ ngày Thông tư này có hiệu lực"."""
    found: list[Statement] = []
    for place, one in enumerate(cited):
        if one.is_own or id(one) in done or _is_quoted(text, one, quoted):
            continue
        start = max((match.end() for match in _SAME_SENTENCE.finditer(text, 0, one.start)), default=0)
        lead = text[start : one.start].strip().lower()
        earlier = [other for other in cited[:place] if other.start >= start]
        if earlier and not _JOINER.search(text[earlier[-1].end : one.start]):
            continue  # named in the title of the one before
        begins = lead in {"", "các", "-", "+"} or bool(
            re.fullmatch(r"(?:[a-zđ0-9]{1,3}[.)]|[-+]|các|và|kể từ.{0,90},)\s*", lead)
        )
        follows = any(
            other.is_own is False and id(other) in {id(x.citation) for x in found} for other in earlier
        )
        if (begins or follows) and _ENDS_FORCE.match(text[one.end :]):
            found.append(Statement("abolishes", one, _sentence(text, one), _date_of(text, one)))
    return found


def _sentence(text: str, one: Citation) -> str:
    """The sentence that a citation stands in, at most 600 characters."""
    start = max(text.rfind(mark, 0, one.start) for mark in ("\n", ". ", "; ")) + 1
    ends = [place for place in (text.find(mark, one.end) for mark in ("\n", ". ", "; ")) if place != -1]
    return text[start : min(ends, default=len(text))].strip()[:600]


def _date_of(text: str, one: Citation) -> date | None:
    """The day that the sentence names as the end of force ("hết hiệu lực từ ngày …")."""
    sentence = _sentence(text, one)
    match = _FROM_DATE.search(sentence)
    return _as_date(match) if match and re.search(r"hiệu lực|bãi bỏ|thay thế", sentence, re.I) else None


def effective_day(text: str, issued: date | None) -> tuple[date, str] | None:
    """The day on which the text says that its document takes effect, and the words that say so.

    "từ ngày 01 tháng 7 năm 2020"; "từ ngày ký", "sau 45 ngày kể từ ngày ký" need the day of issue.
    """
    for match in _EFFECTIVE.finditer(text):
        day: date | None
        if match["signed"]:
            day = issued
        elif match["days"]:
            day = issued + timedelta(days=int(match["days"])) if issued else None
        else:
            day = _as_date(match)
        if day is not None:
            return day, match.group()
    return None


def _as_date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
