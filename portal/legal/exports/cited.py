"""The references of a document's text, as inline elements that lead to the address of what is cited."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.legal.agencies import folded
from portal.legal.citations import Citation, DocumentMention, recognise
from portal.legal.citations.resolve import Candidates, Citing, Held, Resolver
from portal.legal.exports.addresses import eid, held_uri, mention_uri
from portal.legal.exports.blocks import Span
from portal.legal.exports.document import DocumentText
from portal.legal.naming import name_key, number_key, number_year
from portal.legal.relations.computing import Text, all_citations

Holding = Callable[[Iterable[Citation]], Candidates]
"""Looks up the held documents that citations may mean."""


def nothing_held(_citations: Iterable[Citation]) -> Candidates:
    """For exports outside of any library: addresses are made from the citations' own words."""
    return Candidates(())


@dataclass(frozen=True)
class Cited:
    """The references in title, preamble and each provision, in this order, and the addresses of what they mean."""

    spans: list[list[Span]]
    uris: dict[str, str]

    def uri_of(self, name: str) -> str:
        """The address of a document that is called so ("Nghị định 61/2018/NĐ-CP"); "" where it cannot be told."""
        mention = next((one.document for one in recognise(name) if one.document), None)
        if mention is None:
            return ""
        return next((self.uris[key] for key in _keys(mention) if key in self.uris), "") or mention_uri(
            mention
        )


def cited_in(document: DocumentText, held: Holding, own: Container[str]) -> Cited:
    """Recognise and address the references of a document.

    `own` are the eIds of the document: a reference to a provision that it does not have leads to the nearest piece
    around that, or is left as text. A document that is cited many times has one address: that of the held document,
    else the one that says most (a citation may leave out the day that an earlier one gave).
    """
    year = number_year(document.number) or (document.issued.year if document.issued else None)
    provisions: list[Any] = list(document.provisions)
    text = Text(
        document.type, document.number, document.title, document.issued, year, document.preamble, provisions
    )
    parts = [citations for _, _, citations in all_citations(text)]
    candidates = held([one for citations in parts for one in citations])
    resolver = Resolver(Citing(document.type, document.number, document.issued, year), candidates)
    meant = [[_meant(one, resolver) for one in citations] for citations in parts]
    uris: dict[str, str] = {}
    known = [one for row in meant for one in row if one is not None]
    for mention, found in sorted(known, key=lambda one: _says(one[0], one[1]), reverse=True):
        new = [key for key in _keys(mention) if key not in uris]
        uri = (held_uri(found) if found else mention_uri(mention)) if new else ""
        uris |= dict.fromkeys(new, uri) if uri else {}
    spans = [
        _spans(zip(citations, row, strict=True), uris, own)
        for citations, row in zip(parts, meant, strict=True)
    ]
    return Cited(spans, uris)


Meant = tuple[DocumentMention, Held | None] | None
"""The full mention of a citation and the held document; None where the own document or an unknown one is meant."""


def _meant(citation: Citation, resolver: Resolver) -> Meant:
    if citation.is_own or citation.document is None:
        return None
    full = resolver.in_full(citation.document)
    return (full, resolver.resolve(citation.document)) if full else None


def _says(mention: DocumentMention, held: Held | None) -> tuple[bool, bool, bool]:
    return held is not None, bool(mention.number), bool(mention.date)


def _keys(mention: DocumentMention) -> list[str]:
    """What other mentions of the same document have in common with it, the surest first."""
    keys = []
    if mention.number:
        keys.append(f"{folded(mention.type)} {number_key(mention.number)}")
    if mention.name:
        name = f"{folded(mention.type)} {name_key(mention.type, mention.name)}"
        keys += [f"{name} {mention.year}"] if mention.year else []
        keys += [name] if mention.number or not mention.year else []
    return keys


def _spans(
    found: Iterable[tuple[Citation, Meant]], uris: Mapping[str, str], own: Container[str]
) -> list[Span]:
    spans = []
    for citation, meant in found:
        href = _own_href(citation, own) if citation.is_own else _href(citation, meant, uris)
        if href:
            spans.append(Span(citation.start, citation.end, "ref", (("href", href),)))
    return spans


def _own_href(citation: Citation, own: Container[str]) -> str:
    for target in citation.targets:
        address = eid(target)
        while address and address not in own:
            address = address.rpartition("__")[0]
        if address:
            return f"#{address}"
    return ""


def _href(citation: Citation, meant: Meant, uris: Mapping[str, str]) -> str:
    if meant is None:
        return ""
    mention, held = meant
    uri = held_uri(held) if held else next((uris[key] for key in _keys(mention) if key in uris), "")
    part = f"/!main~{eid(citation.targets[0])}" if uri and citation.targets else ""
    return uri + part
