"""Which files may not be replaced by a new content: those that carry a signature, and originals of signed ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaFile
from portal.signing.models import SignatureCheck
from portal.signing.service import stored_check


def keeps_signed(row: MediaFile, _things: Sequence[Any]) -> str | None:
    """Why a file must stay as it is (a guard of portal.media.replacing); None where no signature speaks against it."""
    held = stored_check(row)
    if held is not None and (held.reports or held.original_id is not None):
        return _("Tệp mang chữ ký số nên không thay được. Hãy tải bản mới lên thành tệp khác.")
    signed = select(SignatureCheck.id).where(
        SignatureCheck.tenant_id == row.tenant_id, SignatureCheck.original_id == row.id
    )
    if db.session.scalar(signed.limit(1)) is not None:
        return _("Tệp là bản gốc của một tệp đã ký số nên không thay được.")
    return None
