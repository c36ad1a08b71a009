"""When a document comes into force, from its own wording."""

from __future__ import annotations

import re
from datetime import date, timedelta

from portal.legal.intake.fields.dates import dates_in
from portal.legal.intake.fields.proposal import Proposed
from portal.legal.intake.fields.reading import plain

_IN_FORCE = re.compile(r"hi[eé]u l[uư]c(?: thi hanh| ap dung| phap ly| thuc hien)?,?(?:\s|$)", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:luat|bo luat|phap lenh|nghi dinh|thong tu|thong tu lien tich|quyet dinh|nghi quyet|chi thi|quy che|"
    r"quy dinh|huong dan|ke hoach|van ban|lenh|thong bao|hien phap|nghi quyet lien tich) nay\b"
)
_QUOTED = re.compile(r"“[^“”]{0,4000}”")
_SIGNED = re.compile(r"(?:ke )?t[uư] ngay (?:duoc )?(?:ky|ban hanh|thong qua)")
_AFTER = re.compile(
    r"sau (?:khi )?(?P<days>\d{1,3})(?: \([^)]*\))? ngay,? (?:ke )?tu ngay (?:ky|ban hanh|thong qua)"
)
_REACH = 220


def effective(pages: dict[int, str], issued: Proposed | None) -> Proposed | None:
    """Return the day from which the document says that it is in force; None where it does not say.

    "có hiệu lực kể từ ngày 01 tháng 7 năm 2025" gives that day; "kể từ ngày ký" and "sau 15 ngày kể từ ngày
    ký" count from the date of issue. Days counted from publication in the gazette are not known from the text.
    """
    signed = date.fromisoformat(issued.value) if issued else None
    best: tuple[int, Proposed] | None = None
    for page in sorted(pages):
        text = _without_quotations(pages[page] + "\n" + pages.get(page + 1, "")[:_REACH])
        folded = plain(text)
        for match in _IN_FORCE.finditer(folded[: len(pages[page])]):
            own = _speaks_of_itself(folded, match.start())
            found = _day(text, folded, match.end(), signed)
            if found is None or own == 0:
                continue
            value, end, sure = found
            start = match.start()
            end = min(end, len(pages[page]))
            quote = pages[page][start:end]
            confidence = sure if own == 2 else min(sure, 0.55)
            proposed = Proposed(value.isoformat(), page, start, end, quote, round(confidence, 2))
            if best is None or own > best[0]:
                best = (own, proposed)
        if best is not None and best[0] == 2:
            break
    return None if best is None else best[1]


def _without_quotations(text: str) -> str:
    """The text with spaces for what it quotes: a clause that is amended speaks of another document."""
    return _QUOTED.sub(lambda match: re.sub(r"\S", " ", match.group()), text)


def _speaks_of_itself(folded: str, at: int) -> int:
    """2 where the sentence's subject is this document, 0 where it is another one, 1 where it is not said."""
    before = folded[max(at - _REACH, 0) : at]
    sentence = re.split(r"[.;:]\s+(?=[\w])|\bdieu \d+\b", before)[-1]
    if re.search(r"(?:het|con|khong co|ngung)\s+$", before):
        return 0
    if _OWN.search(sentence):
        return 2
    return (
        0
        if re.search(r"\bso \d+|\btruoc ngay\b|\bkhoan \d|\bdiem [a-z]\b|\bluat \w+|\bhop dong\b", sentence)
        else 1
    )


def _day(text: str, folded: str, at: int, signed: date | None) -> tuple[date, int, float] | None:
    window = folded[at : at + 90]
    after = _AFTER.search(window)
    if after is not None:
        if signed is None:
            return None
        return signed + timedelta(days=int(after["days"])), at + after.end(), 0.8
    printed = next(iter(dates_in(text[at : at + 90])), None)
    ky = _SIGNED.search(window)
    if ky is not None and (printed is None or ky.start() < printed.start):
        return None if signed is None else (signed, at + ky.end(), 0.9)
    if printed is None or printed.value is None:
        return None
    if not re.search(r"t[uư]|ngay|vao", folded[at : at + printed.start + 6]) or printed.start > 45:
        return None
    return printed.value, at + printed.end, 0.95 if printed.sure else 0.75
