"""The desk of open data: versions now, terms of use, and taking off what must not be there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.jobs.worker import Worker
from portal.media.held import named
from tests.conftest import A, Browser
from tests.opendata.conftest import Library

WHERE = "/quan-tri/du-lieu-mo/"
Make = Callable[..., Browser]


def versions(library: Library) -> list[dict[str, Any]]:
    """The versions of the news that citizens can get."""
    found: list[dict[str, Any]] = library.visit().get("/api/v1/datasets/tin-tuc").json["versions"]
    return found


def work(library: Library) -> None:
    """Do the jobs that wait."""
    with library.app.app_context(), Worker(library.app) as worker:
        worker.run_until_empty()


def test_versions_are_made_when_an_administrator_asks(own_library: Library, signed_in: Make) -> None:
    person = signed_in(A, "tenant_admin")
    assert "Chưa có phiên bản nào" in person.get(WHERE).text
    own_library.factory.news(A, title="Tin một")
    assert person.post(f"{WHERE}lap-ngay").status_code == 302
    assert "Đang lập" in person.get(WHERE).text
    work(own_library)
    own_library.factory.news(A, title="Tin hai")
    person.post(f"{WHERE}lap-ngay")
    work(own_library)
    assert [(one["number"], one["rows"]) for one in versions(own_library)] == [(2, 2)]
    assert "Lần lập gần nhất" in person.get(WHERE).text


def test_a_version_is_taken_off_with_a_reason_and_its_bytes_are_held_no_more(
    own_library: Library, signed_in: Make
) -> None:
    own_library.factory.news(A, title="Số điện thoại của bà X")
    own_library.build()
    person = signed_in(A, "tenant_admin")
    page = person.get(WHERE).text
    number = page.partition('id="bo-tin-tuc"')[2].partition(f'action="{WHERE}')[2].partition("/go")[0]
    refused = person.post(f"{WHERE}{number}/go", {"reason": "  "})
    assert refused.status_code == 302 and "hãy nêu lý do" in person.get(WHERE).text
    assert len(versions(own_library)) == 1
    before = held(own_library)
    person.post(f"{WHERE}{number}/go", {"reason": "Có số điện thoại riêng"})
    assert versions(own_library) == [] and held(own_library) < before
    visitor = own_library.visit()
    assert visitor.get("/du-lieu-mo/tin-tuc.csv").status_code == 404
    assert visitor.get("/du-lieu-mo/tin-tuc/phien-ban/1.csv").status_code == 410
    assert "đã gỡ" in visitor.get("/du-lieu-mo/tin-tuc").text
    assert "Có số điện thoại riêng" in person.get("/quan-tri/nhat-ky/").text
    person.post(f"{WHERE}lap-ngay")
    work(own_library)
    assert [one["number"] for one in versions(own_library)] == [2]


def held(library: Library) -> set[str]:
    """The stored bytes that rows of the portal name."""
    with library.app.app_context():
        return named()[library.factory.tenant_id(A)]


def test_all_versions_are_taken_off_and_a_new_one_comes(own_library: Library, signed_in: Make) -> None:
    from tests.opendata.test_files import _a_day_passes

    for title in ("Một", "Hai"):
        own_library.factory.news(A, title=title)
        own_library.build()
        _a_day_passes(own_library)
    person = signed_in(A, "tenant_admin")
    person.post(f"{WHERE}bo/tin-tuc/go-het", {"reason": "Sửa bài có dữ liệu riêng"})
    assert versions(own_library) == []
    work(own_library)
    assert [one["number"] for one in versions(own_library)] == [3]
    assert person.post(f"{WHERE}bo/khong-co/go-het", {"reason": "x"}).status_code == 404


def test_terms_of_use_are_chosen(own_library: Library, signed_in: Make) -> None:
    person = signed_in(A, "tenant_admin")
    assert "Ghi công 4.0" in own_library.visit().get("/du-lieu-mo").text
    person.post(f"{WHERE}giay-phep", {"licence": "cc0"})
    assert "CC0" in own_library.visit().get("/du-lieu-mo").text
    told = own_library.visit().get("/du-lieu-mo/catalog.jsonld").json
    assert told["dct:license"]["@id"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert person.post(f"{WHERE}giay-phep", {"licence": "mine"}).status_code == 400
