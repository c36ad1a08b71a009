"""The desk of working years: look at a year, put it right, confirm it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.publishing.service import StaleVersion
from portal.tenancy.directory import directory
from portal.web.request import current_portal, path
from portal.web.sent import sent_version
from portal.workdays import queries, rules, service
from portal.workdays.forms import YearForm, as_form
from portal.workdays.models import WorkYear
from portal.workdays.months import SHORT, WEEKDAYS, months, stretches, weekly
from portal.workdays.queries import Standing
from portal.workdays.shapes import notes_of, table_of

WHERE = "/quan-tri/ngay-lam-viec/"
bp = Blueprint("workdays_desk", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


def _known_year(year: int) -> int:
    if year not in service.years():
        abort(404)
    return year


def _shown(row: WorkYear | None, counted: Standing) -> Standing:
    """What a year's page shows: the own row, confirmed or not, else what is counted by."""
    return counted if row is None else Standing(queries.OWN, table_of(row), notes_of(row))


@bp.get("/")
@desk_view(service.EDIT)
def index() -> str:
    """This year."""
    return _page(today().year)


@bp.get("/<int:year>")
@desk_view(service.EDIT)
def year_page(year: int) -> str:
    """A year: by what is counted, twelve months, days off and compensatory days."""
    return _page(_known_year(year))


def _page(year: int) -> str:
    row, counted = queries.year_of(year), queries.standing(year)
    shown = _shown(row, counted)
    below = set(current_portal().descendants)
    tabs = [{"label": str(one), "path": f"{WHERE}{one}", "active": one == year} for one in service.years()]
    return render_template(
        "workdays/desk_year.html",
        year=year,
        row=row,
        counted=counted,
        shown=shown,
        months=months(shown.table, shown.notes),
        weekly=weekly(shown.table.hours),
        weekdays=list(zip(SHORT, WEEKDAYS, strict=True)),
        sources=rules.sources(year),
        off=stretches(shown.table),
        doubtful=[one for one in rules.doubtful(year) if one.day not in shown.table.off],
        below=sum(one.id in below for one in directory().living()),
        tabs=tabs,
        today=today(),
        where=WHERE,
    )


@bp.route("/<int:year>/sua", methods=["GET", "POST"])
@desk_view(service.EDIT)
def edit(year: int) -> ResponseReturnValue:
    """Put a year right; `?tu=huyen` begins with the year of the portal above, `?tu=luat` with the proposal by the law.

    Who saved in between is not overwritten (409, what was typed stays in the form).
    """
    _known_year(year)
    row = queries.year_of(year)
    form = YearForm(data=_beginning(year, row))
    form.year = year
    status = 200
    if form.is_submitted() and (read := form.read()) is not None:
        confirm = request.form.get("viec") == "xac-nhan"
        try:
            service.keep(*read, sent_version(), acting(), confirm=confirm)
        except StaleVersion:
            db.session.rollback()
            row, status = queries.year_of(year), 409
            form.version.raw_data = None  # what was sent would conflict again
            form.version.process_data(row.version if row is not None else 0)
        else:
            _tell(year)
            return redirect(path(f"{WHERE}{year}"))
    return render_template(
        "workdays/desk_form.html",
        form=form,
        year=year,
        row=row,
        above=queries.from_above(year),
        offered=rules.doubtful(year),
        conflict=status == 409,
        where=WHERE,
    ), 422 if form.errors else status


def _beginning(year: int, row: WorkYear | None) -> dict[str, Any]:
    chosen = _shown(row, queries.standing(year))
    source = request.args.get("tu", "")
    if source == "huyen":
        chosen = queries.from_above(year) or chosen
    elif source == "luat":
        chosen = queries.by_law(year)
    return as_form(chosen.table, chosen.notes, row.version if row is not None else 0)


def _tell(year: int) -> None:
    if queries.standing(year).kind == queries.OWN:
        flash(_("Đã xác nhận năm %(year)s. Từ bây giờ thời hạn tính theo lịch này.", year=year), "success")
    else:
        flash(_("Đã lưu nháp. Lịch này chưa được dùng cho đến khi xác nhận."), "success")


@bp.post("/<int:year>/xac-nhan")
@desk_view(service.EDIT)
def confirm(year: int) -> ResponseReturnValue:
    """Confirm a year as its page shows it: the draft, else the proposal by the law."""
    _known_year(year)
    shown = _shown(queries.year_of(year), queries.standing(year))
    try:
        service.keep(shown.table, dict[date, str](shown.notes), sent_version(), acting(), confirm=True)
    except StaleVersion:
        return _stale(year)
    _tell(year)
    return redirect(path(f"{WHERE}{year}"))


@bp.post("/<int:year>/bo")
@desk_view(service.EDIT)
def drop(year: int) -> ResponseReturnValue:
    """Give up the own year."""
    try:
        service.drop(_known_year(year), sent_version(), acting())
    except StaleVersion:
        return _stale(year)
    flash(_("Đã bỏ lịch riêng của năm %(year)s.", year=year), "success")
    return redirect(path(f"{WHERE}{year}"))


def _stale(year: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Chưa làm được: có người vừa sửa lịch năm này. Hãy xem lại rồi bấm lần nữa."), "warning")
    return redirect(path(f"{WHERE}{year}"))
