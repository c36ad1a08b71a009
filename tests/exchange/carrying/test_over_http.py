"""Over real sockets: this machine's loopback, named by the administrator as an inner server."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.serving import BaseWSGIServer, make_server

from portal.clock import utc_now
from portal.exchange.carrying import keeping
from portal.exchange.carrying.carriers import Http, carriers
from portal.exchange.carrying.models import DELIVERED, HTTP, WAITING, ExchangeOffice
from portal.extensions import db
from tests.exchange.carrying.world import Installation


@pytest.fixture()
def server(blank_instance: Path, tmp_path: Path) -> Iterator[tuple[Installation, BaseWSGIServer]]:
    """An installation that listens."""
    shutil.copytree(blank_instance, tmp_path / "b")
    there = Installation(tmp_path / "b", "b", "000.00.15.H47")
    listening = make_server("127.0.0.1", 0, there.app, threaded=True)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield there, listening
    listening.shutdown()
    there.close()


def test_a_document_goes_over_the_wire_and_a_closed_port_is_waited_for(
    server: tuple[Installation, BaseWSGIServer], blank_instance: Path, tmp_path: Path
) -> None:
    there, listening = server
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    shutil.copytree(blank_instance, tmp_path / "a")
    inner = f"127.0.0.1:{listening.port},127.0.0.1:{closed}"
    here = Installation(tmp_path / "a", "a", "000.00.18.H47", inner_servers=inner)
    carriers(here.app)[HTTP] = Http()
    here.knows(there, address=f"http://127.0.0.1:{closed}")
    there.knows(here)
    here.issue((there.organ(), "B"), text="Nội dung dài. " * 400_000)
    here.carry()
    package = here.packages()[0]
    assert (package.state, package.reason, package.detail) == (WAITING, "silent", "closed")
    with here.working():
        row = db.session.query(ExchangeOffice).one()
        row.address = f"http://127.0.0.1:{listening.port}"
        db.session.commit()
        tried = keeping.try_out(row)
    assert tried.is_good and len(tried.lines) == 2, tried
    here.carry(utc_now() + timedelta(hours=1))
    package = here.packages()[0]
    assert (package.state, package.reason) == (DELIVERED, ""), package.detail
    assert package.size > 5_000_000 and len(there.came()) == 1
    here.close()


def test_nobody_is_asked_who_is_not_named(two: tuple[Installation, Installation]) -> None:
    """A book that names a server of the own network leads nobody there."""
    here, there = two
    carriers(here.app)[HTTP] = Http()
    with here.app.app_context():
        db.session.query(ExchangeOffice).update({"address": "https://127.0.0.1:9"})
        db.session.commit()
    here.issue((there.organ(), "B"))
    here.carry()
    assert (here.packages()[0].state, here.packages()[0].reason) == (WAITING, "not_allowed")
