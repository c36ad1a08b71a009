"""Who may not share edits what is shared as well, and it stays shared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.procedures.models import Procedure
from portal.tenancy.scope import system_task
from tests.conftest import DISTRICT, Browser
from tests.factories import Factory
from tests.screens.forms import form_of, save

Make = Callable[..., Browser]
KINDS = {"procedure": ("thu-tuc", Procedure, "name"), "legal": ("van-ban", LegalDocument, "title")}


@pytest.mark.parametrize("kind", KINDS)
def test_an_approver_edits_what_the_district_shares(
    app: Flask, factory: Factory, signed_in: Make, kind: str
) -> None:
    folder, model, field = KINDS[kind]
    object_id, _slug = getattr(factory, kind)(DISTRICT, shared=True)
    desk, where = signed_in(DISTRICT, "approver"), f"/quan-tri/{folder}/{object_id}"
    assert "shared" not in form_of(desk, where)
    assert save(desk, where, **{field: "Tên đã sửa"}).status_code == 302
    with app.app_context(), system_task("kiểm thử"):
        row = db.session.scalars(select(model).where(model.id == object_id)).one()
        assert (getattr(row, field), row.shared) == ("Tên đã sửa", True)
