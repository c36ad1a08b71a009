"""Who is this: people, their roles in each portal, who acts in a request."""

from __future__ import annotations

from flask import Flask

from portal.accounts import signing_in


def register(app: Flask) -> None:
    """Bind signing in to the application."""
    signing_in.install(app)
