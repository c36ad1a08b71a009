"""A commune and its district with a busy counter each, served in this process; a signed result, somebody who reads."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import make_server

from portal import create_app
from portal.accounts.permissions import system_actor
from portal.citizens.models import Citizen
from portal.clock import to_local, utc_now
from portal.dossiers import queries, service
from portal.dossiers.counter.signing import sign_one
from portal.extensions import db, limiter
from portal.publishing.service import commit
from portal.results import templates_service
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.browser.installation import free_port
from tests.conftest import A, settings_for
from tests.dossiers.deciding.test_results import SIGNED
from tests.dossiers.privacy.world import citizen_of
from tests.dossiers.referrals.world import Both
from tests.results.conftest import TEMPLATE, VALUES
from tests.signing import made


@dataclass
class Offices:
    """Both offices, where their portals answer, a citizen with dossiers, a dossier whose result was signed."""

    both: Both
    commune: str
    district: str
    citizen: Citizen
    signed: int
    today: str


def open_offices(blank_instance: Path, folder: Path) -> Iterator[Offices]:
    """Serve a copy of the blank installation with two offices in it."""
    shutil.copytree(blank_instance, folder)
    made.holder("UBND xã Tam Hải").pkcs12(folder / "keys" / "signing" / f"{A}.p12")
    app = create_app(settings_for(folder))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    both = Both(app)
    citizen = citizen_of(app, 7)
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Offices(
        both,
        f"http://{A}.localhost:{port}",
        f"http://localhost:{port}",
        citizen,
        _signed(both),
        f"{to_local(utc_now()):%Y-%m-%d %H:%M}",
    )
    server.shutdown()


def _signed(both: Both) -> int:
    """A dossier that ended in a signed document, and some that somebody read out of curiosity."""
    office = both.below
    service_id, version_id = office.offer(SIGNED)
    with office.working():
        row = templates_service.make("giay-xac-nhan", TEMPLATE, system_actor(office.tenant_id))
        templates_service.publish(row, row.version, system_actor(office.tenant_id))
        commit()
    with office.working():
        dossier = office.handled(service_id=service_id, version_id=version_id)
        officer, leader = office.staff("officer1"), office.staff("signatory")
        service.decide(dossier, officer, dossier.version, outcome="xac-nhan", values=VALUES)
        service.pass_on(dossier, officer, dossier.version)
        service.take(dossier, leader, dossier.version)
        for _each in range(11):
            other = office.handled(service_id=service_id, version_id=version_id)
            queries.opened(other.id, office.people["officer2"])
            queries.opened(other.id, office.people["officer1"])
        db.session.commit()
        number, version = dossier.id, dossier.version
    with office.working():
        sign_one(number, version, office.people["signatory"])
    return number
