"""Whose rows may be touched now: the scope, set once per request or task, refused when unset.

Four kinds: `reading` (the public of one portal, and what its parents share with it), `editing` (one portal,
own rows only), `aggregate` (reading over several portals, by name), `system` (maintenance, by name).
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from portal.extensions import db, session_key
from portal.tenancy.owned import TenantRow

log = logging.getLogger(__name__)
_keys = itertools.count(1)


class ScopeViolation(RuntimeError):
    """A tenant-owned row was asked for without a scope, or lies outside of it."""


@dataclass(frozen=True)
class Scope:
    """What may be read and written now.

    `own` is the one tenant of reading and editing scopes (None where tenants are crossed); `parents` are those
    whose shared rows may be read too; `reason` names why tenants are crossed; `writes` asks the
    database for its turn to write at the start of a transaction instead of in the middle of it. `moves`: rows may
    change their tenant.
    """

    kind: str
    own: int | None = None
    parents: tuple[int, ...] = ()
    reason: str = ""
    writes: bool = False
    moves: bool = False

    @property
    def crosses_tenants(self) -> bool:
        """Whether rows of all tenants may be read."""
        return self.kind in {"aggregate", "system"}

    def may_write(self, tenant_id: int) -> bool:
        """Whether a row of this tenant may be written."""
        return self.kind == "system" or (self.kind == "editing" and tenant_id == self.own)


_scope: ContextVar[Scope | None] = ContextVar("tenancy_scope", default=None)


def current_scope() -> Scope:
    """The scope in force; raises ScopeViolation where nobody set one."""
    scope = _scope.get()
    if scope is None:
        raise ScopeViolation("no tenancy scope is set: tenant-owned rows can't be touched")
    return scope


def scope_or_none() -> Scope | None:
    """The scope in force, or None (before a tenant is known, tenant-owned rows are refused)."""
    return _scope.get()


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Put a scope in force, with a database session of its own that ends with it."""
    scope_token = _scope.set(scope)
    key_token = session_key.set(next(_keys))
    try:
        yield scope
    finally:
        db.session.remove()
        session_key.reset(key_token)
        _scope.reset(scope_token)


def reading(tenant_id: int, parents: tuple[int, ...] = ()) -> Scope:
    """The scope of a visitor of one portal."""
    return Scope("reading", tenant_id, parents)


def editing(tenant_id: int, *, writes: bool = True) -> Scope:
    """The scope of the desk of one portal: its own rows and nothing else."""
    return Scope("editing", tenant_id, writes=writes)


@contextmanager
def all_tenants(reason: str) -> Iterator[Scope]:
    """Read over all portals, named and logged; writing is refused."""
    log.info("tenants crossed for reading: %s", reason)
    with entered(Scope("aggregate", reason=reason)) as scope:
        yield scope


@contextmanager
def system_task(reason: str) -> Iterator[Scope]:
    """Maintenance over all portals, named and logged; rows of any tenant may be written."""
    log.info("tenants crossed by a task: %s", reason)
    with entered(Scope("system", reason=reason, writes=True)) as scope:
        yield scope


@contextmanager
def handing_over(reason: str) -> Iterator[Scope]:
    """A system task that may give rows to another tenant, which no other scope can (merging, splitting)."""
    log.info("rows change their tenant: %s", reason)
    with entered(Scope("system", reason=reason, writes=True, moves=True)) as scope:
        yield scope


@contextmanager
def narrowed(tenant_id: int) -> Iterator[Scope]:
    """Within a system task and its transaction: one tenant alone, for verbs that look at "the tenant in force".

    What the session held of tenants' rows is dropped on the way in and out, so that neither scope answers for the
    other. Raises ScopeViolation outside of a system task.
    """
    if current_scope().kind != "system":
        raise ScopeViolation("only a system task can be narrowed")
    _let_go()
    token = _scope.set(editing(tenant_id))
    try:
        yield current_scope()
        _let_go()
    finally:
        _scope.reset(token)


def _let_go() -> None:
    db.session.flush()
    for one in list(db.session):
        if isinstance(one, TenantRow) and one in db.session:  # what belongs to a row goes with it
            db.session.expunge(one)
