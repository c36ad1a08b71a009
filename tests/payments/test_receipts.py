"""Receipts: prescribed fields, signature, paper, replacement and cancelling."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from sqlalchemy.exc import IntegrityError

from portal import create_app
from portal.extensions import db
from portal.payments import taking
from portal.payments.codes import secret_of
from portal.payments.demanding import locked
from portal.payments.money import amount_text, read_amount
from portal.payments.receipts import issuing, xml
from portal.payments.receipts.models import PaymentReceipt
from portal.payments.receipts.paper import pdf
from portal.payments.receipts.signing import Signing, sign_waiting
from portal.publishing.service import commit
from portal.signing.development import make_development_ca
from portal.signing.keys import FOLDER
from portal.signing.open_key import signer_of
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, Browser, settings_for
from tests.payments.making import NAME, asked, at_desk

NEW_NAME = "Nguyễn Thị Bống"


@pytest.fixture()
def keyed(instance: Path) -> Iterator[Flask]:
    """An installation that signs with a key for trying things out."""
    folder = instance / FOLDER
    made = make_development_ca(folder)
    made.key.rename(folder / "default.p12")
    app = create_app(settings_for(instance, development=True))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield app
    with app.app_context():
        db.engine.dispose()


def paid(app: Flask, number: int = 0) -> int:
    """The id of a receipt."""
    with at_desk(app, "counter_clerk") as actor:
        one = asked(actor, number=number)
        taking.take_cash(one.id, 18_000, f"t{one.id}", actor)
        commit()
        return issuing.all_of(one.id)[-1].id


def receipt(actor_tenant: int, number: int) -> PaymentReceipt:
    found = db.session.get(PaymentReceipt, (actor_tenant, number))
    assert found is not None
    return found


def signed(app: Flask, number: int) -> tuple[bytes, str]:
    """The signed XML of a receipt and the certificate."""
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        sign_waiting(portal)
        signer = signer_of(portal)
        assert signer is not None
    with at_desk(app, "counter_clerk") as actor:
        data = receipt(actor.tenant_id, number).xml
        assert data is not None
        return data, signer.pem


FIELDS = {
    "DLBLai/TTChung/TBLai": "Biên lai thu phí, lệ phí (loại không in sẵn mệnh giá)",
    "DLBLai/TTChung/KHMBLai": "01BLP0-001",
    "DLBLai/TTChung/SBLai": "1",
    "DLBLai/TTChung/DVTTe": "VND",
    "DLBLai/TTChung/HTTToan": "Tiền mặt",
    "DLBLai/NDBLai/NNop/Ten": NAME,
    "DLBLai/NDBLai/TCThu/NThu": "counter_clerk 1",
    "DLBLai/NDBLai/TgTTSo": "18000",
    "DLBLai/NDBLai/TgTTChu": "Mười tám nghìn đồng",
}


def test_the_signed_xml_says_what_is_prescribed(keyed: Flask) -> None:
    data, pem = signed(keyed, paid(keyed))
    found = xml.verify(data, [pem])
    assert {path: found.findtext(path) for path in FIELDS} == FIELDS
    lines = found.findall("DLBLai/NDBLai/DSKThu/KThu")
    assert [(one.findtext("LKThu"), one.findtext("STien")) for one in lines] == [
        ("Phí", "10000"),
        ("Lệ phí", "8000"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<TgTTSo>18000<", b"<TgTTSo>28000<"), (NAME.encode(), b"Ai do"), (b"<SBLai>1<", b"<SBLai>2<")],
)
def test_a_receipt_that_was_changed_is_not_believed(keyed: Flask, old: bytes, new: bytes) -> None:
    data, pem = signed(keyed, paid(keyed))
    assert old in data
    with pytest.raises(xml.NotThisSignature):
        xml.verify(data.replace(old, new), [pem])


def test_another_key_is_not_believed(keyed: Flask, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import pkcs12

    from portal.signing.open_key import Signer

    data, _pem = signed(keyed, paid(keyed))
    other = make_development_ca(tmp_path / "khac")
    _key, certificate, _more = pkcs12.load_key_and_certificates(other.key.read_bytes(), None)
    assert certificate is not None
    with pytest.raises(xml.NotThisSignature):
        xml.verify(data, [Signer(_key, certificate).pem])  # type: ignore[arg-type]


def test_without_a_key_money_is_taken_and_the_signature_follows(app: Flask, instance: Path) -> None:
    number = paid(app)
    with app.app_context():
        Signing().step()
    with at_desk(app, "counter_clerk") as actor:
        assert receipt(actor.tenant_id, number).signed_at is None
    folder = instance / FOLDER
    make_development_ca(folder).key.rename(folder / "default.p12")
    later = create_app(settings_for(instance, development=True))
    with later.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        Signing().step()
    with at_desk(later, "counter_clerk") as actor:
        assert receipt(actor.tenant_id, number).xml is not None


def test_who_paid_is_sealed(keyed: Flask) -> None:
    number = paid(keyed)
    signed(keyed, number)
    with at_desk(keyed, "counter_clerk") as actor:
        for table in ("payment_receipt", "payment_demand"):
            rows = db.session.connection().exec_driver_sql(
                f"SELECT * FROM {table} WHERE tenant_id = {actor.tenant_id}"
            )
            held = b"|".join(
                one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row
            )
            assert NAME.encode() not in held and b"BLai" not in held, table


def test_a_replacement_names_what_it_replaces(keyed: Flask) -> None:
    number = paid(keyed)
    with at_desk(keyed, "counter_clerk") as actor:
        with pytest.raises(issuing.NoReason):
            issuing.replace(number, NEW_NAME, "", "sai", actor)
        made = issuing.replace(number, NEW_NAME, "", "ghi sai tên người nộp", actor)
        commit()
        with pytest.raises(issuing.ReceiptEnded):
            issuing.replace(number, NEW_NAME, "", "ghi sai tên người nộp", actor)
        old = receipt(actor.tenant_id, number)
        assert (old.state, made.number, made.amount) == ("replaced", 2, old.amount)
        assert locked(made.demand_id).state == "paid"
        paper = _text(pdf(made, old))
        assert NEW_NAME in paper and "Thay thế biên lai" in paper and "0000001" in paper
        assert "ĐÃ ĐƯỢC THAY THẾ" in _text(pdf(old))
    data, pem = signed(keyed, made.id)
    other = xml.verify(data, [pem]).find("DLBLai/TTChung/TTBLLQuan")
    assert other is not None and other.findtext("SBLCLQuan") == "1" and other.findtext("TCBLai") == "Thay thế"


def test_a_number_is_never_given_twice(app: Flask) -> None:
    number = paid(app)
    with at_desk(app, "counter_clerk") as actor:
        one = receipt(actor.tenant_id, number)
        names = (
            "demand_id",
            "entry_id",
            "form_code",
            "symbol",
            "number",
            "day",
            "unit",
            "subject_code",
            "title",
        )
        values = {name: getattr(one, name) for name in names}
        db.session.add(PaymentReceipt(tenant_id=actor.tenant_id, lines=[], amount=5, **values))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_the_paper_holds_what_the_payer_needs(app: Flask) -> None:
    number = paid(app)
    with at_desk(app, "counter_clerk") as actor:
        paper = _text(pdf(receipt(actor.tenant_id, number)))
    for said in (
        "BIÊN LAI THU PHÍ, LỆ PHÍ",
        "01BLP0-001",
        "0000001",
        NAME,
        "18.000 đồng",
        "Mười tám nghìn đồng",
    ):
        assert said in paper, said


def _text(data: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in PdfDocument(data)).replace("\r\n", " ")


def test_the_payer_and_the_desk_get_both_files(
    keyed: Flask, browser: Callable[[str], Browser], signed_in: Callable[..., Browser]
) -> None:
    number = paid(keyed)
    with at_desk(keyed, "counter_clerk") as actor:
        code = locked(receipt(actor.tenant_id, number).demand_id).code
        secret = secret_of(code)
    payer = Browser(keyed, A)
    payer.post("/thanh-toan/", {"code": code, "secret": secret}, token_from="/thanh-toan/")
    for door in (f"/thanh-toan/{code}/bien-lai",):
        assert payer.get(f"{door}.pdf").data.startswith(b"%PDF")
        answer = payer.get(f"{door}.xml")
        assert answer.status_code == 200 and etree.fromstring(answer.data).tag == "BLai"
        assert answer.headers["Cache-Control"] == "no-store" and NAME not in str(answer.headers)


def test_the_month_is_a_list_without_names(app: Flask, signed_in: Callable[..., Browser]) -> None:
    first = paid(app)
    with at_desk(app, "counter_clerk") as actor:
        issuing.replace(first, NEW_NAME, "", "ghi sai tên người nộp", actor)
        commit()
        day = receipt(actor.tenant_id, first).day
    answer = signed_in(A, "tenant_admin").get(f"/quan-tri/so-thu-phi/bien-lai.xlsx?thang={day:%Y-%m}")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[8], row[10]) for row in rows] == [
        ("0000001", 18_000, "Đã được thay thế"),
        ("0000002", 18_000, "Có giá trị"),
    ]
    assert rows[1][11] == "01BLP0-001 AA-26E 0000001" and NAME not in str(rows) and NEW_NAME not in str(rows)


@given(st.integers(0, 10**9))
def test_sums_are_read_as_they_are_written(amount: int) -> None:
    assert read_amount(amount_text(amount)) == amount == read_amount(str(amount))


@given(st.text(max_size=30))
def test_any_text_is_a_sum_or_none(text: str) -> None:
    found = read_amount(text)
    assert found is None or 0 <= found <= 10**9
