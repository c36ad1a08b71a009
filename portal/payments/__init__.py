"""Money: what is to be paid, how it was, a ledger that balances, receipts without gaps.

It knows no room: whoever asks for money calls `demanding.demand` for a `Subject` and registers what happens when it is
paid (`registry.when_settled`).
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.payments import succession, tending, views
from portal.payments.commands import payments_cli
from portal.payments.desk import books, counter, drawer, treasury
from portal.payments.duties import COLLECT, SETTLE
from portal.payments.ledger import models as ledger_models
from portal.payments.money import amount_text
from portal.payments.receipts import models as receipt_models
from portal.payments.receipts.signing import Signing
from portal.web.contributions import DeskEntry, contributions, every

__all__ = ["ledger_models", "receipt_models", "register"]


def register(app: Flask) -> None:
    """Bind payments to the application: command, the follower's steps, labels of the audit trail."""
    for pages in (views.bp, counter.bp, counter.receipts, drawer.bp, treasury.bp, treasury.refunds):
        app.register_blueprint(pages)
    books.register(app)
    app.jinja_env.filters["dong"] = amount_text
    app.cli.add_command(payments_cli)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Thu phí, lệ phí"), counter.WHERE, 32, "money", COLLECT, group="counter"))
    shared.desk.append(DeskEntry(_l("Ngăn kéo của tôi"), drawer.WHERE, 33, "money", COLLECT, group="counter"))
    shared.desk.append(DeskEntry(_l("Sổ thu phí"), treasury.WHERE, 34, "money", SETTLE, group="counter"))
    shared.tended.append(every(tending.EVERY, tending.turn))
    shared.tended.append(every(tending.EVERY, Signing().step))
    shared.tended.append(every(tending.EVERY, succession.forward))
    shared.actions |= {
        "payment.ask": _l("Lập khoản phải thu"),
        "payment.hand_on": _l("Chuyển khoản phải thu sang cổng khác"),
        "payment.take_on": _l("Nhận khoản phải thu từ cổng khác"),
        "payment.cancel": _l("Hủy khoản phải thu"),
        "payment.receive": _l("Nhận tiền"),
        "payment.undo": _l("Hủy lần thu nhầm"),
        "payment.receipt": _l("Lập biên lai"),
        "payment.replace_receipt": _l("Thay thế biên lai"),
        "payment.cancel_receipt": _l("Hủy biên lai"),
        "payment.hand_over": _l("Bàn giao tiền mặt"),
        "payment.close_drawer": _l("Chốt ngăn kéo trong ngày"),
        "payment.ask_refund": _l("Đề nghị hoàn trả"),
        "payment.refund_approved": _l("Duyệt hoàn trả"),
        "payment.refund_sending": _l("Duyệt hoàn trả qua đơn vị thanh toán"),
        "payment.refund_refused": _l("Từ chối hoàn trả"),
        "payment.refund_done": _l("Đã hoàn trả"),
        "payment.deposit": _l("Ghi sổ quỹ"),
        "payment.settings": _l("Sửa cấu hình thu phí"),
    }
