"""The text of a provision as pages show it: clauses and points with an address each, tables, citations as links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from portal.legal.citations import Citation, Place, recognise
from portal.legal.citations.held import candidates_for
from portal.legal.citations.resolve import Citing, Held, Resolver
from portal.legal.models import LegalDocument, Provision
from portal.legal.naming import anchor_words
from portal.legal.relations.computing import group_of
from portal.legal.structure import Node, parse_article
from portal.web.sanitise import render_markdown

_TABLE_LINE = re.compile(r"\s*\|.*\|\s*$")


@dataclass(frozen=True)
class Segment:
    """A run of text; `href` ("#dieu-5", "/van-ban/…") where it is a citation that leads somewhere."""

    text: str
    href: str = ""
    title: str = ""


@dataclass(frozen=True)
class Block:
    """One paragraph ("text", "clause", "point") or a table (`html`); `mark` is its number as printed ("2.", "a)")."""

    kind: str
    anchor: str = ""
    mark: str = ""
    segments: tuple[Segment, ...] = ()
    html: Markup | None = None


@dataclass
class Linked:
    """The citations of a document, provision by provision, with what each leads to."""

    by_anchor: dict[str, list[tuple[Citation, Segment]]] = field(default_factory=dict)

    def of(self, anchor: str) -> list[tuple[Citation, Segment]]:
        """(citation, link) of the provision at this address."""
        return self.by_anchor.get(anchor, [])


def place_of(document: LegalDocument, provision: Provision) -> Place:
    """Where a provision's text stands, as the recogniser needs it."""
    return Place(provision.anchor, document.type, provision.heading, group_of(provision.chapter))


def linked(document: LegalDocument, provisions: Sequence[Provision], own: str = "") -> Linked:
    """Recognise and resolve the citations of these provisions, one statement.

    `own` is put before the addresses within the document: "" on its own page, its path elsewhere.
    """
    found = [(one, recognise(one.text, place_of(document, one))) for one in provisions]
    candidates = candidates_for(citation for _, citations in found for citation in citations)
    citing = Citing(document.type, document.number, document.issued, document.year)
    resolver = Resolver(citing, candidates)
    here = {one.anchor for one in document.provisions}
    links = Linked()
    for provision, citations in found:
        for citation in citations:
            held = resolver.resolve(citation.document) if citation.document else None
            link = _link(citation, held, provision.text, own, here)
            if link is not None:
                links.by_anchor.setdefault(provision.anchor, []).append((citation, link))
    return links


def linked_markdown(document: LegalDocument, text: str) -> str:
    """Markdown with its citations of held documents as links (the preamble's "Căn cứ …"); at most one statement."""
    found = recognise(text, Place("", document.type))
    candidates = candidates_for(found)
    resolver = Resolver(Citing(document.type, document.number, document.issued, document.year), candidates)
    links = [(one, resolver.resolve(one.document)) for one in found if one.document and not one.is_own]
    return with_links(text, [(one, _held_path(one, held)) for one, held in links if held is not None])


def with_links(text: str, links: Sequence[tuple[Citation, str]]) -> str:
    """Markdown in which each citation is a link to its path; what could end a link's text is escaped."""
    pieces, place = [], 0
    for citation, where in links:
        words = text[citation.start : citation.end]
        if citation.start < place or "\n" in words or "](" in words:
            continue
        escaped = words.replace("[", "\\[").replace("]", "\\]")
        pieces += [text[place : citation.start], f"[{escaped}]({where})"]
        place = citation.end
    return "".join([*pieces, text[place:]])


def _held_path(citation: Citation, held: Held) -> str:
    target = citation.targets[0] if citation.targets else ""
    return f"/van-ban/{held.slug}" + (f"#{target}" if target else "")


def _link(citation: Citation, held: Held | None, text: str, own: str, here: set[str]) -> Segment | None:
    """Where a citation leads: to the provision where we hold it, else to a search; None for "Luật này"."""
    words = text[citation.start : citation.end]
    target = citation.targets[0] if citation.targets else ""
    if citation.is_own:
        article = re.match(r"dieu-[^-]+", target)
        if not target or (article and article.group() not in here):
            return None
        return Segment(words, f"{own}#{target}", anchor_words(target))
    document = citation.document
    if document is None:
        return None
    if held is not None:
        return Segment(words, _held_path(citation, held), f"{held.type} {held.number}: {held.title}"[:200])
    if document.number and document.form != "short":
        return Segment(words, f"/tim-kiem?q={quote(document.number)}&kind=legal")
    return Segment(words, f"/tim-kiem?q={quote(document.name)}&kind=legal") if document.name else None


def blocks_of(provision: Provision, links: Sequence[tuple[Citation, Segment]], root: str) -> list[Block]:
    """The paragraphs of a provision; an annex, and text that has no number, is Markdown as a whole."""
    if provision.unit == "Phụ lục" or (not provision.no and provision.unit != "Điều"):
        return [Block("html", html=render_markdown(provision.text, root))] if provision.text.strip() else []
    text = provision.text
    marks = {node.start: node for top in parse_article(text, provision.anchor) for node in top.walk()}
    blocks: list[Block] = []
    table: list[str] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        if _TABLE_LINE.match(line):
            table.append(line.strip())
            continue
        _flush(table, blocks, root)
        if line.strip():
            blocks.append(_block(text, start, start + len(line.rstrip()), marks.get(start), links))
    _flush(table, blocks, root)
    return blocks


def _flush(table: list[str], blocks: list[Block], root: str) -> None:
    if table:
        blocks.append(Block("html", html=render_markdown("\n".join(table), root)))
        table.clear()


def _block(
    text: str, start: int, end: int, node: Node | None, links: Sequence[tuple[Citation, Segment]]
) -> Block:
    while start < end and text[start].isspace():
        start += 1
    kind = {"Khoản": "clause", "Điểm": "point"}.get(node.unit, "text") if node else "text"
    segments: list[Segment] = []
    place = min(node.label_end, end) if node else start
    mark = text[start:place].strip()
    for citation, link in links:
        if citation.end <= place or citation.start >= end:
            continue
        if citation.start > place:
            segments.append(Segment(text[place : citation.start]))
        begin = max(place, citation.start)
        stop = min(end, citation.end)
        segments.append(Segment(text[begin:stop], link.href, link.title))
        place = stop
    if place < end:
        segments.append(Segment(text[place:end]))
    return Block(kind, node.anchor if node else "", mark, tuple(segments))


def groups(provisions: Sequence[Provision]) -> list[dict[str, Any]]:
    """Titles and addresses of the groups that open before each provision: [{level, title, anchor}] by its anchor.

    A group's address is what citations call it ("chuong-2-muc-1"); one without a number is counted.
    """
    opened: list[dict[str, Any]] = []
    before: list[str] = []
    taken: dict[str, int] = {}
    unnamed = 0
    for one in provisions:
        titles = one.chapter.split("\n") if one.chapter else []
        same = 0
        while same < min(len(titles), len(before)) and titles[same] == before[same]:
            same += 1
        for level in range(same, len(titles)):
            address = group_of("\n".join(titles[max(0, level - 1) : level + 1])) or ""
            own = group_of(titles[level])
            if own.startswith(("chuong", "phan", "phu-luc")):
                address = own
            if not own:
                unnamed += 1
                address = f"chuong-{unnamed}"
            taken[address] = taken.get(address, 0) + 1
            if taken[address] > 1:
                address = f"{address}-lan-{taken[address]}"
            opened.append(
                {"before": one.anchor, "level": level + 1, "title": titles[level], "anchor": address}
            )
        before = titles
    return opened
