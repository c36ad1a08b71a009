"""The menu's page: built-in entries on, off, renamed and moved; own links on two levels."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.desk.appearance.parts import (
    Form,
    Part,
    Problem,
    State,
    check_label,
    check_target,
    completed,
)
from portal.desk.appearance.rows import Row, read_rows
from portal.web.appearance import KEY, MenuRow, read_appearance
from portal.web.contributions import contributions

FIELDS = ("key", "label", "target", "on", "below")


def _entries() -> dict[str, str]:
    return {one.path: str(one.label) for one in sorted(contributions().menu, key=lambda one: one.order)}


def _with_built_in(rows: list[Row]) -> list[Row]:
    """The lines with the name of each built-in entry; entries that are missing come last, those that no longer are
    and doubles fall away."""
    entries, seen, found = _entries(), set(), []
    for row in rows:
        if row["key"] and (row["key"] not in entries or row["key"] in seen):
            continue
        seen.add(row["key"])
        found.append(
            row | {"built_in": entries.get(row["key"], ""), "below": "" if row["key"] else row["below"]}
        )
    missing = [key for key in entries if key not in seen]
    return found + [_row(MenuRow(key)) | {"built_in": entries[key]} for key in missing]


def _row(row: MenuRow) -> Row:
    return {
        "key": row.key,
        "label": row.label,
        "target": row.target,
        "on": "" if row.off else "y",
        "below": "y" if row.below else "",
    }


def _show(document: State) -> State:
    return {"menu": _with_built_in([_row(one) for one in read_appearance({KEY: document}).menu])}


def _read(form: Form) -> State:
    return {"menu": _with_built_in(read_rows(form, "menu", FIELDS))}


def _check(state: State) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    for at, row in enumerate(state["menu"]):
        target = completed(row["target"])
        if not row["key"]:
            if not row["label"] and not target:
                continue
            check_label(row["label"], f"menu-{at}-label", problems)
            check_target(target, f"menu-{at}-target", problems)
        elif len(row["label"]) > 60:
            problems.append(Problem(f"menu-{at}-label", _("Tên khác"), _("Tên mục không quá 60 ký tự.")))
        rows.append(
            {
                "key": row["key"],
                "label": row["label"],
                "target": "" if row["key"] else target,
                "off": not row["on"],
                "below": bool(row["below"]) and not row["key"] and bool(rows),
            }
        )
    if not any(not one["off"] and not one["below"] for one in rows):
        problems.append(Problem("menu", _("Trình đơn"), _("Cần hiện ít nhất một mục.")))
    return {"menu": rows}, problems


PART = Part(
    "trinh-don",
    _l("Trình đơn"),
    "desk/appearance/menu.html",
    _show,
    _read,
    _check,
    {"menu": {"key": "", "label": "", "target": "", "on": "y", "below": "", "built_in": ""}},
)
