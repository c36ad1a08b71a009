"""Ways, papers and legal bases as lines of text, one row a line, parts between |; `js/grid.js` shows them as tables.

What is written is read back as it was, but for line breaks within a part, which become spaces, and for "|", which
becomes "/". A line that says more than its row can hold is refused, so that nothing is dropped unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from portal.procedures.service import Basis, Paper, Way

CHANNEL_WORDS = {
    "trực tiếp": "truc-tiep",
    "trực tuyến": "truc-tuyen",
    "bưu chính": "buu-chinh",
    "dịch vụ bưu chính": "buu-chinh",
}
CHANNEL_NAMES = {"truc-tiep": "Trực tiếp", "truc-tuyen": "Trực tuyến", "buu-chinh": "Bưu chính"}
LONGEST_NUMBER = 120
"""Characters of a legal basis' number, as its column holds them."""

_SAYS = re.compile(r"[^\s|]")
_COUNT = re.compile(r"[0-9]{1,4}\Z")
_CASE = re.compile(r"#+\s*")
_MARK = re.compile(r"(?=\\*#)")
_MARKED = re.compile(r"\A\\(?=\\*#)")
_FORMS = re.compile(r";\s+")  # a semicolon alone may stand in a name


def _lines(text: str | None) -> Iterator[tuple[int, str]]:
    """Lines that say anything, counted from 1 as the rows of the table are."""
    return enumerate((line.strip() for line in (text or "").splitlines() if _SAYS.search(line)), 1)


def _wrong(number: int, line: str, message: str) -> ValidationError:
    start = line if len(line) <= 40 else f"{line[:39]}…"
    return ValidationError(_("Dòng %(n)s (“%(start)s”): %(message)s", n=number, start=start, message=message))


def _parts(number: int, line: str, most: int) -> list[str]:
    """The parts of a line, filled up to `most`. Raises ValidationError where there are more."""
    parts = [part.strip() for part in line.split("|")]
    if any(parts[most:]):
        raise _wrong(number, line, _("chỉ gồm tối đa %(n)s phần, cách nhau bằng dấu |", n=most))
    return [*parts[:most], *[""] * (most - len(parts))]


def read_ways(text: str | None) -> list[Way]:
    """Ways from lines "Trực tiếp | 05 ngày làm việc | Miễn phí | ghi chú". Raises ValidationError naming the line."""
    ways = []
    for number, line in _lines(text):
        channel, *rest = _parts(number, line, 4)
        if channel.lower() not in CHANNEL_WORDS:
            raise _wrong(number, line, _("cách nộp phải là Trực tiếp, Trực tuyến hoặc Bưu chính"))
        ways.append(Way(CHANNEL_WORDS[channel.lower()], *rest))
    return ways


def _count(text: str) -> int | None:
    return int(text) if text else None


def read_papers(text: str | None) -> list[Paper]:
    """Papers from lines "Tên | bản chính | bản sao | mẫu | ghi chú"; "# …" begins a case.

    Several forms of one paper stand between semicolons with a space. A name that begins with # has a backslash
    before it. Raises ValidationError naming the line.
    """
    papers, case = [], ""
    for number, line in _lines(text):
        if line.startswith("#"):
            case = _flat(_CASE.sub("", line, count=1))
            continue
        name, originals, copies, form, note = _parts(number, line, 5)
        if not all(_COUNT.match(one) for one in (originals, copies) if one):
            raise _wrong(number, line, _("số bản chính, bản sao phải là số"))
        forms = "\n".join(filter(None, _FORMS.split(form)))
        plain = _MARKED.sub("", name, count=1)
        papers.append(Paper(plain, case, forms, _count(originals), _count(copies), note))
    return papers


def read_bases(text: str | None) -> list[Basis]:
    """Legal bases from lines "60/2014/QH13 | Luật Hộ tịch". Raises ValidationError naming the line."""
    bases = []
    for number, line in _lines(text):
        symbol, title = _parts(number, line, 2)
        if len(symbol) > LONGEST_NUMBER:
            raise _wrong(number, line, _("số ký hiệu dài quá %(n)s ký tự", n=LONGEST_NUMBER))
        bases.append(Basis(symbol, title))
    return bases


def _flat(text: Any) -> str:
    return " ".join(str(text if text is not None else "").replace("|", "/").split())


def _line(*parts: Any) -> str:
    return " | ".join(_flat(part) for part in parts).rstrip(" |")


def write_ways(ways: list[Any]) -> str:
    """Ways as the lines that `read_ways` reads."""
    return "\n".join(
        _line(CHANNEL_NAMES.get(one.channel, one.channel), one.time, one.fee, one.note) for one in ways
    )


def write_papers(papers: list[Any]) -> str:
    """Papers as the lines that `read_papers` reads."""
    lines, case = [], ""
    for one in papers:
        if one.case != case:
            case = one.case
            lines.append(f"# {_flat(case)}".rstrip())
        name, forms = _flat(one.name), "; ".join(one.form.splitlines())
        marked = f"\\{name}" if _MARK.match(name) else name
        lines.append(_line(marked, one.originals, one.copies, forms, one.note))
    return "\n".join(lines)


def write_bases(bases: list[Any]) -> str:
    """Legal bases as the lines that `read_bases` reads."""
    return "\n".join(_line(one.number, one.title) for one in bases)
