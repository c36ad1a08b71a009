"""The title a second time: the authority repeats it where it promulgates ("Bộ trưởng … ban hành Thông tư …")."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from portal.legal.intake.fields.reading import Reading, plain, squeezed

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_MARKS = ".,;:()\"'“”‘’*-–/"
_OPENING = 9000
"""Letters from the beginning within which a document is promulgated."""


def misread(text: str) -> int:
    """Return how many words of a text are no Vietnamese syllables, figures or abbreviations."""
    return sum(not _is_word(word) for word in text.split())


def _is_word(word: str) -> bool:
    bare = word.strip(_MARKS)
    if not bare or re.search(r"\d", bare) or re.fullmatch(r"[^\W\d_]+[./&-][\w.&/-]+", bare):
        return re.fullmatch(r"[\w./&%:°,()-]*", bare) is not None and not re.search(r"\d[à-ỹÀ-Ỹšž]", bare)
    if not bare.isalpha() or (bare[0].islower() and not bare.islower()):
        return False
    if len(bare) <= 8 and bare.isupper():
        return True
    return _SYLLABLE.fullmatch(plain(bare)) is not None


def repeated(reading: Reading, kind: str) -> str:
    """Return what follows "ban hành" and the name of the kind in the opening, "" if nothing does."""
    text = reading.whole[:_OPENING]
    for match in re.finditer(rf"ban hanh {re.escape(plain(kind))} (?=\w)", plain(text)):
        rest = text[match.end() : match.end() + 700]
        end = re.search(r"(?<!\d)[.:](?=\s|$)|(?<=\d)\.(?=\s[A-ZĐ])|\s(?:Điều 1|Chương I)\b", rest)
        return squeezed(rest[: end.start()] if end else rest)
    return ""


def better(printed: str, again: str, whole: str) -> tuple[str, bool]:
    """Return the better of two readings of a title, and whether both say the same.

    `whole` is the text of the document: of two numbers the one that it repeats counts. The second reading
    counts where it has fewer misread words; what it says before and after the title is cut off.
    """
    mine, other = _compared(printed), _compared(again)
    if not mine or not other:
        return printed, False
    printed = _repeated_numbers(printed, again, whole)
    blocks = [
        block
        for block in SequenceMatcher(None, mine, other, autojunk=False).get_matching_blocks()
        if block.size
    ]
    same = sum(block.size for block in blocks)
    if same < 0.6 * len(mine):
        return printed, False
    words = again.split()
    start = max(blocks[0].b - (blocks[0].a if blocks[0].a <= 2 else 0), 0)
    missing = len(mine) - (blocks[-1].a + blocks[-1].size)
    end = min(blocks[-1].b + blocks[-1].size + (missing if missing <= 2 else 0), len(words))
    chosen = " ".join(words[start:end]).rstrip(" .,;:")
    if misread(chosen) < misread(printed) and len(chosen) >= 0.6 * len(printed):
        return chosen, True
    return printed, same == len(mine)


def _repeated_numbers(printed: str, again: str, whole: str) -> str:
    """The printed title with numbers that only it has replaced by those of the repetition in the same place."""
    for wrong in re.findall(r"(?<!\S)\d+(?=/\d{4}/)", printed):
        tail = printed.split(wrong, 1)[1].split()[0]
        for right in re.findall(rf"(?<!\S)\d+(?={re.escape(tail)})", again):
            if f"{wrong}{tail}" not in again and whole.count(right + tail) > whole.count(wrong + tail):
                printed = printed.replace(wrong + tail, right + tail)
    return printed


def _compared(text: str) -> list[str]:
    return [plain(word).strip(_MARKS) for word in text.split()]
