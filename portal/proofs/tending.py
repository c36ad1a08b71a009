"""What the process beside the web workers does for the logs: what is due, and the witnessing, again and again."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from sqlalchemy import case, func, select

from portal.extensions import db
from portal.proofs.following import append_due
from portal.proofs.models import ProofCheckpoint
from portal.proofs.witnessing import witness_all
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants

log = logging.getLogger(__name__)
WITNESS_EVERY = 600.0  # seconds; a rewriting within them is not seen, a shorter time writes more


class Tending:
    """Call `step` as often as one likes, within an application context."""

    def __init__(self, witness_every: float = WITNESS_EVERY) -> None:
        self._every = witness_every
        self._witnessed_at: float | None = None

    def step(self, _now: datetime | None = None) -> None:
        """Log what is due; every now and then show new checkpoints to the other portals. Raises database errors."""
        append_due()
        now = time.monotonic()
        if self._witnessed_at is not None and now - self._witnessed_at < self._every:
            return
        self._witnessed_at = now
        for one in witness_all(unwitnessed()):
            if one.reason:
                log.error("%s does not accept %s at %d: %s", one.witness, one.origin, one.size, one.reason)


def unwitnessed() -> list[Portal]:
    """The portals whose newest checkpoint no witness has signed."""
    with all_tenants("điểm kiểm mới chưa có nhân chứng"):
        rows = db.session.execute(
            select(
                ProofCheckpoint.tenant_id,
                func.max(ProofCheckpoint.size),
                func.max(case((ProofCheckpoint.witnessed, ProofCheckpoint.size), else_=-1)),
            ).group_by(ProofCheckpoint.tenant_id)
        )
        waiting = {tenant_id for tenant_id, size, witnessed in rows if witnessed < size}
    return [one for one in directory().all() if one.id in waiting]
