"""What a room says about its things so that the shared screens can edit them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_wtf import FlaskForm
from sqlalchemy import Select

from portal.accounts.permissions import Actor
from portal.publishing.wanted import Wanted
from portal.screens.filling import Values


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
    model: Any  # the Publishable table

    def statement(self, wanted: Wanted) -> Select[Any]:
        """The things that match, in the order of the list."""

    def row(self, one: Any) -> DeskRow:
        """A line of the list."""

    def load(self, object_id: int) -> Any | None:
        """One thing of this portal, or None."""

    def form(self, thing: Any | None, values: Values | None = None) -> FlaskForm:
        """The form, filled from the thing (or empty) and from the request; from `values` alone where they are given."""

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data (or publishing.contents.contents_of a thing). A field of which the
        data say nothing, as those of imports do, is left out."""

    def create(self, form: FlaskForm, actor: Actor) -> Any:
        """Make a draft of the form. Raises Forbidden, or InvalidField."""

    def save(
        self,
        thing: Any,
        form: FlaskForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the thing, as the act `action` of the audit trail (its title, unless `detail` is given).

        Raises Forbidden, StaleVersion, or InvalidField.
        """

    def public_path(self, thing: Any) -> str:
        """Where citizens find it."""

    def title_of(self, thing: Any) -> str:
        """What it is called."""

    def render_public(self, thing: Any) -> str:
        """The page exactly as citizens see it, for the preview."""


@dataclass(frozen=True)
class Rule:
    """A page of a screen: below the screen's path, guarded by an action of accounts.permissions."""

    rule: str  # "/<int:object_id>/lich-su"
    name: str  # endpoint: desk_<kind>.<name>
    view: Callable[..., Any]
    action: str
    methods: tuple[str, ...] = ("GET",)


def _no_rules(_screen: Screen) -> list[Rule]:
    return []


def _no_data(_screen: Screen, _thing: Any) -> dict[str, Any] | None:
    return {}


@dataclass(frozen=True)
class Part:
    """One matter that all screens share (history, workflow, trash, …): its pages, and what the edit page shows of it.

    Templates are given `screen`, `thing` (None while something new is written) and `part`, what `data` answered;
    where that is None, the edit page shows nothing of the part. With `locked` in it, the thing can only be read.
    """

    name: str
    order: int
    rules: Callable[[Screen], list[Rule]] = _no_rules
    data: Callable[[Screen, Any], dict[str, Any] | None] = _no_data
    head: str = ""  # template with styles and scripts, in the page's head
    actions: str = ""  # template of buttons beside the title
    top: str = ""  # template above the form
    form: str = ""  # template inside the form, after the room's fields
    panel: str = ""  # template of a panel below the form


@dataclass(frozen=True)
class Grouping:
    """The groups of a kind (sections), that lists are narrowed by and things moved between; `Publishable.grouped_by`
    names the column. `move` checks, records, and leaves the commit to its caller; it raises Forbidden, InvalidField."""

    label: Any
    choices: Callable[[], list[tuple[int, str]]]
    move: Callable[[Any, int, Actor], None]


@dataclass(frozen=True)
class WordStart:
    """The fields of a kind's form that a Word file fills; `lead` "" where it has no such field. `elsewhere` instead is
    the page where this kind takes files in its own way."""

    title: str = ""
    lead: str = ""
    body: str = ""
    elsewhere: str = ""


class InvalidField(ValueError):
    """A verb refused a value that the form let through (a taken slug, …); shown at the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
