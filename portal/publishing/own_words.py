"""Words that a portal writes as it does: names, terms, abbreviations. Hints on language leave them alone."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import DateTime, Integer, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.owned import TenantOwned

LONGEST = 60
MOST = 5_000
"""Words of one portal; a list of more is no list of exceptions any more."""


class OwnWord(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A word (or words) in lower case, letters composed."""

    __tablename__ = "own_word"
    __table_args__ = (UniqueConstraint("tenant_id", "word"),)

    word: Mapped[str] = mapped_column(String(LONGEST))
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class NotAWord(ValueError):
    """What was sent is no word, or the list is full; the message is the reason as a code."""


def as_kept(text: str) -> str:
    """The form in which a word is kept and compared; "" for what is none."""
    word = unicodedata.normalize("NFC", " ".join(text.split())).lower()
    has_letter = any(one.isalpha() for one in word)
    return word if has_letter and len(word) <= LONGEST and word.isprintable() else ""


def own_words() -> list[OwnWord]:
    """The words of the portal in scope, in order."""
    return list(db.session.scalars(select(OwnWord).order_by(OwnWord.word).limit(MOST)))


def words_left_alone() -> frozenset[str]:
    """The words of the portal in scope, to be looked up."""
    return frozenset(db.session.scalars(select(OwnWord.word).limit(MOST)))


def by_id(word_id: int) -> OwnWord | None:
    """A word of the portal in scope."""
    return db.session.scalar(select(OwnWord).where(OwnWord.id == word_id))


def add(text: str, actor: Actor) -> OwnWord:
    """Leave a word alone from now on; the row that is there already where it was known (the caller commits).

    Raises Forbidden, NotAWord ("no_word", "full").
    """
    actor.require("content.edit_own")
    word = as_kept(text)
    if not word:
        raise NotAWord("no_word")
    known = db.session.scalar(select(OwnWord).where(OwnWord.word == word))
    if known is not None:
        return known
    if (db.session.scalar(select(func.count(OwnWord.id))) or 0) >= MOST:
        raise NotAWord("full")
    row = OwnWord(tenant_id=actor.tenant_id, word=word, by_id=actor.user_id, by_name=actor.name)
    db.session.add(row)
    db.session.flush()
    audit(actor, "own_word.add", kind="own_word", object_id=row.id, detail=word)
    return row


def remove(row: OwnWord, actor: Actor) -> None:
    """Mark a word again (the caller commits). Raises Forbidden."""
    actor.require("content.edit_own")
    audit(actor, "own_word.remove", kind="own_word", object_id=row.id, detail=row.word)
    db.session.delete(row)
