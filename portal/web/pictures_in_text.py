"""Pictures and files inside texts: how the package of files, which is above this one, makes pictures light for each
browser and leads links to the present content."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app, has_request_context

_EXTENSION = "portal_pictures_in_text"
STORED = "/tep/"


def provide(app: Flask, improve: Callable[[str], str]) -> None:
    """Let `improve` put what it knows of our own pictures and files into cleaned HTML."""
    app.extensions[_EXTENSION] = improve


def improved(html: str) -> str:
    """Cleaned HTML with pictures and files as the application's provider writes them; as it is outside of a request."""
    if STORED not in html or not has_request_context():
        return html
    improve: Callable[[str], str] | None = current_app.extensions.get(_EXTENSION)
    return improve(html) if improve else html
