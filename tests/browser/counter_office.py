"""A commune with a busy counter, served in this process: people, services of the starting content, dossiers, papers."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from werkzeug.serving import make_server

from portal import create_app
from portal.accounts.permissions import system_actor
from portal.dossiers.models import Dossier
from portal.dossiers.submissions import GivenPaper
from portal.extensions import db, limiter
from portal.papers import service as papers
from portal.papers.models import UPLOAD
from portal.papers.owners import owner_mark
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.browser.installation import free_port
from tests.browser.page import COAST
from tests.conftest import PASSWORD, settings_for
from tests.dossiers.world import Office

IDENTITY = "049190001234"


@dataclass
class Counter:
    """The office, and where its portal answers."""

    app: Flask
    door: str
    office: Office

    def with_papers(self, **more: object) -> int:
        """An online dossier with a photographed paper of two pages and a birth certificate; its id."""
        with self.office.working():
            actor, mark = system_actor(self.office.tenant_id), owner_mark(IDENTITY)
            kept = {
                key: papers.keep(
                    photograph(title), f"{key}.jpg", key, mark, UPLOAD, actor, citizen_id=7, read=False
                )
                for key, title in (("to-khai", "TO KHAI"), ("giay-to", "GIAY CHUNG SINH"))
            }
            given = [GivenPaper(key, one.id) for key, one in kept.items()]
            return self.office.submitted(papers=given, **more).id

    @contextmanager
    def dossier(self, number: int) -> Iterator[Dossier]:
        """A dossier as it stands, in the desk's scope; what is changed is committed."""
        with self.office.working():
            found = db.session.get(Dossier, (self.office.tenant_id, number))
            assert found is not None
            yield found
            commit()


def photograph(title: str) -> bytes:
    """A sheet with a heading and lines, as a telephone would take it."""
    picture = Image.new("RGB", (900, 1270), "#f7f5ef")
    drawn = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=44)
    drawn.text((240, 120), title, fill="#222", font=font)
    for line in range(18):
        drawn.line([(110, 260 + 48 * line), (790 - 37 * (line % 4), 260 + 48 * line)], fill="#777", width=3)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=85)
    return made.getvalue()


def open_counter(blank_instance: Path, folder: Path, streams: int = 3) -> Iterator[Counter]:
    """Serve a copy of the blank installation with an office in it."""
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder, counter_streams=streams))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    office = Office(app, COAST)
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Counter(app, f"http://{COAST}.localhost:{port}", office)
    server.shutdown()


def sign_in(tab: Tab, counter: Counter, name: str) -> None:
    """Sign somebody of the office in."""
    tab.goto(f"{counter.door}/quan-tri/dang-nhap")
    tab.get_by_label("Thư điện tử").fill(f"{name}@{COAST}.example")
    tab.get_by_label("Mật khẩu").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.locator(".desk-main")).to_be_visible()
