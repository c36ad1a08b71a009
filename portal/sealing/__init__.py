"""What is about people, encrypted at rest: keys that lie outside of the database, sealed columns, blind marks.

`keyring` holds the keys (`witness` notes which there were), `envelope` seals bytes (AES-256-GCM), `columns` are types
for models, `marks` find a row by a sealed value without keeping it, `resealing` takes everything to a new key.
"""

from __future__ import annotations

from flask import Flask

from portal.sealing import witness
from portal.sealing.commands import sealing_cli
from portal.sealing.keyring import Keyring


def register(app: Flask) -> None:
    """Bind the keys to the application; they are read, or made once, when the first thing is sealed."""
    settings = app.config["PORTAL"]
    app.extensions["portal_keyring"] = Keyring(
        settings.sealing_keys_path, settings.instance_path / witness.NAME
    )
    app.cli.add_command(sealing_cli)
