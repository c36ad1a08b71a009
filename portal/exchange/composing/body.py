"""The text of a document as blocks, each with the part that it plays: base, command, chapter, article, item, table.

Read from the house's Markdown the way pages read it. Every word of it comes into a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from portal.exchange.composing.html_blocks import (
    HEADING,
    ITEM,
    PARAGRAPH,
    QUOTE,
    TABLE,
    Block,
    Run,
    html_blocks,
    words_of,
)
from portal.web.sanitise import render_markdown

BASE, COMMAND, CHAPTER, CHAPTER_NAME, ARTICLE = "base", "command", "chapter", "chapter name", "article"
__all__ = ["ARTICLE", "BASE", "CHAPTER", "CHAPTER_NAME", "COMMAND", "HEADING", "ITEM", "PARAGRAPH", "QUOTE", "TABLE",
           "Block", "Run", "Section", "read_text", "words_of"]  # fmt: skip

_BASE = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Thực hiện|Trên cơ sở|Thi hành|Sau khi|Để)\s")
_COMMAND = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|NGHỊ QUYẾT)\s*:?\Z")
_ARTICLE = re.compile(r"Điều\s+\d+[a-zđ]?\s*[.:]")
_CHAPTER = re.compile(
    r"((?:Phần\s+(?:thứ\s+\w+|[IVXLC\d]+)|Chương\s+[IVXLC\d]+|(?:Tiểu\s+)?mục\s+\d+)\s*[.:]?)\s*(.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_OWN_LINE = re.compile(
    r"(?:Căn cứ|Theo đề nghị|Xét|Điều\s+\d+[.:]|Chương\s+[IVXLC\d]+|Mục\s+\d+|\d{1,2}[.)]\s|[a-zđ]\)\s|[-–+]\s)"
)
_APPENDIX = re.compile(
    r"Phụ\s+lục(?:\s+(?:số\s+)?[IVXLC\d]+)?\s*(\(ngang\))?\s*(?:[.:–-]\s*(.*))?\Z", re.IGNORECASE
)
_ATTACHED = re.compile(r"Ban\s+hành\s+kèm\s+theo\s*:\s*(.+)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """The text of the document itself (`title` None), or of an appendix that stands in the same text."""

    title: str | None
    blocks: tuple[Block, ...]
    attached: bool = False
    landscape: bool = False


def read_text(grounds: str, body: str, *, decides: bool, command: str = "") -> tuple[Section, ...]:
    """A document's text: bases (a line each), the body, its appendixes after it. A heading "Phụ lục: …" begins one
    ("Phụ lục (ngang): …" on pages lying down), "Ban hành kèm theo: QUY CHẾ …" a text that is brought into force.

    `decides`: bases at its beginning are bases whatever they look like, and `command` stands below them.
    """
    lines = "\n\n".join(line for line in grounds.splitlines() if line.strip())
    before = [
        replace(one, kind=BASE, lead="") if one.kind in {PARAGRAPH, ITEM} else one for one in _blocks(lines)
    ]
    sections = list(_sections(_blocks(body)))
    own = _with_bases(before, list(sections[0].blocks), decides, command)
    first = replace(sections[0], blocks=tuple(own))
    return tuple(replace(one, blocks=tuple(_parts(one.blocks))) for one in (first, *sections[1:]))


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for one in html_blocks(str(render_markdown(text))):
        found += _own_lines(one) if one.kind == PARAGRAPH else [one]
    return found


def _own_lines(block: Block) -> Iterator[Block]:
    """Lines that were written one below the other, as people do: "Căn cứ …" and "Điều 2." begin a paragraph."""
    held: list[Run] = []
    for run in block.runs:
        first, *rest = run.text.split("\n")
        held.append(replace(run, text=first))
        for piece in rest:
            if _OWN_LINE.match(piece.lstrip()) and words_of(held):
                yield replace(block, runs=tuple(held))
                held = [replace(run, text=piece.lstrip())]
            else:
                held.append(replace(run, text=f"\n{piece}" if run.hard else f" {piece}"))
    if words_of(held):
        yield replace(block, runs=tuple(held))


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    title: str | None = None
    attached = landscape = False
    held: list[Block] = []
    for one in blocks:
        words = words_of(one.runs)
        appendix = _APPENDIX.match(words) if one.kind == HEADING else None
        text = _ATTACHED.match(words) if one.kind == HEADING else None
        if appendix is None and text is None:
            held.append(one)
            continue
        yield Section(title, tuple(held), attached, landscape)
        held, attached = [], text is not None
        landscape = appendix is not None and bool(appendix[1])
        title = (text[1] if text else (appendix[2] if appendix else "") or "").strip()
    yield Section(title, tuple(held), attached, landscape)


def _with_bases(before: list[Block], blocks: list[Block], decides: bool, command: str) -> list[Block]:
    """The bases with their signs at the end (";", the last "."), then the command where the text has none."""
    count = 0
    while (
        count < len(blocks) and blocks[count].kind == PARAGRAPH and _BASE.match(words_of(blocks[count].runs))
    ):
        count += 1
    if count and (decides or words_of(blocks[0].runs).endswith(";")):
        before = [*before, *(replace(one, kind=BASE) for one in blocks[:count])]
        blocks = blocks[count:]
    bases = [one for one in before if one.kind == BASE]
    ended = {id(one): _ended(one, "." if one is bases[-1] else ";") for one in bases}
    before = [ended.get(id(one), one) for one in before]
    if command and not any(_COMMAND.match(words_of(one.runs)) for one in blocks[:2]):
        before.append(Block(COMMAND, (Run(command),)))
    return [*before, *blocks]


def _ended(block: Block, sign: str) -> Block:
    """A base with its sign at the end."""
    runs = list(block.runs)
    while runs and not runs[-1].text.strip():
        runs.pop()
    last = runs[-1]
    runs[-1] = replace(last, text=f"{last.text.rstrip().rstrip(';.,').rstrip()}{sign}")
    return replace(block, runs=tuple(runs))


def _parts(blocks: Sequence[Block]) -> Iterator[Block]:
    for one in blocks:
        words = words_of(one.runs)
        if one.kind in {PARAGRAPH, HEADING} and _COMMAND.match(words):
            yield Block(COMMAND, (Run(words if words.endswith(":") else f"{words}:"),))
        elif one.kind == HEADING and (found := _CHAPTER.match(words)):
            yield Block(CHAPTER, (Run(found[1].strip().rstrip(".:")),), level=_depth(found[1]))
            if found[2].strip():
                yield Block(CHAPTER_NAME, (Run(found[2].strip()),), level=_depth(found[1]))
        elif one.kind in {PARAGRAPH, HEADING} and _ARTICLE.match(words):
            yield _article(one)
        else:
            yield one


def _depth(words: str) -> int:
    """0 of parts and chapters, whose names stand in capitals; 1 of sections."""
    return 0 if re.match(r"phần|chương", words, re.IGNORECASE) else 1


def _article(block: Block) -> Block:
    """An article with "Điều 1." in bold; all of it where it is the heading of what follows."""
    if block.kind == HEADING:
        return replace(block, kind=ARTICLE, runs=tuple(replace(run, bold=True) for run in block.runs))
    text = "".join(run.text for run in block.runs)
    lead = _ARTICLE.match(text.lstrip())
    assert lead is not None
    end, at, runs = lead.end() + len(text) - len(text.lstrip()), 0, []
    for run in block.runs:
        cut = max(0, min(len(run.text), end - at))
        runs += [replace(run, text=run.text[:cut], bold=True), replace(run, text=run.text[cut:])]
        at += len(run.text)
    return replace(block, kind=ARTICLE, runs=tuple(run for run in runs if run.text))
