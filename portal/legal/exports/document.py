"""What an export holds of a document: plain data, made from a stored document or read from an export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeVar

from portal.clock import to_local
from portal.legal.models import LegalDocument
from portal.legal.relations.queries import RelationGroup
from portal.legal.validity import Effect

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but a Char of XML 1.0 (section 2.2)."""
T = TypeVar("T")


@dataclass(frozen=True)
class ProvisionText:
    """A provision with its printed text; `chapter` are the titles of its groups, outermost first, a line each."""

    unit: str
    no: str
    anchor: str
    chapter: str = ""
    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class RelationText:
    """What the document does to another, or takes from it."""

    kind: str  # see relation_kinds
    name: str  # "Nghị định 61/2018/NĐ-CP"
    title: str = ""
    path: str = ""  # of its page where it is held, else ""
    parts: str = ""
    effective: date | None = None


@dataclass(frozen=True)
class DocumentText:
    """A document with all its words and what is known about it; `address` is its public page, absolute."""

    number: str
    type: str
    title: str
    category: str = "normative"
    title_is_built: bool = False
    issuer: str = ""
    signer: str = ""
    signer_position: str = ""
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    excerpt: str = ""
    preamble: str = ""
    closing: str = ""
    source: str = ""
    text_state: str = "full"
    address: str = ""
    publisher: str = ""
    published: date | None = None
    revised: date | None = None
    fields: tuple[str, ...] = ()
    provisions: tuple[ProvisionText, ...] = ()
    relations: tuple[RelationText, ...] = ()
    effects: tuple[Effect, ...] = field(default=())


_SAME = (
    "number",
    "type",
    "title",
    "category",
    "title_is_built",
    "issuer",
    "signer",
    "signer_position",
    "issued",
    "effective",
    "expires",
    "excerpt",
    "preamble",
    "closing",
    "source",
    "text_state",
)


def of(
    document: LegalDocument,
    *,
    groups: Sequence[RelationGroup] = (),
    effects: Sequence[Effect] = (),
    address: str = "",
    publisher: str = "",
) -> DocumentText:
    """The plain data of a stored document (with its fields and provisions loaded).

    `groups` are its relations as relations.queries.groups_of gives them, of which its own are taken; `effects` what
    others do to it. Characters that XML cannot hold are dropped.
    """
    relations = [
        RelationText(group.kind, one.name, one.title, one.path, one.parts, one.effective)
        for group in groups
        if group.is_own
        for one in group.documents
    ]
    provisions = [
        ProvisionText(one.unit, one.no, one.anchor, one.chapter, one.heading, one.text)
        for one in document.provisions
    ]
    return cleaned(
        DocumentText(
            **{name: getattr(document, name) for name in _SAME},
            address=address,
            publisher=publisher,
            published=to_local(document.publish_at).date() if document.publish_at else None,
            revised=to_local(document.updated_at).date() if document.updated_at else None,
            fields=tuple(one.name for one in document.fields),
            provisions=tuple(provisions),
            relations=tuple(relations),
            effects=tuple(effects),
        )
    )


def cleaned(thing: T) -> T:
    """The same plain data without characters that XML cannot hold."""
    return replace(  # type: ignore[type-var]
        thing,
        **{one.name: _clean(getattr(thing, one.name)) for one in fields(thing)},  # type: ignore[arg-type]
    )


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_XML.sub("", value)
    if isinstance(value, tuple):
        return tuple(_clean(one) for one in value)
    return cleaned(value) if isinstance(value, ProvisionText | RelationText | Effect) else value
