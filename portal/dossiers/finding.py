"""What a dossier is found by although it is sealed: blind marks of the applicant's name, number and telephone."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete

from portal.digits import whole_number
from portal.dossiers.models import Dossier, DossierMark
from portal.extensions import db
from portal.papers.owners import owner_mark
from portal.sealing.marks import mark, name_mark

NAME, IDENTITY, PHONE = "name", "identity", "phone"
_NATIONAL = 9  # digits of a number without its leading 0 or +84


def marks_of(applicant: dict[str, Any]) -> set[tuple[str, str]]:
    """(kind, mark) of everything that an applicant is found by."""
    found = {
        (NAME, mark_of_name(str(applicant.get("name") or ""))),
        (IDENTITY, owner_mark(str(applicant.get("identity") or ""))),
        (PHONE, mark_of_phone(str(applicant.get("phone") or ""))),
    }
    return {(kind, value) for kind, value in found if value}


def mark_of_name(name: str) -> str:
    """The mark of a whole name, however it is typed."""
    return name_mark("dossier.name", " ".join(name.split()))


def mark_of_phone(typed: str) -> str:
    """The mark of a telephone number, with or without the country's prefix; "" for what has too few digits."""
    digits = re.sub(r"[^0-9]", "", typed).removeprefix("84").removeprefix("0")
    return mark("dossier.phone", digits) if len(digits) >= _NATIONAL else ""


def marks_sought(typed: str) -> set[tuple[str, str]]:
    """What somebody who types this may mean: a number as identity number or telephone, words as a name."""
    plain = typed.strip()[:200]
    digits = re.sub(r"[\s.\-+()]", "", plain)
    if whole_number(digits) is not None:
        found = {(IDENTITY, owner_mark(digits)), (PHONE, mark_of_phone(digits))}
    else:
        found = {(NAME, mark_of_name(plain))}
    return {(kind, value) for kind, value in found if value}


def mark_anew(dossier: Dossier) -> None:
    """Write the marks of a dossier's applicant in place of those before (the caller commits)."""
    db.session.execute(
        delete(DossierMark).where(DossierMark.dossier_id == dossier.id),
        execution_options={"synchronize_session": False},
    )
    db.session.add_all(
        DossierMark(tenant_id=dossier.tenant_id, dossier_id=dossier.id, kind=kind, mark=value)
        for kind, value in sorted(marks_of(dossier.applicant or {}))
    )


def number_as_kept(typed: str) -> bytes:
    """The digits of a number however it is written; a telephone with +84 in front is that with 0 in front."""
    digits = re.sub(r"[^0-9]", "", typed[:40])
    return re.sub(r"\A84(?=[0-9]{9,10}\Z)", "0", digits).encode()
