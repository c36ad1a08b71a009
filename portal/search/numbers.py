"""Numbers of documents as people write them, and the keys under which a document is found by them.

Written "số/năm/loại-cơ quan" (61/2018/NĐ-CP, 73/2021/QH14) or "số/loại-cơ quan" (123/QĐ-UBND), Decree
30/2020/NĐ-CP, annex I; asked for as "61/2018", "nđ 61/2018", "nghị định 61 năm 2018", "61-2018-nd-cp",
"61 2018 nđ cp", "nđ 61". What is written on both sides is read by the same patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.search.analysis import bare_text

MAX_NUMBERS = 4
"""Numbers read from one query."""

MAX_TEXT = 2_000
"""Characters of a text in which numbers are looked for."""

EXACT_ARTICLE, EXACT, KIND_AND_NUMBER, YEAR_AND_NUMBER = 4, 3, 2, 1

KIND_WORDS = {
    "nghi dinh": "nd",
    "thong tu lien tich": "ttlt",
    "thong tu lien bo": "ttlt",
    "thong tu lien nganh": "ttlt",
    "thong tu": "tt",
    "quyet dinh": "qd",
    "nghi quyet lien tich": "nqlt",
    "nghi quyet": "nq",
    "chi thi": "ct",
    "bo luat": "luat",
    "luat": "luat",
    "phap lenh": "pl",
    "sac lenh": "sl",
    "lenh": "l",
    "ke hoach": "kh",
    "thong bao": "tb",
    "bao cao": "bc",
    "to trinh": "ttr",
    "huong dan": "hd",
    "chuong trinh": "ctr",
    "cong dien": "cd",
    "van ban hop nhat": "vbhn",
    "cong van": "",
}
"""Words that name a kind, and its code in numbers; a letter to an agency (công văn) has none."""

_CODES = (
    "nd",
    "ttlt",
    "tt",
    "qd",
    "nqlt",
    "nq",
    "ct",
    "pl",
    "kh",
    "tb",
    "bc",
    "ttr",
    "ctr",
    "vbhn",
    "hd",
    "cv",
)
_INSTEAD = {
    "luat": ("qh", "l", "lct"),
    "nq": ("qh", "ubtvqh"),
    "pl": ("ubtvqh", "l"),
    "nd": ("cp",),
    "cp": ("nd",),
    "qd": ("ttg",),
    "ct": ("ttg",),
    "ttlt": ("ttlb", "ttln"),
}
"""What may stand in a number in the place of a kind: a law says QH13, an old decree CP."""

_KINDS = {**KIND_WORDS, **{code: code for code in _CODES if code != "cv"}, "cv": ""}
_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_AFTER = r"\W{0,3}(?:so\W{0,3})?"
_SEPARATOR = r"\s{0,3}[/_.-]\s{0,3}"
_YEAR = r"(?:19|20)\d\d"
_PART = r"(?:[a-z]{1,20}\d{0,2})"
_SUFFIX = rf"{_PART}(?:\s?[-/_]\s?{_PART}){{0,9}}"
_LETTERS = "[b-df-hj-np-tv-xz]"  # what an abbreviation is made of, and hardly any word
_ISSUER = (
    r"(?:cp|ttg|qh\d{0,2}|ubtvqh\d{0,2}|tandtc|tatc|byt|bca|ca|nh"
    rf"|{_LETTERS}{{3,12}}|ub{_LETTERS}{{2,12}}|ubnd|hdnd|b{_LETTERS}{{1,11}})"
)
_CODE = "|".join(sorted(_CODES, key=len, reverse=True))
_CODED = (
    rf"(?:{_CODE})(?:\s?[-/_.]\s?|\s){_ISSUER}(?:\s?[-/_]\s?{_PART}|\s{_ISSUER}(?!\w)){{0,8}}"
    r"|(?:qh|ubtvqh)\d\d?|cp|ttg"
)
_BEFORE = rf"(?<![\w/.,-])(?:(?P<kind>{_KIND}){_AFTER})?"
_NUMBER = r"(?P<number>\d{1,6})(?P<letter>[a-z]?)"
_PERIOD = r"(?<!thang )(?<!quy )(?<!ngay )(?<!khoa )(?<!dot )"

_DATED = re.compile(
    rf"{_BEFORE}{_PERIOD}(?<![\d/.,-]){_NUMBER}"
    rf"(?:\s{{0,3}}[/_-]\s{{0,3}}|\s+nam\s+)(?P<year>{_YEAR})(?!\d)"
    rf"(?:{_SEPARATOR}(?P<suffix>{_SUFFIX})|\s{{1,3}}(?P<coded>{_CODED}|{_ISSUER}|{_CODE}))?(?!\w)(?!\s?[/-]\s?\d)"
)
_SPACED = re.compile(  # "61 2018 nđ cp", "61.2018.nd-cp"; with a kind before it "nghị định 61 2018"
    rf"{_BEFORE}{_PERIOD}(?<![\d/.,-]){_NUMBER}(?:\s{{1,3}}|\s?\.\s?)(?P<year>{_YEAR})(?!\d)"
    rf"(?:(?:\s{{1,3}}|{_SEPARATOR})(?P<coded>{_CODED}|{_CODE}))?(?!\w)(?!\s?[/-]\s?\d)"
)
_UNDATED = re.compile(
    rf"{_BEFORE}(?<![\d/.,-]){_NUMBER}"
    rf"(?:\s{{0,3}}[/_-]\s{{0,3}}(?P<suffix>(?=[a-z]+[-/_\s]|[a-z]{{2}}){_SUFFIX})|\s{{1,3}}(?P<coded>{_CODED}))(?!\w)"
)
_KIND_ONLY = re.compile(
    rf"(?<![\w/.,-])(?P<kind>{_KIND})(?P<so>{_AFTER}){_NUMBER}(?!\w)(?!\s?[/.,-]\s?\d)"
    r"(?!\s?%|\s(?:thang|tuan|gio|trieu|ty|ti|dong|nguoi|lan)\b|\s(?:ngay(?!\s+\d)|nam(?!\s+(?:19|20)\d\d))\b)"
    rf"(?:\s(?P<coded>{_ISSUER})(?!\w))?"
)
_ISSUED = re.compile(
    rf"[^;?!]{{0,100}}?(?:\bnam\s+|\bngay\s+\d\d?\s?[/.-]\s?\d\d?\s?[/.-]\s?|\bthang\s+\d\d?\s?[/.-]\s?|\()(?P<year>{_YEAR})(?!\w)"
)
_SPAN = re.compile(rf"{_YEAR}\s?-\s?{_YEAR}")
_NEAR_KIND = re.compile(
    rf"(?<![\w/.,-])(?P<kind>{'|'.join(sorted(KIND_WORDS, key=len, reverse=True))})(?!\w)"
)
_GLUED = re.compile(rf"(?P<code>{_CODE})(?P<issuer>{_ISSUER})\Z")
_ARTICLE = re.compile(r"(?<!\w)(?:dieu\s{0,3}(?:so\s)?|d\s?\.\s?)(\d{1,3}[a-z]?)(?!\w)(?!\s?[/]\s?\d)")
_END = "."  # of a key: the number ends here; "2/2017/tt." is 02/2017/TT and not 02/2017/TT-BTP
_MARKS = str.maketrans(
    {"ð": "d", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "⁄": "/", "∕": "/", "&": None}
)


@dataclass(frozen=True)
class NumberRef:
    """A number that was read.

    number: without leading zeros. year: in the number, or said beside it ("61 ngày 23/4/2018"), or "".
    suffix: "nd-cp", or "". kind: its code ("nd") where one was named in words, or "". dated: whether the year
    stands in the number.
    """

    number: str
    year: str = ""
    suffix: str = ""
    kind: str = ""
    dated: bool = True

    def lookups(self) -> Iterator[tuple[str, int]]:
        """What to look up with how exactly each names, the narrowest first: ("61/2018/nd-cp", 3),
        ("61/2018/nd", 2), ("61/2018", 1)."""
        kind = self.kind or kind_of(self.suffix)
        stem = f"{self.number}/{self.year}" if self.year else self.number
        if self.suffix:
            yield f"{stem}/{self.suffix}{_END if self.suffix in _CODES else ''}", EXACT
        if not self.dated and self.year and self.suffix:  # the index may not know the year
            yield f"{self.number}/{self.suffix}", KIND_AND_NUMBER
        if kind:
            yield f"{stem}/{kind}", KIND_AND_NUMBER
        if self.year:
            yield stem, YEAR_AND_NUMBER
        for other in _INSTEAD.get(kind, ()):
            yield f"{stem}/{other}", YEAR_AND_NUMBER
        if not self.dated and self.year and kind:
            yield f"{self.number}/{kind}", YEAR_AND_NUMBER

    def forms(self) -> tuple[str, ...]:
        """The keys alone."""
        return tuple(dict.fromkeys(key for key, _exactness in self.lookups()))


def kind_of(suffix: str) -> str:
    """The kind inside a suffix: "nd-cp" → "nd", "qh14" → "qh", "" → ""."""
    return re.sub(r"\d+\Z", "", suffix.split("-")[0])


def read_numbers(text: str) -> tuple[NumberRef, ...]:
    """Every document number in `text` (at most MAX_NUMBERS), in the order of their places."""
    plain = plain_of(text)
    found: list[tuple[int, int, NumberRef]] = []
    taken = bytearray(len(plain) + 1)
    for pattern in (_DATED, _SPACED, _UNDATED, _KIND_ONLY):
        for match in pattern.finditer(plain):
            start, end = match.start("number"), match.end()
            reference = None if any(taken[start:end]) else _reference(match, pattern, plain)
            if reference is not None:
                taken[start:end] = b"\1" * (end - start)
                found.append((start, end, reference))
    found.sort(key=lambda item: item[0])
    return tuple(dict.fromkeys(reference for _start, _end, reference in found))[:MAX_NUMBERS]


def is_number(text: str) -> bool:
    """Whether `text` is the number of a document and nothing else."""
    plain = plain_of(text).strip()
    return any(pattern.fullmatch(plain) for pattern in (_DATED, _SPACED, _UNDATED, _KIND_ONLY)) and bool(
        read_numbers(plain)
    )


def plain_of(text: str) -> str:
    """The part of `text` in which numbers are looked for, without accents and with one kind of dash."""
    return bare_text(text[:MAX_TEXT]).translate(_MARKS)


def read_articles(text: str) -> tuple[str, ...]:
    """The articles that `text` names: "điều 5 luật đất đai" → ("5",); "đ.5" and "khoản 2 điều 5" too."""
    return tuple(dict.fromkeys(_ARTICLE.findall(plain_of(text))))[:MAX_NUMBERS]


def number_keys(number: str, year: str = "", kind: str = "") -> tuple[str, ...]:
    """The keys under which a document with this number is put into the index, the narrowest first.

    year: in which it was issued, for a number that does not say so (123/QĐ-UBND). kind: its type ("Luật"), which
    a number may not say either (60/2014/QH13).
    A number in no known form ("Hiến pháp 2013", "" or a draft's) gives its bare text or nothing.
    """
    references = read_numbers(number)
    if not references:
        plain = " ".join(bare_text(number[:200]).split())
        return (plain,) if plain else ()
    own = references[0]
    kinds = [own.kind or kind_of(own.suffix), KIND_WORDS.get(" ".join(bare_text(kind[:40]).split()), "")]
    stems = [f"{own.number}/{own.year}" if own.year else own.number]
    if not own.year and year:
        stems.append(f"{own.number}/{year}")
    keys: list[str] = []
    for stem in stems:
        keys += [f"{stem}/{own.suffix}"] if own.suffix else []
        keys += [f"{stem}/{kind}" for kind in kinds if kind]
        keys += [stem] if "/" in stem else []
    keys += [f"{own.number}/{kind}" for kind in kinds if kind]
    if own.suffix in _CODES:
        keys.append(f"{stems[0]}/{own.suffix}{_END}")
    return tuple(dict.fromkeys(keys))


def _reference(match: re.Match[str], pattern: re.Pattern[str], plain: str) -> NumberRef | None:
    parts = match.groupdict()
    kind, coded = parts.get("kind") or "", parts.get("coded") or ""
    if pattern is _SPACED and not (kind or coded or match.group().strip() == plain.strip()):
        return None  # "61 2018" may be anything
    if pattern is _DATED and _SPAN.fullmatch(match.group()):
        return None  # "2015-2020" are years
    year, dated = parts.get("year") or "", True
    if not year and (said := _ISSUED.match(plain, match.end())):
        year, dated = said["year"], False
    if pattern is _KIND_ONLY and kind not in _FREE and not year and "so" not in (parts.get("so") or ""):
        return None  # "kế hoạch 5 …" is rather a plan of five something
    suffix = _suffix(parts.get("suffix") or "", coded, _KINDS.get(kind, ""))
    if not kind and not suffix:
        kind = _near_kind(plain, match)
    number = (parts["number"].lstrip("0") or "0") + parts["letter"]
    found = NumberRef(number, year, suffix, _KINDS.get(kind, ""), dated)
    return found if found.forms() else None


_FREE = frozenset(
    (
        *("nghi dinh", "thong tu", "thong tu lien tich", "quyet dinh", "nghi quyet", "chi thi", "phap lenh"),
        *("nd", "tt", "ttlt", "qd", "nq", "ct"),
    )
)
"""Kinds after which a number alone is a document's."""


def _suffix(typed: str, coded: str, kind: str) -> str:
    """One spelling of what stands behind the number: "nđ - cp", "nđcp" and "nđ/cp" → "nd-cp".

    coded: what stands there after a space only, which may leave out the kind: "thông tư 39/2014 BTC".
    """
    suffix = re.sub(r"(?:\s?[-/_.]\s?|\s+)", "-", (typed or coded).strip())
    glued = _GLUED.match(suffix)
    if glued is not None and suffix not in _CODES:
        return f"{glued['code']}-{glued['issuer']}"
    if coded and kind in _CODES and "-" not in suffix and re.fullmatch(_ISSUER, suffix):
        return f"{kind}-{suffix}"
    return suffix


def _near_kind(plain: str, match: re.Match[str]) -> str:
    """The kind that is named a few words before the number, or right after it."""
    before = re.split(r"[;,?!\d]", plain[max(0, match.start("number") - 60) : match.start("number")])[-1]
    named = [one["kind"] for one in _NEAR_KIND.finditer(before)]
    after = _NEAR_KIND.match(plain, match.end() + 1)
    return named[-1] if named else after["kind"] if after else ""
