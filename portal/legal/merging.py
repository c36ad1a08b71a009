"""One document that a source gives in two records, each with some of its provisions."""

from __future__ import annotations

import re
from dataclasses import replace

from portal.legal.naming import unique_anchors
from portal.legal.record import LegalRecord, ProvisionRecord


def are_halves(first: LegalRecord, second: LegalRecord) -> bool:
    """Whether both records are one document of one source, and have no provision in common."""
    same = first.natural_key == second.natural_key and first.source == second.source
    return same and not _units(first) & _units(second)


def merged(first: LegalRecord, second: LegalRecord) -> LegalRecord:
    """The document of two halves: what either knows, and the provisions of both by number."""
    named = second if first.title_is_built and not second.title_is_built else first
    other = first if named is second else second
    provisions = sorted([*first.provisions, *second.provisions], key=_order)
    anchors = unique_anchors((provision.unit, provision.no) for provision in provisions)
    return replace(
        named,
        issuer=named.issuer or other.issuer,
        issued=named.issued or other.issued,
        effective=named.effective or other.effective,
        subjects=list(dict.fromkeys([*named.subjects, *other.subjects])),
        provisions=[
            replace(provision, position=position, anchor=name)
            for position, (provision, name) in enumerate(zip(provisions, anchors, strict=True), start=1)
        ],
    )


def _units(record: LegalRecord) -> set[tuple[str, str]]:
    return {(provision.unit, provision.no) for provision in record.provisions}


def _order(provision: ProvisionRecord) -> tuple[int, str]:
    """The order of articles: 5, 5a, 5b, … 5d, 5đ, 5e, 6."""
    match = re.match(r"(\d{1,9})(.*)", provision.no)
    return (int(match[1]), match[2].replace("đ", "d~")) if match else (10**9, provision.no)
