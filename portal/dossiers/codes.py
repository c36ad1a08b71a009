"""Codes of dossiers: `<identifier of the agency>-<yymmdd>-<number>`, the number gapless per agency and day.

The form is that of Circular 01/2018/TT-VPCP; identifiers are those of QCVN 102:2016/BTTTT (Decision 20/2020/QĐ-TTg).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.dossiers.models import DossierNumber
from portal.extensions import db
from portal.tenancy.directory import Portal, directory

_CODE = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*-[0-9]{6}-[0-9]{4,}\Z")


def agency_identifier(portal: Portal) -> str:
    """The identifier of a portal's agency; where nobody gave it one, a proposal below that of the agency above it
    (000.<place among its neighbours>.<of the one above>), or of its administrative code."""
    if portal.agency_id:
        return portal.agency_id
    above = next((one for one in map(directory().by_id, portal.ancestors) if one and one.agency_id), None)
    if above is None:
        return f"000.00.{portal.code or portal.id}"
    tail = ".".join(above.agency_id.split(".")[2:]) or above.agency_id
    neighbours = sorted(
        (one for one in directory().all() if one.parent_id == portal.parent_id),
        key=lambda one: (one.code, one.id),
    )
    taken = {one.agency_id for one in neighbours}
    free = (f"000.{place:02d}.{tail}" for place in range(1, len(neighbours) + len(taken) + 2))
    proposals = [one for one in free if one not in taken]
    nameless = [one for one in neighbours if not one.agency_id]
    return proposals[next(at for at, one in enumerate(nameless) if one.id == portal.id)]


def next_code(portal: Portal, day: date) -> str:
    """The next code of a Vietnamese day, in the running transaction of the portal's editing scope: a number is given
    out with the commit, and given back by a rollback."""
    row = _locked(day)
    if row is None:
        try:
            with db.session.begin_nested():
                db.session.add(DossierNumber(tenant_id=portal.id, day=day, last=0))
        except IntegrityError:
            pass  # another transaction opened the day in between
        row = _locked(day)
        assert row is not None
    row.last += 1
    db.session.flush()
    return f"{agency_identifier(portal)}-{day:%y%m%d}-{row.last:04d}"


def read_code(typed: str) -> str:
    """A code as people type it (small letters, spaces, other digits); "" for what is none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed)).upper()
    return plain if len(plain) <= 60 and _CODE.fullmatch(plain) else ""


def _locked(day: date) -> DossierNumber | None:
    return db.session.scalar(select(DossierNumber).where(DossierNumber.day == day).with_for_update())
