"""A folder with the pages of an old portal, saved as HTML, and with documents of Word."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from portal.media.reading.child.encodings import UNICODE
from portal.media.refusal import Refused
from portal.moving.addresses import absolute, host_of, normalised
from portal.moving.dates import sensible
from portal.moving.documents import read_document
from portal.moving.foreign import Attachment, ForeignItem, Place, UnreadableSource, nothing_known
from portal.moving.mapping import Mapping, rule_name
from portal.moving.page_text import decoded
from portal.moving.saved_names import PAGE, PDF, address_of, kind_of, spoken
from portal.moving.webpages import WebPage, read_page
from portal.web.sanitise_tree import TooComplex

MAX_PAGE = 20_000_000
MAX_FILES = 200_000


class Folder:
    """A folder as a source: subfolders are sections, files are items, in the order of their names."""

    def __init__(self, root: Path, mapping: Mapping) -> None:
        self._root = root.resolve()
        self._mapping = mapping
        self._files: dict[Path, str] = {}
        self._held: set[str] = set()
        self._done = 0
        self.site = mapping.site
        self.places: dict[str, Place] = {}
        self.attachments: dict[str, Attachment] = {}
        self.known: Callable[[str, str], bool] = nothing_known

    def prepare(self) -> None:
        """List the files. Raises UnreadableSource where there is nothing to take, or the folder is not there."""
        if not self._root.is_dir():
            raise UnreadableSource("Không thấy thư mục. Hãy kiểm tra đường dẫn.")
        for path in sorted(self._root.rglob("*")):
            if _is_inside(path, self._root) and path.is_file() and (kind := kind_of(path)):
                self._files[path] = kind
            if len(self._files) > MAX_FILES:
                raise UnreadableSource(f"Thư mục có hơn {MAX_FILES} tệp. Hãy chia nhỏ rồi chuyển từng phần.")
        if not any(kind != PDF for kind in self._files.values()):
            raise UnreadableSource("Thư mục không có tệp HTML hay Word nào.")
        for path in self._files:
            folders = path.relative_to(self._root).parents
            sections = self._sections(path)
            for place, ((name, label), folder) in enumerate(zip(sections, folders, strict=False), 1):
                above = [one for one, _label in sections[place:]]
                address = f"/{address_of(folder.as_posix())}/"
                self.places.setdefault(name, Place(name, label, [address], above))
            self._held.add(normalised(self._address(path)))

    def items(self) -> Iterator[ForeignItem]:
        """An item for each file, also for those that cannot be read."""
        self._done = 0
        for path in self._files:
            with tempfile.TemporaryDirectory(
                prefix="word-"
            ) as place:  # pictures of a document, for as long as it is asked
                yield self._item(path, Path(place))
            self._done += 1

    def holds(self, address: str) -> bool:
        """Whether one of the files stood at this address."""
        return normalised(address) in self._held

    def progress(self) -> tuple[int, int]:
        """Files read, files in all."""
        return self._done, len(self._files)

    def _sections(self, path: Path) -> list[tuple[str, str]]:
        """The folders that a file lies in, the nearest first."""
        folders = path.relative_to(self._root).parts[:-1]
        names = [spoken(one) for one in reversed(folders)]
        return [(rule_name(one), one.replace("-", " ").replace("_", " ")) for one in names]

    def _item(self, path: Path, place: Path) -> ForeignItem:
        relative = path.relative_to(self._root).as_posix()
        key, address = spoken(relative), self._address(path)
        item = ForeignItem(key=key, title=spoken(path.stem), addresses=[address], place=address)
        sections = self._sections(path)
        item.sections, item.above = sections[:1], sections[1:]
        with path.open("rb") as file:
            item.digest = hashlib.file_digest(file, "sha256").hexdigest()
        item.known = self.known(key, item.digest)
        if item.known:
            return item
        if self._files[path] == PDF:
            item.refused, item.type = ("pdf", key), "post"
            return item
        try:
            if self._files[path] == PAGE:
                self._read_html(path, item)
            else:
                self._read_document(path, item, place)
        except Refused as error:
            item.refused = ("unreadable", str(error))
        except (OSError, ValueError, TooComplex) as error:
            item.refused = ("unreadable", str(error)[:200])
        if item.published is None and item.refused is None:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
            item.published = sensible(changed)
            item.troubles.append(("file_date", changed.strftime("%d/%m/%Y")))
        return item

    def _address(self, path: Path) -> str:
        return "/" + address_of(path.relative_to(self._root).as_posix())

    def _read_html(self, path: Path, item: ForeignItem) -> None:
        if path.stat().st_size > MAX_PAGE:
            item.refused = ("too_long", "")
            return
        text, encoding = decoded(path.read_bytes())
        if encoding != UNICODE:
            item.troubles.append(("encoding", encoding))
        page = read_page(text, self._mapping.content, self._mapping.drop)
        self._take(page, item)

    def _take(self, page: WebPage, item: ForeignItem) -> None:
        own = self._mapping.site or self.site
        stood = [one for one in page.addresses if not own or not host_of(one) or host_of(one) == host_of(own)]
        self.site = self.site or next((one for one in stood if host_of(one)), "")
        item.addresses = list(dict.fromkeys([*(absolute(one, own or "/") for one in stood), *item.addresses]))
        item.title = page.title or item.title.replace("-", " ")
        item.lead, item.author, item.published = page.lead, page.author, page.published
        item.picture = page.picture
        item.above += [(rule_name(one), one) for one in page.sections]
        if page.content is None:
            item.refused = ("no_text", "")
        item.tree = page.content

    @staticmethod
    def _read_document(path: Path, item: ForeignItem, place: Path) -> None:
        document = read_document(path, place)
        item.file, item.title, item.article = path, document.title, document.article
        item.lead, item.published = document.article.lead, document.published
        item.troubles += document.troubles


def _is_inside(path: Path, root: Path) -> bool:
    """Whether a file really lies in the folder: a link may lead out of it."""
    try:
        return path.resolve().is_relative_to(root) and not any(
            part.startswith(".") for part in path.parts[len(root.parts) :]
        )
    except OSError:
        return False
