"""The daily summary: one e-mail in the morning with what waits unread, for each portal of a person who wants it so."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.clock import from_local, to_local, utc_now
from portal.extensions import db
from portal.mail.service import ADDRESS, send_mail
from portal.notices.models import DAILY, MailPreference, Notice
from portal.notices.service import thin, written_out
from portal.tenancy.scope import all_tenants, system_task

MORNING = time(7, 0)
MOST_LINES = 30


def last_morning(now: datetime) -> datetime:
    """The last seven o'clock (UTC instant) that was."""
    local = to_local(now)
    here = datetime.combine(local.date(), MORNING)
    return from_local(here if local.time() >= MORNING else here - timedelta(days=1))


def send_digests(now: datetime | None = None) -> int:
    """Write the summaries that are due (one transaction per call); how many. Called again and again."""
    instant = now or utc_now()
    morning = last_morning(instant)
    with all_tenants("thư tổng hợp đến giờ"):
        statement = select(MailPreference.user_id).where(
            MailPreference.rhythm == DAILY, MailPreference.digested_at < morning
        )
        if not db.session.scalars(statement).all():
            return 0
    with system_task("thư tổng hợp buổi sáng"):
        # Read again under the write lock: another process may have been faster.
        due = db.session.scalars(
            select(MailPreference)
            .where(MailPreference.rhythm == DAILY, MailPreference.digested_at < morning)
            .with_for_update()
        ).all()
        count = sum(_write(one, morning) for one in due)
        thin(instant)
        db.session.commit()
    return count


def _write(preference: MailPreference, until: datetime) -> int:
    since, preference.digested_at = preference.digested_at, until
    person = db.session.get(User, preference.user_id)
    if person is None or not person.is_active or not ADDRESS.fullmatch(person.email):
        return 0
    rows = db.session.scalars(
        select(Notice)
        .where(
            Notice.for_user_id == person.id, Notice.read_at.is_(None), Notice.at > since, Notice.at <= until
        )
        .order_by(Notice.at)
    )
    by_tenant: dict[int, list[Notice]] = defaultdict(list)
    for row in rows:
        by_tenant[row.tenant_id].append(row)
    for tenant_id, notices in by_tenant.items():
        lines = [f"- {one.title}" for one in notices[:MOST_LINES]]
        if len(notices) > MOST_LINES:
            lines.append(_("… và %(n)s thông báo khác", n=len(notices) - MOST_LINES))
        text = written_out("\n".join(lines), "/quan-tri/thong-bao/", tenant_id)
        subject = _("%(n)s thông báo chưa đọc", n=len(notices))
        send_mail(person.email, subject, text, tenant_id=tenant_id, reason="digest")
    return len(by_tenant)
