"""An item of an old portal as the fields of a news item or page of this one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from portal.media.reading.child.encodings import UNICODE, convert, detect
from portal.moving.addresses import absolute, host_of, parts_of
from portal.moving.files import Shelf, StoredFile
from portal.moving.foreign import ForeignItem, Source, Trouble
from portal.moving.inline import escaped, line_start
from portal.moving.library import is_page, original_of, unsized
from portal.moving.mapping import Mapping
from portal.moving.shortcodes import expanded
from portal.moving.writing import Rewriting, to_markdown
from portal.web.sanitise import excerpt, plain_text
from portal.web.sanitise_rules import is_safe_link
from portal.web.sanitise_tree import TooComplex, parse_page

MAX_BODY = 500_000
MAX_TITLE = 300
MAX_LEAD = 1000
VIETNAMESE_UNICODE = re.compile("[\u1ea0-\u1ef9]")
_FIRST_PICTURE = re.compile(
    r"!\[([^\]]{0,300})\]\(/tep/(\d{1,19})/[^)\s]{1,400}\)(?:  \n\*?([^\n*]{1,300})\*?)?\Z"
)
_BOLD_LINE = re.compile(r"\*\*([^*]{20,1000})\*\*\Z")


@dataclass
class Converted:
    """The fields of an item here; `files` are attached to it. `missing` are addresses of files that were not there."""

    title: str
    lead: str = ""
    body: str = ""
    author: str = ""
    tags: list[str] = field(default_factory=list)
    picture_id: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    files: list[StoredFile] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    addresses_of_files: dict[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Addresses that a later run may find."""
        return [detail for code, detail in self.troubles if code in {"picture", "file"}]


class Converter:
    """Makes fields of items; what an item uses goes to the shelf."""

    def __init__(self, source: Source, mapping: Mapping, shelf: Shelf) -> None:
        self._source = source
        self._mapping = mapping
        self._shelf = shelf
        self._alts = {original_of(one.url): one.alt for one in source.attachments.values() if one.alt}
        sites = (source.site, mapping.site, *mapping.also)
        self._hosts = {host_of(one) or one.removeprefix("www.") for one in sites if one}

    def convert(self, item: ForeignItem, *, is_page: bool = False) -> Converted:
        """The fields of one item; a standing page has no picture above its text, so that one opens it."""
        made = Converted(title="", troubles=list(item.troubles), tags=item.tags[:30])
        use = _Use(self, item, made)
        made.body = item.text or self._body(item, made, use)
        encoding = next((detail for code, detail in made.troubles if code == "encoding"), UNICODE)
        made.title = self._line(item.title, encoding)
        made.author = self._line(item.author, encoding)[:120]
        lead = self._line(plain_text(item.lead).replace("\n", " "), encoding)
        if is_page:
            self._open_with_picture(item, made, use)
        else:
            self._lead_picture(item, made, use)
        self._open_with(lead, made)
        for address in item.enclosures:
            use.attach(address)
        if item.file is not None and self._mapping.attach_originals:
            stored = self._shelf.take_file(item.file, item.file.name)
            if isinstance(stored, StoredFile):
                made.files.append(stored)
            else:
                made.troubles.append(stored)
        made.troubles = list(dict.fromkeys(made.troubles))
        return made

    def is_own(self, address: str) -> bool:
        """Whether an address belongs to the old portal."""
        host = host_of(address)
        return not host or host in self._hosts

    def alt_of(self, address: str) -> str:
        """How the old portal described a picture in its library."""
        return self._alts.get(original_of(address), "")

    def stored(self, address: str, alt: str) -> StoredFile | Trouble | None:
        """The file of an address (see Shelf.take)."""
        return self._shelf.take(address, alt)

    @staticmethod
    def _line(text: str, encoding: str) -> str:
        """A line of text in Unicode: by the encoding of the body unless it shows to be none of it."""
        own = detect(text)
        if own == UNICODE and encoding != UNICODE and not text.isascii() and max(map(ord, text)) <= 0xFF:
            own = encoding
        return " ".join(convert(text, own).split())

    def _body(self, item: ForeignItem, made: Converted, use: _Use) -> str:
        converted_before = any(code == "encoding" for code, _detail in made.troubles)
        rewriting = Rewriting(use.picture, use.link, troubles=made.troubles)
        if item.tree is not None:
            rewriting.heeds_fonts = not converted_before
            return to_markdown(item.tree, rewriting)
        markup, troubles = expanded(item.html, self._source.attachments)
        made.troubles += troubles
        words = plain_text(markup[:200_000])
        rewriting.encoding = detect(words[:20_000])
        # A page in Unicode keeps names of old fonts for ever after somebody converted its text.
        rewriting.heeds_fonts = len(VIETNAMESE_UNICODE.findall(words)) < 20
        try:
            return to_markdown(parse_page(markup), rewriting)
        except (TooComplex, RecursionError):
            made.troubles.append(("complex", ""))
            lines = plain_text(markup).split("\n")
            return (
                "\n\n".join(line_start(escaped(convert(line, rewriting.encoding))) for line in lines) + "\n"
            )

    @staticmethod
    def _open_with_picture(item: ForeignItem, made: Converted, use: _Use) -> None:
        found = use.picture(item.picture, item.picture_alt) if item.picture else None
        if found is not None and found[0] not in made.body:
            alt = found[1].replace("[", "(").replace("]", ")")
            made.body = f"![{alt}]({found[0]})\n\n{made.body}"

    def _lead_picture(self, item: ForeignItem, made: Converted, use: _Use) -> None:
        """The picture that the old portal had for the item, else the one that its text begins with (which then leaves
        the text: it is shown above it)."""
        if item.picture:
            stored = use.take_picture(item.picture, item.picture_alt)
            if stored is not None:
                made.picture_id = stored.id
                made.picture_alt = use.described(item.picture, item.picture_alt)[:300]
        first, _, rest = made.body.strip("\n").partition("\n\n")
        found = _FIRST_PICTURE.match(first)
        if found is None:
            return
        if made.picture_id is None:
            made.picture_id, made.picture_alt = int(found[2]), found[1]
            made.picture_caption = plain_text(found[3] or "")
        if made.picture_id == int(found[2]):
            made.picture_caption = made.picture_caption or plain_text(found[3] or "")
            made.body = rest + "\n"

    @staticmethod
    def _open_with(lead: str, made: Converted) -> None:
        """The lead: the old portal's, else a first paragraph in bold (which leaves the text), else its first words."""
        first, _, rest = made.body.strip("\n").partition("\n\n")
        bold = _BOLD_LINE.match(first)
        plain = " ".join(plain_text(first).split())
        if not lead and bold:
            lead, made.body = plain, rest + "\n"
        elif lead and plain and plain.rstrip(".… ") == lead.rstrip(".… "):
            made.body = rest + "\n" if rest.strip() else made.body
        if not lead:
            texts = [one for one in made.body.split("\n\n") if one[:1] not in {"!", "|", "#", ">", "-"}]
            lead = excerpt(texts[0] if texts else made.body, 240)
        made.lead = lead if len(lead) <= MAX_LEAD else excerpt(lead, MAX_LEAD)
        if len(made.title) > MAX_TITLE:
            made.title = excerpt(made.title, MAX_TITLE)
        made.title = made.title or excerpt(made.lead, 120)


class _Use:
    """What one item refers to: pictures and links in its text."""

    def __init__(self, converter: Converter, item: ForeignItem, made: Converted) -> None:
        self._converter = converter
        self._base = item.address or "/"
        self._made = made

    def picture(self, address: str, alt: str) -> tuple[str, str] | None:
        """A picture in the text: its address here and its description, None where it is not there (which is noted)."""
        stored = self.take_picture(address, alt)
        if stored is None:
            return None
        described = self.described(address, alt)
        if not described:
            self._made.troubles.append(("alt", stored.name))
        return stored.picture_address, described

    def described(self, address: str, alt: str) -> str:
        """The description of a picture; a file name is none."""
        for text in (alt, self._converter.alt_of(address)):
            if text and not re.fullmatch(
                r"[\w()%.-]{1,120}\.\w{3,4}|(?:img|dsc|image|untitled|ảnh|z)?[\s_\d-]*", text, re.I
            ):
                return text
        return ""

    def take_picture(self, address: str, alt: str) -> StoredFile | None:
        """The stored picture of an address; notes why there is none."""
        whole = address if address[:5].lower() == "data:" else absolute(address, self._base)
        stored = self._converter.stored(whole, alt)
        if isinstance(stored, StoredFile) and stored.picture_address:
            if whole[:5].lower() != "data:":
                self._made.addresses_of_files |= {whole: stored.id, unsized(whole): stored.id}
            return stored
        if isinstance(stored, StoredFile):
            self._made.troubles.append(("file_refused", f"{stored.name}: không phải ảnh"))
        elif stored is not None:
            self._made.troubles.append(stored)
        else:
            code = "picture" if self._converter.is_own(whole) else "remote"
            self._made.troubles.append((code, whole[:300]))
        return None

    def link(self, address: str) -> str:
        """A link of the text here: pages of the old portal by path (their old addresses lead on), files as files."""
        text = address.strip()
        text = f"https:{text}" if text.startswith("//") else text
        if not text or text.startswith("#") or not is_safe_link(text):
            return ""
        if text.lower().startswith(("mailto:", "tel:")):
            return text
        whole = absolute(text, self._base)
        if not whole or not self._converter.is_own(whole):
            return whole
        if not is_page(whole):
            stored = self._file(whole)
            if stored is not None:
                return stored.picture_address or stored.address
        page, query = parts_of(whole)
        return (page or "/") + (f"?{query}" if query else "")

    def attach(self, address: str) -> None:
        """A file that goes with the item."""
        stored = self._file(absolute(address, self._base))
        if stored is not None and stored not in self._made.files:
            self._made.files.append(stored)

    def _file(self, whole: str) -> StoredFile | None:
        stored = self._converter.stored(whole, "")
        if isinstance(stored, StoredFile):
            self._made.addresses_of_files[whole] = stored.id
            return stored
        self._made.troubles.append(stored or ("file", unquote(whole)[:300]))
        return None
