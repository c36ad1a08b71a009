"""An export of WordPress (WXR 1.0 to 1.2): posts, pages, the library of files, categories, tags, authors."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from portal.digits import whole_number
from portal.moving.blocks import with_shared_blocks
from portal.moving.dates import parse_date, read_instant
from portal.moving.foreign import Attachment, ForeignItem, Place, UnreadableSource, nothing_known
from portal.moving.library import original_of
from portal.moving.mapping import rule_name
from portal.moving.xmlstream import Broken, Forbidden, Node, XmlItems
from portal.publishing.slugs import slugify
from portal.web.sanitise import text_of_html

ITEM = frozenset({"item"})
HEAD = frozenset(
    {
        "wp:category",
        "wp:tag",
        "wp:term",
        "wp:author",
        "wp:base_site_url",
        "wp:base_blog_url",
        "wp:wxr_version",
    }
)
# What WordPress keeps for itself; never content.
INTERNAL = frozenset(
    {
        "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_block",
        "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face",
        "acf-field", "acf-field-group", "elementor_library", "wpcf7_contact_form", "shop_order", "mc4wp-form",
    }
)  # fmt: skip
MAX_SHARED = 5_000_000  # characters of all shared blocks together
STATES = {
    "publish": "published",
    "future": "published",
    "private": "draft",
    "draft": "draft",
    "pending": "draft",
}


class WordPress:
    """A WXR file as a source of items."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: XmlItems | None = None
        self.site = ""
        self.places: dict[str, Place] = {}
        self.attachments: dict[str, Attachment] = {}
        self.known: Callable[[str, str], bool] = nothing_known
        self._authors: dict[str, str] = {}
        self._parents: dict[str, str] = {}  # of categories, by name
        self._shared: dict[str, str] = {}  # bodies of shared blocks, by number
        self._shared_length = 0

    def prepare(self) -> None:
        """A first pass: categories, authors and the library, which posts refer to before it comes. Raises
        UnreadableSource for what is no export of WordPress."""
        seen = 0
        for node in self._nodes():
            if isinstance(node, Broken):
                break
            seen += 1
            if node.value("wp:post_type") == "attachment":
                self._note_attachment(node)
            elif node.value("wp:post_type") == "wp_block":
                self._note_shared(node)
            for one in node.all("category"):
                if one.attributes.get("domain", "category") == "category" and one.text:
                    self._note_place(one.text, one.attributes.get("nicename", ""))
        stream = self._stream
        if stream is None or not (seen or stream.head):
            raise UnreadableSource(
                "Tệp không có bài nào. Hãy chọn tệp .xml do WordPress xuất ra (Công cụ → Xuất ra → Toàn bộ nội dung)."
            )
        self._read_head(stream.head)

    def items(self) -> Iterator[ForeignItem]:
        """Posts, pages and other content in the order of the file. Raises UnreadableSource."""
        for node in self._nodes():
            if isinstance(node, Broken):
                cut = f"dòng {node.line}: {node.reason}"
                yield ForeignItem(
                    key=f"cut:{node.line}", title=self._path.name, type="cut", refused=("cut", cut)
                )
                return
            kind = node.value("wp:post_type") or "post"
            if kind not in INTERNAL and kind != "attachment" and node.value("wp:status") != "auto-draft":
                yield self._item(node, kind)

    def holds(self, _address: str) -> bool:
        """An export is one file."""
        return False

    def progress(self) -> tuple[int, int]:
        """Bytes read, bytes in all."""
        return (self._stream.read, self._stream.size) if self._stream is not None else (0, 0)

    def _nodes(self) -> Iterator[Node | Broken]:
        self._stream = XmlItems(self._path, ITEM, HEAD | {"link"})
        try:
            yield from self._stream
        except Forbidden as error:
            raise UnreadableSource(
                "Tệp XML khai báo kiểu tài liệu hoặc thực thể (DOCTYPE, ENTITY), WordPress không xuất ra như vậy nên "
                "tệp không được nhận. Hãy xuất lại từ cổng cũ."
            ) from error

    def _read_head(self, head: list[Node]) -> None:
        for node in head:
            if node.name in {"link", "wp:base_blog_url", "wp:base_site_url"} and not self.site:
                self.site = node.text
            elif node.name == "wp:author":
                shown = node.value("wp:author_display_name") or node.value("wp:author_login")
                self._authors[node.value("wp:author_login")] = shown
            elif node.name == "wp:category":
                nicename = node.value("wp:category_nicename")
                place = self._note_place(node.value("wp:cat_name"), nicename)
                if number := node.value("wp:term_id"):
                    place.addresses.append(f"/?cat={number}")
                if parent := node.value("wp:category_parent"):
                    self._parents[place.name] = rule_name(unquote(html.unescape(parent)))
        for place in self.places.values():
            place.above = self._above(place.name)
            if place.above:
                slugs = "/".join([*reversed(place.above), place.name])
                place.addresses.insert(0, f"/category/{slugs}/")

    def _above(self, name: str) -> list[str]:
        """The categories that one lies in, the nearest first; no circle of a broken export is followed."""
        found: list[str] = []
        while (name := self._parents.get(name, "")) and name not in found and len(found) < 20:
            found.append(name)
        return found

    def _note_place(self, label: str, nicename: str) -> Place:
        name = rule_name(unquote(html.unescape(nicename or label)))
        address = f"/category/{nicename or name}/"
        return self.places.setdefault(name, Place(name, html.unescape(label or nicename), [address]))

    def _note_shared(self, node: Node) -> None:
        body = node.value("content:encoded")
        self._shared_length += len(body)
        if self._shared_length <= MAX_SHARED:
            self._shared[node.value("wp:post_id")] = body

    def _note_attachment(self, node: Node) -> None:
        number = node.value("wp:post_id")
        alt = next(
            (
                meta.value("wp:meta_value")
                for meta in node.all("wp:postmeta")
                if meta.value("wp:meta_key") == "_wp_attachment_image_alt"
            ),
            "",
        )
        url = node.value("wp:attachment_url") or node.value("guid")
        title = html.unescape(node.value("title"))
        if slugify(title) == slugify(unquote(original_of(url)).rsplit("/", 1)[-1].rpartition(".")[0]):
            title = ""  # what WordPress calls a file that nobody named
        self.attachments[number] = Attachment(
            number,
            url,
            pages=[one for one in (node.value("link"), f"/?attachment_id={number}") if one and one != url],
            alt=html.unescape(alt),
            title=title,
            caption=node.value("excerpt:encoded"),
            parent=node.value("wp:post_parent").strip("0 "),
        )

    def _item(self, node: Node, kind: str) -> ForeignItem:
        number, status = node.value("wp:post_id"), node.value("wp:status") or "publish"
        item = ForeignItem(
            key=f"{number or node.value('guid') or node.value('link')}",
            title=_title(node),
            type=kind,
            addresses=_addresses(node, kind, number),
            slug=node.value("wp:post_name"),
            author=self._authors.get(node.value("dc:creator"), node.value("dc:creator")),
            lead=node.value("excerpt:encoded"),
            html=node.value("content:encoded"),
            state=STATES.get(status, "draft"),
            published=_published(node),
            parent=node.value("wp:post_parent").strip("0 "),
        )
        item.html, told = with_shared_blocks(item.html, self._shared)
        item.troubles += told
        self._read_terms(node, item)
        self._read_thumbnail(node, item)
        comments = sum(1 for _one in node.all("wp:comment"))
        if comments:
            item.troubles.append(("comments", str(comments)))
        if status == "trash":
            item.refused = ("trash", "")
        elif node.too_long:
            item.refused = ("too_long", "")
        elif node.value("wp:post_password"):
            item.state = "draft"
            item.troubles.append(("password", ""))
        elif status == "private":
            item.troubles.append(("private", ""))
        return item

    def _read_terms(self, node: Node, item: ForeignItem) -> None:
        for one in node.all("category"):
            domain, label = one.attributes.get("domain", "category"), html.unescape(one.text)
            if domain == "category" and label:
                item.sections.append(
                    (rule_name(unquote(html.unescape(one.attributes.get("nicename", ""))) or label), label)
                )
            elif domain in {"post_tag", "tag"} and label:
                item.tags.append(label)
        item.sections = list(dict.fromkeys(item.sections))
        above = [one for name, _label in item.sections for one in self._above(name)]
        labels = {name: place.label for name, place in self.places.items()}
        item.above = [(one, labels.get(one, one)) for one in dict.fromkeys(above)]

    def _read_thumbnail(self, node: Node, item: ForeignItem) -> None:
        for meta in node.all("wp:postmeta"):
            if meta.value("wp:meta_key") == "_thumbnail_id":
                number = meta.value("wp:meta_value")
                held = self.attachments.get(number)
                if held is not None:
                    item.picture, item.picture_alt = held.url, held.alt or held.title
                elif number.strip("0 "):
                    item.troubles.append(("thumbnail", number[:20]))


def _title(node: Node) -> str:
    return " ".join(text_of_html(html.unescape(node.value("title"))).split())


def _addresses(node: Node, kind: str, number: str) -> list[str]:
    """The permanent link, and the short forms that every WordPress answers."""
    found = [node.value("link")]
    guid = node.first("guid")
    if guid is not None and guid.text.startswith(("http://", "https://")):
        found.append(guid.text)
    if whole_number(number) is not None:
        short = {"page": f"/?page_id={number}", "post": f"/?p={number}"}
        found += [short.get(kind, f"/?p={number}"), f"/?p={number}"]
    return [one for one in dict.fromkeys(found) if one]


def _published(node: Node) -> datetime | None:
    """The instant of publishing in UTC: drafts have "0000-00-00" in one field and sometimes the truth in another."""
    for name, is_local in (("wp:post_date_gmt", False), ("wp:post_date", True)):
        found = read_instant(node.value(name), is_local=is_local)
        if found is not None:
            return found
    return parse_date(node.value("pubDate"))
