"""The pages of a legal document: addresses, citations as links, provisions alone, contents, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import html5lib
import pytest

from portal.legal.naming import anchor_words
from tests.conftest import Browser
from tests.factories import Factory

BODY = """Căn cứ Luật Tổ chức chính quyền địa phương;

Căn cứ Điều 1 Quyết định số 9/QĐ-UBND;

# Chương I. QUY ĐỊNH CHUNG

## Điều 1. Phạm vi

Nghị định này quy định:

1. Việc thứ nhất theo khoản 2 Điều 3 Quyết định số 9/QĐ-UBND:

a) Điểm a;

đ) theo điểm a khoản này.

2. Theo Nghị định số 61/2018/NĐ-CP và Luật Hộ tịch.

| Tên | Mức |
|---|---|
| Phí A | 5.000 |

# Chương II. THI HÀNH

# Mục 1. HIỆU LỰC

## Điều 2. Hiệu lực

Theo quy định tại Điều 1 của Quyết định này và Điều 77.

# Phụ lục I. BIỂU MẪU

Mẫu số **01**.
"""


@pytest.fixture
def slug(factory: Factory) -> str:
    factory.legal("tam-hai", number="9/QĐ-UBND", title="Văn bản được dẫn")
    return factory.legal(
        "tam-hai", number="10/QĐ-UBND", body=BODY, closing="Nơi nhận:\n- Như Điều 2;", issued=date(2026, 3, 4)
    )[1]


def links(page: str) -> dict[str, str]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return {
        "".join(one.itertext()): one.get("href", "") for one in tree.iter("a") if one.get("class") == "cite"
    }


def test_every_provision_has_its_address_on_the_page(browser: Callable[[str], Browser], slug: str) -> None:
    page = browser("tam-hai").get(f"/van-ban/{slug}").text
    for address in (
        "chuong-1", "dieu-1", "dieu-1-khoan-1", "dieu-1-khoan-1-diem-a", "dieu-1-khoan-2", "chuong-2",
        "chuong-2-muc-1", "dieu-2", "phu-luc-1",
    ):  # fmt: skip
        assert page.count(f'id="{address}"') == 1, address
    assert "Nơi nhận:" in page and "- Như Điều 2;" in page
    assert "<td>Phí A</td>" in page and "<strong>01</strong>" in page


def test_citations_lead_to_the_provision_where_we_hold_it_else_to_a_search(
    browser: Callable[[str], Browser], slug: str
) -> None:
    found = links(browser("tam-hai").get(f"/van-ban/{slug}").text)
    assert found["khoản 2 Điều 3 Quyết định số 9/QĐ-UBND"] == "/van-ban/quyet-dinh-9-qd-ubnd#dieu-3-khoan-2"
    assert found["Nghị định số 61/2018/NĐ-CP"] == "/tim-kiem?q=61/2018/N%C4%90-CP&kind=legal"
    assert found["Luật Hộ tịch"].startswith("/tim-kiem?q=Lu%E1%BA%ADt")
    assert found["điểm a khoản này"] == "#dieu-1-khoan-1-diem-a"
    assert found["Điều 1 của Quyết định này"] == "#dieu-1"
    assert "Điều 77" not in found  # there is none


def test_legal_bases_that_we_hold_are_links(browser: Callable[[str], Browser], slug: str) -> None:
    page = browser("tam-hai").get(f"/van-ban/{slug}").text
    assert '<a href="/van-ban/quyet-dinh-9-qd-ubnd#dieu-1">Điều 1 Quyết định số 9/QĐ-UBND</a>' in page
    assert "Căn cứ Luật Tổ chức chính quyền địa phương" in page


def test_a_provision_alone_has_its_place_its_neighbours_and_its_citation(
    browser: Callable[[str], Browser], slug: str
) -> None:
    visitor = browser("tam-hai")
    page = visitor.get(f"/van-ban/{slug}/dieu-2")
    assert page.status_code == 200
    for part in (
        "Chương II. THI HÀNH",
        "Mục 1. HIỆU LỰC",
        f"/van-ban/{slug}/dieu-1",
        f"/van-ban/{slug}/phu-luc-1",
        "Điều 2 Quyết định số 10/QĐ-UBND ngày 04/03/2026 của UBND xã",
        f"/van-ban/{slug}/dieu-2/in",
        f'href="http://tam-hai.localhost:8000/van-ban/{slug}/dieu-2"',
    ):
        assert part in page.text, part
    assert links(page.text)["Điều 1 của Quyết định này"] == f"/van-ban/{slug}#dieu-1"
    assert visitor.get(f"/van-ban/{slug}/dieu-2/in").status_code == 200
    assert visitor.get(f"/van-ban/{slug}/dieu-99").status_code == 404
    assert browser("tam-tien").get(f"/van-ban/{slug}/dieu-2").status_code == 404


def test_a_draft_has_no_provision_page_and_a_withdrawn_one_is_gone(
    factory: Factory, browser: Callable[[str], Browser], signed_in: Callable[..., Browser]
) -> None:
    _, draft = factory.legal("tam-hai", publish=False)
    assert browser("tam-hai").get(f"/van-ban/{draft}/dieu-1").status_code == 404
    made, slug = factory.legal("tam-hai")
    signed_in("tam-hai", "approver").post(f"/quan-tri/van-ban/{made}/go", {"reason": "nhầm"})
    assert browser("tam-hai").get(f"/van-ban/{slug}/dieu-1").status_code == 410


def test_addresses_read_as_citations() -> None:
    assert anchor_words("dieu-5-khoan-2-diem-dd") == "điểm đ khoản 2 Điều 5"
    assert anchor_words("chuong-2-muc-1") == "Mục 1 Chương 2"
    assert anchor_words("phu-luc") == "Phụ lục"


def test_publishing_a_document_is_in_the_log_and_on_its_page(
    browser: Callable[[str], Browser], slug: str
) -> None:
    page = browser("tam-hai").get(f"/van-ban/{slug}").text
    assert "Bằng chứng đăng tải" in page
