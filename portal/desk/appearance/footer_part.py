"""The page of the footer and of all links: its text, who answers for the portal, lists of links, social media."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.desk.appearance.parts import (
    Form,
    Part,
    Problem,
    State,
    check_links,
    links_as_rows,
    read_links,
    text_of,
)

LISTS = ("links", "footer_links", "social")
LONGEST = 1500


def _show(document: State) -> State:
    texts = {name: text_of(document, name) for name in ("footer_text", "responsible")}
    return texts | {name: links_as_rows(document, name) for name in LISTS}


def _read(form: Form) -> State:
    texts = {name: form.get(name, "").strip() for name in ("footer_text", "responsible")}
    return texts | {name: read_links(form, name) for name in LISTS}


def _check(state: State) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    if len(state["footer_text"]) > LONGEST:
        problems.append(Problem("footer_text", _("Lời ở chân trang"), _("Không quá 1.500 ký tự.")))
    if len(state["responsible"]) > 200:
        problems.append(Problem("responsible", _("Người chịu trách nhiệm"), _("Không quá 200 ký tự.")))
    found: dict[str, Any] = {name: state[name] for name in ("footer_text", "responsible")}
    for name in LISTS:
        found[name] = check_links(state[name], name, problems, web_only=name == "social")
    return found, problems


PART = Part(
    "chan-trang",
    _l("Chân trang, liên kết"),
    "desk/appearance/footer.html",
    _show,
    _read,
    _check,
    {name: {"label": "", "target": ""} for name in LISTS},
)
