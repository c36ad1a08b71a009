"""The page of a service: a few questions, and what follows from the answers. The answers stand in the address, so that
the page needs neither a session nor a script, may be kept, sent on and printed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from portal.clock import utc_now
from portal.services import queries
from portal.services.definition.counting import number_labels
from portal.services.definition.shapes import BY_POST, IN_PERSON, ONLINE, Definition
from portal.services.guide import case, times, words
from portal.services.guide.blanks import procedure_of
from portal.services.guide.case import Case
from portal.services.guide.opened import opened
from portal.services.models import Service
from portal.services.registry import above
from portal.services.views import HERE, level_label
from portal.web.request import public_url
from portal.workdays.queries import calendar_of

bp = Blueprint("service_guide", __name__, template_folder="templates", url_prefix="/dich-vu")


@bp.get("/<slug>")
def page(slug: str) -> str:
    """A service that is open here. With the header HX-Request only the part that answers change."""
    service, definition = opened(slug)
    found = case.case_of(definition, request.args)
    context = _context(service, definition, found)
    if request.headers.get("HX-Request"):
        return render_template("services_guide/_guide.html", **context)
    return render_template("services_guide/page.html", **context, **_around(service, definition))


def answers_query(answers: dict[str, str]) -> str:
    """Answers as they stand in an address, with the question mark; "" for none."""
    return f"?{urlencode(answers)}" if answers else ""


def _context(service: Service, definition: Definition, found: Case) -> dict[str, Any]:
    calendar, now = calendar_of(), utc_now()
    where = queries.service_path(service.slug)
    query = answers_query(dict(found.answers))
    published = procedure_of(service.code)
    blanks = published.blanks
    apply_path = (
        above(current_app).apply(service.slug, found.answers) if ONLINE in definition.channels else ""
    )
    return {
        "service": service,
        "definition": definition,
        "case": found,
        "words": words,
        "labels": number_labels(definition),
        "where": where,
        "query": query,
        "blanks": blanks,
        "procedure": published.slug,
        "forms": list(
            {
                blanks[one.form]["url"]: blanks[one.form] for one in found.to_give if one.form in blanks
            }.values()
        ),
        "ready": times.promised(calendar, found.deadline, now) if found.deadline else None,
        "office": times.standing(calendar, now),
        "apply_path": apply_path,
        "in_person": IN_PERSON in definition.channels,
        "by_post": BY_POST in definition.channels,
        "qr": _qr(public_url(where + query)) if found.is_whole else "",
    }


def _around(service: Service, definition: Definition) -> dict[str, Any]:
    return {
        "level_label": level_label(definition.level),
        "papers": case.all_papers(definition),
        "deadlines": case.all_times(definition),
        "canonical_url": public_url(queries.service_path(service.slug)),
        "description": definition.summary[:300],
        "og_title": service.name,
        "crumbs": [(_("Dịch vụ công"), HERE), (service.name, None)],
    }


def _qr(address: str) -> Markup:
    """A QR code as SVG without style: shapes and colours are attributes, which the policy of the pages allows."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2)
    named = Markup('<svg role="img" aria-label="{}" ').format(_("Mã QR dẫn đến trang này"))
    # nosemgrep: markup-of-words – squares only, no letter of the address
    return named + Markup(drawn.removeprefix("<svg "))  # nosec B704
