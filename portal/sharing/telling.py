"""What people are told of sharing, in the transaction of the act and in the portal in force."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.notices.service import notify, people_who_may
from portal.screens.registry import screen_of
from portal.sharing.models import CHANGED, DECLINED, SUGGEST, TAKEN, SharedCopy, Sharing
from portal.sharing.placing import sender

WHERE = "/quan-tri/chia-se/"


def _deciders(tenant_id: int) -> set[int]:
    return {one.id for one in people_who_may("content.publish", tenant_id)}


def tell_arrived(copy: SharedCopy, source: str) -> None:
    """Something waits for a decision."""
    said = _("%(portal)s gửi: %(title)s", portal=source, title=copy.title)
    mail = _(
        "%(portal)s gửi đến cổng của anh/chị “%(title)s”. Mời anh/chị xem rồi nhận hoặc từ chối.",
        portal=source,
        title=copy.title,
    )
    notify(
        _deciders(copy.tenant_id),
        "share.arrive",
        said,
        f"{WHERE}{copy.id}",
        sender(copy),
        detail=copy.note,
        mail=mail,
    )


def tell_original_gone(copy: SharedCopy, thing: Any) -> None:
    """The original was withdrawn; the text that this portal made of it is still on the portal."""
    screen = screen_of(copy.kind)
    where = f"{screen.path}{thing.id}" if screen is not None and thing is not None else WHERE
    actor = sender(copy)
    said = _("KHẨN: bản gốc đã bị gỡ, bản riêng của cổng vẫn đang đăng: %(title)s", title=copy.title)
    mail = _(
        "%(portal)s vừa gỡ bản gốc của “%(title)s”. Cổng của anh/chị đã sửa riêng bài này nên bài vẫn đang đăng. "
        "Mời anh/chị xem ngay: gỡ bài, hoặc giữ nếu nội dung vẫn đúng.",
        portal=actor.name,
        title=copy.title,
    )
    notify(_deciders(copy.tenant_id), "share.original_gone", said, where, actor, mail=mail)


def tell_answer(sharing: Sharing, actor: Actor) -> None:
    """The other portal decided: who sent it is told."""
    title, where = sharing.title, WHERE
    screen = screen_of(sharing.kind)
    if screen is not None:
        where = f"{screen.path}{sharing.object_id}#chia-se"
    if sharing.state == DECLINED:
        said = _("%(portal)s từ chối: %(title)s", portal=actor.name, title=title)
    elif sharing.state == CHANGED:
        said = _("%(portal)s đã sửa riêng: %(title)s", portal=actor.name, title=title)
    elif sharing.state == TAKEN or (sharing.mode == SUGGEST and sharing.there):
        said = _("%(portal)s đã nhận: %(title)s", portal=actor.name, title=title)
    else:
        return
    notify([sharing.sent_by_id], "share.answer", said, where, actor, detail=sharing.reason)
