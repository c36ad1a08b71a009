"""The verbs of polls: the only code that writes their tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.extensions import db
from portal.publishing.service import check_version, commit, record, touch
from portal.publishing.slugs import unique_slug
from portal.voice.polls.models import Poll, PollBallot, PollChoice
from portal.voice.polls.queries import is_spent

FEWEST, MOST = 2, 12


class ChoicesHeld(ValueError):
    """The choices can't be changed any more: somebody has voted."""


@dataclass
class PollDraft:
    """What a form says of a poll."""

    title: str
    opens_on: date
    closes_on: date
    choices: list[str]
    intro: str = ""


def write(draft: PollDraft, actor: Actor) -> Poll:
    """Make a poll (the caller commits). Raises Forbidden."""
    actor.require("content.create")
    row = Poll(
        tenant_id=actor.tenant_id,
        slug=unique_slug(Poll, draft.title),
        created_by_id=actor.user_id,
        title=draft.title,
        opens_on=draft.opens_on,
        closes_on=draft.closes_on,
    )
    db.session.add(row)
    _apply(row, draft)
    db.session.flush()
    record(row, "create", actor, detail=row.title)
    return row


def create(draft: PollDraft, actor: Actor) -> Poll:
    """Make a poll. Raises Forbidden."""
    row = write(draft, actor)
    commit()
    return row


def save(
    row: Poll, draft: PollDraft, seen_version: int, actor: Actor, action: str = "save", detail: str = ""
) -> None:
    """Save an edited poll. Raises Forbidden, StaleVersion, ChoicesHeld."""
    actor.require_edit(row.created_by_id)
    check_version(row, seen_version)
    _apply(row, draft)
    record(row, action, actor, detail=detail or row.title)
    commit()


def _apply(row: Poll, draft: PollDraft) -> None:
    row.title, row.intro = draft.title, draft.intro
    row.opens_on, row.closes_on = draft.opens_on, draft.closes_on
    if [one.text for one in row.choices] == draft.choices:
        return
    if row.votes:
        raise ChoicesHeld
    held = {one.position: one for one in row.choices}
    row.choices[:] = [
        held.get(number) or PollChoice(tenant_id=row.tenant_id, position=number)
        for number in range(len(draft.choices))
    ]
    for one, text in zip(row.choices, draft.choices, strict=True):
        one.text = text


def vote(poll: Poll, choice_id: int, token: str, tenant_id: int) -> bool:
    """Count one ballot, within the public door; whether it counted. A number is good once; nobody is noted.

    Raises LookupError for a choice that is not the poll's, ValueError where the poll takes no votes.
    """
    if not poll.is_open(today()):
        raise ValueError("the poll takes no votes")
    statement = select(PollChoice.id).where(PollChoice.poll_id == poll.id, PollChoice.id == choice_id)
    if db.session.scalar(statement) is None:
        raise LookupError(choice_id)
    if is_spent(poll.id, token):
        return False
    db.session.add(PollBallot(tenant_id=tenant_id, poll_id=poll.id, token=token))
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()  # the same ballot at the same instant
        return False
    db.session.execute(
        update(PollChoice).where(PollChoice.id == choice_id).values(votes=PollChoice.votes + 1),
        execution_options={"synchronize_session": False},
    )
    touch(db.session(), tenant_id)
    commit()
    return True


def empty_ballots() -> int:
    """Delete the numbers of ballots of polls that are over, in the scope in force (the caller commits); how many."""
    over = select(Poll.id).where(Poll.closes_on < today())
    found = list(db.session.scalars(select(PollBallot.id).where(PollBallot.poll_id.in_(over))))
    if found:
        db.session.execute(delete(PollBallot).where(PollBallot.poll_id.in_(over)))
    return len(found)
