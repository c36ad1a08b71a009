"""Public pages of drafts for comment: what is open, what became of the rest, the comment form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import today
from portal.media import queries as media
from portal.sharing.queries import Origin, origin_of
from portal.voice.cases.models import COMMENT
from portal.voice.cases.queries import comment_count, comments_on
from portal.voice.cases.receiving import Letter
from portal.voice.consultations import queries
from portal.voice.consultations.models import Consultation
from portal.voice.consultations.queries import HERE
from portal.voice.forms import CommentForm
from portal.voice.frame import LANDING, voice_frame
from portal.voice.sending import Door, answer
from portal.web.feeds import Entry, atom_feed
from portal.web.paging import paged_rows
from portal.web.request import current_portal, path, public_url
from portal.web.sanitise import render_markdown

bp = Blueprint("consultations", __name__, url_prefix="/gop-y")


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page of drafts."""
    return [(_("Ý kiến người dân"), LANDING), (_("Góp ý dự thảo"), HERE if more else None), *more]


@bp.get("/")
def listing() -> str:
    """Open drafts first, then those whose time has passed."""
    page = paged_rows(queries.closed_statement())
    return render_template(
        "voice/consultations.html",
        open_now=queries.open_now() if page.number == 1 else [],
        page=page,
        canonical_url=public_url(HERE),
        crumbs=crumbs(),
        **voice_frame(HERE),
    )


@bp.get("/<slug>")
def consultation(slug: str) -> str:
    """One draft, with its comments and its summary."""
    found = queries.by_slug(slug)
    if found is None:
        abort(404)
    return render_template("voice/consultation.html", preview=False, **consultation_context(found))


def consultation_context(found: Consultation) -> dict[str, Any]:
    """What the page of a draft shows."""
    day = today()
    origin = origin_of(found.kind, found.id)
    elsewhere = origin is not None and origin.is_canonical
    url = public_url(queries.consultation_path(found.slug))
    return {
        "draft": found,
        "origin": origin,
        "comment_at": _door(found, origin),
        "gathered_at": origin.name if origin is not None and elsewhere else "",
        "body": render_markdown(found.body, request.script_root),
        "summary": render_markdown(found.summary, request.script_root),
        "files": media.uses_of("consultation", found.id),
        "comments": comments_on(found.id),
        "comment_count": comment_count(found.id),
        "is_open": found.is_open(day),
        "is_over": found.is_over(day),
        "days_left": (found.closes_on - day).days,
        "canonical_url": origin.url if origin is not None and elsewhere else url,
        "page_url": url,
        "description": found.lead[:300],
        "crumbs": crumbs((found.title, None)),
    } | voice_frame(HERE)


def _door(found: Consultation, origin: Origin | None) -> str:
    """Where a draft is commented on. What another portal wrote: there, so that all comments are gathered."""
    if origin is not None and origin.is_canonical:
        return f"{origin.url}/gui"
    return path(f"{queries.consultation_path(found.slug)}/gui")


@bp.route("/<slug>/gui", methods=["GET", "POST"])
def comment(slug: str) -> ResponseReturnValue:
    """Comment on a draft. Nothing is taken after the last day: then the page says so, and leads to the summary."""
    found = queries.by_slug(slug)
    if found is None:
        abort(404)
    origin = origin_of(found.kind, found.id)
    if request.method != "POST" and origin is not None and origin.is_canonical:
        return redirect(
            _door(found, origin)
        )  # what was written in a form of this portal is taken here all the same
    if not found.is_open(today()):
        if request.method != "POST":
            return redirect(path(queries.consultation_path(slug)))
        typed = [request.form.get(name, "")[:5000] for name in ("title", "text")]
        return (
            render_template("voice/comment_late.html", typed=typed, **consultation_context(found)),
            409,
        )
    portal, form, draft_id = current_portal(), CommentForm(), found.id

    def letter(number: str, suspicion: list[str]) -> Letter:
        return Letter(
            COMMENT,
            form.title.data or "",
            form.text.data or "",
            number,
            form.sender(portal),
            may_publish=bool(form.may_publish.data),
            consultation_id=draft_id,
            suspicion=suspicion,
        )

    context = {
        "draft": found,
        "crumbs": crumbs((found.title, queries.consultation_path(slug)), (_("Gửi góp ý"), None)),
    }
    return answer(Door("comment", "voice/comment_form.html", context | voice_frame(HERE), letter), form)


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom feed of drafts."""
    entries = [
        Entry(queries.consultation_path(one.slug), one.title, one.lead, one.publish_at)
        for one in queries.all_visible()[:30]
    ]
    return atom_feed(_("Góp ý dự thảo"), HERE, entries)
