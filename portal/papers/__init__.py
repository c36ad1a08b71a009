"""Citizens' papers: sealed bytes, pages made ready to read, kept to be used again.

`service` keeps, opens and discards, `queries` finds ("giấy tờ đã có"), `preparing` makes of photos and scans a small
straight PDF, `recognising` reads their text and proposes what they are, `sweeping` holds files and rows together.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.jobs.handlers import register_job
from portal.media.homes import keep_sealed
from portal.papers import service, sweeping
from portal.papers.commands import papers_cli
from portal.papers.recognising.job import HANDLER
from portal.papers.sealed import SEALED
from portal.papers.store import FOLDER
from portal.sealing.registry import register_files
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the package to the application."""
    service.install()
    register_files(app, SEALED)
    keep_sealed(app, FOLDER)
    register_job(app, service.JOB, HANDLER)
    app.cli.add_command(papers_cli)
    shared = contributions(app)
    shared.tended.append(sweeping.tending)
    shared.actions |= {
        service.KEEP: _l("Nhận giấy tờ"),
        service.ACCEPT: _l("Chấp nhận giấy tờ"),
        service.DISCARD: _l("Xóa giấy tờ"),
        sweeping.FORGET: _l("Xóa giấy tờ hết hạn lưu"),
    }
