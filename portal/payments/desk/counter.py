"""The counter: what is to be paid, cash with change, refunds asked for and paid out, receipts."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.digits import whole_number
from portal.extensions import db
from portal.payments import drawers, refunding, succession, taking
from portal.payments.codes import code_in, secret_of
from portal.payments.demanding import TooLate
from portal.payments.desk.where import rebased
from portal.payments.duties import COLLECT
from portal.payments.forms import CashForm, OnceForm, PayerForm, ReasonForm, RefundForm
from portal.payments.ledger.posting import held_for
from portal.payments.ledger.rules import RECEIVED, RULES
from portal.payments.models import APPROVED, BY_CASH, HANDED, OPEN, STATES, PaymentDemand, PaymentRefund
from portal.payments.money import amount_text
from portal.payments.receipts import issuing
from portal.payments.receipts.files import pdf_answer, xml_answer
from portal.payments.receipts.models import PaymentReceipt
from portal.payments.registry import page_of
from portal.publishing.service import commit
from portal.web.paging import paged_rows
from portal.web.request import path

WHERE = "/quan-tri/thu-phi/"
bp = Blueprint("desk_demand", __name__, template_folder="../templates", url_prefix=WHERE.rstrip("/"))


def _load(object_id: int) -> PaymentDemand:
    found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.id == object_id))
    if found is None:
        abort(404)
    return found


@bp.get("/")
@desk_view(COLLECT)
def listing() -> ResponseReturnValue:
    """What is to be paid, the oldest first; found by the code of the payment or of the dossier."""
    q = request.args.get("q", "").strip()[:80]
    state = request.args.get("trang-thai", "" if q else OPEN)
    state = state if state in STATES else ""
    statement = select(PaymentDemand)
    if q:
        exact = code_in(q) or q
        statement = statement.where(
            or_(PaymentDemand.code == exact, PaymentDemand.subject_code.icontains(q, autoescape=True))
        )
    if state:
        statement = statement.where(PaymentDemand.state == state)
    oldest = (PaymentDemand.made_at, PaymentDemand.id)
    order = oldest if state == OPEN else [one.desc() for one in oldest]
    page = paged_rows(statement.order_by(*order))
    return render_template("payments/demands.html", page=page, q=q, state=state, where=rebased(WHERE))


@bp.get("/<int:object_id>")
@desk_view(COLLECT)
def demand(object_id: int) -> ResponseReturnValue:
    """One demand: its lines, how it was paid, what can be done."""
    return _page(_load(object_id))


def _page(one: PaymentDemand, status: int = 200, **forms: Any) -> ResponseReturnValue:
    entries = taking.entries_of(one.id)
    drawer = drawers.find(acting(), today())
    undoable = {
        each.id
        for each in entries
        if each.act == RECEIVED
        and drawer is not None
        and drawer.closed_at is None
        and each.drawer_id == drawer.id
        and not taking.is_undone(each, entries)
    }
    refunds = db.session.scalars(
        select(PaymentRefund).where(PaymentRefund.demand_id == one.id).order_by(PaymentRefund.asked_at)
    )
    shown = {
        "cash": CashForm(formdata=None, once=secrets.token_hex(16)),
        "refund": _refund_form(formdata=None, once=secrets.token_hex(16)),
        "undo": ReasonForm(formdata=None),
    } | forms
    return render_template(
        "payments/demand.html",
        demand=one,
        subject_page=page_of(one),
        secret=secret_of(one.code),
        entries=entries,
        rules=RULES,
        undoable=undoable,
        refunds=list(refunds),
        receipts=issuing.all_of(one.id),
        missing=one.amount - taking.available(one.id),
        held=held_for(one.id),
        returnable=(refunding.returnable(one, True), refunding.returnable(one, False)),
        is_closed=drawer is not None and drawer.closed_at is not None,
        can_pay_back=(APPROVED, BY_CASH),
        goes_on_at=succession.home_of(one.code) if one.state == HANDED else None,
        where=rebased(WHERE),
        **shown,
    ), status


def _refund_form(**values: Any) -> RefundForm:
    form = RefundForm(**values)
    form.offer(refunding.ways(acting().tenant_id))
    return form


def _back(one: PaymentDemand, said: str, kind: str = "success") -> ResponseReturnValue:
    flash(said, kind)
    return redirect(path(rebased(f"{WHERE}{one.id}")), 303)


def _late(one: PaymentDemand) -> ResponseReturnValue:
    return _back(one, _("Không làm nữa: khoản này vừa được người khác xử lý."), "warning")


def _closed(one: PaymentDemand) -> ResponseReturnValue:
    return _back(one, _("Ngăn kéo hôm nay đã chốt, không thu chi thêm được. Ngày mai hãy làm tiếp."), "error")


@bp.post("/<int:object_id>/thu")
@desk_view(COLLECT)
def take(object_id: int) -> ResponseReturnValue:
    """Take cash; the page says the change."""
    one, form = _load(object_id), CashForm()
    if not form.validate():
        return _page(one, 422, cash=form)
    try:
        taken = taking.take_cash(one.id, form.tendered.amount, form.once.data or "", acting())
        commit()
    except taking.TooLittle:
        db.session.rollback()
        form.tendered.errors = [_("Chưa đủ số tiền phải nộp")]
        return _page(_load(object_id), 422, cash=form)
    except TooLate:
        db.session.rollback()
        return _late(_load(object_id))
    except drawers.DrawerClosed:
        db.session.rollback()
        return _closed(_load(object_id))
    change = (taken.entry.tendered or 0) - taken.entry.amount
    said = _(
        "Đã thu %(sum)s. Trả lại người nộp: %(change)s.",
        sum=amount_text(taken.entry.amount),
        change=amount_text(change),
    )
    return _back(one, said)


@bp.post("/<int:object_id>/huy-thu")
@desk_view(COLLECT)
def undo(object_id: int) -> ResponseReturnValue:
    """Take a payment of today's drawer back that was taken by mistake."""
    one, form = _load(object_id), ReasonForm()
    if not form.validate():
        return _page(one, 422, undo=form)
    number = whole_number(request.form.get("entry")) or 0
    if number not in {each.id for each in taking.entries_of(one.id)}:
        abort(404)
    try:
        taking.undo_cash(number, form.reason.data or "", acting())
        commit()
    except LookupError:
        abort(404)
    except TooLate:
        db.session.rollback()
        return _late(_load(object_id))
    except drawers.DrawerClosed:
        db.session.rollback()
        return _closed(_load(object_id))
    except drawers.NotThere:
        db.session.rollback()
        said = _("Tiền này đã bàn giao cho thủ quỹ, ngăn kéo của bạn không còn đủ: hãy đề nghị hoàn trả.")
        return _back(_load(object_id), said, "error")
    return _back(one, _("Đã hủy lần thu nhầm; trả lại tiền cho người nộp."))


@bp.post("/<int:object_id>/hoan")
@desk_view(COLLECT)
def ask_refund(object_id: int) -> ResponseReturnValue:
    """Ask for a refund."""
    one, form = _load(object_id), _refund_form()
    if not form.validate():
        return _page(one, 422, refund=form)
    whole = form.what.data == "whole"
    asking = refunding.Asking(form.way.data, form.reason.data or "", whole, form.account.data or "")
    try:
        refunding.ask(one.id, asking, form.once.data or "", acting())
        commit()
    except refunding.NothingToReturn:
        db.session.rollback()
        return _back(_load(object_id), _("Không có khoản nào hoàn trả được theo cách này."), "error")
    return _back(one, _("Đã gửi đề nghị hoàn trả, chờ người phụ trách sổ duyệt."))


@bp.post("/<int:object_id>/chi-hoan")
@desk_view(COLLECT)
def pay_back(object_id: int) -> ResponseReturnValue:
    """Pay the approved refund of a demand out in cash."""
    one, form = _load(object_id), OnceForm()
    refund = db.session.scalar(
        select(PaymentRefund).where(
            PaymentRefund.demand_id == one.id, PaymentRefund.state == APPROVED, PaymentRefund.way == BY_CASH
        )
    )
    if refund is None or not form.validate():
        return _late(one)
    try:
        refunding.pay_cash(refund.id, acting())
        commit()
    except (TooLate, refunding.NothingToReturn):
        db.session.rollback()
        return _late(_load(object_id))
    except drawers.DrawerClosed:
        db.session.rollback()
        return _closed(_load(object_id))
    except drawers.NotThere:
        db.session.rollback()
        return _back(_load(object_id), _("Ngăn kéo của bạn không đủ tiền mặt để chi."), "error")
    return _back(one, _("Đã chi %(sum)s cho người nộp.", sum=amount_text(refund.amount)))


receipts = Blueprint("desk_receipt", __name__, url_prefix=f"{WHERE}bien-lai")


def _receipt(object_id: int) -> PaymentReceipt:
    found = db.session.scalar(select(PaymentReceipt).where(PaymentReceipt.id == object_id))
    if found is None:
        abort(404)
    return found


@receipts.get("/<int:object_id>.pdf")
@desk_view(COLLECT)
def as_pdf(object_id: int) -> ResponseReturnValue:
    """The receipt on paper."""
    return pdf_answer(_receipt(object_id))


@receipts.get("/<int:object_id>.xml")
@desk_view(COLLECT)
def as_xml(object_id: int) -> ResponseReturnValue:
    """The signed receipt."""
    return xml_answer(_receipt(object_id))


@receipts.route("/<int:object_id>/thay-the", methods=["GET", "POST"])
@desk_view(COLLECT)
def replace(object_id: int) -> ResponseReturnValue:
    """Another receipt in the place of one with a wrong name or address."""
    old = _receipt(object_id)
    form = PayerForm(name=old.payer_name, address=old.payer_address)
    if form.validate_on_submit():
        try:
            made = issuing.replace(
                old.id, form.name.data or "", form.address.data or "", form.reason.data or "", acting()
            )
            commit()
        except issuing.ReceiptEnded:
            db.session.rollback()
            return _late(_load(old.demand_id))
        flash(_("Đã lập biên lai %(name)s thay thế.", name=made.name), "success")
        return redirect(path(rebased(f"{WHERE}{old.demand_id}")), 303)
    page = render_template("payments/replace.html", form=form, receipt=old, where=rebased(WHERE))
    return page, 422 if form.errors else 200
