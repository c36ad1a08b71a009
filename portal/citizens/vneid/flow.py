"""Whether VNeID is offered here, and what a browser that is on its way there and back carries."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass

from flask import Flask, current_app, session

from portal.citizens.gateways import talker
from portal.citizens.vneid.provider import Provider
from portal.config import InvalidSetting, Settings

_EXTENSION = "vneid_provider"
_KEY = "vneid"
LIFE = 600
"""Seconds that somebody may take at the provider."""


@dataclass(frozen=True)
class Trip:
    """One way there and back: what must come back, and where to go then."""

    nonce: str
    verifier: str
    target: str


def bind(app: Flask) -> None:
    """Bind the provider, where one is configured. Raises InvalidSetting."""
    settings: Settings = app.config["PORTAL"]
    speaks = talker(settings)
    if settings.vneid_issuer and not (settings.vneid_client_id and settings.vneid_client_secret):
        raise InvalidSetting(
            "PORTAL_VNEID_ISSUER cần có PORTAL_VNEID_CLIENT_ID và PORTAL_VNEID_CLIENT_SECRET"
        )
    app.extensions[_EXTENSION] = (
        Provider(settings.vneid_issuer, settings.vneid_client_id, settings.vneid_client_secret, speaks)
        if settings.vneid_issuer
        else None
    )


def provider() -> Provider | None:
    """The provider of this installation; None where none is configured."""
    found: Provider | None = current_app.extensions[_EXTENSION]
    return found


def is_offered() -> bool:
    """Whether one can sign in with VNeID."""
    return provider() is not None


def set_out(target: str) -> tuple[str, Trip]:
    """Begin a trip in this browser, in place of one that was begun before; its state and the trip."""
    state = secrets.token_urlsafe(24)
    trip = Trip(secrets.token_urlsafe(24), secrets.token_urlsafe(48), target)
    session[_KEY] = [state, trip.nonce, trip.verifier, trip.target, int(time.time())]
    return state, trip


def come_back(state: str) -> Trip | None:
    """End the trip that has this state; None where this browser began none, another one, or long ago. Once only."""
    held = session.pop(_KEY, None)
    if not isinstance(held, list) or len(held) != 5 or time.time() - held[4] > LIFE:
        return None
    if not hmac.compare_digest(str(held[0]).encode(), state.encode("utf-8", "replace")):
        return None
    return Trip(held[1], held[2], held[3])
