"""The desk of services, through the public door: an administrator makes a service without ever seeing JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.services import queries
from portal.services.definition.checking import check
from portal.services.definition.shapes import Definition
from portal.services.registry import above
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory
from tests.services.making import CODE, committed

WHERE = "/quan-tri/dich-vu/"
SignedIn = Callable[..., Browser]


def _version(desk: Browser, path: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', desk.get(path).text)
    return found[1] if found else ""


def _save(desk: Browser, path: str, data: dict[str, Any], **more: Any) -> Any:
    """Send the form of a page with the version and key that it shows."""
    page = desk.get(path).text
    key = re.search(r'name="key" value="([^"]*)"', page)
    form = {"version": _version(desk, path), "key": key[1] if key else ""} | data | more
    return desk.post(path, form, token_from=path)


def _definition(factory: Factory, number: int) -> Definition:
    with factory.acting(A):
        held = queries.by_id(number)
        assert held is not None
        found = queries.draft(held) or queries.current(held)
        assert found is not None
        return queries.definition_of(found)


def _faults(factory: Factory, number: int) -> list[str]:
    return [str(one) for one in check(_definition(factory, number)) if one.serious]


def test_a_service_is_made_from_nothing_to_open(factory: Factory, signed_in: SignedIn) -> None:
    desk = signed_in(A, "tenant_admin")
    answer = desk.post(
        f"{WHERE}moi", {"code": "1.004082", "name": "Xác nhận tình trạng hôn nhân", "field": "Hộ tịch"}
    )
    assert answer.status_code == 302
    number = int(re.findall(r"\d+", answer.location)[-1])
    home = f"{WHERE}{number}"
    assert "Phải sửa trước khi công bố" in desk.get(home).text

    def add(place: str, **data: Any) -> None:
        kind = data.pop("loai", "")
        path = f"{home}/them?o={place}" + (f"&loai={kind}" if kind else "")
        saved = _save(desk, path, data)
        assert saved.status_code == 302, re.findall(r"<li>.*?</li>", saved.text)

    add("sections", title="Người yêu cầu")
    add("sections.0.fields", loai="person-name", label="Họ và tên", required="co", known="name")
    add(
        "sections.0.fields",
        loai="choice",
        label="Tình trạng",
        options="Chưa kết hôn\nĐã ly hôn | nộp bản án |\n",
    )
    add("sections.0.fields", loai="text", label="Số bản án", **{"when.0": "tinh-trang=da-ly-hon"})
    add("sections.0.fields", loai="number", label="Số bản", most="10")
    add("sections.0.fields", loai="rows", label="Nơi đã ở")
    add("sections.0.fields.4.fields", loai="text", label="Địa chỉ")
    add("papers", name="Bản án ly hôn", formats=["pdf"], most_mb="5", **{"when.0": "tinh-trang=da-ly-hon"})
    add("fees", name="Lệ phí", kind="le-phi", amount="8.000", per="so-ban", basis="NQ",
        **{"free.0.0": "tinh-trang=chua-ket-hon", "free.0.ly-do": "Miễn"})  # fmt: skip
    add("steps", name="Tiếp nhận", role="counter_clerk", hours="4", may=["pass", "ask"], at="own")
    add("steps", name="Ký", role="signatory", hours="8", may=["sign"], at="own")
    add("steps", name="Trả", role="counter_clerk", hours="2", may=["return"], at="own")
    add("deadlines", days="3")
    add("deadlines", days="13", **{"when.0": "tinh-trang=da-ly-hon"})
    add("outcomes", name="Giấy xác nhận", template="xac-nhan-hon-nhan")
    add("questions", text="Đã từng kết hôn?", options="Có | | co\nKhông | | khong")
    assert _faults(factory, number) == []
    made = _definition(factory, number)
    assert [one.days for one in made.deadlines] == [13, 3], "the rule without a condition stays last"
    assert made.sections[0].fields[2].when == {"field": "tinh-trang", "is": "da-ly-hon"}
    assert made.sections[0].fields[1].options[1].note == "nộp bản án"
    assert made.sections[0].fields[4].fields[0].key == "dia-chi"
    assert made.fees[0].amount == 8000
    assert made.fees[0].free[0].reason == "Miễn"

    assert desk.post(f"{home}/cong-bo", {"version": _version(desk, home)}).status_code == 302
    assert desk.post(f"{home}/mo", {}).status_code == 302
    assert "Xác nhận tình trạng hôn nhân" in desk.get("/dich-vu/").text


def test_what_is_wrong_stays_in_the_form(factory: Factory, signed_in: SignedIn) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    path = f"{WHERE}{number}/muc?o=fees.0"
    answer = _save(desk, path, {"name": "", "kind": "le-phi", "amount": "tám nghìn", "per": "ho-so"})
    assert answer.status_code == 422
    assert "Chỉ ghi số, ví dụ: 8000." in answer.text
    assert "tám nghìn" in answer.text
    answer = _save(
        desk, path, {"name": "X", "kind": "le-phi", "amount": "1", "per": "ho-so", "when.0": "khong=co"}
    )
    assert answer.status_code == 422
    answer = _save(
        desk, path, {"name": "X", "kind": "le-phi", "amount": "1", "per": "ho-so", "free.0.ly-do": "Vì"}
    )
    assert "Mỗi trường hợp miễn cần cả điều kiện và lý do." in answer.text
    answer = _save(desk, path, {"name": "X", "kind": "tra-gop", "amount": "1", "per": "ho-so"})
    assert answer.status_code == 422
    answer = _save(desk, f"{WHERE}{number}/muc?o=sections.0.fields.1", {"label": "Ngày", "latest": "mai"})
    assert "hôm nay" in answer.text
    assert answer.status_code == 422


def test_saving_a_part_as_it_is_changes_nothing(factory: Factory, signed_in: SignedIn) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    before = _definition(factory, number)
    places = [f"sections.{at}" for at in range(2)] + [
        f"{part}.0" for part in ("papers", "fees", "steps", "outcomes")
    ]
    places += [f"sections.0.fields.{at}" for at in range(5)] + [f"sections.1.fields.{at}" for at in range(4)]
    places += [
        "sections.1.fields.3.fields.0",
        "papers.1",
        "deadlines.0",
        "deadlines.1",
        "questions.0",
        "questions.1",
    ]
    for path in [f"{WHERE}{number}/chung", *(f"{WHERE}{number}/muc?o={place}" for place in places)]:
        answer = desk.post(path, _controls(desk.get(path).text), token_from=path)
        assert answer.status_code == 302, path
        assert _definition(factory, number) == before, path


def _controls(page: str) -> dict[str, Any]:
    """What a browser would send of the form of a part as it stands."""
    import lxml.html

    form = next(one for one in lxml.html.fromstring(page).forms if "form" in (one.get("class") or "").split())
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value.removeprefix("\n") if isinstance(value, str) else value)
    return found


def test_a_stale_save_is_refused_and_keeps_what_was_typed(factory: Factory, signed_in: SignedIn) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    path = f"{WHERE}{number}/muc?o=papers.0"
    seen = _version(desk, path)
    assert _save(desk, path, {"name": "Giấy chứng sinh mới", "most_mb": "10"}).status_code == 302
    stale = desk.post(path, {"version": seen, "key": "chung-sinh", "name": "Của tôi"}, token_from=path)
    assert stale.status_code == 409
    assert "Của tôi" in stale.text
    assert _definition(factory, number).papers[0].name == "Giấy chứng sinh mới"
    other = desk.post(f"{WHERE}{number}/sap-xep", {"version": seen, "act": "down:papers.0"})
    assert other.status_code == 409
    moved = desk.post(path, {"version": _version(desk, path), "key": "ngoai", "name": "Y"}, token_from=path)
    assert moved.status_code == 409, "another part stands there by now"
    for act in ("cong-bo", "bo-nhap"):
        assert desk.post(f"{WHERE}{number}/{act}", {"version": seen}).status_code == 409


def test_parts_are_moved_and_removed_in_the_draft_alone(factory: Factory, signed_in: SignedIn) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    home = f"{WHERE}{number}"

    def arrange(act: str) -> int:
        return int(desk.post(f"{home}/sap-xep", {"version": _version(desk, home), "act": act}).status_code)

    assert arrange("down:sections.0.fields.0") == 302
    assert [one.key for one in _definition(factory, number).sections[0].fields][:2] == ["ngay-sinh", "ho-ten"]
    assert arrange("remove:papers.1") == 302
    assert [one.key for one in _definition(factory, number).papers] == ["chung-sinh"]
    assert arrange("up:sections.0") == 302
    for act in (
        "up:papers.9",
        "remove:sections.0.fields.99",
        "up:steps",
        "up:../..",
        "remove:sections.0.title",
    ):
        assert arrange(act) == 404
    assert arrange("xoa:papers.0") == 400
    assert desk.post(f"{home}/bo-nhap", {"version": _version(desk, home)}).status_code == 302
    assert len(_definition(factory, number).papers) == 2


def test_pages_of_places_that_are_not_there_are_missing(factory: Factory, signed_in: SignedIn) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    for text in (
        "",
        "sections",
        "sections.9",
        "sections.0.fields.9",
        "papers.0.fields.0",
        "x.0",
        "steps.²",
        "level",
    ):
        assert desk.get(f"{WHERE}{number}/muc?o={text}").status_code == 404, text
    for text in ("", "sections.9.fields", "sections.0.fields.0", "level", "papers.0.fields"):
        assert desk.get(f"{WHERE}{number}/them?o={text}").status_code == 404, text
    assert desk.get(f"{WHERE}{number}/so-sanh?cu=1&moi=2").status_code == 404


def test_pages_of_looking(factory: Factory, signed_in: SignedIn) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, "tenant_admin")
    _save(desk, f"{WHERE}{number}/muc?o=papers.0", {"name": "Giấy chứng sinh (bản chính)", "most_mb": "10"})
    assert "to-khai" in desk.get(f"{WHERE}{number}/xem-thu").text
    form = desk.get(f"{WHERE}{number}/xem-thu/to-khai?noi-sinh=nuoc-ngoai")
    assert form.status_code == 200
    assert "Giấy của nước ngoài xác nhận việc sinh" in form.text
    assert 'name="f.con.0.ten"' in form.text
    versions = desk.get(f"{WHERE}{number}/cac-ban").text
    link = re.search(r'href="([^"]+so-sanh[^"]+)"', versions)
    assert link is not None
    assert "Giấy chứng sinh (bản chính)" in desk.get(link[1].replace("&amp;", "&")).text
    with_names = _save(
        desk, f"{WHERE}{number}/ten", {"name": "Khai sinh", "field": "Hộ tịch", "popular": "2"}
    )
    assert with_names.status_code == 302


def test_the_list_counts_dossiers_and_offers_what_is_above(
    app: Flask, factory: Factory, signed_in: SignedIn
) -> None:
    number, _slug = committed(factory, A)
    committed(factory, DISTRICT, "2.000333", name="Của huyện")
    above(app).dossiers = lambda ids: {number: 37} if number in ids else {}
    desk = signed_in(A, "tenant_admin")
    page = desk.get(WHERE).text
    assert ">37<" in page
    assert "Của huyện (2.000333)" in page
    assert CODE not in re.findall(r'option value="([^"]+)"', page)
    answer = desk.post(f"{WHERE}lay-ve", {"code": "2.000333"})
    assert answer.status_code == 302
    assert "Của huyện" in desk.get(answer.location.split("8000")[-1]).text


@pytest.mark.parametrize("role", ["author", "approver", "counter_clerk", "signatory"])
def test_who_may_not_edit_services_sees_none_of_it(factory: Factory, signed_in: SignedIn, role: str) -> None:
    number, _slug = committed(factory, A)
    desk = signed_in(A, role)
    for path in (WHERE, f"{WHERE}moi", f"{WHERE}{number}", f"{WHERE}{number}/muc?o=papers.0"):
        assert desk.get(path).status_code == 403
