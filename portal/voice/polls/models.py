"""Tables of polls: counts for each choice, and the spent numbers of ballots; never who chose what."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantOwned, same_tenant


class Poll(TenantOwned, Publishable, db.Model):  # type: ignore[name-defined]
    """A question with choices, open from a day until a day, both included."""

    __tablename__ = "poll"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)
    kind = "poll"

    title: Mapped[str] = mapped_column(String(300))
    intro: Mapped[str] = mapped_column(Text, default="")
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)

    choices: Mapped[list[PollChoice]] = relationship(
        cascade="all, delete-orphan", order_by="PollChoice.position", passive_deletes=True
    )

    def kept_elsewhere(self) -> dict[str, Any]:
        """Its choices; the votes are no text that somebody wrote."""
        return {"choices": [one.text for one in self.choices]}

    def is_open(self, day: date) -> bool:
        """Whether votes are taken on this day."""
        return self.opens_on <= day <= self.closes_on

    def is_over(self, day: date) -> bool:
        """Whether the time for votes has passed."""
        return day > self.closes_on

    @property
    def votes(self) -> int:
        """How many votes there are."""
        return sum(one.votes for one in self.choices)


class PollChoice(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One choice and how many chose it."""

    __tablename__ = "poll_choice"
    __table_args__ = (
        same_tenant("poll_id", "poll", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "poll_id", "position"),
    )

    poll_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    votes: Mapped[int] = mapped_column(default=0)


class PollBallot(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The single-use number of a ballot that was counted; emptied when the poll is over."""

    __tablename__ = "poll_ballot"
    __table_args__ = (
        same_tenant("poll_id", "poll", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "poll_id", "token"),
    )

    poll_id: Mapped[int] = mapped_column(BigInteger)
    token: Mapped[str] = mapped_column(String(40))
