"""The search page and its suggestions; the read API (portal/opendata) asks the same search."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.search.curation import log
from portal.search.curation.queries import promoted
from portal.search.explaining import explain
from portal.search.narrowing import OWN, Question, read_question
from portal.search.presenting import chips, facet_lists, scopes, tabs, ways_out
from portal.search.registry import kind_labels
from portal.search.searching import Page, page_of
from portal.search.suggesting import MAX_TYPED, suggest
from portal.web.paging import ListPage, page_number
from portal.web.request import current_portal, public_url

bp = Blueprint("search", __name__, template_folder="templates")
PER_PAGE = 10
MAX_PAGES = 50
SUGGESTIONS_KEPT = 60  # seconds


def _question() -> Question:
    return read_question(request.args, current_portal().is_district)


def _explanations(answer: Page) -> dict[str, list[tuple[str, float, str]]]:
    """Key of an entry → the parts of its score, for administrators who ask for them; {} for everybody else."""
    actor: Actor | None = g.get("actor")
    if request.args.get("explain") != "1" or actor is None or not actor.may("search.explain"):
        return {}
    shown = [*(one.best for one in answer.things), *answer.parts]
    return {one.key: explain(one.ranked) for one in shown if one.ranked is not None}


@bp.get("/tim-kiem")
def page() -> Response:
    """Things with what answers in them, narrowed by facets, of this portal or of others too."""
    question, number = _question(), min(page_number(), MAX_PAGES)
    answer = page_of(question, PER_PAGE, (number - 1) * PER_PAGE)
    last = max(1, -(-answer.total // PER_PAGE))
    if number > last:  # results may have become fewer since the link was made
        number, answer = last, page_of(question, PER_PAGE, (last - 1) * PER_PAGE)
    if number == 1 and question.text.strip() and not question.is_narrowed and not answer.degraded:
        log.note(question.text, question.scope, 0 if answer.corrected else answer.total)
    response = make_response(
        render_template(
            "search/page.html",
            q=question.text,
            question=question,
            answer=answer,
            page=ListPage([], number, min(answer.total, MAX_PAGES * PER_PAGE), PER_PAGE),
            tabs_of=tabs(question, answer),
            scopes=scopes(question),
            chips=chips(question, answer),
            kind_labels=kind_labels(),
            corrected_path=replace(question, text=answer.did_you_mean).link(),
            promoted=promoted(question.text) if number == 1 and not question.within else [],
            explanations=_explanations(answer),
            facets=facet_lists(question, answer),
            ways_out=ways_out(question) if question and not answer.total else [],
            robots="noindex" if request.query_string else "",  # results have no end of addresses
            canonical_url=public_url("/tim-kiem"),
            crumbs=[(_("Tìm kiếm"), None)],
        )
    )
    if question.scope != OWN or answer.degraded:
        # A kept page is as fresh as this portal's own content, and no fresher than an index that serves.
        response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/tim-kiem/goi-y")
def suggestions() -> Response:
    """A piece of a page: what somebody who has typed `?q=` so far may want."""
    typed, scope = request.args.get("q", "")[:MAX_TYPED], _question().scope
    found = suggest(typed, scope)
    response = make_response(
        render_template("search/_suggestions.html", suggestions=found, kind_labels=kind_labels())
    )
    response.headers["Cache-Control"] = f"max-age={SUGGESTIONS_KEPT}"
    response.vary.add("Cookie")  # of the language
    return response
