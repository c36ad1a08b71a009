"""Making elements of Akoma Ntoso 3.0, and what our own attributes on them are called."""

from __future__ import annotations

import re

from portal.on_use import etree

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:cong-lang:akn:1"
"""Namespace of the attributes that say how the text stood (the schema admits foreign attributes everywhere)."""
LINES = f"{{{OWN}}}lines"  # line ends after a block, or the usual number within an element
SPACED, RULE = f"{{{OWN}}}spaced", f"{{{OWN}}}rule"  # of a table: see tables.Table
LABEL, UNIT = f"{{{OWN}}}label", f"{{{OWN}}}unit"
OPENS = (
    f"{{{OWN}}}opens"  # a provision that is the group of those within it (a chapter with words of its own)
)
MADE = f"{{{OWN}}}made"  # a block that is made of known facts and stands nowhere in the text

GROUP_TAGS = {"Phần": "part", "Chương": "chapter", "Mục": "section", "Tiểu mục": "subsection"}
UNIT_TAGS = GROUP_TAGS | {"Điều": "article", "Khoản": "paragraph", "Điểm": "point"}
TAG_UNITS = {tag: unit for unit, tag in UNIT_TAGS.items()}
_ONLY_ELEMENTS = re.compile(
    "akomaNtoso|act|doc|meta|identification|FRBRWork|FRBRExpression|FRBRManifestation|classification|lifecycle"
    "|temporalData|temporalGroup|references|proprietary|preface|longTitle|preamble|citations?|body|mainBody|part"
    "|chapter|section|subsection|article|paragraph|point|hcontainer|intro|content|table|tr|th|td|conclusions"
    "|attachments?"
)
"""Elements that hold no text of their own: white space within them means nothing."""


def tag(name: str) -> str:
    """The qualified name of an element of Akoma Ntoso."""
    return f"{{{AKN}}}{name}"


def root() -> etree._Element:
    """An empty document."""
    return etree.Element(tag("akomaNtoso"), nsmap={None: AKN, "cl": OWN})


def add(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new last child; an attribute that is a word of Python is written with "_" behind it (as_)."""
    made = etree.SubElement(parent, tag(name))
    for key, value in attributes.items():
        made.set(key.rstrip("_"), value)
    if text:
        made.text = text
    return made


def append_text(parent: etree._Element, text: str) -> None:
    """Put text behind everything that an element holds."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def laid_out(top: etree._Element) -> bytes:
    """The document as bytes, with a line for each element where white space between elements means nothing."""
    for one in top.iter(etree.Element):
        if len(one) and _ONLY_ELEMENTS.fullmatch(etree.QName(one).localname):
            one.text = "\n"
            for child in one:
                child.tail = "\n"
    written: bytes = etree.tostring(top, xml_declaration=True, encoding="UTF-8")
    return written + b"\n"
