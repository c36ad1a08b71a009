"""Somebody guesses at the door: whoever looks after the portal is told."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.ioc.warehouse import filling
from portal.ioc.watching.defaults import DEFAULTS
from portal.ioc.watching.looking import look
from portal.ioc.watching.seeding import seed
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.screens.four_eyes import person

WHERE = "/quan-tri/dieu-hanh/canh-bao/"
MANY = int(DEFAULTS["sign-ins"].threshold)


def _refused(app: Flask, factory: Factory, times: int) -> None:
    """So many refused sign-ins stand in the trail, as the door writes them; then one look of the watch."""
    with app.app_context():
        with factory.acting(A) as actor:
            for _i in range(times):
                audit(Actor(None, "", actor.tenant_id), "sign_in.refused", detail="quantri@tam-hai.example")
            db.session.commit()
        filling.fill()
        look()


@pytest.mark.tcvn("7.1.5.6.b")
def test_many_refused_sign_ins_raise_an_alert(app: Flask, factory: Factory) -> None:
    with app.app_context():
        seed(directory().living())
    Browser(app, A).sign_in("quantri@tam-hai.example", "doan")  # the door itself writes the first of them
    _refused(app, factory, MANY - 2)
    watcher = person(app, "Lê Quản", "tenant_admin")
    assert "Đăng nhập bị từ chối" not in watcher.get(WHERE).text
    _refused(app, factory, 1)
    assert f"Đăng nhập bị từ chối (hôm nay): {MANY}" in watcher.get(WHERE).text
