"""What pages of applying share: the blueprint, who acts, how answers are sent. Addresses name a draft by its key, which
cannot be guessed and is its owner's alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from portal.citizens.frame import page, unkept
from portal.citizens.signing_in import changing, the_citizen
from portal.dossiers.party import Party, citizen
from portal.dossiers.paths import CITIZEN
from portal.web.request import current_portal

bp = Blueprint("applying", __name__, template_folder="../templates", url_prefix=CITIZEN.rstrip("/"))


def me() -> Party:
    """The citizen who is signed in, for reading."""
    return citizen(current_portal().id, the_citizen().id)


@contextmanager
def acting() -> Iterator[Party]:
    """The citizen who is signed in, where they may write; one transaction, committed within. Aborts with 401."""
    with changing() as found:
        yield citizen(current_portal().id, found.citizen_id)


def shown(template: str, status: int = 200, **values: Any) -> Response:
    """A page of one citizen, kept by nobody, without the tabs of the account (a form is walked through in order)."""
    crumbs = [(_("Hồ sơ của tôi"), CITIZEN), *values.pop("crumbs", [])]
    return page(f"dossiers/public/{template}", status, crumbs=crumbs, tabs_of_citizen=[], **values)


def is_part() -> bool:
    """Whether a script asks for a part of a page."""
    return bool(request.headers.get("HX-Request"))


def nothing(status: int, text: str = "") -> Response:
    """An answer to a script: a sentence at most."""
    return unkept(Response(text, status, mimetype="text/plain"))
