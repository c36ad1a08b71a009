"""Signed results of dossiers: taken back and replaced by who signs."""

from __future__ import annotations

from portal.publishing.service import commit
from tests.dossiers.referrals.making import bare_dossier
from tests.factories import Factory

SIGN = "dossier.sign"
ROUTES = {f"desk_outcome.{name}": SIGN for name in ("one", "withdraw", "replace")}


def _outcome(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        dossier = bare_dossier(actor.tenant_id, text)
        commit()
        return dossier.id, ""


THINGS = {"outcome": _outcome}
