"""How a text reads: long sentences and paragraphs, titles in capitals, dates written in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.language.hint import READING, TIDY, Hint
from portal.letters import LOWER, UPPER

LONGEST_SENTENCE = 45
"""Syllables. About twice what the handbooks of plain Vietnamese advise: only what nobody reads in one breath."""
LONGEST_PARAGRAPH = 180
_SYLLABLE = re.compile(rf"[{LOWER}{UPPER}\u0300-\u036f\d]+")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*(?:\n|[-*+>#|\x00]|\d+[.)]|\Z))[^\n]+)*")
_END = re.compile(
    rf"[.!?…;]{{1,8}}[”\"')\x00]{{0,8}}(?=\s{{1,40}}(?:[{UPPER}\d“\"(–\x00-]|\Z))|[;:](?=\s)|\Z"
)
_BASIS = re.compile(
    r"[\s\x00]*(?:Căn cứ|Xét (?:đề nghị|Tờ trình)|Theo đề nghị|Thực hiện (?:Quyết định|Nghị quyết|Kế hoạch))\b"
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]([^\n]*)$", re.MULTILINE)
_WORD = re.compile(rf"[{LOWER}{UPPER}]+")
_DAY = re.compile(
    r"(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?![\d/.-]?\d)"
)
_SHOWN_EXCERPT = 80


def reading_hints(text: str, prose: str, *, is_title: bool) -> Iterator[Hint]:
    """Hints on how a text (Markdown or plain) with this prose reads; `is_title`: the whole of it is a title."""
    if is_title:
        yield from _capitals(text, 0)
        return
    for match in _HEADING.finditer(text):
        yield from _capitals(match[1].rstrip("# \t"), match.start(1))
    for match in _PARAGRAPH.finditer(prose):
        yield from _long(match[0], match.start())
    yield from _days(prose)


def _capitals(text: str, at: int) -> Iterator[Hint]:
    """A title of three words or more all in capitals."""
    letters = _WORD.findall(text)
    if len(letters) >= 3 and sum(map(len, letters)) >= 12 and text.isupper():
        yield Hint(READING, "capitals", at, at + len(text), text[:_SHOWN_EXCERPT])


def _long(paragraph: str, at: int) -> Iterator[Hint]:
    if len(paragraph) < LONGEST_SENTENCE * 3 or _BASIS.match(paragraph) or "|" in paragraph[:3]:
        return
    count = _syllables(paragraph, LONGEST_PARAGRAPH)
    if count > LONGEST_PARAGRAPH:
        yield _excerpt("long_paragraph", paragraph, at, count)
    start = 0
    for end in _END.finditer(paragraph):
        sentence = paragraph[start : end.end()]
        count = _syllables(sentence, LONGEST_SENTENCE)
        if count > LONGEST_SENTENCE:
            lead = len(sentence) - len(sentence.lstrip(" \n\x00-*+>"))
            yield _excerpt("long_sentence", sentence[lead:], at + start + lead, count)
        start = end.end()


def _syllables(passage: str, limit: int) -> int:
    """How many syllables and numbers a passage has; not counted where it is surely no longer than the limit."""
    return len(_SYLLABLE.findall(passage)) if len(passage) > limit * 3 else 0


def _excerpt(code: str, passage: str, at: int, count: int) -> Hint:
    passage = passage.rstrip()
    return Hint(READING, code, at, at + len(passage), passage[:_SHOWN_EXCERPT], count=count)


def _days(prose: str) -> Iterator[Hint]:
    """One hint where numeric dates differ in their signs or in their zeros (Decree 30/2020/NĐ-CP, Annex I: days below
    10 and the months 1 and 2 have a zero before them): on the first of the rarer kind."""
    days = [match for match in _DAY.finditer(prose) if _is_day(prose, match)]
    signs = [match["sign"] for match in days]
    usual = max(("/", "-", "."), key=signs.count)
    other = next((match for match in days if match["sign"] != usual), None)
    if other is not None:
        yield _of_day(other, usual, sum(one != usual for one in signs))
        return
    short = [one for one in days if len(one["day"]) == 1 or one["month"] in ("1", "2")]
    padded = any(one["day"].startswith("0") or one["month"] in ("01", "02") for one in days)
    if short and padded:
        yield _of_day(short[0], usual, len(short))


def _of_day(match: re.Match[str], sign: str, count: int) -> Hint:
    month = match["month"]
    month = f"0{month}" if month in ("1", "2") else month
    shown = f"{int(match['day']):02}{sign}{month}{sign}{match['year']}"
    return Hint(TIDY, "dates", match.start(), match.end(), match[0], (shown,), count=count)


def _is_day(prose: str, match: re.Match[str]) -> bool:
    """Whether numbers are a day, and no part of a longer number."""
    before = prose[match.start() - 1 : match.start()]
    return (
        before not in ("/", ".", "-")
        and not before.isdigit()
        and 0 < int(match["day"]) < 32
        and 0 < int(match["month"]) < 13
    )
