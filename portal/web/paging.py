"""Lists in pages: what part of a long list a page shows, and links to the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from portal.digits import whole_number
from portal.extensions import db

PER_PAGE = 20


@dataclass(frozen=True)
class ListPage:
    """One page of a list: `items` of `total`, page `number` from 1."""

    items: list[Any]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    def url(self, number: int) -> str:
        """The address of another page of the same list, filters kept."""
        args = [(key, value) for key, value in request.args.items(multi=True) if key != "trang" and value]
        if number > 1:
            args.append(("trang", str(number)))
        query = f"?{urlencode(args)}" if args else ""
        return f"{request.script_root}{request.path}{query}"


def page_number() -> int:
    """The page asked for by `?trang=`; 1 for anything that is not a sensible number."""
    return min(whole_number(request.args.get("trang"), 999_999) or 1, 100_000)


def paged(count: int, load: Callable[[int, int], list[Any]], per_page: int = PER_PAGE) -> ListPage:
    """The page asked for, of a list with `count` items; `load(offset, limit)` answers them."""
    number = min(page_number(), max(1, -(-count // per_page)))
    return ListPage(load((number - 1) * per_page, per_page), number, count, per_page)


def paged_rows(statement: Select[Any], per_page: int = PER_PAGE) -> ListPage:
    """The page asked for of what a SELECT answers, in its order; two statements."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return paged(
        int(db.session.scalar(counted) or 0),
        lambda offset, limit: list(db.session.scalars(statement.offset(offset).limit(limit))),
        per_page,
    )
