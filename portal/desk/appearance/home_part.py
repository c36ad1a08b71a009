"""The home page's page: which blocks, in which order, under which titles, with how many things of which sections."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.desk.appearance.parts import Form, Part, Problem, State
from portal.desk.appearance.rows import Row, read_rows
from portal.digits import whole_number
from portal.news.queries import sections
from portal.web.appearance import KEY, BlockRow, read_appearance
from portal.web.contributions import contributions
from portal.web.home import arranged

FIELDS = ("kind", "title", "count", "on")
COUNTED = {"lead": 5, "notices": 5, "news": 4, "documents": 6, "procedures": 8, "links": 20, "portals": 40}
"""Blocks that show several things, and how many at most."""


def _titles() -> dict[str, str]:
    return {one.kind: str(one.title) for one in contributions().home}


def section_choices() -> list[tuple[str, str]]:
    """(slug, name) of the sections that the block of news can be narrowed to."""
    return [(one.slug, one.name) for one in sections()]


def _row(row: BlockRow) -> Row:
    return {
        "kind": row.kind,
        "title": row.title,
        "count": str(row.count or ""),
        "on": "" if row.off else "y",
        "sections": ", ".join(row.sections),
    }


def _dressed(rows: list[Row]) -> list[Row]:
    titles = _titles()
    return [
        row | {"built_in": titles[row["kind"]], "most": str(COUNTED.get(row["kind"], ""))}
        for row in rows
        if row["kind"] in titles
    ]


def _show(document: State) -> State:
    settings = {KEY: document} if "home" in document else {"home_blocks": document.get("home_blocks")}
    return {"home": _dressed([_row(one) for one in arranged(read_appearance(settings).home)])}


def _read(form: Form) -> State:
    boxes = {slug: f"section-{slug}" for slug, _name in section_choices()}
    rows = [
        {name: row[name] for name in FIELDS}
        | {"sections": ", ".join(slug for slug, box in boxes.items() if row[box])}
        for row in read_rows(form, "home", (*FIELDS, *boxes.values()))
    ]
    sent = {row["kind"] for row in rows}
    return {"home": _dressed([*rows, *[_row(BlockRow(kind)) for kind in _titles() if kind not in sent]])}


def _check(state: State) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    rows = []
    for at, row in enumerate(state["home"]):
        most = COUNTED.get(row["kind"], 0)
        count = whole_number(row["count"]) or 0
        if most and row["count"] and not 1 <= count <= most:
            message = _("Nhập số từ 1 đến %(most)s, hoặc để trống.", most=most)
            problems.append(Problem(f"home-{at}-count", row["built_in"], message))
        if len(row["title"]) > 80:
            problems.append(Problem(f"home-{at}-title", row["built_in"], _("Tiêu đề không quá 80 ký tự.")))
        rows.append(
            {
                "kind": row["kind"],
                "title": row["title"],
                "count": count if most else 0,
                "off": not row["on"],
                "sections": [one.strip() for one in row["sections"].split(",") if one.strip()][:20],
            }
        )
    return {"home": rows}, problems


PART = Part("trang-chu", _l("Trang chủ"), "desk/appearance/home.html", _show, _read, _check)
