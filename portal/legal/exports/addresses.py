"""Addresses of the Akoma Ntoso Naming Convention 1.0: of documents (FRBR URIs) and of pieces within them (eId)."""

from __future__ import annotations

import re
from datetime import date

from portal.legal.agencies import folded, issuer_of
from portal.legal.citations import DocumentMention
from portal.legal.citations.resolve import Held
from portal.legal.naming import ascii_words, number_year

_EID_NAMES = {
    "phan": "part",
    "chuong": "chp",
    "tieu-muc": "subsec",
    "muc": "sec",
    "dieu": "art",
    "khoan": "para",
    "diem": "point",
    "phu-luc": "att",
}
"""Short names of the elements, Naming Convention section 5.3.1; "att" stands for an annex."""
_STEP = re.compile(r"(phan|chuong|tieu-muc|muc|dieu|khoan|diem|phu-luc)(?=-|$)")


def work_uri(
    type: str, number: str, *, issued: date | None = None, issuer: str = "", title: str = "", act: bool = True
) -> str:
    """ "/akn/vn/act/nghi-dinh/2018-04-23/61-2018-nd-cp".

    The issuer stands in it only where the number does not name it (of committees and councils of any place); the
    year stands for an unknown day, "0000" for an unknown year.
    """
    year = number_year(number)
    day = issued.isoformat() if issued else str(year or "0000")
    author = "" if issuer_of(number) == issuer else ascii_words(issuer)[:120].strip("-")
    named = ascii_words(number) if re.search(r"\d", number) else ascii_words(title)[:120].strip("-")
    parts = (
        "akn/vn",
        "act" if act else "doc",
        ascii_words(type) or "van-ban",
        author,
        day,
        named or "khong-so",
    )
    return "/" + "/".join(part for part in parts if part)


_NORMATIVE = frozenset(
    folded(name)
    for name in (
        "Hiến pháp",
        "Bộ luật",
        "Luật",
        "Pháp lệnh",
        "Lệnh",
        "Sắc lệnh",
        "Sắc luật",
        "Nghị định",
        "Thông tư",
        "Thông tư liên tịch",
        "Thông tư liên bộ",
        "Nghị quyết liên tịch",
    )
)
_EITHER = frozenset(map(folded, ("Nghị quyết", "Quyết định", "Chỉ thị")))


def is_act(type: str, number: str) -> bool:
    """Whether a document that is only cited is a normative one (Law 80/2015/QH13, article 4).

    Of the kinds that are either, normative ones carry the year in their number (Decree 34/2016/NĐ-CP, article 59).
    """
    return folded(type) in _NORMATIVE or (folded(type) in _EITHER and number_year(number) is not None)


def held_uri(held: Held) -> str:
    """The address of a document that the library holds."""
    issuer = held.natural_key.rsplit("|", 1)[-1] if "|" in held.natural_key else ""
    known = ascii_words(issuer_of(held.number)) == ascii_words(issuer)
    return work_uri(
        held.type,
        held.number,
        issued=held.issued,
        issuer=issuer_of(held.number) if known else issuer,
        title=held.title,
        act=is_act(held.type, held.number),
    )


def mention_uri(mention: DocumentMention) -> str:
    """The address of a document as far as a text names it; "" where it gives neither number nor name."""
    if not mention.number and not mention.name:
        return ""
    issued = _day(mention.date)
    uri = work_uri(
        mention.type,
        mention.number,
        issued=issued,
        title=mention.name,
        issuer=issuer_of(mention.number),
        act=is_act(mention.type, mention.number),
    )
    return uri.replace("/0000/", f"/{mention.year}/") if mention.year else uri


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:  # "ngày 31 tháng 02", as a text may say
        return None


def eid(anchor: str) -> str:
    """The eId of one of our addresses: "dieu-5-khoan-2-diem-a" → "art_5__para_2__point_a"."""
    steps: list[str] = []
    place = 0
    for match in _STEP.finditer(anchor):
        if match.start() < place or (match.start() and anchor[match.start() - 1] != "-"):
            continue
        before = anchor[place : match.start()].strip("-")
        if before:
            _number(steps, before)
        steps.append(_EID_NAMES[match[1]])
        place = match.end()
    if rest := anchor[place:].strip("-"):
        _number(steps, rest)
    return "__".join(steps)


def _number(steps: list[str], number: str) -> None:
    if steps and "_" not in steps[-1]:
        steps[-1] = f"{steps[-1]}_{number}"
    else:
        steps.append(f"hcontainer_{number}")


class TakenIds:
    """The eIds of one export; each is given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}  # number that was put behind an eId

    def new(self, wanted: str) -> str:
        """The wanted eId (without white space), or with "-2", "-3" … where it is taken."""
        base = re.sub(r"\s+", "-", wanted.strip()) or "hcontainer"
        given, many = base, self._last.get(base, 1)
        while given in self._taken:
            many += 1
            given = f"{base}-{many}"
        self._last[base] = many
        self._taken.add(given)
        return given

    def __contains__(self, one: str) -> bool:
        return one in self._taken
