"""One saved page of an old portal: its title, its content, its date, the addresses that it had."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from portal.moving.dates import day_in, parse_date
from portal.moving.selecting import main_content, select
from portal.web.sanitise_tree import parse_page

DATES = (
    "article:published_time", "datepublished", "dc.date.issued", "dc.date", "date", "pubdate", "publishdate",
    "dcterms.created", "og:updated_time",
)  # fmt: skip
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,5}\)(\S{4,1000})\s*-->", re.IGNORECASE)
_MIRRORED = re.compile(r"<!--\s*Mirrored from (\S{4,1000}) by HTTrack", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+(?:[|»·–—-]|::)\s+")
LOOK_FOR_DATE = 600  # characters at the beginning of the content


@dataclass
class WebPage:
    """What was found on a page; `content` is None where nothing on it is an article."""

    title: str = ""
    lead: str = ""
    author: str = ""
    published: datetime | None = None
    addresses: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    picture: str = ""
    content: Element | None = None


def read_page(text: str, selector: str, dropped: list[str]) -> WebPage:
    """What a page holds. Raises TooComplex, InvalidSelector."""
    root = parse_page(text)
    meta = _meta(root)
    page = WebPage(
        lead=meta.get("og:description", "") or meta.get("description", ""),
        author=meta.get("author", ""),
        addresses=_addresses(root, text, meta),
        picture=meta.get("og:image", ""),
        sections=[one for one in (meta.get("article:section", ""),) if one],
    )
    titles = _titles(root, meta)
    shown = " ".join(" ".join(_body_text(root)).split())[:20_000]
    page.content = main_content(root, selector, dropped)
    page.title = _title(titles, page.content)
    page.published = _published(meta, root) or _shown_date(page.content, shown, page.title)
    return page


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in root.iter("meta"):
        name = (one.get("property") or one.get("name") or one.get("itemprop") or "").strip().lower()
        if name and name not in found:
            found[name] = " ".join((one.get("content") or "").split())
    return found


def _addresses(root: Element, text: str, meta: dict[str, str]) -> list[str]:
    """What the page itself says of where it stood: canonical address, and the notes of the programs that saved it."""
    found = [
        one.get("href") or "" for one in root.iter("link") if (one.get("rel") or "").lower() == "canonical"
    ]
    found.append(meta.get("og:url", ""))
    for pattern in (_SAVED_FROM, _MIRRORED):
        if note := pattern.search(text[:4000]):
            found.append(note[1] if "://" in note[1] else f"http://{note[1]}")
    return [one for one in dict.fromkeys(found) if one.startswith(("http://", "https://", "/"))]


def _titles(root: Element, meta: dict[str, str]) -> list[str]:
    heads = ["".join(one.itertext()) for one in root.iter("h1")]
    named = next(("".join(one.itertext()) for one in root.iter("title")), "")
    return [" ".join(one.split()) for one in [*heads, meta.get("og:title", ""), named]]


def _title(titles: list[str], content: Element | None) -> str:
    """The only heading of the first level, or one that the title names; else the title without the portal's name."""
    *heads, shared, named = titles
    if shared:
        return shared
    if content is not None:
        own = [" ".join("".join(one.itertext()).split()) for one in content.iter("h1")]
        heads = own or heads
    if len(heads) == 1 and heads[0]:
        return heads[0]
    for one in heads:
        if one and one in named:
            return one
    return _SEPARATOR.split(named)[0] or next((one for one in heads if one), "")


def _body_text(root: Element) -> list[str]:
    return [
        piece
        for one in root.iter()
        if isinstance(one.tag, str) and one.tag not in {"script", "style", "title"}
        for piece in (one.text, one.tail)
        if piece
    ]


def _published(meta: dict[str, str], root: Element) -> datetime | None:
    for name in DATES:
        if (text := meta.get(name)) and (found := parse_date(text)) is not None:
            return found
    for one in select(root, "time"):
        if (text := one.get("datetime")) and (found := parse_date(text)) is not None:
            return found
    return None


def _shown_date(content: Element | None, shown: str, title: str) -> datetime | None:
    """A date as portals print it near the title: "Thứ hai, 20/05/2019, 08:30"."""
    start = shown.find(title) if title else -1
    places = [shown[max(0, start - 300) : start + len(title) + LOOK_FOR_DATE]] if start >= 0 else []
    if content is not None:
        places.append(" ".join("".join(content.itertext()).split())[:LOOK_FOR_DATE])
    for text in places:
        if (found := day_in(text)) is not None:
            return found
    return None
