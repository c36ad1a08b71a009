"""The page of theme, colours, emblem and banner. Colours that nobody could read are refused, and the nearest one that
can be read is offered (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.desk.appearance.parts import Form, Part, Problem, State, check_target, completed, text_of
from portal.web import themes
from portal.web.colours import contrast_on_page, contrast_with_ink, nearest_legible

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_PICTURE = re.compile(r"/tep/[1-9]\d{0,18}/[1-9]\d{1,4}\.webp\Z")
_SRCSET = re.compile(r"(?:/tep/\d{1,19}/\d{2,5}\.webp \d{2,5}w(?:, )?){0,12}\Z")
ENOUGH = 4.5
TEXTS = (
    "theme",
    "primary_colour",
    "accent_colour",
    "emblem",
    "banner",
    "banner_srcset",
    "banner_alt",
    "banner_target",
)


@dataclass(frozen=True)
class Verdict:
    """How a colour can be read: its ratio to the page's ground, whether that is enough, the nearest that is."""

    colour: str
    ratio: str
    legible: bool
    offered: str


def verdict_on(colour: str) -> Verdict | None:
    """The main colour as text and buttons on the page; None for what is no colour."""
    if not _COLOUR.match(colour):
        return None
    ratio = contrast_on_page(colour)
    return Verdict(colour, _shown(ratio), ratio >= ENOUGH, nearest_legible(colour))


def accent_ratio(colour: str) -> str:
    """How well the text on the accent colour can be read (it is black or white, whichever is better)."""
    return _shown(contrast_with_ink(colour)) if _COLOUR.match(colour) else ""


def _shown(ratio: float) -> str:
    return f"{int(ratio * 10) / 10:.1f}".replace(".", ",")  # cut, not rounded: 4.46 is not enough


def choices() -> list[tuple[str, str, str]]:
    """The themes to choose from: name, label, description."""
    return [
        (one.name, one.label, one.description) for one in themes.shelf().themes.values() if one.name != "base"
    ]


def _show(document: State) -> State:
    return {name: text_of(document, name) for name in TEXTS}


def _read(form: Form) -> State:
    state: State = {name: form.get(name, "").strip() for name in TEXTS}
    if form.get("no_emblem"):
        state["emblem"] = ""
    if form.get("no_banner"):
        state |= {"banner": "", "banner_srcset": ""}
    return state


def _check(state: State) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    if state["theme"] not in {name for name, _label, _text in choices()}:
        problems.append(Problem("theme", _("Bộ giao diện"), _("Chọn một bộ giao diện.")))
    verdict = verdict_on(state["primary_colour"])
    if verdict is None:
        problems.append(Problem("primary_colour", _("Màu chính"), _("Màu có dạng #8b1a1a.")))
    elif not verdict.legible:
        message = _(
            "Màu quá nhạt: tương phản %(ratio)s : 1, cần ít nhất 4,5 : 1. Màu gần nhất đọc được là %(offered)s.",
            ratio=verdict.ratio,
            offered=verdict.offered,
        )
        problems.append(Problem("primary_colour", _("Màu chính"), message))
    if not _COLOUR.match(state["accent_colour"]):
        problems.append(Problem("accent_colour", _("Màu nhấn"), _("Màu có dạng #c8811a.")))
    for name, pattern in (("emblem", _PICTURE), ("banner", _PICTURE), ("banner_srcset", _SRCSET)):
        if state[name] and not pattern.match(state[name]):
            state[name] = ""
    if state["banner_target"]:
        state["banner_target"] = completed(state["banner_target"])
        check_target(state["banner_target"], "banner_target", problems)
    if state["banner"] and state["banner_target"] and not state["banner_alt"]:
        message = _("Ảnh dẫn đến một trang thì cần lời mô tả, để người dùng trình đọc màn hình biết đi đâu.")
        problems.append(Problem("banner_alt", _("Lời mô tả ảnh"), message))
    if len(state["banner_alt"]) > 200:
        problems.append(Problem("banner_alt", _("Lời mô tả ảnh"), _("Không quá 200 ký tự.")))
    return {name: state[name] for name in TEXTS}, problems


PART = Part("mau-sac", _l("Màu sắc, biểu trưng"), "desk/appearance/look.html", _show, _read, _check)
