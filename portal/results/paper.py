"""From a document's values to its PDF, with and without number and signature."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app, has_request_context
from flask_babel import gettext as _

from portal.clock import to_local
from portal.printing.blocks import Place
from portal.results.layout.drawing import Issue, draw
from portal.results.layout.filling import Value, fill, read_values
from portal.results.layout.shapes import SERIAL, YEAR, Template
from portal.results.offices import office_of
from portal.signing.check import check_pdf
from portal.signing.keys import KeyUnusable, SigningKey, find_key, find_personal_key
from portal.signing.report import INTACT
from portal.signing.service import current_trust
from portal.signing.sign import SigningFailed, StampPlace, sign_pdf
from portal.signing.stamp import SIZE
from portal.tenancy.directory import Portal
from portal.web.request import portal_url

POINTS = 72 / 25.4
DRAFT_MARK = "BẢN XEM TRƯỚC – CHƯA CÓ GIÁ TRỊ"


class NoSigningKey(RuntimeError):
    """Nothing can be signed here; the message says to an administrator what is missing."""


@dataclass(frozen=True)
class Wanted:
    """What a paper is made of."""

    template: Template
    values: Mapping[str, Any]
    portal: Portal
    signer: str
    titles: tuple[str, ...]
    at: datetime
    code: str = ""
    serial: int | None = None


def number_of(template: Template, serial: int | None, year: int) -> str:
    """A number by the pattern of a template: 7 of "{số}/QĐ-UBND" is "07/QĐ-UBND" (two digits below 10: Decree
    30/2020/NĐ-CP, Annex I, part II, point 3)."""
    if not template.number or serial is None:
        return ""
    return template.number.replace(SERIAL, f"{serial:02d}").replace(YEAR, str(year))


def unsigned(wanted: Wanted, *, is_draft: bool = False) -> tuple[bytes, Place | None]:
    """The paper before it is signed, and where its signature goes. Raises InvalidValues: of a draft not for what is
    missing."""
    day = to_local(wanted.at).date()
    office = office_of(wanted.portal)
    number = number_of(wanted.template, wanted.serial, day.year)
    values = read_values(wanted.template, wanted.values, partly=is_draft)
    titles = wanted.titles or wanted.template.titles
    built_in: dict[str, Value] = {
        "co_quan": office.agency,
        "cap_tren": office.above,
        "dia_danh": office.place,
        "so_van_ban": number,
        "ngay_ky": day,
        "nguoi_ky": wanted.signer,
        "chuc_vu": titles[-1].capitalize() if titles else "",
    }
    issue = Issue(
        office.agency,
        office.above,
        office.place,
        number,
        None if is_draft else day,
        wanted.signer,
        wanted.at,
        titles,
        wanted.code,
        check_url(wanted.portal, wanted.code) if wanted.code else "",
        DRAFT_MARK if is_draft else "",
    )
    return draw(wanted.template, fill(wanted.template, values, built_in), issue)


def check_url(portal: Portal, code: str) -> str:
    """Where a stranger checks a result; outside of a request at the portal's first host."""
    where = f"/xac-thuc/{code}"
    if has_request_context():
        return portal_url(portal, where)
    return f"https://{portal.hosts[0] if portal.hosts else f'{portal.slug}.localhost'}{where}"


def keys_for(portal: Portal, person: int | None) -> list[SigningKey]:
    """The keys that a paper is signed with: the signatory's own where there is one, then the agency's. Raises
    NoSigningKey."""
    settings = current_app.config["PORTAL"]
    try:
        own = find_personal_key(settings, portal.slug, person) if person is not None else None
        agency = find_key(settings, portal.slug)
    except KeyUnusable as error:
        raise NoSigningKey(str(error)) from error
    found = [one for one in (own, agency) if one is not None]
    if agency is None:
        raise NoSigningKey(_("Cơ quan chưa có khóa ký số nên chưa ký được. Hãy báo người quản trị."))
    return found


def signed(wanted: Wanted, keys: list[SigningKey]) -> bytes:
    """The paper signed by each key in turn, checked afterwards. Raises InvalidValues, SigningFailed."""
    data, place = unsigned(wanted)
    fonts = Path(current_app.config["PORTAL"].themes) / "_shared" / "static" / "fonts"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(data)
        for number, key in enumerate(keys):
            at = _stamp_place(place, wanted) if place and number == 0 else None
            path.write_bytes(sign_pdf(path, key, _reason(wanted), _stamp(key, wanted), fonts, at))
        reports = check_pdf(path, current_trust())
        if len(reports) != len(keys) or any(one.integrity != INTACT for one in reports):
            raise SigningFailed(_("Tệp sau khi ký không kiểm tra được."))
        return path.read_bytes()


def _reason(wanted: Wanted) -> str:
    return f"Ký kết quả giải quyết thủ tục hành chính: {wanted.template.kind}"


def _stamp(key: SigningKey, wanted: Wanted) -> list[str]:
    """Who signed, of which body, when (Decree 30/2020/NĐ-CP, Annex I, part II, point 7)."""
    local = to_local(wanted.at)
    return [
        f"Người ký: {wanted.signer}",
        f"Cơ quan: {key.organisation or wanted.portal.authority}",
        f"Thời gian ký: {local:%d.%m.%Y %H:%M:%S} +07:00",
    ]


def _stamp_place(place: Place, wanted: Wanted) -> StampPlace:
    """The place of a signature in points from the lower left corner, the stamp in its middle."""
    page_height = 210.0 if wanted.template.size == "A5" else 297.0
    width = min(SIZE[0], place.width * POINTS - 4)
    height = SIZE[1] * width / SIZE[0]
    left = place.x * POINTS + (place.width * POINTS - width) / 2
    middle = (page_height - place.y - place.height / 2) * POINTS
    bottom = middle - height / 2
    return (place.page, round(left), round(bottom), round(left + width), round(bottom + height))


def sha256_of(data: bytes) -> str:
    """The hash that strangers compare."""
    return hashlib.sha256(data).hexdigest()


def initials_of(name: str) -> str:
    """ "Nguyễn Thị Hường" → "N. T. H.": all that a stranger may know of a name."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())
