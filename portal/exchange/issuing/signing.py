"""A drawn document with its signatures: the signatory's own where there is a key, then the agency's as its seal
(Nghị định 30/2020/NĐ-CP, articles 12 and 13; Phụ lục I, Phần II, mục 7 and 8)."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from portal.clock import to_local
from portal.exchange.composing.later import Drawn
from portal.printing.blocks import Place
from portal.signing.check import check_pdf
from portal.signing.keys import SigningKey
from portal.signing.report import INTACT
from portal.signing.service import current_trust
from portal.signing.sign import SigningFailed, StampPlace, sign_pdf
from portal.signing.stamp import SIZE
from portal.tenancy.directory import Portal

_POINTS = 72 / 25.4
_PAGE = 297.0


def signed(
    drawn: Drawn, keys: list[SigningKey], signer: str, portal: Portal, reason: str, at: datetime
) -> bytes:
    """The file signed by each key in turn (PAdES), checked afterwards. `at`: naive UTC. Raises SigningFailed."""
    fonts = Path(current_app.config["PORTAL"].themes) / "_shared" / "static" / "fonts"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "van-ban.pdf"
        path.write_bytes(drawn.data)
        for number, key in enumerate(keys):
            is_agency = number == len(keys) - 1
            lines = _stamp(key, signer, portal, at, is_agency=is_agency and len(keys) > 1)
            place = _part_of(drawn.place, number, len(keys))
            path.write_bytes(sign_pdf(path, key, reason, lines, fonts, place))
        reports = check_pdf(path, current_trust())
        if len(reports) != len(keys) or any(one.integrity != INTACT for one in reports):
            raise SigningFailed(_("Tệp sau khi ký không kiểm tra được."))
        return path.read_bytes()


def _stamp(key: SigningKey, signer: str, portal: Portal, at: datetime, *, is_agency: bool) -> list[str]:
    """Who signed, of which body, when with the time zone."""
    agency = key.organisation or portal.authority
    when = f"Thời gian ký: {to_local(at):%d.%m.%Y %H:%M:%S} +07:00"
    return (
        [f"Cơ quan ký: {agency}", when] if is_agency else [f"Người ký: {signer}", f"Cơ quan: {agency}", when]
    )


def _part_of(place: Place, number: int, of: int) -> StampPlace:
    """The place of one of several stamps, one below the other in the room for signatures, in points."""
    width = min(SIZE[0], place.width * _POINTS - 4)
    height = SIZE[1] * width / SIZE[0]
    share = place.height / of
    left = place.x * _POINTS + (place.width * _POINTS - width) / 2
    middle = (_PAGE - place.y - share * (number + 0.5)) * _POINTS
    bottom = middle - height / 2
    return place.page, round(left), round(bottom), round(left + width), round(bottom + height)
