"""The blocks of an article as Markdown of the portal: what the visual editor would write (js/editor-write.js)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_MARKS = re.compile(r"[\\`*\[\]]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#|\w)")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_START = re.compile(r"(?:[#>]|[-+](?=\s|\Z|[-+]))")
_NUMBER = re.compile(r"(\d+)\.(?=\s|\Z)")
_RULER = re.compile(r"=(?==*\s*\Z)")
_SAFE = re.compile(
    r"(?:https?://[^\s<>()\"]+|mailto:[^\s<>()\"]+|tel:[0-9+().-]+|/(?![/\\])[^\s<>()\"]*)\Z", re.IGNORECASE
)


@dataclass(frozen=True)
class Run:
    """A stretch of text with its marks and link, or a picture by its number (`picture` > 0)."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    script: str = ""  # sup | sub
    href: str = ""
    picture: int = 0


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """A block: paragraph, heading, item, table, title or caption; `rows` only of a table."""

    kind: str
    runs: Line = ()
    level: int = 0  # of a heading from 1, of an item from 0
    label: str = ""  # number or bullet of an item
    centred: bool = False
    rows: tuple[tuple[tuple[Line, ...], ...], ...] = ()
    caption: str = ""  # below a paragraph that is a picture


@dataclass(frozen=True)
class PlacedPicture:
    """Where a picture lies now and how it is described."""

    src: str
    alt: str


@dataclass
class _Writer:
    """Writes blocks one below the other; items of a list stay together."""

    pictures: Mapping[int, PlacedPicture]
    parts: list[str] = field(default_factory=list)
    open: dict[int, int] = field(
        default_factory=dict
    )  # of the list at hand: depth → its last number, 0 for bullets

    def add(self, block: Block) -> None:
        """Write one block."""
        if block.kind == "item":
            self._item(block)
        elif made := self._text(block):
            self.parts.append(("\n\n" if self.parts else "") + made)
            self.open = {}

    def _item(self, block: Block) -> None:
        """An item; where another kind of list begins, an empty line stands between. A number that does not go on from
        the last would be counted on by Markdown, so such an item is a paragraph that begins with its number."""
        words = line(block.runs, self.pictures, start=True)
        if not words:
            return
        depth = min(block.level, 4, max(self.open, default=-1) + 1)
        number = int(block.label[:-1]) if block.label[:-1].isdigit() else 0
        before = self.open.get(depth)
        if number and before and number != before + 1:
            self.add(Block("paragraph", (Run(f"{block.label} "), *block.runs)))
            return
        same = before is None or bool(before) == bool(number)
        close = "\n" if self.open and same else "\n\n" if self.parts else ""
        self.parts.append(f"{close}{' ' * 4 * depth}{f'{number}.' if number else '-'} {words}")
        self.open = {place: last for place, last in self.open.items() if place < depth} | {depth: number}

    def _text(self, block: Block) -> str:
        if block.kind == "table":
            return self._table(block)
        if block.kind in {"heading", "title"}:
            words = line(block.runs, self.pictures, heading=True)
            return f"{'#' * min(block.level + 1, 4)} {words}" if words else ""
        if block.caption and len(block.runs) == 1:
            return picture(self.pictures, block.runs[0].picture, block.caption)
        return line(block.runs, self.pictures, start=True)

    def _table(self, block: Block) -> str:
        width = max(len(row) for row in block.rows)
        rows = []
        for row in block.rows:
            cells = ["<br>".join(self._cell_lines(one)) for one in row]
            rows.append("| " + " | ".join(cells + [""] * (width - len(cells))) + " |")
        rows.insert(1, "|" + "---|" * width)
        return "\n".join(rows)

    def _cell_lines(self, lines: Iterable[Line]) -> list[str]:
        made = (line(one, self.pictures, cell=True) for one in lines)
        return [one for one in made if one]


def markdown_of(blocks: Iterable[Block], pictures: Mapping[int, PlacedPicture]) -> str:
    """The text of an article; pictures that are not among `pictures` are left out."""
    writer = _Writer(pictures)
    for one in blocks:
        writer.add(one)
    text = "".join(writer.parts)
    return f"{text}\n" if text else ""


def picture(pictures: Mapping[int, PlacedPicture], number: int, caption: str = "") -> str:
    """The code of a picture, with a caption where it has one; "" for one that was not kept."""
    placed = pictures.get(number)
    if placed is None:
        return ""
    alt = " ".join(_MARKS.sub(r"\\\g<0>", placed.alt).split())
    title = f' "{quoted(caption)}"' if caption.strip() else ""
    return f"![{alt}]({placed.src}{title})"


def quoted(text: str) -> str:
    """A caption between quotation marks: signs that would end it are written as entities, which all readers know."""
    named = {"&": "&amp;", '"': "&quot;", "<": "&lt;", "`": "&#96;", "\\": "&#92;"}
    return " ".join("".join(named.get(char, char) for char in text).split())


def line(
    runs: Sequence[Run],
    pictures: Mapping[int, PlacedPicture],
    *,
    start: bool = False,
    heading: bool = False,
    cell: bool = False,
) -> str:
    """Runs as one line of Markdown (lines of a paragraph end with two spaces; of a cell or heading they are joined)."""
    made = ""
    for run in _joined(runs):
        if run.picture:
            made += picture(pictures, run.picture)
            continue
        pieces = run.text.split("\n")
        for place, piece in enumerate(pieces):
            if place and made.strip():
                made = made.rstrip() + ("<br>" if cell else " " if heading else "  \n")
            at_start = start and (not made or made.endswith("\n"))
            shown = _marked(run, piece, made, at_start=at_start, cell=cell)
            if shown.startswith("[") and made.endswith("!"):
                made = f"{made[:-1]}\\!"  # a link, not a picture
            made += shown
    made = re.sub(r"(?:  \n|<br>|\s)+\Z", "", made).lstrip()
    return re.sub(r"#+\Z", lambda found: found[0].replace("#", "\\#"), made) if heading else made


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbours with the same marks as one; marks of mere spaces do not count."""
    made: list[Run] = []
    for run in runs:
        last = made[-1] if made else None
        if last is None or run.picture or last.picture:
            made.append(run)
        elif _look(last) == _look(run) or (not run.text.strip(" ") and run.href == last.href):
            made[-1] = Run(last.text + run.text, last.bold, last.italic, last.script, last.href)
        else:
            made.append(run)
    return made


def _look(run: Run) -> tuple[bool, bool, str, str]:
    return run.bold, run.italic, run.script, run.href


def _marked(run: Run, text: str, before: str, *, at_start: bool, cell: bool) -> str:
    words = re.sub(r"\s+", " ", text)
    inner = words.strip()
    if not inner:
        return " " if words and before and not before.endswith((" ", "\n")) else ""
    left = " " if words[0] == " " and before and not before.endswith((" ", "\n")) else ""
    right = " " if words[-1] == " " else ""
    signs = "**" * run.bold + "*" * run.italic
    if before.endswith("*") and not left:
        signs = ""  # two emphases side by side: Markdown could not tell where one ends
    href = run.href if _SAFE.match(run.href) else ""
    shown = escaped(inner, at_start=at_start and not signs and not href, cell=cell)
    if run.script in {"sup", "sub"}:
        shown = f"<{run.script}>{shown}</{run.script}>"
    shown = f"{signs}{shown}{signs[::-1]}"
    if href:
        shown = f"[{shown}]({href})"
    return f"{left}{shown}{right}"


def escaped(text: str, *, at_start: bool = False, cell: bool = False) -> str:
    """Text whose signs mean nothing to the Markdown of the portal."""
    made = _MARKS.sub(r"\\\g<0>", text)
    made = _TAG.sub("&lt;", _ENTITY.sub("&amp;", _UNDERSCORE.sub(r"\\_", made)))
    if cell:
        made = made.replace("|", "\\|")
    if at_start:
        made = _RULER.sub("&#61;", made) if made.startswith("=") else made
        made = f"\\{made}" if _START.match(made) else made
        made = _NUMBER.sub(r"\1\\.", made, count=1) if _NUMBER.match(made) else made
    return made
