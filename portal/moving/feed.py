"""A feed of an old portal (RSS 0.9 to 2.0, RDF, Atom): only what the file holds; nothing is fetched."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from portal.moving.dates import parse_date
from portal.moving.foreign import Attachment, ForeignItem, Place, UnreadableSource, nothing_known
from portal.moving.mapping import rule_name
from portal.moving.xmlstream import Broken, Forbidden, Node, XmlItems
from portal.web.sanitise import text_of_html

ITEMS = frozenset({"item", "entry"})
_NAMED_MAIL = re.compile(r"\S{1,200}@\S{1,200}\s*\(([^()]{1,200})\)")
ROOTS = frozenset({"rss", "rdf:RDF", "feed", "channel"})


class Feed:
    """An RSS or Atom file as a source of items."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: XmlItems | None = None
        self.site = ""
        self.places: dict[str, Place] = {}
        self.attachments: dict[str, Attachment] = {}
        self.known: Callable[[str, str], bool] = nothing_known

    def prepare(self) -> None:
        """A first pass for sections and the address of the portal. Raises UnreadableSource for what is no feed."""
        seen = 0
        for node in self._nodes():
            if isinstance(node, Broken):
                break
            seen += 1
            for name, label in _sections(node):
                self.places.setdefault(name, Place(name, label))
        stream = self._stream
        if stream is None or stream.root not in ROOTS or not seen:
            raise UnreadableSource(
                "Tệp không phải nguồn tin RSS hoặc Atom, hoặc không có bài nào. Hãy lưu lại nguồn tin từ cổng cũ "
                "(thường ở địa chỉ kết thúc bằng /rss hoặc /feed)."
            )
        for head in stream.head:
            address = head.attributes.get("href", "") or head.text
            if head.attributes.get("rel", "alternate") == "alternate" and address and not self.site:
                self.site = address

    def items(self) -> Iterator[ForeignItem]:
        """The entries in the order of the file."""
        for number, node in enumerate(self._nodes(), 1):
            if isinstance(node, Broken):
                cut = f"dòng {node.line}: {node.reason}"
                yield ForeignItem(
                    key=f"cut:{node.line}", title=self._path.name, type="cut", refused=("cut", cut)
                )
                return
            yield _item(node, number)

    def holds(self, _address: str) -> bool:
        """A feed is one file."""
        return False

    def progress(self) -> tuple[int, int]:
        """Bytes read, bytes in all."""
        return (self._stream.read, self._stream.size) if self._stream is not None else (0, 0)

    def _nodes(self) -> Iterator[Node | Broken]:
        self._stream = XmlItems(self._path, ITEMS, frozenset({"link"}))
        try:
            yield from self._stream
        except Forbidden as error:
            raise UnreadableSource(
                "Tệp XML khai báo kiểu tài liệu hoặc thực thể (DOCTYPE, ENTITY) nên không được nhận. "
                "Hãy lưu lại nguồn tin từ cổng cũ."
            ) from error


def _item(node: Node, number: int) -> ForeignItem:
    link, guid = _link(node), node.value("guid") or node.value("id")
    short = node.value("description") or node.value("summary")
    full = node.value("content:encoded") or node.value("content")
    item = ForeignItem(
        key=guid or link or f"{number}:{node.value('title')}",
        title=" ".join(text_of_html(html.unescape(node.value("title"))).split()),
        addresses=[one for one in dict.fromkeys((link, guid if guid.startswith("http") else "")) if one],
        sections=_sections(node),
        author=_author(node),
        lead=short if full else "",
        html=full or short,
        published=_instant(node),
    )
    if not full:
        item.troubles.append(("summary_only", ""))
    if node.too_long:
        item.refused = ("too_long", "")
    _read_files(node, item)
    return item


def _link(node: Node) -> str:
    """The address of the entry: the text of RSS, the attribute of Atom."""
    for one in node.all("link"):
        address = one.text or one.attributes.get("href", "")
        if address and one.attributes.get("rel", "alternate") == "alternate":
            return address
    guid = node.first("guid")
    if (
        guid is not None
        and guid.attributes.get("isPermaLink", "true") != "false"
        and guid.text.startswith("http")
    ):
        return guid.text
    return ""


def _sections(node: Node) -> list[tuple[str, str]]:
    found = []
    for name in ("category", "dc:subject"):
        for one in node.all(name):
            label = html.unescape(
                one.text or one.attributes.get("label", "") or one.attributes.get("term", "")
            )
            if label.strip():
                found.append((rule_name(label), label.strip()))
    return list(dict.fromkeys(found))


def _author(node: Node) -> str:
    author = node.first("author")
    if author is not None and author.value("name"):
        return author.value("name")
    if node.value("dc:creator") or author is None:
        return node.value("dc:creator")
    named = _NAMED_MAIL.fullmatch(author.text)
    return named[1] if named else "" if "@" in author.text else author.text


def _read_files(node: Node, item: ForeignItem) -> None:
    for name in ("media:content", "enclosure", "media:thumbnail", "link"):
        for one in node.all(name):
            if name == "link" and one.attributes.get("rel") != "enclosure":
                continue
            address = one.attributes.get("url", "") or one.attributes.get("href", "")
            kind = one.attributes.get("type", "image/" if name.startswith("media:") else "")
            if address and kind.startswith("image/"):
                item.picture = item.picture or address
            elif address:
                item.enclosures.append(address)


def _instant(node: Node) -> datetime | None:
    for name in ("pubDate", "published", "dc:date", "updated", "date"):
        text = node.value(name)
        if text and (found := parse_date(text)) is not None:
            return found
    return None
