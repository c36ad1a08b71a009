"""Things of which the portals below show the rows themselves (documents, procedures): turning that on and off."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.media.copies import let_below_have
from portal.screens.contract import Screen
from portal.screens.workflow import saving
from portal.screens.writing.saving import state_of
from portal.screens.writing.shown import present_values
from portal.tenancy.owned import TenantShared

SWITCH = "share.switch"


def is_switchable(thing: Any) -> bool:
    """Whether portals below can show the thing itself."""
    return isinstance(thing, TenantShared)


def turn(screen: Screen, thing: Any, *, on: bool, actor: Actor) -> str:
    """Let the portals below show a thing and its files, or no longer; commits; what the person is told.

    Where a correction waits or has to (four eyes), the switch goes with it. Raises Forbidden, StaleVersion.
    """
    actor.require("content.share")
    values = {name: value for name, value in present_values(screen, thing).items() if name != "shared"}
    form = screen.form(thing, values | ({"shared": "y"} if on else {}))
    version, held_version = state_of(screen, thing)
    let_below_have(thing, actor, on=on)
    saved = saving.save(screen, thing, form, version, actor, SWITCH, held_version=held_version)
    if saved.waits:
        return saved.message
    return _("Các cổng cấp xã cùng hiển thị.") if on else _("Chỉ cổng này hiển thị.")
