"""Acts on many things of a list at once, each with one undoing for ten minutes."""

from __future__ import annotations

from typing import Any

from portal.accounts.permissions import Actor
from portal.publishing import bulk
from portal.screens.bulk.acts import ACTS, offered
from portal.screens.bulk.pages import MOST, BulkPages
from portal.screens.contract import Part, Rule, Screen


def _rules(screen: Screen) -> list[Rule]:
    return BulkPages(screen).rules()


def shown(screen: Screen, actor: Actor, status: str) -> dict[str, Any]:
    """What a list shows of it: the acts that there are, and what became of the person's last one."""
    last = bulk.last_of(screen.kind, actor)
    return {
        "acts": offered(screen, actor, status),
        "most": MOST,
        "last": last,
        "last_label": ACTS[last.act].label if last is not None else "",
    }


def _data(_screen: Screen, _thing: Any) -> dict[str, Any] | None:
    return None  # it stands on lists, not on the edit page


PART = Part("bulk", 65, rules=_rules, data=_data)
