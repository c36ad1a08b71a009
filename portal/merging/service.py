"""The verbs of reorganising: try out, begin, go on, undo. Everything is a row with steps, each one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.merging import effects
from portal.merging.models import DONE, RUNNING, UNDOING, UNDONE, Merge, MergeStep
from portal.merging.orders import Impossible, Order, check, cleaned
from portal.merging.steps import STEPS, Step, names_of
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import editing, entered, handing_over, system_task
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

log = logging.getLogger(__name__)
REASON = "sáp nhập, tách, đổi tên cổng"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class By:
    """Who reorganises: a district administrator, or the installation itself (its command line)."""

    user_id: int | None
    name: str

    @staticmethod
    def of(actor: Actor) -> By:
        """A person at the desk. Raises Forbidden."""
        actor.require("district.tenants")
        return By(actor.user_id, actor.name)


COMMAND_LINE = By(None, "dòng lệnh")


def _nobody(_done: int, _total: int) -> None:
    return None


def dry_run(order: Order, by: By) -> dict[str, Any]:
    """Every effect that an order would have: it is carried out in one transaction, told, and rolled back. Raises
    Impossible."""
    with handing_over(f"{REASON}: chạy thử"):
        try:
            merge = _write_down(order, by)
            for step in _steps(merge.id):
                if STEPS[step.name].where is None:
                    STEPS[step.name].do(merge, step)
                    db.session.flush()
            return effects.gather(merge)
        finally:
            db.session.rollback()


def begin(order: Order, by: By) -> int:
    """Write an order down with its steps; the number of it. `go_on` then does them. Raises Impossible."""
    with handing_over(REASON):
        merge = _write_down(order, by)
        _audit(merge, "tenants.begin")
        db.session.commit()
        return merge.id


def _write_down(order: Order, by: By) -> Merge:
    order = cleaned(order)
    check(order)
    merge = Merge(kind=order.kind, order=order.as_data(), by_id=by.user_id, by_name=by.name, before={})
    db.session.add(merge)
    db.session.flush()
    for position, (name, about) in enumerate(names_of(order)):
        db.session.add(MergeStep(merge_id=merge.id, position=position, name=name, about_id=about, data={}))
    db.session.flush()
    return merge


def _steps(merge_id: int) -> list[MergeStep]:
    statement = select(MergeStep).where(MergeStep.merge_id == merge_id)
    return list(db.session.scalars(statement.order_by(MergeStep.position)))


def go_on(merge_id: int, told: Progress = _nobody) -> None:
    """Do what is left of an order, or of undoing it; after a crash it goes on with the step that was not committed.

    Raises Impossible (nothing of the step is kept; it can be called again), and what the database raises.
    """
    while (left := _next(merge_id)) is not None:
        step_id, done, total, backwards = left
        told(done, total)
        try:
            _one(merge_id, step_id, backwards=backwards)
        except Impossible as error:
            _note(merge_id, str(error))
            raise
        announce()
    if _close(merge_id):
        announce()


def _next(merge_id: int) -> tuple[int, int, int, bool] | None:
    """The step to do now: its id, how many are done, how many there are, whether they are undone."""
    with system_task("bước kế tiếp khi sắp xếp lại các cổng"):
        merge = db.session.get(Merge, merge_id)
        steps = _steps(merge_id)
        if merge is None or merge.state not in {RUNNING, UNDOING}:
            return None
        if merge.state == RUNNING:
            left = [one for one in steps if one.done_at is None]
        else:
            left = [one for one in reversed(steps) if one.done_at is not None and one.undone_at is None]
        return (left[0].id, len(steps) - len(left), len(steps), merge.state == UNDOING) if left else None


def _one(merge_id: int, step_id: int, *, backwards: bool) -> None:
    with system_task("nơi làm một bước sắp xếp lại các cổng"):
        found, held = _load(merge_id, step_id)
        step = STEPS[found.name]
        where = step.where(held, found) if step.where is not None else None
    with entered(editing(where)) if where is not None else handing_over(REASON):
        found, held = _load(merge_id, step_id)
        if (found.undone_at if backwards else found.done_at) is not None:
            return  # somebody else has just done it
        _act(step, held, found, backwards=backwards)
        db.session.commit()


def _act(step: Step, merge: Merge, row: MergeStep, *, backwards: bool) -> None:
    merge.error = ""
    if backwards:
        step.undo(merge, row)
        row.undone_at = utc_now()
        return
    step.do(merge, row)
    row.done_at = utc_now()
    if row.name == "end":
        db.session.flush()
        merge.effects = effects.gather(merge)
        _audit(merge, "tenants.done")


def _load(merge_id: int, step_id: int) -> tuple[MergeStep, Merge]:
    merge = db.session.scalars(select(Merge).where(Merge.id == merge_id)).one()
    return db.session.scalars(select(MergeStep).where(MergeStep.id == step_id)).one(), merge


def _note(merge_id: int, error: str) -> None:
    with system_task("ghi lại vì sao chưa sắp xếp xong các cổng"):
        merge = db.session.scalars(select(Merge).where(Merge.id == merge_id)).one()
        merge.error = error[:500]
        db.session.commit()


def _close(merge_id: int) -> bool:
    """Mark an order as undone of which nothing is left to undo."""
    with system_task("kết thúc việc hoàn tác"):
        merge = db.session.scalars(select(Merge).where(Merge.id == merge_id)).one()
        if merge.state != UNDOING:
            return False
        merge.state = UNDONE
        _audit(merge, "tenants.undone")
        db.session.commit()
        return True


def begin_undoing(merge_id: int, by: By) -> None:
    """Let an order be undone; `go_on` then does it. Raises Impossible after its term, or when something later rests
    on it."""
    with system_task("hoàn tác sáp nhập, tách, đổi tên cổng"):
        merge = db.session.scalar(select(Merge).where(Merge.id == merge_id))
        problems = _against_undoing(merge)
        if merge is None or problems:
            raise Impossible(problems or [_("Không có lần sắp xếp nào mang số này.")])
        merge.state, merge.by_id, merge.by_name = UNDOING, by.user_id, by.name
        _audit(merge, "tenants.undo")
        db.session.commit()


def _against_undoing(merge: Merge | None) -> list[str]:
    if merge is None:
        return []
    if merge.state == UNDONE:
        return [_("Lần này đã được hoàn tác.")]
    if merge.state == UNDOING:
        return [_("Lần này đang được hoàn tác; hãy chạy tiếp.")]
    if merge.state == DONE and merge.undo_until is not None and merge.undo_until < utc_now():
        return [_("Đã quá 30 ngày nên không hoàn tác được nữa.")]
    mine = _tenants_of(merge)
    later = select(Merge).where(Merge.id > merge.id, Merge.state != UNDONE)
    for one in db.session.scalars(later.order_by(Merge.id.desc())):
        if mine & _tenants_of(one):
            return [
                _("Hãy hoàn tác lần số %(number)s trước: lần đó làm sau và dựa vào lần này.", number=one.id)
            ]
    return []


def _tenants_of(merge: Merge) -> set[int]:
    """Every portal that an order is about."""
    found = {one.about_id for one in _steps(merge.id) if one.about_id is not None}
    if merge.into_id is not None:
        found.add(merge.into_id)
    source = db.session.scalar(select(Tenant.id).where(Tenant.slug == Order.of(merge.order).source))
    return found | ({source} if source is not None else set())


def unfinished() -> list[int]:
    """Orders that were begun and are not done (in a scope that reads tenants)."""
    statement = select(Merge.id).where(or_(Merge.state == RUNNING, Merge.state == UNDOING))
    return list(db.session.scalars(statement.order_by(Merge.id)))


def announce() -> None:
    """Let every process read the list of portals again; this one at once."""
    tenants_changed()
    directory().refresh(versions().read(GLOBAL_SLOT))


def _audit(merge: Merge, action: str) -> None:
    """An entry at the district, which sees the whole trail."""
    above = db.session.scalars(
        select(Tenant.id).where(Tenant.parent_id.is_(None)).order_by(Tenant.id)
    ).first()
    order = Order.of(merge.order)
    detail = f"{merge.kind} {merge.id}: {', '.join(order.olds)} → {order.slug or order.into}"
    if above is not None:
        audit(Actor(merge.by_id, merge.by_name, above), action, detail=detail)
