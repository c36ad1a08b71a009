"""What a form shows, made of a definition and answers: plain values for `services/_form_macros.html`, the same for the
citizen's form, the counter's, and the desk's preview."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.digits import whole_number
from portal.services.definition.answers import MOST_ROWS, name_of
from portal.services.definition.conditions import Condition
from portal.services.definition.knowing import guided
from portal.services.definition.shapes import Definition, Field, Section
from portal.services.definition.values import ADDRESS_PARTS, LONGEST_LINE, LONGEST_TEXT, as_typed, yes_or_no
from portal.services.definition.wording import Asked, asked, condition_in_words

ROWS = "rows"
"""The name of the buttons that add or take away a row: `add:<field>`, `drop:<field>:<row>`."""
MOST_RADIOS = 7
_TOKENS = {"name": "name", "born": "bday", "phone": "tel", "email": "email"}
_ADDRESS_TOKENS = {"detail": "address-line1", "commune": "address-level3", "province": "address-level1"}


@dataclass(frozen=True)
class Choice:
    """A radio button, check box or option."""

    value: str
    label: str
    note: str
    chosen: bool


@dataclass(frozen=True)
class Part:
    """A box of its own within a field (an address has three)."""

    name: str
    id: str
    label: str
    value: str
    autocomplete: str


@dataclass(frozen=True)
class FieldView:
    """A field to show. `when` is its condition as JSON for the script, `hint` the same in words for who has none."""

    key: str
    kind: str
    name: str
    id: str
    label: str
    help: str
    error: str
    required: bool
    value: str = ""
    when: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple[Part, ...] = ()
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def as_radios(self) -> bool:
        """Whether the choices are few enough to be seen all at once."""
        return self.kind == "yes-no" or len(self.choices) <= MOST_RADIOS

    @property
    def described_by(self) -> str:
        """The ids of what explains it."""
        found = [("-help", self.help), ("-hint", self.hint), ("-error", self.error)]
        return " ".join(f"{self.id}{end}" for end, text in found if text)


@dataclass(frozen=True)
class RowView:
    """A row of a table; `number` counts for people, `at` stands in the names."""

    at: str
    number: int
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class SectionView:
    """A section to show."""

    key: str
    title: str
    help: str
    when: str
    hint: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class FormView:
    """A form to show. `known` (guide answers) and `fills` are JSON for the script; `errors`: (id, label, message)."""

    sections: tuple[SectionView, ...]
    known: str
    fills: str
    errors: tuple[tuple[str, str, str], ...]

    @property
    def has_rows(self) -> bool:
        """Whether there are buttons for rows, so that another one must come first (it is what Enter presses)."""
        return any(one.kind == "rows" for section in self.sections for one in section.fields)


def form_view(
    definition: Definition,
    answers: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    guide_answers: Mapping[str, Any] | None = None,
    more_rows: Mapping[str, int] | None = None,
    only: tuple[str, ...] = (),
) -> FormView:
    """The form with these answers and what `answers.validate` says; `more_rows`: how many empty rows to add to a table;
    `only`: keys of the sections to show (all where empty)."""
    maker = _Maker(asked(definition), errors or {}, more_rows or {})
    sections = tuple(
        maker.section(one, answers) for one in definition.sections if not only or one.key in only
    )
    return FormView(
        sections,
        known=_compact(guided(definition, guide_answers)),
        fills=_compact({one.key: one.fills for one in definition.questions if one.fills}),
        errors=tuple(maker.told),
    )


class _Maker:
    def __init__(self, known: Asked, errors: Mapping[str, str], more_rows: Mapping[str, int]) -> None:
        self.known, self.errors, self.more_rows = known, errors, more_rows
        self.told: list[tuple[str, str, str]] = []

    def section(self, one: Section, answers: Mapping[str, Any]) -> SectionView:
        fields = tuple(
            self.field(each, answers.get(each.key), (each.key,), self.known) for each in one.fields
        )
        return SectionView(
            one.key, one.title, one.help, _when(one.when), self._hint(one.when, self.known), fields
        )

    def field(self, one: Field, answer: Any, path: tuple[str | int, ...], known: Asked) -> FieldView:
        error = self.errors.get(".".join(map(str, path)), "")
        name = name_of(*path)
        made_id = name.replace(".", "_")
        if error:
            self.told.append((made_id, one.label, error))
        rows, blank = self._rows(one, answer) if one.kind == "rows" else ((), None)
        return FieldView(
            key=one.key,
            kind=one.kind,
            name=name,
            id=made_id,
            label=one.label,
            help=one.help or _example(one),
            error=error,
            required=one.required,
            value="" if one.kind in ("rows", "address", "many") else as_typed(one, answer),
            when=_when(one.when),
            hint=self._hint(one.when, known),
            choices=_choices(one, answer),
            parts=_parts(one, answer, path) if one.kind == "address" else (),
            rows=rows,
            blank=blank,
            attributes=_attributes(one),
        )

    def _rows(self, one: Field, answer: Any) -> tuple[tuple[RowView, ...], RowView]:
        given = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
        most = min(one.most or MOST_ROWS, MOST_ROWS)
        wanted = max(len(given) + self.more_rows.get(one.key, 0), one.least or 1)
        shown = [*given, *({} for _at in range(max(0, min(wanted, max(most, len(given))) - len(given))))]
        rows = tuple(self._row(one, row, str(at), at + 1) for at, row in enumerate(shown))
        return rows, _Maker(self.known, {}, {})._row(one, {}, "__", 0)

    def _row(self, one: Field, row: Mapping[str, Any], at: str, number: int) -> RowView:
        known = {**self.known, **{column.key: column for column in one.fields}}
        fields = tuple(
            self.field(each, row.get(each.key), (one.key, at, each.key), known) for each in one.fields
        )
        return RowView(at, number, fields)

    def _hint(self, condition: Condition | None, known: Asked) -> str:
        if condition is None:
            return ""
        return _("Chỉ điền nếu %(clause)s.", clause=condition_in_words(condition, known))


def _when(condition: Condition | None) -> str:
    return "" if condition is None else _compact(condition)


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _example(one: Field) -> str:
    if one.kind == "date":
        return _("Ngày, tháng, năm, ví dụ: 05/03/1990")
    if one.kind == "identity":
        return _("12 chữ số trên thẻ căn cước")
    return ""


def _choices(one: Field, answer: Any) -> tuple[Choice, ...]:
    if one.kind == "yes-no":
        return (
            Choice("co", yes_or_no(True), "", answer is True),
            Choice("khong", yes_or_no(False), "", answer is False),
        )
    given = answer if isinstance(answer, list) else [answer]
    return tuple(Choice(each.value, each.label, each.note, each.value in given) for each in one.options)


def _parts(one: Field, answer: Any, path: tuple[str | int, ...]) -> tuple[Part, ...]:
    labels = {
        "detail": _("Số nhà, thôn (tổ dân phố)"),
        "commune": _("Xã, phường, thị trấn"),
        "province": _("Tỉnh, thành phố"),
    }
    given = answer if isinstance(answer, dict) else {}
    return tuple(
        Part(
            name_of(*path, part),
            name_of(*path, part).replace(".", "_"),
            labels[part],
            str(given.get(part, "")),
            _ADDRESS_TOKENS[part] if one.known == "address" else "off",
        )
        for part in ADDRESS_PARTS
    )


def _attributes(one: Field) -> dict[str, str]:
    found = {"autocomplete": _TOKENS.get(one.known, "off")}
    if one.kind in ("date", "number", "money", "identity"):
        found["inputmode"] = "numeric"
    if one.kind == "phone":
        found["type"] = "tel"
    if one.kind == "email":
        found["type"] = "email"
    if one.kind == "person-name":
        found |= {"autocapitalize": "words", "spellcheck": "false"}
    if one.kind in ("text", "long-text"):
        longest = LONGEST_TEXT if one.kind == "long-text" else LONGEST_LINE
        found["maxlength"] = str(one.most or longest)
    return found


@dataclass(frozen=True)
class RowAct:
    """A button for rows that was pressed: a row added to a field, or the row `at` taken away."""

    key: str
    at: int | None = None


def row_act(definition: Definition, sent: MultiDict[str, str]) -> RowAct | None:
    """Which button for rows was pressed, None for another one: then nothing is validated, the form comes again."""
    act, _sep, rest = sent.get(ROWS, "").partition(":")
    key, _sep, at = rest.partition(":")
    tables = {one.key for section in definition.sections for one in section.fields if one.kind == "rows"}
    if key not in tables or act not in ("add", "drop"):
        return None
    return RowAct(key) if act == "add" else RowAct(key, whole_number(at, 9999) or 0)


def after_row_act(act: RowAct, sent: MultiDict[str, str]) -> tuple[MultiDict[str, str], dict[str, int]]:
    """What was sent without the row that was taken away, and `more_rows` for the form that comes again."""
    if act.at is None:
        return sent, {act.key: 1}
    gone = name_of(act.key, act.at) + "."
    left = [(name, value) for name, value in sent.items(multi=True) if not name.startswith(gone)]
    return MultiDict(left), {}
