"""What a portal may do with a copy: hide it, make it a text of its own, and what becomes of that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.sharing.models import FOLLOWING, OWN
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory
from tests.sharing.sending import (
    act,
    carry,
    copy_in,
    edit,
    item_version,
    section,
    send,
    states,
)

Make = Callable[..., Browser]


def test_a_following_copy_is_only_read_until_it_is_detached(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    made, slug = factory.news(DISTRICT, title="Bài theo", body="Bản gốc một")
    send(factory, DISTRICT, made, [A])
    carry(app)
    copy = copy_in(factory, A)
    desk = signed_in(A, "approver")
    where = f"/quan-tri/tin-tuc/{copy.object_id}"
    page = desk.get(where).text
    assert "Tách thành bản riêng" in page and "<fieldset" in page and 'value="save"' not in page
    form = {"title": "Bị đổi", "lead": "x", "body": "Của xã", "section_id": section(factory, A)}
    version = str(item_version(factory, A, copy.object_id))
    assert desk.post(where, form | {"version": version}).status_code == 403
    assert desk.post(f"{where}/hen-go", {"expires_at": "07:00 30/11/2027"}).status_code == 403
    assert "Bản gốc một" in browser(A).get(f"/tin-tuc/{slug}").text
    assert desk.post(f"/quan-tri/chia-se/{copy.id}/tach").status_code == 302
    version = str(item_version(factory, A, copy.object_id))
    assert desk.post(where, form | {"version": version}).status_code == 302
    edit(factory, DISTRICT, made, body="Bản gốc hai")
    carry(app)
    assert "Của xã" in browser(A).get(f"/tin-tuc/{slug}").text
    assert set(states(factory, DISTRICT).values()) == {"changed"}
    for portal, action in ((A, "share.detach"), (DISTRICT, "share.answer")):
        with factory.acting(portal):
            assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.action == action)) is not None
    assert desk.post(f"/quan-tri/chia-se/{copy.id}/theo-lai").status_code == 302
    assert "Bản gốc hai" in browser(A).get(f"/tin-tuc/{slug}").text
    assert copy_in(factory, A).state == FOLLOWING


def test_a_portal_may_hide_its_copy_and_show_it_again(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    made, slug = factory.news(DISTRICT, title="Ẩn được")
    send(factory, DISTRICT, made, [A])
    carry(app)
    desk, copy = signed_in(A, "approver"), copy_in(factory, A)
    where = f"/quan-tri/tin-tuc/{copy.object_id}"
    assert desk.post(f"{where}/go", {"reason": "Không hợp với xã"}).status_code == 302
    edit(factory, DISTRICT, made, body="Bản mới hơn")
    carry(app)
    assert browser(A).get(f"/tin-tuc/{slug}").status_code == 410
    assert set(states(factory, DISTRICT).values()) == {"hidden"}
    assert desk.post(f"{where}/dang").status_code == 302
    carry(app)
    assert "Bản mới hơn" in browser(A).get(f"/tin-tuc/{slug}").text
    assert set(states(factory, DISTRICT).values()) == {"shown"}


@pytest.mark.parametrize("changed", [False, True], ids=["as it came", "rewritten"])
def test_a_detached_copy_goes_with_its_original_unless_it_was_rewritten(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser], changed: bool
) -> None:
    made, slug = factory.news(DISTRICT, title="Tách rồi rút")
    send(factory, DISTRICT, made, [A])
    carry(app)
    desk, copy = signed_in(A, "approver"), copy_in(factory, A)
    desk.post(f"/quan-tri/chia-se/{copy.id}/tach")
    if changed:
        assert copy.object_id is not None
        edit(factory, A, copy.object_id, body="Xã viết lại")
    act(factory, DISTRICT, made, "withdraw")
    carry(app)
    assert browser(A).get(f"/tin-tuc/{slug}").status_code == (200 if changed else 410)
    assert ("KHẨN" in desk.get("/quan-tri/thong-bao/").text) is changed
    act(factory, DISTRICT, made, "publish")
    carry(app)
    page = browser(A).get(f"/tin-tuc/{slug}")
    assert page.status_code == 200 and copy_in(factory, A).state == OWN
    assert ("Xã viết lại" in page.text) is changed
