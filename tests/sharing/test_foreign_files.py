"""A text of another portal names no file of this one that nobody published."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaUse
from portal.media.service import store_file
from portal.sharing import service
from portal.sharing.models import FOLLOW, SharedCopy
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory
from tests.media.samples import pdf
from tests.sharing.sending import carry, send


@pytest.mark.parametrize("is_public", [False, True])
def test_naming_a_file_of_the_district_publishes_nothing_there(
    app: Flask, factory: Factory, tmp_path: Path, is_public: bool
) -> None:
    path = tmp_path / "mat.pdf"
    path.write_bytes(pdf())
    with factory.acting(DISTRICT) as actor:
        number = store_file(path, "mat.pdf", actor).id
        db.session.commit()
    where = f"/tep/{number}/mat.pdf"
    if is_public:
        factory.news(DISTRICT, body=f"[văn bản]({where})")
    made, _slug = factory.news(A, title="Bài của xã", body=f"[xem]({where})")
    send(factory, A, made, [DISTRICT])
    carry(app)
    with factory.acting(DISTRICT) as actor:
        copy = db.session.scalars(select(SharedCopy)).one()
        taken = service.take(copy, FOLLOW, actor)
        uses = select(MediaUse.media_id).where(MediaUse.kind == "news", MediaUse.object_id == taken.id)
        assert list(db.session.scalars(uses)) == ([number] if is_public else [])
    assert Browser(app, DISTRICT).get(where).status_code == (200 if is_public else 404)
