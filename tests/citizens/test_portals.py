"""Portals come and go; citizens' accounts belong to none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.citizens.models import Citizen, CitizenMessage, CitizenSession
from portal.clock import utc_now
from portal.desk.portals import ending
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, A, B, Browser


def test_a_portal_can_be_removed_where_citizens_were(
    app: Flask, arrived: Callable[..., Browser], signed_in: Callable[..., Browser]
) -> None:
    arrived()
    arrived("0905 111 222", slug=B)
    boss = signed_in(DISTRICT, "district_admin")
    assert boss.post(f"/quan-tri/cac-cong/cong/{A}/xoa", {"typed": A}).status_code == 303
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        kept = directory().by_slug(B).id
        assert ending.end_due(utc_now() + timedelta(days=31)) == 1
        assert {one.at_tenant_id for one in db.session.scalars(select(CitizenSession))} == {kept}
        assert {one.at_tenant_id for one in db.session.scalars(select(CitizenMessage))} == {kept}
        assert len(db.session.scalars(select(Citizen)).all()) == 2
