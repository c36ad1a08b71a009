"""The pages of tasks, through the door that people use: given at the district, done in a commune, decided again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.clock import today, utc_now
from portal.exchange.tasks.carrying import carry
from portal.exchange.tasks.models import Assignment, ReceivedTask, Task
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, A, B, Browser
from tests.papers import samples

GIVEN, RECEIVED, PART = (
    "/quan-tri/nhiem-vu/da-giao/",
    "/quan-tri/nhiem-vu/duoc-giao/",
    "/quan-tri/nhiem-vu/noi-nhan/",
)
BOARD = "/quan-tri/nhiem-vu/bang-theo-doi/"
SignedIn = Callable[..., Browser]


def _form(app: Flask, leader: Browser, **more: object) -> dict[str, object]:
    once = re.search(r'name="once"[^>]*value="([0-9a-f]+)"', leader.get(f"{GIVEN}moi").text)
    assert once is not None
    portals = [directory(app).by_slug(slug).id for slug in (A, B)]  # type: ignore[union-attr]
    return {
        "once": once[1],
        "title": "Rà soát nhà tạm",
        "text": "Theo mẫu kèm",
        "wanted": "Danh sách",
        "due": (today() + timedelta(days=9)).isoformat(),
        "portals": portals,
        "importance": "1",
        "rhythm": "weekly",
        "weekday": "4",
        "measure": "count",
        "total": "40",
        "unit": "nhà",
    } | more


def _carry(app: Flask) -> None:
    with app.app_context():
        carry(utc_now())


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_given_done_and_accepted_through_the_pages(app: Flask, signed_in: SignedIn) -> None:
    leader = signed_in(DISTRICT, "signatory")
    form = _form(app, leader)
    sent = leader.post(f"{GIVEN}moi", form | {"files": (io.BytesIO(samples.pdf()), "mau.pdf")})
    assert sent.status_code == 303 and re.search(rf"{GIVEN}\d+$", sent.headers["Location"])
    again = leader.post(f"{GIVEN}moi", form)
    assert again.headers["Location"] == sent.headers["Location"]  # a double click
    page = leader.get(sent.headers["Location"]).text
    assert "Rà soát nhà tạm" in page and page.count("Mới giao") == 2 and "mau.pdf" in page
    _carry(app)

    officer = signed_in(A, "case_officer")
    assert "Rà soát nhà tạm" in officer.get("/quan-tri/").text  # the card of today
    listing = officer.get(RECEIVED).text
    where = re.search(rf'href="({RECEIVED}\d+)"', listing)
    assert where is not None and "0/40 nhà" in listing
    one = officer.get(where[1]).text
    got = officer.get(re.search(rf'href="({where[1]}/tep/\d+)"', one)[1])  # type: ignore[index]
    assert got.status_code == 200 and got.data.startswith(b"%PDF")
    assert "attachment" in got.headers["Content-Disposition"]
    done = officer.post(f"{where[1]}/giao", {"version": _version(one), "to": _user_id(one)})
    assert done.status_code == 303
    report = {"version": _version(officer.get(where[1]).text), "text": "Xong 12", "done": "12"}
    assert officer.post(f"{where[1]}/bao-cao", report).status_code == 303
    finish = {
        "version": _version(officer.get(where[1]).text),
        "text": "Đủ rồi",
        "done": "",
        "files": (io.BytesIO(samples.pdf()), "bc.pdf"),
    }
    assert officer.post(f"{where[1]}/hoan-thanh", finish).status_code == 303
    _carry(app)

    assert "Chờ công nhận" in leader.get("/quan-tri/").text
    board = leader.get(BOARD).text
    part = re.search(rf'task-cell--reported"><a href="({PART}\d+)"', board)
    assert part is not None and "chờ duyệt" in board
    shown = leader.get(part[1]).text
    assert "Đủ rồi" in shown and "12/40 nhà" in shown and "40/40 nhà" in shown
    file = leader.get(re.search(rf'href="({part[1]}/tep/\d+)"', shown)[1])  # type: ignore[index]
    assert file.data.startswith(b"%PDF")
    refused = leader.post(f"{part[1]}/tra-lai", {"version": _version(shown), "text": ""})
    assert refused.status_code == 422 and "Hãy ghi nội dung" in refused.text
    accepted = leader.post(f"{part[1]}/cong-nhan", {"version": _version(shown), "text": "Tốt"})
    assert accepted.status_code == 303
    stale = leader.post(f"{part[1]}/trao-doi", {"version": _version(shown), "text": "chữ của tôi"})
    assert stale.status_code == 409 and "chữ của tôi" in stale.text
    _carry(app)
    assert "Được công nhận" in officer.get(where[1]).text
    units = leader.get(f"{BOARD}don-vi").text
    assert "Xã Tam Hải" in units and "100 %" in units
    book = load_workbook(io.BytesIO(leader.get(f"{BOARD}bang.xlsx?xem=tat-ca").data))
    assert book.sheetnames == ["Bảng theo dõi", "Từng nơi nhận", "Theo đơn vị"]
    assert [row[0].value for row in book["Từng nơi nhận"].iter_rows(min_row=2)] == ["Rà soát nhà tạm"] * 2


def _user_id(page: str) -> str:
    found = re.search(r'name="to" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_what_was_typed_stays_where_nothing_was_done(app: Flask, signed_in: SignedIn) -> None:
    leader = signed_in(DISTRICT, "signatory")
    wrong = leader.post(f"{GIVEN}moi", _form(app, leader, portals=[], total="", title="Việc khó"))
    assert wrong.status_code == 422 and "Việc khó" in wrong.text and "Theo mẫu kèm" in wrong.text
    assert "Chọn ít nhất một nơi nhận" in wrong.text and "Ghi tổng số cần làm" in wrong.text
    evil = _form(app, leader) | {"files": (io.BytesIO(b"<svg onload=alert(1)>"), "x.pdf")}
    refused = leader.post(f"{GIVEN}moi", evil)
    assert refused.status_code == 422 and "Chưa làm được" in refused.text and "Theo mẫu kèm" in refused.text
    with app.app_context(), entered(editing(directory(app).by_slug(DISTRICT).id)):  # type: ignore[union-attr]
        assert db.session.scalar(select(func.count()).select_from(Task)) == 0
    for days in ("2020-01-01", "khong-phai-ngay"):
        assert leader.post(f"{GIVEN}moi", _form(app, leader, due=days)).status_code == 422


def test_a_commune_cannot_reach_a_task_of_another(app: Flask, signed_in: SignedIn) -> None:
    leader = signed_in(DISTRICT, "signatory")
    leader.post(f"{GIVEN}moi", _form(app, leader))
    _carry(app)
    with app.app_context(), entered(editing(directory(app).by_slug(A).id)):  # type: ignore[union-attr]
        number = db.session.scalars(select(ReceivedTask.id)).one()
    with app.app_context(), entered(editing(directory(app).by_slug(DISTRICT).id)):  # type: ignore[union-attr]
        part = db.session.scalars(select(Assignment.id)).all()[0]
        task = db.session.scalars(select(Task.id)).one()
    other = signed_in(B, "signatory")
    for address in (f"{RECEIVED}{number}", f"{PART}{part}", f"{GIVEN}{task}", f"{RECEIVED}{2**63}"):
        answer = other.get(address)
        assert answer.status_code == 404 and "Rà soát" not in answer.text
    assert other.post(f"{RECEIVED}{number}/nhan", {"version": "1"}).status_code == 404
    author = signed_in(A, "author")
    assert author.get(f"{RECEIVED}{number}").status_code == 403
    assert author.get(BOARD).status_code == 403


def test_more_offices_are_added_and_all_are_reminded_and_recalled(app: Flask, signed_in: SignedIn) -> None:
    leader = signed_in(DISTRICT, "signatory")
    first = directory(app).by_slug(A).id  # type: ignore[union-attr]
    second = directory(app).by_slug(B).id  # type: ignore[union-attr]
    where = leader.post(f"{GIVEN}moi", _form(app, leader, portals=[first])).headers["Location"]
    due = (today() + timedelta(days=4)).isoformat()
    added = leader.post(f"{where}/them-noi-nhan", {"portals": [first, second], "until": due})
    assert added.status_code == 303 and leader.get(where).text.count("Mới giao") == 2
    assert leader.post(f"{where}/them-noi-nhan", {"portals": [second], "until": "x"}).status_code == 422
    assert leader.post(f"{where}/nhac", {"text": "Khẩn trương"}).status_code == 303
    assert leader.post(f"{where}/thu-hoi", {"text": ""}).status_code == 422
    assert leader.post(f"{where}/thu-hoi", {"text": "Giao nhầm"}).status_code == 303
    assert leader.post(f"{where}/nhac", {}).status_code == 422
    assert leader.post(f"{where}/xoa-het", {}).status_code == 404
    assert leader.get(where).text.count("Đã thu hồi") >= 2


def test_lists_are_narrowed(app: Flask, signed_in: SignedIn) -> None:
    leader = signed_in(DISTRICT, "signatory")
    leader.post(f"{GIVEN}moi", _form(app, leader))
    leader.post(f"{GIVEN}moi", _form(app, leader, title="Trồng 100% cây_xanh"))
    assert "Rà soát nhà tạm" not in leader.get(f"{GIVEN}?q=100%25").text
    assert "Trồng 100% cây_xanh" in leader.get(f"{BOARD}?q=y_x").text
    assert "Không có nhiệm vụ nào khớp" in leader.get(f"{GIVEN}?q=y%25x").text
    assert "Rà soát" not in leader.get(f"{GIVEN}?xem=xong").text
    assert "Không có nhiệm vụ nào khớp" in leader.get(f"{BOARD}?tre=1").text
    second = directory(app).by_slug(B).id  # type: ignore[union-attr]
    assert "Rà soát nhà tạm" in leader.get(f"{BOARD}?don-vi={second}").text
    for address in (f"{RECEIVED}?xem=la", f"{BOARD}don-vi?nam=1000", f"{GIVEN}moi?van-ban=di-1"):
        assert leader.get(address).status_code == 404


def test_lists_are_narrowed_in_place_while_one_types(app: Flask, signed_in: SignedIn) -> None:
    leader = signed_in(DISTRICT, "signatory")
    leader.post(f"{GIVEN}moi", _form(app, leader))
    _carry(app)
    officer = signed_in(A, "case_officer")
    for who, address in ((leader, GIVEN), (leader, BOARD), (officer, RECEIVED)):
        part = who.get(f"{address}?q=nh%C3%A0", headers={"HX-Request": "true"})
        assert "Rà soát nhà tạm" in part.text and "<html" not in part.text
        assert 'id="danh-sach"' in who.get(address).text
