"""Does a document apply on a day? Computed from its dates and from what other documents do to it; never typed in.

Law 80/2015/QH13, articles 151 to 154: a text applies from its effective day until it expires, is replaced or
abolished; it may be suspended, and parts of it may end before the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from portal.clock import utc_now
from portal.legal.models import LegalDocument, LegalRelation
from portal.legal.relation_kinds import CONFIRMED, KINDS
from portal.publishing.models import PUBLISHED

CODES = ("in_force", "not_yet", "partly_expired", "expired", "suspended", "partly_suspended", "unknown")
_ENDING = tuple(code for code, kind in KINDS.items() if kind.ends)
_CHANGING = ("amends",)  # a correction leaves the whole in force
_SUSPENDING = tuple(code for code, kind in KINDS.items() if kind.suspends)


@dataclass(frozen=True)
class Effect:
    """What another document does to this one, from a day on (and, of a suspension, until a day)."""

    kind: str
    from_day: date | None
    until: date | None
    anchors: tuple[str, ...]
    by_name: str  # "Nghị định 61/2018/NĐ-CP"
    by_path: str
    by_anchor: str = ""

    def works_on(self, on: date) -> bool:
        """Whether it has begun and not ended on this day."""
        return self.from_day is not None and self.from_day <= on and (self.until is None or on < self.until)

    def touches(self, anchor: str) -> bool:
        """Whether it concerns this provision, a part of it, or the whole document."""
        return not self.anchors or any(
            one == anchor or one.startswith(f"{anchor}-") or anchor.startswith(f"{one}-")
            for one in self.anchors
        )


@dataclass(frozen=True)
class Validity:
    """The state on a day, and why: the effects that work on it and those that are still to come."""

    code: str
    on: date
    because: tuple[Effect, ...] = ()
    coming: tuple[Effect, ...] = ()
    ended: date | None = None  # where the document's own end has come
    notes: tuple[str, ...] = field(default=())


def validity(
    effective: date | None, expires: date | None, on: date, effects: Sequence[Effect] = ()
) -> Validity:
    """The validity on a day of a document with these dates, to which these confirmed effects apply.

    The whole ended beats everything, then not begun, suspended, ended in part, suspended in part.
    """
    working = [one for one in effects if one.works_on(on)]
    coming = tuple(one for one in effects if one.from_day is not None and one.from_day > on)
    whole = [one for one in working if not one.anchors]
    if expires is not None and expires <= on:
        return Validity("expired", on, tuple(one for one in working if one.kind in _ENDING), coming, expires)
    ending = tuple(one for one in whole if one.kind in _ENDING)
    if ending:
        return Validity("expired", on, ending, coming)
    if effective is not None and effective > on:
        return Validity("not_yet", on, (), coming)
    suspending = tuple(one for one in whole if one.kind in _SUSPENDING)
    if suspending:
        return Validity("suspended", on, suspending, coming)
    changed = tuple(one for one in working if one.kind in _CHANGING or (one.anchors and one.kind in _ENDING))
    if changed:
        return Validity("partly_expired", on, changed, coming)
    paused = tuple(one for one in working if one.anchors and one.kind in _SUSPENDING)
    if paused:
        return Validity("partly_suspended", on, paused, coming)
    return Validity("unknown" if effective is None else "in_force", on, (), coming)


def label(code: str) -> str:
    """The state of validity in the words of the law."""
    return {
        "in_force": _("Còn hiệu lực"),
        "not_yet": _("Chưa có hiệu lực"),
        "partly_expired": _("Hết hiệu lực một phần"),
        "expired": _("Hết hiệu lực toàn bộ"),
        "suspended": _("Ngưng hiệu lực"),
        "partly_suspended": _("Ngưng hiệu lực một phần"),
        "unknown": _("Chưa rõ hiệu lực"),
    }[code]


def names() -> dict[str, str]:
    """Every code with the words of the law, in Vietnamese whatever language a visitor reads: facets of search."""
    with force_locale("vi"):
        return {code: label(code) for code in CODES}


def _source() -> Any:
    return aliased(LegalDocument, name="acting")


def starts(source: Any) -> Any:
    """The day from which a relation works, as SQL: its own, else the effective day of the acting document."""
    return func.coalesce(LegalRelation.effective, source.effective, source.issued)


def acts(source: Any) -> ColumnElement[bool]:
    """That a relation is confirmed and its document published, as SQL."""
    return and_(
        LegalRelation.document_id == source.id,
        LegalRelation.tenant_id == source.tenant_id,
        LegalRelation.state == CONFIRMED,
        source.status == PUBLISHED,
        source.publish_at <= utc_now(),
        or_(source.expires_at.is_(None), source.expires_at > utc_now()),
    )


def _affected(kinds: Sequence[str], on: date, *, whole: bool | None) -> ColumnElement[bool]:
    """That a relation of these kinds works on the listed document on a day, on the whole of it or on parts.

    Asked once for the statement and not once for each document: few documents are acted upon.
    """
    source = _source()
    statement = (
        select(LegalRelation.target_key)
        .join(source, acts(source))
        .where(
            LegalRelation.kind.in_(kinds),
            starts(source) <= on,
            or_(LegalRelation.until.is_(None), LegalRelation.until > on),
        )
    )
    if whole is not None:
        many = func.json_array_length(LegalRelation.target_anchors)
        statement = statement.where(many == 0 if whole else many > 0)
    return LegalDocument.natural_key.in_(statement)


def criterion(code: str, on: date) -> ColumnElement[bool]:
    """The same rule as SQL, for lists."""
    over = or_(
        and_(LegalDocument.expires.is_not(None), LegalDocument.expires <= on),
        _affected(_ENDING, on, whole=True),
    )
    if code == "expired":
        return over
    waiting = and_(LegalDocument.effective.is_not(None), LegalDocument.effective > on)
    if code == "not_yet":
        return and_(not_(over), waiting)
    suspended = _affected(_SUSPENDING, on, whole=True)
    running = and_(not_(over), not_(waiting))
    if code == "suspended":
        return and_(running, suspended)
    partly = or_(_affected(_CHANGING, on, whole=None), _affected(_ENDING, on, whole=False))
    if code == "partly_expired":
        return and_(running, not_(suspended), partly)
    paused = _affected(_SUSPENDING, on, whole=False)
    if code == "partly_suspended":
        return and_(running, not_(suspended), not_(partly), paused)
    known = LegalDocument.effective.is_(None) if code == "unknown" else LegalDocument.effective.is_not(None)
    return and_(running, not_(suspended), not_(partly), not_(paused), known)
