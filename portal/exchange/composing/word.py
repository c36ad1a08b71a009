"""An official document as DOCX, as somebody would have typed it in Word after the annex: named styles, tables without
lines for head and signature, fields for the numbers of pages."""

from __future__ import annotations

import io
from datetime import UTC
from importlib import import_module
from typing import Any

from portal.clock import utc_now
from portal.exchange.composing.body import (
    ARTICLE,
    BASE,
    CHAPTER,
    CHAPTER_NAME,
    COMMAND,
    HEADING,
    ITEM,
    QUOTE,
    TABLE,
    Block,
    Run,
    Section,
    read_text,
    words_of,
)
from portal.exchange.composing.forms import form_of
from portal.exchange.composing.shapes import OfficialPaper
from portal.exchange.composing.word_frame import set_end, set_greeting, set_head, set_title
from portal.exchange.composing.word_parts import Writer, legal
from portal.exchange.composing.wording import appendix_label, came_with, head_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(paper: OfficialPaper) -> bytes:
    """The document as DOCX. The same document gives the same parts. Raises KeyError for an unknown kind."""
    docx = import_module("docx")  # takes memory that only who asks for a file should cost
    head, form = head_of(paper), form_of(paper.kind)
    sections = read_text(paper.grounds, paper.body, decides=form.authority, command=form.command)
    more = (Section(one.title, read_text("", one.body, decides=False)[0].blocks, one.attached, one.landscape)
            for one in paper.appendixes)  # fmt: skip
    document = docx.Document()
    writer = Writer(document)
    _describe(document, paper, head.title)
    writer.lay_out(document.sections[0], contact=paper.contact)
    set_head(writer, head, paper)
    set_title(writer, head)
    set_greeting(writer, head)
    _blocks(writer, sections[0].blocks)
    writer.keep_end()
    set_end(writer, head)
    _appendixes(writer, (*sections[1:], *more), paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _describe(document: Any, paper: OfficialPaper, title: str) -> None:
    made = (paper.made_at or utc_now()).replace(tzinfo=UTC)
    about = document.core_properties
    about.title, about.author = legal(f"{title} {paper.subject}").strip()[:255], legal(paper.issuer.own)[:255]
    about.language = "vi-VN"
    about.created = about.modified = made
    about.last_modified_by, about.comments, about.revision = "", "", 1


_STYLES = {
    BASE: "Căn cứ",
    COMMAND: "Lệnh văn",
    CHAPTER: "Chương mục",
    CHAPTER_NAME: "Tên chương mục",
    ARTICLE: "Điều khoản",
    HEADING: "Đề mục",
    QUOTE: "Trích dẫn văn bản",
}


def _blocks(writer: Writer, blocks: tuple[Block, ...]) -> None:
    for one in blocks:
        if one.kind == TABLE:
            writer.table(one)
        elif one.kind in {COMMAND, CHAPTER, CHAPTER_NAME}:
            words = words_of(one.runs)
            if one.kind == CHAPTER_NAME and one.level == 0:
                words = words.upper()
            writer.paragraph(_STYLES[one.kind], [Run(words)])
        elif one.kind == ITEM:
            writer.paragraph("Nội dung", [Run(f"{one.lead} "), *one.runs])
        else:
            writer.paragraph(_STYLES.get(one.kind, "Nội dung"), list(one.runs))


def _appendixes(writer: Writer, sections: tuple[Section, ...], paper: OfficialPaper) -> None:
    count = sum(1 for one in sections if not one.attached)
    number = 0
    for one in sections:
        number += not one.attached
        writer.begin_part(landscape=one.landscape)
        if not one.attached:
            writer.paragraph("Phụ lục", [Run(appendix_label(number, count))])
        if one.title:
            writer.paragraph("Tên phụ lục", [Run(one.title.upper())])
        writer.paragraph("Kèm theo", [Run(came_with(paper, attached=one.attached))])
        writer.rule_below(writer.width * 0.25)
        _blocks(writer, one.blocks)
