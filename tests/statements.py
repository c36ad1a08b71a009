"""What an application asks its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from portal.extensions import db


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL of the application within, in order; without what begins transactions and sets up connections."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_more: object) -> None:
        if not text.startswith(("BEGIN", "PRAGMA", "SELECT pg_advisory", "SELECT set_config('app.")):
            sent.append(text)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
