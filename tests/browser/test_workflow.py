"""Two people and one text: written with a picture, submitted, returned, approved, fixed for an hour, live, corrected,
compared – by the keyboard."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab

from portal.clock import to_local, utc_now
from tests.beside import beside
from tests.browser.installation import Installation
from tests.browser.looking import Watch
from tests.browser.page import HILLS
from tests.browser.test_flow import Person, fill_in, noise, sign_in
from tests.browser.visitor import OWN_PASSWORD, Visitor, newcomer

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
TITLE = "Tam Thanh mở lớp xóa mù chữ buổi tối"


def _join(installation: Installation, name: str, role: str) -> Person:
    """Somebody with a role in the commune, made by the first administrator."""
    admin = Visitor(installation, HILLS).sign_in()
    email = f"{role}-{uuid.uuid4().hex[:8]}@tam-thanh-thu.example"
    values = {"name": name, "email": email, "role": role, "action": "password"}
    answer = admin.submit("/quan-tri/nguoi-dung/", "email", values)
    found = re.search(r"một lần: (\S+)", answer.text)
    assert found, answer.text
    newcomer(installation, HILLS, email, found[1])
    return Person(email, OWN_PASSWORD)


def _desk(chromium: Browser, installation: Installation, person: Person) -> Tab:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    tab = context.new_page()
    sign_in(tab, installation.url(HILLS, "/quan-tri/"), person)
    return tab


def _four_eyes(installation: Installation) -> None:
    admin = Visitor(installation, HILLS).sign_in()
    token = admin.ask("/quan-tri/quy-trinh").tree().find(".//input[@name='csrf_token']")
    assert token is not None
    values = {"csrf_token": token.get("value", ""), "four_eyes": "y"}
    assert admin.ask("/quan-tri/quy-trinh", values).status == 302


def _press(tab: Tab, role: Any, name: str, **more: Any) -> None:
    """What a button, link or fold does, by the keyboard."""
    tab.get_by_role(role, name=name, **more).press("Enter")


def _with_picture(tab: Tab) -> None:
    """A picture as the lead of the text, with its description."""
    picture = {"name": "lớp học.png", "mimeType": "image/png", "buffer": noise(320, 240)}
    tab.get_by_label("Thêm tệp").set_input_files(picture)  # type: ignore[arg-type]
    tab.get_by_role("button", name="Tải lên").press("Enter")
    expect(tab.locator("#cac-tep img")).to_be_visible()
    tab.get_by_label("Ảnh đại diện").select_option(index=1)
    tab.get_by_label("Mô tả ảnh").first.fill("Lớp học buổi tối ở nhà văn hóa thôn")
    _press(tab, "button", "Lưu", exact=True)
    expect(tab.get_by_text("Đã lưu.")).to_be_visible()


def _write_and_submit(writer: Tab, installation: Installation) -> str:
    writer.goto(installation.url(HILLS, "/quan-tri/tin-tuc/moi"))
    fill_in(writer, TITLE, "Lớp học mở lúc bảy giờ tối.")
    _with_picture(writer)
    _press(writer, "button", "Gửi duyệt", exact=True)
    expect(writer.get_by_text("Đã gửi duyệt. Bạn sẽ được báo")).to_be_visible()
    return writer.url


def _return(boss: Tab) -> None:
    expect(boss.get_by_role("region", name="Chờ tôi duyệt")).to_contain_text(TITLE)
    _press(boss, "link", f"Trần Văn Viết gửi duyệt: {TITLE}")
    expect(boss.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    boss.get_by_text("Trả lại", exact=True).press("Enter")
    boss.get_by_label("Người viết cần sửa gì?").fill("Ghi rõ ở nhà văn hóa thôn nào.")
    _press(boss, "button", "Trả lại cho người viết")
    expect(boss.get_by_text("Đã trả lại cho người viết")).to_be_visible()


def _answer_and_submit_again(writer: Tab, installation: Installation, edit: str) -> None:
    writer.goto(installation.url(HILLS, "/quan-tri/"))
    expect(writer.get_by_role("region", name="Bị trả lại, cần sửa")).to_contain_text(TITLE)
    writer.goto(edit)
    expect(writer.locator(".alert--warning")).to_contain_text("Ghi rõ ở nhà văn hóa thôn nào.")
    writer.get_by_label("Góp ý", exact=True).fill("Đã ghi: thôn Trung Thanh.")
    _press(writer, "button", "Gửi góp ý")
    expect(writer.locator("#cac-gop-y")).to_contain_text("Đã ghi: thôn Trung Thanh.")
    writer.get_by_label("Đoạn dẫn").fill("Lớp ở nhà văn hóa thôn Trung Thanh.")
    _press(writer, "button", "Lưu và gửi duyệt")
    expect(writer.get_by_text("Đã gửi duyệt. Bạn sẽ được báo")).to_be_visible()


def _approve_and_schedule(boss: Tab, installation: Installation, edit: str) -> str:
    """Approved, fixed for an hour, and the hour comes; where citizens find it."""
    boss.goto(edit)
    _press(boss, "button", "Duyệt", exact=True)
    expect(boss.locator(".desk-head .badge")).to_have_text("Đã duyệt")
    boss.get_by_text("Hẹn giờ", exact=True).press("Enter")
    boss.get_by_label("Đăng lúc").fill(f"{to_local(utc_now() + timedelta(days=3)):%Y-%m-%dT%H:%M}")
    _press(boss, "button", "Hẹn giờ đăng")
    expect(boss.get_by_text("Đã hẹn giờ: bài tự lên cổng lúc")).to_be_visible()
    boss.goto(installation.url(HILLS, "/quan-tri/tin-tuc/"))
    expect(boss.get_by_role("row", name=TITLE)).to_contain_text("Hẹn giờ")
    moved = "UPDATE news_item SET publish_at = '2026-11-01 00:00:00.000000' WHERE title = ?"
    assert beside(installation.instance, moved, (TITLE,))[0] == 1  # three days go by
    boss.goto(edit)
    public = boss.get_by_role("link", name="Xem trên cổng").get_attribute("href")
    assert public
    return installation.url(HILLS, public)


def _correct(writer: Tab, edit: str) -> None:
    writer.goto(edit)
    writer.get_by_label("Đoạn dẫn").fill("Lớp dời sang trường tiểu học.")
    _press(writer, "button", "Lưu và gửi duyệt")
    expect(writer.get_by_text("Đã lưu bản sửa.")).to_be_visible()


def _compare(boss: Tab) -> None:
    """What the correction changed, by words (restoring: test_history.py)."""
    _press(boss, "link", "Lịch sử")
    _press(boss, "button", "So sánh hai bản đã chọn")
    expect(boss.locator("ins").first).to_contain_text("dời sang trường tiểu học")
    expect(boss.locator("del").first).to_contain_text("nhà văn hóa thôn Trung Thanh")


def test_a_text_goes_its_way_between_two_people(
    installation: Installation, chromium: Browser, context: BrowserContext
) -> None:
    writer = _desk(chromium, installation, _join(installation, "Trần Văn Viết", "author"))
    watch = Watch(context)
    boss, approver = watch.tab, _join(installation, "Lê Thị Duyệt", "approver")
    _four_eyes(installation)
    edit = _write_and_submit(writer, installation)
    sign_in(boss, installation.url(HILLS, "/quan-tri/"), approver)
    _return(boss)
    _answer_and_submit_again(writer, installation, edit)
    public = _approve_and_schedule(boss, installation, edit)
    citizen = chromium.new_page()
    citizen.goto(public)
    expect(citizen.get_by_text("Lớp ở nhà văn hóa thôn Trung Thanh.")).to_be_visible()
    expect(citizen.get_by_role("img", name="Lớp học buổi tối ở nhà văn hóa thôn").first).to_be_visible()
    _correct(writer, edit)
    citizen.reload()
    expect(citizen.get_by_text("Lớp ở nhà văn hóa thôn Trung Thanh.")).to_be_visible()
    boss.goto(edit)
    expect(boss.locator(".changes ins").first).to_be_visible()
    faults = [one for width in (360, 1280) for one in watch.faults(width)]
    _press(boss, "button", "Duyệt bản sửa")
    expect(boss.get_by_text("Đã duyệt bản sửa.")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text("Lớp dời sang trường tiểu học.")).to_be_visible()
    _compare(boss)
    citizen.close()
    writer.context.close()
    assert faults == [] and watch.complaints == [] and watch.violations() == []
