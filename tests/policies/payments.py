"""Money: pages for who knows a secret, the counter's pages, the treasurer's pages."""

from __future__ import annotations

from sqlalchemy import select

from portal.extensions import db
from portal.payments import drawers, refunding, taking
from portal.payments.receipts.models import PaymentReceipt
from portal.publishing.service import commit
from tests.factories import Factory
from tests.payments.making import asked, at_desk

PUBLIC = "public"
COLLECT, SETTLE = "payment.collect", "payment.settle"
ROUTES = {
    f"payments.{name}": PUBLIC
    for name in ("door", "page", "standing", "picture_of", "pay", "back", "receipt", "news")
}
ROUTES |= {
    f"desk_demand.{name}": COLLECT for name in ("listing", "demand", "take", "undo", "ask_refund", "pay_back")
}
ROUTES |= {f"desk_receipt.{name}": COLLECT for name in ("as_pdf", "as_xml", "replace")}
ROUTES |= {f"desk_drawer.{name}": COLLECT for name in ("listing", "hand_over", "close", "report")}
ROUTES |= {"desk_drawer.close_left": SETTLE}
ROUTES |= {
    f"treasury.{name}": SETTLE
    for name in (
        *("listing", "report", "entries", "transfer", "note", "claim"),
        *("receipts", "receipts_file", "settings_page"),
    )
}
ROUTES |= {"desk_refund.decide": SETTLE}
VALUES = {
    "desk_refund.decide": {"decision": "tu-choi"},
    "desk_drawer.report": {"kind": "pdf"},
    "treasury.report": {"kind": "xlsx"},
}
# The same pages for the books of portals that ended (tests/merging/test_counter.py): here there is none.
_FORMER = {
    endpoint: f"former_{endpoint.removeprefix('desk_')}"
    for endpoint, policy in ROUTES.items()
    if policy != PUBLIC
}
ROUTES |= {former: ROUTES[endpoint] for endpoint, former in _FORMER.items()}
VALUES |= {
    former: VALUES.get(endpoint, {}) | {"former_slug": "khong-co"} for endpoint, former in _FORMER.items()
}


def _demand(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with at_desk(factory.app, "counter_clerk", slug) as actor:
        return asked(actor, payer=text).id, ""


def _paid(factory: Factory, slug: str, text: str) -> int:
    with at_desk(factory.app, "counter_clerk", slug, user_id=9_000_001) as actor:
        one = asked(actor, payer=text)
        taking.take_cash(one.id, 18_000, f"{one.code}", actor)
        commit()
        return one.id


def _drawer(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    _paid(factory, slug, text)
    with at_desk(factory.app, "counter_clerk", slug, user_id=9_000_001) as actor:
        return drawers.of_today(actor).id, ""


def _receipt(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    paid = _paid(factory, slug, text)
    with at_desk(factory.app, "counter_clerk", slug):
        found = db.session.scalar(select(PaymentReceipt.id).where(PaymentReceipt.demand_id == paid))
        assert found is not None
        return found, ""


def _refund(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    paid = _paid(factory, slug, text)
    with at_desk(factory.app, "counter_clerk", slug) as actor:
        made = refunding.ask(paid, refunding.Asking("cash", text, whole=True), f"r{paid}", actor)
        commit()
        return made.id, ""


THINGS = {"demand": _demand, "drawer": _drawer, "receipt": _receipt, "refund": _refund}
FRESH = {"desk_refund.decide": lambda factory, slug: _refund(factory, slug, "mới")[0]}
