"""What a form of figures sends, and the rows that it is shown with. What cannot be read stays in its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.indicators.book import rounded
from portal.indicators.catalogue import Measure, grouped
from portal.indicators.checking import Entry, Fault
from portal.indicators.forms_data import FormData
from portal.indicators.models import IndicatorFigure
from portal.indicators.numbers import NotANumber, read_number
from portal.indicators.service import LONGEST_NOTE

LONGEST_TYPED = 40


@dataclass(frozen=True)
class Typed:
    """What was sent: figures that could be read, texts as they were typed, and why the others could not be read."""

    entries: dict[str, Entry] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass
class FormRow:
    """A line of the form. `theirs` is what somebody else saved meanwhile, where it differs."""

    measure: Measure
    text: str
    note: str
    before: str
    target: str
    errors: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    theirs: str = ""


def read_form(form: Mapping[str, str], measures: Iterable[Measure]) -> Typed:
    """The figures that a form sends: `v_<code>` the number as typed, `n_<code>` words about it. What it does not send
    is not in the answer."""
    found = Typed()
    for one in measures:
        if f"v_{one.code}" not in form:
            continue
        text = form[f"v_{one.code}"].strip()[:LONGEST_TYPED]
        note = form.get(f"n_{one.code}", "").replace("\r\n", "\n").strip()
        found.texts[one.code] = (text, note)
        if len(note) > LONGEST_NOTE:
            found.unread[one.code] = _("Giải trình dài quá 1.000 ký tự. Hãy rút gọn.")
            continue
        try:
            found.entries[one.code] = Entry(read_number(text, one.decimals), note)
        except NotANumber as error:
            found.unread[one.code] = str(error)
    return found


def form_rows(
    data: FormData,
    held: Iterable[IndicatorFigure],
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
    *,
    conflict: bool = False,
) -> list[tuple[str, list[FormRow]]]:
    """The lines of the form by group: what was typed, else what is saved, with what is said about each."""
    saved = {one.code: one for one in held}
    typed = typed or Typed()
    made = {one.code: _row(one, data, saved.get(one.code), typed) for one in data.measures}
    for fault in faults:
        if fault.code in made and fault.code not in typed.unread:
            (made[fault.code].errors if fault.hard else made[fault.code].remarks).append(fault.text)
    if conflict:
        for code, entry in typed.entries.items():
            figure = saved.get(code)
            theirs = figure.value if figure is not None else None
            if entry.value != theirs:
                made[code].theirs = made[code].measure.written(theirs) or _("để trống")
    return [(name, [made[one.code] for one in group]) for name, group in grouped(data.measures)]


def _row(one: Measure, data: FormData, figure: IndicatorFigure | None, typed: Typed) -> FormRow:
    text = one.written(figure.value) if figure is not None else ""
    note = figure.note if figure is not None else ""
    if one.code in typed.texts:
        text, note = typed.texts[one.code]
    before = one.written(rounded(data.before.get(one.code), one.decimals))
    row = FormRow(one, text, note, before, one.written(data.targets.get(one.code)))
    if one.code in typed.unread:
        row.errors.append(typed.unread[one.code])
    return row


def problems(rows: Iterable[tuple[str, list[FormRow]]]) -> list[FormRow]:
    """The lines about which something is said, for the summary above the form."""
    return [one for _name, group in rows for one in group if one.errors or one.remarks]


def counted(rows: Iterable[tuple[str, list[FormRow]]]) -> dict[str, Any]:
    """How many lines there are, and how many have a figure or a reason why there is none."""
    lines = [one for _name, group in rows for one in group]
    return {"all": len(lines), "filled": sum(1 for one in lines if one.text or one.note)}
