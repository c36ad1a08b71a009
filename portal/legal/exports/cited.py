"""The references of a document's text, as inline elements that lead to the address of what is cited."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from portal.legal.citations import Citation
from portal.legal.citations.resolve import Candidates, Citing, Resolver
from portal.legal.exports.addresses import eid, held_uri, mention_uri
from portal.legal.exports.blocks import Span
from portal.legal.exports.document import DocumentText
from portal.legal.naming import number_year
from portal.legal.relations.computing import Text, all_citations

Holding = Callable[[Iterable[Citation]], Candidates]
"""Looks up the held documents that citations may mean."""


def nothing_held(_citations: Iterable[Citation]) -> Candidates:
    """For exports outside of any library: addresses are made from the citations' own words."""
    return Candidates(())


def spans_of(document: DocumentText, held: Holding, own: Container[str]) -> list[list[Span]]:
    """The references in title, preamble and each provision, in this order.

    `own` are the eIds of the document: a reference to a provision that it does not have leads to the nearest piece
    around that, or is left as text.
    """
    year = number_year(document.number) or (document.issued.year if document.issued else None)
    provisions: list[Any] = list(document.provisions)
    text = Text(
        document.type,
        document.number,
        document.title,
        document.issued,
        year,
        document.preamble,
        provisions,
    )
    parts = [citations for _, _, citations in all_citations(text)]
    candidates = held([one for citations in parts for one in citations])
    resolver = Resolver(Citing(document.type, document.number, document.issued, year), candidates)
    return [_spans(citations, resolver, own) for citations in parts]


def _spans(citations: Iterable[Citation], resolver: Resolver, own: Container[str]) -> list[Span]:
    found = []
    for one in citations:
        href = _own_href(one, own) if one.is_own else _href(one, resolver)
        if href:
            found.append(Span(one.start, one.end, "ref", (("href", href),)))
    return found


def _own_href(citation: Citation, own: Container[str]) -> str:
    for target in citation.targets:
        address = eid(target)
        while address and address not in own:
            address = address.rpartition("__")[0]
        if address:
            return f"#{address}"
    return ""


def _href(citation: Citation, resolver: Resolver) -> str:
    if citation.document is None:
        return ""
    full = resolver.in_full(citation.document)
    held = resolver.resolve(citation.document)
    uri = held_uri(held) if held else mention_uri(full) if full else ""
    part = f"/!main~{eid(citation.targets[0])}" if uri and citation.targets else ""
    return uri + part
