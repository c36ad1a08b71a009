"""Walking the twin: whether every link that it offers leads to a file that is there, by the rules of the web server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from portal.tenancy.hosts import normalise_host
from portal.twin.addresses import file_of
from portal.twin.choosing import SEARCH
from portal.twin.own_pages import OWN_FOLDER

_HREF = re.compile(r'\s(?:href|src|action|poster)="([^"]*)"')
_SRCSET = re.compile(r'\ssrcset="([^"]*)"')
_TYPED = ("text/html", "application/atom+xml", "application/akn+xml")


@dataclass
class Walked:
    """How many pages and internal links were looked at, and what is wrong, in words."""

    pages: int = 0
    links: int = 0
    problems: list[str] = field(default_factory=list)


def check(tree: Path) -> Walked:
    """Look at every page of a tree; reads files alone, asks nobody."""
    walked = Walked()
    hosts = tree / "hosts"
    known: dict[tuple[str, str, str], bool] = {}
    for page in sorted(hosts.rglob("*.html")):
        host = page.relative_to(hosts).parts[0]
        if host.startswith("_") or (hosts / host).is_symlink() or OWN_FOLDER in page.parts:
            continue
        walked.pages += 1
        text = page.read_text(encoding="utf-8")
        here = f"http://{host}/{page.relative_to(hosts / host)}".replace("_index.html", "").removesuffix(
            ".html"
        )
        for address in _addresses(text):
            parts = urlsplit(urljoin(here, address))
            named = normalise_host(parts.netloc)
            if parts.scheme not in {"http", "https"} or not (hosts / named).is_dir():
                continue
            walked.links += 1
            key = (named, unquote(parts.path) or "/", parts.query)
            if key not in known:
                known[key] = found_file(hosts / named, key[1], key[2]) is not None
            if not known[key]:
                walked.problems.append(f"{page.relative_to(hosts)}: {address}")
    return walked


def _addresses(text: str) -> set[str]:
    found = {unescape(one) for one in _HREF.findall(text)}
    for several in _SRCSET.findall(text):
        found |= {one.strip().partition(" ")[0] for one in unescape(several).split(",")}
    return {one for one in found if one and not one.startswith("#")}


def found_file(folder: Path, path: str, query: str) -> Path | None:
    """The file that the web server gives out for an address of a host; None for "not found"."""
    if path.rpartition("/")[0].endswith(SEARCH) or path.endswith(SEARCH):
        query = ""
    kept = [file_of(path, asked, kind) for asked in dict.fromkeys((query, "")) for kind in (*_TYPED, "")]
    if not path.endswith("/"):
        kept.append(file_of(path + "/", "", "text/html"))
    return next((folder / one for one in kept if (folder / one).is_file()), None)
