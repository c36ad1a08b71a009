"""Does a document apply on a day? From its dates alone; relations between documents come with the legal library."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_

from portal.legal.models import LegalDocument

CODES = ("in_force", "not_yet", "expired", "unknown")


def validity(effective: date | None, expires: date | None, on: date) -> str:
    """in_force, not_yet, expired, or unknown where no date is recorded."""
    if expires is not None and expires <= on:
        return "expired"
    if effective is None:
        return "unknown"
    return "in_force" if effective <= on else "not_yet"


def label(code: str) -> str:
    """The state of validity in the words of the law."""
    return {
        "in_force": _("Còn hiệu lực"),
        "not_yet": _("Chưa có hiệu lực"),
        "expired": _("Hết hiệu lực toàn bộ"),
        "unknown": _("Chưa rõ hiệu lực"),
    }[code]


def criterion(code: str, on: date) -> ColumnElement[bool]:
    """The same rule as SQL."""
    over = and_(LegalDocument.expires.is_not(None), LegalDocument.expires <= on)
    running = or_(LegalDocument.expires.is_(None), LegalDocument.expires > on)
    if code == "expired":
        return over
    if code == "unknown":
        return and_(running, LegalDocument.effective.is_(None))
    if code == "in_force":
        return and_(running, LegalDocument.effective <= on)
    return and_(running, LegalDocument.effective > on)
