"""The desk of targets: what figures shall come to in a year, set and taken away by who may."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.accounts.signing_in import acting, desk_view
from portal.charts.values import number_text
from portal.clock import today
from portal.digits import whole_number
from portal.indicators.numbers import NotANumber, read_number
from portal.ioc.pages import targets
from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import Figure
from portal.ioc.pages.frame import READ, WHERE
from portal.ioc.pages.plan import PLANS
from portal.publishing.service import commit
from portal.web.request import current_portal, path

TARGETS = f"{WHERE}muc-tieu"
YEARS_AHEAD = 1
bp = Blueprint("ioc_targets", __name__, template_folder="../templates", url_prefix=TARGETS)


class TargetForm(FlaskForm):
    """A target, made from a version of what was set before (0: nothing)."""

    value = StringField(
        _l("Mục tiêu"),
        [InputRequired(_l("Ghi số cần đạt; muốn thôi đặt mục tiêu thì bấm “Bỏ mục tiêu”.")), Length(max=30)],
    )
    basis = StringField(
        _l("Căn cứ"),
        [Length(max=300, message=_l("Căn cứ dài quá 300 chữ."))],
        description=_l("Văn bản giao chỉ tiêu, ví dụ: Kế hoạch số 12/KH-UBND ngày 05/01/2026."),
    )
    version = IntegerField(widget=HiddenInput(), default=0)

    def validate_value(self, field: StringField) -> None:
        """A number as people write it, two digits behind the comma at most, never less than nothing."""
        if self.hundredths() is None:
            raise ValidationError(
                _("Ghi một số không âm, nhiều nhất hai chữ số sau dấu phẩy, ví dụ 95 hoặc 1.234,5.")
            )

    def hundredths(self) -> int | None:
        """The number in hundredths; None for what is none."""
        try:
            found = read_number((self.value.data or "").strip(), 2)
        except NotANumber:
            return None
        return found if found is not None and 0 <= found <= targets.MOST else None


def _year() -> int:
    written = request.args.get("nam", "")
    year = whole_number(written, 9999) or today().year
    if written and (str(year) != written or not targets.FIRST_YEAR <= year <= today().year + YEARS_AHEAD):
        abort(404)
    return year


def _figure(key: str) -> Figure:
    found = FIGURES.get(key)
    if found is None:
        abort(404)
    return found


def told(hundredths: int) -> str:
    """A target as people write it."""
    return number_text(float(Decimal(hundredths) / 100), 2)


@bp.get("")
@desk_view(READ)
def listing() -> str:
    """All figures with what is set for the year."""
    year = _year()
    groups = [(plan.title, plan.figures) for plan in PLANS if plan.figures]
    return render_template(
        "ioc/targets.html",
        year=year,
        years=range(today().year - 3, today().year + YEARS_AHEAD + 1),
        groups=groups,
        held=targets.of_year(year),
        told=told,
        grows=targets.grows,
        is_district=current_portal().is_district,
        where=WHERE,
        here=TARGETS,
    )


@bp.route("/<figure>", methods=["GET", "POST"])
@desk_view(targets.SET)
def edit(figure: str) -> ResponseReturnValue:
    """Set one target."""
    one, year = _figure(figure), _year()
    row = targets.one_of(one.key, year)
    form = TargetForm()
    if request.method == "GET":
        form.version.data = row.version if row is not None else 0
        form.value.data = told(row.hundredths) if row is not None else ""
        form.basis.data = row.basis if row is not None else ""
        return _form(form, one, year)
    if not form.validate_on_submit():
        return _form(form, one, year), 422
    number = form.hundredths()
    assert number is not None
    try:
        targets.set_target(one.key, year, number, form.basis.data or "", form.version.data or 0, acting())
    except targets.Changed as change:
        return _conflict(form, one, year, change)
    commit()
    flash(_("Đã đặt mục tiêu “%(name)s” năm %(year)s.", name=one.label, year=year), "success")
    return redirect(path(f"{TARGETS}?nam={year}#{one.key}"))


@bp.post("/<figure>/bo")
@desk_view(targets.SET)
def remove(figure: str) -> ResponseReturnValue:
    """Take one target away."""
    one, year = _figure(figure), _year()
    seen = request.form.get("version", "")
    try:
        targets.remove_target(one.key, year, whole_number(seen) or 0, acting())
    except targets.NotATarget:
        abort(404)
    except targets.Changed as change:
        form = TargetForm(formdata=None)
        if change.row is not None:
            form.value.data, form.basis.data = told(change.row.hundredths), change.row.basis
        return _conflict(form, one, year, change)
    commit()
    flash(_("Đã bỏ mục tiêu “%(name)s” năm %(year)s.", name=one.label, year=year), "success")
    return redirect(path(f"{TARGETS}?nam={year}#{one.key}"))


def _conflict(form: TargetForm, one: Figure, year: int, change: targets.Changed) -> ResponseReturnValue:
    """What was typed stays in the form, which is now made from how the target stands."""
    form.version.data = change.row.version if change.row is not None else 0
    form.version.raw_data = None  # else what came with the form would be written again
    return _form(form, one, year, stands=change.row, conflict=True), 409


def _form(form: TargetForm, one: Figure, year: int, stands: object = None, *, conflict: bool = False) -> str:
    return render_template(
        "ioc/target_form.html",
        form=form,
        figure=one,
        year=year,
        stands=stands,
        conflict=conflict,
        told=told,
        grows=targets.grows(one),
        row=targets.one_of(one.key, year),
        here=TARGETS,
        crumbs=[
            (_("Trung tâm điều hành"), WHERE),
            (_("Mục tiêu năm %(year)s", year=year), f"{TARGETS}?nam={year}"),
            (str(one.label), None),
        ],
    )
