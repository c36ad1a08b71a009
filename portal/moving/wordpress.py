"""An export of WordPress (WXR 1.0 to 1.2): posts, pages, the library of files, categories, tags, authors."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from markupsafe import Markup

from portal.clock import from_local, utc_now
from portal.moving.foreign import Attachment, ForeignItem, Place, UnreadableSource, nothing_known
from portal.moving.mapping import rule_name
from portal.moving.xmlstream import Broken, Forbidden, Node, XmlItems
from portal.web.sanitise import plain_text

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
STATES = {
    "publish": "published",
    "future": "published",
    "private": "draft",
    "draft": "draft",
    "pending": "draft",
}
_LOCAL = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")


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
                self._note_place(
                    node.value("wp:cat_name"),
                    node.value("wp:category_nicename"),
                    node.value("wp:category_parent"),
                )

    def _note_place(self, label: str, nicename: str, parent: str = "") -> None:
        name = rule_name(unquote(html.unescape(nicename or label)))
        known = self.places.get(name)
        if known is None or (parent and not known.parent):
            slug = nicename or name
            address = f"/category/{rule_name(parent)}/{slug}/" if parent else f"/category/{slug}/"
            self.places[name] = Place(name, html.unescape(label or nicename), address, parent)

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
        self.attachments[number] = Attachment(number, url, node.value("link"), html.unescape(alt), title)

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

    def _read_thumbnail(self, node: Node, item: ForeignItem) -> None:
        for meta in node.all("wp:postmeta"):
            if meta.value("wp:meta_key") == "_thumbnail_id":
                held = self.attachments.get(meta.value("wp:meta_value"))
                if held is not None:
                    item.picture, item.picture_alt = held.url, held.alt or held.title


def _title(node: Node) -> str:
    return " ".join(plain_text(Markup(html.unescape(node.value("title")))).split())


def _addresses(node: Node, kind: str, number: str) -> list[str]:
    """The permanent link, and the short forms that every WordPress answers."""
    found = [node.value("link")]
    guid = node.first("guid")
    if guid is not None and guid.text.startswith(("http://", "https://")):
        found.append(guid.text)
    if number.isdigit():
        short = {"page": f"/?page_id={number}", "post": f"/?p={number}"}
        found += [short.get(kind, f"/?p={number}"), f"/?p={number}"]
    return [one for one in dict.fromkeys(found) if one]


def _published(node: Node) -> datetime | None:
    """The instant of publishing in UTC: drafts have "0000-00-00" in one field and sometimes the truth in another."""
    for name, is_local in (("wp:post_date_gmt", False), ("wp:post_date", True)):
        found = read_instant(node.value(name), is_local=is_local)
        if found is not None:
            return found
    return None


def read_instant(text: str, *, is_local: bool) -> datetime | None:
    """ "2019-05-02 08:30:00" as an instant in UTC; None for zeros, nonsense and what lies beyond reason."""
    found = _LOCAL.match(text.strip())
    if found is None:
        return None
    try:
        made = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return sensible(from_local(made) if is_local else made)


def sensible(instant: datetime) -> datetime | None:
    """The instant if a portal can have published something then."""
    return instant if datetime(1990, 1, 1) <= instant <= utc_now() + timedelta(days=3650) else None
