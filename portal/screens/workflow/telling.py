"""What people are told of an act on a thing, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.notices.service import notify, people_who_may
from portal.publishing import comments
from portal.publishing.answering import last_writer
from portal.publishing.models_workflow import Correction, DraftComment
from portal.screens.contract import Screen

CORRECTED = "correction"


def desk_path(screen: Screen, thing: Any, anchor: str = "") -> str:
    """Where in the desk a thing is."""
    return f"{screen.path}{thing.id}{anchor}"


def writers_of(thing: Any, held: Correction | None = None) -> set[int]:
    """Who wrote a thing (or its correction): the one who began it, and who changed it last."""
    found = {held.by_id, held.begun_by_id} if held is not None else {thing.created_by_id, last_writer(thing)}
    return {one for one in found if one is not None}


def approvers(actor: Actor, not_these: Iterable[int] = ()) -> set[int]:
    """Who may let something through in this portal, but for some."""
    return {one.id for one in people_who_may("content.publish", actor.tenant_id)} - set(not_these)


def tell_submitted(screen: Screen, thing: Any, actor: Actor, held: Correction | None = None) -> int:
    """Ask those who may for approval; how many there are."""
    name, title = actor.name, screen.title_of(thing)
    said = (
        _("%(name)s xin duyệt bản sửa: %(title)s", name=name, title=title)
        if held
        else _("%(name)s gửi duyệt: %(title)s", name=name, title=title)
    )
    mail = _(
        "%(name)s đã gửi duyệt %(singular)s “%(title)s”. Mời anh/chị xem và duyệt hoặc trả lại.",
        name=name,
        singular=screen.singular,
        title=title,
    )
    kind = "correction.submitted" if held else "submitted"
    return notify(approvers(actor), kind, said, desk_path(screen, thing), actor, mail=mail)


def tell_returned(
    screen: Screen, thing: Any, actor: Actor, reason: str, held: Correction | None = None
) -> int:
    """Tell who wrote it that it came back, and why."""
    title = screen.title_of(thing)
    said = _("%(name)s trả lại: %(title)s", name=actor.name, title=title)
    mail = _(
        "%(name)s đã trả lại %(singular)s “%(title)s”.\n\nLý do: %(reason)s",
        name=actor.name,
        singular=screen.singular,
        title=title,
        reason=reason,
    )
    return notify(
        writers_of(thing, held),
        "returned",
        said,
        desk_path(screen, thing, "#gop-y"),
        actor,
        detail=reason,
        mail=mail,
    )


def tell_done(
    screen: Screen, thing: Any, actor: Actor, kind: str, detail: str = "", held: Correction | None = None
) -> int:
    """Tell who wrote it that it was approved, published, fixed for an hour, corrected or withdrawn."""
    title, name = screen.title_of(thing), actor.name
    said = {
        "approved": _("%(name)s đã duyệt: %(title)s", name=name, title=title),
        "published": _("%(name)s đã đăng: %(title)s", name=name, title=title),
        "scheduled": _("%(name)s đã hẹn giờ đăng: %(title)s", name=name, title=title),
        "corrected": _("%(name)s đã duyệt bản sửa: %(title)s", name=name, title=title),
        "dropped": _("%(name)s đã bỏ bản sửa: %(title)s", name=name, title=title),
        "withdrawn": _("%(name)s đã gỡ: %(title)s", name=name, title=title),
    }[kind]
    mail = f"{said}.\n\n{detail}" if detail else f"{said}."
    return notify(
        writers_of(thing, held), kind, said, desk_path(screen, thing), actor, detail=detail, mail=mail
    )


def tell_comment(screen: Screen, thing: Any, said: DraftComment, actor: Actor) -> int:
    """Tell who wrote the thing, who spoke about it before, and whom the remark is addressed to."""
    title = screen.title_of(thing)
    path = desk_path(screen, thing, f"#gop-y-{said.id}")
    to = {said.for_user_id} - {None}
    others = (writers_of(thing) | comments.people_in(screen.kind, thing.id)) - to
    asked = _("%(name)s hỏi bạn về: %(title)s", name=actor.name, title=title)
    spoke = _("%(name)s góp ý: %(title)s", name=actor.name, title=title)
    count = notify(to, "asked", asked, path, actor, detail=said.text[:500], mail=f"{asked}\n\n“{said.text}”")
    return count + notify(
        others, "comment", spoke, path, actor, detail=said.text[:500], mail=f"{spoke}\n\n“{said.text}”"
    )
