"""What is known about a document, as the `meta` of Akoma Ntoso."""

from __future__ import annotations

from datetime import date

from portal.legal.exports.addresses import work_uri
from portal.legal.exports.cited import Cited
from portal.legal.exports.document import DocumentText, RelationText
from portal.legal.exports.elements import OWN, add
from portal.legal.naming import ascii_words, number_year
from portal.legal.relation_kinds import KINDS
from portal.legal.validity import Effect
from portal.on_use import etree

PORTAL, ISSUER, SIGNER, POSITION, FORCE = "cong", "co-quan-ban-hanh", "nguoi-ky", "chuc-vu", "hieu-luc"
UNKNOWN_DAY = "0001-01-01"
"""Where the schema demands a date and none is known; its name then says so."""


def uri_of(document: DocumentText) -> str:
    """The address of the document itself."""
    return work_uri(
        document.type,
        document.number,
        issued=document.issued,
        issuer=document.issuer,
        title=document.title,
        act=document.category == "normative",
    )


def write_meta(parent: etree._Element, document: DocumentText, cited: Cited) -> None:
    """Add the whole `meta`."""
    meta = add(parent, "meta")
    write_identification(meta, document, "")
    if document.published:
        day = document.published.isoformat()
        add(meta, "publication", date=day, name="cong-thong-tin", showAs=document.publisher)
    if document.fields:
        kept = add(meta, "classification", source=f"#{PORTAL}")
        for name in document.fields:
            add(kept, "keyword", value=ascii_words(name), showAs=name, dictionary="linh-vuc")
    _write_lifecycle(meta, document)
    _write_references(meta, document, cited)
    own = add(meta, "proprietary", source=f"#{PORTAL}")
    known = etree.SubElement(own, f"{{{OWN}}}document")
    known.set("category", document.category)
    known.set("textState", document.text_state)
    known.set("titleIsBuilt", "true" if document.title_is_built else "false")
    known.set("source", document.source)
    known.set("address", document.address)
    known.set("excerpt", document.excerpt)


def write_identification(meta: etree._Element, document: DocumentText, component: str) -> None:
    """Work, expression and manifestation of the document, or of an annex ("att_1")."""
    uri = uri_of(document)
    part = f"/!{component}" if component else "/!main"
    revised = document.revised or document.published
    language = f"{uri}/vie@{revised.isoformat()}" if revised else f"{uri}/vie@"
    top = add(meta, "identification", source=f"#{PORTAL}")
    work = add(top, "FRBRWork")
    _begin(work, uri, part)
    if document.title and not component:
        add(work, "FRBRalias", value=document.title, name="ten-goi")
    _day_of_issue(work, document)
    add(work, "FRBRauthor", href=f"#{ISSUER if document.issuer else PORTAL}", as_="#tac-gia")
    add(work, "FRBRcountry", value="vn")
    add(work, "FRBRsubtype", value=ascii_words(document.type) or "van-ban", showAs=document.type)
    add(work, "FRBRnumber", value=document.number)
    add(work, "FRBRprescriptive", value="true" if document.category == "normative" else "false")
    for name, address in (("FRBRExpression", language), ("FRBRManifestation", f"{language}.xml")):
        one = add(top, name)
        if name == "FRBRExpression":
            _begin(one, address, part)
        else:
            _begin(one, f"{language}.xml", part, whole=f"{language}{part}.xml")
        add(one, "FRBRdate", date=revised.isoformat() if revised else UNKNOWN_DAY, name=_named(document))
        add(one, "FRBRauthor", href=f"#{PORTAL}", as_="#bien-tap")
        if name == "FRBRExpression":
            add(one, "FRBRlanguage", language="vie")
        else:
            add(one, "FRBRformat", value="application/akn+xml")


def _begin(one: etree._Element, uri: str, part: str, whole: str = "") -> None:
    add(one, "FRBRthis", value=whole or f"{uri}{part}")
    add(one, "FRBRuri", value=uri)


def _named(document: DocumentText) -> str:
    return "cap-nhat" if document.revised else "dang" if document.published else "khong-ro"


def _day_of_issue(work: etree._Element, document: DocumentText) -> None:
    if document.issued:
        add(work, "FRBRdate", date=document.issued.isoformat(), name="ban-hanh")
    elif year := number_year(document.number):
        add(work, "FRBRdate", date=f"{year}-01-01", name="nam-ban-hanh")
    else:
        add(work, "FRBRdate", date=UNKNOWN_DAY, name="khong-ro")


def _write_lifecycle(meta: etree._Element, document: DocumentText) -> None:
    events: list[dict[str, str]] = []
    own = (
        (document.issued, "ban-hanh", "generation"),
        (document.effective, "co-hieu-luc", ""),
        (document.expires, "het-hieu-luc", "repeal"),
    )
    for day, name, kind in own:
        if day:
            event = {"date": day.isoformat(), "eId": f"event_{name}", "source": f"#{PORTAL}"}
            events.append(event | ({"type": kind} if kind else {}))
    for place, effect in enumerate(document.effects, start=1):
        if effect.from_day:
            event = {
                "date": effect.from_day.isoformat(),
                "eId": f"event_{place}",
                "source": f"#passive_{place}",
            }
            events.append(event | ({"type": "repeal" if KINDS[effect.kind].ends else "amendment"}))
    if not events:
        return
    cycle = add(meta, "lifecycle", source=f"#{PORTAL}")
    for event in events:
        add(cycle, "eventRef", **event)
    span = {
        name: f"#event_{event}"
        for name, event, day in (
            ("start", "co-hieu-luc", document.effective),
            ("end", "het-hieu-luc", document.expires),
        )
        if day
    }
    if span:
        group = add(add(meta, "temporalData", source=f"#{PORTAL}"), "temporalGroup", eId="tmpg_hieu-luc")
        add(group, "timeInterval", refersTo=f"#{FORCE}", **span)


def _write_references(meta: etree._Element, document: DocumentText, cited: Cited) -> None:
    top = add(meta, "references", source=f"#{PORTAL}")
    for place, relation in enumerate(document.relations, start=1):
        _active(top, relation, place, cited)
    for place, effect in enumerate(document.effects, start=1):
        _passive(top, effect, place, cited)
    named = (
        ("TLCOrganization", PORTAL, document.publisher, True),
        ("TLCOrganization", ISSUER, document.issuer, bool(document.issuer)),
        ("TLCPerson", SIGNER, document.signer, bool(document.signer)),
        ("TLCConcept", FORCE, "Hiệu lực", True),
        ("TLCRole", POSITION, document.signer_position, bool(document.signer_position)),
        ("TLCRole", "tac-gia", "Cơ quan ban hành", True),
        ("TLCRole", "bien-tap", "Cổng đăng tải", True),
    )
    for name, own, shown, is_known in named:
        if is_known:
            kind = name.removeprefix("TLC").lower()
            add(top, name, eId=own, href=f"/akn/ontology/{kind}/vn/{ascii_words(shown) or own}", showAs=shown)


def _active(top: etree._Element, one: RelationText, place: int, cited: Cited) -> None:
    made = add(
        top,
        "activeRef",
        eId=f"active_{place}",
        href=cited.uri_of(one.name) or one.path or f"#{PORTAL}",
        showAs=one.name,
    )
    _own(made, kind=one.kind, title=one.title, path=one.path, parts=one.parts, effective=one.effective)


def _passive(top: etree._Element, one: Effect, place: int, cited: Cited) -> None:
    href = cited.uri_of(one.by_name) or one.by_path or f"#{PORTAL}"
    made = add(top, "passiveRef", eId=f"passive_{place}", href=href, showAs=one.by_name)
    _own(
        made,
        kind=one.kind,
        path=one.by_path,
        anchor=one.by_anchor,
        anchors=" ".join(one.anchors),
        until=one.until,
        effective=one.from_day,
    )


def _own(made: etree._Element, **values: str | date | None) -> None:
    for name, value in values.items():
        if value:
            made.set(f"{{{OWN}}}{name}", value.isoformat() if isinstance(value, date) else value)
