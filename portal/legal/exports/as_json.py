"""A document as JSON; docs/xuat-van-ban.md describes it for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.legal.exports.body import titles_of
from portal.legal.exports.document import DocumentText, ProvisionText
from portal.legal.exports.meta import uri_of
from portal.legal.relation_kinds import KINDS
from portal.legal.relations.queries import RelationGroup
from portal.legal.structure import Node, parse_article
from portal.legal.validity import Effect, Validity, label

FORMAT = "cong-lang/van-ban/1"
_OWN_FIELDS = (
    "number",
    "type",
    "category",
    "title",
    "title_is_built",
    "issuer",
    "signer",
    "signer_position",
    "issued",
    "effective",
    "expires",
    "excerpt",
    "source",
    "text_state",
    "publisher",
    "published",
    "revised",
)
Json = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What an export says beside the document's own text."""

    standing: Validity
    relations: Sequence[RelationGroup] = ()
    files: Sequence[Json] = ()  # name, type, size, sha256, address, notes
    proof: str = ""  # absolute address


def as_json(document: DocumentText, facts: Facts, absolute: Callable[[str], str]) -> Json:
    """The document as an object of JSON; `absolute` makes the whole address of a path of this portal."""
    own = {name: _plain(getattr(document, name)) for name in _OWN_FIELDS}
    return (
        {"format": FORMAT, "address": document.address, "akn": uri_of(document)}
        | own
        | {
            "fields": list(document.fields),
            "validity": _validity(facts.standing, absolute),
            "preamble": document.preamble,
            "provisions": [_provision(one, document.address) for one in document.provisions],
            "closing": document.closing,
            "relations": [_group(one, absolute) for one in facts.relations],
            "files": list(facts.files),
            "proof": facts.proof or None,
        }
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _validity(state: Validity, absolute: Callable[[str], str]) -> Json:
    return {
        "on": state.on.isoformat(),
        "code": state.code,
        "label": label(state.code),
        "ended": _plain(state.ended),
        "because": [_effect(one, absolute) for one in state.because],
        "coming": [_effect(one, absolute) for one in state.coming],
    }


def _effect(one: Effect, absolute: Callable[[str], str]) -> Json:
    return {
        "kind": one.kind,
        "label": str(KINDS[one.kind].from_target),
        "document": one.by_name,
        "address": absolute(one.by_path) if one.by_path else None,
        "from": _plain(one.from_day),
        "until": _plain(one.until),
        "provisions": list(one.anchors),
    }


def _provision(one: ProvisionText, address: str) -> Json:
    nodes = parse_article(one.text, one.anchor) if one.unit == "Điều" or one.no else ()
    return {
        "unit": one.unit,
        "no": one.no,
        "anchor": one.anchor,
        "address": f"{address}#{one.anchor}" if address else None,
        "groups": titles_of(one.chapter),
        "heading": one.heading,
        "text": one.text[: nodes[0].start] if nodes else one.text,
        "children": [_node(node, one.text) for node in nodes],
    }


def _node(node: Node, text: str) -> Json:
    return {
        "unit": node.unit,
        "no": node.no,
        "anchor": node.anchor,
        "mark": text[node.start : node.label_end],
        "text": text[node.label_end : node.own_end],
        "children": [_node(child, text) for child in node.children],
    }


def _group(group: RelationGroup, absolute: Callable[[str], str]) -> Json:
    return {
        "kind": group.kind,
        "label": str(group.label),
        "own": group.is_own,
        "documents": [
            {
                "name": one.name,
                "title": one.title,
                "address": absolute(one.path) if one.path else None,
                "parts": one.parts,
                "effective": _plain(one.effective),
            }
            for one in group.documents
        ],
        "more": group.more,
    }
