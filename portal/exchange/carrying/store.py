"""The sealed bytes of packages: those that go, as long as somebody may ask for them again; those that wait for the
document that they speak of. They lie like papers do (`papers.store`), in a folder of their own: `lien-thong/goi`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from portal.exchange.carrying.models import ExchangeArrival, ExchangePackage
from portal.extensions import db
from portal.media.store import StoreUnreachable
from portal.papers.store import NotAPath, Papers, papers_in
from portal.sealing.envelope import OVERHEAD, BrokenSeal, key_number, reseal, seal, unseal
from portal.sealing.registry import SealedFiles
from portal.tenancy.scope import all_tenants

FOLDER = "lien-thong"
PLACE = f"{FOLDER}/goi"
SAFE_AGE = 24 * 3600.0
"""Seconds; longer than any transaction that is about to name a file."""
Named = tuple[int, str]
"""The id of a row and the path of its bytes."""


class PackageLost(LookupError):
    """The bytes of a package are gone or were changed."""


def package_store() -> Papers:
    """The packages of the installation."""
    return papers_in(PLACE)


def _purpose(row_id: int) -> str:
    return f"exchange.package {row_id}"


def keep(tenant_id: int, row_id: int, data: bytes) -> str:
    """Write the bytes of a row's package sealed; where they lie. Raises StoreUnavailable."""
    store = package_store()
    path = store.fresh_path(tenant_id)
    store.write(path, seal(_purpose(row_id), data))
    return path


def replace(row_id: int, path: str, data: bytes) -> None:
    """Write other bytes in their place. Raises StoreUnavailable."""
    package_store().write(path, seal(_purpose(row_id), data))


def content(row_id: int, path: str) -> bytes:
    """The bytes of a row's package. Raises PackageLost, StoreUnreachable (they come back)."""
    try:
        return unseal(_purpose(row_id), package_store().read(path))
    except StoreUnreachable:
        raise
    except (OSError, BrokenSeal, NotAPath) as error:
        raise PackageLost(path) from error


def remove(path: str) -> None:
    """Let bytes go that no row names any more."""
    package_store().remove(path)


def sweep() -> int:
    """Take away files that no row names and that nobody wrote for a day, and what killed processes left; how many.
    Needs an application context, no scope."""
    store, gone = package_store(), 0
    there = list(store.old(SAFE_AGE))
    named = {path for _row_id, path in _all()}
    for path in there:
        if path not in named:
            store.remove(path)
            gone += 1
    for left in store.unfinished(SAFE_AGE):
        left.unlink(missing_ok=True)
        gone += 1
    return gone


def _all() -> Iterator[Named]:
    models: tuple[Any, ...] = (ExchangePackage, ExchangeArrival)
    with all_tenants("tìm tệp gói tin liên thông"):
        found = [
            (row_id, path)
            for model in models
            for row_id, path in db.session.execute(
                select(model.id, model.path).where(model.path.is_not(None)).order_by(model.id)
            )
        ]
    yield from found


def _key_of(named: Named) -> int | None:
    try:
        head = package_store().head(named[1], OVERHEAD)
    except FileNotFoundError:
        return None
    except NotAPath as error:
        raise BrokenSeal("exchange.package") from error
    if len(head) < OVERHEAD or head[0] != 1:
        raise BrokenSeal("exchange.package")
    return key_number(head)


def _reseal(named: Named) -> bool:
    row_id, path = named
    try:
        sealed = package_store().read(path)
    except FileNotFoundError:
        return False
    package_store().write(path, reseal(_purpose(row_id), sealed))
    return True


SEALED = SealedFiles("lien-thong", _all, _key_of, _reseal)
