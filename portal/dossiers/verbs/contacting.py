"""The citizen changes where they are reached for a dossier that is under way."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.dossiers.errors import NotPossible
from portal.dossiers.facts import require
from portal.dossiers.finding import mark_anew
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.story import happened, move
from portal.dossiers.submissions import LONGEST


def change_contact(
    dossier: Dossier, by: Party, seen: int | None = None, *, phone: str, email: str, address: str
) -> None:
    """Put other contacts in place; who is meant (name, number, birth) stays. Raises Forbidden, StaleVersion,
    NotPossible."""
    require("contact", dossier, by, seen)
    former, given = dossier.applicant or {}, {"phone": phone, "email": email, "address": address}
    values = former | {key: " ".join(text.split())[: LONGEST[key]] for key, text in given.items()}
    if values == former:
        raise NotPossible(_("Chưa có gì thay đổi."))
    before = move(dossier, "contact")
    dossier.applicant = values
    mark_anew(dossier)
    happened(dossier, "contact", before, by, told=_("Ông/bà đã đổi thông tin liên hệ của hồ sơ."))
