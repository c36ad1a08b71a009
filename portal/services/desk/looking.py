"""The desk looks at a service as citizens will: the form on a telephone and on a desk, and versions side by side."""

from __future__ import annotations

from flask import Response, abort, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.signing_in import desk_view
from portal.digits import whole_number
from portal.services import queries, service
from portal.services.comparing import differences
from portal.services.definition import answers
from portal.services.desk.blueprint import bp, load, page, working
from portal.services.forms import form_view
from portal.services.models import Service, ServiceVersion

WIDTHS = (360, 1280)


@bp.get("/<int:object_id>/xem-thu")
@desk_view(service.EDIT)
def preview(object_id: int) -> str:
    """The form in a frame of a telephone's or a desk's width."""
    found = load(object_id)
    width = whole_number(request.args.get("rong"), 9999)
    return page("preview.html", found, width=width if width in WIDTHS else WIDTHS[0])


@bp.get("/<int:object_id>/xem-thu/to-khai")
@desk_view(service.EDIT)
def preview_form(object_id: int) -> Response:
    """The form itself, with what the guide's questions were answered in the query; nothing of it can be sent."""
    found = load(object_id)
    _held, definition = working(found)
    guide = {one.key: request.args.get(one.key, "") for one in definition.questions}
    g.may_be_framed = True
    html = render_template(
        "services/desk/preview_form.html",
        service=found,
        definition=definition,
        form=form_view(definition, answers.prefilled(definition, guide), guide_answers=guide),
        guide=guide,
        papers=answers.papers_needed(definition, {}, guide),
    )
    answer = make_response(html)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/<int:object_id>/cac-ban")
@desk_view(service.EDIT)
def versions(object_id: int) -> str:
    """Every version that was published, and the draft."""
    found = load(object_id)
    return page("versions.html", found, versions=queries.versions_of(found), draft=queries.draft(found))


@bp.get("/<int:object_id>/so-sanh")
@desk_view(service.EDIT)
def compare(object_id: int) -> ResponseReturnValue:
    """What changed from one version to another (`?cu=`, `?moi=`: ids)."""
    found = load(object_id)
    old, new = _version(found, "cu"), _version(found, "moi")
    changes = differences(queries.definition_of(old), queries.definition_of(new))
    return page("compare.html", found, old=old, new=new, changes=changes)


def _version(found: Service, name: str) -> ServiceVersion:
    held = queries.version(whole_number(request.args.get(name)) or 0)
    if held is None or held.service_id != found.id:
        abort(404)
    return held
