"""Public pages of questions and answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.voice.cases import queries
from portal.voice.cases.models import QUESTION, VoiceCase
from portal.voice.cases.receiving import Letter, count_helpful, public_door
from portal.voice.forms import QuestionForm, choose
from portal.voice.frame import LANDING, voice_frame
from portal.voice.sending import Door, answer
from portal.voice.settings import voice_settings
from portal.web import rates
from portal.web.feeds import Entry, atom_feed
from portal.web.paging import paged
from portal.web.request import current_portal, path, public_url
from portal.web.sanitise import excerpt, plain_text, render_markdown

bp = Blueprint("questions", __name__, url_prefix="/hoi-dap")
HERE = "/hoi-dap/"
DAY = 24 * 3600.0


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page of questions."""
    return [(_("Ý kiến người dân"), LANDING), (_("Hỏi đáp"), HERE if more else None), *more]


@bp.get("/")
def listing() -> str:
    """Answered questions, narrowed by words and field."""
    q, field = request.args.get("q", "")[:200].strip(), request.args.get("linh-vuc", "")[:120]
    fields = queries.fields_in_use(QUESTION)
    field = field if field in dict(fields) else ""
    found = queries.published(QUESTION, q, field)
    page = paged(queries.count_of(found), lambda offset, limit: queries.latest(found, offset, limit))
    return render_template(
        "voice/questions.html",
        page=page,
        q=q,
        field=field,
        fields=[(name, name, count) for name, count in fields],
        excerpt=excerpt,
        can_ask=QUESTION not in voice_settings(current_portal()).closed,
        canonical_url=public_url(HERE),
        crumbs=crumbs(),
        **voice_frame(HERE),
    )


@bp.route("/gui", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask a question."""
    portal = current_portal()
    settings = voice_settings(portal)
    if QUESTION in settings.closed:
        abort(404)
    form = QuestionForm()
    choose(form.field, settings.fields, _("Chưa rõ lĩnh vực"))

    def letter(number: str, suspicion: list[str]) -> Letter:
        return Letter(
            QUESTION,
            form.title.data or "",
            form.text.data or "",
            number,
            form.sender(portal),
            field=form.field.data or "",
            may_publish=bool(form.may_publish.data),
            suspicion=suspicion,
        )

    context = {"days": settings.question_days, "crumbs": crumbs((_("Gửi câu hỏi"), None))}
    return answer(Door("question", "voice/ask.html", context | voice_frame(HERE), letter), form)


@bp.get("/<int:case_id>")
def question(case_id: int) -> str:
    """One question with its answer."""
    found = queries.published_by_id(QUESTION, case_id)
    if found is None:
        abort(404)
    return render_template("voice/question.html", **question_context(found))


def question_context(found: VoiceCase) -> dict[str, Any]:
    """What the page of a question shows."""
    url = public_url(queries.case_path(found))
    return {
        "case": found,
        "answer": render_markdown(found.answer, request.script_root),
        "thanked": request.args.get("cam-on") == "1",
        "canonical_url": url,
        "description": found.title,
        "json_ld": {
            "@context": "https://schema.org",
            "@type": "QAPage",
            "mainEntity": {
                "@type": "Question",
                "name": found.title,
                "text": found.text,
                "answerCount": 1,
                "acceptedAnswer": {"@type": "Answer", "text": plain_text(found.answer), "url": url},
            },
        },
        "crumbs": crumbs((found.title, None)),
    } | voice_frame(HERE)


@bp.post("/<int:case_id>/huu-ich")
def helpful(case_id: int) -> ResponseReturnValue:
    """Count whether an answer helped: a number alone, once a day for an address, which is not kept."""
    found = queries.published_by_id(QUESTION, case_id)
    if found is None:
        abort(404)
    said = request.form.get("tra-loi", "")
    # Of another site's making is what a browser says is, and what nobody counts.
    counted = request.headers.get("Sec-Fetch-Site") != "cross-site"
    if said in {"co", "khong"} and counted and rates.count_visitor(f"helpful {case_id}", DAY) == 1:
        with public_door(current_portal()):
            count_helpful(case_id, helped=said == "co")
    return redirect(path(f"{queries.case_path(found)}?cam-on=1#huu-ich"), 303)


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom feed of the latest answers."""
    found = queries.latest(queries.published(QUESTION), 0, 30)
    entries = [
        Entry(
            queries.case_path(one),
            one.title,
            excerpt(one.answer, 300),
            one.published_at,
            one.field,
        )
        for one in found
    ]
    return atom_feed(_("Hỏi đáp"), HERE, entries)
