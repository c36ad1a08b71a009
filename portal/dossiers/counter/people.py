"""People of the counter: in which units they work, when they are away, who stands in, what they have in hand.

Everybody says so of themselves; of others who assigns dossiers, or who oversees the counter (without reading any).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import COUNTER_ROLES, ROLES, Actor
from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.digits import whole_number
from portal.dossiers import people, service
from portal.dossiers.counter.typed import day, line
from portal.dossiers.counter.where import HERE, READ
from portal.dossiers.errors import NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import CounterPerson
from portal.dossiers.party import staff
from portal.dossiers.states import DONE, RUNNING, WAITING
from portal.extensions import db
from portal.publishing.service import StaleVersion, commit
from portal.web.request import path
from portal.web.sent import sent_version

ASSIGN, OVERSEE = "dossier.assign", "dossier.oversee"
IN_HAND = (*RUNNING, *WAITING, DONE)
bp = Blueprint("counter_people", __name__, url_prefix=HERE.rstrip("/"))


@bp.get("/can-bo/")
@desk_view(READ)
def listing() -> ResponseReturnValue:
    """The people of the counter."""
    return _page("can-bo/")


@bp.get("/quan-ly-can-bo/")
@desk_view(OVERSEE)
def overseen() -> ResponseReturnValue:
    """The same for who oversees the counter."""
    return _page("quan-ly-can-bo/")


def _page(
    where: str, status: int = 200, user_id: int = 0, problem: str = "", typed: Any = None
) -> ResponseReturnValue:
    actor = acting()
    found = people.of_counter(actor.tenant_id)
    known = {one.user_id: one for one in db.session.scalars(select(CounterPerson))}
    counted = select(Dossier.holder_id, func.count()).where(
        Dossier.state.in_(IN_HAND), Dossier.holder_id.is_not(None)
    )
    rows = db.session.execute(counted.group_by(Dossier.holder_id))
    day_now = today()
    page = render_template(
        "dossiers/desk/people.html",
        people=found,
        known=known,
        in_hand={row[0]: row[1] for row in rows},
        away={number for number, one in known.items() if people.is_away(one, day_now)},
        names={one.id: one.name for one in found},
        roles_of=_roles_of(actor),
        may_all=actor.may(ASSIGN) or actor.may(OVERSEE),
        may_assign=actor.may(ASSIGN),
        me=actor.user_id,
        units=sorted({unit for one in known.values() for unit in one.units}),
        where=f"{HERE}{where}",
        here=HERE,
        open_id=user_id,
        problem=problem,
        typed=typed or {},
    )
    return page, status


def _roles_of(actor: Actor) -> dict[int, str]:
    """The roles at the counter of each person, in words."""
    found: dict[int, list[str]] = {}
    for role in sorted(COUNTER_ROLES):
        for one in people.in_role(role, actor.tenant_id):
            found.setdefault(one.id, []).append(str(ROLES[role]))
    return {number: ", ".join(names) for number, names in found.items()}


@bp.post("/can-bo/<int:user_id>")
@desk_view(READ)
def arrange(user_id: int) -> ResponseReturnValue:
    """Say in which units somebody works, when they are away, who stands in."""
    return _arrange(user_id, "can-bo/")


@bp.post("/quan-ly-can-bo/<int:user_id>")
@desk_view(OVERSEE)
def arrange_overseen(user_id: int) -> ResponseReturnValue:
    """The same for who oversees the counter."""
    return _arrange(user_id, "quan-ly-can-bo/")


def _known(user_id: int) -> None:
    if user_id not in {one.id for one in people.of_counter(acting().tenant_id)}:
        abort(404)


def _arrange(user_id: int, where: str) -> ResponseReturnValue:
    _known(user_id)
    sent = request.form
    first, last = day(sent, "away_from"), day(sent, "away_to")
    problem = ""
    if (line(sent, "away_from") and first is None) or (line(sent, "away_to") and last is None):
        problem = _("Ngày vắng chưa đúng, ví dụ: 05/03/2026.")
    status = 422
    if not problem:
        try:
            service.arrange(
                user_id,
                staff(acting()),
                units=line(sent, "units", 1000).split(","),
                away_from=first,
                away_to=last,
                stand_in_id=whole_number(sent.get("stand_in")),
                seen=sent_version() or None,
            )
            commit()
        except NotPossible as error:
            problem = str(error)
        except (StaleVersion, StaleDataError):
            problem, status = _("Có người vừa sửa mục này. Xem lại rồi lưu lần nữa."), 409
    if problem:
        db.session.rollback()
        return _page(where, status, user_id, problem, sent)
    flash(_("Đã lưu."), "success")
    return redirect(path(f"{HERE}{where}"), 303)


@bp.post("/can-bo/<int:user_id>/giao-lai")
@desk_view(ASSIGN)
def give_all(user_id: int) -> ResponseReturnValue:
    """Give all that somebody has in hand to somebody else, or back into the queues; each is an act of its own."""
    _known(user_id)
    to_id = whole_number(request.form.get("to"))
    ids = db.session.scalars(
        select(Dossier.id).where(Dossier.holder_id == user_id, Dossier.state.in_(IN_HAND))
    ).all()
    done, left = 0, 0
    for number in ids:
        if _give(number, to_id):
            done += 1
        else:
            left += 1
    if done:
        flash(_("Đã giao lại %(count)s hồ sơ.", count=done), "success")
    if left:
        flash(
            _(
                "%(count)s hồ sơ giữ nguyên: người nhận không có vai trò của bước đó, hoặc vừa có người xử lý.",
                count=left,
            ),
            "warning",
        )
    return redirect(path(f"{HERE}can-bo/"), 303)


def _give(number: int, to_id: int | None) -> bool:
    dossier = db.session.scalar(select(Dossier).where(Dossier.id == number))
    if dossier is None:
        return False
    try:
        service.reassign(dossier, staff(acting()), None, to_id=to_id, note=_("Giao lại khi vắng mặt."))
        commit()
    except (NotPossible, StaleVersion, StaleDataError):
        db.session.rollback()
        return False
    return True
