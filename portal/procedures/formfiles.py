"""Names of form files that stand glued to the end of a text: "… ban hành kèm theo.Mẫu số 01.docx".

Nothing marks where the name of the file starts. It is found where two cells were glued: no space, and a word
that starts the name of a form ("Mẫu", "Phụ lục", "PL", …), a full stop without a space after it, a capital
letter inside a word, or a digit after a letter. The cut is a judgement; no character is lost by it.
"""

from __future__ import annotations

import re

from portal.letters import LOWER, UPPER

_FILE_END = re.compile(
    rf"\.(?i:docx?|pdf|xlsx?|rtf|odt|pptx?|zip|rar|jpe?g|png|txt|xml)(?![{LOWER}])\s*(?=$|[^\s.,;)])"
)
_LONGEST = 160
"""Longest name of a file that is looked for; the longest real one has about 130 characters."""
_ALONE = 60
"""A text up to this length without any mark of a join is the name of the file as a whole."""

_STARTER = re.compile(
    r"(?<=[^\s\-_(/“\"'+])"
    r"(?:M[ẫâaA]u|MẪU|mẫu|mau(?=[ _\d])|Phụ lục|PHỤ LỤC|Phu ?luc|phu luc|Phlc|PHLC|PL(?=[ _\dIVX])|Mus"
    r"|Ms(?=\d)|TK(?= )|BM(?=[ _.\d])|Biểu|BIỂU|Đơn|ĐƠN|Don |Tờ khai|TỜ KHAI|To khai|Giấy|GIẤY|giấy đề nghị"
    r"|Văn bản|văn bản|VĂN BẢN|Công văn|Bản |BẢN |Báo cáo|BÁO CÁO|Danh sách|DANH SÁCH|Phiếu|PHIẾU|Thông báo"
    r"|TTHC|Form)"
)
_STOP = re.compile(r"(?<=[^\W\d_][.;:)\]!,”])(?=[^\W_]|\d)|(?<=[.;:)\]!,”]{2})(?=[^\W_]|\d)|(?<=\d\))(?=\w)")
_CAPITAL = re.compile(rf"(?<=[{LOWER}])(?=[{UPPER}])")
_DIGIT = re.compile(rf"(?<=[{LOWER}])(?=\d)")
_AFTER_CODE = re.compile(rf"(?<=[{UPPER}]{{2}})(?=[{LOWER}]{{2}})")
_NUMBER_BEFORE = re.compile(rf"(?:(?<=[.;:)])\d{{1,3}}|(?<=[.;:){LOWER}])\d{{1,3}}[-.]\s?)$")


def split_forms(text: str) -> tuple[str, list[str]]:
    """Split `text` into what stands before and the names of the files that stand at its end, in order."""
    ends = [match.end() for match in _FILE_END.finditer(text)]
    if not ends or ends[-1] != len(text):
        return text, []
    first = len(ends) - 1
    while first > 0 and _is_one_file(text[ends[first - 1] : ends[first]]):
        first -= 1
    begin = ends[first - 1] if first else 0
    cut = begin + _file_start(text[begin : ends[first]])
    files = [text[cut : ends[first]]]
    files += [text[start:end] for start, end in zip(ends[first:], ends[first + 1 :], strict=False)]
    return text[:cut], [name.strip() for name in files if name.strip()]


def _is_one_file(piece: str) -> bool:
    """Whether the text between two file ends is the name of one file only, with nothing before it."""
    return len(piece) <= _LONGEST and not re.search(r"[;:\n]", piece)


def _file_start(text: str) -> int:
    """Where in `text`, which ends with the name of a file, that name starts."""
    floor = max(0, len(text) - _LONGEST)
    limit = text.rfind(".")
    starters = [match.start() for match in _STARTER.finditer(text, floor, limit)]
    if starters:
        start = starters[-1]
        number = _NUMBER_BEFORE.search(text, floor, start)
        return number.start() if number else start
    for pattern in (_STOP, _CAPITAL, _DIGIT, _AFTER_CODE):
        places = [match.start() for match in pattern.finditer(text, floor, limit)]
        if places:
            return _first_of_last_word(text, places)
    if len(text) <= _ALONE and "\n" not in text:
        return 0
    return max(text.rfind(" "), text.rfind("\n"), text.rfind("\t")) + 1


def _first_of_last_word(text: str, places: list[int]) -> int:
    """The first of the places that stand in the same word as the last of them."""
    word = max(text.rfind(mark, 0, places[-1]) for mark in " \n\t")
    return next(place for place in places if place > word)
