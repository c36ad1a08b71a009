"""The door for other installations: its measure, who is told what, which offices are reached through it."""

from __future__ import annotations

from typing import Any

import pytest

from portal.exchange.carrying import views
from portal.exchange.carrying.certificates import pem_of
from portal.exchange.edxml.shapes import Organ
from portal.extensions import db
from portal.papers import inspecting
from portal.tenancy.models import Tenant
from tests.beside import writing_elsewhere
from tests.conftest import A
from tests.exchange.carrying.making import DOOR, Two, answer_of, brought, made, sealed


def test_the_door_keeps_its_measure(shared_two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = shared_two
    data = sealed(here, made(here, there))
    assert brought(there, data, **{"Content-Type": "text/html"}).status_code == 415
    monkeypatch.setattr(views, "MOST_BYTES", 1000)
    assert brought(there, data).status_code == 413
    monkeypatch.undo()
    monkeypatch.setattr(views, "LARGE", 100)
    with views._large:
        busy = brought(there, data)
        assert busy.status_code == 503 and busy.headers["Retry-After"] == "30"
    assert brought(there, data).status_code == 200
    monkeypatch.setattr(views, "MOST_REFUSED", 3)
    for _turn in range(3):
        brought(there, b"x")
    assert brought(there, data).status_code == 429
    assert there.app.test_client().get(DOOR, headers={"Host": "localhost:8000"}).status_code == 405


def test_who_is_here_is_told_to_everybody(shared_two: Two) -> None:
    _here, there = shared_two
    told = there.app.test_client().get("/lien-thong/v1/the", headers={"Host": f"{A}.localhost:8000"})
    assert told.json["organ_id"] == there.organ(A) and told.json["certificates"] == [
        pem_of(there.certificate)
    ]
    assert "Set-Cookie" not in told.headers


def test_an_office_goes_on_while_its_portal_is_suspended(two: Two) -> None:
    here, there = two
    here.knows(there, A)
    with there.app.app_context():
        db.session.query(Tenant).filter_by(slug=A).one().status = "suspended"
        db.session.commit()
        there.refresh()
    package = made(here, there, recipients=(Organ(there.organ(A), "Xã"),))
    assert answer_of(there, brought(there, sealed(here, package), A)).status == "01"
    assert len(there.came()) == 1


def test_a_package_for_two_offices_of_one_installation_reaches_both(two: Two) -> None:
    here, there = two
    package = made(here, there, recipients=(Organ(there.organ(), "B"), Organ(there.organ(A), "Xã")))
    data = sealed(here, package)
    brought(there, data)
    brought(there, data)
    assert len({one.tenant_id for one in there.came()}) == 2 and len(there.came()) == 2


def test_files_are_looked_at_before_the_database_is_held(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an attachment is looked at (a child process for each PDF), somebody else can write."""
    here, there = two
    looked: list[str] = []
    real = inspecting._inspect

    def slowly(data: bytes, name: str, *rest: Any) -> inspecting.Inspected:
        with writing_elsewhere(there.folder, wait=0.2):
            pass
        looked.append(name)
        return real(data, name, *rest)

    monkeypatch.setattr(inspecting, "_inspect", slowly)
    data = sealed(here, made(here, there))
    assert answer_of(there, brought(there, data)).status == "01" and looked == ["van-ban.txt"]
    brought(there, data)
    assert looked == ["van-ban.txt"], "what is known is not looked at again"
