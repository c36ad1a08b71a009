"""Binding of the files that come in to the application."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.jobs.handlers import register_job
from portal.legal.intake import queries
from portal.legal.intake.desk import PATH, bp, prepare_upload
from portal.legal.intake.step import HANDLER
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the job, the desk's pages, their menu entry and their count to the application."""
    register_job(app, queries.KIND, HANDLER)
    app.before_request(prepare_upload)
    app.register_blueprint(bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Tiếp nhận văn bản"), PATH, 21, "upload", "content.read"))
    shared.desk_counts.append(_counts)
    shared.actions |= {"intake.remove": _l("Bỏ tệp tiếp nhận"), "attach": _l("Đính kèm tệp")}


def _counts() -> list[dict[str, Any]]:
    waiting = queries.waiting_for_people()
    return [{"label": _("Tệp chờ xác nhận"), "value": waiting, "where": PATH}] if waiting else []
