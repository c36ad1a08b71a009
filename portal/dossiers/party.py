"""Who acts on a dossier: somebody of the office, the citizen whose it is, or the installation itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts.permissions import Actor, system_actor

if TYPE_CHECKING:
    from portal.dossiers.models import Dossier

STAFF, CITIZEN, SYSTEM = "staff", "citizen", "system"


@dataclass(frozen=True)
class Party:
    """Who acts. `citizen_id` is the account of a citizen; `proved` the code of the one dossier that somebody without an
    account has shown the second fact of."""

    kind: str
    actor: Actor
    citizen_id: int | None = None
    proved: str = ""

    def owns(self, dossier: Dossier) -> bool:
        """Whether this is the citizen whose dossier it is."""
        if self.kind != CITIZEN:
            return False
        by_account = self.citizen_id is not None and self.citizen_id == dossier.citizen_id
        return by_account or (self.proved != "" and self.proved == dossier.code)


def staff(actor: Actor) -> Party:
    """Somebody of the office."""
    return Party(STAFF, actor)


def citizen(tenant_id: int, citizen_id: int | None = None, proved: str = "") -> Party:
    """A citizen at a portal: signed in, or with a code and its second fact. The trail names nobody."""
    return Party(CITIZEN, Actor(None, "người dân", tenant_id, frozenset()), citizen_id, proved)


def system(tenant_id: int) -> Party:
    """The installation itself: the clock, payments, what other portals answered."""
    return Party(SYSTEM, system_actor(tenant_id))
