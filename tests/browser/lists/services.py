"""Services: the list for citizens, the desk's editor; a service with a field of every kind is made at a portal."""

from __future__ import annotations

import subprocess
import sys

from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST, DISTRICT, HILLS, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/dich-vu/"
ONE = f"{WHERE}{{service}}"
PUBLIC = [
    Page("services", COAST, "/dich-vu/"),
    Page("services-found", HILLS, "/dich-vu/?q=khai+sinh"),
    Page("services-none", COAST, "/dich-vu/?q=khongcodichvunao"),
]
DESK = [
    Page("desk-services", COAST, WHERE, desk=True),
    Page("desk-service-new", DISTRICT, f"{WHERE}moi", desk=True),
    Page("desk-service", COAST, ONE, desk=True),
    Page("desk-service-general", COAST, f"{ONE}/chung", desk=True),
    Page("desk-service-field", COAST, f"{ONE}/muc?o=sections.0.fields.2", desk=True),
    Page("desk-service-fee", COAST, f"{ONE}/muc?o=fees.0", desk=True),
    Page("desk-service-step", COAST, f"{ONE}/muc?o=steps.1", desk=True),
    Page("desk-service-kinds", COAST, f"{ONE}/them?o=sections.0.fields", desk=True),
    Page(
        "desk-service-errors",
        COAST,
        f"{ONE}/muc?o=fees.0",
        status=422,
        desk=True,
        control="amount",
        values={"amount": "tám nghìn", "free.1.ly-do": "Vì"},
    ),
    Page("desk-service-preview", COAST, f"{ONE}/xem-thu", desk=True),
    Page("desk-service-preview-form", COAST, f"{ONE}/xem-thu/to-khai?noi-sinh=nuoc-ngoai", desk=True),
    Page("desk-service-versions", COAST, f"{ONE}/cac-ban", desk=True),
    Page("desk-service-name", COAST, f"{ONE}/ten", desk=True),
]
MAKE = """
from portal import create_app
from portal.config import Settings
from portal.extensions import db
from portal.accounts.permissions import system_actor
from portal.services import queries, service
from portal.services.definition.reading import from_json
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.services.defining import every_kind
app = create_app(Settings.from_environment())
with app.app_context():
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_slug("%s")
    with entered(editing(portal.id)):
        actor = system_actor(portal.id)
        facts = service.Facts("9.000001", "Đăng ký khai sinh, có mọi loại trường", "Hộ tịch", "khai-sinh-thu")
        made = service.make(facts, from_json(every_kind()), actor)
        service.publish(made, made.version, actor, "Bản đầu tiên")
        service.open_online(made, actor)
        draft = every_kind() | {"steps": []}
        service.save_draft(made, from_json(draft | {"steps": every_kind()["steps"][:3]}), made.version, actor)
        db.session.commit()
        print(made.id)
"""


def make_things(installation: Installation, _coast: Visitor, _district: Visitor) -> dict[str, str]:
    """Makes the service beside the running server, as a person at the command line would."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE % COAST],
        cwd=ROOT,
        env=settings(installation.instance),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {"service": done.stdout.split()[-1]}
