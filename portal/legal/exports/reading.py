"""Reading an export in Akoma Ntoso back: the inverse of `akoma_ntoso.akoma_ntoso`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from portal.legal.exports.blocks import Reader, words_of
from portal.legal.exports.document import DocumentText, ProvisionText, RelationText
from portal.legal.exports.elements import AKN, LABEL, LINES, OPENS, OWN, TAG_UNITS, UNIT, tag
from portal.legal.exports.meta import ISSUER, POSITION, SIGNER
from portal.legal.validity import Effect
from portal.on_use import etree

_HEAD = (tag("num"), tag("heading"))
_NS = {"a": AKN, "o": OWN}


class UnreadableExport(ValueError):
    """Not one of our exports; the message says why, in Vietnamese."""


def read(data: bytes) -> DocumentText:
    """The document of an export. Nothing outside of it is looked at: no entities, no DTD, no network.

    Raises UnreadableExport.
    """
    top = _parsed(data)
    act = next((one for one in top if one.tag in {tag("act"), tag("doc")}), None)
    if top.tag != tag("akomaNtoso") or act is None:
        raise UnreadableExport("không phải văn bản Akoma Ntoso 3.0")
    try:
        return _document(act)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableExport(f"thiếu phần bắt buộc của bản xuất: {error}") from error


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        top = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableExport(f"XML sai: {error.msg}") from error
    if top.getroottree().docinfo.doctype:
        raise UnreadableExport("XML có khai báo DOCTYPE, không đọc")
    return top


def _document(act: etree._Element) -> DocumentText:
    meta = _the(act, "a:meta")
    work = _the(meta, "a:identification/a:FRBRWork")
    own = dict(_the(meta, "a:proprietary/o:document").attrib)
    publication = meta.find("a:publication", _NS)
    shown = {one.get("eId"): one.get("showAs", "") for one in _the(meta, "a:references")}
    revised = _the(meta, "a:identification/a:FRBRExpression/a:FRBRdate")
    published = _day(publication.get("date")) if publication is not None else None
    known = _day(revised.get("date")) if revised.get("name") == "cap-nhat" else None
    return DocumentText(
        number=_value(work, "FRBRnumber"),
        type=words_of(_the(act, "a:preface/a:longTitle/a:p/a:docType")),
        title=words_of(_the(act, "a:preface/a:longTitle/a:p/a:docTitle")),
        category=own["category"],
        title_is_built=own["titleIsBuilt"] == "true",
        issuer=shown.get(ISSUER, ""),
        signer=shown.get(SIGNER, ""),
        signer_position=shown.get(POSITION, ""),
        issued=_event(meta, "ban-hanh"),
        effective=_event(meta, "co-hieu-luc"),
        expires=_event(meta, "het-hieu-luc"),
        excerpt=own["excerpt"],
        preamble=_flat(act.find("a:preamble", _NS)),
        closing=_flat(act.find("a:conclusions", _NS)),
        source=own["source"],
        text_state=own["textState"],
        address=own["address"],
        publisher=shown["cong"],
        published=published,
        revised=known,
        fields=tuple(one.get("showAs") for one in meta.iterfind("a:classification/a:keyword", _NS)),
        provisions=tuple(_provisions(act)),
        relations=tuple(_relation(one) for one in meta.iterfind("a:references/a:activeRef", _NS)),
        effects=tuple(_effect(one) for one in meta.iterfind("a:references/a:passiveRef", _NS)),
    )


def _the(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(path, _NS)
    if found is None:
        raise UnreadableExport(f"không có phần {path.replace('a:', '').replace('o:', '')}")
    return found


def _value(parent: etree._Element, name: str) -> str:
    return str(_the(parent, f"a:{name}").get("value"))


def _event(meta: etree._Element, name: str) -> date | None:
    event = meta.find(f"a:lifecycle/a:eventRef[@eId='event_{name}']", _NS)
    return _day(event.get("date")) if event is not None else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _relation(one: etree._Element) -> RelationText:
    own = _own(one)
    return RelationText(
        own["kind"],
        one.get("showAs", ""),
        own.get("title", ""),
        own.get("path", ""),
        own.get("parts", ""),
        _day(own.get("effective")),
    )


def _effect(one: etree._Element) -> Effect:
    own = _own(one)
    return Effect(
        own["kind"],
        _day(own.get("effective")),
        _day(own.get("until")),
        tuple(own.get("anchors", "").split()),
        one.get("showAs", ""),
        own.get("path", ""),
        own.get("anchor", ""),
    )


def _own(one: etree._Element) -> dict[str, str]:
    prefix = f"{{{OWN}}}"
    return {name.removeprefix(prefix): value for name, value in one.attrib.items() if name.startswith(prefix)}


def _flat(element: etree._Element | None) -> str:
    """The text of preamble or conclusions, with that of the citations within."""
    if element is None:
        return ""
    reader = Reader(int(element.get(LINES, "1")))
    for block in element.iter(tag("p"), tag("table")):
        if not any(above.tag == tag("table") for above in block.iterancestors()):
            reader.take_block(block)
    return reader.text()


def _provisions(act: etree._Element) -> Iterator[ProvisionText]:
    for body in act.iter(tag("body"), tag("mainBody")):
        for one in body:
            yield from _within(one, [])


def _within(one: etree._Element, titles: list[str]) -> Iterator[ProvisionText]:
    """The provisions in a group, or the provision that an element is: that has an address (wId), a group none."""
    if one.tag in _HEAD or one.tag in {tag("intro"), tag("content")}:
        return
    if one.get("wId") is not None:
        yield _provision(one, "\n".join(titles))
        if one.get(OPENS) is None:
            return
    num, heading = (one.find(name) for name in _HEAD)
    title = " ".join(words_of(part) for part in (num, heading) if part is not None)
    for child in one:
        yield from _within(child, [*titles, title])


def _provision(one: etree._Element, chapter: str) -> ProvisionText:
    unit = one.get(UNIT)
    if unit is None:
        unit = TAG_UNITS[etree.QName(one).localname]
    num, heading = (one.find(name) for name in _HEAD)
    name = words_of(num) if num is not None else ""
    if heading is not None and num is not None:
        name = name.removesuffix(".")
    no = name.removeprefix(unit)
    reader = Reader(int(one.get(LINES, "1")))
    _take(one, reader)
    return ProvisionText(
        unit,
        no.removeprefix(" ") if unit else no,
        str(one.get("wId")),
        chapter,
        words_of(heading) if heading is not None else "",
        reader.text(),
    )


def _take(one: etree._Element, reader: Reader) -> None:
    """The text of a provision, clause or point: its blocks, then the marks and texts of what is within it."""
    for child in one:
        if child.tag in {tag("intro"), tag("content")}:
            for block in child:
                reader.take_block(block)
        elif child.tag not in _HEAD and one.get(OPENS) is None:
            num: Any = child.find(tag("num"))
            label = num.get(LABEL)
            reader.take(f"{words_of(num)} " if label is None else label)
            _take(child, reader)
