"""The signing key of each tenant's log: a file that only the installation's user reads, made on first use."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from flask import current_app

from portal.durable import put_file
from portal.proofs.notes import Signer
from portal.tenancy.directory import Portal

log = logging.getLogger(__name__)


def key_path(portal: Portal) -> Path:
    """Where the key of a portal's log lies."""
    instance: Path = current_app.config["PORTAL"].instance_path
    return instance / "keys" / "proofs" / f"{portal.slug}.key"


def held_signer(portal: Portal) -> Signer | None:
    """The key of a portal's log, or None where none was made. Raises InvalidNote for a damaged file."""
    try:
        return Signer.parse(key_path(portal).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def signer_of(portal: Portal) -> Signer:
    """The key of a portal's log, made where there is none. Raises InvalidNote for a damaged file, OSError.

    Its name, the log's origin, stays in the file: a portal that moves to another host keeps its log.
    """
    held = held_signer(portal)
    if held is not None:
        return held
    host = portal.hosts[0] if portal.hosts else f"{portal.slug}.localhost"
    path, made_now = key_path(portal), Signer(f"{host}/bang-chung", secrets.token_bytes(32))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    put_file(
        path, f"{made_now.private_text()}\n".encode(), over=False
    )  # another process may have been faster
    log.info("a new key for the log of proofs of %s was made", portal.slug)
    made = held_signer(portal)
    if made is None:
        raise FileNotFoundError(key_path(portal))
    return made
