"""Which columns name bytes of the store, and all that they name.

A column that names stored bytes says so itself (`info=IN_STORE`), wherever its table lies: by its hash, or anywhere
within its JSON. What no such column names is taken away after a while (sweeping.py), so the mark must not be forgotten:
tests/media/test_held.py asks of every column that could hold a hash.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect, select

from portal.extensions import Base, db
from portal.publishing.contents import texts_in
from portal.tenancy.owned import TenantRow
from portal.tenancy.scope import all_tenants

IN_STORE = {"in_store": True}
"""The `info` of a column that names bytes of the store."""
_SHA = re.compile(r"[0-9a-f]{64}\Z")
_BATCH = 1000
_attributes: dict[Any, tuple[str, ...]] = {}


@lru_cache(maxsize=1)
def holders() -> tuple[tuple[Any, tuple[str, ...]], ...]:
    """Each tenant-owned entity that names stored bytes, with its attributes that do, by table. Needs all models."""
    found = []
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, TenantRow) and (names := attributes_of(mapper.class_)):
            found.append((mapper.class_, names))
    return tuple(sorted(found, key=lambda one: str(one[0].__tablename__)))


def attributes_of(model: Any) -> tuple[str, ...]:
    """The attributes of an entity that name stored bytes."""
    if model not in _attributes:
        columns = inspect(model).column_attrs
        _attributes[model] = tuple(one.key for one in columns if one.columns[0].info.get("in_store"))
    return _attributes[model]


def hashes_in(value: Any) -> Iterator[str]:
    """Every SHA-256 (64 hexadecimal digits) that stands in JSON-ready data, at any depth."""
    return (one for one in texts_in(value) if _SHA.match(one))


def named(beginning: str = "") -> dict[int, set[str]]:
    """The hashes that begin so and that rows of any portal name, by portal; a statement per entity, read as a stream.

    Needs an application context, no scope.
    """
    found: dict[int, set[str]] = defaultdict(set)
    with all_tenants("tìm tệp còn được dùng trong kho"):
        for model, names in holders():
            statement = select(model.tenant_id, *(getattr(model, one) for one in names))
            for tenant_id, *values in db.session.execute(statement.execution_options(yield_per=_BATCH)):
                found[tenant_id].update(one for one in hashes_in(values) if one.startswith(beginning))
    return found
