"""Every icon that a template names is drawn: one that is not leaves a gap that nobody is told of."""

from __future__ import annotations

import re

from tests.conftest import ROOT

NAMED = re.compile(r"\bicon\(\s*'([a-z0-9-]+)'")


def test_every_icon_that_a_template_names_is_in_the_picture_of_all() -> None:
    drawn = set(re.findall(r'\bid="([^"]+)"', (ROOT / "portal/web/static/icons.svg").read_text("utf-8")))
    named = {
        (name, path.name)
        for folder in ("portal", "themes")
        for path in (ROOT / folder).rglob("*.html")
        for name in NAMED.findall(path.read_text("utf-8"))
    }
    assert len(named) > 50 and {one for one in named if one[0] not in drawn} == set()
