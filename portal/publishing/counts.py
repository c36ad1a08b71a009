"""How many things there are, out of the counts that the database keeps (`portal/database/counting.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, Select, String, and_, func, select, union
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.database.counting import STATE
from portal.extensions import db
from portal.publishing.models import PUBLISHED
from portal.tenancy.owned import TenantShared


class KeptCount(TenantShared, db.Model):  # type: ignore[name-defined]
    """So many things of a kind, of a portal and shared by it or not, have this value of a facet. Triggers write it."""

    __tablename__ = "kept_count"

    id = None  # type: ignore[assignment]
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(400), primary_key=True)
    shared: Mapped[bool] = mapped_column(primary_key=True)
    n: Mapped[int]


def in_state(kind: str) -> dict[str, int]:
    """How many there are in each state, whatever citizens see of them."""
    return kept_counts(kind, (STATE,))[STATE]


def kept_counts(kind: str, facets: Sequence[str], value: str | None = None) -> dict[str, dict[str, int]]:
    """What is kept of these facets, or of one value of theirs: by facet and value."""
    statement = select(KeptCount.facet, KeptCount.value, func.sum(KeptCount.n)).where(
        KeptCount.kind == kind, KeptCount.facet.in_(facets)
    )
    if value is not None:
        statement = statement.where(KeptCount.value == value)
    found: dict[str, dict[str, int]] = {one: {} for one in facets}
    for facet, held, n in db.session.execute(statement.group_by(KeptCount.facet, KeptCount.value)):
        found[facet][held] = int(n)
    return found


def unseen(model: Any, *columns: Any) -> Select[Any]:
    """What is published and citizens do not see: not begun, or ended. Few, found by the hours' own indexes: a SELECT
    for each of the two, and the state in a form that no index answers, so that nothing looks at all that is
    published (SQLite, which knows no numbers of rows, prefers two equal columns to a range)."""
    now = utc_now()
    published = select(model.tenant_id, model.id).where(func.coalesce(model.status, "") == PUBLISHED)
    late, ended = published.where(model.publish_at > now), published.where(model.expires_at <= now)
    ids = union(late, ended).subquery()
    joined = and_(ids.c.id == model.id, ids.c.tenant_id == model.tenant_id)
    return select(*columns).select_from(model).join(ids, joined)


def seen(model: Any, facet: str = "", value: Any = "") -> int:
    """How many citizens see now: all, or those with this value of a facet that the model is counted by."""
    facet, held = (facet, str(value)) if facet else (STATE, PUBLISHED)
    kept = kept_counts(model.kind, (facet,), held)[facet].get(held, 0)
    but = unseen(model, func.count())
    if facet != STATE:
        but = but.where(getattr(model, facet) == value)
    return max(0, kept - int(db.session.scalar(but) or 0))
