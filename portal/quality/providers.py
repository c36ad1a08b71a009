"""A usual way for a room to meet a section: some of its things that citizens see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, literal, select

from portal.extensions import db
from portal.publishing.service import visible
from portal.quality.registry import Met
from portal.tenancy.owned import TenantShared


def of_kind(
    model: Any, code: str, path: str, *conditions: Any, renewed: str = "publish_at"
) -> Callable[[], Iterable[Met]]:
    """A provider: the section is met by the visible things of a kind, found on the list at `path`; the column `renewed`
    tells when. One statement, whatever the number of portals; things that a portal shares count below it too."""

    def provider() -> Iterable[Met]:
        shared = model.shared if issubclass(model, TenantShared) else literal(False)
        statement = select(model.tenant_id, shared, func.count(), func.max(getattr(model, renewed)))
        grouped = visible(statement.where(*conditions), model).group_by(model.tenant_id, shared)
        for tenant_id, is_shared, count, last in db.session.execute(grouped):
            yield Met(tenant_id, code, path, last, count, kind=model.kind, shared=bool(is_shared))

    return provider
