"""Applications of tests share their map of addresses, and none gets what is not its own."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule

import portal
from portal import create_app
from portal.application import Application
from tests.conftest import settings_for


def made(folder: Path) -> Flask:
    """An application that reaches no database."""
    return create_app(settings_for(folder, database_url=""))


def described(rules: list[Rule]) -> list[tuple[object, ...]]:
    """All that makes a rule."""
    return [
        (one.rule, one.endpoint, sorted(one.methods or ()), one.defaults, one.strict_slashes) for one in rules
    ]


def test_it_is_the_map_that_an_application_builds_by_itself(tmp_path: Path) -> None:
    shared = made(tmp_path / "a")
    assert made(tmp_path / "b").url_map is shared.url_map
    sharing, portal.Application = portal.Application, Application  # type: ignore[attr-defined]
    try:
        alone = made(tmp_path / "c")
    finally:
        portal.Application = sharing  # type: ignore[attr-defined]
    assert alone.url_map is not shared.url_map
    assert described(list(alone.url_map.iter_rules())) == described(list(shared.url_map.iter_rules()))
    assert alone.view_functions.keys() == shared.view_functions.keys()


def test_a_route_of_one_application_is_no_others(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a"), made(tmp_path / "b")
    one.add_url_rule("/chi-o-day", "only_here", lambda: "")
    assert one.url_map.bind("x").match("/chi-o-day") == ("only_here", {})
    assert one.url_map.bind("x").match("/tin-tuc/") == other.url_map.bind("x").match("/tin-tuc/")
    for application in (other, made(tmp_path / "c")):
        try:
            found = application.url_map.bind("x").match("/chi-o-day")
        except NotFound:
            continue
        assert found[0] != "only_here"
