"""The acts on a document's page: plain forms; what somebody else did meanwhile answers 409 and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from portal.accounts.signing_in import acting, desk_view
from portal.dossiers.counter.typed import Sent
from portal.exchange.registers.desk.doing import SLUGS, Doing
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.transitions import guard_of
from portal.extensions import db
from portal.media.refusal import Refused
from portal.publishing.service import commit
from portal.web.request import path
from portal.web.sent import sent_version


@dataclass(frozen=True)
class Trouble:
    """What became of a form that was sent and not done: the verb, what was typed, what is wrong by the input's name,
    what is in the way (`problem`), whether somebody else was faster (`is_conflict`)."""

    verb: str = ""
    typed: Sent = field(default_factory=MultiDict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    is_conflict: bool = False

    @property
    def status(self) -> int:
        """The status of the answer."""
        return 409 if self.is_conflict else 422 if self.verb else 200


Page = Callable[[Any, Trouble], ResponseReturnValue]


def tried(
    verb: str, load: Callable[[], Any], do: Callable[[Any, int], str], page: Page, after: Callable[[], str]
) -> ResponseReturnValue:
    """Do something to a document and go on to `after()`, or answer its page with what was typed and what is wrong."""
    seen, typed = sent_version(), request.form
    try:
        told = do(load(), seen)
        commit()
    except (Wrong, Refused) as error:
        db.session.rollback()
        messages = error.messages if isinstance(error, Wrong) else {"files": str(error)}
        return page(load(), Trouble(verb, typed, messages))
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        return page(load(), Trouble(verb, typed, is_conflict=True))
    except NotPossible as error:
        db.session.rollback()
        row = load()  # where somebody else acted since, that is why it is not possible any more
        return page(row, Trouble(verb, typed, problem=str(error), is_conflict=row.version != seen))
    flash(told, "success")
    return redirect(path(after()), 303)


def add_verb_routes(
    bp: Blueprint, doing: Mapping[str, Doing], load: Callable[[int], Any], page: Page, where: str
) -> None:
    """A route for each verb below a document, guarded by the permission that the table names."""

    def act(verb: str, object_id: int) -> ResponseReturnValue:
        return tried(
            verb,
            lambda: load(object_id),
            lambda row, seen: doing[verb](row, request.form, seen, acting()),
            page,
            lambda: where if verb == "discard" else f"{where}{object_id}",
        )

    for verb in doing:
        bp.add_url_rule(
            f"/<int:object_id>/{SLUGS[verb]}",
            endpoint=verb,
            view_func=desk_view(guard_of(verb))(partial(act, verb)),
            methods=["POST"],
        )
