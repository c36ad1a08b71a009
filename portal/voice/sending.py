"""The way of a citizen's form, the same for questions, comments and reports: checked, examined, taken, told the code.

Whatever is refused comes back with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.publishing.service import commit
from portal.voice.cases.pictures import Encoded, keep_pictures
from portal.voice.cases.receipts import receipt_path
from portal.voice.cases.receiving import Letter, public_door, receive
from portal.voice.defence import guard, puzzle, tokens
from portal.voice.forms import SenderForm
from portal.web.request import current_portal, path


@contextmanager
def no_pictures() -> Iterator[Encoded]:
    """What a form without pictures brings."""
    yield Encoded()


@dataclass(frozen=True)
class Door:
    """One public form: its name in the token, template and context, what becomes of it.

    `letter` makes of the form, the verdict's number and suspicion what is received; `pictures` encodes those that came.
    """

    name: str
    template: str
    context: dict[str, Any]
    letter: Callable[[str, list[str]], Letter]
    pictures: Callable[[], AbstractContextManager[Encoded]] = no_pictures


def answer(door: Door, form: SenderForm) -> ResponseReturnValue:
    """The page of a form, or what becomes of it."""
    portal = current_portal()
    form.ask_consent(portal)
    if request.method != "POST":
        return _page(door, form)
    if not form.validate():
        return _page(door, form, status=422)
    verdict = guard.examine(door.name, form.written())
    if verdict.refused:
        return _page(door, form, status=verdict.status, refused=verdict.refused)
    letter = door.letter(verdict.number, verdict.suspicion)
    with door.pictures() as made, public_door(portal) as actor:
        case, new = receive(letter, portal, actor)
        if new:
            keep_pictures(case, made, actor)
        commit()
        left_out = {"anh": str(len(made.refused))} if made.refused else {}
        where = receipt_path(case, moi="1", **left_out)
    return private_redirect(where)


def _page(door: Door, form: SenderForm, *, status: int = 200, refused: str = "") -> Response:
    return private_page(
        door.template, status, form=form, refused=refused, **form_context(door.name), **door.context
    )


def form_context(name: str) -> dict[str, Any]:
    """What the macro of a guarded form needs: a fresh token and how hard the puzzle is."""
    return {
        "guard": {
            "token": tokens.new_token(name, current_portal().id),
            "token_field": tokens.FIELD,
            "trap": guard.TRAP,
            "puzzle_field": puzzle.FIELD,
            "bits": puzzle.BITS,
        }
    }


def private_page(template: str, status: int = 200, **context: Any) -> Response:
    """A page that no cache keeps: it holds a single-use token, or what one person may see. Addresses with a secret are
    told to nobody."""
    return _kept_nowhere(make_response(render_template(template, **context), status))


def private_redirect(where: str) -> Response:
    """To a page of one person, portal-relative: neither where it leads nor where it was asked for is kept or told."""
    return _kept_nowhere(make_response(redirect(path(where), 303)))


def _kept_nowhere(answered: Response) -> Response:
    answered.headers["Cache-Control"] = "no-store"
    answered.headers["Referrer-Policy"] = "no-referrer"
    return answered
