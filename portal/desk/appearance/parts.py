"""The parts of a portal's appearance, each with a page of its own: how its form is shown, read and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.desk.appearance.rows import Row, read_rows
from portal.web.appearance import is_target, is_web_address

State = dict[str, Any]
"""What a form shows: texts by the names of its fields, and lists of lines (`rows.Row`)."""
Form = MultiDict[str, str]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field: its id in the page, what it is called, what to do."""

    field: str
    label: str
    message: str


@dataclass(frozen=True)
class Part:
    """A page of the appearance. `show` makes a form of the document, `read` one of what was sent, `check` the part of
    the document from a form, with what is wrong. `blanks`: what a new line of each list looks like."""

    slug: str
    label: Any
    template: str
    show: Callable[[State], State]
    read: Callable[[Form], State]
    check: Callable[[State], tuple[dict[str, Any], list[Problem]]]
    blanks: dict[str, Row] = field(default_factory=dict)


LINK = ("label", "target")
_LABELS = 120


def text_of(document: State, name: str) -> str:
    """A text of the document; "" where it is missing or something else."""
    value = document.get(name)
    return value if isinstance(value, str) else ""


def links_as_rows(document: State, name: str) -> list[Row]:
    """A list of links as lines of a form."""
    held = document.get(name)
    rows = held if isinstance(held, list) else []
    return [{one: str(row.get(one) or "") for one in LINK} for row in rows if isinstance(row, dict)]


def read_links(form: Form, name: str) -> list[Row]:
    """The lines of a list of links that was sent."""
    return read_rows(form, name, LINK)


def completed(target: str) -> str:
    """An address as somebody types it: "dichvucong.gov.vn" lacks only its beginning."""
    head = target.partition("/")[0]
    bare = "." in head and "://" not in target and ":" not in head and " " not in target
    return f"https://{target}" if bare and not target.startswith(".") else target


def check_links(rows: list[Row], name: str, problems: list[Problem], *, web_only: bool = False) -> list[Row]:
    """The links of a form as the document keeps them; empty lines fall away, what is wrong goes to `problems`."""
    found = []
    for at, row in enumerate(rows):
        label, target = row["label"], completed(row["target"])
        if not label and not target:
            continue
        check_label(label, f"{name}-{at}-label", problems)
        check_target(target, f"{name}-{at}-target", problems, web_only=web_only)
        found.append({"label": label, "target": target})
    return found


def check_label(label: str, where: str, problems: list[Problem]) -> None:
    """Note where a link has no words, or too many."""
    if not label or len(label) > _LABELS:
        problems.append(Problem(where, _("Chữ hiển thị"), _("Nhập chữ hiển thị, không quá 120 ký tự.")))


def check_target(target: str, where: str, problems: list[Problem], *, web_only: bool = False) -> None:
    """Note where a link leads nowhere."""
    if web_only and not is_web_address(target):
        problems.append(
            Problem(where, _("Địa chỉ"), _("Nhập địa chỉ đầy đủ, ví dụ https://www.facebook.com/ten-trang."))
        )
    elif not web_only and not is_target(target):
        problems.append(
            Problem(
                where,
                _("Địa chỉ"),
                _("Nhập đường dẫn trong cổng (bắt đầu bằng /) hoặc địa chỉ đầy đủ (bắt đầu bằng https://)."),
            )
        )
