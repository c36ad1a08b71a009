"""What must not be forgotten between offices (a step of the follower): carrying, and telling both what is late."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.dossiers import moment
from portal.dossiers.referrals import queries
from portal.dossiers.referrals.carrying import REASON, carry
from portal.dossiers.referrals.models import OPEN_STATES, Referral, Referred
from portal.dossiers.referrals.telling import tell_above, tell_below
from portal.extensions import db
from portal.publishing.service import commit
from portal.tenancy.scope import all_tenants, editing, entered

EVERY = 60.0  # seconds between looks for what is late
AT_ONCE = 50


class Tending:
    """The step: what is due is carried at once, what is late is looked for every minute."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def step(self, now: datetime) -> int:
        """Do what is due; how many things were done."""
        done = carry(now)
        if self._next is not None and 0 <= (now - self._next).total_seconds() < EVERY:
            return done
        self._next = now
        return done + tell_late(now)


def tell_late(now: datetime) -> int:
    """Tell those who have late steps, and those who wait for them; how many rows. Commits by itself."""
    with all_tenants(REASON):
        portals = {
            one
            for kind in (Referral, Referred)
            for one in db.session.scalars(
                select(kind.tenant_id)
                .where(kind.state.in_(OPEN_STATES), kind.until < now, kind.late_told_at.is_(None))
                .distinct()
            )
        }
    done = 0
    for tenant_id in sorted(portals):
        with entered(editing(tenant_id)), moment.at(now):
            for row in (*queries.late(Referral, now, AT_ONCE), *queries.late(Referred, now, AT_ONCE)):
                row.late_told_at = now
                done += 1
                if isinstance(row, Referral):
                    tell_below(row, "late", _("Bước chuyển cơ quan cấp trên đã quá hạn"), mail=False)
                else:
                    tell_above(row, "late", _("Việc liên thông quá hạn giải quyết"))
            commit()
    return done
