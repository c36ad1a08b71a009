"""The text of a VietQR code, made and read. Pure.

Source: NAPAS, "Đặc tả kỹ thuật QR Code dịch vụ chuyển nhanh NAPAS247", after EMVCo "QR Code Specification for Payment
Systems, Merchant-Presented Mode" 1.1: fields of two digits of id, two digits of length and the value; field 38 holds
the account (GUID A000000727, bank's BIN, account, service QRIBFTTA), 53 the currency (704), 54 the amount, 58 the
country, 62 the text of the transfer in its field 08, 63 the CRC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GUID = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
CURRENCY, COUNTRY = "704", "VN"
STATIC, DYNAMIC = "11", "12"
LONGEST_MESSAGE = 25
"""Characters of the text that every bank takes along."""
LONGEST_AMOUNT = 13  # characters of field 54, EMVCo 4.7.6
BIN = re.compile(r"\d{6}")
ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}")
MESSAGE = re.compile(rf"[0-9A-Za-z ]{{0,{LONGEST_MESSAGE}}}")


class InvalidPayload(ValueError):
    """The text is no VietQR code, or what was given does not fit into one; the message names the field."""


@dataclass(frozen=True)
class Transfer:
    """A transfer that a code asks for: bank (BIN), account, amount in đồng (None: the payer types it), text."""

    bank: str
    account: str
    amount: int | None = None
    message: str = ""


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF (EMVCo 4.7.3)."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        value &= 0xFFFF
    return value


def encode(transfer: Transfer) -> str:
    """The text of the code for a transfer. Raises InvalidPayload."""
    for name, value, pattern in (
        ("bank", transfer.bank, BIN),
        ("account", transfer.account, ACCOUNT),
        ("message", transfer.message, MESSAGE),
    ):
        if not value.isascii() or not pattern.fullmatch(value):
            raise InvalidPayload(name)
    if transfer.amount is not None and not 0 < transfer.amount < 10**LONGEST_AMOUNT:
        raise InvalidPayload("amount")
    to = _field("00", transfer.bank) + _field("01", transfer.account)
    account = _field("00", GUID) + _field("01", to) + _field("02", TO_ACCOUNT)
    text = _field("00", "01") + _field("01", STATIC if transfer.amount is None else DYNAMIC)
    text += _field("38", account) + _field("53", CURRENCY)
    text += _field("54", str(transfer.amount)) if transfer.amount is not None else ""
    text += _field("58", COUNTRY)
    text += _field("62", _field("08", transfer.message)) if transfer.message else ""
    return f"{text}6304{crc16(f'{text}6304'.encode()):04X}"


def decode(text: str) -> Transfer:
    """The transfer that a code's text asks for. Raises InvalidPayload for everything that is not one, whole and
    right."""
    if not text.isascii() or len(text) < 8 or text[-8:-4] != "6304":
        raise InvalidPayload("crc")
    if text[-4:] != f"{crc16(text[:-4].encode()):04X}":
        raise InvalidPayload("crc")
    fields = _fields(text[:-8])
    account = _fields(fields.get("38", ""))
    to = _fields(account.get("01", ""))
    right = {"00": "01", "53": CURRENCY, "58": COUNTRY}
    if any(fields.get(one) != value for one, value in right.items()):
        raise InvalidPayload("form")
    if account.get("00") != GUID or account.get("02") != TO_ACCOUNT:
        raise InvalidPayload("service")
    amount = _amount(fields.get("54"))
    if fields.get("01") != (STATIC if amount is None else DYNAMIC):
        raise InvalidPayload("method")
    found = Transfer(to.get("00", ""), to.get("01", ""), amount, _fields(fields.get("62", "")).get("08", ""))
    if encode(found) != text:
        raise InvalidPayload("form")  # what we would write otherwise might be read otherwise by a bank
    return found


def _amount(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or text.startswith("0"):
        raise InvalidPayload("amount")
    return int(text)


def _field(number: str, value: str) -> str:
    if not 0 < len(value) < 100:
        raise InvalidPayload(number)
    return f"{number}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        number, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (number + length).isdigit() or len(length) < 2 or number in found:
            raise InvalidPayload("form")
        end = at + 4 + int(length)
        if end > len(text) or end == at + 4:
            raise InvalidPayload("form")
        found[number] = text[at + 4 : end]
        at = end
    return found
