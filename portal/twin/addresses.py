"""Where a page of the twin lies: an address of a portal → a file below the folder of its host.

The rule is one that a web server can follow by itself (`nginx.py` has the other side of it): `/tin-tuc/` is
`tin-tuc/_index.html`, `/tin-tuc/bao-so-9` is `tin-tuc/bao-so-9.html`, `/tin-tuc/?trang=2` is
`tin-tuc/_index_trang-2.html`, `/sitemap.xml` is itself. No slug has an underscore, so none can be taken for another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app

from portal.config import Settings
from portal.tenancy.directory import Portal, directory

LONGEST_NAME = 200  # bytes of a segment: its compressed sibling and its temporary name are longer
LONGEST_PATH = 900
UNKNOWN_HOST = "_unknown"
"""The folder of what is answered to hosts that are no portal's; no host name begins so."""
KEPT_QUERIES = re.compile(r"trang=[1-9]\d{0,3}\Z|nhom=[a-z0-9-]{1,40}(?:&trang=[1-9]\d{0,3})?\Z")
"""The queries of which pages are kept: pages of a list, and its groups. Everything else is answered with the page as it
is without a query."""
TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "txt": "text/plain",
    "csv": "text/csv",
    "py": "text/x-python",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "akn": "application/akn+xml",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}
"""What a web server says of a file by the end of its name."""
NAMED_SO = ("html", "atom", "akn")
"""Types whose files get this ending beside their address, where the address does not tell the type."""


@dataclass(frozen=True)
class Site:
    """Where a portal stands: canonical host, and what stands before its paths ("" unless portals are told by path)."""

    host: str
    prefix: str

    @property
    def folder(self) -> str:
        """The portal's folder, below that of the twin."""
        return f"hosts/{self.host}{self.prefix}"


def site_of(portal: Portal) -> Site | None:
    """Where a portal stands; None for one that nobody can reach."""
    settings: Settings = current_app.config["PORTAL"]
    if settings.tenants_by == "path":
        district = directory().district()
        if district is None or not district.hosts:
            return None
        return Site(district.hosts[0], "" if portal.is_district else f"/{portal.slug}")
    return Site(portal.hosts[0], "") if portal.hosts else None


def is_keepable(path: str) -> bool:
    """Whether a decoded, portal-relative path can be the name of a file everywhere."""
    if not path.startswith("/") or len(path.encode()) > LONGEST_PATH or "\0" in path or "\\" in path:
        return False
    segments = path[1:].split("/")
    if segments and segments[-1] == "":
        segments.pop()
    return all(
        one and not one.startswith((".", "_")) and len(one.encode()) <= LONGEST_NAME for one in segments
    )


def file_of(path: str, query: str, mimetype: str) -> str:
    """The file of an address, below the portal's folder: decoded path and kept query, content type of the answer."""
    base = path[1:] + ("_index" if path.endswith("/") else "")
    marks = "".join(f"_{part.replace('=', '-')}" for part in query.split("&") if part)
    ending = next((end for end in NAMED_SO if TYPES[end] == mimetype), "")
    told = base.rpartition(".")[2] if "." in base.rpartition("/")[2] else ""
    if ending and (told != ending or marks):
        return f"{base}{marks}.{ending}"
    return f"{base}{marks}"


def link_to(path: str, query: str) -> str:
    """An address as it stands in a link."""
    return quote(path, safe="/:@!$&'()*+,;=~-._") + (f"?{query}" if query else "")
