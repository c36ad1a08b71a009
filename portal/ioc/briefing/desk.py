"""The briefing on the desk: its page, and its sheet to print."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.signing_in import acting, desk_view
from portal.charts import figure
from portal.clock import today, utc_now
from portal.ioc.briefing import wording
from portal.ioc.briefing.gathering import gather
from portal.ioc.watching import service as watching
from portal.ioc.watching.paths import ALERTS
from portal.web.request import current_portal

WHERE = "/quan-tri/dieu-hanh/ban-tin/"
READ = watching.READ
bp = Blueprint("desk_briefing", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


@bp.get("/")
@desk_view(READ)
def page() -> str:
    """This morning's briefing for whoever reads it."""
    briefing = gather(current_portal(), acting(), today())
    user_id = acting().user_id
    reader = watching.reader_of(user_id) if user_id is not None else None
    return render_template(
        "briefing/page.html",
        briefing=briefing,
        wording=wording,
        sparks={
            one.figure.key: figure(one.course, f"nho-{one.figure.key.replace('_', '-')}")
            for one in (*briefing.flows, *briefing.levels)
        },
        drawn=[figure(one, f"bieu-do-{number}") for number, one in enumerate(briefing.charts, 1)],
        by_mail=reader is not None and reader.briefing,
        wishes_path=f"{ALERTS}cach-nhan",
        where=WHERE,
    )


@bp.get("/ban-tin.pdf")
@desk_view(READ)
def sheet() -> ResponseReturnValue:
    """The same on one or two sheets A4."""
    briefing = gather(current_portal(), acting(), today())
    # Loaded when somebody asks: the libraries of paper are many megabytes of every process.
    paper: Any = import_module("portal.ioc.briefing.paper")
    answer = Response(paper.pdf(briefing, current_portal(), utc_now()), mimetype="application/pdf")
    name = f"ban-tin-{current_portal().slug}-{briefing.day:%Y%m%d}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
