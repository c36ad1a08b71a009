"""Carrying what is due (a step of the follower): leased, built, sealed, carried, answered – each in a short transaction
of its own, and nothing locked while it is on its way. Killed anywhere, it goes on; two at once send the same package,
which counts once."""

from __future__ import annotations

import base64
import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import exists, or_, select, true, update
from sqlalchemy.orm import aliased

from portal.clock import utc_now
from portal.exchange.carrying import building, settling, store
from portal.exchange.carrying.carriers import Letter, carriers
from portal.exchange.carrying.models import WAITING, ExchangePackage
from portal.exchange.carrying.offices import Office, find
from portal.exchange.carrying.own_keys import sealer_of
from portal.exchange.carrying.receipts import Forged, Sent, read_answer
from portal.exchange.carrying.store import PackageLost
from portal.exchange.carrying.troubles import (
    BROKEN,
    BUSY,
    FILE_LOST,
    FORGED,
    KEY_UNUSABLE,
    NO_KEY,
    NO_OFFICE,
    NOT_ALLOWED,
    OFFICE_OFF,
    SILENT,
    NotCarried,
)
from portal.exchange.edxml.refusing import NotTaken
from portal.extensions import db
from portal.publishing.service import commit
from portal.signing.keys import KeyUnusable
from portal.signing.open_key import Signer
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered, system_task

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
"""Longer than a carrier may take (carriers.SECONDS)."""
AT_ONCE = 50
MOST_LOOKED_AT = 500
SILENCES = 2
"""So often in a row an office does not answer until what else goes to it is put off."""
_CERTIFICATE = re.compile(rb"X509Certificate>([A-Za-z0-9+/=\s]+)<")


@dataclass(frozen=True)
class Due:
    """A package that is to be carried now, as it stood when it was leased."""

    tenant_id: int
    id: int
    package: ExchangePackage

    @property
    def sent(self) -> Sent:
        """What the answer must be about."""
        return settling.sent_of(self.package)


def carry(now: datetime | None = None, most: int = AT_ONCE, organ_id: str = "") -> int:
    """Carry what is due, to one office where it is named; how many were tried. Needs an application context, no scope;
    one that fails holds up no other."""
    found, silent = _due(now or utc_now(), most, organ_id), Counter[str]()
    for tenant_id, package_id, organ_id in found:
        if silent[organ_id] >= SILENCES:
            continue
        instant = now or utc_now()
        try:
            reached = _carry_one(tenant_id, package_id, instant)
        except Exception as error:
            # Only the kind of the fault: its words may hold what is in a document.
            log.error("package %s could not be carried (%s)", package_id, type(error).__name__)
            _failed(tenant_id, package_id, NotCarried(BROKEN, type(error).__name__), instant)
            continue
        silent[organ_id] = 0 if reached else silent[organ_id] + 1
        if silent[organ_id] >= SILENCES:
            _put_off(organ_id, instant)
    return len(found)


def _failed(tenant_id: int, package_id: int, why: NotCarried, now: datetime) -> None:
    _settle(tenant_id, package_id, lambda row: settling.failed(row, why, now))


def _put_off(organ_id: str, now: datetime) -> None:
    """What else goes to an office that does not answer rests a little: one try at a time finds out when it does."""
    with system_task("gói tin liên thông chờ nơi nhận"):
        db.session.execute(
            update(ExchangePackage)
            .where(
                ExchangePackage.to_organ == organ_id,
                ExchangePackage.state == WAITING,
                ExchangePackage.next_at <= now,
            )
            .values(next_at=now + settling.SHORTEST)
            .execution_options(synchronize_session=False)
        )
        commit()


def due_offices() -> list[str]:
    """The offices that something is due for, those who wait longest first."""
    return list(dict.fromkeys(organ for _tenant, _package, organ in _due(utc_now(), MOST_LOOKED_AT, "")))


def _due(now: datetime, most: int, organ_id: str) -> list[tuple[int, int, str]]:
    """(tenant, package, office), oldest first; of packages about one document to one office only the first."""
    before = aliased(ExchangePackage)
    earlier = exists().where(
        before.tenant_id == ExchangePackage.tenant_id,
        before.outgoing_id == ExchangePackage.outgoing_id,
        before.to_organ == ExchangePackage.to_organ,
        before.state == WAITING,
        before.id < ExchangePackage.id,
    )
    with all_tenants("gói tin liên thông đến giờ gửi"):
        statement = (
            select(ExchangePackage.tenant_id, ExchangePackage.id, ExchangePackage.to_organ)
            .where(
                ExchangePackage.state == WAITING,
                ExchangePackage.next_at <= now,
                or_(ExchangePackage.leased_until.is_(None), ExchangePackage.leased_until < now),
                ~earlier,
                ExchangePackage.to_organ == organ_id if organ_id else true(),
            )
            .order_by(ExchangePackage.next_at, ExchangePackage.id)
            .limit(most)
        )
        return [(one.tenant_id, one.id, one.to_organ) for one in db.session.execute(statement)]


def _carry_one(tenant_id: int, package_id: int, now: datetime) -> bool:
    """Carry a package; False where its office could not be reached at all."""
    due = _lease(tenant_id, package_id, now)
    portal = directory().by_id(tenant_id)
    if due is None or portal is None:
        return True
    try:
        office = _office(due.package)
        data = _prepared(due, portal, office)
        answer = carriers()[office.carrier].carry(Letter(office, due.package.package_id, data))
        if answer is None:
            _settle(tenant_id, package_id, lambda row: settling.handed(row, now))
        else:
            _heard(due, office, answer, now)
    except NotCarried as error:
        _failed(tenant_id, package_id, error, now)
        return error.code not in (SILENT, BUSY, NOT_ALLOWED)
    except NotTaken as error:
        code, detail = error.code, error.detail
        _settle(tenant_id, package_id, lambda row: settling.impossible(row, code, detail, now))
    return True


def _lease(tenant_id: int, package_id: int, now: datetime) -> Due | None:
    """The package, taken by us for a while and committed so; None where another one was faster."""
    with entered(editing(tenant_id)):
        row = settling.row_of(package_id)
        if row is None or row.state != WAITING or (row.leased_until is not None and row.leased_until >= now):
            return None
        row.leased_until, row.tries = now + LEASE, row.tries + 1
        commit()
        db.session.expunge(row)
        return Due(tenant_id, package_id, row)


def _office(package: ExchangePackage) -> Office:
    """Where it goes. Raises NotCarried."""
    with all_tenants("danh bạ liên thông"):
        office = find(package.to_organ)
    if office is None:
        raise NotCarried(NO_OFFICE, package.to_organ)
    if not office.is_active:
        raise NotCarried(OFFICE_OFF)
    return office


def _prepared(due: Due, portal: Portal, office: Office) -> bytes:
    """The sealed bytes: those of the first try; sealed anew only where the office has another key by now. Raises
    NotCarried, NotTaken."""
    try:
        signer = sealer_of(portal, inside=office.portal_id is not None)
    except KeyUnusable as error:
        raise NotCarried(KEY_UNUSABLE, str(error)) from error
    if signer is None:
        raise NotCarried(NO_KEY)
    if due.package.path is None:
        return _made(due, portal, signer)
    try:
        data = store.content(due.id, due.package.path)
    except PackageLost:
        return _made(due, portal, signer)
    if _sealed_by(data, signer):
        return data
    data = building.sealed_anew(data, signer)
    store.replace(due.id, due.package.path, data)
    return data


def _sealed_by(data: bytes, signer: Signer) -> bool:
    found = _CERTIFICATE.search(data[:200_000]) or _CERTIFICATE.search(data)
    own = signer.certificate.public_bytes(Encoding.DER)
    return found is not None and base64.b64decode(b"".join(found[1].split())) == own


def _made(due: Due, portal: Portal, signer: Signer) -> bytes:
    """Build and keep the package; what another follower kept meanwhile counts. Raises NotCarried, NotTaken."""
    with entered(editing(due.tenant_id, writes=False)):
        built = building.build(due.package, portal, signer)
    path = store.keep(due.tenant_id, due.id, built.data)
    with entered(editing(due.tenant_id)):
        row = settling.row_of(due.id)
        if row is None:
            raise NotCarried(FILE_LOST)
        if row.path not in (None, due.package.path):
            kept, digest = row.path, row.digest
        else:
            row.path, row.digest, row.size = path, built.digest, len(built.data)
            kept, digest = path, built.digest
        commit()
    due.package.path, due.package.digest = kept, digest
    if kept == path:
        return built.data
    store.remove(path)
    return store.content(due.id, kept)


def _heard(due: Due, office: Office, answer: bytes, now: datetime) -> None:
    """Look at the answer as strictly as they look at our package, and note it. Raises NotCarried."""
    try:
        said = read_answer(answer, due.sent, lambda _organ: office.trusted, now)
    except Forged as error:
        raise NotCarried(FORGED, str(error)) from error
    _settle(due.tenant_id, due.id, lambda row: settling.answered(row, said, answer.decode(), now))


def _settle(tenant_id: int, package_id: int, act: Callable[[ExchangePackage], None]) -> None:
    with entered(editing(tenant_id)):
        row = settling.row_of(package_id)
        if row is not None:
            act(row)
            commit()
