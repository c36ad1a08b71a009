"""What a list of the desk shows: words, state, who has to do with a thing, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.clock import today
from portal.extensions import db
from portal.letters import without_accents
from portal.publishing.counts import in_state
from portal.publishing.models import PUBLISHED, TRASHED

OVERDUE = "qua-han"
MOST_WORDS = 12

ORDERS: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "moi-sua": lambda model: (model.updated_at.desc(), model.id.desc()),
    "cu-nhat": lambda model: (model.updated_at, model.id),
    "moi-tao": lambda model: (model.created_at.desc(), model.id.desc()),
    "ten": lambda model: (model.sought, model.id),
    "ra-soat": lambda model: (model.review_on.is_(None), model.review_on, model.id),
}
"""Orders that every list knows, as the address names them; without one it is the kind's own."""


@dataclass(frozen=True)
class Wanted:
    """Which things of a kind are asked for. `review` "qua-han": what citizens see and was to be looked at again before.

    `status` "" is every state but the trash. `q` are words without regard to accents, all of which must be there.
    `group` is of the kind's groups (`Publishable.grouped_by`).
    """

    q: str = ""
    status: str = ""
    author_id: int | None = None
    editor_id: int | None = None
    owner_id: int | None = None
    office: str = ""
    review: str = ""
    group: int | None = None
    order: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all was asked for."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "order")

    def narrow(self, statement: Any, model: Any, day: date | None = None) -> Any:
        """The SELECT on a Publishable model, narrowed by all of it but the order."""
        if self.status:
            statement = statement.where(model.status == self.status)
        else:
            statement = statement.where(model.status != TRASHED)
        return self._narrow_all_states(statement, model, day)

    def count(self, model: Any, day: date | None = None) -> dict[str, int]:
        """How many there are in each state, whichever state is asked for: one statement."""
        if hasattr(model, "counted_by") and not replace(self, status="").is_narrowed:
            return in_state(model.kind)
        statement = select(model.status, func.count()).select_from(model).group_by(model.status)
        return dict(db.session.execute(self._narrow_all_states(statement, model, day)).all())

    def _narrow_all_states(self, statement: Any, model: Any, day: date | None) -> Any:
        for word in without_accents(self.q).split()[:MOST_WORDS]:
            statement = statement.where(model.sought.contains(word, autoescape=True))
        people = ((model.created_by_id, self.author_id), (model.updated_by_id, self.editor_id))
        for column, wanted in (*people, (model.owner_id, self.owner_id)):
            if wanted is not None:
                statement = statement.where(column == wanted)
        if self.office:
            statement = statement.where(model.owner_office.icontains(self.office, autoescape=True))
        if self.review == OVERDUE:
            statement = statement.where(model.status == PUBLISHED, model.review_on < (day or today()))
        if self.group is not None and model.grouped_by:
            statement = statement.where(getattr(model, model.grouped_by) == self.group)
        return statement

    def ordered(self, statement: Any, model: Any) -> Any:
        """The SELECT in the order that was asked for; as it was without one."""
        order = ORDERS.get(self.order)
        return statement if order is None else statement.order_by(None).order_by(*order(model))
