"""What citizens see: the list of services, the page of a procedure, the home page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.services import service
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.services.making import CODE, committed

Open = Callable[[str], Browser]


def test_the_list_shows_what_is_open_here_and_nothing_else(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    committed(factory, A, "2.000001", name="Dịch vụ đang đóng", is_open=False)
    committed(factory, B, "2.000002", name="Của xã khác")
    page = browser(A).get("/dich-vu/").text
    assert "Đăng ký khai sinh" in page
    assert "/dich-vu/dang-ky-khai-sinh" in page
    assert "Dịch vụ đang đóng" not in page
    assert "Của xã khác" not in page


def test_nothing_open_leads_to_the_procedures(factory: Factory, browser: Open) -> None:
    page = browser(A).get("/dich-vu/")
    assert page.status_code == 200
    assert "Chưa mở dịch vụ công trực tuyến" in page.text


def test_the_list_is_searched_without_accents_by_field_and_by_event(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    committed(factory, A, "2.000815", name="Chứng thực bản sao", summary="Sao y giấy tờ.")
    visitor = browser(A)
    found = visitor.get("/dich-vu/?q=chung+thuc").text
    assert "Chứng thực bản sao" in found
    assert "Đăng ký khai sinh" not in found
    found = visitor.get("/dich-vu/?viec=sinh-con").text
    assert "Đăng ký khai sinh" in found
    assert "Chứng thực bản sao" not in found
    assert "Không tìm thấy dịch vụ" in visitor.get("/dich-vu/?q=xyz").text
    assert "2 dịch vụ" in visitor.get("/dich-vu/?viec=khong-co").text
    for hostile in ("%00", "<script>", "'" * 300, "%EF%BF%BF"):
        assert visitor.get(f"/dich-vu/?q={hostile}&linh-vuc={hostile}&viec={hostile}").status_code == 200


def test_closing_is_seen_at_once(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    visitor = browser(A)
    assert "Đăng ký khai sinh" in visitor.get("/dich-vu/").text
    assert "Dịch vụ công" in visitor.get("/").text
    with factory.acting(A) as actor:
        held = service.queries.by_code(CODE)
        assert held is not None
        service.close(held, actor)
        service.db.session.commit()
    assert "Đăng ký khai sinh" not in visitor.get("/dich-vu/").text


@pytest.mark.parametrize("code", [CODE, f"{CODE}.000.00.00.H47"])
def test_the_page_of_a_procedure_leads_to_its_service(factory: Factory, browser: Open, code: str) -> None:
    factory.clerk(A)
    _number, slug = factory.procedure(A, code=code)
    before = browser(A).get(f"/thu-tuc/{slug}").text
    assert "/ho-so/nop/" not in before
    committed(factory, A)
    page = browser(A).get(f"/thu-tuc/{slug}").text
    assert "/ho-so/nop/dang-ky-khai-sinh" in page
    assert "/dich-vu/dang-ky-khai-sinh" in page
    assert "Trực tuyến toàn trình" in page


def test_lists_lead_to_applying_only_where_it_can_be_received(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    committed(factory, A, "2.000815", name="Chứng thực chữ ký", channels=["truc-tiep"])
    _number, slug = factory.procedure(A, code=CODE)
    pages = ("/dich-vu/", "/", f"/thu-tuc/{slug}")
    for where in pages:
        assert "/ho-so/nop/" not in browser(A).get(where).text, "nobody receives dossiers here"
    factory.clerk(B)
    factory.clerk(A)
    page = browser(A).get("/dich-vu/").text
    assert "/ho-so/nop/dang-ky-khai-sinh" in page
    assert "/ho-so/nop/chung-thuc-chu-ky" not in page, "only the counter takes it"
