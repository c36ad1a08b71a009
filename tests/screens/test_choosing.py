"""What the editor's dialogs offer: pages of this portal and what the district shares, its own pictures and files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from flask import Flask

from portal.search.indexing import rebuild
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.media.samples import package, picture
from tests.screens.forms import form_of

Make = Callable[..., Browser]
WHERE = "/quan-tri/chon"


def _upload(desk: Browser, *files: tuple[str, bytes]) -> Any:
    data = {"files": [(io.BytesIO(raw), name) for name, raw in files]}
    return desk.post(f"{WHERE}/tai-len", data, content_type="multipart/form-data")


def test_a_provision_that_the_district_shares_is_found_with_its_anchor(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    factory.legal(DISTRICT, number="61/2018/NĐ-CP", type="Nghị định", title="Một cửa", shared=True)
    factory.legal(B, number="61/2018/NĐ-CP", type="Nghị định", title="Của xã khác")
    with app.app_context():
        rebuild()
    shown = signed_in(A, "author").get(f"{WHERE}/lien-ket?q=điều 2 nghị định 61/2018").text
    assert re.search(r'data-href="/van-ban/[^"]+dieu-2"', shown), shown
    assert "Của xã khác" not in shown


def test_drafts_of_this_portal_are_offered_as_such_and_no_others(factory: Factory, signed_in: Make) -> None:
    _id, slug = factory.news(A, title="Lịch phun thuốc muỗi", publish=False)
    factory.news(B, title="Lịch phun thuốc của xã khác", publish=False)
    factory.news(DISTRICT, title="Lịch phun thuốc của huyện", publish=False)
    desk = signed_in(A, "author")
    shown = desk.get(f"{WHERE}/lien-ket?q=phun thuốc").text
    assert f'data-href="/tin-tuc/{slug}"' in shown and "chưa đăng" in shown
    assert "xã khác" not in shown and "của huyện" not in shown
    assert (
        "Lịch phun thuốc muỗi" in desk.get(f"{WHERE}/lien-ket").text
    )  # nothing asked: what was worked on last
    assert "Không có trang nào phù hợp" in desk.get(f"{WHERE}/lien-ket?q=khongcogihet").text
    assert "&lt;script&gt;" in desk.get(f"{WHERE}/lien-ket?q=<script>").text


def test_sections_of_the_portal_are_offered(signed_in: Make) -> None:
    assert (
        'data-href="/lich-cong-tac/"' in signed_in(A, "author").get(f"{WHERE}/lien-ket?q=lich cong tac").text
    )


def test_an_upload_without_a_use_is_chosen_from_this_portal_alone(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "author")
    answer = _upload(
        desk, ("Bến phà.jpg", picture(1400, 900)), ("Tờ khai.docx", package("docx")), ("x.exe", b"MZ\0\0")
    )
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    photo, paper = answer.json["files"]
    assert photo["src"] == f"/tep/{photo['id']}/960.jpg"
    assert re.fullmatch(r"Tờ khai \(DOCX, \d+ (B|KB)\)", paper["text"]) and paper["href"].endswith(
        "/T%E1%BB%9D%20khai.docx"
    )
    assert [one["name"] for one in answer.json["refused"]] == ["x.exe"]
    assert photo["src"] in desk.get(f"{WHERE}/anh?q=ben pha").text
    assert "Không có ảnh nào" in desk.get(f"{WHERE}/anh?q=cầu").text
    assert paper["href"] in desk.get(f"{WHERE}/tep").text
    assert desk.get(photo["thumbnail"]).status_code == 200
    visitor = Browser(app, A)
    assert visitor.get(photo["src"]).status_code == 404  # nothing that citizens see uses it
    stranger = signed_in(B, "approver")
    for what in ("anh", "tep"):
        assert "/tep/" not in stranger.get(f"{WHERE}/{what}").text
    assert stranger.get(photo["thumbnail"]).status_code == 404


def test_a_text_that_is_saved_with_an_uploaded_picture_makes_it_public(app: Flask, signed_in: Make) -> None:
    Factory(app).news(A)  # a section to write in
    desk = signed_in(A, "approver")
    source = _upload(desk, ("a.png", picture(640, 480, "PNG"))).json["files"][0]["src"]
    page = desk.get("/quan-tri/tin-tuc/moi").text
    section = re.search(r'name="section_id".*?<option[^>]*value="(\d+)"', page, re.S)
    assert section is not None
    values = {"title": "Tin", "lead": "Dẫn", "body": f"![Bến phà]({source})", "picture_id": "0"}
    answer = desk.post("/quan-tri/tin-tuc/moi", values | {"section_id": section[1]})
    assert answer.status_code == 302, answer.text
    media_id = source.split("/")[2]
    assert f'<option value="{media_id}">' in desk.get(answer.location).text  # it may be the lead picture too
    visitor = Browser(app, A)
    assert visitor.get(source).status_code == 404
    assert desk.post(f"{answer.location}/dang", token_from=answer.location).status_code == 302
    assert visitor.get(source).status_code == 200


def test_nothing_at_all_and_only_refused_files_say_so(signed_in: Make) -> None:
    desk = signed_in(A, "author")
    for files in ((), (("a.jpg", b"khong phai anh"),)):
        answer = _upload(desk, *files)
        assert (
            answer.status_code == 422 and answer.json["files"] == [] and answer.json["refused"][0]["reason"]
        )


def test_a_long_list_has_pages(signed_in: Make) -> None:
    desk = signed_in(A, "author")
    _upload(desk, *[(f"Tờ {n}.txt", f"chữ {n}".encode()) for n in range(14)])
    first = desk.get(f"{WHERE}/tep").text
    assert first.count('type="radio"') == 12 and "Trang 1/2" in first
    older = re.search(r'data-address="([^"]+)"', first)
    assert older is not None
    assert desk.get(older[1].replace("&amp;", "&")).text.count('type="radio"') == 2


def test_any_picture_of_the_portal_may_lead_an_item_and_none_of_another(
    factory: Factory, signed_in: Make
) -> None:
    desk, other = signed_in(A, "author"), signed_in(B, "author")
    factory.news(A)  # the portal has a section
    own = _upload(desk, ("bai.png", picture(640, 480, "PNG"))).get_json()["files"][0]["id"]
    file = _upload(desk, ("don.docx", package("docx"))).get_json()["files"][0]["id"]
    strange = _upload(other, ("la.png", picture(600, 400, "PNG"))).get_json()["files"][0]["id"]
    form = form_of(desk, "/quan-tri/tin-tuc/moi") | {"lead": "Dẫn.", "picture_alt": "Bãi biển"}
    for wrong in (strange, file, 10**19):
        refused = desk.post("/quan-tri/tin-tuc/moi", form | {"title": "Ảnh lạ", "picture_id": str(wrong)})
        assert refused.status_code == 422 and f"/tep/{strange}/" not in refused.text
    saved = desk.post("/quan-tri/tin-tuc/moi", form | {"title": "Ảnh của cổng", "picture_id": str(own)})
    assert saved.status_code == 302
    assert form_of(desk, saved.location)["picture_id"] == str(own)
    assert f"/quan-tri/tep/{own}/" in desk.get(saved.location).text  # a look at it
