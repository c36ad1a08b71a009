"""Public pages of polls: vote, and see the result after that or when the poll is over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from portal.clock import today
from portal.voice.cases.receiving import public_door
from portal.voice.defence import guard
from portal.voice.frame import LANDING, voice_frame
from portal.voice.polls import queries, service
from portal.voice.polls.models import Poll
from portal.voice.polls.queries import HERE
from portal.voice.sending import form_context, private_page
from portal.web.paging import paged_rows
from portal.web.request import current_portal, path, public_url

bp = Blueprint("polls", __name__, url_prefix="/tham-do")
MOST, MOST_SOLVED = 10, 40  # ballots of one address in an hour: a house and a mobile network share one


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page of polls."""
    return [(_("Ý kiến người dân"), LANDING), (_("Thăm dò ý kiến"), HERE if more else None), *more]


@bp.get("/")
def listing() -> str:
    """Open polls, then those that are over with their results."""
    page = paged_rows(queries.closed_statement())
    return render_template(
        "voice/polls.html",
        open_now=queries.open_now() if page.number == 1 else [],
        page=page,
        canonical_url=public_url(HERE),
        crumbs=crumbs(),
        **voice_frame(HERE),
    )


@bp.get("/<slug>")
def poll(slug: str) -> ResponseReturnValue:
    """One poll: the ballot, or the result for who has voted or comes too late."""
    found = queries.by_slug(slug)
    if found is None:
        abort(404)
    return private_page("voice/poll.html", **poll_context(found))


@bp.post("/<slug>")
def vote(slug: str) -> ResponseReturnValue:
    """Count a vote. The browser keeps that it has voted in this poll, signed; not what it chose."""
    found = queries.by_slug(slug)
    if found is None:
        abort(404)
    chosen = request.form.get("lua-chon", "")
    if not found.is_open(today()) or _has_voted(found):
        return redirect(path(queries.poll_path(slug)), 303)
    if chosen not in {str(one.id) for one in found.choices}:
        return _ballot_again(found, _("Hãy chọn một phương án."), 422)
    verdict = guard.examine(_form(found), "", most=MOST, most_solved=MOST_SOLVED)
    if verdict.refused:
        return _ballot_again(found, verdict.refused, verdict.status, chosen)
    if guard.TRAPPED not in verdict.suspicion:  # a machine is shown the result and is not counted
        with public_door(current_portal()) as actor:
            service.vote(found, int(chosen), verdict.number, actor.tenant_id)
    answer = redirect(path(f"{queries.poll_path(slug)}#ket-qua"), 303)
    answer.set_cookie(
        _cookie(found),
        _serializer().dumps(found.id),
        max_age=180 * 86400,
        path=path(queries.poll_path(slug)),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ballot_again(found: Poll, refused: str, status: int, chosen: str = "") -> ResponseReturnValue:
    return private_page(
        "voice/poll.html", status, **(poll_context(found) | {"refused": refused, "chosen": chosen})
    )


def poll_context(found: Poll, *, preview: bool = False) -> dict[str, Any]:
    """What the page of a poll shows."""
    day, voted = today(), not preview and _has_voted(found)
    return {
        "poll": found,
        "preview": preview,
        "is_open": found.is_open(day),
        "is_over": found.is_over(day),
        "voted": voted,
        "shows_result": voted or found.is_over(day),
        "bars_of_poll": queries.bars(found),
        "refused": "",
        "chosen": "",
        "canonical_url": public_url(queries.poll_path(found.slug)),
        "crumbs": crumbs((found.title, None)),
        **voice_frame(HERE),
        **form_context(_form(found)),
    }


def _form(found: Poll) -> str:
    return f"poll {found.id}"


def _cookie(found: Poll) -> str:
    return f"tham-do-{found.id}"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="portal.voice.poll")


def _has_voted(found: Poll) -> bool:
    try:
        said: object = _serializer().loads(request.cookies.get(_cookie(found), ""))
    except BadSignature:
        return False
    return said == found.id
