"""Keeping what is known about the signatures of stored files, and telling the pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import current_app, request
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.media.models import MediaFile
from portal.media.notes import FileNote
from portal.media.service import file_store
from portal.publishing.service import touch
from portal.signing import words
from portal.signing.check import UNREADABLE_FILE, check_pdf
from portal.signing.models import SignatureCheck
from portal.signing.report import TRUSTED, UNKNOWN, SignatureReport, read_all
from portal.signing.trust import FOLDER, Trust, load_trust
from portal.tenancy.scope import system_task

log = logging.getLogger(__name__)


def current_trust() -> Trust:
    """The roots in force, read again when the folder changed."""
    settings = current_app.config["PORTAL"]
    folder = settings.instance_path / FOLDER
    seen = tuple(
        (one.name, one.stat().st_mtime_ns, one.stat().st_size)
        for one in (sorted(folder.iterdir()) if folder.is_dir() else ())
    )
    return _trust(settings.instance_path, settings.development, seen)


@lru_cache(maxsize=16)
def _trust(instance: Path, development: bool, _seen: tuple[Any, ...]) -> Trust:
    return load_trust(instance, development=development)


def note_stored(row: MediaFile, _actor: Actor) -> None:
    """Check a PDF that was stored (a listener of portal.media.arrivals; the caller commits)."""
    if row.kind != "pdf":
        return
    held = stored_check(row)
    if held is None or held.trust_digest != current_trust().digest:
        check_again(row, held)
    elif held.shared != row.shared:
        held.shared = row.shared


def stored_check(row: MediaFile) -> SignatureCheck | None:
    """What is stored about a file, of its own tenant."""
    statement = select(SignatureCheck).where(
        SignatureCheck.sha256 == row.sha256, SignatureCheck.tenant_id == row.tenant_id
    )
    found: SignatureCheck | None = db.session.scalar(statement)
    return found


def check_again(row: MediaFile, held: SignatureCheck | None) -> SignatureCheck:
    """Check a stored PDF with the roots in force and keep the result (the caller commits).

    Raises OSError where the bytes are gone.
    """
    trust = current_trust()
    reports = check_pdf(file_store().path(row.sha256), trust)
    if held is None:
        held = SignatureCheck(tenant_id=row.tenant_id, sha256=row.sha256)
        db.session.add(held)
    held.reports = [one.as_json() for one in reports]
    held.trust_digest, held.checked_at, held.shared = trust.digest, utc_now(), row.shared
    db.session.flush()
    touch(db.session(), row.tenant_id)
    return held


def reports_of(held: SignatureCheck) -> list[SignatureReport]:
    """The stored reports; nothing is trusted by roots that are no longer those in force."""
    found = read_all(held.reports)
    if held.trust_digest == current_trust().digest:
        return found
    return [replace(one, chain=UNKNOWN, root="") if one.chain == TRUSTED else one for one in found]


def notes(files: list[MediaFile]) -> dict[str, FileNote]:
    """What is said beside signed PDFs, in one statement (a provider of portal.media.notes)."""
    asked = {one.sha256: one for one in files if one.kind == "pdf"}
    if not asked:
        return {}
    found = db.session.scalars(select(SignatureCheck).where(SignatureCheck.sha256.in_(list(asked))))
    return {held.sha256: note for held in found if (note := _note(held, asked[held.sha256])) is not None}


def _note(held: SignatureCheck, file: MediaFile) -> FileNote | None:
    reports = reports_of(held)
    told = words.verdict(reports)
    if told is None:
        return None
    original = f"{request.script_root}/tep/{held.original_id}/{quote(file.name)}" if held.original_id else ""
    data = {"original": original, "signatures": words.unfolded(reports)}
    return FileNote(told.label, told.tone, told.sentence, told.is_warning, "signing/_signatures.html", data)


def _is_settled(held: SignatureCheck, digest: str) -> bool:
    in_vain = any(one.problem == UNREADABLE_FILE for one in read_all(held.reports))
    return held.trust_digest == digest and not in_vain


def recheck(everything: bool = False) -> Iterator[tuple[MediaFile, SignatureCheck | None]]:
    """Check stored PDFs of all tenants that were never checked, or by other roots, or in vain (a busy machine may run
    out of time), or `everything`; each file is committed by itself. Answers (file, None) where the bytes are gone."""
    digest = current_trust().digest
    with system_task("kiểm tra lại chữ ký số"):
        rows = list(
            db.session.scalars(select(MediaFile).where(MediaFile.kind == "pdf").order_by(MediaFile.id))
        )
        for row in rows:
            held = stored_check(row)
            if held is not None and not everything and _is_settled(held, digest):
                continue
            try:
                checked = check_again(row, held)
            except OSError:
                log.warning("không đọc được tệp %s", row.sha256)
                yield row, None
                continue
            db.session.commit()
            yield row, checked
