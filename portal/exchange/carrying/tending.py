"""What the exchange does by itself (steps of the follower): carry in a thread of its own, read folders, let go of what
waited too long, tidy up, tell when certificates end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.clock import utc_now
from portal.dossiers.codes import agency_identifier
from portal.exchange.carrying import inbox, posting, settling, store, taking
from portal.exchange.carrying.certificates import described
from portal.exchange.carrying.models import (
    GIVEN_UP,
    HELD,
    WAITING,
    ExchangeArrival,
    ExchangeOffice,
    ExchangePackage,
)
from portal.exchange.carrying.offices import office_of
from portal.exchange.carrying.own_keys import own_signer
from portal.exchange.carrying.paths import HEALTH, OFFICES
from portal.extensions import db
from portal.notices.models import Notice
from portal.notices.service import notify, people_who_may
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import all_tenants, editing, entered, system_task
from portal.web.freshness import tenants_changed

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
"""How long the bytes of a package are kept after it ended; the documents themselves stay in the registers."""
WARNED_BEFORE, WARNED_AGAIN = 30, timedelta(days=7)
CERTIFICATE = "exchange.certificate"
AT_ONCE = 200
EVERY = 2.0  # seconds between two looks
FOLDERS, MOST_THREADS = "folders", 6


class Carrying:
    """The step that carries and reads folders, in threads: one for each office, so that one that is slow or silent
    delays no other and nothing else."""

    def __init__(self) -> None:
        self._threads: dict[str, threading.Thread] = {}
        self._next = 0.0

    def step(self, _now: datetime) -> None:
        """Begin what is due and does not run. Needs an application context, no scope."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        self._threads = {name: one for name, one in self._threads.items() if one.is_alive()}
        self._begin(FOLDERS, inbox.read_all)
        for organ_id in posting.due_offices():
            if len(self._threads) < MOST_THREADS:
                self._begin(organ_id, partial(posting.carry, organ_id=organ_id))

    def _begin(self, name: str, act: Callable[[], int]) -> None:
        if name in self._threads:
            return
        app: Any = current_app
        # A daemon: what is on its way when the process ends is brought once more, and counts once.
        self._threads[name] = threading.Thread(
            target=_in_context, args=(app._get_current_object(), act), name=f"exchange {name}", daemon=True
        )
        self._threads[name].start()


def _in_context(app: Flask, act: Callable[[], int]) -> None:
    with app.app_context():
        try:
            act()
        except Exception:
            log.exception("packages could not be carried; trying again")
        finally:
            db.session.remove()


def turn() -> int:
    """Read the folders, carry what is due; how many packages."""
    return inbox.read_all() + posting.carry()


def tidy(now: datetime | None = None) -> None:
    """Every hour: what waited in vain, bytes that nobody needs, identifiers that are proposals only."""
    instant = now or utc_now()
    settle_identifiers()
    _lapse(instant)
    _let_go(instant)
    store.sweep()


def settle_identifiers() -> int:
    """Give portals the identifier that was proposed for them, for good: documents are numbered and sent under it, and a
    portal that is founded later must not move it to another. How many were given."""
    proposed = {
        one.id: agency_identifier(one)
        for one in directory().all()
        if not one.agency_id
        and any(above.agency_id for above in map(directory().by_id, one.ancestors) if above)
    }
    if not proposed:
        return 0
    with system_task("mã định danh của các cơ quan"):
        for row in db.session.scalars(select(Tenant).where(Tenant.id.in_(proposed), Tenant.agency_id == "")):
            row.agency_id = proposed[row.id]
        commit()
    tenants_changed()
    return len(proposed)


def _lapse(now: datetime) -> None:
    with all_tenants("gói tin liên thông chờ văn bản"):
        statement = select(ExchangeArrival.tenant_id, ExchangeArrival.id).where(
            ExchangeArrival.state == HELD, ExchangeArrival.until < now
        )
        due = [(one.tenant_id, one.id) for one in db.session.execute(statement.limit(AT_ONCE))]
    for tenant_id, arrival_id in due:
        with entered(editing(tenant_id)):
            row = db.session.scalar(select(ExchangeArrival).where(ExchangeArrival.id == arrival_id))
            if row is not None and row.state == HELD:
                taking.lapse(row, settling.carrier_actor(tenant_id), now)
                commit()


def _let_go(now: datetime) -> None:
    with system_task("dọn gói tin liên thông đã gửi"):
        rows = db.session.scalars(
            select(ExchangePackage)
            .where(
                ExchangePackage.state.not_in((WAITING, GIVEN_UP)),
                ExchangePackage.ended_at < now - KEPT,
                ExchangePackage.path.is_not(None),
            )
            .limit(AT_ONCE)
        )
        for one in rows:
            one.path = None  # the sweep takes the file
        commit()


def warn(now: datetime | None = None) -> int:
    """Every day: tell when a certificate ends within thirty days or did, once a week; how many were told of. Those of
    offices outside to the district's administrators, an office's own to those who keep its registers too."""
    instant, told = now or utc_now(), 0
    district = directory().district()
    if district is None:
        return 0
    with entered(editing(district.id)):
        for row in db.session.scalars(select(ExchangeOffice).where(ExchangeOffice.is_active)):
            last = max((described(one).ends for one in office_of(row).trusted), default=None)
            if last is not None and (last - instant).days < WARNED_BEFORE:
                told += _warn(district.id, "district.tenants", row.name, last, instant, OFFICES)
        commit()
    for portal in directory().living():
        signer = own_signer(portal)
        if signer is None or described(signer.certificate).days_left(instant) >= WARNED_BEFORE:
            continue
        with entered(editing(portal.id)):
            ends = described(signer.certificate).ends
            told += _warn(portal.id, settling.CLERK, portal.authority or portal.name, ends, instant, HEALTH)
            commit()
    return told


def _warn(tenant_id: int, action: str, name: str, ends: datetime, now: datetime, path: str) -> int:
    title = (
        _("Chứng thư số của %(name)s đã hết hạn ngày %(day)s", name=name, day=f"{ends:%d/%m/%Y}")
        if ends < now
        else _("Chứng thư số của %(name)s hết hạn ngày %(day)s", name=name, day=f"{ends:%d/%m/%Y}")
    )[:300]
    lately = select(Notice.id).where(
        Notice.kind == CERTIFICATE, Notice.title == title, Notice.at > now - WARNED_AGAIN
    )
    if db.session.scalar(lately.limit(1)) is not None:
        return 0
    people = [one.id for one in people_who_may(action, tenant_id)]
    words = _("Hết hạn thì gói tin liên thông bị từ chối. Hãy ghim chứng thư mới trước ngày đó.")
    actor = settling.carrier_actor(tenant_id)
    notify(people, CERTIFICATE, title, path, actor, detail=words, mail=f"{title}\n{words}")
    return 1
