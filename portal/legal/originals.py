"""Originals of documents: what was promulgated is corrected by another document, never replaced by another file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.legal.models import LegalDocument
from portal.media.models import MediaFile
from portal.publishing.models import PUBLISHED, WITHDRAWN

PROMULGATED = {PUBLISHED, WITHDRAWN}


def keeps_promulgated(_row: MediaFile, things: Sequence[Any]) -> str | None:
    """Why a file must stay as it is (a guard of portal.media.replacing): a document that was published uses it."""
    for one in things:
        if isinstance(one, LegalDocument) and {one.status, one.trashed_from} & PROMULGATED:
            return _(
                "Tệp là bản gốc của %(type)s %(number)s đã đăng. Ban hành rồi thì đính chính, không thay: hãy ban hành "
                "văn bản đính chính và đăng kèm tệp mới.",
                type=one.type,
                number=one.number,
            )
    return None
