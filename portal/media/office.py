"""Office packages (DOCX, XLSX, PPTX, ODT): ZIP files of XML parts, read as a stream within limits."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from portal.media.refusal import Refused

MAX_ENTRIES = 3000
MAX_LIST = 1024 * 1024  # bytes of the list of entries
MAX_TOTAL = 200 * 1024 * 1024
MAX_XML = 100 * 1024 * 1024  # of all XML parts
MAX_RATIO = 200  # of a part larger than a megabyte
MAX_DEPTH = 200
MAX_WALKED = 500_000  # elements of all parts; the depth of what comes after is not looked at
MAX_DECLARATIONS = 4 * 1024 * 1024  # of a part that declares types or relationships
MAX_TOKEN = 8 * 1024 * 1024  # of one tag with its attributes
_BLOCK = 256 * 1024
_MAIN = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    f"{_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_MAIN}presentationml.presentation.main+xml": "pptx",
}
_LOCKED = "<encryption-data>"
_MACRO = re.compile(r"vbaproject|vbadata|macroenabled|macrosheet|attachedtoolbars", re.IGNORECASE)
_ODT = b"application/vnd.oasis.opendocument.text"
_ODT_MACRO = re.compile(r"(?:Basic|Scripts)/.+(?<!script-lb\.xml)(?<!script-lc\.xml)(?<!/)\Z")


def check_package(path: Path) -> str:
    """The extension of an office package. Raises Refused for a bomb, a slip, a macro, a DTD, a password, absurd
    depth, a broken file, and any other ZIP."""
    _check_list(path)
    try:
        with zipfile.ZipFile(path) as package:
            return _check(package)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError) as error:
        raise _broken() from error
    except (RuntimeError, LookupError) as error:  # a compression or coding that zipfile lacks
        raise _broken() from error


def _broken() -> Refused:
    return Refused("Tệp hỏng, không mở được. Hãy lưu lại bằng Word hoặc Excel rồi tải lên.", "broken")


def _check_list(path: Path) -> None:
    """Refuse a list of entries that would cost too much only to read."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 66_000))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise _broken()
    length = struct.unpack_from("<I", tail, place + 12)[0]
    if length > MAX_LIST or (place >= 20 and tail[place - 20 : place - 16] == b"PK\x06\x07"):
        raise Refused("Tệp nén chứa quá nhiều mục nên không được nhận.", "too_many")


def _check(package: zipfile.ZipFile) -> str:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise Refused("Tệp nén chứa quá nhiều mục nên không được nhận.", "too_many")
    for entry in entries:
        _check_entry(entry)
    if len({name.lower() for name in names}) < len(entries):
        raise _broken()
    parts = [one for one in entries if one.filename.lower().endswith((".xml", ".rels"))]
    if sum(one.file_size for one in entries) > MAX_TOTAL or sum(one.file_size for one in parts) > MAX_XML:
        raise _bomb()
    walk = _Walk(package)
    for one in parts:
        if one.file_size:  # LibreOffice leaves some parts empty
            walk.part(one)
    said = walk.said
    if "META-INF/manifest.xml" in names and "mimetype" in names:
        return _open_document(package, names, said.get("META-INF/manifest.xml", set()))
    if "[Content_Types].xml" not in said:
        raise Refused("Tệp nén không được nhận. Hãy tải từng tệp PDF, Word, Excel.", "zip")
    if any(_MACRO.search(one) for one in names | set().union(*said.values())):
        raise _macro()
    found = {_KINDS[one] for one in said["[Content_Types].xml"] if one in _KINDS}
    if len(found) != 1:
        raise Refused("Tệp nén không được nhận. Hãy tải từng tệp PDF, Word, Excel.", "zip")
    return found.pop()


def _open_document(package: zipfile.ZipFile, names: set[str], manifest: set[str]) -> str:
    with package.open("mimetype") as part:
        kind = part.read(200).strip()
    if kind != _ODT:
        raise Refused("Loại tệp này không được nhận. Hãy lưu lại dạng .odt, .docx hoặc PDF.", "zip")
    if any(_ODT_MACRO.match(one) for one in names):
        raise _macro()
    if _LOCKED in manifest:
        raise _encrypted()
    return "odt"


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in entry.orig_filename:
        raise Refused("Tệp có đường dẫn bất thường nên không được nhận.", "slip")
    if entry.flag_bits & 0x41:
        raise _encrypted()
    if entry.file_size > 1 << 20 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        raise _bomb()


class _Walk:
    """A walk through the XML parts of a package in bounded memory: no DTD, so no entities, and no absurd depth.

    `said` holds what the parts declare by name: content types, relationships, and whether a manifest speaks of
    encryption. A DTD can stand only before the first element, so a walk may end early in an enormous table.
    """

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.said: dict[str, set[str]] = {}
        self.walked = 0
        self.depth = 0

    def part(self, entry: zipfile.ZipInfo) -> None:
        """Walk one part. Raises Refused, or ExpatError where it is no XML."""
        said = self.said.setdefault(entry.filename, set())
        declares = entry.filename == "[Content_Types].xml" or entry.filename.lower().endswith(".rels")
        if declares and entry.file_size > MAX_DECLARATIONS:
            raise _bomb()
        self.depth = 0
        before = self.walked

        def start(name: str, attributes: list[str]) -> None:
            self.walked += 1
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise Refused("Cấu trúc tệp lồng quá sâu nên không được nhận. Hãy lưu lại tệp.", "deep")
            if declares:
                said.update(attributes[1::2])
            elif name.endswith("encryption-data"):
                said.add(_LOCKED)

        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        fed = 0
        with self.package.open(entry) as part:
            while block := part.read(_BLOCK):
                parser.Parse(block, False)
                fed += len(block)
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise _bomb()
                if self.walked > max(before, MAX_WALKED) and not declares:
                    return
            parser.Parse(b"", True)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _doctype(self, *_all: Any) -> None:
        raise Refused("Tệp có khai báo thực thể XML nên không được nhận. Hãy lưu lại tệp.", "dtd")


def _bomb() -> Refused:
    return Refused("Tệp quá lớn khi mở ra nên không được nhận. Hãy chia nhỏ tệp.", "bomb")


def _macro() -> Refused:
    return Refused("Tệp có macro nên không được nhận. Hãy lưu lại không kèm macro.", "macro")


def _encrypted() -> Refused:
    return Refused("Tệp có mật khẩu. Hãy gỡ mật khẩu rồi tải lên.", "encrypted")
