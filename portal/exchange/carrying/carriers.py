"""The carriers, behind one interface: what brings a sealed package to an office, and its sealed answer back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app

from portal.durable import put_file
from portal.exchange.carrying import receiving
from portal.exchange.carrying.models import FOLDER, HTTP, INSIDE
from portal.exchange.carrying.offices import Office
from portal.exchange.carrying.paths import CARD, RECEIVE
from portal.exchange.carrying.store import FOLDER as OF_EXCHANGE
from portal.exchange.carrying.troubles import (
    BUSY,
    LATER,
    NO_OFFICE,
    NOT_ALLOWED,
    SILENT,
    STRANGE,
    NotCarried,
)
from portal.exchange.carrying.troubles import FOLDER as FOLDER_TROUBLE
from portal.outbound.addresses import Refused
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply, Talker, inner_servers

SECONDS = 120.0
"""How long another installation may take for a package, 64 MB over a slow line among them."""
CONTENT_TYPE = "application/xml"
FOLDER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")
_EXTENSION = "exchange_carriers"
DROPPED, INBOX, BAD = "di", "den", "hong"
"""Within the folder of an office: what goes to it, what comes from it, what came and is no package."""


@dataclass(frozen=True)
class Letter:
    """A sealed package on its way to an office; `package_id` names it."""

    office: Office
    package_id: str
    data: bytes = field(repr=False)


class Carrier(Protocol):
    """Brings a package there. Answers the sealed answer, or None where that comes by itself later. Raises NotCarried
    where it did not get there or nobody can tell: then it is brought once more."""

    def carry(self, letter: Letter) -> bytes | None:
        """Bring it."""
        ...


class Inside:
    """To an office of this installation: the same receiver, the same checks, no network."""

    def carry(self, letter: Letter) -> bytes | None:
        """Bring it."""
        reply = receiving.receive(letter.data, INSIDE)
        if reply.status != 200:
            raise NotCarried(LATER, reply.code)
        return reply.body


Talk = Callable[[str, str, bytes, Mapping[str, str]], Reply]


def _talk(method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    inner = inner_servers(current_app.config["PORTAL"].inner_servers)
    return Talker(inner, SECONDS).talk(method, address, body=body, headers=headers)


class Http:
    """To another installation, over the web. The line is https; who speaks is known on both sides by the seals."""

    def __init__(self, talk: Talk = _talk) -> None:
        self._talk = talk

    def carry(self, letter: Letter) -> bytes | None:
        """Bring it."""
        try:
            reply = self._talk(
                "POST", f"{letter.office.address}{RECEIVE}", letter.data, {"Content-Type": CONTENT_TYPE}
            )
        except Refused as error:
            raise NotCarried(NOT_ALLOWED, error.reason) from error
        except NoAnswer as error:
            raise NotCarried(SILENT, error.reason) from error
        if reply.status == 200:
            return reply.body
        if reply.status in (429, 503):
            raise NotCarried(BUSY, _code_in(reply))
        if reply.status in (403, 409, 413, 415, 422):
            raise NotCarried(LATER, _code_in(reply))
        raise NotCarried(STRANGE, str(reply.status))

    def ask(self, address: str) -> Reply:
        """Who is at an address (`views.card`). Raises NotCarried."""
        try:
            return self._talk("GET", f"{address}{CARD}", b"", {})
        except Refused as error:
            raise NotCarried(NOT_ALLOWED, error.reason) from error
        except NoAnswer as error:
            raise NotCarried(SILENT, error.reason) from error


def _code_in(reply: Reply) -> str:
    """The reason that the other side names; unproven, so that it only is shown."""
    try:
        told = json.loads(reply.body[:2000])
    except ValueError:
        return str(reply.status)
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,30}", code) else str(reply.status)


class Folder:
    """As files that somebody else moves: a shared drive, a stick, another system's adapter."""

    def carry(self, letter: Letter) -> bytes | None:
        """Put it down, under its number: the same package twice is one file."""
        drop(letter.office.address, letter.package_id, letter.data)
        return None


def folder_of(name: str) -> Path:
    """The folder of an office, with its parts, made where they are missing. Raises NotCarried."""
    if not FOLDER_NAME.match(name):
        raise NotCarried(NO_OFFICE, name)
    found: Path = current_app.config["PORTAL"].instance_path / OF_EXCHANGE / "thu-muc" / name
    try:
        for part in (DROPPED, INBOX, BAD):
            (found / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotCarried(FOLDER_TROUBLE, type(error).__name__) from error
    return found


def drop(name: str, number: str, data: bytes) -> None:
    """Put a file down for an office, whole or not at all. Raises NotCarried."""
    place = folder_of(name) / DROPPED / f"{number.replace(':', '_')}.xml"
    try:
        put_file(place, data)
    except OSError as error:
        raise NotCarried(FOLDER_TROUBLE, type(error).__name__) from error


def carriers(app: Flask | None = None) -> dict[str, Carrier]:
    """The application's carriers by name; a further one is an entry here."""
    found: dict[str, Carrier] = (app or current_app).extensions.setdefault(
        _EXTENSION, {INSIDE: Inside(), HTTP: Http(), FOLDER: Folder()}
    )
    return found
