"""Which addresses leave the portal: those of other servers, in texts and in what belongs to the portal itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from portal.outbound.addresses import Refused, read
from portal.quality.outside.models import LONGEST_ADDRESS
from portal.quality.reading_texts import look_at
from portal.tenancy.directory import Portal, directory
from portal.tenancy.hosts import normalise_host
from portal.web.appearance import read_appearance
from portal.web.home import linked


def outside(addresses: Iterable[str]) -> set[str]:
    """Those that name another server over http or https; portals of the installation are no other server."""
    return {one for one in addresses if len(one) <= LONGEST_ADDRESS and _is_outside(one)}


def _is_outside(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False  # links.py says that it leads nowhere
    if not (parts.scheme in {"http", "https"} or (not parts.scheme and parts.netloc)):
        return False
    return directory().by_host(normalise_host(parts.netloc)) is None


def asked(address: str) -> str:
    """What is asked of an address as it is written: one without scheme ("//trang.vn") over https."""
    return f"https:{address}" if address.startswith("//") else address


def host_of(address: str) -> str:
    """The server that is asked, "" where it cannot be told; only one question at a time goes to each."""
    try:
        return read(asked(address)).host
    except Refused:
        return ""


def of_portal(portal: Portal) -> set[str]:
    """The addresses of a portal's own menu, home page and footer that leave it."""
    return outside(_of_appearance(portal))


def _of_appearance(portal: Portal) -> Iterator[str]:
    look = read_appearance(portal.settings)
    yield from (one.target for one in look.menu if not one.off)
    yield from (one.target for one in (*look.footer_links, *look.social))
    if not any(one.kind == "links" and one.off for one in look.home):
        yield from (address for one in linked(look, portal.settings) if (address := one.get("url")))
    yield look.banner_target
    yield from look_at(look.footer_text).links
