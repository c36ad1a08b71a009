"""The site map: one file, or an index of parts that are each made on their own.

Sources of few addresses stand together in the first part; a source that may grow long (`SiteMapShelf`) has parts of its
own, the oldest things first, so that a part that is full changes no more by what is new. The index counts, and asks for
no address of a long source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.web.contributions import SiteMapEntry, SiteMapShelf, contributions

MOST = 5_000  # addresses of one file; sitemaps.org allows 50,000, which take a second to make and are kept by no cache


@dataclass(frozen=True)
class Part:
    """A stretch of one source: how its entries are read, from where, how many at most."""

    entries: Callable[[int, int], Iterable[SiteMapEntry]]
    offset: int

    def read(self) -> list[SiteMapEntry]:
        """Its entries."""
        return list(self.entries(self.offset, MOST))


def _few() -> list[SiteMapEntry]:
    """What sources of few addresses have, the home page first."""
    sources = contributions().site_map
    found = [SiteMapEntry("/", None)]
    for source in sources:
        if not isinstance(source, SiteMapShelf):
            found += source()
    return found


def parts() -> list[Part]:
    """The parts of the site map, in their order: the first is what stands alone where there is one."""
    few = _few()
    shelves = [(one, one.count()) for one in contributions().site_map if isinstance(one, SiteMapShelf)]
    if len(few) + sum(count for _shelf, count in shelves) <= MOST:
        whole = few + [entry for shelf, count in shelves if count for entry in shelf.entries(0, MOST)]
        return [Part(lambda offset, limit: whole[offset : offset + limit], 0)]
    found = [Part(lambda offset, limit: few[offset : offset + limit], at) for at in range(0, len(few), MOST)]
    return found + [Part(shelf.entries, at) for shelf, count in shelves for at in range(0, count, MOST)]
