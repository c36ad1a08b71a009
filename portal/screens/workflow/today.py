"""The cards of the desk's first page that come from things' lives: what waits, what is fixed, what runs out.

Two statements per kind of thing read all that any card may show, one the corrections; each reads so many rows and no
more, whatever there is in a portal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import or_, select, union_all

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.publishing.models import APPROVED, DRAFT, PUBLISHED, SUBMITTED
from portal.publishing.models_workflow import Correction, DraftComment
from portal.publishing.transitions import RETURN
from portal.screens.contract import Screen
from portal.screens.registry import all_screens
from portal.screens.workflow.hours import hour_label
from portal.web.contributions import Card, CardLine
from portal.web.templating import viet_date

SOON = timedelta(days=14)
WEEK = timedelta(days=7)
OF_EACH = 30  # things of one kind that are read for all cards together
SHOWN = 6


@dataclass
class Found:
    """What there is to do, as lines in the order in which it presses."""

    to_approve: list[CardLine] = field(default_factory=list)
    approved: list[CardLine] = field(default_factory=list)
    returned: list[CardLine] = field(default_factory=list)
    mine: list[CardLine] = field(default_factory=list)
    waiting: list[CardLine] = field(default_factory=list)
    scheduled: list[tuple[datetime, CardLine]] = field(default_factory=list)
    ending: list[tuple[datetime, CardLine]] = field(default_factory=list)


def _things(screen: Screen, actor: Actor, now: datetime) -> Iterator[Any]:
    """The things of a kind that some card may show, those that press first: one statement for the ids of all of them,
    each condition by itself as each has an index of its own, and one that loads what was found."""
    model = screen.model
    published = model.status == PUBLISHED
    mine = or_(model.created_by_id == actor.user_id, model.updated_by_id == actor.user_id)
    latest = model.updated_at.desc()
    asked = (
        (latest, model.status == SUBMITTED),
        (latest, model.status == APPROVED),
        (latest, model.status == DRAFT, mine),
        (model.publish_at, published, model.publish_at > now, model.publish_at <= now + WEEK),
        (model.expires_at, published, model.expires_at > now, model.expires_at <= now + SOON),
        (model.review_on, published, model.review_on <= today() + SOON),
    )
    read = [
        select(model.id).where(*where).order_by(order).limit(OF_EACH).subquery() for order, *where in asked
    ]
    ids = set(db.session.scalars(union_all(*(select(one.c.id) for one in read))))
    if ids:
        things = select(model).where(model.id.in_(ids))
        yield from sorted(db.session.scalars(things), key=lambda one: one.updated_at, reverse=True)


def _found(actor: Actor) -> Found:
    """All of it for this person, read once per request."""
    held: Found | None = g.get("workflow_today")
    if held is None:
        held = g.workflow_today = _look(actor)
    return held


def _look(actor: Actor) -> Found:
    found, now = Found(), utc_now()
    returned = _returned_ids()
    for screen in all_screens():
        for thing in _things(screen, actor, now):
            _sort_in(found, screen, thing, actor, returned, now)
    _corrections(found, actor)
    found.scheduled.sort(key=lambda one: one[0])
    found.ending.sort(key=lambda one: one[0])
    return found


def _sort_in(
    found: Found, screen: Screen, thing: Any, actor: Actor, returned: set[tuple[str, int]], now: datetime
) -> None:
    kind = str(screen.singular)
    line = CardLine(screen.title_of(thing), f"{screen.path}{thing.id}", kind[:1].upper() + kind[1:])
    mine = actor.user_id is not None and thing.created_by_id == actor.user_id
    if thing.status == SUBMITTED:
        if actor.may("content.publish"):
            found.to_approve.append(line)
        elif mine:
            found.waiting.append(line)
    elif thing.status == APPROVED:
        if actor.may("content.publish"):
            found.approved.append(line)
    elif thing.status == DRAFT:
        (found.returned if (screen.kind, thing.id) in returned else found.mine).append(line)
    elif thing.status == PUBLISHED:
        _hours_of(found, line, thing, now)


def _hours_of(found: Found, line: CardLine, thing: Any, now: datetime) -> None:
    if thing.publish_at is not None and now < thing.publish_at <= now + WEEK:
        note = _("Tự đăng lúc %(hour)s", hour=hour_label(thing.publish_at, now))
        found.scheduled.append((thing.publish_at, CardLine(line.label, line.path, note)))
    if thing.expires_at is not None and now < thing.expires_at <= now + SOON:
        note = _("Tự gỡ lúc %(hour)s", hour=hour_label(thing.expires_at, now))
        found.ending.append((thing.expires_at, CardLine(line.label, line.path, note)))
    if thing.review_on is not None and thing.review_on <= today() + SOON:
        over = thing.review_on < today()
        note = (
            _("Quá hạn rà soát từ %(day)s", day=viet_date(thing.review_on))
            if over
            else _("Cần rà soát trước %(day)s", day=viet_date(thing.review_on))
        )
        at = datetime.combine(thing.review_on, datetime.min.time())
        badge = _("quá hạn") if over else ""
        found.ending.append((at, CardLine(line.label, line.path, note, badge, "warn")))


def _returned_ids() -> set[tuple[str, int]]:
    """The things that were returned with a reason that nobody has marked as dealt with."""
    statement = select(DraftComment.kind, DraftComment.object_id).where(
        DraftComment.act == RETURN, DraftComment.resolved_at.is_(None)
    )
    return {(kind, object_id) for kind, object_id in db.session.execute(statement.limit(500))}


def _corrections(found: Found, actor: Actor) -> None:
    screens = {one.kind: one for one in all_screens()}
    rows = db.session.scalars(select(Correction).order_by(Correction.updated_at.desc()).limit(OF_EACH))
    for one in rows:
        screen = screens.get(one.kind)
        if screen is None:
            continue
        note = _("Bản sửa của %(name)s", name=one.by_name or _("hệ thống"))
        line = CardLine(one.title, f"{screen.path}{one.object_id}", note)
        mine = actor.user_id in {one.by_id, one.begun_by_id}
        if one.state == SUBMITTED and actor.may("content.publish"):
            found.to_approve.append(line)
        elif one.state == SUBMITTED and mine:
            found.waiting.append(line)
        elif one.state == DRAFT and mine:
            found.mine.append(line)


def _card(
    actor: Actor, lines: list[CardLine], title: str, order: int, icon: str, empty: str = "", more: str = ""
) -> Card:
    shown = tuple(lines[:SHOWN])
    path = _first_list(more) if more and len(lines) > SHOWN else ""
    if not actor.may(
        "content.read"
    ):  # who works at the counter alone is not told that nothing waits for editors
        empty = ""
    return Card(title, order, icon, shown, len(lines), empty, path, _("Xem cả danh sách") if path else "")


def _first_list(query: str) -> str:
    return f"{all_screens()[0].path}?{query}"


def _to_approve(actor: Actor) -> Card | None:
    if not actor.may("content.publish"):
        return None
    return _card(
        actor,
        _found(actor).to_approve,
        _("Chờ tôi duyệt"),
        10,
        "check",
        _("Không có bài nào chờ duyệt."),
        "trang-thai=submitted",
    )


def _returned(actor: Actor) -> Card | None:
    return _card(actor, _found(actor).returned, _("Bị trả lại, cần sửa"), 11, "undo")


def _approved(actor: Actor) -> Card | None:
    return _card(
        actor, _found(actor).approved, _("Đã duyệt, chờ đăng"), 12, "share", more="trang-thai=approved"
    )


def _asked(actor: Actor) -> Card | None:
    """Remarks addressed to the person that are open."""
    if actor.user_id is None:
        return None
    rows = db.session.scalars(
        select(DraftComment)
        .where(DraftComment.for_user_id == actor.user_id, DraftComment.resolved_at.is_(None))
        .order_by(DraftComment.at.desc())
        .limit(OF_EACH)
    )
    screens = {one.kind: one for one in all_screens()}
    lines = [
        CardLine(
            one.text[:120],
            f"{screens[one.kind].path}{one.object_id}#gop-y-{one.id}",
            _("%(name)s hỏi", name=one.by_name),
        )
        for one in rows
        if one.kind in screens
    ]
    return _card(actor, lines, _("Hỏi ý kiến tôi"), 13, "mail")


def _mine(actor: Actor) -> Card | None:
    found = _found(actor)
    return _card(
        actor,
        found.mine,
        _("Tôi đang viết"),
        30,
        "edit",
        "" if found.returned else _("Bạn chưa có bản nháp nào. Bấm “Viết tin mới” để bắt đầu."),
        "trang-thai=draft",
    )


def _waiting(actor: Actor) -> Card | None:
    return _card(actor, _found(actor).waiting, _("Tôi đã gửi, đang chờ duyệt"), 31, "clock")


def _scheduled(actor: Actor) -> Card | None:
    lines = [line for _at, line in _found(actor).scheduled]
    return _card(actor, lines, _("Hẹn giờ trong tuần"), 40, "calendar")


def _ending(actor: Actor) -> Card | None:
    lines = [line for _at, line in _found(actor).ending]
    return _card(
        actor,
        lines,
        _("Sắp hết hạn, cần rà soát"),
        41,
        "alert",
        _("Trong 14 ngày tới không có mục nào hết hạn hay cần rà soát."),
    )


CARDS: tuple[Callable[[Actor], Card | None], ...] = (
    _to_approve,
    _returned,
    _approved,
    _asked,
    _mine,
    _waiting,
    _scheduled,
    _ending,
)
