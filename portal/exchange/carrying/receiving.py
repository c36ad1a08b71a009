"""A package that comes, by whatever carrier: opened, proven, taken once, answered with a seal – or refused for a
reason.

What nobody proved is answered without a seal, since an answer that anybody can provoke proves nothing, and the sender
tries again. What was proven and can't be taken is answered with a sealed refusal: that is final.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.clock import today, utc_now
from portal.exchange.carrying import outbox, receipts, refusals, settling, taking
from portal.exchange.carrying.models import ExchangeArrival
from portal.exchange.carrying.offices import Office, find, inside, own_organ
from portal.exchange.carrying.own_keys import sealer_of
from portal.exchange.carrying.receipts import Sent
from portal.exchange.carrying.refusals import Came
from portal.exchange.carrying.troubles import KEY_UNUSABLE, NO_KEY, words_of
from portal.exchange.edxml import reading, sealing
from portal.exchange.edxml.names import tag
from portal.exchange.edxml.refusing import (
    ALTERED,
    EXPIRED,
    OTHER_CONTENT,
    REVOKED,
    STRUCTURE,
    TOO_LARGE,
    UNKNOWN_SENDER,
    WRONG_RECIPIENT,
    NotTaken,
)
from portal.exchange.edxml.shapes import Document, Organ, Package, Reference, Status
from portal.exchange.registers.files import FORMATS
from portal.extensions import db
from portal.on_use import etree
from portal.papers.inspecting import looked_ahead
from portal.publishing.service import commit
from portal.signing.keys import KeyUnusable
from portal.signing.open_key import Signer
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered


@dataclass(frozen=True)
class Received:
    """The answer to who brought a package: 200 with a sealed status, or another status with a reason in JSON."""

    status: int
    body: bytes = field(repr=False)
    code: str = ""


@dataclass(frozen=True)
class _Opened:
    """A package whose seal was proven, before it is read."""

    covered: etree._Element
    office: Office
    digest: str
    sha256: str


def receive(data: bytes, way: str, at_portal: Portal | None = None) -> Received:
    """Take a package. `way` is the carrier, `at_portal` the portal at whose address it came, where there is one. Needs
    an application context; opens its scopes by itself and commits."""
    now = utc_now()
    claims, wanted = "", []
    try:
        if len(data) > sealing.MOST_BYTES:
            raise NotTaken(TOO_LARGE)
        root = sealing.parsed(data)
        claims, wanted = sealing.sender_claimed(root), _wanted(root)
        opened = _open(data, claims, now)
    except NotTaken as error:
        again = _answered_before(data) if error.code in (EXPIRED, REVOKED) else None
        if again is not None:
            return again
        refusals.note(_whose(wanted, at_portal).id, Came(way, data, claims), error)
        return _unproven(error)
    came = Came(way, data, claims, is_proven=True)
    here = _ours(wanted)
    try:
        if not here:
            raise NotTaken(WRONG_RECIPIENT, ", ".join(wanted)[:200])
        package = _read(opened)
    except NotTaken as error:
        refusals.note(_whose(wanted, at_portal).id, came, error)
        return _refused_unread(opened, here, error, now)
    here = _ours(_recipients(package))
    answers = [
        _take(package, came, opened, organ_id, portal, now, is_beside=place > 0)
        for place, (organ_id, portal) in enumerate(here)
    ]
    # Where one of ours cannot answer yet, the sender comes again: those who took it answer as before.
    return next((one for one in answers if one.status != 200), answers[0])


def _read(opened: _Opened) -> Package:
    """What the package says. Who sealed it is who sends it: a header with two senders is none. Raises NotTaken."""
    package = reading.read(opened.covered)
    if package.sender.id != opened.office.organ_id:
        raise NotTaken(STRUCTURE, "From")
    if not _ours(_recipients(package)):
        raise NotTaken(WRONG_RECIPIENT, ", ".join(_recipients(package))[:200])
    return package


def _recipients(package: Package) -> list[str]:
    if isinstance(package, Status):
        return [package.recipient.id]
    return [one.id for one in package.recipients]


def _wanted(root: etree._Element) -> list[str]:
    """The identifiers that a package is for, as it says."""
    header = f"./{tag('edXMLEnvelope')}/{tag('edXMLHeader')}/"
    found = root.findall(f"{header}{tag('MessageHeader')}/{tag('To')}/{tag('OrganId')}")
    found += root.findall(f"{header}{tag('Status')}/{tag('To')}/{tag('OrganId')}")
    return [(one.text or "").strip() for one in found[: reading.MOST_OTHERS]]


def _ours(wanted: Iterable[str]) -> list[tuple[str, Portal]]:
    """Those of this installation, each portal once."""
    here, found = inside(), {}
    for organ_id in wanted:
        portal = here.get(organ_id)
        if portal is not None and portal.id not in found:
            found[portal.id] = (organ_id, portal)
    return list(found.values())


def _whose(wanted: Iterable[str], at_portal: Portal | None) -> Portal:
    """In whose list a refusal stands: of who it was for, else of the address that it came to, else of the district."""
    mine = _ours(wanted)
    if mine:
        return mine[0][1]
    if at_portal is not None:
        return directory().heir_of(at_portal)
    found = directory().district() or directory().all()[0]
    return directory().heir_of(found)


def _open(data: bytes, claims: str, now: datetime) -> _Opened:
    """Prove a package by the pinned certificates of who says to have sent it. Raises NotTaken."""
    with all_tenants("danh bạ liên thông"):
        office = find(claims)
    if office is None or not office.is_active:
        raise NotTaken(UNKNOWN_SENDER, claims[:80])
    try:
        covered = sealing.opened(data, lambda _organ: office.trusted, now)
    except NotTaken as error:
        if error.code in (ALTERED, UNKNOWN_SENDER) and _opens(data, office.untrusted, now):
            raise NotTaken(REVOKED) from error
        raise
    return _Opened(covered, office, receipts.digest_of(covered), hashlib.sha256(data).hexdigest())


def _opens(data: bytes, certificates: list[x509.Certificate], now: datetime) -> bool:
    try:
        sealing.opened(data, lambda _organ: certificates, now)
    except NotTaken as error:
        return error.code == EXPIRED
    return True


def _answered_before(data: bytes) -> Received | None:
    """The answer to these very bytes, which were proven when they came first: what was taken is not refused because a
    certificate ended since."""
    with all_tenants("tìm gói tin liên thông đã nhận"):
        receipt = db.session.scalar(
            select(ExchangeArrival.receipt)
            .where(ExchangeArrival.sha256 == hashlib.sha256(data).hexdigest())
            .order_by(ExchangeArrival.id)
            .limit(1)
        )
    return Received(200, receipt.encode()) if receipt is not None else None


def _unproven(why: NotTaken) -> Received:
    status = {TOO_LARGE: 413, UNKNOWN_SENDER: 403, WRONG_RECIPIENT: 409}.get(why.code, 422)
    return _plain(status, why.code, why.reason)


def plain(status: int, code: str) -> Received:
    """An answer without a seal: the code and its words."""
    return _plain(status, code, words_of(code))


def _plain(status: int, code: str, words: str) -> Received:
    told = json.dumps({"code": code, "message": words}, ensure_ascii=False)
    return Received(status, told.encode(), code)


def _take(
    package: Package,
    came: Came,
    opened: _Opened,
    organ_id: str,
    portal: Portal,
    now: datetime,
    *,
    is_beside: bool,
) -> Received:
    """Take a package for one of our offices, and answer in its name. The line has room for one answer: who is beside
    the first that it names tells by a status of its own."""
    if isinstance(package, Status) and receipts.is_answer(package):
        with entered(editing(portal.id)):
            settling.answer_came(package, came.data, now)
            commit()
        return Received(200, b"")
    signer = _signer(portal, opened.office)
    if isinstance(signer, Received):
        return signer
    sent = Sent(package.sender.id, organ_id, package.package_id, opened.digest)
    about = receipts.about_of(package)
    receipt = _sealed(sent, portal, opened, about, signer, now)
    coming = taking.Coming(
        package, came.data, opened.sha256, opened.digest, organ_id, receipt.decode(), is_beside
    )
    try:
        return Received(200, _taken(coming, portal, now).encode())
    except NotTaken as error:
        refusals.note(portal.id, came, error)
        if is_beside and isinstance(package, Document):
            _refuse_beside(package, organ_id, portal, opened, error)
        return Received(200, _sealed(sent, portal, opened, about, signer, now, error), error.code)


def _refuse_beside(package: Document, organ_id: str, portal: Portal, opened: _Opened, why: NotTaken) -> None:
    """Tell the sender once that one of our offices beside the first did not take its package."""
    with entered(editing(portal.id)):
        try:
            outbox.refused_beside(portal.id, organ_id, package, opened.digest, receipts.words_of_refusal(why))
            commit()
        except IntegrityError:  # another process told it in between
            db.session.rollback()


def _taken(coming: taking.Coming, portal: Portal, now: datetime) -> str:
    """The answer that this package gets, now and whenever it comes again. Raises NotTaken; nothing is done then."""
    files = [] if _is_known(coming, portal) else taking.files_of(coming.package)
    with looked_ahead(files, FORMATS, as_it_came=True):
        for _attempt in range(2):
            try:
                return _taken_once(coming, portal, now)
            except IntegrityError:
                continue  # another process took it in between
    raise NotTaken(OTHER_CONTENT, coming.package.package_id)


def _is_known(coming: taking.Coming, portal: Portal) -> bool:
    with entered(editing(portal.id, writes=False)):
        return taking.known(coming.package.sender.id, coming.package.package_id) is not None


def _taken_once(coming: taking.Coming, portal: Portal, now: datetime) -> str:
    with entered(editing(portal.id)):
        try:
            before = taking.known(coming.package.sender.id, coming.package.package_id)
            if before is None:
                taking.take(coming, settling.carrier_actor(portal.id), now)
            elif before.digest != coming.digest:
                raise NotTaken(OTHER_CONTENT, coming.package.package_id)
            else:
                before.again += 1
            commit()
        except Exception:
            db.session.rollback()
            raise
    return coming.receipt if before is None else before.receipt


def _signer(portal: Portal, sender: Office) -> Signer | Received:
    """The key that answers are sealed with; without one nothing is taken yet, and the sender comes again."""
    try:
        found = sealer_of(portal, inside=sender.portal_id is not None)
    except KeyUnusable as error:
        return _plain(503, KEY_UNUSABLE, str(error))
    return found if found is not None else _plain(503, NO_KEY, words_of(NO_KEY))


def _sealed(
    sent: Sent,
    portal: Portal,
    opened: _Opened,
    about: Reference,
    signer: Signer,
    now: datetime,
    refused: NotTaken | None = None,
) -> bytes:
    from_there = Organ(opened.office.organ_id, opened.office.name)
    answer = receipts.answer_to(sent, own_organ(portal, sent.to_organ), from_there, about, now, refused)
    return sealing.seal(answer, signer.private, signer.certificate)


def _refused_unread(
    opened: _Opened, here: list[tuple[str, Portal]], why: NotTaken, now: datetime
) -> Received:
    """The answer to a package that its sender built wrongly; with a seal where it names itself and one of us."""
    number = receipts.number_in(opened.covered)
    if number is None or not here or why.code == WRONG_RECIPIENT:
        return _unproven(why)
    organ_id, portal = here[0]
    signer = _signer(portal, opened.office)
    if isinstance(signer, Received):
        return _unproven(why)
    sent = Sent(opened.office.organ_id, organ_id, number, opened.digest)
    nothing = receipts.nothing_known(opened.office.organ_id, today())
    return Received(200, _sealed(sent, portal, opened, nothing, signer, now, why), why.code)
