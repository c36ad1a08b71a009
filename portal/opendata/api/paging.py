"""Lists by keyset: a page begins behind the last row of the one before, so that nothing is left out or comes twice when
something is published meanwhile, and the thousandth page costs what the first one does."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, func, or_, select

from portal.extensions import db
from portal.opendata.api.parameters import TEXT, Parameter
from portal.opendata.api.problems import INVALID, Problem, Wrong

CURSOR = "cursor"
_LONGEST = 600


@dataclass(frozen=True)
class Order:
    """An order of a list: by a column that is never empty, then by id."""

    name: str
    column: Any
    descending: bool
    read: Callable[[str], Any]
    written: Callable[[Any], str]

    def sorted(self, statement: Select[Any], model: Any) -> Select[Any]:
        """The statement in this order."""
        keys = (self.column, model.id)
        return statement.order_by(*(one.desc() if self.descending else one.asc() for one in keys))

    def behind(self, statement: Select[Any], model: Any, value: Any, last_id: int) -> Select[Any]:
        """Only what comes after a row."""
        if self.descending:
            later = or_(self.column < value, and_(self.column == value, model.id < last_id))
        else:
            later = or_(self.column > value, and_(self.column == value, model.id > last_id))
        return statement.where(later)


def by_instant(name: str, column: Any) -> Order:
    """An order by an instant; "-name" is the newest first."""
    return Order(name, column, name.startswith("-"), datetime.fromisoformat, lambda value: value.isoformat())


def by_day(name: str, column: Any) -> Order:
    """An order by a day; what has none counts as the oldest."""
    filled = func.coalesce(column, date(1, 1, 1))

    def written(value: Any) -> str:
        return value if isinstance(value, str) else value.isoformat()

    return Order(name, filled, name.startswith("-"), date.fromisoformat, written)


def by_text(name: str, column: Any) -> Order:
    """An order by a text."""
    return Order(name, column, name.startswith("-"), str, str)


def cursor_parameter() -> Parameter:
    """The parameter that asks for the next page."""
    about = _l("Con trỏ của trang tiếp theo, lấy nguyên từ tiêu đề Link hoặc mục next của trang trước")
    return Parameter(CURSOR, TEXT, about, longest=_LONGEST, pattern="^[A-Za-z0-9_-]+$")


def _asked_mark(values: Mapping[str, Any]) -> str:
    """A mark of the question: a cursor goes on with the list that it comes from, and with no other."""
    rest = {name: str(value) for name, value in values.items() if name not in {CURSOR, "limit", "fields"}}
    return hashlib.blake2b(json.dumps(rest, sort_keys=True).encode(), digest_size=6).hexdigest()


def _cursor(values: Mapping[str, Any], written: str, last_id: int) -> str:
    told = json.dumps([_asked_mark(values), written, last_id]).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def _place(order: Order, values: Mapping[str, Any]) -> tuple[Any, int]:
    """Where a cursor stands. Raises Problem for one that is not ours or of another list."""
    try:
        padded = values[CURSOR] + "=" * (-len(values[CURSOR]) % 4)
        mark, written, last_id = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if mark == _asked_mark(values) and isinstance(last_id, int) and 0 <= last_id < 2**63:
            return order.read(str(written)), last_id
    except (ValueError, TypeError):
        pass
    said = _l("không phải con trỏ của danh sách này; hãy bắt đầu lại từ trang đầu")
    raise Problem(INVALID, _l("Có tham số không đúng; xem mục errors."), [Wrong(CURSOR, said)])


@dataclass(frozen=True)
class Page:
    """A page of a list: its things, how many the whole list has, the cursor of the next page ("": none)."""

    things: Sequence[Any]
    total: int
    following: str


def page_of(statement: Select[Any], model: Any, order: Order, values: Mapping[str, Any]) -> Page:
    """The page that was asked for by `cursor` and `limit`, of what a SELECT of entities answers; two statements."""
    total = int(db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0)
    limit: int = values["limit"]
    wanted = order.sorted(statement, model).add_columns(order.column)
    if values[CURSOR] is not None:
        wanted = order.behind(wanted, model, *_place(order, values))
    rows = db.session.execute(wanted.limit(limit + 1)).all()
    things = [row[0] for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(things, total, "")
    last = rows[limit - 1]
    return Page(things, total, _cursor(values, order.written(last[1]), last[0].id))
