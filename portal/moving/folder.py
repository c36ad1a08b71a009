"""A folder with the pages of an old portal, saved as HTML, and with documents of Word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from portal.media.reading.child.encodings import UNICODE, convert, decode, detect
from portal.media.refusal import Refused
from portal.moving.addresses import absolute, host_of
from portal.moving.documents import read_document
from portal.moving.foreign import Attachment, ForeignItem, Place, UnreadableSource, nothing_known
from portal.moving.mapping import Mapping, rule_name
from portal.moving.webpages import WebPage, read_page
from portal.moving.wordpress import sensible
from portal.web.sanitise_tree import TooComplex

HTML = frozenset({".html", ".htm", ".xhtml", ".php", ".aspx", ".asp", ".jsp"})
DOCUMENTS = frozenset({".docx", ".doc", ".odt"})
MAX_PAGE = 20_000_000
MAX_FILES = 200_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TRUSTED = frozenset(
    {"", "utf-8", "utf8", "iso-8859-1", "windows-1252", "us-ascii", "x-user-defined", "utf-16"}
)
_SAVED_QUERY = re.compile(r"\.(?:aspx?|php|jsp)[?@].*(\.html?)\Z", re.IGNORECASE)


class Folder:
    """A folder as a source: subfolders are sections, files are items, in the order of their names."""

    def __init__(self, root: Path, mapping: Mapping) -> None:
        self._root = root.resolve()
        self._mapping = mapping
        self._files: list[Path] = []
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
            if (
                _is_inside(path, self._root)
                and path.suffix.lower() in HTML | DOCUMENTS | {".pdf"}
                and path.is_file()
            ):
                self._files.append(path)
            if len(self._files) > MAX_FILES:
                raise UnreadableSource(f"Thư mục có hơn {MAX_FILES} tệp. Hãy chia nhỏ rồi chuyển từng phần.")
        if not any(one.suffix.lower() != ".pdf" for one in self._files):
            raise UnreadableSource("Thư mục không có tệp HTML hay Word nào.")
        for path in self._files:
            for name, label in self._sections(path):
                address = f"/{path.parent.relative_to(self._root).as_posix()}/"
                self.places.setdefault(name, Place(name, label, address))

    def items(self) -> Iterator[ForeignItem]:
        """An item for each file, also for those that cannot be read."""
        self._done = 0
        for path in self._files:
            yield self._item(path)
            self._done += 1

    def progress(self) -> tuple[int, int]:
        """Files read, files in all."""
        return self._done, len(self._files)

    def _sections(self, path: Path) -> list[tuple[str, str]]:
        """The folders that a file lies in, the nearest first."""
        folders = path.relative_to(self._root).parts[:-1]
        return [(rule_name(one), one.replace("-", " ").replace("_", " ")) for one in reversed(folders)]

    def _item(self, path: Path) -> ForeignItem:
        relative = path.relative_to(self._root).as_posix()
        item = ForeignItem(key=relative, title=path.stem, addresses=[self._address(relative)])
        item.sections = self._sections(path)
        with path.open("rb") as file:
            item.digest = hashlib.file_digest(file, "sha256").hexdigest()
        item.known = self.known(relative, item.digest)
        if item.known:
            return item
        if path.suffix.lower() == ".pdf":
            item.refused, item.type = ("pdf", relative), "post"
            return item
        try:
            if path.suffix.lower() in HTML:
                self._read_html(path, item)
            else:
                self._read_document(path, item)
        except Refused as error:
            item.refused = ("unreadable", str(error))
        except (OSError, ValueError, TooComplex) as error:
            item.refused = ("unreadable", str(error)[:200])
        if item.published is None and item.refused is None:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
            item.published = sensible(changed)
            item.troubles.append(("file_date", changed.strftime("%d/%m/%Y")))
        return item

    def _address(self, relative: str) -> str:
        """Where a file stood on the old portal, as programs name what they save."""
        name = relative
        if found := _SAVED_QUERY.search(name):
            name = name[: found.start(1)].replace("@", "?", 1)
        path, sign, query = name.partition("?")
        return "/" + quote(unquote(path)) + sign + query

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
        item.sections += [(rule_name(one), one) for one in page.sections]
        if page.content is None:
            item.refused = ("no_text", "")
        item.tree = page.content

    @staticmethod
    def _read_document(path: Path, item: ForeignItem) -> None:
        document = read_document(path)
        if document.encoding != UNICODE:
            item.troubles.append(("encoding", document.encoding))
        item.file, item.title, item.text = path, document.title, document.markdown
        item.published = document.published
        item.troubles.append(("layout", document.name))
        if not document.markdown.strip():
            item.refused = ("no_text", "")


def _is_inside(path: Path, root: Path) -> bool:
    """Whether a file really lies in the folder: a link may lead out of it."""
    try:
        return path.resolve().is_relative_to(root) and not any(
            part.startswith(".") for part in path.parts[len(root.parts) :]
        )
    except OSError:
        return False


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a page and its old encoding: by what it is first, then by what it claims, which is often wrong."""
    claimed = _CHARSET.search(raw[:4096])
    name = claimed[1].decode("ascii", "replace").lower() if claimed else ""
    if name not in _TRUSTED:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            try:
                text = raw.decode(name, "replace")
                return convert(text, detect(text)), detect(text)
            except LookupError:
                pass
    return decode(raw)
