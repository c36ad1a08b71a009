"""The trash: nothing is gone for thirty days, and then nothing is left but the entry in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, update

from portal.extensions import db
from portal.media.models import MediaUse
from portal.publishing.models import AuditEntry, Revision
from portal.screens.registry import registered
from portal.screens.trash.purging import purge_due
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.beside import broken_references
from tests.conftest import A, B, Browser
from tests.factories import Factory

Make = Callable[..., Browser]
KINDS = {"news": "news", "page": "page", "legal": "legal", "procedure": "procedure", "schedule": "week"}


def where(app: Flask, kind: str, object_id: int) -> str:
    return f"{registered(app).by_kind[kind].path}{object_id}"


def made(factory: Factory, kind: str, slug: str = A, **more: Any) -> tuple[int, str]:
    found: tuple[int, str] = getattr(factory, KINDS[kind])(slug, **more)
    return found


def long_ago(app: Flask) -> None:
    with app.app_context(), system_task("kiểm thử: để ngày trôi qua"):
        for screen in registered(app).by_kind.values():
            old = update(screen.model).where(screen.model.trashed_at.is_not(None))
            db.session.execute(old.values(trashed_at=datetime(2026, 1, 1)))
        db.session.commit()


def left(app: Flask, kind: str, object_id: int) -> dict[str, int]:
    """How many rows of each table still speak of a thing."""
    with app.app_context(), system_task("kiểm thử"):
        model = registered(app).by_kind[kind].model
        counts = {"thing": db.session.scalar(select(func.count(model.id)).where(model.id == object_id)) or 0}
        for other in (Revision, MediaUse, AuditEntry):
            mine = (other.kind == kind, other.object_id == object_id)
            counts[other.__name__] = db.session.scalar(select(func.count(other.id)).where(*mine)) or 0
        return counts


@pytest.mark.parametrize("kind", KINDS)
def test_into_the_trash_and_back(app: Flask, factory: Factory, signed_in: Make, kind: str) -> None:
    object_id, _slug = made(factory, kind, publish=False)
    desk, path = signed_in(A, "approver"), where(app, kind, object_id)
    folder = path.rsplit("/", 1)[0] + "/"
    assert path in desk.get(folder).text
    assert desk.post(f"{path}/bo-vao-thung-rac").status_code == 302
    assert path not in desk.get(folder).text and path in desk.get(f"{folder}?trang-thai=trashed").text
    assert "nằm trong thùng rác" in desk.get(path).text and path in desk.get("/quan-tri/thung-rac/").text
    assert desk.post(f"{path}/lay-lai").status_code == 302
    assert path in desk.get(folder).text and path not in desk.get("/quan-tri/thung-rac/").text
    assert left(app, kind, object_id)["thing"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_after_thirty_days_nothing_is_left_but_the_audit_trail(
    app: Flask, factory: Factory, signed_in: Make, kind: str
) -> None:
    object_id, _slug = made(factory, kind, publish=False)
    other, _slug = made(factory, kind, slug=B, publish=False)
    desk = signed_in(A, "approver")
    desk.post(f"{where(app, kind, object_id)}/bo-vao-thung-rac")
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        assert purge_due() == 0
    long_ago(app)
    with app.app_context():
        assert purge_due() == 1
        with db.engine.connect() as connection:
            assert broken_references(connection) == []
    counts = left(app, kind, object_id)
    assert counts.pop("AuditEntry") >= 3 and set(counts.values()) == {0}
    assert desk.get(where(app, kind, object_id)).status_code == 404
    assert left(app, kind, other)["thing"] == 1
    with app.app_context(), system_task("kiểm thử"):  # parts of the thing in other tables went along
        model = registered(app).by_kind[kind].model
        for one in inspect(model).relationships:
            if one.uselist and not one.viewonly:
                rows = db.session.scalar(select(func.count()).select_from(one.mapper.class_))
                mine = db.session.scalars(select(one.mapper.class_)).all()
                assert rows == len([row for row in mine if row.tenant_id != factory.tenant_id(A)])


def test_what_citizens_saw_answers_410(app: Flask, factory: Factory, signed_in: Make) -> None:
    object_id, slug = factory.news(A)
    desk, reader, path = signed_in(A, "approver"), Browser(app, A), f"/quan-tri/tin-tuc/{object_id}"
    assert desk.post(f"{path}/bo-vao-thung-rac").status_code == 302  # still published: refused, and said
    assert reader.get(f"/tin-tuc/{slug}").status_code == 200
    assert "phải được gỡ khỏi cổng trước" in desk.get(path).text
    desk.post(f"{path}/go", {"reason": "Nhầm"})
    desk.post(f"{path}/bo-vao-thung-rac")
    assert reader.get(f"/tin-tuc/{slug}").status_code == 410
    desk.post(f"{path}/xoa-han")
    assert reader.get(f"/tin-tuc/{slug}").status_code == 404


def test_who_may_what(app: Flask, factory: Factory, signed_in: Make) -> None:
    object_id, _slug = factory.news(A, publish=False)
    author, path = signed_in(A, "author"), f"/quan-tri/tin-tuc/{object_id}"
    assert author.post(f"{path}/bo-vao-thung-rac").status_code == 403
    assert author.post(f"{path}/xoa-han").status_code == 403
    stranger = signed_in(B, "approver")
    assert stranger.post(f"{path}/bo-vao-thung-rac").status_code == 404
    approver = signed_in(A, "approver")
    assert approver.post(f"{path}/xoa-han").status_code == 302  # it is not in the trash
    assert left(app, "news", object_id)["thing"] == 1


def test_what_something_leads_to_stays(app: Flask, factory: Factory, signed_in: Make) -> None:
    parent, _slug = factory.page(A, publish=False)
    factory.page(A, parent_id=parent, publish=False)
    desk, path = signed_in(A, "approver"), f"/quan-tri/trang/{parent}"
    desk.post(f"{path}/bo-vao-thung-rac")
    assert desk.post(f"{path}/xoa-han", follow_redirects=True).text.count("còn mục khác") == 1
    long_ago(app)
    with app.app_context():
        assert purge_due() == 0
    assert left(app, "page", parent)["thing"] == 1
