"""When the machine fails: a clear answer to the editor, reading goes on, nothing half-written."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaFile
from portal.media.store import FileStore
from portal.tenancy.scope import entered, reading
from tests.beside import writing_elsewhere
from tests.conftest import A, Browser
from tests.factories import Factory

Make = Callable[..., Browser]


@pytest.mark.parametrize(
    ("fault", "code"), [(errno.ENOSPC, 507), (errno.EROFS, 503)], ids=["full", "read-only"]
)
def test_an_upload_to_a_failing_disk_says_so(
    app: Flask, factory: Factory, signed_in: Make, monkeypatch: pytest.MonkeyPatch, fault: int, code: int
) -> None:
    number, slug = factory.news(A, title="Vẫn đọc được")
    person = signed_in(A, "approver")

    def failing(_self: FileStore, _stream: Any) -> None:
        raise OSError(fault, "disk")

    monkeypatch.setattr(FileStore, "_put", failing)
    answer = person.post(f"/quan-tri/tin-tuc/{number}/tep", {"files": (io.BytesIO(b"chi la chu"), "a.txt")})
    assert answer.status_code == code and "Ổ đĩa" in answer.text
    assert Browser(app, A).get(f"/tin-tuc/{slug}").status_code == 200
    monkeypatch.undo()
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        assert db.session.scalars(select(MediaFile)).all() == []
    assert (
        person.post(
            f"/quan-tri/tin-tuc/{number}/tep", {"files": (io.BytesIO(b"chi la chu"), "a.txt")}
        ).status_code
        == 302
    )


def test_a_locked_database_says_so_and_reading_goes_on(app: Flask, factory: Factory, signed_in: Make) -> None:
    number, slug = factory.news(A)
    person = signed_in(A, "approver")
    with app.app_context():
        db.engine.dispose()
    with writing_elsewhere(Path(app.instance_path)):
        with app.app_context(), db.engine.connect() as connection:
            on_sqlite = connection.dialect.name == "sqlite"
            connection.exec_driver_sql("PRAGMA busy_timeout=50" if on_sqlite else "SET lock_timeout = 50")
            connection.commit()
        token = person.token("/quan-tri/mat-khau")
        assert Browser(app, A).get(f"/tin-tuc/{slug}").status_code == 200
        answer = person.client.post(
            f"/quan-tri/tin-tuc/{number}/go", data={"csrf_token": token}, headers=person.headers
        )
        assert answer.status_code == 503 and "chưa mất" in answer.text
    assert person.post(f"/quan-tri/tin-tuc/{number}/go").status_code == 302
