"""The verbs of notices: tell people of the desk, in the desk and by e-mail."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.accounts.permissions import PERMISSIONS, Actor
from portal.extensions import db
from portal.mail.service import ADDRESS, send_mail
from portal.notices.models import Notice


def people_who_may(action: str, tenant_id: int) -> list[User]:
    """The active people with a role in this portal that allows an action, by name."""
    roles = [role for role, held in PERMISSIONS.items() if action in held]
    statement = (
        select(User)
        .join(Membership)
        .where(Membership.for_tenant_id == tenant_id, Membership.role.in_(roles), User.is_active)
        .distinct()
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(statement))


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

    `path` is where in the desk the notice leads; `mail` is the text of an e-mail that goes out too, "" for none.
    """
    wanted = {one for one in user_ids if one is not None and one != actor.user_id}
    people = list(db.session.scalars(select(User).where(User.id.in_(wanted), User.is_active)))
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
        if mail and ADDRESS.fullmatch(person.email):
            send_mail(person.email, title, mail, tenant_id=actor.tenant_id, reason=kind)
    db.session.flush()
    return len(people)
