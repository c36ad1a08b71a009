"""The desk of alerts: what is open, what somebody knows of, what is over; one alert with its trend; how one
wants to be told."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import time, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.charts import Figure as Drawn
from portal.charts import Lines, Series, figure
from portal.clock import to_local
from portal.ioc.pages.figures import Figure
from portal.ioc.warehouse.facts import reading_all
from portal.ioc.watching import queries, service, wording
from portal.ioc.watching.defaults import BELOW
from portal.ioc.watching.figures import WATCHED
from portal.ioc.watching.forms import WishesForm
from portal.ioc.watching.models import TOLD_LENGTH, WatchAlert, WatchReader, WatchRule
from portal.ioc.watching.paths import ALERTS, RULES
from portal.ioc.watching.values import HUNDRED, Wanted, values_on
from portal.publishing.service import commit
from portal.web.paging import paged
from portal.web.request import current_portal, path

bp = Blueprint("desk_watch_alert", __name__, template_folder="templates", url_prefix=ALERTS.rstrip("/"))
TREND_DAYS = 30


@bp.get("/")
@desk_view(service.READ)
def listing() -> str:
    """Open alerts nobody knows of; `?xem=` those that somebody does, and past ones."""
    view = request.args.get("xem", queries.OPENED)
    view = view if view in queries.VIEWS else queries.OPENED
    counts = queries.counts()
    page = paged(counts[view], lambda offset, limit: queries.rows(view, offset, limit))
    labels = {
        queries.OPENED: _("Đang mở"),
        queries.KNOWN: _("Đã có người xử lý"),
        queries.PAST: _("Đã hết"),
    }
    tabs = [
        {
            "label": label,
            "path": ALERTS if one == queries.OPENED else f"{ALERTS}?xem={one}",
            "active": one == view,
            "count": counts[one],
        }
        for one, label in labels.items()
    ]
    return render_template(
        "watching/alerts.html",
        page=page,
        tabs=tabs,
        view=view,
        wording=wording,
        reader=_reader(),
        where=ALERTS,
        rules_path=RULES,
    )


def _reader() -> WatchReader | None:
    user_id = acting().user_id
    return service.reader_of(user_id) if user_id is not None else None


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(service.READ)
def opened(object_id: int) -> ResponseReturnValue:
    """An alert: what was met and when, how the figure went, where its records lie; saying that one knows of it."""
    found = queries.alert(object_id)
    if found is None:
        abort(404)
    alert, rule = found
    error = ""
    note = request.form.get("note", "")
    if request.method == "POST":
        try:
            if len(note.strip()) > TOLD_LENGTH:
                error = _("Dài quá 500 ký tự. Hãy rút gọn.")
            else:
                service.acknowledge(alert, rule, note, acting())
                if request.form.get("ca"):
                    service.acknowledge_all(rule, note, acting())
                commit()
                flash(_("Đã ghi nhận. Người khác thấy ông/bà đang xử lý."), "success")
                return redirect(path(f"{ALERTS}{alert.id}"))
        except service.NotOpen:
            flash(_("Cảnh báo này đã hết, không cần ghi nhận nữa."), "info")
            return redirect(path(f"{ALERTS}{alert.id}"))
    figure_of = WATCHED.get(rule.quantity)
    page = render_template(
        "watching/alert.html",
        alert=alert,
        rule=rule,
        wording=wording,
        figure=figure_of,
        trend=_trend(alert, rule, figure_of) if figure_of is not None else None,
        links=_links(alert, rule, figure_of),
        reasons=[(str(one.label), f"{one.meaning} {one.basis}".strip()) for one in figure_of.reasons]
        if figure_of is not None
        else [],
        others=queries.open_by_rule().get(rule.id, 1) - 1,
        error=error,
        note=note if error else alert.note,
        longest=TOLD_LENGTH,
        where=ALERTS,
        rules_path=RULES,
    )
    return page, 422 if error else 200


def _trend(alert: WatchAlert, rule: WatchRule, about: Figure) -> Drawn:
    """How the figure went in the month up to the alert's last look, with the threshold across."""
    last = to_local(alert.seen_at).date()
    days = [last - timedelta(days=back) for back in range(TREND_DAYS - 1, -1, -1)]
    is_own = alert.unit_id == current_portal().id
    with nullcontext() if is_own else reading_all():
        seen = values_on(Wanted(rule.quantity, rule.days), alert.unit_id, days)
    chart = Lines(
        str(about.label),
        tuple(f"{one.day}/{one.month}" for one in days),
        (Series(wording.unit_name(alert.unit_id), tuple(seen[one] for one in days)),),
        about.unit,
        target=alert.threshold / HUNDRED,
        target_name=_("Ngưỡng"),
        first=_("Ngày"),
        names=tuple(f"{one:%d/%m/%Y}" for one in days),
    )
    return figure(chart, "dien-bien")


def _links(alert: WatchAlert, rule: WatchRule, about: Figure | None) -> list[tuple[str, str]]:
    """Where the records lie that this person may see: in the own desk, or that of the office below."""
    if about is None or (rule.units == BELOW and alert.unit_id != current_portal().id):
        return []
    actor = acting()
    last = to_local(alert.seen_at).date()
    days = {"first": last - timedelta(days=rule.days - 1), "last": last}
    return [(str(one.label), one.path.format(**days)) for one in about.links if actor.may(one.action)]


@bp.route("/cach-nhan", methods=["GET", "POST"])
@desk_view(service.READ)
def wishes() -> ResponseReturnValue:
    """How one wants to be told of alerts, and whether the morning briefing comes by e-mail."""
    row = _reader()
    form = WishesForm(data=_as_form(row))
    if form.validate_on_submit():
        service.choose(form.wishes(), acting())
        commit()
        flash(_("Đã lưu cách nhận cảnh báo và bản tin."), "success")
        return redirect(path(ALERTS))
    page = render_template("watching/wishes.html", form=form, where=ALERTS)
    return page, 422 if form.errors else 200


def _as_form(row: WatchReader | None) -> dict[str, Any]:
    evening, morning = time(21), time(6)
    if row is None:
        return {"least": 0, "has_quiet": False, "quiet_from": evening, "quiet_until": morning}
    has_quiet = row.quiet_from is not None and row.quiet_until is not None
    return {
        "least": row.least or 0,
        "by_mail": row.by_mail,
        "briefing": row.briefing,
        "has_quiet": has_quiet,
        "quiet_from": _clock(row.quiet_from) if has_quiet else evening,
        "quiet_until": _clock(row.quiet_until) if has_quiet else morning,
    }


def _clock(minute: int | None) -> time:
    return time((minute or 0) // 60, (minute or 0) % 60)
