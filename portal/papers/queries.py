"""Finding papers within the scope in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from portal.clock import today
from portal.extensions import db
from portal.papers.models import REFUSED, Paper


def paper(paper_id: int) -> Paper | None:
    """A paper of the portal in force; None where it has none of this id."""
    return db.session.scalar(select(Paper).where(Paper.id == paper_id))


def papers(ids: list[int]) -> dict[int, Paper]:
    """Papers of the portal in force by id, in one statement."""
    return {one.id: one for one in db.session.scalars(select(Paper).where(Paper.id.in_(ids)))}


def of_owner(owner_mark: str, citizen_id: int | None = None) -> list[Paper]:
    """Everything kept of a person by the portal in force, newest first."""
    whose = _whose(owner_mark, citizen_id)
    return (
        []
        if whose is None
        else list(db.session.scalars(select(Paper).where(whose).order_by(Paper.id.desc())))
    )


def reusable(
    owner_mark: str, kind: str = "", *, citizen_id: int | None = None, on_day: date | None = None
) -> list[Paper]:
    """ "Giấy tờ đã có": accepted papers and results of a person that are valid on a day (today), newest first.

    Only of one kind where `kind` is given. Nobody must hand in again what the agency has (Decree 61/2018/NĐ-CP as
    amended by 107/2021/NĐ-CP, art. 1; Decree 118/2025/NĐ-CP).
    """
    whose = _whose(owner_mark, citizen_id)
    if whose is None:
        return []
    day = on_day or today()
    statement = select(Paper).where(
        whose,
        Paper.accepted.is_(True),
        Paper.state != REFUSED,
        or_(Paper.valid_until.is_(None), Paper.valid_until >= day),
        or_(Paper.forget_on.is_(None), Paper.forget_on > day),
    )
    if kind:
        statement = statement.where(Paper.kind == kind)
    return list(db.session.scalars(statement.order_by(Paper.id.desc())))


def same_bytes(digest: str, owner_mark: str, citizen_id: int | None = None) -> list[Paper]:
    """Papers of a person with these bytes (`service.digest_of`): the same file that was sent before."""
    whose = _whose(owner_mark, citizen_id)
    if whose is None:
        return []
    return list(db.session.scalars(select(Paper).where(whose, Paper.digest == digest).order_by(Paper.id)))


def _whose(owner_mark: str, citizen_id: int | None) -> ColumnElement[bool] | None:
    """The condition of belonging to a person; None for nobody: papers of unknown people are not each other's."""
    conditions: list[ColumnElement[bool]] = []
    if owner_mark:
        conditions.append(Paper.owner_mark == owner_mark)
    if citizen_id is not None:
        conditions.append(Paper.citizen_id == citizen_id)
    return or_(*conditions) if conditions else None
