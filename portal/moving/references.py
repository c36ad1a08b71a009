"""What one item refers to, as it is called here: pictures and files that come along, links to other pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from portal.media.reading.article import Article, ArticlePicture
from portal.media.reading.article_markdown import PlacedPicture
from portal.moving.addresses import absolute, is_relative, parts_of
from portal.moving.files import StoredFile
from portal.moving.foreign import ForeignItem, Trouble
from portal.moving.inline import address as bracketed
from portal.moving.library import is_page, unsized
from portal.moving.saved_names import address_of
from portal.web.sanitise_rules import is_safe_link

# Names that machines give to pictures; they describe nothing.
_NO_DESCRIPTION = re.compile(
    r"(?:.*[\\/])?[\w()%. -]{1,120}\.(?:jpe?g|jfif|png|gif|webp|bmp|tiff?|wmf|emf)"
    r"|(?:img|dsc|dscn|pic|picture|image|untitled|no name|ảnh|hình(?: ảnh)?|z)?[\s_\d().-]*",
    re.IGNORECASE,
)


@dataclass
class Converted:
    """The fields of an item here; `files` are attached to it, `addresses_of_files` the addresses that files had."""

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


class Keeper(Protocol):
    """Who stores files and knows the old portal (see converting.Converter)."""

    def stored(self, address: str, alt: str) -> StoredFile | Trouble | None:
        """The file of an address; why it cannot be stored; None where it is not there."""

    def stored_as(self, path: Path, name: str, alt: str) -> StoredFile | Trouble:
        """A file that lies here under another name."""

    def holds(self, address: str) -> bool:
        """Whether a file lies there for this address."""

    def is_item(self, address: str) -> bool:
        """Whether an item comes of what stands at this address."""

    def is_own(self, address: str) -> bool:
        """Whether an address belongs to the old portal."""

    def alt_of(self, address: str) -> str:
        """How the old portal described a picture."""

    def pages_of(self, address: str) -> list[str]:
        """Addresses of the pages on which the old portal showed a file alone."""


class References:
    """What one item refers to."""

    def __init__(self, keeper: Keeper, item: ForeignItem, made: Converted) -> None:
        self._keeper = keeper
        self._item = item
        self._base = item.address or "/"
        self._made = made

    def picture(self, address: str, alt: str) -> tuple[str, str] | None:
        """A picture in the text: its address here and its description, None where it is not there (which is noted)."""
        stored = self.take_picture(address, alt)
        if stored is None:
            return None
        return stored.picture_address, self._told(stored, self.described(address, alt))

    def article(self, article: Article) -> str:
        """The text of a document of Word with its pictures, each stored as any other file."""
        placed = {one.number: found for one in article.pictures if (found := self._placed(one)) is not None}
        return article.with_links(lambda href: bracketed(self.link(href))).markdown(placed)

    def _placed(self, picture: ArticlePicture) -> PlacedPicture | None:
        stem = self._item.file.stem if self._item.file is not None else "anh"
        name = f"{stem} – {picture.number}"
        if not picture.extension:
            self._made.troubles.append(("drawing", name))
            return None
        alt = described(picture.alt)
        stored = self._keeper.stored_as(picture.path, f"{name}.{picture.extension}", alt)
        if not isinstance(stored, StoredFile):
            self._made.troubles.append(stored)
            return None
        return PlacedPicture(stored.picture_address, self._told(stored, alt))

    def _told(self, stored: StoredFile, alt: str) -> str:
        """The description of a picture in the text, else that of the library; one without any is noted."""
        alt = alt or described(stored.alt)
        if not alt:
            self._made.troubles.append(("alt", stored.name))
        return alt

    def described(self, address: str, alt: str) -> str:
        """The description of a picture; a file name is none."""
        return described(alt) or described(self._keeper.alt_of(address))

    def take_picture(self, address: str, alt: str) -> StoredFile | None:
        """The stored picture of an address; notes why there is none."""
        whole = address if address[:5].lower() == "data:" else self._whole(address)
        stored = self._keeper.stored(whole, self.described(address, alt))
        if isinstance(stored, StoredFile) and stored.picture_address:
            if whole[:5].lower() != "data:":
                self._lay(whole, stored)
            return stored
        if isinstance(stored, StoredFile):
            self._made.troubles.append(("file_refused", f"{stored.name}: không phải ảnh"))
        elif stored is not None:
            self._made.troubles.append(stored)
        else:
            code = "picture" if self._keeper.is_own(whole) else "remote"
            self._made.troubles.append((code, whole[:300]))
        return None

    def link(self, address: str) -> str:
        """A link of the text here: pages of the old portal by path (their old addresses lead on), files as files."""
        text = address.strip()
        text = f"https:{text}" if text.startswith("//") else text
        if not text or text.startswith("#") or not is_safe_link(text.replace("\\", "/")):
            return ""
        if text.lower().startswith(("mailto:", "tel:")):
            return text
        whole = self._whole(text)
        if not whole or not self._keeper.is_own(whole):
            return whole
        if not is_page(whole) and not self._keeper.is_item(whole):
            stored = self._file(whole)
            if stored is not None:
                return stored.picture_address or stored.address
        page, query = parts_of(whole)
        if page.startswith("/tep/"):  # a file of this portal is nothing that an old page can name
            return ""
        fragment = whole.partition("#")[2]
        return (page or "/") + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")

    def attach(self, address: str) -> None:
        """A file that goes with the item."""
        stored = self._file(self._whole(address))
        if stored is not None and stored not in self._made.files:
            self._made.files.append(stored)

    def _whole(self, address: str) -> str:
        """An address as the item means it. Of what was saved to a folder a relative one is meant from where the file
        lies, if anything lies there, else from where the page stood."""
        if self._item.place and is_relative(address):
            here, _, fragment = absolute(address, self._item.place).partition("#")
            saved = "/" + address_of(
                parts_of(here)[0].lstrip("/")
            )  # a link to a file, whose name holds the query
            for one in (saved, here):
                if self._keeper.holds(one):
                    return one + (f"#{fragment}" if fragment else "")
        return absolute(address, self._base)

    def _file(self, whole: str) -> StoredFile | None:
        stored = self._keeper.stored(whole, "")
        if isinstance(stored, StoredFile):
            self._lay(whole, stored)
            return stored
        self._made.troubles.append(stored or ("file", unquote(whole)[:300]))
        return None

    def _lay(self, whole: str, stored: StoredFile) -> None:
        """Note the addresses that a file had on the old portal."""
        for one in (whole, unsized(whole), *self._keeper.pages_of(whole)):
            self._made.addresses_of_files[one] = stored.id


def described(alt: str) -> str:
    """A description of a picture; "" for a name that a machine gave it."""
    return "" if _NO_DESCRIPTION.fullmatch(alt.strip()) else alt.strip()
