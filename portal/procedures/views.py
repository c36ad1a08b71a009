"""Public pages of procedures."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from portal.legal import queries as legal
from portal.media import queries as media
from portal.procedures import queries
from portal.procedures.models import Procedure
from portal.procedures.service import SERVICE_LEVELS
from portal.web.contributions import contributions
from portal.web.freshness import remembered
from portal.web.paging import paged
from portal.web.request import current_portal, public_url
from portal.web.sanitise import render_markdown
from portal.web.structured import government_service

bp = Blueprint("procedures", __name__, template_folder="templates", url_prefix="/thu-tuc")
HERE = "/thu-tuc/"
STEP = re.compile(r"^###\s+(.*)$", re.MULTILINE)


@bp.get("/")
def listing() -> str:
    """Procedures, filtered by field, level and kind of online service."""
    args = request.args
    filters = queries.Filters(
        q=args.get("q", "")[:200].strip(),
        field=args.get("linh-vuc", "")[:200],
        level=args.get("cap", "")[:10],
        service_level=args.get("dich-vu", "")[:20],
    )
    page = paged(
        queries.count_procedures(filters),
        lambda offset, limit: queries.list_procedures(filters, offset, limit),
    )
    return render_template(
        "procedures/list.html",
        page=page,
        filters=filters,
        fields=remembered("procedures.fields", queries.field_choices),
        levels=[(level, _("Cấp %(level)s", level=word)) for level, word in queries.LEVEL_WORDS.items()],
        service_levels=[(level, queries.service_level_label(level)) for level in SERVICE_LEVELS],
        canonical_url=public_url(HERE),
        crumbs=[(_("Thủ tục hành chính"), None)],
    )


@bp.get("/<slug>")
def procedure(slug: str) -> str:
    """One procedure, every part; 410 where it was taken off."""
    return render_template("procedures/procedure.html", preview=False, **procedure_context(_visible(slug)))


@bp.get("/<slug>/in")
def print_view(slug: str) -> str:
    """The procedure for paper."""
    return render_template("procedures/print.html", preview=False, **procedure_context(_visible(slug)))


def _visible(slug: str) -> Procedure:
    found = queries.procedure_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return found


def channel_label(channel: str) -> str:
    """A way of submitting in words."""
    return {
        "truc-tiep": _("Trực tiếp"),
        "truc-tuyen": _("Trực tuyến"),
        "buu-chinh": _("Dịch vụ bưu chính"),
    }.get(channel, channel)


def _steps(markdown: str) -> list[dict[str, Any]]:
    parts = STEP.split(markdown)
    steps = (
        [{"title": "", "html": render_markdown(parts[0], request.script_root)}] if parts[0].strip() else []
    )
    for title, text in zip(parts[1::2], parts[2::2], strict=True):
        steps.append({"title": title.strip(), "html": render_markdown(text, request.script_root)})
    return steps


def _cases(procedure: Procedure, forms: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    cases = []
    for case, papers in groupby(procedure.papers, key=lambda one: one.case):
        rows = [
            {
                "name": one.name,
                "form": one.form,
                "file": forms.get(one.form),
                "originals": one.originals,
                "copies": one.copies,
                "note": one.note,
            }
            for one in papers
        ]
        cases.append({"case": case, "papers": rows})
    return cases


def procedure_context(procedure: Procedure) -> dict[str, Any]:
    """What a procedure's page shows."""
    files = media.uses_of("procedure", procedure.id)
    forms = {one["title"]: one for one in files} | {one["name"]: one for one in files}
    held = legal.paths_by_number({one.number for one in procedure.bases if one.number})
    url = public_url(queries.procedure_path(procedure.slug))
    cases = _cases(procedure, forms)
    used = {paper["form"] for case in cases for paper in case["papers"]}
    return {
        "procedure": procedure,
        "level_label": queries.service_level_label(procedure.service_level),
        "levels": [
            str(queries.LEVEL_WORDS.get(level, level)) for level in procedure.levels.split("|") if level
        ],
        "steps": _steps(procedure.steps),
        "ways": [
            {"channel": channel_label(one.channel), "time": one.time, "fee": one.fee, "note": one.note}
            for one in procedure.ways
        ],
        "cases": cases,
        "bases": [
            {"number": one.number, "title": one.title, "path": held.get(one.number)}
            for one in procedure.bases
        ],
        "conditions": render_markdown(procedure.conditions, request.script_root),
        "files": [one for one in files if one["title"] not in used and one["name"] not in used],
        "online": next((found for ask in contributions().online if (found := ask(procedure.code))), None),
        "canonical_url": url,
        "description": (procedure.description or procedure.name)[:300],
        "og_title": procedure.name,
        "json_ld": government_service(procedure, url, current_portal()),
        "crumbs": [(_("Thủ tục hành chính"), HERE), (procedure.name, None)],
    }
