"""Reminding those who answer for things that the day of looking at them again has passed: once for each such day."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, select

from portal.accounts.permissions import system_actor
from portal.clock import to_local, today
from portal.extensions import db
from portal.notices.digest import MORNING
from portal.notices.service import notify, people_who_may
from portal.publishing.care import owners
from portal.publishing.models import PUBLISHED
from portal.publishing.models_care import ReviewReminder
from portal.screens.care.overview import WHERE
from portal.screens.registry import all_screens
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered
from portal.web.templating import viet_date

HOUR = 3600.0
NAMED = 20  # things that an e-mail names
AT_ONCE = 200  # things of one kind in a portal; the others are told of in the next hour


def _due(model: Any, columns: tuple[Any, ...], day: date) -> Any:
    told = exists().where(
        ReviewReminder.tenant_id == model.tenant_id,
        ReviewReminder.kind == model.kind,
        ReviewReminder.object_id == model.id,
        ReviewReminder.review_on == model.review_on,
    )
    return select(*columns).where(and_(model.status == PUBLISHED, model.review_on < day, ~told))


def remind_due(day: date | None = None) -> int:
    """Tell of everything that nobody was told of, in a transaction per portal; how many things. Needs an application
    context, no scope."""
    now = day or today()
    with all_tenants("nhắc rà soát nội dung quá hạn"):
        found = {
            tenant_id
            for screen in all_screens()
            for tenant_id in db.session.scalars(_due(screen.model, (screen.model.tenant_id,), now).distinct())
        }
    return sum(_remind_in(one, now) for one in sorted(found) if directory().by_id(one) is not None)


def _remind_in(tenant_id: int, day: date) -> int:
    with entered(editing(tenant_id)):
        people = {user_id for user_id, _name in owners(tenant_id)}
        approvers = {one.id for one in people_who_may("content.publish", tenant_id)}
        lines: dict[int, list[tuple[str, str]]] = defaultdict(list)
        count = 0
        for screen in all_screens():
            due = _due(screen.model, (screen.model,), day).order_by(screen.model.review_on).limit(AT_ONCE)
            for thing in db.session.scalars(due).all():
                to = {thing.owner_id} if thing.owner_id in people else approvers
                said = f"{screen.title_of(thing)} ({viet_date(thing.review_on)})"
                for one in to:
                    lines[one].append((said, f"{screen.path}{thing.id}"))
                _note(thing)
                count += 1
        for user_id, told in lines.items():
            _tell(user_id, told, tenant_id)
        db.session.commit()
        return count


def _note(thing: Any) -> None:
    mine = (ReviewReminder.kind == thing.kind, ReviewReminder.object_id == thing.id)
    db.session.execute(delete(ReviewReminder).where(*mine))
    db.session.add(
        ReviewReminder(
            tenant_id=thing.tenant_id, kind=thing.kind, object_id=thing.id, review_on=thing.review_on
        )
    )


def _tell(user_id: int, told: list[tuple[str, str]], tenant_id: int) -> None:
    if len(told) == 1:
        title, where = _("Quá hạn rà soát: %(title)s", title=told[0][0]), told[0][1]
    else:
        title, where = _("%(n)s mục quá hạn rà soát", n=len(told)), WHERE
    named = "\n".join(f"- {said}" for said, _path in told[:NAMED])
    if len(told) > NAMED:
        named += "\n" + _("… và %(n)s mục khác", n=len(told) - NAMED)
    mail = _(
        "Những nội dung sau đã đến hạn rà soát. Mời anh/chị xem còn đúng không, rồi bấm “Đã xem lại, vẫn đúng” hoặc"
        " sửa lại."
    )
    notify(
        {user_id},
        "review.due",
        title,
        where,
        system_actor(tenant_id),
        detail=named[:500],
        mail=f"{mail}\n\n{named}",
    )


class Reminding:
    """The follower's part: once an hour from the morning on, since nobody wants to be told at midnight."""

    def __init__(self) -> None:
        self._next = 0.0

    def step(self, now: datetime) -> None:
        """What is due today. Needs an application context, no scope."""
        if time.monotonic() >= self._next and to_local(now).time() >= MORNING:
            self._next = time.monotonic() + HOUR
            remind_due()
