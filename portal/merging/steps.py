"""The steps of a reorganisation and of undoing it; each is one transaction that its runner commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.merging import adapting, bringing, copies, journal, money, people, proving, targets
from portal.merging.models import DONE, KEPT, MERGE, MOVED, RENAME, SPLIT, Merge, MergeStep, MovedRow
from portal.merging.move import Move
from portal.merging.moving import Moved, carry_out
from portal.merging.orders import Impossible, Order, by_id, job_runs, tenant
from portal.merging.selection import Selection, chunks, everything_of, still_there, values_of, with_owned
from portal.tenancy.models import Tenant
from portal.tenancy.owned import new_id

UNDO_DAYS = 30
Do = Callable[[Merge, MergeStep], None]


def _nothing(_merge: Merge, _step: MergeStep) -> None:
    return None


@dataclass(frozen=True)
class Step:
    """How a step is done and undone. `where` answers the portal in whose editing scope it runs; without it, it runs in
    a scope that hands over."""

    do: Do = _nothing
    undo: Do = _nothing
    where: Callable[[Merge, MergeStep], int] | None = None


def names_of(order: Order) -> list[tuple[str, int | None]]:
    """The steps of an order, each with the portal that it is about."""
    if order.kind == RENAME:
        return [("rename", None), ("end", None)]
    steps: list[tuple[str, int | None]] = [("target", None)]
    each = ["log_home", "log_back", "content", "people", "log_here"]
    for slug in order.olds:
        old = tenant(slug)
        about = old.id if old is not None else None
        steps += [(name, about) for name in (*each, *(["log_left"] if order.kind == SPLIT else []))]
    return [*steps, ("end", None)]


def _make_target(merge: Merge, step: MergeStep) -> None:
    order = Order.of(merge.order)
    olds = [one for one in map(tenant, order.olds) if one is not None]
    held = tenant(order.into)
    new = held is None
    if held is None:
        model = next((one for one in olds if one.code and one.code == order.code), olds[0])
        held = targets.make(order, model)
    else:
        merge.before = targets.as_it_is(held) | targets.opened(held)
        targets.rename(held, order)
    merge.into_id = held.id
    below = olds if merge.kind == MERGE else []
    step.data = {"new": new, "pages": targets.furnish(held, below, new=new)}


def _unmake_target(merge: Merge, step: MergeStep) -> None:
    held = by_id(merge.into_id)
    targets.clear_away(held.id, list(step.data["pages"].values()))
    held = by_id(merge.into_id)
    if merge.before:
        targets.put_back(held, merge.before)
    elif step.data["new"] and not _has_life(held.id, step.done_at):
        held.status = "suspended"
        held.valid_to = utc_now().date()


def _has_life(tenant_id: int, since: Any) -> bool:
    """Whether somebody has written anything at a portal since it was made."""
    names = ("news_item", "legal_document", "procedure", "work_week")
    held = everything_of(tenant_id)
    if any(held.get(name) for name in names):
        return True
    edited = values_of("page", tenant_id, held.get("page", set()), ["created_by_id", "updated_by_id"])
    return any(first or last for _id, first, last in edited)


def _chosen(merge: Merge, step: MergeStep, source: Tenant) -> Selection:
    """A whole portal; of a split what came from the portal that the step is about."""
    if merge.kind == MERGE:
        return everything_of(source.id)
    came: Selection = {}
    rows = select(MovedRow.table, MovedRow.object_id).where(
        MovedRow.from_id == step.about_id, MovedRow.role == MOVED, MovedRow.undone_at.is_(None)
    )
    for name, row_id in db.session.execute(rows):
        came.setdefault(name, set()).add(row_id)
    return with_owned(still_there(came, source.id), source.id)


def _move_content(merge: Merge, step: MergeStep) -> None:
    order, new, about = Order.of(merge.order), by_id(merge.into_id), by_id(step.about_id)
    old = about if merge.kind == MERGE else by_id(_source(order))
    if job_runs(old.id):
        raise Impossible([_("Cổng %(slug)s đang có việc chạy nền; hãy đợi rồi chạy tiếp.", slug=old.slug)])
    move = Move(merge.id, old, new, _chosen(merge, step, old))
    container = _container(merge, about.slug)
    if merge.kind == MERGE:
        adapting.hang_pages_below(move, container)
        adapting.name_agency_of_weeks(move)
    beside = bringing.beside(step, move) if merge.kind == SPLIT else []
    demands = money.hand_on_demands(move)
    step.data = told(carry_out(move)) | {
        "demands": demands,
        "brought": [bringing.bring(merge, *one) for one in beside],
        "hosts": [one.host for one in sorted(about.hosts, key=lambda one: one.position)],
        "heir": about.merged_into_id,
        "valid_to": about.valid_to.isoformat() if about.valid_to else None,
        "below": [],
        "mark": new_id(),
    }
    if merge.kind == MERGE:
        below = db.session.scalars(select(Tenant).where(Tenant.parent_id == old.id)).all()
        step.data["below"] = [one.id for one in below]
        for one in below:
            one.parent_id = new.id
        about.valid_to = order.date - timedelta(days=1)
    if merge.kind == MERGE or about.merged_into_id is not None:
        about.merged_into_id = new.id


def _source(order: Order) -> int:
    held = tenant(order.source)
    if held is None:
        raise Impossible([_("Không có cổng nào đang hoạt động tên là %(slug)s.", slug=order.source)])
    return held.id


def _container(merge: Merge, slug: str) -> int | None:
    first = db.session.scalars(
        select(MergeStep).where(MergeStep.merge_id == merge.id, MergeStep.name == "target")
    ).one()
    found: int | None = first.data.get("pages", {}).get(slug)
    return found


def told(moved: Moved) -> dict[str, Any]:
    """What a move did, as data."""
    data = asdict(moved)
    data["clashes"] = data["clashes"][:500]
    data["clash_count"] = len(moved.clashes)
    data["copies"], data["copy_count"] = data["copies"][:500], len(moved.copies)
    return data


def _return_content(merge: Merge, step: MergeStep) -> None:
    order, here, about = Order.of(merge.order), by_id(merge.into_id), by_id(step.about_id)
    home = about if merge.kind == MERGE else by_id(_source(order))
    lines = journal.lines_of(merge.id, home.id)
    stood = copies.folded_at(home.id) if merge.kind == MERGE else {}
    came: Selection = {}
    for line in lines:
        came.setdefault(line.table, set()).add(line.object_id)
    if merge.kind == SPLIT:
        came = _of_this_origin(came, about.id)
    move = Move(merge.id, here, home, with_owned(still_there(came, here.id), here.id), returning=True)
    adapting.want_back(move, lines)
    stayed = journal.lines_of(merge.id, home.id, KEPT)
    copies.lead_links_back(move, stayed)
    money.hand_on_demands(move)
    carry_out(move)
    adapting.tighten(move, stayed)
    journal.mark_undone(merge.id, home.id)
    copies.ask_anew(stood)
    for one in reversed(step.data.get("brought", [])):
        bringing.take_back(merge, one)
    about.merged_into_id = step.data["heir"]
    if merge.kind == MERGE:
        about.valid_to = _as_date(step.data["valid_to"])
        for one in db.session.scalars(select(Tenant).where(Tenant.id.in_(step.data["below"]))):
            one.parent_id = about.id


def _of_this_origin(came: Selection, origin_id: int) -> Selection:
    """Those of the rows that a split took because they came from this portal."""
    found: Selection = {}
    for name, ids in came.items():
        for part in chunks(ids):
            rows = select(MovedRow.object_id).where(
                MovedRow.table == name, MovedRow.object_id.in_(part), MovedRow.from_id == origin_id
            )
            found.setdefault(name, set()).update(db.session.scalars(rows))
    return found


def _as_date(text: str | None) -> Any:
    return Order("", "", day=text).date if text else None


def _move_people(merge: Merge, step: MergeStep) -> None:
    about = by_id(step.about_id)
    step.data = {
        "people": people.told(about.id),
        "given": people.give_rights(about.id, by_id(merge.into_id).id),
    }


def _return_people(merge: Merge, step: MergeStep) -> None:
    people.take_rights(by_id(merge.into_id).id, step.data["given"])


def _end(merge: Merge, _step: MergeStep) -> None:
    """Take along what was written while the content moved, by somebody who had begun before."""
    if merge.kind == MERGE:
        for one in db.session.scalars(
            select(MergeStep).where(MergeStep.merge_id == merge.id, MergeStep.name == "content")
        ):
            mark, old = one.data["mark"], by_id(one.about_id)
            late = {name: {row for row in ids if row > mark} for name, ids in everything_of(old.id).items()}
            late = {name: ids for name, ids in late.items() if ids}
            if late:
                move = Move(merge.id, old, by_id(merge.into_id), late)
                money.hand_on_demands(move)
                carry_out(move)
    merge.state, merge.finished_at = DONE, utc_now()
    merge.undo_until = merge.finished_at + timedelta(days=UNDO_DAYS)


def _rename(merge: Merge, step: MergeStep) -> None:
    order = Order.of(merge.order)
    held = tenant(order.into)
    if held is None:
        raise Impossible([_("Không có cổng nào đang hoạt động tên là %(slug)s.", slug=order.into)])
    merge.before, merge.into_id = targets.as_it_is(held), held.id
    targets.rename(held, order)
    step.data = {"after": targets.as_it_is(held)}


def _unrename(merge: Merge, _step: MergeStep) -> None:
    targets.put_back(by_id(merge.into_id), merge.before)


def _here_id(merge: Merge, _step: MergeStep) -> int:
    return by_id(merge.into_id).id


def _home_id(merge: Merge, step: MergeStep) -> int:
    return by_id(step.about_id).id if merge.kind == MERGE else _source(Order.of(merge.order))


def _log_here(merge: Merge, step: MergeStep) -> None:
    step.data = {"logged": proving.settle(merge, step, _here_id(merge, step))}


def _log_home(merge: Merge, step: MergeStep) -> None:
    step.data = {"logged": proving.settle(merge, step, _home_id(merge, step))}


STEPS: dict[str, Step] = {
    "target": Step(_make_target, _unmake_target),
    "content": Step(_move_content, _return_content),
    "people": Step(_move_people, _return_people),
    # The log of where things come back to, and of where they were, after "content" was undone.
    "log_home": Step(undo=_log_home, where=_home_id),
    "log_back": Step(undo=_log_here, where=_here_id),
    "log_here": Step(do=_log_here, where=_here_id),
    "log_left": Step(do=_log_home, where=_home_id),
    "rename": Step(_rename, _unrename),
    "end": Step(_end),
}
