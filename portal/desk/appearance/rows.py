"""Lists that are put together in a form, line by line: read, moved, added to, without losing what was typed.

A field of line 2 of the list "menu" is called "menu-2-label". A button "up:menu:2" moves that line; nothing is saved by
that, the form comes back with the lines in their new order. So it works without a script.
"""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from portal.digits import whole_number

MOST = 60
Row = dict[str, str]


def read_rows(form: MultiDict[str, str], name: str, fields: tuple[str, ...]) -> list[Row]:
    """The lines of a list in their order, each field a text ("" where it was not sent)."""
    numbers = set()
    for key in form:
        head, _, rest = key.partition("-")
        number = whole_number(rest.partition("-")[0], 999)
        if head == name and number is not None:
            numbers.add(number)
    found = sorted(numbers)[:MOST]
    return [{one: form.get(f"{name}-{at}-{one}", "").strip() for one in fields} for at in found]


def read_order(text: str) -> tuple[str, str, int] | None:
    """A button's ("up:menu:2") verb, list and line; None for anything else."""
    verb, _, rest = text.partition(":")
    name, _, number = rest.partition(":")
    at = whole_number(number, 999)
    return (verb, name, at) if verb and name and at is not None else None


def carry_out(rows: list[Row], verb: str, at: int, blank: Row) -> list[Row]:
    """The lines after a button was pressed. Unknown verbs and lines change nothing."""
    if verb == "add":
        return [*rows, dict(blank)] if len(rows) < MOST else rows
    if not 0 <= at < len(rows):
        return rows
    if verb == "remove":
        return rows[:at] + rows[at + 1 :]
    if verb in {"in", "out"}:
        changed = rows[at] | {"below": "y" if verb == "in" and at else ""}
        return [*rows[:at], changed, *rows[at + 1 :]]
    if verb in {"up", "down"}:
        return _moved(rows, at, -1 if verb == "up" else 1)
    return rows


def _moved(rows: list[Row], at: int, step: int) -> list[Row]:
    """A line changes places with its neighbour; a line with others below it takes them along."""
    if rows[at].get("below"):
        to = at + step
        if 0 < to < len(rows):
            rows = list(rows)
            rows[at], rows[to] = rows[to], rows[at]
        return rows
    groups: list[list[Row]] = []
    mine = 0
    for number, row in enumerate(rows):
        if not groups or not row.get("below"):
            groups.append([])
        groups[-1].append(row)
        if number == at:
            mine = len(groups) - 1
    to = mine + step
    if 0 <= to < len(groups):
        groups[mine], groups[to] = groups[to], groups[mine]
    return [row for group in groups for row in group]
