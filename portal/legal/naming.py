"""Names of legal documents: cleaned numbers, natural keys, slugs and anchors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from portal.legal.agencies import folded
from portal.legal.structure.numbering import arabic

MAX_SLUG = 120
MAX_ANCHOR = 60

_KINDS = frozenset(("TT", "NĐ", "QĐ", "CT", "NQ", "TTLT", "NQLT", "PL"))
_COMPLETE = re.compile(
    r"\d+[A-Za-zđ]?(?:[/-]\d{4})?[/-](?P<first>[A-ZĐƯ&]+[A-Za-z]*\d*)(?P<more>(?:[-/_][\w&()]+)*)"
)
_CONTINUATION = re.compile(r"\s*(?P<part>[/-]\s?[\w&][\w&/-]*)\s+")
_SUFFIX_PART = re.compile(r"\s*(?P<part>[A-ZĐƯ][\w&/-]*)\s+")
_NUMBER_IN_TITLE = re.compile(r"(?:\D{0,20}?số\s*:?\s*)?(?P<part>\d[\w&/-]*)\s+")


def clean_number(number: str) -> str:
    """Return the number without quotes, outer marks and spaces, with Đ for Ð and capitals in the suffix."""
    text = unicodedata.normalize("NFC", number).replace("Ð", "Đ").replace("ð", "đ")
    text = re.sub(r"\s*([/-])\s*", r"\1", " ".join(text.split())).strip(" .,;:'\"“”‘’`")
    suffix = re.search(r"(?<=[/-])[a-zđư][a-zđư&/-]*$", text)
    return text[: suffix.start()] + suffix.group().upper() if suffix else text.replace("NĐ_CP", "NĐ-CP")


def number_is_complete(number: str) -> bool:
    """Whether the number says who issued what kind of document ("18", "05/2020/TT-" do not)."""
    match = _COMPLETE.fullmatch(number)
    if match is None:
        return re.fullmatch(r"Hiến pháp(?: năm)? \d{4}", number) is not None
    return match["first"] not in _KINDS or bool(match["more"])


def rejoin(number: str, title: str) -> tuple[str, str]:
    """Join a number whose end stands at the start of the title; else return both as given.

    ("08", "/2017/TT-BTNMT Quy định …") → ("08/2017/TT-BTNMT", "Quy định …").
    """
    for pattern in (_CONTINUATION, _SUFFIX_PART, _NUMBER_IN_TITLE):
        match = pattern.match(title)
        if match is None:
            continue
        if pattern is _CONTINUATION and not re.search(r"\d|[A-ZĐ]$", number):
            continue
        if pattern is _SUFFIX_PART and not number.endswith(("-", "/")):
            continue
        if pattern is _NUMBER_IN_TITLE and re.search(r"\d", number):
            continue
        start = "" if pattern is _NUMBER_IN_TITLE else number
        whole = clean_number(start + match["part"].replace(" ", ""))
        if number_is_complete(whole):
            return whole, title[match.end() :]
    if number == "Không" and title.startswith("số "):
        return "Không số", title[3:].strip()
    return number, title


def number_year(number: str) -> int | None:
    """The year in a number ("61/2018/NĐ-CP" → 2018), None where it has none."""
    match = re.search(r"(?<=[/-])(?:19|20)\d\d(?=[/-]|$)", number)
    return int(match.group()) if match else None


def _plain_number(number: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFC", number)).replace("Ð", "Đ").lower()
    return re.sub(r"^0+(?=\d)", "", plain.replace("ð", "đ")).replace("_", "-")[:80]


def number_key(number: str) -> str:
    """One form of a number however a text writes it: "84/CP" and "84-CP" are one, "89 TC/TCT" and "89/TC-TCT"."""
    apart = re.sub(r"(?<=\d)\s+(?=[^\W\d_]{2})", "/", number)
    return re.sub(r"[/–.-]+", "/", _plain_number(apart)).strip("/")


def name_key(type: str, title: str) -> str:
    """One form of the name that a document is cited by, without its kind: ("Luật", "Luật Hộ tịch") → "hộ tịch".

    At most 300 characters.
    """
    kind, name = folded(type), folded(title)
    return name.removeprefix(f"{kind} ").strip()[:300]


def natural_key(type: str, number: str, issuer: str) -> str:
    """One key for one document however it is written, at most 400 characters; the parts are separated by "|"."""
    return "|".join((folded(type)[:60], _plain_number(number), folded(issuer)[:250]))


def ascii_words(text: str) -> str:
    """Lower-case ASCII words joined by "-": "Điều 5 bis" → "dieu-5-bis"; "" when nothing is left."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode()))


def slug(type: str, number: str, title: str) -> str:
    """The address of a document: "nghi-dinh-61-2018-nd-cp"; by its title where it has no number."""
    kind, rest = ascii_words(type), ascii_words(number) or ascii_words(title)
    words = (
        rest if kind and rest.startswith(f"{kind}-") else "-".join(filter(None, (kind, rest))) or "van-ban"
    )
    if len(words) <= MAX_SLUG:
        return words
    return words[: MAX_SLUG + 1].rsplit("-", 1)[0][:MAX_SLUG]


def anchor(unit: str, no: str) -> str:
    """The address of a provision on its page: "dieu-5", "chuong-2" (II); đ is "dd", since 5d and 5đ both exist."""
    number = no if unit in {"Điều", "Khoản", "Điểm"} else arabic(no)
    words = ascii_words(f"{unit} {number.lower().replace('đ', 'dd')}") or "muc"
    return words[: MAX_ANCHOR - 8].strip("-")


def unique_anchors(units: Iterable[tuple[str, str]]) -> list[str]:
    """The anchors of the (unit, no) of a document; a repeated one gets "-2", "-3", …"""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    anchors: list[str] = []
    for unit, no in units:
        base = anchor(unit, no)
        name = base
        while name in taken:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}-{counts[base]}"
        taken.add(name)
        anchors.append(name)
    return anchors


_UNIT_WORDS = {
    "dieu": "Điều",
    "khoan": "khoản",
    "diem": "điểm",
    "chuong": "Chương",
    "muc": "Mục",
    "tieu-muc": "Tiểu mục",
    "phan": "Phần",
    "phu-luc": "Phụ lục",
}
_ANCHOR_PART = re.compile(r"(dieu|khoan|diem|chuong|tieu-muc|muc|phan|phu-luc)(?:-([a-z0-9]+))?(?=-|$)")


def anchor_words(address: str) -> str:
    """An address in words, as it is cited: "dieu-5-khoan-2-diem-dd" → "điểm đ khoản 2 Điều 5"."""
    parts = _ANCHOR_PART.findall(address)
    words = [f"{_UNIT_WORDS[unit]} {no.replace('dd', 'đ')}".strip() for unit, no in parts]
    return " ".join(reversed(words)) or address
