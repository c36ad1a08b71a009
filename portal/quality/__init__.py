"""The quality board: what is to be put right on each portal, and what Decree 42/2022/NĐ-CP asks of it.

Rooms say which of their things are looked at (`registry.check`) and how they meet a section (`registry.provide`).
`checking` looks, `following` does so after each change and once a day, `standing` judges the sections. Links that
leave the portal are kept in `outside` and asked for by `asking`, a few at a time.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.jobs.handlers import Handler, register_job
from portal.quality import asking, desk, duties, following, links_desk
from portal.quality.commands import quality_cli
from portal.quality.registry import registered
from portal.web.contributions import DeskEntry, contributions

BUILT_IN = {
    "so-do-cong": "/so-do-cong",
    "tim-kiem": "/tim-kiem",
    "kenh-tin": "/tin-tuc/feed.xml",
    "luu-tru": "/van-ban/",
    "luot-xem": "/luot-xem",
    "tiep-can": "/",
}
"""What the system itself carries on every portal, and where it is seen."""


def register(app: Flask) -> None:
    """Bind the board to the application: desk pages, job, command."""
    app.register_blueprint(desk.bp)
    app.register_blueprint(links_desk.bp)
    app.register_blueprint(duties.bp)
    register_job(app, following.JOB, Handler(following.run_job))
    app.cli.add_command(quality_cli)
    registered(app).built_in |= BUILT_IN
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Chất lượng"), desk.PATH, 74, "check", "content.read", group="watch"))
    shared.desk.append(
        DeskEntry(_l("Nghị định 42"), duties.PATH, 75, "clipboard", "content.read", group="watch")
    )
    shared.tended.append(lambda: following.Watching().step)
    shared.tended.append(lambda: asking.Asking().step)
    shared.actions |= {
        "quality.ignore": _l("Bỏ qua phát hiện"),
        "quality.heed": _l("Xem lại phát hiện"),
        "quality.duty": _l("Sửa mục bắt buộc"),
        "quality.confirm": _l("Xác nhận mục bắt buộc"),
    }
