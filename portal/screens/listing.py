"""The lists of the screens: what was asked for, and the page of it."""

from __future__ import annotations

from flask import request
from sqlalchemy import func, select

from portal.extensions import db
from portal.publishing.models import STATES, TRASHED
from portal.publishing.wanted import OVERDUE, Wanted
from portal.screens.contract import Screen
from portal.web.paging import ListPage, paged


def wanted_of_request() -> Wanted:
    """What the address asks for; whatever makes no sense in it is left out."""
    given = request.args
    status, review = given.get("trang-thai", ""), given.get("ra-soat", "")
    return Wanted(
        q=given.get("q", "")[:200].strip(),
        status=status if status in {*STATES, TRASHED} else "",
        author_id=_number(given.get("nguoi-viet", "")),
        editor_id=_number(given.get("nguoi-sua", "")),
        owner_id=_number(given.get("phu-trach", "")),
        office=given.get("bo-phan", "")[:120].strip(),
        review=review if review == OVERDUE else "",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def page_of(screen: Screen, wanted: Wanted) -> ListPage:
    """The page of a screen's list that the address asks for, as lines: two statements."""
    statement = screen.statement(wanted)
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    count = int(db.session.scalar(counted) or 0)
    return paged(
        count,
        lambda offset, limit: [
            screen.row(one) for one in db.session.scalars(statement.offset(offset).limit(limit))
        ],
    )
