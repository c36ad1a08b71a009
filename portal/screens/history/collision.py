"""Two saves of one text: what each of the two changed, a merge by words, a choice where both changed the same place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField

from portal.accounts.signing_in import acting
from portal.publishing import revisions
from portal.publishing.contents import contents_of
from portal.publishing.corrections import correction_of
from portal.publishing.merging import BOTH, CHOICES, MINE, THEIRS, Clash, Part, Settled, merge, text_of
from portal.publishing.models import PUBLISHED, Revision
from portal.screens.comparing import Comparison, compared
from portal.screens.contract import Rule, Screen
from portal.screens.editing import edit_page
from portal.screens.filling import Values, content_fields, values_of
from portal.screens.texts import form_texts, in_words
from portal.screens.workflow.saving import seen_correction
from portal.web.sent import sent_version

_CONTEXT = 80  # letters of the same paragraph shown around a place where somebody must choose


@dataclass(frozen=True)
class Choice:
    """A place, or a whole field, that both changed; `name` is that of the radio buttons."""

    name: str
    label: str
    mine: str
    theirs: str
    before: str = ""
    after: str = ""
    options: tuple[str, ...] = CHOICES
    preset: str = BOTH


@dataclass
class Merged:
    """What becomes of the two: the values with the choices that were made, and what is to be chosen."""

    values: Values = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)


@dataclass(frozen=True)
class Saved:
    """Who saved something in between, when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Collision:
    """All that a page says of two saves that met."""

    merged: Merged
    saved: list[Saved]
    theirs: Comparison
    mine: Comparison | None  # None: what both began with is not known; `theirs` then compares the two


class Collisions:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """The page that merges with the choices that were made."""
        return [Rule("/<int:object_id>/ghep", "merge", self.merge, "content.edit_own", ("POST",))]

    def merge(self, object_id: int) -> ResponseReturnValue:
        """The edit page with the merged text, to look over and save; the choices anew where somebody saved again."""
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        acting().require_edit(thing.created_by_id)
        form = self.screen.form(thing)
        base = _base(thing, sent_version("base"))
        if (sent_version(), seen_correction()) != (thing.version, _correction_version(thing)):
            return _choosing(self.screen, thing, form, base)
        found = collision(self.screen, thing, form, base, request.form)
        return edit_page(
            self.screen, self.screen.form(thing, found.merged.values), thing, status=200, merged=found
        )


def collision_page(screen: Screen, object_id: int, form: FlaskForm) -> ResponseReturnValue:
    """The answer (409) to a save made from an old version: the merged text to look over, or first the places to choose.

    Nothing was saved, and nothing is lost: what was sent is in the page, what the other one saved is a revision.
    """
    thing = screen.load(object_id)
    if thing is None:
        abort(404)
    # A form made from somebody's waiting correction was made from no revision.
    base = None if seen_correction() else _base(thing, sent_version())
    found = collision(screen, thing, form, base, {})
    if found.merged.choices or request.headers.get("HX-Request"):
        return _choosing(screen, thing, form, base)
    merged_form = screen.form(thing, found.merged.values)
    return edit_page(screen, merged_form, thing, version=thing.version, status=409, merged=found)


def _choosing(screen: Screen, thing: Any, form: FlaskForm, base: Revision | None) -> ResponseReturnValue:
    piece = bool(request.headers.get("HX-Request"))
    page = render_template(
        "screens/_conflict.html" if piece else "screens/conflict.html",
        screen=screen,
        thing=thing,
        found=collision(screen, thing, form, base, {}),
        sent=_sent_pairs(form),
        base=base.of_version if base else 0,
        correction=_correction_version(thing),
    )
    answer = make_response(page, 409)
    if piece:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#noi-dung", "innerHTML"
    return answer


def _base(thing: Any, version: int) -> Revision | None:
    return revisions.of_version(thing, version) if version else None


def _correction_version(thing: Any) -> int:
    held = _held(thing)
    return held.version if held else 0


def _held(thing: Any) -> Any | None:
    return correction_of(thing.kind, thing.id) if thing.status == PUBLISHED else None


def _sent_pairs(form: FlaskForm) -> list[tuple[str, str]]:
    """What the form sent, to be sent again. A day that was emptied is sent as such, else the stored one would stand."""
    values = values_of(form)
    ticked = {one.name for one in content_fields(form) if isinstance(one, BooleanField | SelectMultipleField)}
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, list):
            found += [(name, one) for one in value]
        elif value is not None or name not in ticked:
            found.append((name, value or ""))
    return found


def collision(
    screen: Screen, thing: Any, form: FlaskForm, base: Revision | None, chosen: Mapping[str, str]
) -> Collision:
    """What was sent (`form`) beside what is stored, both made of `base` (None: not known)."""
    held = _held(thing)
    theirs = dict(held.fields) if held else screen.values(contents_of(thing))
    mine, begun = values_of(form), screen.values(base.data) if base else {}
    their_form, merged = screen.form(thing, theirs), Merged()
    for one in content_fields(form):
        _merge_field(
            merged, one, their_form[one.name], begun, (mine.get(one.name), theirs.get(one.name)), chosen
        )
    saved = [Saved(one.by_name, one.at) for one in (revisions.since(thing, base.number) if base else [])]
    if held is not None:
        saved = [Saved(held.by_name, held.updated_at)]
    my_texts, their_texts = form_texts(form), form_texts(their_form)
    if base is None:
        return Collision(merged, saved, compared(their_texts, my_texts), None)
    old = form_texts(screen.form(thing, {name: begun.get(name, theirs.get(name)) for name in mine}))
    return Collision(merged, saved, compared(old, their_texts), compared(old, my_texts))


def _merge_field(
    merged: Merged,
    one: Any,
    their_field: Any,
    begun: Values,
    both: tuple[str | list[str] | None, str | list[str] | None],
    chosen: Mapping[str, str],
) -> None:
    """Put a field's merged value, and what is to be chosen in it, to the rest."""
    name, known, (my, their) = one.name, one.name in begun, both
    if my == their or (known and begun[name] == their):
        merged.values[name] = my
    elif known and begun[name] == my:
        merged.values[name] = their
    elif isinstance(one, StringField):
        base = str(begun[name] or "") if known else None
        parts = merge(base, str(my or ""), str(their or ""))
        found = _choices_in(one, parts)
        picked = {at: _picked(choice, chosen) for at, choice in enumerate(found)}
        merged.values[name] = text_of(parts, picked)
        merged.choices += found
    else:
        label, words = str(one.label.text), (in_words(one), in_words(their_field))
        choice = Choice(f"cho-{name}", label, *words, options=(MINE, THEIRS), preset=MINE)
        merged.values[name] = my if _picked(choice, chosen) == MINE else their
        merged.choices.append(choice)


def _choices_in(one: Any, parts: list[Part]) -> list[Choice]:
    preset = BOTH if isinstance(one, TextAreaField) else MINE
    found: list[Choice] = []
    for place, part in enumerate(parts):
        if isinstance(part, Clash):
            before, after = _around(parts, place)
            name = f"cho-{one.name}-{len(found)}"
            label = str(one.label.text)
            found.append(Choice(name, label, part.mine, part.theirs, before, after, preset=preset))
    return found


def _around(parts: list[Part], place: int) -> tuple[str, str]:
    before = parts[place - 1] if place else None
    after = parts[place + 1] if place + 1 < len(parts) else None
    head = before.text.rpartition("\n")[2] if isinstance(before, Settled) else ""
    tail = after.text.partition("\n")[0] if isinstance(after, Settled) else ""
    cut = head[-_CONTEXT:] if len(head) <= _CONTEXT else "…" + head[-_CONTEXT:].partition(" ")[2]
    end = tail if len(tail) <= _CONTEXT else tail[:_CONTEXT].rpartition(" ")[0] + "…"
    return cut, end


def _picked(choice: Choice, chosen: Mapping[str, str]) -> str:
    wanted = chosen.get(choice.name, choice.preset)
    return wanted if wanted in choice.options else choice.preset
