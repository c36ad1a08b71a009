"""The search page through the public door: grouped, narrowed, explained, and never at a loss."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote_plus

import pytest
from flask import Flask

from portal.search import searching
from portal.search.ask import Answer, Asked, ask
from portal.search.indexing import engine, rebuild
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory

Visit = Callable[[str], Browser]


def decree(articles: int, word: str) -> str:
    """A text with so many articles, all of which speak of a word."""
    return "\n\n".join(f"## Điều {no}. Mức {no}\n\n1. Về {word}." for no in range(1, articles + 1))


@pytest.fixture()
def library(app: Flask, factory: Factory) -> Flask:
    """Four documents of two types, two issuers and two years, a procedure and a news item about one word."""
    shape: dict[str, Any] = {"issuer": "Ủy ban nhân dân huyện", "fields": ["Thủy sản"]}
    factory.legal(
        A,
        number="7/2025/QĐ-UBND",
        title="Quản lý chòi canh",
        body=decree(7, "chòi canh"),
        issued=date(2025, 3, 4),
        **shape,
    )
    factory.legal(A, number="8/2025/QĐ-UBND", title="Chòi canh ven đảo", issued=date(2025, 3, 4), **shape)
    factory.legal(
        A, number="9/2026/NQ-HĐND", type="Nghị quyết", title="Phí chòi canh", issuer="Hội đồng nhân dân huyện",
        issued=date(2026, 3, 4), fields=["Phí, lệ phí"],
    )  # fmt: skip
    factory.procedure(A, name="Cấp phép chòi canh")
    factory.news(A, title="Kiểm tra chòi canh trước mùa bão")
    with app.app_context():
        rebuild()
    return app


def page(app: Flask, query: str, slug: str = A) -> str:
    """The text of the page for a query string, entities resolved."""
    answer = Browser(app, slug).get(f"/tim-kiem?{query}")
    assert answer.status_code == 200
    return unescape(answer.text)


def titles(html: str) -> list[str]:
    """What the results are called, in order."""
    found = re.findall(r'<h2 class="result__title"><a[^>]*>(.*?)</a>', html)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def links(html: str, words: str) -> list[str]:
    """Addresses of the links on the page that hold these words."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>((?:(?!</a>).)*)</a>', html, re.DOTALL)
    return [href for href, text in found if words in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))]


def test_a_document_stands_once_with_its_best_provisions_linked(library: Flask) -> None:
    html = page(library, f"q={quote_plus('về chòi canh mức 3')}&loai=legal")
    named = titles(html)
    assert len(named) == len(set(named)) and named[0] == "Quyết định 7/2025/QĐ-UBND: Quản lý chòi canh"
    assert re.search(r'class="result__part" href="[^"]*#dieu-3-khoan-1">Điều 3\. Mức 3', html)
    assert "7/2025/QĐ-UBND: Quản lý chòi canh" in html and html.count('<article class="result">') == len(
        named
    )


def test_the_further_provisions_lie_behind_a_link(library: Flask) -> None:
    html = page(library, f"q={quote_plus('về chòi canh')}&loai=legal")
    (inside,) = links(html, "điều khác")
    more = int(re.search(r"và (\d+) điều khác", html)[1])  # type: ignore[index]
    within = page(library, inside.partition("?")[2])
    named = titles(within)
    assert more >= 4 and len(named) == more + 3
    assert "7/2025/QĐ-UBND: Quản lý chòi canh" in within and all("8/2025" not in one for one in named)


def test_a_facet_tells_how_many_results_it_leaves(library: Flask) -> None:
    html = page(library, f"q={quote_plus('chòi canh')}")
    assert len(titles(html)) == 5
    for words, parameter in (
        ("Quyết định", "loai-van-ban=quyet-dinh"),
        ("Hội đồng nhân dân huyện", "co-quan=hoi-dong-nhan-dan-huyen"),
        ("2025", "nam=2025"),
        ("Thủy sản", "linh-vuc=thuy-san"),
    ):
        (link,) = [one for one in links(html, words) if parameter in one]
        (count,) = re.findall(rf'{re.escape(link)}"[^>]*>.*?facet__count">(\d+)<', html.replace("\n", " "))
        narrowed = page(library, link.partition("?")[2])
        assert len(titles(narrowed)) == int(count) < 5, words
        (without,) = links(narrowed, "Bỏ lọc")
        assert len(titles(page(library, without.partition("?")[2]))) == 5


def test_the_other_values_of_a_chosen_facet_stay_in_reach(library: Flask) -> None:
    narrowed = page(library, f"q={quote_plus('chòi canh')}&loai-van-ban=quyet-dinh")
    (other,) = [one for one in links(narrowed, "Nghị quyết 1") if "loai-van-ban=nghi-quyet" in one]
    assert titles(page(library, other.partition("?")[2])) == ["Nghị quyết 9/2026/NQ-HĐND: Phí chòi canh"]


def test_two_filters_hold_together(library: Flask) -> None:
    html = page(library, f"q={quote_plus('chòi canh')}&nam=2025&linh-vuc=thuy-san&loai=legal")
    assert len(titles(html)) == 2
    assert titles(page(library, f"q={quote_plus('chòi canh')}&nam=2026&linh-vuc=thuy-san")) == []


def test_filters_alone_browse(library: Flask) -> None:
    assert titles(page(library, "loai-van-ban=nghi-quyet")) == ["Nghị quyết 9/2026/NQ-HĐND: Phí chòi canh"]


@pytest.mark.parametrize(
    "query",
    [
        "nam=20x5",
        "nam=99999",
        "loai=khong-co",
        "cong=khong-co",
        "pham-vi=x",
        "trong=legal:abc",
        "loai-van-ban=!!!",
    ],
)
def test_what_makes_no_sense_is_left_out(library: Flask, query: str) -> None:
    assert len(titles(page(library, f"q={quote_plus('chòi canh')}&{query}"))) == 5


def test_tabs_count_things(library: Flask) -> None:
    html = re.sub(r"\s+", " ", page(library, f"q={quote_plus('chòi canh')}"))
    counts = dict(re.findall(r'class="tabs__tab"[^>]*>([^<]+?) <span class="tabs__count">(\d+)<', html))
    assert counts == {"Tất cả": "5", "Tin tức": "1", "Văn bản": "3", "Thủ tục hành chính": "1"}
    narrowed = re.sub(r"\s+", " ", page(library, f"q={quote_plus('chòi canh')}&loai=procedure"))
    assert counts == dict(
        re.findall(r'class="tabs__tab"[^>]*>([^<]+?) <span class="tabs__count">(\d+)<', narrowed)
    )


def test_nothing_found_leads_on(library: Flask, factory: Factory) -> None:
    factory.news(DISTRICT, title="Khánh thành cầu vượt")
    with library.app_context():
        rebuild()
    html = page(library, f"q={quote_plus('khánh thành cầu vượt')}")
    assert titles(html) == []
    (link,) = links(html, "Tìm cả trên cổng huyện (1)")
    assert titles(page(library, link.partition("?")[2])) == ["Khánh thành cầu vượt"]
    filtered = page(library, f"q={quote_plus('chòi canh')}&nam=1999")
    assert links(filtered, "Bỏ mọi bộ lọc (5)") == ["/tim-kiem?q=ch%C3%B2i+canh"]


@pytest.fixture()
def misspelt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers know that "chof" was meant as "chòi", and "phi" as "phí"."""

    def correcting(engine: Any, texts_of: Any, text: str, asked: Asked, **more: Any) -> Answer:
        answer = ask(engine, texts_of, text, asked, **more)
        better = text.replace("chof", "chòi").replace("phi", "phí")
        return replace(answer, did_you_mean=better if better != text else "")

    monkeypatch.setattr(searching, "ask", correcting)


@pytest.mark.usefixtures("misspelt")
def test_a_better_spelling_is_offered(library: Flask) -> None:
    html = page(library, "q=choi+phi")
    assert "Ý bạn là" in html and links(html, "choi phí") == ["/tim-kiem?q=choi+ph%C3%AD"]


@pytest.mark.usefixtures("misspelt")
def test_what_finds_nothing_is_answered_in_the_better_spelling(library: Flask) -> None:
    html = page(library, "q=chof")
    assert "Hiển thị kết quả cho" in html and len(titles(html)) == 5 and "Không có kết quả cho “chof”" in html


def test_without_an_index_the_database_answers_and_says_so(library: Flask) -> None:
    with library.app_context():
        engine().clear()
    folder = library.config["PORTAL"].instance_path / "index"
    for file in [one for one in folder.rglob("*") if one.is_file()]:
        file.unlink()
    library.extensions["search_engine"].close()
    html = page(library, f"q={quote_plus('Quản lý chòi canh')}")
    assert "Chỉ mục tìm kiếm đang được lập lại" in html
    assert titles(html) == ["Quyết định 7/2025/QĐ-UBND: Quản lý chòi canh"]
    body = Browser(library, A).get(f"/api/v1/search?q={quote_plus('Quản lý chòi canh')}").json
    assert set(body) == {"total", "took_ms", "results"} and body["total"] >= 1
    assert (library.config["PORTAL"].instance_path / "index.rebuild").exists()


def test_the_api_is_flat_and_keeps_its_keys(library: Flask) -> None:
    plain = Browser(library, A).get(f"/api/v1/search?q={quote_plus('về chòi canh')}&limit=50").json
    assert set(plain) == {"total", "took_ms", "results"}
    assert {frozenset(one) for one in plain["results"]} == {
        frozenset({"kind", "title", "url", "tenant", "number", "article", "snippet"})
    }
    assert [one["kind"] for one in plain["results"]].count("provision") >= 7
    asked = (
        Browser(library, A).get(f"/api/v1/search?q={quote_plus('chòi canh')}&facets=1&type=nghi-quyet").json
    )
    assert asked["facets"]["type"] == {"Nghị quyết": 1} and asked["total"] >= 1


def test_parts_of_a_score_are_for_administrators(library: Flask, signed_in: Callable[..., Browser]) -> None:
    query = f"/tim-kiem?q={quote_plus('chòi canh')}&explain=1"
    assert "Vì sao ở vị trí này" not in Browser(library, A).get(query).text
    assert "Vì sao ở vị trí này" not in signed_in(A, "approver").get(query).text
    shown = signed_in(A, "tenant_admin").get(query).text
    assert shown.count("Vì sao ở vị trí này") == 5
    assert "Vì sao ở vị trí này" not in signed_in(A, "tenant_admin", member_of="tam-tra").get(query).text


def test_pages_of_an_answer_follow_each_other(app: Flask, factory: Factory) -> None:
    for place in range(23):
        factory.news(A, title=f"Họp thôn lần {place}")
    with app.app_context():
        rebuild()
    seen = [one for number in (1, 2, 3) for one in titles(page(app, f"q=hop+thon&trang={number}"))]
    assert len(seen) == len(set(seen)) == 23


def test_a_page_beyond_the_last_is_the_last(library: Flask) -> None:
    assert len(titles(page(library, f"q={quote_plus('chòi canh')}&trang=40"))) == 5


def test_a_phrase_that_stands_nowhere_is_said_to(library: Flask) -> None:
    html = page(library, "q=%22ch%C3%B2i+canh+ven+bi%E1%BB%83n%22")
    assert "Không có nội dung nào chứa đúng cụm từ" in html and titles(html)
    assert "Không có nội dung nào chứa đúng cụm từ" not in page(library, "q=%22ch%C3%B2i+canh%22")


def test_a_real_slip_of_the_fingers_is_corrected(app: Flask, factory: Factory) -> None:
    for number in range(12):
        factory.news(A, title=f"Đăng ký khai sinh lưu động lần {number}", body="Khai sinh cho trẻ em ở thôn.")
        factory.news(A, title=f"Tiêm chủng đợt {number}", body="Trạm y tế mời các cháu.")
    with app.app_context():
        rebuild()
    html = page(app, f"q={quote_plus('đăng ký kahi sinh')}")
    assert (
        "Hiển thị kết quả cho" in html
        and links(html, "khai sinh")
        and "khai sinh lưu động" in titles(html)[0]
    )
