"""A whole Word file as a start for an article: title, first words, text with pictures, and what did not come along.

The file is read in the child process; what it answers is as foreign as the file was, and is checked here. Kinds: DOCX
with all that an article shows, DOC and ODT with words, numbers and tables only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portal.media.reading.article_markdown import Block, Line, PlacedPicture, Run, markdown_of
from portal.media.reading.child_process import ask
from portal.media.reading.identify import identify
from portal.media.refusal import Refused

KINDS = frozenset({"docx", "doc", "odt"})
LONGEST_TITLE, LONGEST_LEAD = 300, 1000
TITLE_WITHIN = 15
"""Blocks from the top among which the title is looked for: the frame of a state document stands above it."""

_BLOCKS = frozenset({"paragraph", "heading", "title", "item", "table", "caption"})
_FRAME = re.compile(
    r"cộng h(?:òa|oà) xã hội|độc lập|(?:ủy|uỷ) ban nhân dân|ubnd|hội đồng nhân dân|hđnd|đảng bộ|huyện |tỉnh |số\s*:"
    r"|.{0,30}, ngày|[-_*]{3,}",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"description automatically generated|mô tả được tạo tự động|AI-generated content|nội dung do AI", re.I
)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ROMAN = re.compile(r"(?:phần|chương|mục)\s+\S|[IVX]{1,5}\s*[.-]\s*\S", re.IGNORECASE)
_RULE = re.compile(r"[-_*=.─—–\s]+")
_OF_A_LAW = re.compile(r"(?:Điều \d+\.|(?:Chương|CHƯƠNG) [IVX]+\b)")
_PICTURES = (b"\x89PNG\r\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp")
_DECIMAL = re.compile(r"(?:điều\s+\d+|\d{1,2})\s*[.)]\s*\S", re.IGNORECASE)


@dataclass(frozen=True)
class ArticlePicture:
    """A picture of the file, as it lay there: where it was written to, and its description, "" where it has none."""

    number: int
    path: Path
    alt: str

    @property
    def extension(self) -> str:
        """The ending of the kind of picture that its bytes begin as ("png", "jpg", "gif", "webp"); "" for a drawing of
        Windows (WMF, EMF) and anything else that only Word shows."""
        with self.path.open("rb") as file:
            head = file.read(16)
        return next((kind for start, kind in _PICTURES if head.startswith(start)), "")


@dataclass(frozen=True)
class Article:
    """What a file gives. `left` counts what did not come along or came changed, by name ("comments", "boxes", …);
    `encoding` is the old encoding that was converted, "" for Unicode."""

    title: str
    lead: str
    blocks: tuple[Block, ...]
    pictures: tuple[ArticlePicture, ...]
    left: Mapping[str, int]
    encoding: str

    def markdown(self, placed: Mapping[int, PlacedPicture]) -> str:
        """The text with the pictures where they stand; those that were not placed are left out."""
        return markdown_of(self.blocks, placed)

    def with_links(self, link: Callable[[str], str]) -> Article:
        """The same article where each link has the address that `link` answers for its own; "" takes the link away."""
        return replace(self, blocks=tuple(_linked(one, link) for one in self.blocks))


def read_article(path: Path, name: str, folder: Path) -> Article:
    """The article in a Word or ODT file; its pictures are written into `folder`, uninspected.

    Raises Refused where the file is none of these or cannot be read.
    """
    kind = identify(path, name).kind
    if kind not in KINDS:
        raise Refused(
            f"Tệp là {kind.upper()}. Chỉ bắt đầu được từ tệp Word (.docx, .doc) hoặc .odt.", "not_word"
        )
    answer = ask("article", path=str(path.resolve()), kind=kind, folder=str(folder.resolve()))
    try:
        blocks = tuple(_with_captions([_block(one) for one in answer["blocks"]]))
        pictures = tuple(_pictures(answer["pictures"], folder))
        left = {str(name): int(count) for name, count in answer["left"].items()}
        encoding = str(next(iter(answer["encodings"]), ""))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("Không đọc được tệp này: tệp hỏng.", "unreadable") from error
    blocks = tuple(_unframed(blocks))
    if not any(_words(one.runs) or one.rows for one in blocks) and not pictures:
        raise Refused("Tệp không có chữ nào. Hãy kiểm tra lại tệp trên máy của bạn.", "empty")
    title, rest = _title(blocks)
    lead, rest = _lead(rest)
    return Article(title, lead, tuple(map(_as_heading, rest)), pictures, left, encoding)


def _linked(block: Block, link: Callable[[str], str]) -> Block:
    def of(line: Line) -> Line:
        return tuple(replace(run, href=link(run.href)) if run.href else run for run in line)

    rows = tuple(tuple(tuple(of(line) for line in one) for one in row) for row in block.rows)
    return replace(block, runs=of(block.runs), rows=rows)


def _block(said: Any) -> Block:
    kind = str(said["kind"])
    if kind not in _BLOCKS:
        raise ValueError("no such block")
    if kind == "table":
        rows = tuple(tuple(tuple(_line(line) for line in one) for one in row) for row in said["rows"])
        return Block(kind, rows=rows if any(rows) else (), level=1 if said.get("frame") else 0)
    return Block(
        kind,
        _line(said["runs"]),
        level=max(0, min(8, int(said.get("level", said.get("depth", 0))))),
        label=str(said.get("label", ""))[:8],
        centred=bool(said.get("centred")),
    )


def _line(said: Any) -> Line:
    return tuple(_run(one) for one in said)


def _run(said: Any) -> Run:
    if "p" in said:
        return Run(picture=max(1, int(said["p"])))
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", str(said["t"]).replace("\r", "\n")))
    href = str(said.get("a") or "")[:2000]
    return Run(
        text,
        bool(said.get("b")),
        bool(said.get("i")),
        str(said.get("v") or ""),
        ""
        if href.startswith("/")
        else href,  # a path of this portal is nothing that a file from elsewhere knows
    )


def _pictures(said: Any, folder: Path) -> Iterator[ArticlePicture]:
    """The pictures that the child wrote; it names no files, only how many there are."""
    for number, alt in enumerate(said, 1):
        path = folder / str(number)
        if path.is_file() and not path.is_symlink():
            words = " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", str(alt))).split())
            yield ArticlePicture(number, path, "" if _MACHINE.search(words) else words[:300])


def _with_captions(blocks: list[Block]) -> Iterator[Block]:
    """Captions of pictures with their pictures; others are paragraphs."""
    held: Block | None = None
    for one in blocks:
        if held is not None and one.kind == "caption" and _words(one.runs):
            picture = tuple(run for run in held.runs if run.picture)
            yield replace(held, runs=picture, caption=_words(one.runs)[:300])
            held = None
            continue
        if held is not None:
            yield held
            held = None
        if sum(1 for run in one.runs if run.picture) == 1 and not _words(one.runs):
            held = one
        else:
            yield replace(one, kind="paragraph") if one.kind == "caption" else one
    if held is not None:
        yield held


def _unframed(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Tables that only place text as their columns, one below the other; lines drawn with signs are left away."""
    for one in blocks:
        if one.kind != "table":
            if not _RULE.fullmatch(_words(one.runs)) or _has_picture(one.runs):
                yield one
        elif one.level and one.rows:
            for place in range(max(len(row) for row in one.rows)):
                for row in one.rows:
                    for line in row[place] if place < len(row) else ():
                        yield Block("paragraph", line)
        elif any(_words(line) or _has_picture(line) for row in one.rows for c in row for line in c):
            yield one


def _has_picture(line: Line) -> bool:
    return any(run.picture for run in line)


def _words(line: Line) -> str:
    return " ".join("".join(run.text for run in line).split())


def _is_all(line: Line, mark: str) -> bool:
    """Whether every word of a line carries a mark ("bold", "italic")."""
    said = [run for run in line if run.text.strip()]
    return bool(said) and all(getattr(run, mark) for run in said)


def _title(blocks: tuple[Block, ...]) -> tuple[str, list[Block]]:
    """The title and the blocks without it: what is styled as title, else bold lines in the middle ("THÔNG BÁO" / "Về
    việc …"), else the first heading or bold line at the very top."""
    top = list(blocks[:TITLE_WITHIN])
    for place, one in enumerate(top):
        if one.kind == "title":
            return _taken(blocks, place, place + 1)
    for place, one in enumerate(top):
        if _may_be_title(one) and one.centred:
            end = place + 1
            while end < min(len(blocks), place + 3) and _may_be_title(blocks[end]) and blocks[end].centred:
                end += 1
            return _taken(blocks, place, end)
    for place, one in enumerate(top):
        if one.kind == "heading":
            return _taken(blocks, place, place + 1)
        if _words(one.runs):
            if _may_be_title(one):
                return _taken(blocks, place, place + 1)
            break
    return "", list(blocks)


def _may_be_title(block: Block) -> bool:
    words = _words(block.runs)
    bold = block.kind == "paragraph" and _is_all(block.runs, "bold")
    return bold and 3 < len(words) <= LONGEST_TITLE and not _FRAME.match(words)


def _taken(blocks: tuple[Block, ...], first: int, end: int) -> tuple[str, list[Block]]:
    lines = [_words(one.runs) for one in blocks[first:end]]
    kind = lines[0]
    if len(lines) > 1 and kind == kind.upper() and len(kind.split()) <= 4:
        rest = " ".join(lines[1:])
        title = f"{kind.capitalize()} {rest[:1].lower()}{rest[1:]}"
    else:
        title = " ".join(lines)
    return title[:LONGEST_TITLE], [*blocks[:first], *blocks[end:]]


def _lead(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The first words of a news item, where the text begins with a whole paragraph in bold or italic; the rest."""
    for place, one in enumerate(blocks):
        words = _words(one.runs)
        if not words:
            continue
        dressed = _is_all(one.runs, "bold") or _is_all(one.runs, "italic")
        fits = one.kind == "paragraph" and 40 <= len(words) <= LONGEST_LEAD and not _has_picture(one.runs)
        if dressed and fits and not _FRAME.match(words) and not _ROMAN.match(words):
            return words, blocks[:place] + blocks[place + 1 :]
        break
    return "", blocks


def _as_heading(block: Block) -> Block:
    """A short bold paragraph that is numbered as parts of an administrative text are ("I. MỤC ĐÍCH", "1. Nội dung")
    is a heading, whatever its style; an article of a law is one even where nothing is bold."""
    words = _words(block.runs)
    if block.kind != "paragraph" or len(words) > 160:
        return block
    level = 1 if _ROMAN.match(words) else 2 if _DECIMAL.match(words) else 0
    if not _is_all(block.runs, "bold") and not _OF_A_LAW.match(words):
        return block
    if not level or _has_picture(block.runs) or words.endswith((";", ",")):
        return block
    return Block("heading", tuple(replace(run, bold=False) for run in block.runs), level=level)
