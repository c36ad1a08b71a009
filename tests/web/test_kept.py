"""Pieces of pages that are rendered once: never another portal's, language's or menu's, and fresh after publishing."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import Browser
from tests.factories import Factory


def test_pieces_belong_to_their_portal_and_language(browser: Callable[[str], Browser]) -> None:
    for _ in range(2):
        for slug, name, other in (
            ("tam-hai", "Xã Tam Hải", "Xã Tam Tiến"),
            ("tam-tien", "Xã Tam Tiến", "Xã Tam Hải"),
        ):
            page = browser(slug).get("/?_=khong-dem").text
            assert f'<span class="brand__name">{name}</span>' in page
            assert f'<span class="brand__name">{other}</span>' not in page
            reader = browser(slug)
            reader.client.set_cookie("ngon-ngu", "en", domain=f"{slug}.localhost")
            english = reader.get("/?_=khong-dem").text
            assert 'lang="en"' in english and "Site map" in english and "Sơ đồ cổng" not in english


def test_the_menu_marks_the_page_that_is_shown(browser: Callable[[str], Browser]) -> None:
    visitor = browser("tam-hai")
    pages = {
        where: visitor.get(where).text
        for where in ("/", "/tin-tuc/", "/van-ban/", "/tim-kiem?q=a", "/tin-tuc/")
    }
    assert '<a class="menu__link" href="/tin-tuc/" aria-current' in pages["/tin-tuc/"]
    assert '<a class="menu__link" href="/van-ban/" aria-current' in pages["/van-ban/"]
    assert '<a class="menu__link" href="/tin-tuc/" aria-current' not in pages["/van-ban/"]
    assert '<a class="menu__link" href="/tin-tuc/">' in pages["/tim-kiem?q=a"]


def test_what_is_published_is_on_the_home_page_at_once(
    factory: Factory, browser: Callable[[str], Browser]
) -> None:
    for number in range(3):
        title = f"Tin vừa đăng lần {number}"
        assert title not in browser("tam-hai").get("/?_=khong-dem").text
        factory.news("tam-hai", title=title)
        assert title in browser("tam-hai").get("/?_=khong-dem").text
