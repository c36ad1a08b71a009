"""Items of an XML file of any size, one at a time in bounded memory, as foreign programs really write them.

By expat, without entities and without a document type: neither other files nor a billion laughs can be asked for. Not
by lxml: its limits on one text either stop the whole file at the first long item, or are all off together.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MAX_ITEM = 20_000_000
"""Characters of one item that are held; of a longer one the rest is dropped, and it says so (`too_long`)."""

MAX_DEPTH = 200
_CHUNK = 1 << 18
_START = 4096  # bytes in which a declaration stands whole
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{1,40})")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_OPEN_NAME = re.compile(r"&[A-Za-z0-9]{0,32}\Z")
_ATOM = "atom:"


class Forbidden(ValueError):
    """The file declares entities or a document type."""


@dataclass
class Node:
    """An element: name as it is written ("wp:post_id"), attributes, all its text, elements below."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    too_long: bool = False

    @property
    def text(self) -> str:
        """Its own text, without spaces around it."""
        return "".join(self.parts).strip()

    def all(self, name: str) -> Iterator[Node]:
        """The elements right below with this name."""
        return (one for one in self.children if one.name == name)

    def first(self, name: str) -> Node | None:
        """The first element right below with this name."""
        return next(self.all(name), None)

    def value(self, name: str) -> str:
        """The text of the first element with this name, "" where there is none."""
        found = self.first(name)
        return found.text if found is not None else ""


@dataclass(frozen=True)
class Broken:
    """From here on the file cannot be read: why, and in which line."""

    reason: str
    line: int


class XmlItems:
    """The items of one file. `head` holds what stood in the channel outside of items; `read` how many bytes were."""

    def __init__(self, path: Path, items: frozenset[str], singles: frozenset[str] = frozenset()) -> None:
        self.path = path
        self.read = 0
        self.size = path.stat().st_size
        self.head: list[Node] = []
        self.root = ""
        self._items, self._singles = items, singles
        self._stack: list[Node] = []
        self._depth = self._held = self._markup = 0
        self._ready: list[Node] = []

    def __iter__(self) -> Iterator[Node | Broken]:
        """Items in their order; at most one Broken, at the end. Raises Forbidden, OSError."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text, parser.buffer_size = True, _CHUNK
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            for text in self._texts():
                parser.Parse(text.encode("utf-8", "replace"), False)
                yield from self._taken()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            yield from self._taken()
            yield Broken(expat.errors.messages.get(error.code, str(error)), error.lineno)
            return
        yield from self._taken()

    def _taken(self) -> list[Node]:
        ready, self._ready = self._ready, []
        return ready

    def _texts(self) -> Iterator[str]:
        """The file as text in pieces: without controls that XML forbids, named entities of HTML as characters."""
        with self.path.open("rb") as file:
            raw = file.read(max(_CHUNK, _START))
            decoder = codecs.getincrementaldecoder(_encoding(raw))("replace")
            pending, first = "", True
            while raw:
                self.read += len(raw)
                text = pending + decoder.decode(raw)
                if first:
                    text, first = _without_declaration(text), False
                open_name = _OPEN_NAME.search(text)
                pending = open_name[0] if open_name else ""
                yield _tidy(text[: len(text) - len(pending)])
                raw = file.read(_CHUNK)
            yield _tidy(pending + decoder.decode(b"", True))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.removeprefix(_ATOM)
        self._depth += 1
        self.root = self.root or name
        if self._markup:
            self._markup += 1
            listed = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
            self._add(f"<{name}{listed}>")
            return
        if self._stack and len(self._stack) < MAX_DEPTH:
            node = Node(name, attributes)
            self._stack[-1].children.append(node)
            self._stack.append(node)
            self._markup = int(attributes.get("type") == "xhtml")
        elif not self._stack and (name in self._items or name in self._singles):
            self._stack.append(Node(name, attributes))
            self._held = 0

    def _end(self, name: str) -> None:
        name = name.removeprefix(_ATOM)
        self._depth -= 1
        if self._markup > 1:
            self._markup -= 1
            self._add(f"</{name}>")
            return
        self._markup = 0
        if not self._stack or self._stack[-1].name != name:
            return
        node = self._stack.pop()
        if not self._stack:
            (self._ready if name in self._items else self.head).append(node)

    def _characters(self, text: str) -> None:
        if self._stack:
            self._add(escape(text) if self._markup > 1 else text)

    def _add(self, text: str) -> None:
        self._held += len(text)
        if self._held > MAX_ITEM:
            self._stack[0].too_long = True
        else:
            self._stack[-1].parts.append(text)


def _refuse(*_declared: object) -> None:
    raise Forbidden


def _tidy(text: str) -> str:
    return _NAMED.sub(_character, _CONTROLS.sub("", text))


def _character(found: re.Match[str]) -> str:
    character = html.entities.html5.get(found[1] + ";")
    return "".join(f"&#{ord(one)};" for one in character) if character else "&amp;" + found[0][1:]


def _without_declaration(text: str) -> str:
    """Without the byte order mark, the spaces and the declaration of an encoding that it no longer has."""
    return re.sub(r"\A\s*<\?xml[^>]{0,300}\?>", "", text.lstrip("\ufeff \t\r\n"))


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _DECLARED.search(head[:400])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        info = codecs.lookup(name)
        return info.name if info.name not in {"utf-16", "utf-32", "idna", "punycode"} else "utf-8"
    except LookupError:
        return "utf-8"
