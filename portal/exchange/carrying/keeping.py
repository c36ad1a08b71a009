"""The verbs of the book: an office outside is entered, changed, tried. What is kept was read and understood first."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.exchange.carrying.carriers import FOLDER_NAME, Http, carriers, folder_of
from portal.exchange.carrying.certificates import MOST_CERTIFICATES, NoCertificate, pem_of, read_all
from portal.exchange.carrying.models import FOLDER, HTTP, ORGAN_LENGTH, ExchangeOffice
from portal.exchange.carrying.offices import inside, office_of
from portal.exchange.carrying.troubles import NotCarried, words_of
from portal.extensions import db
from portal.outbound.addresses import Refused
from portal.outbound.guard import Guard
from portal.outbound.talking import inner_servers
from portal.publishing.service import StaleVersion, audit

ACTION = "district.tenants"
_ORGAN = re.compile(r"[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6}){1,6}\Z")
_SERIAL = re.compile(r"[0-9a-f]{1,40}\Z")


class Wrong(ValueError):
    """What was typed can't be kept: {name of the input: message}."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(", ".join(messages.values()))
        self.messages = messages


@dataclass(frozen=True)
class Values:
    """What is entered of an office; `certificates` is PEM, `revoked` serial numbers, a line each."""

    organ_id: str
    name: str
    carrier: str
    address: str
    certificates: str
    revoked: str = ""
    is_active: bool = True


def by_organ(organ_id: str) -> ExchangeOffice | None:
    """The office that was entered under an identifier."""
    return db.session.scalar(select(ExchangeOffice).where(ExchangeOffice.organ_id == organ_id))


def everyone() -> list[ExchangeOffice]:
    """All that were entered, by name."""
    return list(db.session.scalars(select(ExchangeOffice).order_by(ExchangeOffice.name)))


def save(values: Values, row: ExchangeOffice | None, seen: int | None, actor: Actor) -> ExchangeOffice:
    """Enter an office, or change it (the caller commits). Raises Forbidden, StaleVersion, Wrong."""
    actor.require(ACTION)
    if row is not None and seen is not None and row.version != seen:
        raise StaleVersion
    columns = _checked(values, row)
    if row is None:
        row = ExchangeOffice(**columns)
        db.session.add(row)
    else:
        for name, value in columns.items():
            setattr(row, name, value)
    db.session.flush()
    audit(
        actor,
        "exchange.office",
        kind="exchange_office",
        object_id=row.id,
        detail=f"{row.organ_id} {row.name}",
    )
    return row


def _checked(values: Values, row: ExchangeOffice | None) -> dict[str, object]:
    wrong: dict[str, str] = {}
    organ_id = values.organ_id.strip().upper()
    if len(organ_id) > ORGAN_LENGTH or not _ORGAN.match(organ_id):
        wrong["organ_id"] = _("Ghi mã định danh cơ quan, ví dụ 000.00.15.H47.")
    elif organ_id in inside():
        wrong["organ_id"] = _("Cơ quan này ở trong hệ thống, đã có sẵn trong danh bạ.")
    elif (twin := by_organ(organ_id)) is not None and twin is not row:
        wrong["organ_id"] = _("Danh bạ đã có cơ quan mang mã này.")
    name = " ".join(values.name.split())
    if not name:
        wrong["name"] = _("Ghi tên cơ quan.")
    address = values.address.strip()
    if values.carrier == HTTP:
        address, problem = _web_address(address)
    elif values.carrier == FOLDER:
        problem = (
            "" if FOLDER_NAME.match(address) else _("Ghi tên thư mục: chữ thường không dấu, số và gạch nối.")
        )
    else:
        problem = _("Chọn cách gửi.")
    if problem:
        wrong["address"] = problem
    certificates, problem = _certificates(values.certificates)
    if problem:
        wrong["certificates"] = problem
    revoked = [
        one.strip().lower().replace(":", "").lstrip("0") for one in values.revoked.splitlines() if one.strip()
    ]
    if not all(_SERIAL.match(one) for one in revoked):
        wrong["revoked"] = _("Mỗi dòng một số sê-ri bằng chữ số thập lục phân.")
    if wrong:
        raise Wrong(wrong)
    return {
        "organ_id": organ_id,
        "name": name[:200],
        "carrier": values.carrier,
        "address": address,
        "certificates": certificates,
        "revoked": revoked,
        "is_active": values.is_active,
    }


def _web_address(text: str) -> tuple[str, str]:
    """Where an installation is reached, without a path; else what is wrong."""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        is_inner = (
            (parts.hostname or "").lower(),
            parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0),
        ) in inner_servers(current_app.config["PORTAL"].inner_servers)
    except ValueError:
        return text, _("Địa chỉ không hợp lệ. Ví dụ: https://hiepduc.quangnam.gov.vn")
    if parts.path.strip("/") or parts.query or parts.fragment:
        return text, _("Chỉ ghi tên miền, không ghi đường dẫn phía sau.")
    if is_inner and parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc.lower()}", ""
    try:
        target = Guard().target(f"{parts.scheme}://{parts.netloc}")
    except Refused:
        return text, _("Địa chỉ không hợp lệ hoặc thuộc mạng nội bộ. Ví dụ: https://hiepduc.quangnam.gov.vn")
    if target.scheme != "https":
        return text, _("Chỉ gửi qua https.")
    return f"https://{target.authority}", ""


def _certificates(text: str) -> tuple[list[str], str]:
    try:
        return [pem_of(one) for one in read_all(text)], ""
    except NoCertificate as error:
        return [], {
            "none": _("Dán chứng thư số của cơ quan (dạng PEM, bắt đầu bằng -----BEGIN CERTIFICATE-----)."),
            "broken": _("Chứng thư số bị thiếu hoặc hỏng. Hãy dán lại toàn bộ tệp .pem."),
            "kind": _("Chỉ nhận chứng thư của khóa RSA hoặc ECDSA."),
            "weak": _("Khóa RSA ngắn hơn 2048 bit, không an toàn."),
            "many": _("Nhiều nhất %(most)s chứng thư.", most=MOST_CERTIFICATES),
        }[error.code]


@dataclass(frozen=True)
class Tried:
    """What trying to reach an office found: whether all is well, and the lines that say what is."""

    is_good: bool
    lines: tuple[str, ...]


def try_out(row: ExchangeOffice) -> Tried:
    """Ask who is there, and compare with what the book says. Sends nothing, changes nothing."""
    office = office_of(row)
    if row.carrier == FOLDER:
        try:
            folder = folder_of(row.address)
        except NotCarried as error:
            return Tried(False, (f"{words_of(error.code)} {error.detail}",))
        return Tried(True, (_("Thư mục %(folder)s ghi được.", folder=str(folder)),))
    carrier = carriers()[HTTP]
    assert isinstance(carrier, Http)
    try:
        reply = carrier.ask(office.address)
        told = json.loads(reply.body) if reply.status == 200 else None
    except NotCarried as error:
        return Tried(False, (f"{words_of(error.code)} {words_of(error.detail)}",))
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return Tried(
            False, (_("Máy chủ trả lời nhưng không phải cổng liên thông (mã %(code)s).", code=reply.status),)
        )
    return _compared(told, row, {pem_of(one) for one in office.trusted})


def _compared(told: dict[str, object], row: ExchangeOffice, pinned: set[str]) -> Tried:
    lines, is_good = [_("Kết nối được, nơi trả lời là %(name)s.", name=str(told.get("name"))[:200])], True
    if told.get("organ_id") != row.organ_id:
        # One address may serve many offices: only the seal says who takes a package.
        lines.append(
            _(
                "Địa chỉ này là của mã %(told)s. Nếu hệ thống đó phục vụ nhiều cơ quan thì vẫn gửi được.",
                told=str(told.get("organ_id"))[:40],
            )
        )
    certificates = told.get("certificates")
    shown = {str(one) for one in certificates} if isinstance(certificates, list) else set()
    if not shown:
        is_good = False
        lines.append(_("Nơi nhận chưa có khóa ký số nên chưa nhận được văn bản."))
    elif not shown & pinned:
        is_good = told.get("organ_id") != row.organ_id
        lines.append(_("Chứng thư nơi nhận đang dùng không phải chứng thư đã ghim ở đây."))
    else:
        lines.append(_("Chứng thư nơi nhận đang dùng đúng là chứng thư đã ghim."))
    return Tried(is_good, tuple(lines))
