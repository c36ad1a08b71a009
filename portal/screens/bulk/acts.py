"""What can be done to many things at once: each act on each thing goes through the verb that a single page uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.publishing import bulk, care, comments, trash, workflow
from portal.publishing.corrections import correction_of
from portal.publishing.models import TRASHED
from portal.publishing.transitions import PUBLISH, SUBMIT, WITHDRAW, WrongState
from portal.screens.contract import Screen
from portal.screens.registry import registered


class Waiting(ValueError):
    """A correction of the thing waits: what becomes of it must be decided on the thing's own page."""


@dataclass(frozen=True)
class Given:
    """What the form says beside the act."""

    reason: str = ""
    group: int | None = None
    owner_id: int | None = None
    office: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Act:
    """An act on many things. `columns` are what it changes; `whole`: only a thing that nobody changed since is put
    back; `needs` names the field of the form that it asks for; `told`: the writers (or approvers) are told of it."""

    name: str
    label: Any
    done: Any
    action: str
    do: Callable[[Screen, Any, Actor, Given], None]
    undo: Callable[[Screen, Any, Actor, dict[str, Any]], None]
    columns: tuple[str, ...] = ()
    whole: bool = True
    needs: str = ""
    told: str = ""
    of_trash: bool = False
    grouped: bool = False
    more_columns: Callable[[Screen], tuple[str, ...]] = field(default=lambda _screen: ())

    def columns_of(self, screen: Screen) -> tuple[str, ...]:
        """What it changes of this kind of thing."""
        return self.columns + self.more_columns(screen)


def _publish(_screen: Screen, thing: Any, actor: Actor, _given: Given) -> None:
    if thing.is_visible(utc_now()):
        raise WrongState(PUBLISH, thing.status)
    workflow.publish(thing, actor)


def _withdraw(screen: Screen, thing: Any, actor: Actor, given: Given) -> None:
    if correction_of(screen.kind, thing.id) is not None:
        raise Waiting
    workflow.withdraw(thing, actor, given.reason)
    comments.say(screen.kind, thing.id, given.reason, actor, act=WITHDRAW)


def _put_back(verb: str) -> Callable[[Screen, Any, Actor, dict[str, Any]], None]:
    def undo(screen: Screen, thing: Any, actor: Actor, before: dict[str, Any]) -> None:
        if correction_of(screen.kind, thing.id) is not None:
            raise Waiting
        bulk.put_back_state(thing, verb, before, actor)

    return undo


def _move(screen: Screen, thing: Any, actor: Actor, given: Given) -> None:
    registered().groupings[screen.kind].move(thing, given.group or 0, actor)


def _move_back(screen: Screen, thing: Any, actor: Actor, before: dict[str, Any]) -> None:
    registered().groupings[screen.kind].move(thing, before[screen.model.grouped_by], actor)


def _care_back(_screen: Screen, thing: Any, actor: Actor, before: dict[str, Any]) -> None:
    care.put_back(thing, actor, bulk.read(thing, before))


ACTS = {
    one.name: one
    for one in (
        Act(
            "gui-duyet",
            _l("Gửi duyệt"),
            _l("Đã gửi duyệt"),
            "content.edit_own",
            lambda _screen, thing, actor, _given: workflow.submit(thing, actor),
            _put_back(SUBMIT),
            bulk.STATE,
            told="submitted",
        ),
        Act(
            "dang",
            _l("Đăng lên cổng"),
            _l("Đã đăng"),
            "content.publish",
            _publish,
            _put_back(PUBLISH),
            bulk.STATE,
            told="published",
        ),
        Act(
            "go",
            _l("Gỡ khỏi cổng"),
            _l("Đã gỡ"),
            "content.withdraw",
            _withdraw,
            _put_back(WITHDRAW),
            bulk.STATE,
            needs="reason",
            told="withdrawn",
        ),
        Act(
            "chuyen",
            _l("Chuyển chuyên mục"),
            _l("Đã chuyển chuyên mục"),
            "content.edit_own",
            _move,
            _move_back,
            needs="group",
            grouped=True,
            more_columns=lambda screen: (screen.model.grouped_by,),
        ),
        Act(
            "phu-trach",
            _l("Giao người phụ trách"),
            _l("Đã giao người phụ trách"),
            "content.edit_own",
            lambda _screen, thing, actor, given: care.give(thing, actor, given.owner_id, given.office),
            _care_back,
            ("owner_id", "owner_office"),
            whole=False,
            needs="owner",
        ),
        Act(
            "ra-soat",
            _l("Đặt ngày rà soát"),
            _l("Đã đặt ngày rà soát"),
            "content.edit_own",
            lambda _screen, thing, actor, given: care.look_again(thing, actor, given.day),
            _care_back,
            ("review_on",),
            whole=False,
            needs="day",
        ),
        Act(
            "thung-rac",
            _l("Bỏ vào thùng rác"),
            _l("Đã bỏ vào thùng rác"),
            "content.edit_own",
            lambda _screen, thing, actor, _given: trash.trash(thing, actor),
            lambda _screen, thing, actor, _before: trash.restore(thing, actor),
            ("status",),
        ),
        Act(
            "lay-lai",
            _l("Lấy lại từ thùng rác"),
            _l("Đã lấy lại"),
            "content.edit_own",
            lambda _screen, thing, actor, _given: trash.restore(thing, actor),
            lambda _screen, thing, actor, _before: trash.trash(thing, actor),
            ("status",),
            of_trash=True,
        ),
    )
}


def offered(screen: Screen, actor: Actor, status: str) -> list[Act]:
    """The acts that this person may use on a list of things in a state."""
    grouped = screen.kind in registered().groupings
    return [
        one
        for one in ACTS.values()
        if actor.may(one.action) and one.of_trash == (status == TRASHED) and (grouped or not one.grouped)
    ]


def fault(error: Exception) -> str:
    """Why an act could not be done to a thing, in words."""
    name = type(error).__name__
    told = {
        "Waiting": _("Có bản sửa đang chờ; hãy mở mục này và quyết định ở đó."),
        "OwnText": _("Bạn là người sửa sau cùng; bài cần một người khác duyệt."),
        "NeedsApproval": _("Mục đang đăng; thay đổi của bạn phải được duyệt, hãy sửa ở trang của mục."),
        "Forbidden": _("Bạn không có quyền làm việc này với mục của người khác."),
        "WrongState": _("Trạng thái của mục không cho phép, hoặc vừa đổi."),
        "StaleDataError": _("Vừa được người khác sửa."),
        "StaleVersion": _("Vừa được người khác sửa."),
    }
    return told.get(name) or str(error)


def titles(things: Iterable[str], most: int = 10) -> str:
    """Some titles, a line each."""
    named = list(things)
    lines = [f"- {one}" for one in named[:most]]
    if len(named) > most:
        lines.append(_("… và %(n)s mục khác", n=len(named) - most))
    return "\n".join(lines)
