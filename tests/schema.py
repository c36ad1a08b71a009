"""Whether the tables that migrations make are those that the models describe."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata as compare
from alembic.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint, MetaData


def compare_metadata(context: MigrationContext, metadata: MetaData) -> list[Any]:
    """What Alembic finds, without the one difference that is meant: on PostgreSQL references can be put off to the
    commit (migration 0044), which the models leave to the database."""
    found = list(compare(context, metadata))
    references = {
        kind: {_said(one[1]) for one in found if one[0] == kind} for kind in ("add_fk", "remove_fk")
    }
    same = references["add_fk"] & references["remove_fk"]
    # What differs in a column is a list of differences, all else a tuple that begins with its kind.
    return [
        one for one in found if isinstance(one, list) or one[0] not in references or _said(one[1]) not in same
    ]


def _said(link: ForeignKeyConstraint) -> tuple[Any, ...]:
    ends = tuple((one.parent.name, one.target_fullname) for one in link.elements)
    return (link.name, link.parent.name, ends, link.ondelete, link.onupdate)
