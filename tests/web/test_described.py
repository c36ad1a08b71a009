"""What search engines are told: pages that may be found describe themselves, results of our own search stay out."""

from __future__ import annotations

import re

from flask import Flask

from tests.conftest import A, Browser
from tests.factories import Factory

DESCRIBED = re.compile(r'<meta name="description" content="([^"]+)">')
UNFOUND = '<meta name="robots" content="noindex'


def test_every_public_page_describes_itself(app: Flask, factory: Factory) -> None:
    """Each page that is reached without a parameter and may be found: its title and whose portal it is in, at least."""
    reader, without, seen = Browser(app, A), [], 0
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.startswith("/quan-tri"):
            continue
        answer = reader.get(rule.rule)
        if answer.status_code != 200 or answer.mimetype != "text/html" or "<head>" not in answer.text:
            continue
        if UNFOUND not in answer.text and "X-Robots-Tag" not in answer.headers:
            without += [] if DESCRIBED.search(answer.text) else [rule.rule]
            seen += 1
    assert without == []
    assert seen > 8


def test_a_page_that_says_nothing_of_itself_is_described_by_its_title(app: Flask, factory: Factory) -> None:
    found = DESCRIBED.search(Browser(app, A).get("/tin-tuc/").text)
    assert found and found[1].startswith("Tin tức – Cổng thông tin điện tử của ")


def test_the_search_may_be_found_but_not_its_results(app: Flask, factory: Factory) -> None:
    """Addresses of results have no end: whoever follows them all would read the portal many times over."""
    reader = Browser(app, A)
    assert UNFOUND not in reader.get("/tim-kiem").text
    for asked in ("?q=khai+sinh", "?loai=legal", "?pham-vi=tat-ca&nam=2020"):
        assert UNFOUND in reader.get(f"/tim-kiem{asked}").text, asked
