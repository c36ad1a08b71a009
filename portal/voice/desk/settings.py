"""The desk's page of what a portal decides about its citizens' voice."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.tenancy.models import Tenant
from portal.voice.cases.models import QUESTION, REPORT
from portal.voice.desk.forms import SettingsForm, read_lines
from portal.voice.desk.listing import HERE, bp
from portal.voice.settings import KEY, VoiceSettings, read_settings, save_settings
from portal.web.request import current_portal, path
from portal.workdays.queries import confirmed_years


@bp.route("/cau-hinh", methods=["GET", "POST"])
@desk_view("tenant.settings")
def settings_page() -> ResponseReturnValue:
    """Time limits, terms, lists to choose from, which doors are open."""
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == current_portal().id)).one()
    held = read_settings(tenant.settings.get(KEY))
    form = SettingsForm(data=_as_form(held))
    if form.validate_on_submit():
        save_settings(_chosen(form, held), acting())
        flash(_("Đã lưu cấu hình ý kiến người dân."), "success")
        return redirect(path(f"{HERE}cau-hinh"))
    page = render_template(
        "voice/desk/settings.html",
        form=form,
        here=HERE,
        listed=[one for one in held.holidays if one.year not in confirmed_years(current_portal())],
        crumbs=[(_("Ý kiến người dân"), HERE), (_("Cấu hình"), None)],
    )
    return page, 422 if form.errors else 200


def _as_form(held: VoiceSettings) -> dict[str, object]:
    return {
        "question_days": held.question_days,
        "report_days": held.report_days,
        "keep_months": held.keep_months,
        "office": held.office,
        "fields_text": "\n".join(held.fields),
        "sorts_text": "\n".join(held.sorts),
        "areas_text": "\n".join(held.areas),
        "takes_questions": QUESTION not in held.closed,
        "takes_reports": REPORT not in held.closed,
    }


def _chosen(form: SettingsForm, held: VoiceSettings) -> VoiceSettings:
    doors = {QUESTION: form.takes_questions.data, REPORT: form.takes_reports.data}
    return VoiceSettings(
        question_days=form.question_days.data or 1,
        report_days=form.report_days.data or 1,
        keep_months=form.keep_months.data or 1,
        office=form.office.data or "",
        fields=read_lines(form.fields_text.data or ""),
        sorts=read_lines(form.sorts_text.data or ""),
        areas=read_lines(form.areas_text.data or ""),
        holidays=held.holidays,
        closed=tuple(kind for kind, takes in doors.items() if not takes),
    )
