"""Saving what a form of the registers holds: kept whole, or told what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError

from portal.exchange.registers.desk.forms import take_messages
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.extensions import db
from portal.publishing.service import commit


@dataclass(frozen=True)
class Saved:
    """What came of it: what is wrong with no field of the form, and whether somebody else saved in between."""

    others: list[str]
    conflict: bool = False
    done: bool = False


def saved(form: FlaskForm, act: Callable[[], object]) -> Saved:
    """Do the verb and commit; what is wrong with a field is said at the field. Nothing is kept unless `done`."""
    try:
        act()
        commit()
    except Wrong as error:
        db.session.rollback()
        return Saved(take_messages(form, error.messages))
    except NotPossible as error:
        db.session.rollback()
        return Saved([str(error)])
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        return Saved([], conflict=True)
    return Saved([], done=True)
