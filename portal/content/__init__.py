"""Loading starting content: Markdown files with front matter, once and again with the same result."""

from __future__ import annotations

from flask import Flask

from portal.content.commands import content_cli


def register(app: Flask) -> None:
    """Bind `flask content …` to the application."""
    app.cli.add_command(content_cli)
