"""The desk's pages on what Decree 42/2022/NĐ-CP asks of each portal."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.printing import PDF
from portal.publishing.care import owners
from portal.publishing.service import StaleVersion, commit
from portal.quality import service, standing
from portal.quality.decree import BY_CODE, DUTIES, Duty
from portal.quality.forms import DutyForm
from portal.quality.report import pdf_of_all, pdf_of_portal, sheet_of_all, sheet_of_portal
from portal.quality.shown import outside_part
from portal.quality.standing import STATES, TO_DO, Standing
from portal.tenancy.directory import directory
from portal.web.request import current_portal, path
from portal.web.spreadsheet import xlsx_answer

PATH = service.PAGE
bp = Blueprint("duties", __name__, template_folder="templates", url_prefix=PATH.rstrip("/"))


def _duty(code: str) -> Duty:
    duty = BY_CODE.get(code)
    if duty is None:
        abort(404)
    return duty


def _standing(code: str) -> Standing:
    duty = _duty(code)
    return next(one for one in standing.of_portal(current_portal()) if one.duty is duty)


@bp.get("/")
@desk_view("content.read")
def own() -> str:
    """How this portal stands with every mandatory section."""
    rows = standing.of_portal(current_portal())
    chosen = request.args.get("xem") == "can-lam"
    return render_template(
        "quality/duties.html",
        rows=[one for one in rows if one.state in TO_DO or one.broken or one.undescribed] if chosen else rows,
        summary=standing.summary(rows),
        states=STATES,
        to_do=TO_DO,
        chosen=chosen,
        **outside_part(),
    )


@bp.route("/<code>", methods=["GET", "POST"])
@desk_view("tenant.settings")
def correct(code: str) -> ResponseReturnValue:
    """Say who is in charge of a section, and correct its limits, for this portal."""
    one = _standing(code)
    form = _form(one)
    if form.validate_on_submit():
        try:
            service.settle(code, _draft(form, one.duty), form.version.data or 0, acting())
        except StaleVersion:
            db.session.rollback()
            form.version.raw_data = None  # what was sent would be shown again, and conflict again
            form.version.process_data(_standing(code).version)
            return render_template("quality/duty.html", form=form, one=one, stale=True), 409
        except service.NotPossible as error:
            db.session.rollback()
            form[error.field].errors = [str(error)]
        else:
            commit()
            flash(_("Đã lưu: %(title)s", title=one.duty.title), "success")
            return redirect(path(f"{PATH}#{code}"))
    return render_template("quality/duty.html", form=form, one=one), 422 if form.errors else 200


def _form(one: Standing) -> DutyForm:
    people = owners(current_portal().id)
    choices = [("", _("Chưa giao ai")), *((str(user_id), name) for user_id, name in people)]
    if one.owner_id is not None and str(one.owner_id) not in dict(choices):
        choices.append((str(one.owner_id), _("%(name)s (đã thôi ở cổng này)", name=one.owner_name)))
    form = DutyForm(
        data={
            "owner": str(one.owner_id or ""),
            "office": one.owner_office,
            "days": one.days,
            "every": one.every,
            "source": one.source,
            "excused": one.excused,
            "version": one.version,
        }
    )
    form.owner.choices = choices
    return form


def _draft(form: DutyForm, duty: Duty) -> service.DutyDraft:
    """What the form says; what is as the list says stays with the list, so that its corrections still arrive."""
    source = (form.source.data or "").strip()
    return service.DutyDraft(
        days=None if form.days.data == duty.days else form.days.data,
        every=None if form.every.data == duty.every else form.every.data,
        source="" if source == str(duty.source) else source,
        excused=(form.excused.data or "").strip(),
        owner_id=int(form.owner.data) if form.owner.data else None,
        owner_office=(form.office.data or "").strip(),
    )


@bp.post("/<code>/xac-nhan")
@desk_view("content.publish")
def confirm(code: str) -> ResponseReturnValue:
    """The section was looked at and still holds."""
    one = _standing(code)
    service.confirm(code, acting())
    commit()
    flash(_("Đã xác nhận nội dung còn đúng: %(title)s", title=one.duty.title), "success")
    return redirect(path(f"{PATH}#{code}"))


@bp.post("/<code>/nhac")
@desk_view("content.publish")
def remind(code: str) -> ResponseReturnValue:
    """Tell whoever is in charge of a section."""
    told = service.remind(_standing(code), acting())
    commit()
    said = _("Đã nhắc %(n)s người phụ trách.", n=told) if told else _("Mục này do chính bạn phụ trách.")
    flash(said, "success" if told else "info")
    return redirect(path(f"{PATH}#{code}"))


@bp.get("/xuat")
@desk_view("content.read")
def export() -> Response:
    """The report of this portal: a workbook, or a PDF with `?dang=pdf`."""
    portal = current_portal()
    rows = standing.of_portal(portal)
    name = f"nghi-dinh-42-{portal.slug}-{today():%Y%m%d}"
    if request.args.get("dang") == "pdf":
        return _pdf(pdf_of_portal(portal, rows, today()), f"{name}.pdf")
    return xlsx_answer(f"{name}.xlsx", sheet_of_portal(rows))


@bp.get("/tat-ca")
@desk_view("district.tenants")
def all_portals() -> ResponseReturnValue:
    """All portals as one table; `?dang=xlsx` and `?dang=pdf` are the report."""
    living = directory().living()
    found = standing.of_all(living)
    rows = [(one, found[one.id], standing.summary(found[one.id])) for one in living]
    name = f"nghi-dinh-42-cac-cong-{today():%Y%m%d}"
    if request.args.get("dang") == "xlsx":
        return xlsx_answer(f"{name}.xlsx", sheet_of_all(rows))
    if request.args.get("dang") == "pdf":
        return _pdf(pdf_of_all(rows, current_portal(), today()), f"{name}.pdf")
    return render_template("quality/duties_all.html", rows=rows, duties=DUTIES, states=STATES)


def _pdf(body: bytes, filename: str) -> Response:
    answer = Response(body, mimetype=PDF)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
