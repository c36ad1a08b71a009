"""An item of an old portal as the fields of a news item or page of this one."""

from __future__ import annotations

import html
import re
from pathlib import Path

from portal.media.reading.child.encodings import UNICODE, convert, detect
from portal.moving.addresses import host_of
from portal.moving.files import Shelf, StoredFile
from portal.moving.foreign import ForeignItem, Source, Trouble
from portal.moving.inline import escaped, line_start
from portal.moving.library import original_of
from portal.moving.mapping import SKIP, Mapping
from portal.moving.references import Converted, References
from portal.moving.shortcodes import expanded
from portal.moving.writing import Rewriting, to_markdown
from portal.web.sanitise import excerpt, plain_text
from portal.web.sanitise_tree import TooComplex, parse_page

MAX_BODY = 500_000
MAX_TITLE = 300
MAX_LEAD = 1000
VIETNAMESE_UNICODE = re.compile("[\u1ea0-\u1ef9]")
_FIRST_PICTURE = re.compile(
    r"!\[((?:[^\]\\]|\\.){0,300})\]\(/tep/(\d{1,19})/[^)\s]{1,400}(?: \"([^\"\n]{1,600})\")?\)"
    r"(?:  \n\*?([^\n*]{1,300})\*?)?\Z"
)
_ESCAPED = re.compile(r"\\(.)")
_BOLD_LINE = re.compile(r"\*\*([^*]{20,1000})\*\*\Z")


class Converter:
    """Makes fields of items; what an item uses goes to the shelf."""

    def __init__(self, source: Source, mapping: Mapping, shelf: Shelf) -> None:
        self._source = source
        self._mapping = mapping
        self._shelf = shelf
        self._alts = {original_of(one.url): one.alt for one in source.attachments.values() if one.alt}
        self._pages = {original_of(one.url): one.pages for one in source.attachments.values()}
        sites = (source.site, mapping.site, *mapping.also)
        self._hosts = {host_of(one) or one.removeprefix("www.") for one in sites if one}

    def convert(self, item: ForeignItem, *, is_page: bool = False) -> Converted:
        """The fields of one item; a standing page has no picture above its text, so that one opens it."""
        made = Converted(title="", troubles=list(item.troubles), tags=item.tags[:30])
        use = References(self, item, made)
        made.body = self._body(item, made, use)
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
        if not is_page:
            self._tell_sections(item, made)
        made.troubles = list(dict.fromkeys(made.troubles))
        return made

    def _tell_sections(self, item: ForeignItem, made: Converted) -> None:
        """Note where an item lay in several sections that go to different places: it goes to the first alone."""
        rules = [(label, self._mapping.rules.get(name)) for name, label in item.sections]
        taken = [(label, rule) for label, rule in rules if rule is not None and rule.to != SKIP]
        if len({rule for _label, rule in taken}) > 1:
            made.troubles.append(("sections", ", ".join(label for label, _rule in taken)[:300]))

    def is_own(self, address: str) -> bool:
        """Whether an address belongs to the old portal."""
        host = host_of(address)
        return not host or host in self._hosts

    def alt_of(self, address: str) -> str:
        """How the old portal described a picture in its library."""
        return self._alts.get(original_of(address), "")

    def pages_of(self, address: str) -> list[str]:
        """Addresses of the pages on which the old portal showed a file of its library alone."""
        return self._pages.get(original_of(address), [])

    def stored(self, address: str, alt: str) -> StoredFile | Trouble | None:
        """The file of an address (see Shelf.take)."""
        return self._shelf.take(address, alt)

    def stored_as(self, path: Path, name: str, alt: str) -> StoredFile | Trouble:
        """A file that lies here under another name (see Shelf.take_file)."""
        return self._shelf.take_file(path, name, alt)

    def holds(self, address: str) -> bool:
        """Whether a file lies there for this address, as an item or as one of the library."""
        return self._source.holds(address) or self._shelf.has(address)

    def is_item(self, address: str) -> bool:
        """Whether a file of the source stands at this address, so that an item comes of it."""
        return self._source.holds(address)

    @staticmethod
    def _line(text: str, encoding: str) -> str:
        """A line of text in Unicode: by the encoding of the body unless it shows to be none of it."""
        own = detect(text)
        if own == UNICODE and encoding != UNICODE and not text.isascii() and max(map(ord, text)) <= 0xFF:
            own = encoding
        return " ".join(convert(text, own).split())

    def _body(self, item: ForeignItem, made: Converted, use: References) -> str:
        converted_before = any(code == "encoding" for code, _detail in made.troubles)
        rewriting = Rewriting(use.picture, use.link, troubles=made.troubles)
        if item.article is not None:
            return use.article(item.article)
        if item.tree is not None:
            if converted_before:
                rewriting.heeds_fonts = False
            else:
                _look_at_words(" ".join(item.tree.itertext()), rewriting)
            return to_markdown(item.tree, rewriting)
        markup, troubles = expanded(item.html, self._source.attachments, item.key)
        made.troubles += troubles
        _look_at_words(plain_text(markup[:200_000]), rewriting)
        try:
            return to_markdown(parse_page(markup), rewriting)
        except (TooComplex, RecursionError):
            made.troubles.append(("complex", ""))
            lines = plain_text(markup).split("\n")
            return (
                "\n\n".join(line_start(escaped(convert(line, rewriting.encoding))) for line in lines) + "\n"
            )

    @staticmethod
    def _open_with_picture(item: ForeignItem, made: Converted, use: References) -> None:
        found = use.picture(item.picture, item.picture_alt) if item.picture else None
        if found is not None and found[0] not in made.body:
            alt = found[1].replace("[", "(").replace("]", ")")
            made.body = f"![{alt}]({found[0]})\n\n{made.body}"

    def _lead_picture(self, item: ForeignItem, made: Converted, use: References) -> None:
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
            made.picture_id, made.picture_alt = int(found[2]), _ESCAPED.sub(r"\1", found[1])
        if made.picture_id == int(found[2]):
            caption = html.unescape(found[3]) if found[3] else plain_text(found[4] or "")
            made.picture_caption = made.picture_caption or caption
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


def _look_at_words(words: str, rewriting: Rewriting) -> None:
    """In which old encoding a text is, and whether names of fonts tell anything: a page in Unicode keeps those of old
    fonts for ever after somebody converted its text."""
    rewriting.encoding = detect(words[:20_000])
    rewriting.heeds_fonts = len(VIETNAMESE_UNICODE.findall(words)) < 20
