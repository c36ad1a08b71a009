"""The public check of a result: what a stranger may know of a paper in their hands, and nothing of its content."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import to_local
from portal.extensions import limiter
from portal.proofs.views import hash_in
from portal.results import queries
from portal.results.codes import read_code
from portal.results.models import REPLACED, WITHDRAWN, ResultDocument
from portal.web.request import current_portal, path, public_url

bp = Blueprint("results", __name__, template_folder="templates")
WHERE = "/xac-thuc/"
LOOKUPS = "20 per minute; 100 per hour"
"""How many wrong codes one sender may try: a code has 39 bits."""


def _was_wrong(answer: Response) -> bool:
    return answer.status_code == 404


@bp.get("/xac-thuc/")
@limiter.limit(LOOKUPS, deduct_when=_was_wrong)
def index() -> ResponseReturnValue:
    """Type a code (`?ma=`) or paste the hash of a file (`?sha256=`)."""
    typed, asked = request.args.get("ma", "").strip(), request.args.get("sha256", "").strip()
    if typed:
        code = read_code(typed)
        if code:
            return redirect(path(f"{WHERE}{code}"))
        return _page(typed=typed, problem="code"), 422
    if asked:
        sha256 = hash_in(asked)
        if sha256 is None:
            return _page(asked=asked, problem="sha256"), 422
        found = queries.by_sha256(sha256)
        if found is not None:
            return redirect(path(f"{WHERE}{found.code}"))
        return _page(asked=asked, problem="no_file"), 404
    return _page()


@bp.get("/xac-thuc/<code>")
@limiter.limit(LOOKUPS, deduct_when=_was_wrong)
def check(code: str) -> ResponseReturnValue:
    """What is known of the paper with this code: agency, kind, number, day, state."""
    known = read_code(code)
    found = queries.by_code(known) if known else None
    if found is None:
        return _page(typed=code, problem="no_code"), 404
    if known != code:
        return redirect(path(f"{WHERE}{known}"))
    return _page(shown=_shown(found))


def _page(**more: Any) -> Response:
    values = {"shown": None, "typed": "", "asked": "", "problem": ""} | more
    values["typed"], values["asked"] = values["typed"][:60], values["asked"][:200]
    page = render_template(
        "results/check.html",
        where=WHERE,
        agency=current_portal().authority,
        canonical_url=public_url(WHERE),
        crumbs=[(_("Kiểm tra giấy tờ"), None)],
        **values,
    )
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _shown(found: ResultDocument) -> dict[str, Any]:
    return {
        "kind": found.kind_name,
        "number": found.number,
        "day": found.issued_on,
        "state": found.state,
        "ended": to_local(found.ended_at).date()
        if found.ended_at and found.state in {WITHDRAWN, REPLACED}
        else None,
        "initials": found.initials,
        "sha256": found.sha256,
        "code": found.code,
    }
