"""The lists of the screens: what was asked for, the page of it with people's names, what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.clock import today
from portal.digits import LARGEST_INTEGER, whole_number
from portal.extensions import db
from portal.publishing.care import owners
from portal.publishing.listed import slice_of
from portal.publishing.models import PUBLISHED, STATES, TRASHED
from portal.publishing.wanted import ORDERS, OVERDUE, Wanted
from portal.screens.contract import DeskRow, Screen
from portal.screens.registry import registered
from portal.web.paging import ListPage, paged


@dataclass(frozen=True)
class Line:
    """A line of a list: what the room says of it, and who has to do with it."""

    row: DeskRow
    author_id: int | None
    author: str
    editor: str
    owner_id: int | None
    owner: str
    review_on: date | None
    overdue: bool


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """What the fields of an address ask for; whatever makes no sense in it is left out."""
    status, review, order = (given.get(one, "") for one in ("trang-thai", "ra-soat", "sap-xep"))
    return Wanted(
        q=given.get("q", "")[:200].strip(),
        status=status if status in {*STATES, TRASHED} else "",
        author_id=whole_number(given.get("nguoi-viet"), LARGEST_INTEGER),
        editor_id=whole_number(given.get("nguoi-sua"), LARGEST_INTEGER),
        owner_id=whole_number(given.get("phu-trach"), LARGEST_INTEGER),
        office=given.get("bo-phan", "")[:120].strip(),
        review=review if review == OVERDUE else "",
        group=whole_number(given.get("nhom")),
        order=order if order in ORDERS else "",
    )


def wanted_of_request() -> Wanted:
    """What the address of this request asks for."""
    return wanted_of(request.args)


def query_with(name: str, value: Any) -> str:
    """The query of this list's address with one field changed ("" takes it out), from its first page."""
    args = {one: text for one, text in request.args.items() if one not in {name, "trang"} and text}
    if value not in {"", None}:
        args[name] = str(value)
    return f"?{urlencode(args)}" if args else ""


def page_of(screen: Screen, wanted: Wanted, counts: Mapping[str, int]) -> ListPage:
    """The page of a screen's list that the address asks for, as lines: two statements. `counts` are those of
    `wanted.count`."""
    statement = wanted.ordered(screen.statement(wanted), screen.model)
    total = total_of(wanted, counts)
    page = paged(total, lambda offset, limit: slice_of(statement, screen.model, offset, limit, total))
    people = {
        one for thing in page.items for one in (thing.created_by_id, thing.updated_by_id, thing.owner_id)
    }
    names = _names(people)
    return ListPage([_line(screen, one, names) for one in page.items], page.number, page.total, page.per_page)


def total_of(wanted: Wanted, counts: Mapping[str, int]) -> int:
    """How many things there are of the state that is asked for."""
    if wanted.status:
        return counts.get(wanted.status, 0)
    return sum(count for status, count in counts.items() if status != TRASHED)


def _names(user_ids: set[int | None]) -> dict[int, str]:
    wanted = [one for one in user_ids if one is not None]
    if not wanted:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all())


def _line(screen: Screen, thing: Any, names: Mapping[int, str]) -> Line:
    owner = ", ".join(filter(None, (names.get(thing.owner_id, ""), thing.owner_office)))
    overdue = thing.status == PUBLISHED and thing.review_on is not None and thing.review_on < today()
    return Line(
        screen.row(thing),
        thing.created_by_id,
        names.get(thing.created_by_id, ""),
        names.get(thing.updated_by_id, ""),
        thing.owner_id,
        owner,
        thing.review_on,
        overdue,
    )


def choices_of(screen: Screen, wanted: Wanted, actor: Actor) -> dict[str, Any]:
    """What the filters offer: people of the portal, and who is asked for though they left; the kind's groups."""
    people = owners(actor.tenant_id)
    known = dict(people)
    left = {wanted.author_id, wanted.editor_id, wanted.owner_id} - set(known)
    there = {one for one in left if one is not None and _acted_here(screen, one)}
    grouping = registered().groupings.get(screen.kind)
    return {
        "people": people + sorted(_names(set(there)).items(), key=lambda one: one[1]),
        "grouping": grouping,
        "groups": grouping.choices() if grouping else [],
    }


def _acted_here(screen: Screen, user_id: int) -> bool:
    """Whether somebody has to do with a thing of this kind in the portal in force: nobody else's name is told."""
    model = screen.model
    mine = (model.created_by_id == user_id) | (model.updated_by_id == user_id) | (model.owner_id == user_id)
    return db.session.scalar(select(model.id).where(mine).limit(1)) is not None
