"""Running the checks, one after another: none keeps another from looking."""

from __future__ import annotations

import logging

from flask import current_app

from portal.extensions import db
from portal.upkeep.checking import Check, Checked, Look, Told, added
from portal.upkeep.checks import (
    backups,
    database,
    index,
    lines,
    numbers,
    published,
    sealed,
    storage,
    strength,
    trails,
)

log = logging.getLogger(__name__)
OWN: tuple[Check, ...] = (
    *database.CHECKS,
    *trails.CHECKS,
    *published.CHECKS,
    *storage.CHECKS,
    *sealed.CHECKS,
    *numbers.CHECKS,
    *index.CHECKS,
    *backups.CHECKS,
    *lines.CHECKS,
    *strength.CHECKS,
)


def checks() -> tuple[Check, ...]:
    """All checks of the application, in their order."""
    return (*OWN, *added(current_app))


def run_checks(told: Told, *, deep: bool = False, only: tuple[str, ...] = ()) -> Checked:
    """Look at everything (or only at these keys and at those that begin with one of them and a point).

    Needs an application context, no scope. Raises nothing: what could not look is told as such.
    """
    checked = Checked()
    for one in checks():
        if only and not any(one.key == key or one.key.startswith(f"{key}.") for key in only):
            continue
        told(one.title, 0, 0)
        try:
            checked.findings += one.look(Look(deep, told))
            checked.done.append(one.key)
        except Exception as error:
            log.exception("the check %s could not look", one.key)
            why = str(error).splitlines()[0] if str(error) else ""
            checked.unable[one.key] = f"{type(error).__name__}: {why}"
        finally:
            db.session.remove()
    return checked
