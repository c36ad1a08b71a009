"""What stops a text that got through all cleaning (SAFETY A59): the content security policy, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.conftest import A, Browser
from tests.factories import Factory
from tests.hostile.watching import Eyes, serving

pytestmark = pytest.mark.browser
Make = Callable[..., Browser]
TRIES = {
    "an inline script": "<script>window.__pwned=1</script>",
    "a handler": "<img src=x onerror='window.__pwned=1'><svg onload='window.__pwned=1'></svg>",
    "a script of data:": "<script src='data:text/javascript,window.__pwned=1'></script>",
    "a script from elsewhere": "<script src='//evil.invalid/x.js'></script>",
    "JSONP": "<script src='/api/v1/search?q=a&callback=window.__pwned=1//'></script>",
    "a feed as a script": "<script src='/tin-tuc/feed.xml'></script>",
    "an uploaded file as a script": "<script src='/tep/1/x.js'></script>",
    "a base": "<base href='//evil.invalid/'><script src='tinh/x.js'></script>",
    "a frame": "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    "a frame of a script": "<iframe src='javascript:parent.__pwned=1'></iframe>",
    "a style": "<style>@import '//evil.invalid/x.css';</style><p style='background:url(//evil.invalid/a)'>x</p>",
    "an object": "<object data='data:text/html,<script>top.__pwned=1</script>'></object><embed src='//evil.invalid/x'>",
    "htmx, a handler": "<p data-hx-on:click='window.__pwned=1' hx-on:click='window.__pwned=1'>x</p>",
    "htmx, another handler": "<p data-hx-on:load='window.__pwned=1' data-hx-on='click: window.__pwned=1'>x</p>",
    "htmx, values": "<p data-hx-get='/' data-hx-trigger='load' data-hx-vals='js:{a:(window.__pwned=1)}'>x</p>",
    "htmx, a filter": "<p data-hx-get='/' data-hx-trigger='click[window.__pwned=1]'>x</p>",
    "htmx, elsewhere": "<p data-hx-get='//evil.invalid/' data-hx-trigger='load'>x</p>",
    "a form to elsewhere": "<form action='//evil.invalid/' id=f><input name=a></form>",
}  # fmt: skip
# Not at once: what runs below a test's own call may evaluate text, whatever the policy says.
SEND = """async () => { const all = [...document.querySelectorAll("#thu, #thu *")];
  await new Promise((done) => setTimeout(() => {
    for (const one of all) if (one.localName !== "form") one.click?.();
    document.querySelector("#thu form")?.submit(); setTimeout(done, 50); }));
  return all.length; }"""


@pytest.mark.parametrize("where", ["public", "desk"])
def test_the_policy_stops_what_a_text_that_got_through_would_try(
    app: Flask, factory: Factory, signed_in: Make, chromium: Chromium, where: str
) -> None:
    """The texts are put in unclean after the page was made, as if every cleaning had failed: nothing runs or leaves."""
    factory.news(A, title="Chỗ", lead="Chỗ để thử")
    person, planted = signed_in(A, "tenant_admin"), [""]

    def smuggle(answer: Any) -> Any:
        if answer.mimetype == "text/html" and planted[0]:
            answer.set_data(
                answer.get_data().replace(b"</main>", f'<div id="thu">{planted[0]}</div></main>'.encode())
            )
        return answer

    app.after_request_funcs.setdefault(None, []).insert(0, smuggle)
    with serving(app) as port, Eyes.opened(chromium, port) as eyes:
        url = eyes.become(person if where == "desk" else Browser(app, A))
        for number, (name, text) in enumerate(TRIES.items()):
            planted[0] = text
            eyes.tab.goto(f"{url}/quan-tri/" if where == "desk" else f"{url}/?{number}")
            assert eyes.tab.evaluate(SEND) > 1, name  # it stands there
            eyes.tab.wait_for_load_state()
            assert not eyes.tab.evaluate("'__pwned' in window"), name
            assert eyes.tried == [] and eyes.tab.url.startswith(url), (name, eyes.tried)
