"""Files: store, inspection, renditions, serving."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.media import homes, library, sweeping
from portal.media.commands import media_cli
from portal.media.faults import unreachable
from portal.media.in_text import with_renditions
from portal.media.queries import names_of
from portal.media.store import StoreUnreachable
from portal.media.views import bp
from portal.publishing import contents
from portal.web import pictures_in_text
from portal.web.contributions import contributions, every

HOUR = 3600.0


def register(app: Flask) -> None:
    """Bind the serving of files to the application."""
    homes.install(app)
    app.register_error_handler(StoreUnreachable, unreachable)
    app.register_blueprint(bp)
    library.register(app)
    app.cli.add_command(media_cli)
    pictures_in_text.provide(app, with_renditions)
    contents.provide(app, "files", names_of)
    sweeping.install()
    shared = contributions(app)
    shared.tended.append(sweeping.sweeping)
    shared.tended_here.append(every(HOUR, lambda: homes.copies_of(app.config["PORTAL"]).shrink()))
    shared.actions[sweeping.ACTION] = _l("Dọn kho tệp")
