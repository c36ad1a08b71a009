"""My data: everything that is held, to take home, to have corrected; who looked at it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens.export import export, page_context, pieces
from portal.citizens.forms import CorrectionForm
from portal.citizens.frame import DATA, bp, page, to, unkept
from portal.citizens.held import accesses_of, all_held
from portal.citizens.signing_in import citizen_view, the_citizen
from portal.extensions import limiter
from portal.web.request import current_portal


@bp.get("/du-lieu")
@citizen_view
def data() -> ResponseReturnValue:
    """Everything that is held about who asks."""
    return _data_page(_correction_form())


def _data_page(form: CorrectionForm, status: int = 200) -> Response:
    context: dict[str, Any] = page_context(the_citizen(), all_held())
    return page("citizens/data.html", status, form=form if form.about.choices else None, **context)


def _correction_form() -> CorrectionForm:
    form = CorrectionForm()
    form.about.choices = [(one.kind, str(one.label)) for one in all_held() if one.correct is not None]
    return form


@bp.get("/du-lieu/tai-ve")
@limiter.limit("30 per hour")  # each one opens every paper
@citizen_view
def download() -> ResponseReturnValue:
    """All of it as one ZIP."""
    file = export(the_citizen(), current_portal())
    answer = Response(pieces(file), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.zip"'
    return unkept(answer)


@bp.post("/du-lieu/dinh-chinh")
@limiter.limit("30 per hour")
@citizen_view
def correct() -> ResponseReturnValue:
    """Ask the office that holds something to correct it."""
    form = _correction_form()
    if not form.validate():
        return _data_page(form, 422)
    held = next(one for one in all_held() if one.kind == form.about.data)
    assert held.correct is not None
    try:
        held.correct(the_citizen(), form.text.data or "")
    except LookupError:
        form.about.errors = [_("Chưa cơ quan nào giữ hồ sơ của ông/bà nên chưa có gì để đính chính.")]
        return _data_page(form, 422)
    flash(_("Đã gửi đề nghị đính chính tới cơ quan đang giữ dữ liệu."), "success")
    return to(DATA)


@bp.get("/ai-da-xem")
@citizen_view
def seen() -> ResponseReturnValue:
    """Who of which office read what, and when."""
    return page("citizens/seen.html", accesses=accesses_of(the_citizen()))
