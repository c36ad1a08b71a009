"""Names that come from outside change no object of the page (ASVS 15.3.6), in a real Chromium.

That scripts merge nothing by such names is held by the rule `merge-by-names` (tests/asvs/test_semgrep.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

JS = ROOT / "portal" / "web" / "static" / "js"
HOST = "http://cong.test/"
PAGE = """<!doctype html><html lang="vi"><title>Sổ</title>
<script>window.before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))</script>
<form data-kept="1" data-user="7"><textarea name="subject"></textarea>
<input type="checkbox" name="__proto__" value="a" checked><input type="checkbox" name="constructor" value="b" checked>
<input name="toString" value="c"></form>
<div id="viet-do" hidden><span data-at></span><button data-take>1</button><button data-drop>2</button></div>
<script src="js/writing-kept.js"></script><script src="js/registers-kept.js" type="module"></script></html>"""
UNTOUCHED = "() => JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) === window.before"
KEPT = """async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    const all = await window.portalKept.of("7");
    if (all.length) return all[0].fields;
    await new Promise(done => setTimeout(done, 100));
  }
  return null;
}"""

pytestmark = pytest.mark.browser


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(HOST)
    if name.startswith("js/"):
        route.fulfill(path=JS / name.removeprefix("js/"), content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")


@pytest.mark.asvs("15.3.6")
def test_fields_named_like_the_prototype_are_kept_as_any_other(chromium: Browser) -> None:
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route(f"{HOST}**", _serve)
    page.goto(HOST)
    page.locator("textarea").fill("Báo cáo tháng 5")
    kept = page.evaluate(KEPT)
    assert kept["subject"] == "Báo cáo tháng 5" and kept["constructor"] == ["b"] and kept["toString"] == "c"
    assert page.evaluate(UNTOUCHED)
    page.goto(HOST)  # the draft is offered, and goes back into the fields
    page.locator("[data-take]").click(timeout=20_000)
    assert page.locator("textarea").input_value() == "Báo cáo tháng 5"
    assert page.evaluate(UNTOUCHED)
    assert wrong == []
    page.close()
