"""The relations that the text of a document states, as plain data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from portal.legal.citations import Citation, DocumentMention, Place, recognise
from portal.legal.citations.resolve import Candidates, Citing, Held, Resolver
from portal.legal.naming import name_key, number_key
from portal.legal.relation_kinds import FOUND, KINDS, PROPOSED
from portal.legal.relations.wording import Statement, statements
from portal.legal.structure.numbering import arabic

_BASIS = re.compile(r"^\s*[-–|]?\s*(?:Căn cứ|Theo)\s", re.I)
_AMENDS_TITLE = re.compile(
    r"(?P<amends>^sửa đổi|^bổ sung)|(?P<abolishes>^bãi bỏ)|(?P<corrects>^đính chính)|(?P<suspends>^ngưng hiệu lực)",
    re.I,
)


class HasProvision(Protocol):
    """A provision, stored or read from a file."""

    @property
    def anchor(self) -> str:
        """Its address."""

    @property
    def chapter(self) -> str:
        """The groups around it."""

    @property
    def heading(self) -> str:
        """Its name."""

    @property
    def text(self) -> str:
        """Its words."""


@dataclass(frozen=True)
class Related:
    """One relation of a document: see models.LegalRelation for the fields."""

    kind: str
    state: str
    target_key: str
    target_type: str
    target_number: str
    target_title: str
    target_anchors: tuple[str, ...] = ()
    anchor: str = ""
    wording: str = ""
    effective: date | None = None


@dataclass
class Text:
    """The text of a document as relations are looked for in it."""

    type: str
    number: str
    title: str
    issued: date | None
    year: int | None
    preamble: str
    provisions: Sequence[HasProvision] = field(default_factory=list)

    @property
    def citing(self) -> Citing:
        """As the resolver needs it."""
        return Citing(self.type, self.number, self.issued, self.year)


def all_citations(text: Text) -> list[tuple[str, str, list[Citation]]]:
    """(address, words, citations) of title, preamble and each provision, in order."""
    parts = [("", text.title, recognise(text.title, Place("", text.type)))]
    parts.append(("", text.preamble, recognise(text.preamble, Place("", text.type))))
    for one in text.provisions:
        place = Place(one.anchor, text.type, one.heading, group_of(one.chapter))
        parts.append((one.anchor, one.text, recognise(one.text, place)))
    return parts


def group_of(chapter: str) -> str:
    """The address of the groups that a provision stands in, from their titles ("Chương II. …\\nMục 1. …")."""
    names = {"Phần": "phan", "Chương": "chuong", "Mục": "muc", "Tiểu mục": "tieu-muc", "Phụ lục": "phu-luc"}
    parts = []
    for title in chapter.split("\n"):
        match = re.match(r"(Phần|Chương|Tiểu mục|Mục|Phụ lục)\s+([IVXLC]+|\d+)\b", title)
        if match:
            parts.append(f"{names[match[1]]}-{arabic(match[2])}")
    return "-".join(parts)


def related(
    text: Text, parts: Sequence[tuple[str, str, list[Citation]]], candidates: Candidates
) -> list[Related]:
    """Every relation that the text states, one for each kind, document and provision that says so.

    `parts` are its citations, as `all_citations` gives them: recognised once, for looking up and for this.
    Legal bases and references are `found`; what takes or changes force is `proposed`, for an editor to confirm.
    """
    resolver = Resolver(text.citing, candidates)
    found: list[Related] = []
    for address, words, citations in parts:
        said = {(one.citation.start, one.citation.end): one for one in _said(text, address, words, citations)}
        for citation in citations:
            if citation.is_own or citation.document is None:
                continue
            full = resolver.in_full(citation.document)
            held = resolver.resolve(citation.document)
            if full is None:
                continue
            statement = said.get((citation.start, citation.end))
            kind = statement.kind if statement else _plain_kind(address, words, citation)
            row = _row(kind, citation, full, held, address)
            if statement:
                row = replace(row, wording=statement.wording, effective=statement.effective)
            found.append(row)
    return _merged(found, text)


def _said(text: Text, address: str, words: str, citations: list[Citation]) -> list[Statement]:
    place = Place(address, text.type)
    if address:
        return statements(words, place, citations)
    if words is text.title:
        # "Sửa đổi, bổ sung một số điều của Nghị định số …": the title says what the document does.
        match = _AMENDS_TITLE.match(words.removeprefix(text.type).strip())
        first = next((one for one in citations if not one.is_own), None)
        if match and first:
            return [Statement(str(match.lastgroup), first, words[:600])]
    return []


def _plain_kind(address: str, words: str, citation: Citation) -> str:
    """Legal basis in the preamble, reference elsewhere."""
    if address:
        return "refers"
    line_start = words.rfind("\n", 0, citation.start) + 1
    return "based_on" if _BASIS.match(words[line_start : citation.end]) else "refers"


def _row(kind: str, citation: Citation, full: DocumentMention, held: Held | None, address: str) -> Related:
    state = PROPOSED if KINDS[kind].needs_an_editor else FOUND
    if held is not None:
        key, type_name, number, title = held.natural_key, held.type, held.number, held.title
    else:
        key, type_name, number = symbolic_key(full), full.type, full.number
        title = full.name
    return Related(kind, state, key, type_name[:60], number[:80], title, citation.targets, address)


def symbolic_key(mention: DocumentMention) -> str:
    """The key of a document that is not held: "?" and its number, or its name and year."""
    if mention.number:
        return f"?{number_key(mention.number)}"
    return f"?{name_key(mention.type, mention.name)}|{mention.year or ''}"[:400]


def _merged(rows: list[Related], text: Text) -> list[Related]:
    """One row for each kind and document; of what changes force, one for each provision that says so.

    A reference to a document that this one changes, or is based on, says nothing more.
    """
    merged: dict[tuple[str, str, str], Related] = {}
    own, own_name = number_key(text.number), f"?{name_key(text.type, text.title)}|"
    for row in rows:
        if row.target_key == own_name or (row.target_number and number_key(row.target_number) == own):
            continue  # "Quốc hội ban hành Luật Căn cước", said by that law
        per_provision = row.anchor if row.state == PROPOSED else ""
        key = (row.kind, row.target_key, per_provision)
        held = merged.get(key)
        if held is None:
            merged[key] = row
        elif held.target_anchors and row.target_anchors:
            anchors = tuple(dict.fromkeys((*held.target_anchors, *row.target_anchors)))
            merged[key] = replace(held, target_anchors=anchors)
        elif row.kind not in {"refers", "based_on"}:
            # The whole document and some provisions: the provisions say more, unless the whole ends.
            whole = KINDS[row.kind].ends
            merged[key] = replace(
                held, target_anchors=() if whole else held.target_anchors or row.target_anchors
            )
    stronger = {row.target_key for row in merged.values() if row.kind != "refers"}
    return [row for row in merged.values() if row.kind != "refers" or row.target_key not in stronger]
