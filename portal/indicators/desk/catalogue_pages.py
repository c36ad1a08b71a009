"""The desk of the catalogue: read by all who enter figures, written by the district."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.indicators import defining
from portal.indicators.catalogue import BETTER, FIELDS, MADE, Measure, as_measure, catalogue, grouped, keeper
from portal.indicators.forms import IndicatorForm, choose, draft_of, values
from portal.indicators.models import SUM, Indicator
from portal.indicators.periods import LABELS, MONTH
from portal.indicators.transitions import DEFINE, ENTER
from portal.publishing.service import StaleVersion, commit
from portal.tenancy.directory import directory
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

PATH = "/quan-tri/chi-tieu/"
bp = Blueprint("desk_indicator", __name__, template_folder="../templates", url_prefix=PATH.rstrip("/"))


@bp.get("/")
@desk_view(ENTER)
def listing() -> str:
    """The catalogue, by group."""
    portal = current_portal()
    measures = catalogue(portal)
    sought = request.args.get("q", "").strip()[:100]
    shown = [one for one in measures if sought.casefold() in f"{one.name} {one.code}".casefold()]
    return render_template(
        "indicators/catalogue.html",
        groups=grouped(shown),
        count=len(measures),
        q=sought,
        own=keeper(portal).id == portal.id,
        keeper=keeper(portal),
        periods=LABELS,
        made=MADE,
        today=today(),
        where=PATH,
    )


@bp.get("/xem/<code>")
@desk_view(ENTER)
def read(code: str) -> str:
    """What an indicator says: for who enters figures."""
    portal = current_portal()
    known = {one.code: one for one in catalogue(portal)}
    if code not in known:
        abort(404)
    named = [directory().by_id(one) for one in known[code].collected_from]
    return render_template(
        "indicators/indicator.html",
        measure=known[code],
        known=known,
        units=[one.name for one in named if one is not None],
        labels={"field": FIELDS, "period": LABELS, "made": MADE, "better": BETTER},
        own=keeper(portal).id == portal.id,
        where=PATH,
    )


def _own_only() -> None:
    """Only the portal at the top has a catalogue of its own."""
    if keeper(current_portal()).id != current_portal().id:
        abort(404)


def _units() -> list[tuple[int, str]]:
    below = set(current_portal().descendants)
    return [(one.id, one.name) for one in directory().living() if one.id in below]


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(DEFINE)
def new() -> ResponseReturnValue:
    """Add an indicator."""
    _own_only()
    empty = Measure(0, "", "", "", "khac", MONTH, made=SUM, active_from=today().replace(month=1, day=1))
    form = IndicatorForm(data=values(empty))
    choose(form, catalogue(current_portal()), "", _units())
    if form.validate_on_submit():
        try:
            row = defining.define(draft_of(form, None), acting())
            commit()
        except defining.InvalidIndicator as error:
            db.session.rollback()
            form[error.field].errors = [error.text]
        else:
            flash(_("Đã thêm chỉ tiêu “%(name)s” vào danh mục.", name=row.name), "success")
            return redirect(path(PATH))
    page = render_template("indicators/define.html", form=form, indicator=None, where=PATH)
    return page, 422 if form.errors else 200


def _loaded(object_id: int) -> Indicator:
    found = defining.by_id(object_id)
    if found is None:
        abort(404)
    return found


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(DEFINE)
def edit(object_id: int) -> ResponseReturnValue:
    """Change an indicator; every wording is kept. Who saved in between is not overwritten (409, the form keeps what was
    typed)."""
    row = _loaded(object_id)
    present = as_measure(row)
    form = IndicatorForm(data=values(present) | {"version": row.version})
    choose(form, catalogue(current_portal()), row.code, _units())
    form.code.validators = []
    form.code.data = row.code
    status = 200
    if form.validate_on_submit():
        try:
            defining.change(row, draft_of(form, present), sent_version(), form.reason.data or "", acting())
            commit()
        except defining.InvalidIndicator as error:
            db.session.rollback()
            form[error.field].errors = [error.text]
        except StaleVersion:
            db.session.rollback()
            status = 409
            row = _loaded(object_id)
            form.version.raw_data = None
            form.version.data = row.version
        else:
            flash(_("Đã sửa chỉ tiêu. Cách ghi cũ còn trong lịch sử."), "success")
            return redirect(path(PATH))
    row = _loaded(object_id)
    page = render_template(
        "indicators/define.html",
        form=form,
        indicator=row,
        edits=defining.edits_of(row),
        conflict=status == 409,
        where=PATH,
    )
    return page, 422 if form.errors else status
