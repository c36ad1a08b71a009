"""How a document itself spells what its head prints in capitals, and a usual spelling where it does not say."""

from __future__ import annotations

import re
from collections import Counter

from portal.legal.agencies import AGENCIES
from portal.legal.intake.fields.reading import Reading, is_upper, plain, squeezed

_PLACE_KINDS = (
    "tỉnh",
    "thành phố",
    "huyện",
    "quận",
    "thị xã",
    "thị trấn",
    "xã",
    "phường",
    "đặc khu",
    "thôn",
    "khối phố",
    "tổ dân phố",
)
_PLACE_KIND = {plain(kind): kind for kind in _PLACE_KINDS}
_ROMAN = re.compile(r"[IVX]{1,5}\W*")
_ABBREVIATION = re.compile(
    r"(?:UBND|HĐND|UBMTTQ|MTTQ|TNCS|PCCC|CNCH|PCTT|TKCN|HTX|BHXH|BHYT|ASEAN|TCVN|QCVN|COVID|TTHC|CNTT|KT|XH|"
    r"QP|ĐTXD|QLDA|VNPT|NTM|ATTP|ATGT|GPMB|HIV|AIDS|WTO|UNESCO|NN|PTNT|THCS|THPT|TP|TW|DTTS|BCĐ|BCH|QH\d+)"
)
_FIELDS = (
    *(name[3:] for name in AGENCIES.values() if name.startswith("Bộ ")),
    "Tài chính - Kế hoạch",
    "Kinh tế và Hạ tầng",
    "Kinh tế, Hạ tầng và Đô thị",
    "Quản lý đô thị",
    "Văn hóa và Thông tin",
    "Văn hóa - Thông tin",
    "Văn hóa - Xã hội",
    "Văn hóa, Khoa học và Thông tin",
    "Nông nghiệp và Phát triển nông thôn",
    "Lao động - Thương binh và Xã hội",
    "Tài nguyên và Môi trường",
    "Dân tộc",
    "Y tế",
    "Thanh tra",
    "Quy hoạch - Kiến trúc",
    "Chỉ huy Quân sự",
    "Quản lý dự án đầu tư xây dựng",
    "Hồ Chí Minh",
    "Việt Nam",
    "Trung ương",
    "Tổ quốc",
    "Mặt trận Tổ quốc",
    "Đảng",
    "Quốc hội",
    "Chính phủ",
    "Nhà nước",
    "Cộng sản Hồ Chí Minh",
)
_FIELD = {plain(name): name for name in sorted(_FIELDS, key=len)}
_AGENCIES = {
    name.lower(): name for name in (*AGENCIES.values(), "Ủy ban nhân dân", "Hội đồng nhân dân", "Việt Nam")
}
_AGENCY = re.compile(
    rf"\b(?:{'|'.join(re.escape(name) for name in sorted(_AGENCIES, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_LONGEST_FIELD = 8
_WORD = re.compile(r"\S+")


class Spelling:
    """The words of one document in order, to look phrases up without regard to capitals and marks."""

    def __init__(self, reading: Reading) -> None:
        self._words = _WORD.findall(reading.whole)
        self._plain = [plain(word).strip(".,;:()\"'“”*") for word in self._words]
        self._places: dict[str, list[int]] = {}
        for position, word in enumerate(self._plain):
            self._places.setdefault(word, []).append(position)

    def phrase(self, text: str) -> str | None:
        """Return the most frequent spelling of a phrase that is not all capitals, None if there is none."""
        wanted = plain(squeezed(text)).split()
        wanted = [word.strip(".,;:()\"'“”*") for word in wanted]
        found = Counter(self._at(position, len(wanted)) for position in self._same(wanted))
        best = [(count, spelled) for spelled, count in found.items() if not is_upper(spelled)]
        return max(best)[1] if best else None

    def title(self, text: str) -> str:
        """Return a title that was printed in capitals as the text below it writes it, word for word.

        The longest runs of words that the document repeats in small letters give their spelling; of the rest
        names of places and abbreviations keep their capitals.
        """
        words = squeezed(text).split()
        read = [plain(word).strip(".,;:()\"'“”*") for word in words]
        spelled: list[str] = []
        position = 0
        while position < len(words):
            run = self._longest(read, position)
            if run:
                trusted = len(run) > 3
                spelled += [
                    _with_marks(word, given if trusted else _cased(word, given))
                    for word, given in zip(words[position : position + len(run)], run, strict=True)
                ]
                position += len(run)
            else:
                spelled.append(_small(words, position))
                position += 1
        line = _AGENCY.sub(lambda match: _AGENCIES[match.group().lower()], " ".join(spelled))
        return line[:1].upper() + line[1:]

    def _same(self, wanted: list[str]) -> list[int]:
        return [
            position
            for position in self._places.get(wanted[0] if wanted else "", ())
            if self._plain[position : position + len(wanted)] == wanted
        ]

    def _at(self, position: int, count: int) -> str:
        return " ".join(self._words[position : position + count]).strip(".,;:()\"'“”* ")

    def _longest(self, read: list[str], position: int) -> list[str]:
        best: tuple[int, int] = (1, 0)
        for place in self._places.get(read[position], ()):
            length = 0
            while (
                position + length < len(read)
                and place + length < len(self._plain)
                and self._plain[place + length] == read[position + length]
                and not _shouted(self._words[place + length])
            ):
                length += 1
            if length > best[0]:
                best = (length, place)
        run = self._words[best[1] : best[1] + best[0]] if best[0] > 1 else []
        begins = best[1] == 0 or re.search(r"[.:;“\"]$|^[“\"]", self._words[best[1] - 1]) is not None
        if run and begins and position and run[1][:1].islower():
            run[0] = run[0].lower()
        return run


def _shouted(word: str) -> bool:
    return len(word) > 1 and is_upper(word, 1.0) and not _is_name(word)


def _is_name(word: str) -> bool:
    bare = word.strip(".,;:()\"'“”*")
    return _ROMAN.fullmatch(bare) is not None or _ABBREVIATION.fullmatch(bare) is not None


def _with_marks(printed: str, spelled: str) -> str:
    """The spelled word with the punctuation of the printed one."""
    tail = re.search(r"[.,;:()\"'“”*]*$", printed)
    head = re.match(r"[(\"'“”*]*", printed)
    inner = spelled.strip(".,;:()\"'“”*")
    return (head.group() if head else "") + inner + (tail.group() if tail else "")


def _cased(printed: str, spelled: str) -> str:
    """The printed word with the capitals of the spelled one, where both differ in marks."""
    bare, given = printed.strip(".,;:()\"'“”*"), spelled.strip(".,;:()\"'“”*")
    if bare.lower() == given.lower():
        return given
    return bare.capitalize() if given[:1].isupper() else bare.lower()


def _small(words: list[str], position: int) -> str:
    """A word of a shouted line as it is usually written: after the kind of a place with a capital."""
    word = words[position]
    before = words[position - 1].lower() if position else ""
    if word.strip(",.") == "VI" and before not in ("khóa", "quý", "thứ", "chương", "lục", "phần"):
        return word.lower()
    if _is_name(word) or re.search(r"\d|[/&]", word):
        return word
    if word.lower() in ("luật", "pháp", "nghị", "thông") and before in ("của", "hành"):
        return word.capitalize()
    for back in (1, 2, 3, 4):
        first = position - back
        if first < 0 or any(mark in words[first + 1] for mark in "-,("):
            break
        for count in (1, 2):
            kind = " ".join(words[max(first - count + 1, 0) : first + 1]).lower()
            if kind in _PLACE_KINDS and back <= 2 and _begins_name(words[first + 1]):
                return word if _ROMAN.fullmatch(word) else _capital(word)
    return word.lower()


def _begins_name(word: str) -> bool:
    """Whether a name may begin with a word: "XÃ HỘI" and "HUYỆN ỦY" are no places."""
    return plain(word).strip(",.;") not in ("hoi", "uy", "doi", "doan", "va", "thuoc", "tren", "nam")


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def name_of_place(text: str) -> str:
    """Return a place with its kind in small letters: "HUYỆN NÚI THÀNH" → "huyện Núi Thành"; "" for none."""
    words = squeezed(text).split()
    for count in (2, 1):
        kind = _PLACE_KIND.get(plain(" ".join(words[:count])).rstrip("."))
        if kind and len(words) > count:
            return f"{kind} {proper(' '.join(words[count:]))}"
    if words and plain(words[0]).rstrip(".") == "tp" and len(words) > 1:
        return f"thành phố {proper(' '.join(words[1:]))}"
    return ""


def proper(text: str) -> str:
    """Return a name with a capital for each word; Roman figures stay: "TAM XUÂN II" → "Tam Xuân II"."""
    words = [word if _ROMAN.fullmatch(word) else _capital(word) for word in text.split()]
    return " ".join(words).replace(" Và ", " và ")


def usual(text: str) -> str:
    """Return the name of an organisation in usual letters: "PHÒNG TÀI CHÍNH - KẾ HOẠCH HUYỆN NÚI THÀNH" →
    "Phòng Tài chính - Kế hoạch huyện Núi Thành".

    The head word and the first word of its field have a capital; fields that are known keep their spelling.
    """
    words = re.sub(r"\s*[-–]\s*", " - ", squeezed(text)).split()
    read = [plain(word) for word in words]
    spelled: list[str] = []
    position, heads = 0, _heads(read)
    while position < len(words):
        place = name_of_place(" ".join(words[position:])) if position else ""
        if place:
            return " ".join([*spelled, place])
        known = next(
            (
                (count, _FIELD[" ".join(read[position : position + count])])
                for count in range(min(_LONGEST_FIELD, len(words) - position), 0, -1)
                if position and " ".join(read[position : position + count]) in _FIELD
            ),
            None,
        )
        if known:
            spelled.append(known[1])
            position += known[0]
            continue
        word = words[position]
        if _is_name(word) or "&" in word:
            spelled.append(word)
        else:
            spelled.append(_capital(word) if position in (0, heads) else word.lower())
        position += 1
    return " ".join(spelled)


def _heads(read: list[str]) -> int:
    """How many words the head of a name has: "Sở" one, "Trung tâm" two."""
    two = ("trung tam", "tong cuc", "chi cuc", "van phong", "cong an", "cong ty", "hoc vien", "benh vien")
    more = (
        "thanh tra",
        "kho bac",
        "bao hiem",
        "ngan hang",
        "hoi dong",
        "lien doan",
        "cong doan",
        "kiem toan",
    )
    return 2 if " ".join(read[:2]) in (*two, *more) else 1
