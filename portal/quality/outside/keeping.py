"""The verbs of links that leave the portal: the only code that writes their tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, exists, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.quality.outside.addresses import host_of
from portal.quality.outside.models import OutsideLink, OutsideUse
from portal.quality.outside.verdicts import AFTER_NO_NETWORK, BROKEN, NEW, NO_NETWORK, Outcome, judged

Use = tuple[int, str]
"""A thing's id, and an address that stands on it."""


def keep_uses(
    tenant_id: int,
    kind: str,
    uses: Iterable[Use],
    *,
    looked_at: Collection[int],
    gone_but: set[int] | None = None,
) -> None:
    """Let these be the addresses on the things that were looked at (the caller commits); what stands nowhere any more
    is forgotten. `gone_but`: of the kind, only these things are left."""
    wanted = set(uses)
    held = _held(kind, looked_at)
    links = _links(tenant_id, {address for _object, address in wanted - held.keys()})
    for object_id, address in sorted(wanted - held.keys()):
        db.session.add(
            OutsideUse(tenant_id=tenant_id, link_id=links[address], kind=kind, object_id=object_id)
        )
    gone = [held[one] for one in held.keys() - wanted]
    if gone_but is not None:
        known = set(
            db.session.scalars(select(OutsideUse.object_id).where(OutsideUse.kind == kind).distinct())
        )
        _forget(OutsideUse.kind == kind, OutsideUse.object_id.in_(known - gone_but))
    if gone:
        _forget(OutsideUse.id.in_(gone))
    db.session.flush()
    if gone or gone_but is not None:
        used = exists().where(
            OutsideUse.link_id == OutsideLink.id, OutsideUse.tenant_id == OutsideLink.tenant_id
        )
        db.session.execute(delete(OutsideLink).where(~used), execution_options={"synchronize_session": False})


def _held(kind: str, looked_at: Collection[int]) -> dict[Use, int]:
    statement = (
        select(OutsideUse.object_id, OutsideLink.address, OutsideUse.id)
        .join(
            OutsideLink,
            (OutsideLink.id == OutsideUse.link_id) & (OutsideLink.tenant_id == OutsideUse.tenant_id),
        )
        .where(OutsideUse.kind == kind, OutsideUse.object_id.in_(looked_at))
    )
    return {(object_id, address): number for object_id, address, number in db.session.execute(statement)}


def _links(tenant_id: int, addresses: set[str]) -> dict[str, int]:
    """The links of these addresses, made where they are new."""
    if not addresses:
        return {}
    statement = select(OutsideLink.address, OutsideLink.id).where(OutsideLink.address.in_(addresses))
    known = dict(db.session.execute(statement).all())
    for address in sorted(addresses - known.keys()):
        link = OutsideLink(tenant_id=tenant_id, address=address, host=host_of(address)[:255])
        db.session.add(link)
        db.session.flush()
        known[address] = link.id
    return known


def _forget(*conditions: object) -> None:
    db.session.execute(
        delete(OutsideUse).where(*conditions),  # type: ignore[arg-type]
        execution_options={"synchronize_session": False},
    )


def tell(address: str, outcome: Outcome, now: datetime) -> OutsideLink | None:
    """Keep what a check found (the caller commits); the link if it became broken or ceased to be so. None where the
    portal in force has no such link by now."""
    link = db.session.scalar(select(OutsideLink).where(OutsideLink.address == address))
    if link is None:
        return None
    if outcome.reason == NO_NETWORK:  # nothing is known that was not known before
        link.next_at = now + AFTER_NO_NETWORK
        link.reason = NO_NETWORK if link.status == NEW else link.reason
        return None
    before = link.status
    verdict = judged(link.first_failed_at, outcome, now)
    link.status, link.reason = verdict.status, verdict.reason
    link.first_failed_at, link.next_at, link.checked_at = verdict.first_failed_at, verdict.next_at, now
    if outcome.answered:
        link.answered_at = now
    return link if (before == BROKEN) != (link.status == BROKEN) else None


def ask_again(link: OutsideLink, actor: Actor) -> None:
    """Let an address be asked at the next turn (the caller commits). Raises Forbidden."""
    actor.require("content.edit_own")
    link.next_at = min(link.next_at, utc_now())
