"""The verbs of notices: tell people of the desk, in the desk and by e-mail; reading; how often e-mails come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select, update

from portal.accounts.models import Membership, User
from portal.accounts.permissions import PERMISSIONS, Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.service import ADDRESS, send_mail
from portal.notices.addresses import desk_url
from portal.notices.models import AT_ONCE, RHYTHMS, MailPreference, Notice
from portal.tenancy.directory import directory

KEPT = timedelta(days=180)
"""How long a notice is kept that was read."""


def people_who_may(action: str, tenant_id: int) -> list[User]:
    """The active people with a role in this portal that allows an action, by name."""
    statement = select(User).join(Membership).where(*_who_may(action, tenant_id))
    return list(db.session.scalars(statement.distinct().order_by(User.name, User.id)))


def somebody_may(action: str, tenant_id: int) -> bool:
    """Whether there is anybody of whom `people_who_may` speaks; nobody is read."""
    statement = select(User.id).join(Membership).where(*_who_may(action, tenant_id))
    return db.session.scalar(statement.limit(1)) is not None


def _who_may(action: str, tenant_id: int) -> tuple[ColumnElement[bool], ...]:
    roles = [role for role, held in PERMISSIONS.items() if action in held]
    return Membership.for_tenant_id == tenant_id, Membership.role.in_(roles), User.is_active.is_(True)


def notify(
    user_ids: Iterable[int | None],
    kind: str,
    title: str,
    path: str,
    actor: Actor,
    *,
    detail: str = "",
    mail: str = "",
) -> int:
    """Tell these people of the actor's portal (the caller commits); how many. Nobody is told of an own act.

    `path` is where in the desk the notice leads; `mail` is the text of an e-mail that goes out too, "" for none: to
    those who want e-mails at once; the address and the portal's name are added to it.
    """
    wanted = {one for one in user_ids if one is not None and one != actor.user_id}
    people = list(db.session.scalars(select(User).where(User.id.in_(wanted), User.is_active)))
    rhythms = rhythms_of(one.id for one in people) if mail else {}
    for person in people:
        db.session.add(
            Notice(
                tenant_id=actor.tenant_id,
                for_user_id=person.id,
                kind=kind,
                title=title[:300],
                detail=detail[:500],
                path=path,
                by_name=actor.name,
            )
        )
        if mail and ADDRESS.fullmatch(person.email) and rhythms.get(person.id, AT_ONCE) == AT_ONCE:
            text = written_out(mail, path, actor.tenant_id)
            send_mail(person.email, title, text, tenant_id=actor.tenant_id, reason=kind)
    db.session.flush()
    return len(people)


def notify_gathered(
    user_ids: Iterable[int | None], kind: str, title: str, path: str, actor: Actor, *, detail: str
) -> int:
    """As `notify`, without e-mail; but who has not read a notice of this kind and path yet finds the detail added to
    that one instead of another notice, so that many who do the same make one line."""
    wanted = {one for one in user_ids if one is not None and one != actor.user_id}
    unread = select(Notice).where(
        Notice.for_user_id.in_(wanted), Notice.kind == kind, Notice.path == path, Notice.read_at.is_(None)
    )
    held = {one.for_user_id: one for one in db.session.scalars(unread.order_by(Notice.id))}
    for one in held.values():
        known = one.detail.split("; ")
        if detail not in known:
            one.detail = "; ".join([*known, detail])[:500]
        one.title, one.at, one.by_name = title[:300], utc_now(), actor.name
    return len(held) + notify(wanted - held.keys(), kind, title, path, actor, detail=detail)


def written_out(text: str, path: str, tenant_id: int) -> str:
    """The text of an e-mail with where to look and who writes."""
    portal = directory().by_id(tenant_id)
    name = portal.name if portal else ""
    closing = _(
        "Thư tự động từ cổng thông tin %(name)s. Đổi cách nhận thư: %(where)s",
        name=name,
        where=desk_url(tenant_id, "/quan-tri/thong-bao/"),
    )
    see = _("Xem tại: %(where)s", where=desk_url(tenant_id, path))
    return f"{text}\n\n{see}\n\n-- \n{closing}\n"


def rhythms_of(user_ids: Iterable[int]) -> dict[int, str]:
    """How often these people want e-mails; who never said so is not in it."""
    statement = select(MailPreference.user_id, MailPreference.rhythm).where(
        MailPreference.user_id.in_(list(user_ids))
    )
    return dict(db.session.execute(statement).all())


def choose_rhythm(user_id: int, rhythm: str) -> None:
    """Let e-mails come at once, daily or never (the caller commits). Raises ValueError for anything else."""
    if rhythm not in RHYTHMS:
        raise ValueError(rhythm)
    held = db.session.get(MailPreference, user_id)
    if held is None:
        held = MailPreference(user_id=user_id)
        db.session.add(held)
    if held.rhythm != rhythm:
        held.rhythm, held.digested_at = rhythm, utc_now()


def mark_read(notice: Notice) -> None:
    """The person has seen it (the caller commits)."""
    notice.read_at = notice.read_at or utc_now()


def mark_all_read(user_id: int) -> None:
    """The person has seen all of this portal (the caller commits)."""
    db.session.execute(
        update(Notice)
        .where(Notice.for_user_id == user_id, Notice.read_at.is_(None))
        .values(read_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def thin(now: datetime) -> None:
    """Delete what was read long ago, in the scope in force (the caller commits)."""
    db.session.execute(delete(Notice).where(Notice.read_at < now - KEPT))
