"""Doing an act to many things one by one, undoing it, and telling people of it once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor, Forbidden
from portal.extensions import db
from portal.notices.service import notify
from portal.publishing import bulk
from portal.publishing.care import InvalidCare
from portal.publishing.comments import InvalidComment
from portal.publishing.models_care import BulkAct
from portal.publishing.service import commit
from portal.publishing.transitions import ReasonMissing, WrongState
from portal.screens.bulk.acts import Act, Given, Waiting, fault, titles
from portal.screens.care.pages import faults
from portal.screens.contract import InvalidField, Screen
from portal.screens.workflow.telling import approvers, writers_of

REFUSALS = (
    Forbidden,
    InvalidCare,
    InvalidComment,
    InvalidField,
    ReasonMissing,
    StaleDataError,
    Waiting,
    WrongState,
)


def run(screen: Screen, act: Act, ids: list[int], given: Given, actor: Actor) -> BulkAct:
    """Do an act to these things of the portal in force; what could not be done is in the answer's `failed`."""
    begun = bulk.begin(screen.kind, act.name, actor)
    commit()
    done: list[Any] = []
    failed: list[dict[str, Any]] = []
    tell: dict[int, list[str]] = defaultdict(list)
    for object_id in ids:
        thing = screen.load(object_id)
        if thing is None:
            continue
        title = screen.title_of(thing)
        before = bulk.held(thing, act.columns_of(screen))
        to = _audience(act, thing, actor)
        try:
            act.do(screen, thing, actor, given)
            bulk.note(begun, thing, before)
            commit()
        except REFUSALS as error:
            db.session.rollback()
            failed.append({"id": str(object_id), "title": title, "reason": _reason(error)})
        else:
            done.append(object_id)
            for one in to:
                tell[one].append(title)
    bulk.finish(begun, failed)
    for user_id, named in tell.items():
        where = f"{screen.path}{done[0]}" if len(done) == 1 else screen.path
        _tell(act, user_id, named, where, actor, given)
    commit()
    return begun


def _reason(error: Exception) -> str:
    if isinstance(error, InvalidCare):
        return faults()[error.reason]
    return fault(error)


def _audience(act: Act, thing: Any, actor: Actor) -> set[int]:
    if not act.told:
        return set()
    return approvers(actor) if act.told == "submitted" else writers_of(thing)


def _tell(act: Act, user_id: int, named: list[str], where: str, actor: Actor, given: Given) -> None:
    n, name = len(named), actor.name
    if act.told == "submitted":
        said = _("%(name)s gửi duyệt %(n)s mục", name=name, n=n)
        where = f"{where}?trang-thai=submitted" if where.endswith("/") else where
    elif act.told == "published":
        said = _("%(name)s đã đăng %(n)s mục của bạn", name=name, n=n)
    else:
        said = _("%(name)s đã gỡ %(n)s mục của bạn", name=name, n=n)
    reason = _("Lý do: %(reason)s", reason=given.reason) + "\n\n" if given.reason else ""
    text = f"{reason}{titles(named)}"
    notify({user_id}, act.told, said, where, actor, detail=text[:500], mail=f"{said}.\n\n{text}")


def undo(screen: Screen, act: Act, begun: BulkAct, actor: Actor) -> int:
    """Put everything back that is still as the act left it; how many things. Those that stay are in `failed`.

    What was put back is no longer in the act's rows: pressed twice, nothing is done twice.
    """
    count = 0
    refused: list[dict[str, Any]] = []
    for row in bulk.rows_of(begun):
        thing, object_id = screen.load(row.thing_id), row.thing_id
        title = screen.title_of(thing) if thing is not None else _("(đã xóa hẳn)")
        try:
            if thing is None or not bulk.is_as_left(thing, row, whole=act.whole):
                raise StaleDataError
            act.undo(screen, thing, actor, row.before)
            db.session.delete(row)
            commit()
            count += 1
        except REFUSALS as error:
            db.session.rollback()
            refused.append({"id": str(object_id), "title": title, "reason": _reason(error)})
    bulk.undone(begun, refused)
    commit()
    return count
