"""A search leads down to the clause that answers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.search.indexing import rebuild
from tests.conftest import Browser
from tests.factories import Factory

BODY = """## Điều 4. Mức thu

1. Phí chứng thực bản sao là hai nghìn đồng một trang.

2. Lệ phí đăng ký kết hôn có yếu tố nước ngoài:

a) Trường hợp thông thường: một triệu đồng;

b) Hộ nghèo vùng hải đảo được miễn.
"""


def test_a_result_names_and_links_the_clause(
    app: Flask, factory: Factory, browser: Callable[[str], Browser]
) -> None:
    _, slug = factory.legal("tam-hai", body=BODY)
    with app.app_context():
        rebuild()
    found = browser("tam-hai").get(
        "/api/v1/search?q=h%E1%BB%99+ngh%C3%A8o+h%E1%BA%A3i+%C4%91%E1%BA%A3o&kind=provision"
    )
    assert found.json["results"][0]["url"].endswith(f"/van-ban/{slug}#dieu-4-khoan-2-diem-b")
    assert found.json["results"][0]["article"] == "4"
    page = browser("tam-hai").get("/tim-kiem?q=ph%C3%AD+ch%E1%BB%A9ng+th%E1%BB%B1c+b%E1%BA%A3n+sao").text
    assert f"/van-ban/{slug}#dieu-4-khoan-1" in page and "khoản 1" in page
