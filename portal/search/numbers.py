"""Numbers of documents as people write them, and the keys under which a document is found by them.

Written "số/năm/loại-cơ quan" (61/2018/NĐ-CP, 73/2021/QH14) or "số/loại-cơ quan" (123/QĐ-UBND), Decree
30/2020/NĐ-CP, annex I; asked for as "61/2018", "nđ 61/2018", "nghị định 61 năm 2018", "61-2018-nd-cp".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.search.analysis import bare_text

MAX_NUMBERS = 4
"""Numbers read from one query."""

_KINDS = {
    "nghi dinh": "nd",
    "nd": "nd",
    "thong tu lien tich": "ttlt",
    "ttlt": "ttlt",
    "thong tu": "tt",
    "tt": "tt",
    "quyet dinh": "qd",
    "qd": "qd",
    "nghi quyet lien tich": "nqlt",
    "nqlt": "nqlt",
    "nghi quyet": "nq",
    "nq": "nq",
    "chi thi": "ct",
    "ct": "ct",
    "bo luat": "qh",
    "luat": "qh",
    "phap lenh": "ubtvqh",
    "lenh": "l",
    "ke hoach": "kh",
    "kh": "kh",
    "thong bao": "tb",
    "tb": "tb",
    "cong van": "",
}
_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_SUFFIX = r"[a-z]{1,10}\d{0,2}(?:\s?[-/]\s?[a-z]{1,10}\d{0,2}){0,4}"
_DATED = re.compile(
    rf"(?<![\d/.,-])(?<!thang )(?:(?<![^\W\d_])(?P<kind>{_KIND})\W{{0,3}}(?:so\W{{0,3}})?)?"
    r"(?P<number>\d{1,6})(?P<letter>[a-z]?)(?:\s?[/-]\s?|\s+nam\s+)(?P<year>(?:19|20)\d\d)"
    rf"(?:\s?[/-]\s?(?P<suffix>{_SUFFIX}))?(?!\w)(?![/-]\d)"
)
_UNDATED = re.compile(
    rf"(?<![\d/.,-])(?P<number>\d{{1,6}})(?P<letter>[a-z]?)\s?[/-]\s?(?P<suffix>(?=[a-z]+[-/]|[a-z]{{2}}){_SUFFIX})(?!\w)"
)
_ARTICLE = re.compile(r"(?<!\w)dieu\s{1,3}(\d{1,4}[a-z]?)(?!\w)")


@dataclass(frozen=True)
class NumberRef:
    """A number that was read: `number` without leading zeros, `year` and `suffix` ("nd-cp") or ""."""

    number: str
    year: str
    suffix: str
    kind: str

    def forms(self) -> tuple[str, ...]:
        """What to look up, the narrowest first: ("61/2018/nd-cp", "61/2018/nd", "61/2018")."""
        stem = f"{self.number}/{self.year}" if self.year else self.number
        kind = self.kind or kind_of(self.suffix)
        keys = [f"{stem}/{self.suffix}"] if self.suffix else []
        if kind:
            keys.append(f"{stem}/{kind}")
        if self.year:
            keys.append(stem)
        return tuple(dict.fromkeys(keys))


def kind_of(suffix: str) -> str:
    """The kind inside a suffix: "nd-cp" → "nd", "qh14" → "qh", "" → ""."""
    return re.sub(r"\d+\Z", "", suffix.split("-")[0])


def read_numbers(text: str) -> tuple[NumberRef, ...]:
    """Every document number in `text` (at most MAX_NUMBERS), in the order of their places."""
    plain = bare_text(text[:2000])
    found = [(match.start(), _reference(match)) for match in _DATED.finditer(plain)]
    found += [(match.start(), _reference(match)) for match in _UNDATED.finditer(plain)]
    found.sort(key=lambda item: item[0])
    return tuple(dict.fromkeys(reference for _, reference in found))[:MAX_NUMBERS]


def read_articles(text: str) -> tuple[str, ...]:
    """The articles that `text` names: "điều 5 luật đất đai" → ("5",)."""
    return tuple(dict.fromkeys(_ARTICLE.findall(bare_text(text[:2000]))))[:MAX_NUMBERS]


def number_keys(number: str) -> tuple[str, ...]:
    """The keys under which a document with this number is put into the index.

    A number in no known form ("Hiến pháp 2013", "" or a draft's) gives its bare text or nothing.
    """
    references = read_numbers(number)
    if references:
        return references[0].forms()
    plain = " ".join(bare_text(number[:200]).split())
    return (plain,) if plain else ()


def _reference(match: re.Match[str]) -> NumberRef:
    parts = match.groupdict()
    suffix = re.sub(r"\s", "", parts.get("suffix") or "").replace("/", "-")
    number = (parts["number"].lstrip("0") or "0") + parts["letter"]
    return NumberRef(number, parts.get("year") or "", suffix, _KINDS.get(parts.get("kind") or "", ""))
