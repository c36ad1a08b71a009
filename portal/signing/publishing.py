"""Signing what is published: each PDF of a legal document, when the portal has a key.

Publishing is never lost for a signature: where signing fails the document is published with the file as it is, and
the audit trail and the log say why. All of it happens in the transaction of the act.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media.kinds import Refused
from portal.media.models import MediaFile, MediaUse
from portal.media.service import file_store, store_file
from portal.media.store import StoreUnavailable
from portal.publishing.models import PUBLISHED
from portal.publishing.service import audit
from portal.signing.keys import KeyUnusable, SigningKey, find_key
from portal.signing.models import SignatureCheck
from portal.signing.report import INTACT, SignatureReport
from portal.signing.service import check_again, reports_of, stored_check
from portal.signing.sign import SigningFailed, sign_pdf, stamp_lines
from portal.tenancy.directory import directory

log = logging.getLogger(__name__)
ORIGINAL = "original"  # the role of a use that keeps the file as it was before it was signed


def sign_published(thing: Any, action: str, actor: Actor) -> None:
    """Sign the attached PDFs of a thing that is published (a listener of portal.publishing.events)."""
    if action == "publish":
        uses = db.session.scalars(
            select(MediaUse).where(
                MediaUse.kind == thing.kind, MediaUse.object_id == thing.id, MediaUse.role == "attachment"
            )
        )
        _sign(list(uses), thing, actor)


def sign_attached(use: MediaUse, thing: Any, actor: Actor) -> None:
    """Sign a PDF that is attached to a legal document that citizens see already (of portal.media.arrivals)."""
    if thing.kind == "legal" and thing.status == PUBLISHED and use.role == "attachment":
        db.session.flush()
        _sign([use], thing, actor)


def forget_originals(thing: Any, _actor: Actor) -> None:
    """Let go of originals whose signed copy was taken off, so that they are no longer public (of arrivals)."""
    uses = db.session.scalars(
        select(MediaUse).where(MediaUse.kind == thing.kind, MediaUse.object_id == thing.id)
    ).all()
    attached = [use.media.sha256 for use in uses if use.role == "attachment"]
    kept = set(
        db.session.scalars(select(SignatureCheck.original_id).where(SignatureCheck.sha256.in_(attached)))
    )
    for use in uses:
        if use.role == ORIGINAL and use.media_id not in kept:
            db.session.delete(use)


def _sign(uses: list[MediaUse], thing: Any, actor: Actor) -> None:
    wanted = [use for use in uses if use.media.kind == "pdf"]
    if not wanted:
        return
    portal = directory().by_id(actor.tenant_id)
    try:
        key = find_key(current_app.config["PORTAL"], portal.slug if portal else "")
    except KeyUnusable as error:
        _failed(thing, actor, "", str(error))
        return
    if key is None:
        return
    for use in wanted:
        name = use.media.name
        try:
            with db.session.begin_nested():
                _replace(use, thing, key, actor)
        except (SigningFailed, Refused, StoreUnavailable) as error:
            db.session.refresh(use)
            _failed(thing, actor, name, str(error))


def _failed(thing: Any, actor: Actor, name: str, reason: str) -> None:
    log.warning("không ký được %s: %s", name or "tệp đính kèm", reason)
    audit(
        actor,
        "sign_failed",
        kind=thing.kind,
        object_id=thing.id,
        detail=f"{name}: {reason}" if name else reason,
    )


def _replace(use: MediaUse, thing: Any, key: SigningKey, actor: Actor) -> None:
    """Let a signed copy take the place of a use's file, unless the portal signed that file before.

    The file itself stays, reachable at its address. Raises SigningFailed, and what storing raises.
    """
    original = use.media
    held = stored_check(original) or check_again(original, None)
    if held.original_id is not None:
        return
    before = reports_of(held)
    _refuse_bad(before)
    portal = directory().by_id(actor.tenant_id)
    raw = sign_pdf(
        file_store().path(original.sha256),
        key,
        _("Đăng tải trên cổng thông tin điện tử %(name)s", name=portal.name if portal else ""),
        stamp_lines(key, datetime.now(UTC)),
        Path(current_app.config["PORTAL"].themes) / "_shared" / "static" / "fonts",
    )
    signed = _stored(raw, original, actor)
    checked = stored_check(signed) or check_again(signed, None)
    _refuse_bad(after := reports_of(checked))
    if len(after) != len(before) + 1 or after[-1].integrity != INTACT:
        raise SigningFailed(_("Tệp sau khi ký không kiểm tra được."))
    checked.original_id = original.id
    use.media_id = signed.id
    db.session.add(
        MediaUse(
            tenant_id=use.tenant_id,
            kind=use.kind,
            object_id=use.object_id,
            media_id=original.id,
            role=ORIGINAL,
            position=use.position,
            title=use.title,
            shared=use.shared,
        )
    )
    db.session.flush()
    db.session.expire(use, ["media"])
    audit(actor, "sign", kind=thing.kind, object_id=thing.id, detail=signed.name)


def _refuse_bad(reports: list[SignatureReport]) -> None:
    if any(one.is_changed or one.integrity != INTACT for one in reports):
        raise SigningFailed(_("Chữ ký có sẵn không còn hợp lệ nên cổng không ký thêm."))


def _stored(raw: bytes, original: MediaFile, actor: Actor) -> MediaFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signed.pdf"
        path.write_bytes(raw)
        return store_file(path, original.name, actor, alt=original.alt, shared=original.shared)
