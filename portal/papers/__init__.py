"""Citizens' papers: sealed bytes, pages made ready to read, kept to be used again.

`service` keeps, opens and discards, `queries` finds ("giấy tờ đã có"), `preparing` makes of photos and scans a small
straight PDF, `recognising` reads their text and proposes what they are, `sweeping` holds files and rows together.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.papers import service
from portal.papers.sealed import SEALED
from portal.sealing.registry import register_files
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the package to the application."""
    service.install()
    register_files(app, SEALED)
    contributions(app).actions |= {
        service.KEEP: _l("Nhận giấy tờ"),
        service.ACCEPT: _l("Chấp nhận giấy tờ"),
        service.DISCARD: _l("Xóa giấy tờ"),
    }
