"""Digital signatures: checking those of files that come in, telling citizens, signing what is published."""

from __future__ import annotations

from flask import Blueprint, Flask

from portal.media import arrivals, notes, replacing
from portal.publishing import events
from portal.signing import service
from portal.signing.commands import signing_cli
from portal.signing.guarding import keeps_signed
from portal.signing.publishing import forget_originals, sign_attached, sign_published

SIGNED_KIND = "legal"


def register(app: Flask) -> None:
    """Bind signatures to the application: checks of stored files, notes beside them, signing, commands.

    Before the proofs of publication: what they log is the file that citizens get.
    """
    app.register_blueprint(Blueprint("signing", __name__, template_folder="templates"))
    app.cli.add_command(signing_cli)
    arrivals.on_stored(app, service.note_stored)
    arrivals.on_attached(app, sign_attached)
    arrivals.on_detached(app, forget_originals)
    notes.provide(app, service.notes)
    replacing.guard(app, keeps_signed)
    events.subscribe(app, SIGNED_KIND, sign_published)
