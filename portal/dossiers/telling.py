"""Who is told what: the citizen by e-mail or SMS, people of the desk by notices. Subject lines and notices are neutral:
they name the dossier's code at most, nothing of its content and nobody in it."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.citizens import accounts
from portal.citizens.contacts import Contact, InvalidContact, read_contact
from portal.citizens.telling import contact_of, tell
from portal.dossiers.models import Dossier
from portal.dossiers.paths import CITIZEN, desk_path
from portal.notices.service import notify


def tell_citizen(dossier: Dossier, sentence: str) -> None:
    """Send the plain sentence of an event to the citizen, where they can be reached (the caller commits)."""
    contact = contact_for(dossier)
    if contact is not None and sentence:
        text = _("Hồ sơ %(code)s: %(sentence)s", code=dossier.code, sentence=sentence)
        tell(contact, text, CITIZEN, tenant_id=dossier.tenant_id)


def contact_for(dossier: Dossier) -> Contact | None:
    """Where the citizen of a dossier is told things: the proven contact of the account, else what the dossier says."""
    if dossier.citizen_id is not None:
        account = accounts.by_id(dossier.citizen_id)
        known = contact_of(account) if account is not None else None
        if known is not None:
            return known
    applicant = dossier.applicant or {}
    for given in (applicant.get("email"), applicant.get("phone")):
        try:
            if given:
                return read_contact(str(given))
        except InvalidContact:
            continue
    return None


def tell_desk(
    dossier: Dossier,
    user_ids: Iterable[int | None],
    occasion: str,
    title: str,
    actor: Actor,
    *,
    mail: str = "",
) -> int:
    """Give these people a notice that leads to the dossier (the caller commits); how many. `title` is neutral: it may
    become the subject of an e-mail."""
    return notify(
        user_ids, f"dossier.{occasion}", title, desk_path(dossier), actor, detail=dossier.code, mail=mail
    )
