"""What a list of the desk shows: words, state, and who has to do with a thing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from portal.clock import today
from portal.publishing.models import TRASHED

OVERDUE = "qua-han"


@dataclass(frozen=True)
class Wanted:
    """Which things of a kind are asked for. `review` "qua-han": those whose day of looking again has passed.

    `status` "" is every state but the trash. Each kind looks for the words `q` in columns of its own.
    """

    q: str = ""
    status: str = ""
    author_id: int | None = None
    editor_id: int | None = None
    owner_id: int | None = None
    office: str = ""
    review: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all was asked for."""
        return any(getattr(self, one.name) for one in fields(self))

    def narrow(self, statement: Any, model: Any, day: date | None = None) -> Any:
        """The SELECT on a Publishable model, narrowed by everything but the words."""
        if self.status:
            statement = statement.where(model.status == self.status)
        else:
            statement = statement.where(model.status != TRASHED)
        people = ((model.created_by_id, self.author_id), (model.updated_by_id, self.editor_id))
        for column, wanted in (*people, (model.owner_id, self.owner_id)):
            if wanted is not None:
                statement = statement.where(column == wanted)
        if self.office:
            statement = statement.where(model.owner_office == self.office)
        if self.review == OVERDUE:
            statement = statement.where(model.review_on < (day or today()))
        return statement
