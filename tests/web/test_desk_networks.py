"""Where an office says so, its desk answers its own networks alone (TCVN 11930, 7.2.3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.config import InvalidSetting, Settings
from portal.extensions import db
from tests.conftest import A, host_of, settings_for

INSIDE, OUTSIDE = "10.20.3.4", "203.0.113.9"
DOOR = "/quan-tri/dang-nhap"
Ask = Callable[..., Any]


@pytest.fixture()
def ask(instance: Path) -> Iterator[Ask]:
    """Asks the portal A as from an address; the application stands behind one trusted proxy."""
    networks = "10.20.0.0/16, 2001:db8:7::/48,192.0.2.7"
    app: Flask = create_app(settings_for(instance, trusted_proxies=1, desk_networks=networks))
    client = app.test_client()

    def get(path: str, sender: str, method: str = "GET", **headers: str) -> Any:
        told = {"Host": host_of(A), "X-Forwarded-For": sender} | headers
        return client.open(path, method=method, headers=told)

    yield get
    with app.app_context():
        db.engine.dispose()


@pytest.mark.tcvn("7.2.3.2.c")
@pytest.mark.parametrize("sender", [INSIDE, "2001:db8:7:1::5", "192.0.2.7", "::ffff:10.20.3.4"])
def test_the_desk_answers_the_networks_of_the_office(ask: Ask, sender: str) -> None:
    assert ask(DOOR, sender).status_code == 200


@pytest.mark.tcvn("7.2.3.2.c")
@pytest.mark.parametrize("sender", [OUTSIDE, "10.21.0.1", "2001:db8:8::5", "192.0.2.8", "", "nobody"])
def test_the_desk_does_not_answer_anybody_else(ask: Ask, sender: str) -> None:
    for path in (DOOR, "/quan-tri/", "/quan-tri", "/quan-tri/tin-tuc/", "/quan-tri/khong-co"):
        answer = ask(path, sender)
        assert answer.status_code == 403, path
        assert "mạng của cơ quan" in answer.text and "csrf_token" not in answer.text
    assert ask(DOOR, sender, method="POST").status_code == 403
    assert ask("/quan-tri/tin-tuc/", sender, **{"HX-Request": "true"}).status_code == 403


@pytest.mark.tcvn("7.2.3.2.c")
def test_an_address_that_somebody_puts_before_the_proxy_counts_for_nothing(ask: Ask) -> None:
    assert ask(DOOR, f"{INSIDE}, {OUTSIDE}").status_code == 403


def test_citizens_read_from_everywhere(ask: Ask) -> None:
    for path in ("/", "/tin-tuc/", "/quan-tri-khac", "/healthz"):
        assert ask(path, OUTSIDE).status_code == ask(path, INSIDE).status_code != 403, path


def test_without_a_setting_the_desk_answers_everybody(instance: Path) -> None:
    app = create_app(settings_for(instance))
    answer = app.test_client().get(DOOR, headers={"Host": host_of(A)})
    assert answer.status_code == 200
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("value", ["10.20.0.0/33", "10.20.3.4/16", "xã", "10.0.0.0/8;192.0.2.7"])
def test_what_is_no_network_stops_the_start(value: str) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_DESK_NETWORKS"):
        Settings.from_environment({"PORTAL_DESK_NETWORKS": value})
