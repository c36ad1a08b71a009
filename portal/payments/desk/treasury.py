"""The treasurer: takings of each day, transfers, refunds to decide, the safe and the account, receipts of a month,
settings. Shows sums and codes, and no payer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.digits import whole_number
from portal.extensions import db
from portal.payments import claiming, drawers, refunding, report_files, reports, succession, taking, till
from portal.payments.codes import code_in
from portal.payments.demanding import TooLate
from portal.payments.desk.drawer import WHERE as DRAWERS
from portal.payments.desk.drawer import as_pdf
from portal.payments.desk.where import FORMER, rebased
from portal.payments.duties import SETTLE
from portal.payments.forms import CloseForm, PaymentSettingsForm, ReasonForm, TillForm, TransferForm
from portal.payments.ledger.accounts import LABELS, by_kind
from portal.payments.ledger.models import WITH_LINES, LedgerEntry
from portal.payments.ledger.posting import all_balances
from portal.payments.ledger.rules import RULES
from portal.payments.models import APPROVED, ASKED, CashDrawer, PaymentDemand, PaymentRefund
from portal.payments.money import amount_text
from portal.payments.providers.configured import ProvidersUnusable, providers_of
from portal.payments.receipts.models import PaymentReceipt
from portal.payments.receipts.queries import STATE_LABELS, month_sheet, of_month
from portal.payments.settings import InvalidPaymentSetting, PaymentSettings, payment_settings, save_settings
from portal.publishing.service import commit
from portal.web.paging import paged_rows
from portal.web.request import current_portal, path
from portal.web.spreadsheet import xlsx_answer

WHERE = "/quan-tri/so-thu-phi/"
bp = Blueprint("treasury", __name__, url_prefix=WHERE.rstrip("/"))
refunds = Blueprint("desk_refund", __name__, url_prefix=f"{WHERE}hoan-tra")
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


def _day() -> date:
    try:
        found = date.fromisoformat(request.args.get("ngay", ""))
    except ValueError:
        return today()
    return min(found, today())


def _providers() -> list[tuple[str, str]]:
    try:
        return [(one.name, one.label) for one in providers_of(current_portal()).values()]
    except ProvidersUnusable as error:
        flash(str(error), "error")
        return []


@bp.get("/")
@desk_view(SETTLE)
def listing() -> ResponseReturnValue:
    """The takings of a day, what waits for a decision, what stands on the accounts."""
    return _page()


def _page(status: int = 200, **forms: Any) -> ResponseReturnValue:
    day = _day()
    standing = all_balances()
    acts = till.acts_of(_providers(), standing)
    money = forms.get("money") or TillForm(formdata=None, once=secrets.token_hex(16))
    money.act.choices = list(acts.items())
    waiting = db.session.scalars(
        select(PaymentRefund)
        .where(PaymentRefund.state.in_((ASKED, APPROVED)))
        .order_by(PaymentRefund.asked_at)
    ).all()
    demands = {
        one.id: one
        for one in db.session.scalars(
            select(PaymentDemand).where(PaymentDemand.id.in_({each.demand_id for each in waiting}))
        )
    }
    return render_template(
        "payments/treasury.html",
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1) if day < today() else None,
        takings=reports.of_day(day),
        **_standing(by_kind(standing)),
        waiting=waiting,
        demands=demands,
        unclaimed=claiming.unclaimed(),
        open_drawers=[(one, drawers.held(one.id)) for one in _left_open()],
        close=CloseForm(formdata=None),
        ended=None if current_portal().is_living else current_portal(),
        former=[
            (one, f"{FORMER}{one.slug}/so-thu-phi/") for one in succession.predecessors(current_portal())
        ],
        transfer=forms.get("transfer") or TransferForm(formdata=None),
        money=money,
        refuse=ReasonForm(formdata=None),
        where=rebased(WHERE),
        drawer_where=rebased(DRAWERS),
    ), status


def _standing(amounts: Mapping[str, int]) -> dict[str, Any]:
    """What stands on the accounts, and the sums of both sides, which are the same in books that balance."""
    return {
        "accounts": [(LABELS[kind], amount) for kind, amount in amounts.items() if amount],
        "owed": sum(amount for amount in amounts.values() if amount > 0),
        "owing": -sum(amount for amount in amounts.values() if amount < 0),
    }


def _left_open() -> list[CashDrawer]:
    """Drawers that somebody else may close: of days before, of a portal that ended any."""
    found, living = drawers.left_open(), current_portal().is_living
    return [one for one in found if not living or one.day < today()]


@bp.get("/bao-cao.<kind>")
@desk_view(SETTLE)
def report(kind: str) -> ResponseReturnValue:
    """The takings of a day: `bao-cao.pdf` to sign, `bao-cao.xlsx`; `?ngay=` chooses the day."""
    takings = reports.of_day(_day())
    name = f"thu-phi-{takings.day:%Y-%m-%d}"
    if kind == "xlsx":
        return xlsx_answer(f"{name}.xlsx", *report_files.sheets(takings))
    if kind != "pdf":
        abort(404)
    made = report_files.pdf(
        takings, current_portal(), _("Báo cáo thu phí, lệ phí trong ngày"), _("NGƯỜI PHỤ TRÁCH")
    )
    return as_pdf(made, name)


@bp.get("/but-toan")
@desk_view(SETTLE)
def entries() -> ResponseReturnValue:
    """The ledger, the last entry first."""
    page = paged_rows(select(LedgerEntry).options(WITH_LINES).order_by(LedgerEntry.number.desc()), 50)
    return render_template(
        "payments/entries.html", page=page, rules=RULES, labels=LABELS, where=rebased(WHERE)
    )


@bp.post("/chuyen-khoan")
@desk_view(SETTLE)
def transfer() -> ResponseReturnValue:
    """Note a transfer of the statement."""
    form = TransferForm()
    if not form.validate():
        return _page(422, transfer=form)
    code = code_in(form.code.data or "")
    found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code)) if code else None
    if found is None:
        form.code.errors = [_("Không có khoản nào mang mã này")]
        return _page(422, transfer=form)
    taken = taking.take_transfer(found.id, form.amount.amount, form.bank_number.data or "", acting())
    commit()
    if not taken.is_new:
        flash(_("Số giao dịch này đã được ghi trước đó, không ghi lần nữa."), "warning")
    elif taken.settles:
        flash(_("Khoản %(code)s đã trả đủ, biên lai đã lập.", code=found.code), "success")
    else:
        flash(_("Đã ghi %(sum)s cho khoản %(code)s; số tiền này chưa dùng để thanh toán, đang giữ hộ người nộp.",
                sum=amount_text(form.amount.amount), code=found.code), "warning")  # fmt: skip
    return redirect(path(rebased(WHERE)), 303)


@bp.post("/ghi-so")
@desk_view(SETTLE)
def note() -> ResponseReturnValue:
    """Note that money moved between safe, account, provider and budget."""
    form = TillForm()
    form.act.choices = list(till.acts_of(_providers(), all_balances()).items())
    if not form.validate():
        return _page(422, money=form)
    try:
        till.note(form.act.data, form.moved.amount, form.reason.data or "", form.once.data or "", acting())
        commit()
    except till.NotThere:
        db.session.rollback()
        form.moved.errors = [_("Sổ không có đủ số tiền này")]
        return _page(422, money=form)
    flash(_("Đã ghi sổ %(sum)s.", sum=amount_text(form.moved.amount)), "success")
    return redirect(path(rebased(WHERE)), 303)


@bp.post("/nhan-khoan")
@desk_view(SETTLE)
def claim() -> ResponseReturnValue:
    """Money of an unknown payer belongs to a demand."""
    number, code = whole_number(request.form.get("entry")), code_in(request.form.get("code", ""))
    found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code)) if code else None
    if found is None or number is None:
        flash(_("Không có khoản nào mang mã này."), "error")
        return redirect(path(rebased(WHERE)), 303)
    try:
        claiming.claim(number, found.id, acting())
        commit()
        flash(_("Đã ghi tiền cho khoản %(code)s.", code=found.code), "success")
    except (TooLate, LookupError):
        db.session.rollback()
        flash(_("Khoản tiền này đã được xử lý."), "warning")
    return redirect(path(rebased(WHERE)), 303)


@bp.get("/bien-lai")
@desk_view(SETTLE)
def receipts() -> ResponseReturnValue:
    """Receipts of a month, without names."""
    month = request.args.get("thang", "")
    month = month if _MONTH.fullmatch(month) else f"{today():%Y-%m}"
    year, number = int(month[:4]), int(month[5:])
    page = paged_rows(of_month(year, number), 50)
    return render_template(
        "payments/receipts.html", page=page, month=month, states=STATE_LABELS, where=rebased(WHERE)
    )


@bp.get("/bien-lai.xlsx")
@desk_view(SETTLE)
def receipts_file() -> ResponseReturnValue:
    """The list of a month as a workbook."""
    month = request.args.get("thang", "")
    month = month if _MONTH.fullmatch(month) else f"{today():%Y-%m}"
    rows = list(db.session.scalars(of_month(int(month[:4]), int(month[5:]))))
    by_id = {one.id: one for one in rows}
    missing = {one.replaces_id for one in rows if one.replaces_id} - set(by_id)
    others = db.session.scalars(select(PaymentReceipt).where(PaymentReceipt.id.in_(missing)))
    by_id |= {one.id: one for one in others}
    return xlsx_answer(f"bien-lai-{month}.xlsx", month_sheet(rows, by_id))


@bp.route("/cau-hinh", methods=["GET", "POST"])
@desk_view(SETTLE)
def settings_page() -> ResponseReturnValue:
    """Account and receipts."""
    form = PaymentSettingsForm(data=asdict(payment_settings(current_portal())))
    form.offer()
    if form.validate_on_submit():
        values = {name: (form[name].data or "") for name in asdict(PaymentSettings())}
        values["account"] = values["account"].replace(" ", "")  # groups with letters come apart
        values["letters"] = values["letters"].upper()
        if values["account"] and not form.agreed.data:
            form.agreed.errors = [
                _("Tiền chuyển sai tài khoản không lấy lại được: hãy đối chiếu rồi đánh dấu")
            ]
        else:
            try:
                save_settings(PaymentSettings(**values), acting())
            except InvalidPaymentSetting as error:
                form[error.field].errors = [_("Chưa đúng dạng")]
            else:
                flash(_("Đã lưu cấu hình thu phí."), "success")
                return redirect(path(rebased(f"{WHERE}cau-hinh")), 303)
    page = render_template("payments/settings.html", form=form, where=rebased(WHERE))
    return page, 422 if form.errors else 200


def _refund(object_id: int) -> PaymentRefund:
    found = db.session.scalar(select(PaymentRefund).where(PaymentRefund.id == object_id))
    if found is None:
        abort(404)
    return found


@refunds.post("/<int:object_id>/<decision>")
@desk_view(SETTLE)
def decide(object_id: int, decision: str) -> ResponseReturnValue:
    """Approve (`duyet`), refuse (`tu-choi`), or note that it was transferred (`da-chuyen`)."""
    refund = _refund(object_id)
    try:
        if decision == "duyet":
            refunding.approve(refund.id, acting())
            said = _("Đã duyệt hoàn trả.")
        elif decision == "tu-choi":
            refunding.refuse(refund.id, request.form.get("reason", "")[:500], acting())
            said = _("Đã từ chối hoàn trả.")
        elif decision == "da-chuyen":
            refunding.note_transfer(refund.id, acting())
            said = _("Đã ghi sổ khoản hoàn trả bằng chuyển khoản.")
        else:
            abort(404)
        commit()
        flash(said, "success")
    except refunding.OwnRequest:
        db.session.rollback()
        flash(_("Người đề nghị không tự duyệt; cần người khác duyệt."), "error")
    except (TooLate, refunding.NothingToReturn):
        db.session.rollback()
        flash(_("Đề nghị này vừa được người khác xử lý, hoặc không còn hoàn trả được."), "warning")
    return redirect(path(rebased(WHERE)), 303)
