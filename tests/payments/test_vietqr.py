"""VietQR: the text, checked by decoding it again and by another's encoder; the picture, read by a camera's decoder."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from vietnam_qr_pay import QRPay

from portal.payments.vietqr import picture
from portal.payments.vietqr.banks import BANKS, bank_choices
from portal.payments.vietqr.payload import InvalidPayload, Transfer, crc16, decode, encode
from tests.thorough import examples

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TRANSFERS = st.builds(
    Transfer,
    st.sampled_from(sorted(BANKS)),
    st.text(ALPHANUMERIC, min_size=4, max_size=19),
    st.none() | st.integers(1, 10**13 - 1),
    st.text(ALPHANUMERIC + " ", max_size=25),
)
KNOWN = Transfer("970403", "0011012345678", 180_000, "thanh toan don hang")


def test_the_crc_is_the_one_of_the_standard() -> None:
    assert crc16(b"123456789") == 0x29B1  # CRC-16/CCITT-FALSE, check value of the catalogue of CRCs


NAPAS = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)
"""The worked example of the NAPAS specification; it has the number of a bill (62, 01) besides, which we do not
write."""


def test_a_code_is_written_as_napas_does() -> None:
    without_bill = NAPAS.replace("62340107NPS68690819", "62230819")[:-4]
    assert crc16(NAPAS[:-4].encode()) == 0x2E2E
    assert encode(KNOWN) == f"{without_bill}{crc16(without_bill.encode()):04X}"


@settings(max_examples=examples(1000))
@given(TRANSFERS)
def test_what_is_written_is_read_again(transfer: Transfer) -> None:
    assert decode(encode(transfer)) == transfer


@settings(max_examples=examples(500))
@given(TRANSFERS)
def test_another_writes_and_reads_the_same(transfer: Transfer) -> None:
    amount = None if transfer.amount is None else str(transfer.amount)
    other = QRPay.init_viet_qr(transfer.bank, transfer.account, amount, transfer.message or None)
    assert other.build() == encode(transfer)
    read = QRPay(encode(transfer))
    assert read.is_valid and (read.consumer.bank_bin, read.consumer.bank_number) == (
        transfer.bank,
        transfer.account,
    )
    assert read.amount == amount and (read.additional_data.purpose or "") == transfer.message


@settings(max_examples=examples(500))
@given(TRANSFERS, st.data())
def test_a_code_that_was_changed_is_refused(transfer: Transfer, data: st.DataObject) -> None:
    text = encode(transfer)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(ALPHANUMERIC).filter(lambda one: one != text[at]))
    with pytest.raises(InvalidPayload):
        decode(text[:at] + letter + text[at + 1 :])


@given(st.text(max_size=300))
def test_anything_else_is_no_code(text: str) -> None:
    with pytest.raises(InvalidPayload):
        decode(text)


@given(st.text(ALPHANUMERIC, max_size=120))
def test_a_right_crc_alone_makes_no_code(text: str) -> None:
    with pytest.raises(InvalidPayload):
        decode(f"{text}6304{crc16(f'{text}6304'.encode()):04X}")


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("97040", "0011012345678"),
        Transfer("970403", "001 1012"),
        Transfer("970403", "1234"[:3]),
        Transfer("970403", "0" * 20),
        Transfer("970403", "0011012345678", 0),
        Transfer("970403", "0011012345678", 10**13),
        Transfer("970403", "0011012345678", 5, "nộp phí"),
        Transfer("970403", "0011012345678", 5, "A" * 26),
        Transfer("９７０４０３", "0011012345678"),
    ],
)
def test_what_banks_do_not_read_is_not_written(transfer: Transfer) -> None:
    with pytest.raises(InvalidPayload):
        encode(transfer)


@settings(max_examples=examples(120))
@given(TRANSFERS)
def test_a_camera_reads_the_picture(transfer: Transfer) -> None:
    text = encode(transfer)
    found = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(picture.png(text, scale=4))), zxingcpp.BarcodeFormat.QRCode
    )
    assert [one.text for one in found] == [text] and decode(found[0].text) == transfer


def test_the_banks_are_there_once_each() -> None:
    assert len(BANKS) > 40 and all(one.isdigit() and len(one) == 6 for one in BANKS)
    assert BANKS["970405"][0] == "Agribank" and len(bank_choices()) == len(BANKS)
