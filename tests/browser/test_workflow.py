"""Two people and one text by real clicks: written, submitted, returned, fixed for an hour, published, corrected."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab

from portal.clock import to_local, utc_now
from tests.browser.installation import Installation
from tests.browser.looking import Watch
from tests.browser.page import HILLS
from tests.browser.test_flow import Person, fill_in, sign_in
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
TITLE = "Tam Thanh mở lớp xóa mù chữ buổi tối"


def _join(installation: Installation, name: str, role: str) -> Person:
    """Somebody with a role in the commune, made by the first administrator."""
    admin = Visitor(installation, HILLS).sign_in()
    email = f"{role}@tam-thanh-thu.example"
    values = {"name": name, "email": email, "role": role, "action": "password"}
    answer = admin.submit("/quan-tri/nguoi-dung/", "email", values)
    found = re.search(r"một lần: (\S+)", answer.text)
    assert found, answer.text
    return Person(email, found[1])


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


def test_a_text_goes_its_way_between_two_people(
    installation: Installation, chromium: Browser, context: BrowserContext
) -> None:
    writer = _desk(chromium, installation, _join(installation, "Trần Văn Viết", "author"))
    watch = Watch(context)
    boss, approver = watch.tab, _join(installation, "Lê Thị Duyệt", "approver")
    _four_eyes(installation)

    writer.goto(installation.url(HILLS, "/quan-tri/tin-tuc/moi"))
    fill_in(writer, TITLE, "Lớp học mở lúc bảy giờ tối.")
    edit = writer.url
    writer.get_by_role("button", name="Gửi duyệt", exact=True).click()
    expect(writer.get_by_text("Đã gửi duyệt. Bạn sẽ được báo")).to_be_visible()

    sign_in(boss, installation.url(HILLS, "/quan-tri/"), approver)
    expect(boss.get_by_role("region", name="Chờ tôi duyệt")).to_contain_text(TITLE)
    boss.get_by_role("link", name=f"Trần Văn Viết gửi duyệt: {TITLE}").click()
    expect(boss.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    boss.get_by_text("Trả lại", exact=True).click()
    boss.get_by_label("Người viết cần sửa gì?").fill("Ghi rõ ở nhà văn hóa thôn nào.")
    boss.get_by_role("button", name="Trả lại cho người viết").click()
    expect(boss.get_by_text("Đã trả lại cho người viết")).to_be_visible()

    writer.goto(installation.url(HILLS, "/quan-tri/"))
    expect(writer.get_by_role("region", name="Bị trả lại, cần sửa")).to_contain_text(TITLE)
    writer.goto(edit)
    expect(writer.locator(".alert--warning")).to_contain_text("Ghi rõ ở nhà văn hóa thôn nào.")
    writer.get_by_label("Góp ý", exact=True).fill("Đã ghi: thôn Trung Thanh.")
    writer.get_by_role("button", name="Gửi góp ý").click()
    expect(writer.locator("#cac-gop-y")).to_contain_text("Đã ghi: thôn Trung Thanh.")
    writer.get_by_label("Đoạn dẫn").fill("Lớp ở nhà văn hóa thôn Trung Thanh.")
    writer.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(writer.get_by_text("Đã gửi duyệt. Bạn sẽ được báo")).to_be_visible()

    boss.goto(edit)
    boss.get_by_text("Hẹn giờ", exact=True).click()
    boss.get_by_label("Đăng lúc").fill(f"{to_local(utc_now() + timedelta(days=3)):%Y-%m-%dT%H:%M}")
    boss.get_by_role("button", name="Hẹn giờ đăng").click()
    expect(boss.get_by_text("Đã hẹn giờ: bài tự lên cổng lúc")).to_be_visible()
    boss.goto(installation.url(HILLS, "/quan-tri/tin-tuc/"))
    expect(boss.get_by_role("row", name=TITLE)).to_contain_text("Hẹn giờ")
    boss.goto(edit)
    boss.get_by_role("button", name="Đăng ngay").click()
    expect(boss.get_by_text("Đã đăng lên cổng.")).to_be_visible()
    public = boss.get_by_role("link", name="Xem trên cổng").get_attribute("href")
    assert public

    citizen = chromium.new_page()
    citizen.goto(installation.url(HILLS, public))
    expect(citizen.get_by_text("Lớp ở nhà văn hóa thôn Trung Thanh.")).to_be_visible()
    writer.goto(edit)
    writer.get_by_label("Đoạn dẫn").fill("Lớp dời sang trường tiểu học.")
    writer.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(writer.get_by_text("Đã lưu bản sửa.")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text("Lớp ở nhà văn hóa thôn Trung Thanh.")).to_be_visible()
    boss.goto(edit)
    expect(boss.locator(".changes ins").first).to_be_visible()
    faults = [one for width in (360, 1280) for one in watch.faults(width)]
    boss.get_by_role("button", name="Duyệt bản sửa").click()
    expect(boss.get_by_text("Đã duyệt bản sửa.")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text("Lớp dời sang trường tiểu học.")).to_be_visible()
    citizen.close()
    writer.context.close()
    assert faults == [] and watch.complaints == [] and watch.violations() == []
