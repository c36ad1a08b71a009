"""My drawer: what should be in it, handing over, counting and closing the day."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.payments import drawers, report_files, reports
from portal.payments.desk.where import rebased
from portal.payments.duties import COLLECT, SETTLE
from portal.payments.forms import CloseForm, HandOverForm
from portal.payments.ledger.accounts import CASH, balances, by_kind
from portal.payments.ledger.models import LedgerEntry
from portal.payments.ledger.rules import RULES
from portal.payments.models import CashDrawer
from portal.payments.money import amount_text
from portal.publishing.service import commit
from portal.web.request import current_portal, path
from portal.web.spreadsheet import xlsx_answer

WHERE, BOOKS = "/quan-tri/thu-phi/ngan-keo/", "/quan-tri/so-thu-phi/"
bp = Blueprint("desk_drawer", __name__, url_prefix=WHERE.rstrip("/"))


def _load(object_id: int) -> CashDrawer:
    found = db.session.scalar(select(CashDrawer).where(CashDrawer.id == object_id))
    if found is None:
        abort(404)
    return found


@bp.get("/")
@desk_view(COLLECT)
def listing() -> ResponseReturnValue:
    """The drawer of today and those of the days before."""
    return _page()


def _page(status: int = 200, **forms: Any) -> ResponseReturnValue:
    drawer = drawers.find(acting(), today())
    shown = {
        "hand": HandOverForm(formdata=None, once=secrets.token_hex(16)),
        "close": CloseForm(formdata=None),
    } | forms
    return render_template(
        "payments/drawer.html",
        drawer=drawer,
        before=drawers.before(acting(), today()),
        held=drawers.held(drawer.id) if drawer is not None else 0,
        moved=reports.cash_moved(drawer) if drawer is not None else [],
        cash_in=_cash_in,
        rules=RULES,
        where=rebased(WHERE),
        **shown,
    ), status


def _cash_in(entry: LedgerEntry) -> int:
    """What an entry put into the drawer; below zero what it took out."""
    return by_kind(balances(entry.moves))[CASH]


def _not_yours() -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Ngăn kéo này đã chốt, hoặc là của người khác."), "warning")
    return redirect(path(rebased(WHERE)), 303)


@bp.post("/<int:object_id>/ban-giao")
@desk_view(COLLECT)
def hand_over(object_id: int) -> ResponseReturnValue:
    """Hand a part of the cash over to the safe."""
    drawer, form = _load(object_id), HandOverForm()
    if not form.validate():
        return _page(422, hand=form)
    try:
        drawers.hand_over(drawer.id, form.amount.amount, form.once.data or "", acting())
        commit()
    except drawers.NotThere:
        db.session.rollback()
        form.amount.errors = [_("Trong ngăn kéo không có đủ số tiền này")]
        return _page(422, hand=form)
    except (drawers.DrawerClosed, LookupError):
        return _not_yours()
    flash(_("Đã bàn giao %(sum)s cho thủ quỹ.", sum=amount_text(form.amount.amount)), "success")
    return redirect(path(rebased(WHERE)), 303)


@bp.post("/<int:object_id>/chot")
@desk_view(COLLECT)
def close(object_id: int) -> ResponseReturnValue:
    """Count and close: what is left goes to the safe."""
    drawer, form = _load(object_id), CloseForm()
    if not form.validate():
        return _page(422, close=form)
    try:
        closing = drawers.close(drawer.id, form.counted.amount, form.explanation.data or "", acting())
        commit()
    except drawers.NotExplained:
        db.session.rollback()
        form.explanation.errors = [_("Số đếm được khác với sổ: hãy giải trình vì sao thừa hoặc thiếu")]
        return _page(422, close=form)
    except (drawers.DrawerClosed, LookupError):
        return _not_yours()
    flash(_("Đã chốt ngăn kéo và bàn giao %(sum)s.", sum=amount_text(closing.counted)), "success")
    return redirect(path(rebased(WHERE)), 303)


@bp.post("/<int:object_id>/chot-thay")
@desk_view(SETTLE)
def close_left(object_id: int) -> ResponseReturnValue:
    """Count and close a drawer that somebody left open."""
    drawer, form = _load(object_id), CloseForm()
    there = redirect(path(rebased(BOOKS)), 303)
    if not form.validate():
        flash(_("Nhập số tiền đếm được trong ngăn kéo."), "error")
        return there
    try:
        closing = drawers.close_left(drawer.id, form.counted.amount, form.explanation.data or "", acting())
        commit()
        flash(_("Đã chốt ngăn kéo và bàn giao %(sum)s.", sum=amount_text(closing.counted)), "success")
    except drawers.NotExplained:
        db.session.rollback()
        flash(_("Số đếm được khác với sổ: hãy giải trình vì sao thừa hoặc thiếu"), "error")
    except (drawers.DrawerClosed, drawers.NotThere):
        db.session.rollback()
        flash(_("Ngăn kéo này đã chốt, hoặc chưa hết ngày của người giữ."), "warning")
    return there


@bp.get("/<int:object_id>/bao-cao.<kind>")
@desk_view(COLLECT)
def report(object_id: int, kind: str) -> ResponseReturnValue:
    """The takings of a drawer: `bao-cao.pdf` to sign, `bao-cao.xlsx`."""
    drawer = _load(object_id)
    takings = reports.of_drawer(drawer)
    name = f"thu-phi-{drawer.day:%Y-%m-%d}-ngan-keo"
    if kind == "xlsx":
        return xlsx_answer(f"{name}.xlsx", *report_files.sheets(takings))
    if kind != "pdf":
        abort(404)
    made = report_files.pdf(takings, current_portal(), _("Bảng kê thu tiền tại quầy"), _("THỦ QUỸ"))
    return as_pdf(made, name)


def as_pdf(made: bytes, name: str) -> Response:
    """A PDF as a download."""
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
