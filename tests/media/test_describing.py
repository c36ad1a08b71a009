"""An author cannot write on a public page through the description of a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import A, Browser
from tests.factories import Factory
from tests.media.test_library import WHERE, ids, photo, send


@pytest.mark.parametrize("publish", [False, True])
def test_an_authors_description_of_a_public_picture_needs_somebody_who_may_publish(
    signed_in: Callable[..., Any], factory: Factory, publish: bool
) -> None:
    author = signed_in(A, "author")
    send(author, ("anh.jpg", photo()))
    number = ids(author.get(WHERE).text)[0]
    _made, slug = factory.news(A, publish=publish, body=f"![ảnh](/tep/{number}/960.jpg)")
    said = {"alt": "mô tả", "caption": "CHƯA AI DUYỆT", "credit": "", "focus_x": "50", "focus_y": "50"}
    assert author.post(f"{WHERE}{number}", said).status_code == (403 if publish else 302)
    assert "CHƯA AI DUYỆT" not in Browser(author.client.application, A).get(f"/tin-tuc/{slug}").text
    assert (
        signed_in(A, "approver").post(f"{WHERE}{number}", said | {"caption": "Đã duyệt"}).status_code == 302
    )
