"""What is about people, encrypted at rest: keys that lie outside of the database, sealed columns, blind marks.

`keyring` holds the keys, `envelope` seals bytes (AES-256-GCM), `columns` are types for models, `marks` find a row by a
sealed value without keeping it.
"""

from __future__ import annotations

from flask import Flask

from portal.sealing.keyring import Keyring


def register(app: Flask) -> None:
    """Bind the keys to the application; they are read, or made once, when the first thing is sealed."""
    app.extensions["portal_keyring"] = Keyring(app.config["PORTAL"].sealing_keys_path)
