"""Dossiers of the one-stop counter: from a citizen's draft to the result in hand, with the clock running."""

from __future__ import annotations

from flask import Flask

from portal.dossiers import counter, deciding, privacy, referrals, registering
from portal.dossiers.following import registering as for_citizens


def register(app: Flask) -> None:
    """Bind the package to the application."""
    registering.bind(app)
    for_citizens.bind(app)
    counter.register(app)
    deciding.register(app)
    privacy.register(app)
    referrals.register(app)
