"""What a portal decides about money: its bank account, its receipts; kept in the tenant's settings."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.payments.duties import SETTLE
from portal.payments.vietqr.banks import BANKS
from portal.payments.vietqr.payload import ACCOUNT
from portal.publishing.service import audit
from portal.tenancy.directory import Portal
from portal.tenancy.models import Tenant
from portal.web.freshness import tenants_changed

KEY = "payments"
FORM_CODE = re.compile(r"0[1-9]BLP[0-9]-\d{3}")
"""Ký hiệu mẫu biên lai: kind, number of copies (0: electronic), number of the form within the kind
(Thông tư 303/2016/TT-BTC, Điều 3; Nghị định 123/2020/NĐ-CP, Điều 32, khoản 2, điểm b)."""
LETTERS = re.compile(r"[ABCDEGHKLMNPQRSTUVXY]{2}")
"""The letters of a ký hiệu biên lai: two of the twenty that tax papers use."""
TAX_CODE = re.compile(r"\d{10}(?:-\d{3})?|\d{12}")


class InvalidPaymentSetting(ValueError):
    """A setting can't be so; `field` of the form is to be put right."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class PaymentSettings:
    """Account that VietQR codes lead to (bank's BIN, number, holder); who issues receipts and under which signs."""

    bank: str = ""
    account: str = ""
    holder: str = ""
    unit: str = ""
    tax_code: str = ""
    address: str = ""
    form_code: str = "01BLP0-001"
    letters: str = "AA"

    @property
    def takes_transfers(self) -> bool:
        """Whether there is an account that a QR code can lead to."""
        return bool(self.bank and self.account)

    def symbol(self, year: int) -> str:
        """Ký hiệu biên lai of a year: two letters, the year's last two digits, E for electronic."""
        return f"{self.letters}-{year % 100:02d}E"


def payment_settings(portal: Portal) -> PaymentSettings:
    """The settings of a portal; what is missing has its default, the issuer is the portal's authority."""
    stored = portal.settings.get(KEY)
    held: dict[str, Any] = stored if isinstance(stored, dict) else {}
    values = {one.name: str(held[one.name]) for one in fields(PaymentSettings) if held.get(one.name)}
    return PaymentSettings(**({"unit": portal.authority, "address": portal.address} | values))


def save_settings(chosen: PaymentSettings, actor: Actor) -> None:
    """Keep the settings of the actor's portal. Raises Forbidden, InvalidPaymentSetting."""
    actor.require(SETTLE)
    _check(chosen)
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == actor.tenant_id)).one()
    tenant.settings = tenant.settings | {KEY: asdict(chosen)}
    audit(actor, "payment.settings", kind=KEY)
    db.session.commit()
    tenants_changed()


def _check(chosen: PaymentSettings) -> None:
    if chosen.bank and chosen.bank not in BANKS:
        raise InvalidPaymentSetting("bank")
    if bool(chosen.bank) != bool(chosen.account) or (
        chosen.account and not ACCOUNT.fullmatch(chosen.account)
    ):
        raise InvalidPaymentSetting("account")
    if chosen.tax_code and not TAX_CODE.fullmatch(chosen.tax_code):
        raise InvalidPaymentSetting("tax_code")
    if not FORM_CODE.fullmatch(chosen.form_code):
        raise InvalidPaymentSetting("form_code")
    if not LETTERS.fullmatch(chosen.letters):
        raise InvalidPaymentSetting("letters")
