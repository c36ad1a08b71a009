"""What the holder of a link sees: the thing as it stands now, its files, and a place to say something about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import limiter
from portal.media.queries import used_by
from portal.media.views import file_answer
from portal.publishing import comments
from portal.publishing.comments import InvalidComment
from portal.publishing.models import TRASHED
from portal.publishing.preview_links import PreviewLink, find, note_opened
from portal.publishing.service import commit
from portal.screens.contract import Screen
from portal.screens.previews.rendering import preview_of
from portal.screens.registry import screen_of
from portal.screens.workflow import telling
from portal.tenancy.scope import editing, entered
from portal.web.request import current_portal, path

bp = Blueprint("preview_links", __name__, template_folder="../templates", url_prefix="/xem-truoc")
LIMIT = "30 per hour"  # remarks from one address


class _Ended(Exception):
    """The link does not open, or not any more."""


@bp.errorhandler(_Ended)
def _ended(_error: _Ended) -> ResponseReturnValue:
    answer = render_template("screens/previews/ended.html"), 410
    return answer


@contextmanager
def _opened(token: str) -> Iterator[tuple[PreviewLink, Screen, Any]]:
    """The link and what it leads to, in a scope that sees drafts. Raises _Ended; an unknown link looks like an
    ended one."""
    with entered(editing(current_portal().id)):
        link = find(token)
        screen = screen_of(link.kind) if link is not None else None
        if link is None or screen is None or not link.is_live(utc_now()):
            raise _Ended
        thing = screen.load(link.object_id)
        if thing is None or thing.status == TRASHED:
            raise _Ended
        yield link, screen, thing


@bp.get("/<token>")
def page(token: str) -> Response:
    """The thing as citizens will see it."""
    with _opened(token) as (link, screen, thing):
        note_opened(link)
        commit()
        g.preview_link = {"token": token, "for_whom": link.for_whom, "until": link.expires_at}
        answer = preview_of(screen, thing, f"/xem-truoc/{token}/tep/")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/<token>/tep/<int:media_id>/<path:name>")
def file(token: str, media_id: int, name: str) -> Response:
    """A picture or file of this thing, and of nothing else."""
    with _opened(token) as (link, _screen, _thing):
        row = used_by(media_id, link.kind, link.object_id)
        if row is None:
            abort(404)
        answer = file_answer(row, name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<token>/y-kien")
@limiter.limit(LIMIT)
def say(token: str) -> ResponseReturnValue:
    """What the holder of the link says goes to the remarks on the draft."""
    with _opened(token) as (link, screen, thing):
        typed = " ".join(request.form.get("name", "").split())[:80] or link.for_whom[:80]
        # Whoever holds the link may type any name, that of a colleague too: the desk must see where it comes from.
        name = _("%(name)s (qua đường dẫn xem trước)", name=typed or _("Người xem"))
        holder = Actor(None, name[:120], link.tenant_id, frozenset({"author"}))
        try:
            said = comments.say(link.kind, link.object_id, request.form.get("text", ""), holder)
        except InvalidComment as error:
            flash(str(error), "danger")
        else:
            telling.tell_comment(screen, thing, said, holder)
            commit()
            flash(_("Đã gửi ý kiến đến người biên tập. Cảm ơn ông/bà."), "success")
    return redirect(path(f"/xem-truoc/{token}"))
