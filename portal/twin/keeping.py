"""Keeping one page of the twin: asking for it, changing it, writing it, noting what it shows."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from html import unescape

from flask import Flask

from portal.tenancy.directory import Portal, directory
from portal.twin import own_pages, state
from portal.twin.addresses import Site, site_of
from portal.twin.asking import Asker, Reply
from portal.twin.choosing import FILE, NO_TEXT, OWN, SHOWN, SHOWN_SUSPENDED, THING, URGENT_VIEWS, Chosen
from portal.twin.files import Tree
from portal.twin.linking import NOWHERE, Links
from portal.twin.rewriting import Resolve, Resolved, Rewritten, rewrite, urgent_part
from portal.twin.state import Page, State, file_for
from portal.web.freshness import versions

log = logging.getLogger(__name__)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HTML = "text/html"
MOST_FAILED = 500  # pages that the disk did not take, after which one look gives up
SITE_MAPS = frozenset({"web.site_map", "web.site_map_part"})
_LOCATION = re.compile(r"<loc>([^<]+)</loc>")
_NAMED = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
_PAGE = re.compile(r"trang=(\d+)\Z")


class Keeper:
    """Keeps the pages of one tree. Needs an application context."""

    def __init__(self, app: Flask, tree: Tree, known: State) -> None:
        self.app = app
        self.tree = tree
        self.state = known
        self._asker = Asker(app)
        self._links = Links(app)

    def work(self, most: int, goes_on: Callable[[], bool]) -> int:
        """Keep what is due as `most` or earlier, the most urgent first, while `goes_on`; how many pages.

        Each is done by itself: file first, then the note of it. Raises OSError where the disk did not take a page: its
        old file stands, it is still due, and the others were done, since taking a page away needs no room.
        """
        done = 0
        failed: dict[int, OSError] = {}
        while goes_on() and len(failed) < MOST_FAILED:
            page = self.state.next_due(most, frozenset(failed))
            if page is None:
                break
            self.state.begin()
            try:
                self.keep(page)
                self.state.commit()
            except OSError as error:
                self.state.rollback()
                failed[page.id] = error
            except BaseException:
                self.state.rollback()
                raise
            done += 1
        if failed:
            raise next(iter(failed.values()))
        return done

    def keep(self, page: Page) -> None:
        """Bring one page up to date."""
        portal = directory(self.app).by_id(page.portal)
        site = site_of(portal) if portal is not None else None
        closed = portal is not None and portal.status != "active" and page.view not in SHOWN_SUSPENDED
        if portal is None or site is None or closed:
            self._drop(page, site, 0)
            return
        version = versions(self.app).read(portal.id)  # before anything is read: never newer than what is
        if page.kind == OWN:
            self._keep_own(page, portal, site, version)
            return
        reply = self._asker.ask(site, page.path, page.query)
        if reply.status >= 500 or reply.status == 429:
            self.state.later(page)
        elif reply.status in REDIRECTS:
            self._keep_redirect(page, portal, site, reply, version)
        elif reply.status == 200 and reply.is_for_all:
            self._write(page, portal, site, reply, version)
        else:
            self._drop(page, site, version)

    def _write(self, page: Page, portal: Portal, site: Site, reply: Reply, version: int) -> None:
        name = f"{site.folder}/{file_for(page, reply.mimetype)}"
        if reply.mimetype == "text/css":
            self._follow_style(page, portal, site, reply)
        if reply.stored is not None:
            self.tree.link(name, reply.stored)
            self._kept(page, name, version)
            return
        if reply.mimetype != HTML or page.kind in NO_TEXT:
            self.tree.put(name, reply.body)
            if page.view in SITE_MAPS:
                self._follow_site_map(portal, site, reply.body.decode())
            self._kept(page, name, version, reply=reply)
            return
        self._write_html(page, portal, site, reply, version, name)

    def _write_html(
        self, page: Page, portal: Portal, site: Site, reply: Reply, version: int, name: str
    ) -> None:
        html = reply.body.decode()
        if _is_past_the_end(page.query, html):
            self._drop(page, site, version)
            return
        add = own_pages.additions(self.app, portal, site, page.path, page.query)
        try:
            made = rewrite(html, self.resolver(page, portal, site), add)
        except ValueError:
            log.warning("a page is not for everybody and stays out of the twin: %s", page.path)
            self._drop(page, site, version)
            return
        self.tree.put(name, made.html.encode())
        if page.path == "/" and not page.query:
            self.tree.put(f"{site.folder}/{own_pages.URGENT_PART}", urgent_part(made.html).encode())
        self._kept(page, name, version, reply=reply, made=made)

    def _follow_style(self, page: Page, portal: Portal, site: Site, reply: Reply) -> None:
        """Type and pictures that only a style sheet names."""
        style = reply.stored.read_bytes() if reply.stored is not None else reply.body
        for address in _NAMED.findall(style.decode()):
            led = self._links.lead(portal, site, page.path, address)
            if isinstance(led, Chosen):
                self.state.found(led, state.NEW)

    def _follow_site_map(self, portal: Portal, site: Site, text: str) -> None:
        """Pages that no other page may link to, and the parts of a long site map."""
        for address in _LOCATION.findall(text):
            led = self._links.lead(portal, site, "/", unescape(address))
            if isinstance(led, Chosen):
                self.state.found(led, state.NEW)

    def _keep_own(self, page: Page, portal: Portal, site: Site, version: int) -> None:
        """A page of the twin itself: search, what is not here, what is not available."""
        html = own_pages.render(self.app, self._asker, self.state, portal, site, page.path)
        name = f"{site.folder}{own_pages.FILES[page.path]}"
        add = own_pages.additions(self.app, portal, site, page.path, "")
        made = rewrite(html, self.resolver(page, portal, site), add)
        self.tree.put(name, made.html.encode())
        for part, data in own_pages.parts(self.state, portal, site, page.path):
            self.tree.put(f"{site.folder}/{part}", data)
        self.state.kept(page, file=name, version=version, links=made.links)

    def _keep_redirect(self, page: Page, portal: Portal, site: Site, reply: Reply, version: int) -> None:
        """What moved leads on by itself, and by a link."""
        address = reply.headers.get("location", "")
        led = self._links.lead(portal, site, page.path, address)
        if not isinstance(led, Chosen) or (led.portal_id, led.path, led.query) == (
            page.portal,
            page.path,
            page.query,
        ):
            self._drop(page, site, version)
            return
        there = self.state.found(led, state.NEW)
        if there.dead:
            self._drop(page, site, version, links=[there.id])
            return
        name = f"{site.folder}/{file_for(page, HTML)}"
        self.tree.put(name, own_pages.onward(address).encode())
        self._kept(page, name, version, links=[there.id])

    def _kept(
        self,
        page: Page,
        name: str,
        version: int,
        *,
        reply: Reply | None = None,
        made: Rewritten | None = None,
        links: list[int] | None = None,
    ) -> None:
        if page.file is not None and page.file != name:
            self.tree.remove(page.file)
        before = set(self.state.files_of(page)) if page.kind == THING else set()
        told = (
            (made.title, made.dated, made.said) if made is not None and page.view in SHOWN else ("", "", "")
        )
        self.state.kept(
            page,
            file=name,
            version=version,
            links=links if links is not None else made.links if made is not None else (),
            things=reply.things if reply is not None else (),
            told=told,
        )
        if page.dead:
            self.state.mend_around(page)
        if page.due is not None and page.due <= state.TOUCHED and page.kind == THING:
            self._look_after(before | set(self.state.files_of(page)))
        if told != (page.title, page.dated, page.said):
            self._search_moved(page)

    def _drop(self, page: Page, site: Site | None, version: int, links: list[int] | None = None) -> None:
        """The application has no such page for everybody: it goes, and so do its files unless others show them."""
        files = set(self.state.files_of(page))
        if page.file is not None:
            self.tree.remove(page.file)
        self.state.kept(page, file=None, version=version, links=links or ())
        if not page.dead:
            self.state.mend_around(page)
        self._look_after(files)
        if page.title and site is not None:
            self._search_moved(page)

    def _look_after(self, paths: set[str]) -> None:
        """Ask again for files that a changed page shows or showed, in every size and on every portal."""
        for folder in {path.rpartition("/")[0] + "/" for path in paths}:
            self.state.make_due(
                state.TOUCHED, "kind = ? AND substr(path, 1, ?) = ?", (FILE, len(folder), folder)
            )

    def _search_moved(self, page: Page) -> None:
        """The twin's own pages list this one: soon after a change, at the end where everything is new."""
        due = state.LISTS if page.due is not None and page.due <= state.LISTS else state.MENDING
        self.state.make_due(due, "portal = ? AND kind = ?", (page.portal, OWN))

    def resolver(self, page: Page, portal: Portal, site: Site) -> Resolve:
        """What becomes of each link of this page; pages that nobody has seen yet become due."""
        remembered: dict[str, Resolved] = {}
        changed = page.due is not None and page.due <= state.LISTS
        due = state.TOUCHED if changed and page.looked else state.NEW

        def resolve(address: str, _in_main: bool) -> Resolved:
            if address not in remembered:
                remembered[address] = self._resolved(portal, site, page, address, due)
            return remembered[address]

        return resolve

    def _resolved(self, portal: Portal, site: Site, page: Page, address: str, due: int) -> Resolved:
        led = self._links.lead(portal, site, page.path, address)
        if led == NOWHERE:
            return Resolved(off=True)
        if not isinstance(led, Chosen):
            return Resolved()
        if page.due == state.URGENT and led.view in URGENT_VIEWS:
            due = state.URGENT
        there = self.state.found(led, due)
        if there.dead and there.version != versions(self.app).read(there.portal):
            self.state.make_due(due, "id = ?", (there.id,))  # what was not there once may be now
        return Resolved(off=there.dead, target=there.id)


def _is_past_the_end(query: str, html: str) -> bool:
    """Whether a list has no such page any more: the application shows its last one then."""
    asked = _PAGE.search(query)
    if asked is None or asked[1] == "1":
        return False
    return re.search(rf'[?;]trang={asked[1]}"[^>]* aria-current="page"', html) is None
