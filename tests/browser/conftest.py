"""One real installation, one Chromium, for all browser tests of a worker; its servers end with these tests, for at rest
they take a tenth of a core from the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.citizen import come
from tests.browser.installation import ROOT, Installation, start
from tests.browser.looking import Watch
from tests.browser.page_list import Page, make_things
from tests.browser.visitor import Visitor

AXE = ROOT / ".tools" / "axe-core" / "axe.min.js"
PATIENCE = 15_000  # milliseconds that anything on a page may take, on a busy machine


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The portal of the district and of its communes, running."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # the workers' folders lie in one
    running = start(tmp_path_factory.mktemp("portal"), shared / "prepared-portal")
    yield running
    running.stop()


@pytest.fixture(scope="package")
def things(installation: Installation) -> dict[str, str]:
    """What the pages of the list need; their `{…}`."""
    return make_things(installation)


@pytest.fixture(scope="package")
def visitor_for(installation: Installation) -> Callable[[Page], Visitor]:
    """Somebody who may see a page: signed in where it belongs to the desk."""
    known: dict[tuple[str, bool, str, bool, str], Visitor] = {}

    def find(page: Page) -> Visitor:
        key = (page.slug, page.desk, page.person, page.english, page.citizen)
        if key not in known:
            known[key] = Visitor(installation, page.slug)
            if page.english:
                known[key].cookies["ngon-ngu"] = "en"
            if page.desk:
                known[key].sign_in(page.person)
            if page.citizen:
                come(known[key], page.citizen)
        return known[key]

    return find


@pytest.fixture(scope="module")
def shared_watch(chromium: Browser) -> Iterator[Watch]:
    """One tab for the tests of a file that only look at pages; each must `forget` before it looks."""
    made = chromium.new_context(locale="vi-VN")
    made.set_default_timeout(PATIENCE)
    yield Watch(made)
    made.close()


@pytest.fixture()
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been anywhere."""
    made = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()
