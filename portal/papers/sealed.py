"""The files of papers under the keys: what `flask sealing` counts and seals anew."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.service import purpose_of
from portal.papers.store import NotAPath, paper_store
from portal.sealing.envelope import OVERHEAD, BrokenSeal, key_number, reseal
from portal.sealing.registry import SealedFiles
from portal.tenancy.scope import all_tenants

Named = tuple[int, str]
"""The id of a paper's row and the path of its bytes."""


def _all() -> Iterator[Named]:
    with all_tenants("tìm tệp giấy tờ theo khóa niêm phong"):
        found = [
            (one.id, one.path) for one in db.session.execute(select(Paper.id, Paper.path).order_by(Paper.id))
        ]
    yield from found


def _key_of(named: Named) -> int | None:
    try:
        head = paper_store().head(named[1], OVERHEAD)
    except FileNotFoundError:
        return None
    except NotAPath as error:
        raise BrokenSeal("paper.file") from error
    if len(head) < OVERHEAD or head[0] != 1:
        raise BrokenSeal("paper.file")
    return key_number(head)


def _reseal(named: Named) -> bool:
    paper_id, path = named
    try:
        sealed = paper_store().read(path)
    except FileNotFoundError:
        return False
    paper_store().write(path, reseal(purpose_of(paper_id), sealed))
    return True


SEALED = SealedFiles("giay-to", _all, _key_of, _reseal)
