"""Packages between offices, exactly once in effect.

`outbox` writes what is to be sent in the transaction of the act, `posting` carries it, `receiving` takes what comes;
`receipts` is how both sides know what became of a package. `offices` is the book of who can be written to.
"""

from __future__ import annotations

from flask import Flask

from portal.exchange.carrying import outbox, store, tending, views
from portal.exchange.registers.telling import listeners
from portal.sealing.registry import register_files
from portal.web.contributions import contributions, every


def register(app: Flask) -> None:
    """Bind the package to the application."""
    app.register_blueprint(views.bp)
    heard = listeners(app)
    heard.issued.append(outbox.issued)
    heard.recalled.append(outbox.recalled)
    heard.moved.append(outbox.moved)
    register_files(app, store.SEALED)
    shared = contributions(app)
    shared.tended += [
        lambda: tending.Carrying().step,
        every(3600, tending.tidy),
        every(24 * 3600, tending.warn),
    ]
