"""Sixty pages that listen at once to the real server with one worker: pages are answered still, and all are told."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection

import pytest

from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
LISTENERS = 60
EMAIL = "nghe@tam-hai.example"
PASSWORD = "mot-mat-khau-dai-de-thu"
MAKE = f"""
from portal import create_app
from portal.accounts.service import create_user, grant
from portal.config import Settings
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
app = create_app(Settings.from_environment())
with app.app_context():
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_slug("{COAST}")
    grant(create_user("{EMAIL}", "Người Nghe", "{PASSWORD}"), portal.id, "counter_clerk", is_district=False)
    db.session.commit()
"""
MOVE = f"""
from portal import create_app
from portal.config import Settings
from portal.dossiers.counter import live
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
app = create_app(Settings.from_environment())
with app.app_context():
    directory().refresh(versions().read(GLOBAL_SLOT))
    live.versions().bump([directory().by_slug("{COAST}").id])
"""


def run(installation: Installation, program: str) -> None:
    """Another process of the installation does something."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=settings(installation.instance),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


class Listener(threading.Thread):
    """A browser's EventSource: asks again when a stream ends, as soon as `retry:` says; what it was told."""

    def __init__(self, installation: Installation, cookie: str) -> None:
        super().__init__(daemon=True)
        self.installation, self.cookie = installation, cookie
        self.told: list[str] = []
        self.stopped = threading.Event()
        self.faults: list[str] = []

    def run(self) -> None:
        """Listen until stopped."""
        last = ""
        while not self.stopped.is_set():
            connection = HTTPConnection("127.0.0.1", self.installation.port, timeout=40)
            headers = {"Host": self.installation.host(COAST), "Cookie": self.cookie}
            if last:
                headers["Last-Event-ID"] = last
            connection.request("GET", "/quan-tri/mot-cua/dong-su-kien", headers=headers)
            answer = connection.getresponse()
            if answer.status != 200:
                self.faults.append(str(answer.status))
                return
            pause = 1.0
            while (raw := answer.readline()) and not self.stopped.is_set():
                name, _colon, value = raw.decode().strip().partition(": ")
                if name == "id":
                    last = value
                elif name == "retry":
                    pause = int(value) / 1000
                elif name == "data":
                    self.told.append(value)
            connection.close()
            self.stopped.wait(pause)


def test_pages_are_answered_while_sixty_listen(installation: Installation) -> None:
    run(installation, MAKE)
    visitor = Visitor(installation, COAST)
    form = {"email": EMAIL, "password": PASSWORD}
    assert visitor.submit("/quan-tri/dang-nhap", "email", form).status == 302
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    listeners = [Listener(installation, cookie) for _one in range(LISTENERS)]
    for one in listeners:
        one.start()
    _until(lambda: all(one.told for one in listeners), "every page is told where the counter stands")
    waits = []
    for _time in range(10):
        began = time.monotonic()
        assert visitor.ask("/quan-tri/mot-cua/?xem=tat-ca").status == 200
        waits.append(time.monotonic() - began)
    assert max(waits) < 10, waits  # a thread is free always: nobody waits for a stream to end
    before = [len(one.told) for one in listeners]
    run(installation, MOVE)
    _until(
        lambda: all(len(one.told) > count for one, count in zip(listeners, before, strict=True)),
        "every page hears of the change",
    )
    for one in listeners:
        one.stopped.set()
    assert not [fault for one in listeners for fault in one.faults]


def _until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)
