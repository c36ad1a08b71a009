"""What a room says about its things so that the shared screens can edit them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_wtf import FlaskForm
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.extensions import db


@dataclass(frozen=True)
class DeskRow:
    """A line of the desk's list."""

    id: int
    title: str
    status: str
    note: str
    changed: datetime
    public_path: str | None


class Screen(Protocol):
    """A room's side of the screens. Verbs check permissions, record and commit; reads are scoped by the session."""

    kind: str  # "news"
    path: str  # "/quan-tri/tin-tuc/"
    icon: str
    order: int
    plural: Any
    singular: Any
    template: str  # template of the form's fields, included in the edit page

    def count(self, q: str, status: str) -> int:
        """How many things match."""

    def rows(self, q: str, status: str, offset: int, limit: int) -> list[DeskRow]:
        """The things that match, latest first."""

    def load(self, object_id: int) -> Any | None:
        """One thing of this portal, or None."""

    def form(self, thing: Any | None) -> FlaskForm:
        """The form, filled from the thing (or empty) and from the request."""

    def create(self, form: FlaskForm, actor: Actor) -> Any:
        """Make a draft of the form. Raises Forbidden, or InvalidField."""

    def save(self, thing: Any, form: FlaskForm, seen_version: int, actor: Actor) -> None:
        """Save the form onto the thing. Raises Forbidden, StaleVersion, or InvalidField."""

    def public_path(self, thing: Any) -> str:
        """Where citizens find it."""

    def title_of(self, thing: Any) -> str:
        """What it is called."""

    def render_public(self, thing: Any) -> str:
        """The page exactly as citizens see it, for the preview."""


def count_of(statement: Any) -> int:
    """How many rows a SELECT answers."""
    return int(db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0)


class InvalidField(ValueError):
    """A verb refused a value that the form let through (a taken slug, …); shown at the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
