"""From a draft of the register to the issued document: how it will look, Word out and in, signing, numbering.

`offices` and `papers` make of a row what `composing` draws, `act` issues it in one transaction, `signing` puts the
signatures on it, `views` and `desk` are the pages.
"""

from __future__ import annotations

from flask import Flask

from portal.exchange.composing.skeletons import skeleton
from portal.exchange.issuing import desk as _desk  # noqa: F401 - the pages of the act
from portal.exchange.issuing.parts import show_parts
from portal.exchange.issuing.views import bp
from portal.exchange.registers.lent import lent


def register(app: Flask) -> None:
    """Bind issuing to the application."""
    app.register_blueprint(bp)
    lent(app).skeleton = skeleton
    show_parts(app)
