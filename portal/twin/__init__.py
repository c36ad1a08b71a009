"""The static twin: every portal as plain files, which a web server serves when the application does not answer.

`choosing` says which pages, `addresses` in which file each lies, `keeping` asks the application for one and writes it,
`exporting` makes all of them anew, `following` and `renewing` keep them up to date from the follower.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from portal.twin.commands import export_cli
from portal.twin.renewing import Renewal
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind to the application: templates, commands, the follower's step."""
    app.register_blueprint(Blueprint("twin", __name__, template_folder="templates"))
    app.cli.add_command(export_cli)
    contributions(app).tended.append(lambda: Renewal().step)
