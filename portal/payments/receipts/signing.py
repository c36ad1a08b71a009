"""Signing receipts with the agency's key (`portal.signing`): at once, and again later where the key was missing.

A receipt counts from its number on; money is taken while the key is away, and the signature follows.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.payments.receipts import xml
from portal.payments.receipts.models import PaymentReceipt
from portal.publishing.service import commit
from portal.signing.keys import KeyUnusable
from portal.signing.open_key import signer_of
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)
AT_ONCE = 50


def sign_waiting(portal: Portal) -> int:
    """Sign what is not signed yet; how many. Opens its own scope and commits. Raises KeyUnusable."""
    signer = signer_of(portal)
    if signer is None:
        return 0
    done = 0
    with entered(editing(portal.id)):
        statement = select(PaymentReceipt).where(PaymentReceipt.signed_at.is_(None))
        for one in db.session.scalars(statement.order_by(PaymentReceipt.issued_at).limit(AT_ONCE)):
            replaced = (
                db.session.get(PaymentReceipt, (portal.id, one.replaces_id)) if one.replaces_id else None
            )
            one.xml = xml.sign(xml.build(one, replaced), signer.private, signer.certificate)
            one.signed_at, one.signer = utc_now(), signer.holder[:200]
            done += 1
        commit()
    return done


def sign_at_once(receipt: PaymentReceipt) -> bytes | None:
    """The signed XML of a receipt that somebody wants now; None while there is no usable key."""
    portal = directory().by_id(receipt.tenant_id)
    assert portal is not None
    try:
        sign_waiting(portal)
    except KeyUnusable as error:
        log.warning("receipts of %s wait for a key: %s", portal.slug, error)
        return None
    with entered(editing(portal.id, writes=False)):  # what stands now, not what this request began with
        return db.session.scalar(select(PaymentReceipt.xml).where(PaymentReceipt.id == receipt.id))


class Signing:
    """The follower's part: receipts that came in the last moments, or that waited for a key."""

    def __init__(self) -> None:
        self._told: dict[int, str] = {}

    def step(self, _now: datetime | None = None) -> None:
        """Sign what is due. Needs an application context, no scope."""
        with all_tenants("tìm biên lai chưa ký số"):
            waiting = list(
                db.session.scalars(
                    select(PaymentReceipt.tenant_id).where(PaymentReceipt.signed_at.is_(None)).distinct()
                )
            )
        for tenant_id in waiting:
            portal = directory().by_id(tenant_id)
            if portal is not None:
                self._sign(portal)

    def _sign(self, portal: Portal) -> None:
        try:
            sign_waiting(portal)
        except KeyUnusable as error:
            if self._told.get(portal.id) != str(error):  # said once, not twice a second
                log.warning("receipts of %s wait for a key: %s", portal.slug, error)
            self._told[portal.id] = str(error)
