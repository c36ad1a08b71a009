"""The flattened tables of papers: "Tên giấy tờ…Tờ khaiMẫu số 01.docx1 bản chính,1 bản sao…" → rows.

Each case is a title ("--" when there is none) with a table; each row is a name, the names of its form files
and a quantity, without anything between them. The quantity is an integer without leading zero; "01 bản chính"
therefore belongs to the name, and of "Mẫu số 011 bản chính" only the last digit is the quantity.
"""

from __future__ import annotations

import re

from portal.letters import LOWER, UPPER
from portal.procedures.formfiles import split_forms
from portal.procedures.record import Paper, PaperCase
from portal.procedures.sections import PAPERS_HEADER, known

_QUANTITY = re.compile(
    r"(?<!\d)(?P<digits>\d+) bản (?:chính(?:, ?(?P<copies>\d{1,4}) bản sao)?|(?P<only_copies>sao))"
)
_IN_SENTENCE = re.compile(rf" ?[),;.]|,? [{LOWER}(]|\d+ bản (?:chính|sao)")
_BEFORE_TWO_DIGITS = re.compile(rf"(?:[{UPPER}{LOWER}][{LOWER}]|[{LOWER})][.,;:]|\))$")


def split_papers(text: str) -> list[PaperCase]:
    """Take the flattened tables apart; nothing that the text holds is dropped except the header rows.

    A text without table gives one case with one paper, which has no quantity.
    """
    parts = text.split(PAPERS_HEADER)
    if len(parts) == 1:
        name = known(text)
        return [PaperCase("", [Paper(name)])] if name else []
    cases: list[PaperCase] = []
    title = parts[0]
    for position, part in enumerate(parts[1:], start=1):
        items, rest = _split_rows(part)
        is_last = position == len(parts) - 1
        if is_last and known(rest):
            items.append(_paper(rest, None, None))
        cases.append(PaperCase(_case_title(title), items))
        title = rest
    return cases


def _case_title(text: str) -> str:
    title = text.strip()
    return known(title.removesuffix("--") if title.endswith("--") else title)


def _split_rows(part: str) -> tuple[list[Paper], str]:
    """The rows of one table, and the text after its last quantity (the title of the next case)."""
    items: list[Paper] = []
    start = 0
    for match in _QUANTITY.finditer(part):
        if match.start() < start:
            continue
        cut = _quantity_start(part, match)
        if cut is None or cut < start:
            continue
        number = int(part[cut : match.end("digits")])
        if match["only_copies"]:
            items.append(_paper(part[start:cut], None, number))
        else:
            items.append(_paper(part[start:cut], number, int(match["copies"]) if match["copies"] else 0))
        start = match.end()
    return items, part[start:]


def _quantity_start(part: str, match: re.Match[str]) -> int | None:
    """Where the number of a quantity cell starts, or None when the words belong to a sentence."""
    digits = match["digits"]
    start, end = match.span("digits")
    before = part[start - 1] if start else " "
    if len(digits) == 2 and digits[0] == "0":
        return None
    if len(digits) == 1:
        if before == "(" or (before in " \xa0" and _IN_SENTENCE.match(part, match.end())):
            return None
        if match["only_copies"] and before in " \xa0":
            return None
        return start
    if len(digits) == 2 and _ends_like_text(part, start):
        return start
    if match["only_copies"]:
        return None
    return end - 1


def _ends_like_text(part: str, end: int) -> bool:
    """Whether the text before `end` ends like a sentence, so that two digits after it are a number alone."""
    return bool(_BEFORE_TWO_DIGITS.search(part[max(0, end - 2) : end]) and not part[end - 1].isspace())


def _paper(text: str, originals: int | None, copies: int | None) -> Paper:
    name, forms = split_forms(text.strip())
    return Paper(name=known(name), form="\n".join(forms), originals=originals, copies=copies)
