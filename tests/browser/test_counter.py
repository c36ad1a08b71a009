"""The clerk's side in a real browser: from an online dossier to the result, two clerks at once; every page looked at,
on a telephone and on a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.counter_office import Counter, open_counter, sign_in
from tests.browser.looking import AXE, Watch

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
PICTURES = os.environ.get("BROWSER_PICTURES", "")
DESK = "/quan-tri/mot-cua/"


@pytest.fixture(scope="module")
def counter(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    yield from open_counter(blank_instance, tmp_path_factory.mktemp("counter") / "instance")


def look(watch: Watch, name: str) -> None:
    """What axe and the browser find at the widths of a telephone and of a desk; pictures where they are asked for."""
    faults = []
    for width in (360, 1280):
        watch.tab.set_viewport_size({"width": width, "height": 900})
        faults += watch.faults(width) if AXE.is_file() else []
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            watch.tab.screenshot(path=f"{PICTURES}/counter-{name}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)
    paper = (
        80 if watch.tab.locator(".counter-view__page").count() else 0
    )  # the picture of a page is no part of the desk
    assert watch.kilobytes() <= 220 + paper


def test_pages_of_the_desk(counter: Counter, context: BrowserContext) -> None:
    number = counter.with_papers()
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, counter, "clerk")
    pages = {
        "queue": f"{DESK}?xem=moi",
        "queue-all": f"{DESK}?xem=tat-ca",
        "queue-empty": DESK,
        "one": f"{DESK}ho-so/{number}",
        "ask": f"{DESK}ho-so/{number}?viec=bo-sung",
        "refuse": f"{DESK}ho-so/{number}?viec=tu-choi",
        "charge": f"{DESK}ho-so/{number}?viec=thu-phi",
        "correct": f"{DESK}ho-so/{number}?viec=dinh-chinh",
        "book": f"{DESK}so-theo-doi",
        "people": f"{DESK}can-bo/",
        "intake-begin": f"{DESK}tiep-nhan/",
    }
    for name, path in pages.items():
        watch.weights.clear()
        tab.goto(f"{counter.door}{path}")
        look(watch, name)
