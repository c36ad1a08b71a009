"""Citations in running text: references to provisions and mentions of documents put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.legal.citations.governing import Governing
from portal.legal.citations.mentions import document_mentions, without_file_names
from portal.legal.citations.model import SELF, Citation, DocumentMention, Place
from portal.legal.citations.names import Names
from portal.legal.citations.provisions import (
    Item,
    anchor_part,
    are_joined,
    between_numbers,
    is_range,
    items,
)
from portal.legal.structure.articles import parse_article

_TO_DOCUMENT = re.compile(
    r"\s*,?\s*(?:của\s+|thuộc\s+|trong\s+|tại\s+|theo\s+)?"
    r"(?:(?:Quy chế|Quy định|Danh mục|Điều lệ|[Qq]uy chế|[Qq]uy định|[Dd]anh mục)?\s*(?:được\s+)?(?:ban hành\s+)?"
    r"(?:kèm(?:\s+theo)?|theo)\s+)?"
)
_FROM = re.compile(r"(?:^|\b)(?:từ|Từ)\s+$")


def recognise(text: str, place: Place | None = None, names: dict[str, Names] | None = None) -> list[Citation]:
    """Every citation in a text, in order, none within another.

    `place` says where the text stands, for "khoản 2 Điều này" and "Luật này"; `names` which laws' names to know.
    """
    here = place or Place()
    text = without_file_names(text).replace("Ð", "Đ").replace("ð", "đ")  # Icelandic letters of old fonts
    mentions = document_mentions(text, names)
    found: list[Citation] = []
    used: set[int] = set()
    clauses = _Clauses(text, here)
    governing = Governing(text, mentions, here)
    for chain in _chains(text, mentions):
        document = _document_after(text, chain[-1].end, mentions)
        start = _start(text, chain)
        end = document.end if document else chain[-1].end
        if document is None and not _says_this(chain):
            document = governing.document_at(start)
        targets = _targets(text, chain, clauses, own=document is None or document.form == SELF)
        if not targets:
            continue
        if document and document.start >= start:
            used.add(document.start)
        found.append(Citation(start, end, document, targets))
    for mention in mentions:
        if mention.start in used or mention.form == "standard":
            continue
        if not _is_attached_regulation(mention, here):
            found.append(Citation(mention.start, mention.end, mention))
    return sorted(found, key=lambda one: one.start)


def _is_attached_regulation(mention: DocumentMention, place: Place) -> bool:
    """ "Quy định này" is mostly the sentence before; a document only in one that a decision carries."""
    return mention.form == SELF and mention.type == "Quy định" and place.type not in {"", "Quyết định"}


def _chains(text: str, mentions: Sequence[DocumentMention]) -> list[list[Item]]:
    """References as runs of joined items; an item inside a document's mention is none."""
    spans = [(one.start, one.end) for one in mentions]
    chains: list[list[Item]] = []
    place = 0
    for item in items(text):
        while place < len(spans) and spans[place][1] <= item.start:
            place += 1
        if place < len(spans) and spans[place][0] <= item.start:
            continue
        if chains and _goes_on(text, chains[-1], item):
            chains[-1].append(item)
        else:
            chains.append([item])
    return chains


def _goes_on(text: str, chain: list[Item], item: Item) -> bool:
    last = chain[-1]
    if not are_joined(text, last, item):
        return False
    if text[last.end : item.start].strip() in {"của", "tại", "thuộc", ""}:
        return item.rank > last.rank or (last.unit == "mục" and item.unit == "điều")
    return True


def _document_after(text: str, end: int, mentions: Sequence[DocumentMention]) -> DocumentMention | None:
    """The document whose mention is attached to what ends at `end` ("… của Luật này")."""
    for mention in mentions:
        if mention.start >= end:
            between = text[end : mention.start]
            return mention if len(between) < 80 and _TO_DOCUMENT.fullmatch(between) else None
    return None


class _Clauses:
    """In which clause and point of its article a place of the text stands."""

    def __init__(self, text: str, place: Place) -> None:
        self.anchor = anchor = place.anchor
        self.group = place.group
        self._nodes = [one for top in parse_article(text, anchor) for one in top.walk()] if anchor else []

    def around(self, place: int, unit: str) -> str:
        """The address of the clause ("khoản") or point around a place; "" where there is none."""
        wanted = {"khoản": "Khoản", "điểm": "Điểm"}[unit]
        return next(
            (one.anchor for one in self._nodes if one.unit == wanted and one.start <= place < one.end), ""
        )


def _targets(text: str, chain: list[Item], clauses: _Clauses, *, own: bool) -> tuple[str, ...]:
    """The addresses that a run of items names: lower units wait for the higher one that follows them."""
    done: list[str] = []
    waiting: list[tuple[int, str]] = []
    for place, item in enumerate(chain):
        numbers = list(item.numbers)
        if place and is_range(text, chain[place - 1], item):
            numbers = between_numbers(item.unit, chain[place - 1].numbers[-1], numbers[0])[1:] + numbers[1:]
        if numbers == ["này"]:
            base = _this(item, clauses)
            if base is None or (item.rank > 3 and any(one[1].startswith("dieu") for one in waiting)):
                continue
            done.extend(f"{base}-{one}".strip("-") for _, one in waiting)
            if not waiting:
                done.append(base)
            waiting = []
            continue
        parts = [anchor_part(item.unit, number) for number in numbers]
        waiting = _with_higher(waiting, item, parts, _joint(text, chain, place))
    done.extend(_completed(chain, waiting, clauses, own=own))
    return tuple(dict.fromkeys(one for one in done if one))


def _joint(text: str, chain: list[Item], place: int) -> str:
    """What joins an item to the one before: "," or "và" …; "" where they stand side by side."""
    return text[chain[place - 1].end : chain[place].start].strip() if place else ""


def _with_higher(
    waiting: list[tuple[int, str]], item: Item, parts: list[str], joint: str
) -> list[tuple[int, str]]:
    """What waits, after an item: clauses and points are taken in by their article, articles never by a chapter."""
    if item.unit == "điều" and joint in {"", "của"}:
        # "khoản 2 Mục I Điều 1": the article says enough.
        waiting = [
            (2, one.split("-", 2)[2]) if one.startswith("muc-") and one.count("-") > 1 else (rank, one)
            for rank, one in waiting
        ]
    lower = [one for one in waiting if one[0] < item.rank]
    kept = [one for one in waiting if one[0] >= item.rank]
    side_by_side = joint in {"", "của", "thuộc", "tại"}
    articles = [one for one in lower if one[1].startswith("dieu")]
    if item.rank > 3 and articles:
        # "Điều 5 Chương II" and "Điều 5, Chương II" are article 5; "Điều 4 và Phụ lục 2" are both.
        others = [one for one in lower if one not in articles]
        if others and side_by_side:
            return kept + articles + _with_higher(others, item, parts, joint)
        is_context = not kept and (side_by_side or (joint == "," and item.unit in {"chương", "mục", "phần"}))
        return kept + lower if is_context else kept + lower + [(item.rank, part) for part in parts]
    if item.rank > 3 and lower and not side_by_side and joint != ",":
        return kept + lower + [(item.rank, part) for part in parts]
    if item.rank <= 2 and len(kept) == 1 and kept[0][0] >= 4 and joint == ",":
        # Circulars without articles: "Mục II, khoản 4".
        return [(kept[0][0], f"{kept[0][1]}-{part}") for part in parts]
    return kept + [
        (item.rank, f"{part}-{one}".rstrip("-"))
        for part in parts
        for one in ([one for _, one in lower] or [""])
    ]


def _this(item: Item, clauses: _Clauses) -> str | None:
    """ "Điều này", "khoản này", "điểm này"; None where the text's own place is not known or has none."""
    if item.unit == "điều":
        return clauses.anchor or None
    if item.unit in {"khoản", "điểm"}:
        return clauses.around(item.start, item.unit) or clauses.anchor or None
    wanted = anchor_part(item.unit, "")
    # "Mục này" within chuong-2-muc-1 is that; "Chương này" is chuong-2.
    parts = re.findall(r"(?:phan|chuong|tieu-muc|muc|phu-luc)-[^-]+", clauses.group)
    inner = next((place for place, part in enumerate(parts) if part.startswith(f"{wanted}-")), None)
    return "-".join(parts[: inner + 1]) if inner is not None else None


def _says_this(chain: list[Item]) -> bool:
    return any(item.numbers == ("này",) for item in chain)


def _start(text: str, chain: list[Item]) -> int:
    """Where a reference begins; "từ" belongs to a range."""
    first = chain[0].start
    if len(chain) > 1 and is_range(text, chain[0], chain[1]):
        match = _FROM.search(text[max(0, first - 4) : first])
        return first - 3 if match else first
    return first


def _completed(
    chain: list[Item], waiting: list[tuple[int, str]], clauses: _Clauses, *, own: bool
) -> list[str]:
    """What waits for an article that the text does not name: clauses and points of the one it stands in."""
    whole = []
    for rank, address in waiting:
        if rank >= 3 or not own:
            whole.append(address)
        elif rank == 2:
            whole.append(f"{clauses.anchor}-{address}".strip("-"))
        else:
            around = clauses.around(chain[0].start, "khoản") or clauses.anchor
            whole.append(f"{around}-{address}".strip("-"))
    return whole
