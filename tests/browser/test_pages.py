"""Every kind of page in a real browser: accessible, quiet, light, as wide as the screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.installation import Installation
from tests.browser.looking import AXE, SUBMIT, Watch
from tests.browser.page_list import PAGES, Page
from tests.browser.visitor import Visitor
from tests.databases import ON_POSTGRESQL
from tests.thorough import some

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is missing in .tools (make tools)"),
]
LIGHT = 150  # kilobytes on a first view, without photographs
DESK_LIGHT = 220  # the visual editor is among it; whoever works at the desk fetches it once
PICTURES = os.environ.get("BROWSER_PICTURES", "")  # a folder for pictures of every page, to look at
# The markup is the same at every width: axe reads each page as on a telephone, a share of them as on a tablet and on a
# desk too, all of them in `make chaos`. Whether they fit the screen is asked of all of them at each width.
TABLET = {page.name for page in some(PAGES, 12, 1)}
WIDE = {page.name for page in (PAGES if PICTURES else some(PAGES, 6))}
WIDTHS = (360,) if ON_POSTGRESQL else (360, 768, 1280)
"""Markup and styles know nothing of the database: on PostgreSQL a page is opened once, and must be whole and quiet."""


def bring_cookies(context: BrowserContext, visitor: Visitor) -> None:
    """Let the browser be the visitor."""
    url = visitor.installation.url(visitor.slug)
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in visitor.cookies.items() if value]
    )


def picture(watch: Watch, page: Page, width: int) -> None:
    if PICTURES and width in {360, 1280}:
        Path(PICTURES).mkdir(exist_ok=True)
        watch.tab.screenshot(path=f"{PICTURES}/{page.name}-{width}.png", full_page=True)


@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_accessible_quiet_and_light(
    page: Page,
    installation: Installation,
    things: dict[str, str],
    visitor_for: Callable[[Page], Visitor],
    shared_watch: Watch,
) -> None:
    visitor = visitor_for(page)
    address = installation.url(page.slug, page.address(visitor, things))
    watch = shared_watch
    watch.forget(installation.url(page.slug).rstrip("/"))
    if page.desk or page.english or page.citizen:  # everybody else comes for the first time
        bring_cookies(watch.tab.context, visitor)
    watch.tab.set_viewport_size({"width": 360, "height": 900})
    answer = watch.tab.goto(address)
    if page.control:
        with watch.tab.expect_navigation() as going:
            watch.tab.evaluate(SUBMIT, [page.control, page.sent()])
        answer = going.value
    assert answer is not None and answer.status == page.status
    faults, weight = [], 0.0
    for width in WIDTHS:
        whole = not ON_POSTGRESQL and (width == 360 or page.name in (TABLET if width == 768 else WIDE))
        if width == 1280 and whole and not page.control:  # what is folded is decided when a page loads
            watch.tab.set_viewport_size({"width": width, "height": 900})
            watch.tab.reload()
        faults += watch.faults(width) if whole else watch.too_wide(width)
        if width == 360 and not page.control:  # with two pages seen there is no first view
            weight = watch.kilobytes()
        picture(watch, page, width)
    faults += watch.complaints + watch.violations()
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert weight <= (DESK_LIGHT if page.desk else LIGHT), sorted(
        watch.weights.items(), key=lambda one: -one[1]
    )
