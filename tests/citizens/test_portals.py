"""Portals come and go; citizens' accounts belong to none of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.citizens.models import Citizen, CitizenMessage, CitizenSession
from portal.clock import utc_now
from portal.desk.portals import ending
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.citizens.conftest import EMAIL, Post
from tests.conftest import DISTRICT, A, B, Browser, settings_for


def test_one_signs_in_where_portals_are_told_apart_by_path(instance: Path) -> None:
    app = create_app(settings_for(instance, tenants_by="path"))
    post, client, host = Post(app), app.test_client(), {"Host": "localhost:8000"}

    def ask(path: str, **form: str) -> Any:
        if not form:
            return client.get(path, headers=host)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path, headers=host).text)
        assert token is not None
        return client.post(path, data=form | {"csrf_token": token[1]}, headers=host)

    here = f"/{A}/tai-khoan"
    assert ask(f"{here}/").location == f"{here}/dang-nhap?next={here}/"
    assert ask(f"{here}/dang-nhap", contact=EMAIL).location == f"{here}/ma"
    answer = ask(f"{here}/ma", code=post.code())
    laid = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("cong_dan="))
    assert answer.location == f"{here}/dong-y" and f"Path=/{A}/" in laid
    assert ask(f"{here}/dong-y", consent="y").location == f"{here}/"
    assert ask(f"{here}/").status_code == 200
    assert ask(f"/{B}/tai-khoan/").location.startswith(f"/{B}/tai-khoan/dang-nhap")
    with app.app_context():
        db.engine.dispose()


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
