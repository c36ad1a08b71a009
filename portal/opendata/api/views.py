"""The read API under /api/v1: one view for every operation, the description for machines, a page for people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded

from portal.extensions import limiter
from portal.opendata.api import answering, asking, limits, openapi, problems
from portal.opendata.api.operations import Operation, keep, operations
from portal.opendata.api.problems import PREFIX, Problem
from portal.opendata.licences import licence_of
from portal.web.request import current_portal, public_url

bp = Blueprint("api", __name__, template_folder="../templates", url_prefix=PREFIX)
_SAME_FOR_ALL = frozenset({"api.page", "api.description"})
"""Kept by the page cache, so that they hold nothing of whoever asks: no count either."""


@bp.get("/")
def page() -> str:
    """The API for people: every question with its parameters, an example, the errors."""
    portal = current_portal()
    found = operations()
    tags: dict[str, list[Operation]] = {}
    for one in found:
        tags.setdefault(str(one.tag), []).append(one)
    return render_template(
        "opendata/api.html",
        tags=tags,
        base=public_url(PREFIX),
        limit=limits.in_words(),
        licence=licence_of(portal),
        problems=[(code, problems.TITLES[code]) for code in (400, 404, 410, 429)],
        canonical_url=public_url(f"{PREFIX}/"),
        description=_("Giao diện đọc dữ liệu mở của %(name)s", name=portal.name),
        crumbs=[(_("Dữ liệu mở"), "/du-lieu-mo"), (_("Giao diện đọc dữ liệu (API)"), None)],
    )


@bp.get("/openapi.json")
def description() -> Response:
    """The description in OpenAPI 3.1."""
    return jsonify(openapi.document(current_portal()))


def add(app: Flask, operation: Operation) -> None:
    """Answer an operation, and document it. Raises ValueError for a name that is taken."""
    keep(app, operation)

    def view(**in_path: Any) -> ResponseReturnValue:
        if request.method == "OPTIONS":
            return answering.preflight()
        found = operation.act(asking.read(operation, in_path))
        return answering.answered(found, licence_of(current_portal()).uri)

    rule = operation.path.replace("{", "<").replace("}", ">")
    app.add_url_rule(
        PREFIX + rule,
        endpoint=f"api.{operation.name}",
        view_func=view,
        methods=["GET", "OPTIONS"],
        provide_automatic_options=False,
    )


def _refused(error: Problem) -> Response:
    return problems.problem(error.status, error.said, error.wrong)


def refusal(code: int) -> Response:
    """The answer to what no operation was asked for, or what failed: an unknown address, a method that is not there."""
    return answering.open_to_scripts(problems.problem(code))


def _is_free() -> bool:
    """What is not counted: the same for everybody, or asked by a browser before it asks."""
    return request.endpoint in _SAME_FOR_ALL or request.method == "OPTIONS"


def _finish(response: Response) -> Response:
    answering.open_to_scripts(response)
    return response if request.endpoint in _SAME_FOR_ALL else limits.told(response)


def register(app: Flask) -> None:
    """Bind the API; operations come by `add`."""
    app.register_blueprint(bp)


limiter.shared_limit(limits.allowed, scope="api_v1", exempt_when=_is_free)(bp)
bp.register_error_handler(Problem, _refused)
bp.register_error_handler(RateLimitExceeded, limits.exceeded)
bp.after_request(_finish)
