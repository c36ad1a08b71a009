"""The desk through its door: cash with change, the drawer, the treasurer's day, refunds, settings."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from sqlalchemy import select

from portal.extensions import db
from portal.payments.checking import check_books
from portal.payments.demanding import locked
from portal.payments.ledger.posting import all_balances, held_for
from portal.payments.models import CashDrawer, PaymentRefund
from portal.payments.receipts.issuing import all_of
from portal.payments.registry import lead_to
from portal.payments.settings import payment_settings
from portal.payments.taking import take_from_provider
from portal.publishing.models import AuditEntry
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, B, Browser
from tests.payments.making import NAME, asked, at_desk
from tests.statements import statements

COUNTER, BOOKS = "/quan-tri/thu-phi/", "/quan-tri/so-thu-phi/"
SignedIn = Callable[..., Browser]


def made(app: Flask) -> tuple[int, str]:
    with at_desk(app, "counter_clerk") as actor:
        one = asked(actor)
        return one.id, one.code


def once_of(page: Any) -> str:
    found = re.search(r'name="once"[^>]*value="([0-9a-f]{32})"', page.text)
    assert found
    return found[1]


def pay(clerk: Browser, number: int, tendered: str = "20.000") -> Any:
    where = f"{COUNTER}{number}"
    once = once_of(clerk.get(where))
    return clerk.post(f"{where}/thu", {"tendered": tendered, "once": once})


def text_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf)).replace("\r\n", " ")


def test_cash_is_taken_with_its_change_told(app: Flask, signed_in: SignedIn) -> None:
    number, code = made(app)
    clerk = signed_in(A, "counter_clerk")
    assert code in clerk.get(COUNTER).text
    assert pay(clerk, number).status_code == 303
    page = clerk.get(f"{COUNTER}{number}")
    assert "Trả lại người nộp: 2.000 đồng" in page.text and NAME in page.text and len(page.data) <= 220 * 1024
    with at_desk(app, "tenant_admin"):
        assert locked(number).state == "paid" and check_books() == []


def test_a_demand_is_found_by_any_part_of_the_code_of_its_dossier(app: Flask, signed_in: SignedIn) -> None:
    """In small letters too, which not every database takes for the same."""
    with at_desk(app, "counter_clerk") as actor:
        one, other = asked(actor), asked(actor)
    found = signed_in(A, "counter_clerk").get(f"{COUNTER}?q={one.subject_code[-16:].lower()}").text
    assert one.code in found and other.code not in found


def test_demands_of_one_instant_have_one_order(app: Flask, signed_in: SignedIn) -> None:
    """Else one would stand on two pages of the list, and another on none."""
    clerk = signed_in(A, "counter_clerk")
    for state in ("", "?trang-thai=paid"):
        with statements(app) as sent:
            clerk.get(f"{COUNTER}{state}")
        (listed,) = [one for one in sent if "FROM payment_demand" in one and "ORDER BY" in one]
        assert listed.partition("ORDER BY")[2].count("payment_demand.") == 2, listed


@pytest.mark.parametrize("tendered", ["", "mười nghìn", "17.999", "-5", "9" * 40])
def test_cash_that_makes_no_sense_is_refused_where_it_was_typed(
    app: Flask, signed_in: SignedIn, tendered: str
) -> None:
    number, _code = made(app)
    answer = pay(signed_in(A, "counter_clerk"), number, tendered)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    with at_desk(app, "tenant_admin"):
        assert all_balances() == {}


def test_a_double_click_takes_once(app: Flask, signed_in: SignedIn) -> None:
    number, _code = made(app)
    clerk = signed_in(A, "counter_clerk")
    where = f"{COUNTER}{number}"
    sent = {"tendered": "18000", "once": once_of(clerk.get(where))}
    for _click in range(2):
        assert clerk.post(f"{where}/thu", sent).status_code == 303
    with at_desk(app, "tenant_admin"):
        assert len(all_of(number)) == 1 and sum(all_balances().values()) == 0


def test_a_mistake_is_undone(app: Flask, signed_in: SignedIn) -> None:
    number, _code = made(app)
    clerk = signed_in(A, "counter_clerk")
    pay(clerk, number)
    entry = re.search(r'name="entry" value="(\d+)"', clerk.get(f"{COUNTER}{number}").text)
    assert entry
    short = clerk.post(f"{COUNTER}{number}/huy-thu", {"entry": entry[1], "reason": ""})
    assert short.status_code == 422
    clerk.post(f"{COUNTER}{number}/huy-thu", {"entry": entry[1], "reason": "thu nhầm hồ sơ khác"})
    with at_desk(app, "tenant_admin"):
        assert locked(number).state == "open" and all_balances() == {} and check_books() == []
    for foreign in ("1", "x", "9" * 30):
        answer = clerk.post(f"{COUNTER}{number}/huy-thu", {"entry": foreign, "reason": "thu nhầm hồ sơ"})
        assert answer.status_code == 404


def test_the_day_is_counted_and_closed(app: Flask, signed_in: SignedIn) -> None:
    clerk = signed_in(A, "counter_clerk")
    assert "Hôm nay chưa thu" in clerk.get(f"{COUNTER}ngan-keo/").text
    pay(clerk, made(app)[0])
    with at_desk(app, "counter_clerk"):
        drawer = db.session.scalars(select(CashDrawer)).one().id
    where = f"{COUNTER}ngan-keo/"
    page = clerk.get(where)
    assert "18.000 đồng" in page.text
    hand = {"amount": "5.000", "once": once_of(page)}
    assert clerk.post(f"{where}{drawer}/ban-giao", hand).status_code == 303
    assert (
        clerk.post(f"{where}{drawer}/ban-giao", hand | {"amount": "99.000", "once": "a" * 32}).status_code
        == 422
    )
    assert clerk.post(f"{where}{drawer}/chot", {"counted": "12.000"}).status_code == 422
    closed = clerk.post(f"{where}{drawer}/chot", {"counted": "12.000", "explanation": "thối nhầm một nghìn"})
    assert closed.status_code == 303
    number, _code = made(app)
    assert "đã chốt" in clerk.get(f"{COUNTER}{number}").text
    sent = {"tendered": "18000", "once": "b" * 32}
    clerk.post(f"{COUNTER}{number}/thu", sent)
    with at_desk(app, "tenant_admin"):
        assert locked(number).state == "open" and check_books() == []
        assert all_balances() == {"charges": -8_000, "difference": 1_000, "fees": -10_000, "safe": 17_000}
    paper = text_of(clerk.get(f"{where}{drawer}/bao-cao.pdf").data)
    assert "thối nhầm một nghìn" in paper and "18.000" in paper and NAME not in paper
    book = load_workbook(io.BytesIO(clerk.get(f"{where}{drawer}/bao-cao.xlsx").data))
    assert [row[4:7] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        (10_000, 8_000, 18_000)
    ]
    assert [row[1:4] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)] == [
        (13_000, 12_000, -1_000)
    ]


def test_the_treasurer_sees_sums_and_no_payer(app: Flask, signed_in: SignedIn) -> None:
    pay(signed_in(A, "counter_clerk"), made(app)[0])
    head = signed_in(A, "tenant_admin")
    for where in ("", "but-toan", "bien-lai", "cau-hinh"):
        page = head.get(f"{BOOKS}{where}")
        assert page.status_code == 200 and NAME not in page.text, where
    assert "10.000 đồng" in head.get(BOOKS).text
    paper = text_of(head.get(f"{BOOKS}bao-cao.pdf").data)
    assert "18.000" in paper and "Mười tám nghìn đồng" in paper and NAME not in paper
    assert head.get(f"{BOOKS}bao-cao.csv").status_code == 404
    assert head.get(f"{BOOKS}?ngay=hôm-qua").status_code == 200


def test_the_balances_are_summed_up_on_both_sides(app: Flask, signed_in: SignedIn) -> None:
    clerk = signed_in(A, "counter_clerk")
    for _time in range(2):
        assert pay(clerk, made(app)[0]).status_code == 303
    shown = signed_in(A, "tenant_admin").get(BOOKS).text
    total = shown[shown.index("table__total") :]
    assert total.count(">36.000 đồng<") == 2, total[:600]


def test_transfers_of_the_statement_settle_once(app: Flask, signed_in: SignedIn) -> None:
    number, code = made(app)
    head = signed_in(A, "tenant_admin")
    sent = {"code": f"MBVCB.123 {code.lower()} CT tu 001", "amount": "18.000", "bank_number": "FT26333"}
    assert head.post(f"{BOOKS}chuyen-khoan", sent).status_code == 303
    head.post(f"{BOOKS}chuyen-khoan", sent)
    with at_desk(app, "tenant_admin"):
        assert locked(number).state == "paid" and held_for(number) == 0 and check_books() == []
    unknown = head.post(f"{BOOKS}chuyen-khoan", sent | {"code": "tiền phí"})
    assert unknown.status_code == 422


def test_a_refund_is_asked_decided_and_paid(app: Flask, signed_in: SignedIn) -> None:
    number, _code = made(app)
    clerk, head = signed_in(A, "counter_clerk"), signed_in(A, "tenant_admin")
    pay(clerk, number)
    where = f"{COUNTER}{number}"
    sent = {"what": "whole", "way": "cash", "reason": "hồ sơ không thuộc thẩm quyền", "once": "c" * 32}
    assert clerk.post(f"{where}/hoan", sent | {"way": "transfer"}).status_code == 422  # no account given
    assert clerk.post(f"{where}/hoan", sent).status_code == 303
    with at_desk(app, "tenant_admin"):
        refund = db.session.scalars(select(PaymentRefund)).one().id
    assert "hồ sơ không thuộc thẩm quyền" in head.get(BOOKS).text
    assert head.post(f"{BOOKS}hoan-tra/{refund}/duyet").status_code == 303
    page = clerk.get(where)
    clerk.post(f"{where}/chi-hoan", {"once": once_of(page)})
    with at_desk(app, "tenant_admin"):
        assert locked(number).state == "returned" and all_balances() == {} and check_books() == []
    assert head.post(f"{BOOKS}hoan-tra/{refund}/xoa").status_code == 404


def test_the_safe_the_account_and_the_budget(app: Flask, signed_in: SignedIn) -> None:
    clerk, head = signed_in(A, "counter_clerk"), signed_in(A, "tenant_admin")
    pay(clerk, made(app)[0])
    with at_desk(app, "counter_clerk"):
        drawer = db.session.scalars(select(CashDrawer)).one().id
    clerk.post(f"{COUNTER}ngan-keo/{drawer}/chot", {"counted": "18000"})

    def note(act: str, amount: int, once: str) -> int:
        sent = {"act": act, "moved": str(amount), "reason": "theo chứng từ số 1", "once": once * 32}
        return int(head.post(f"{BOOKS}ghi-so", sent).status_code)

    assert note("deposited", 18_001, "a") == 422
    assert note("deposited", 18_000, "a") == note("deposited", 18_000, "a") == 303
    assert note("remitted_fees", 10_001, "b") == 422
    assert note("remitted_fees", 10_000, "c") == note("remitted_charges", 8_000, "d") == 303
    with at_desk(app, "tenant_admin"):
        assert all_balances() == {} and check_books() == []


def test_money_of_nobody_finds_its_demand(app: Flask, signed_in: SignedIn) -> None:
    number, code = made(app)
    with at_desk(app, "tenant_admin") as actor:
        entry = take_from_provider(None, "thu", "t1", 18_000, actor).entry.id
        commit()
    head = signed_in(A, "tenant_admin")
    assert "Tiền chưa rõ của khoản nào" in head.get(BOOKS).text
    head.post(f"{BOOKS}nhan-khoan", {"entry": str(entry), "code": "TT22222222"})
    head.post(f"{BOOKS}nhan-khoan", {"entry": str(entry), "code": code})
    with at_desk(app, "tenant_admin"):
        assert locked(number).state == "paid" and check_books() == []


def test_settings_are_checked_and_kept(app: Flask, signed_in: SignedIn) -> None:
    head = signed_in(A, "tenant_admin")
    right = {
        "bank": "970405", "account": "4200 2010.00-123", "holder": "UBND XA TAM HAI", "unit": "UBND xã Tam Hải",
        "tax_code": "4000123456", "address": "", "form_code": "01BLP0-001", "letters": "aa", "agreed": "y",
    }  # fmt: skip
    for wrong in (
        {"account": "số của tôi"},
        {"tax_code": "12"},
        {"form_code": "x"},
        {"letters": "W1"},
        {"agreed": ""},
    ):
        assert head.post(f"{BOOKS}cau-hinh", right | wrong).status_code == 422, wrong
    assert head.post(f"{BOOKS}cau-hinh", right).status_code == 303
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(A)
        assert portal is not None
        kept = payment_settings(portal)
    assert (kept.account, kept.letters, kept.symbol(2026)) == ("4200201000123", "AA", "AA-26E")


def test_the_trail_names_codes_and_nobody(app: Flask, signed_in: SignedIn) -> None:
    number, code = made(app)
    pay(signed_in(A, "counter_clerk"), number)
    with at_desk(app, "tenant_admin"):
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("payment."))).all()
        assert {one.action for one in entries} == {"payment.ask", "payment.receive", "payment.receipt"}
        assert any(one.detail == code for one in entries) and not any(NAME in one.detail for one in entries)


def test_the_counter_of_another_portal_finds_nothing(app: Flask, signed_in: SignedIn) -> None:
    number, _code = made(app)
    pay(signed_in(A, "counter_clerk"), number)
    with at_desk(app, "counter_clerk"):
        drawer = db.session.scalars(select(CashDrawer)).one().id
        receipt = all_of(number)[0].id
    other = signed_in(B, "counter_clerk")
    drawers, receipts = f"{COUNTER}ngan-keo/{drawer}", f"{COUNTER}bien-lai/{receipt}"
    for where in (
        f"{COUNTER}{number}",
        f"{drawers}/bao-cao.pdf",
        f"{receipts}.pdf",
        f"{receipts}.xml",
        f"{receipts}/thay-the",
    ):
        assert other.get(where).status_code == 404, where
    for where in (
        *(f"{COUNTER}{number}/{act}" for act in ("thu", "huy-thu", "hoan", "chi-hoan")),
        *(f"{drawers}/{act}" for act in ("ban-giao", "chot")),
        f"{receipts}/thay-the",
    ):
        assert (
            other.post(where, {"tendered": "18000", "counted": "0", "once": "e" * 32}).status_code == 404
        ), where


def test_a_demand_leads_to_what_it_is_for_where_that_has_a_page(app: Flask, signed_in: SignedIn) -> None:
    number, _code = made(app)
    clerk = signed_in(A, "counter_clerk")
    plain = clerk.get(f"{COUNTER}{number}").text
    assert "H47-261130" in plain and "/quan-tri/viec-thu/" not in plain
    lead_to(app, "thu", lambda one: f"/quan-tri/viec-thu/{one.subject_id}")
    led = re.search(r'href="/quan-tri/viec-thu/\d+">(\S+)</a>', clerk.get(f"{COUNTER}{number}").text)
    assert led is not None and led[1] in plain
