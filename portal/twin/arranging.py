"""Which folders the twin has: one for each portal, further names of it for its other hosts, and one for strangers."""

from __future__ import annotations

import re

from flask import current_app

from portal.config import Settings
from portal.tenancy.directory import Portal, directory
from portal.twin import own_pages, state
from portal.twin.addresses import UNKNOWN_HOST, Site, site_of
from portal.twin.asking import Asker
from portal.twin.choosing import Chosen
from portal.twin.files import Tree
from portal.twin.keeping import Keeper
from portal.twin.linking import Links

HOSTS = "hosts"
SUSPENDED = "_suspended"
"""A file in the folder of a suspended portal: whatever is asked there is answered as the portal does (503)."""
SEEDS = (
    "/",
    "/canh-bao/",
    "/canh-bao.txt",
    "/canh-bao/feed.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/opensearch.xml",
    "/so-do-cong",
    "/giao-dien.css",
)
"""Where one begins; everything else is found by links."""
_ASSETS = re.compile(r'(?:href|src)="([^"]+)"')
_STRANGER = "khong-co-cong-nay.invalid"


def arrange(keeper: Keeper) -> None:
    """Make the folders fit the list of portals: begin new ones, take away what ended or moved, name hosts."""
    known = keeper.state
    wanted: dict[int, tuple[Portal, Site]] = {}
    for portal in directory().living():
        site = site_of(portal)
        if site is not None:
            wanted[portal.id] = (portal, site)
    known.begin()
    for portal_id in known.portals() - wanted.keys():
        _leave(keeper, portal_id)
    for portal, site in wanted.values():
        here = f"{site.folder} {portal.status}"
        if known.note(f"site {portal.id}") not in {None, here}:
            _leave(keeper, portal.id)
        known.keep_note(f"site {portal.id}", here)
        _begin(keeper, portal, site)
    known.commit()
    _name_hosts(keeper.tree, wanted)
    _welcome_strangers(keeper)


def _begin(keeper: Keeper, portal: Portal, site: Site) -> None:
    for name, data in own_pages.static_files().items():
        keeper.tree.put(f"{site.folder}/{name}", data)
    if portal.status != "active":
        _close(keeper, portal, site)
        return
    keeper.tree.remove(f"{site.folder}/{SUSPENDED}")
    links = Links(keeper.app)
    for path in SEEDS:
        chosen = links.choose(portal, path, "")
        if isinstance(chosen, Chosen):
            keeper.state.found(chosen, state.URGENT)
    for own in own_pages.pages(portal.id):
        keeper.state.found(own, state.MENDING)


def _close(keeper: Keeper, portal: Portal, site: Site) -> None:
    """A suspended portal shows one page."""
    answer = Asker(keeper.app).ask(site, "/")
    keeper.tree.put(f"{site.folder}/{SUSPENDED}", b"")
    keeper.tree.put(f"{site.folder}{own_pages.FILES[own_pages.UNAVAILABLE]}", answer.body)
    links = Links(keeper.app)
    for address in _ASSETS.findall(answer.body.decode()):
        led = links.lead(portal, site, "/", address)
        if isinstance(led, Chosen) and led.portal_id == portal.id:
            keeper.state.found(led, state.URGENT)


def _leave(keeper: Keeper, portal_id: int) -> None:
    for name in keeper.state.forget_portal(portal_id):
        keeper.tree.remove(name)


def _name_hosts(tree: Tree, wanted: dict[int, tuple[Portal, Site]]) -> None:
    """Each further host, and each one of former times or of a portal that was merged, shows the folder of who answers
    there now."""
    settings: Settings = current_app.config["PORTAL"]
    folders = {site.host for _portal, site in wanted.values()}
    names: dict[str, str] = {}
    for portal in directory().all():
        heir = directory().heir_of(portal)
        found = wanted.get(heir.id)
        if found is None:
            continue
        for host in (*portal.hosts, *portal.former_hosts):
            if host not in folders:
                names[host] = found[1].host
    for host, target in names.items():
        tree.point(f"{HOSTS}/{host}", target)
    expected = folders | names.keys() | {UNKNOWN_HOST}
    for folder in (tree.root / HOSTS).iterdir():
        if folder.name not in expected:
            tree.remove_folder(f"{HOSTS}/{folder.name}")
    if settings.tenants_by == "path":
        _leave_former_paths(tree, wanted)


def _leave_former_paths(tree: Tree, wanted: dict[int, tuple[Portal, Site]]) -> None:
    present = {site.prefix for _portal, site in wanted.values()}
    for portal in directory().all():
        for slug in {portal.slug, *portal.former_slugs}:
            host = next(iter(wanted.values()))[1].host if wanted else ""
            if host and f"/{slug}" not in present and not portal.is_district:
                tree.remove_folder(f"{HOSTS}/{host}/{slug}")


def _welcome_strangers(keeper: Keeper) -> None:
    """What is answered on a host that is no portal's: the list of portals, as the application has it."""
    asker, nowhere = Asker(keeper.app), Site(_STRANGER, "")
    answer = asker.ask(nowhere, "/")
    if answer.status != 404:
        return
    for name in (own_pages.MISSING, own_pages.UNAVAILABLE):
        keeper.tree.put(f"{HOSTS}/{UNKNOWN_HOST}{own_pages.FILES[name]}", answer.body)
    for address in _ASSETS.findall(answer.body.decode()):
        if address.startswith(("/tinh/", "/giao-dien/")):
            asset = asker.ask(nowhere, address)
            if asset.status == 200 and asset.stored is not None:
                keeper.tree.link(f"{HOSTS}/{UNKNOWN_HOST}{address}", asset.stored)
