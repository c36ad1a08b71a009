"""Invitation with second factor, by the keyboard alone; a passkey of the browser's own."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Tab
from werkzeug.serving import make_server

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.browser.installation import free_port
from tests.browser.page import COAST
from tests.conftest import settings_for

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
PASSWORD = "mot-cau-de-nho-cua-toi"


def press_to(tab: Tab, name: str) -> None:
    """Walk with Tab to the control of this name, and press Enter."""
    for _ in range(80):
        tab.keyboard.press("Tab")
        here = tab.evaluate(
            "(() => { const one = document.activeElement; return (one.getAttribute('aria-label')"
            " || one.labels?.[0]?.textContent || one.textContent || '').trim(); })()"
        )
        if here.startswith(name):
            tab.keyboard.press("Enter")
            return
    raise AssertionError(f"no control {name!r} is reached with Tab")


def type_into(tab: Tab, label: str, text: str, choose: bool = False) -> None:
    """Walk with Tab to the field with this label, and type (or, for a box, tick)."""
    for _ in range(80):
        tab.keyboard.press("Tab")
        here = tab.evaluate("(document.activeElement.labels?.[0]?.textContent || '').trim()")
        if here.startswith(label):
            tab.keyboard.press("Space") if choose else tab.keyboard.type(text)
            return
    raise AssertionError(f"no field {label!r} is reached with Tab")


@pytest.fixture(scope="module")
def door(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An installation that asks for the second factor, served by this process; the address of a commune's portal.
    Its administrator is quan@tam-hai.example, an approver khoa@tam-hai.example."""
    folder = tmp_path_factory.mktemp("strict") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder, second_factor="required"))
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(COAST)
        assert portal is not None
        admin = create_user("quan@tam-hai.example", "Lê Văn Quản", PASSWORD)
        grant(admin, portal.id, "tenant_admin", is_district=False)
        editor = create_user("khoa@tam-hai.example", "Võ Thị Khóa", PASSWORD)
        grant(editor, portal.id, "approver", is_district=False)
        db.session.commit()
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{COAST}.localhost:{port}"
    server.shutdown()
    thread.join()


def sign_in(tab: Tab, door: str, email: str) -> None:
    """The password, by the keyboard."""
    tab.goto(f"{door}/quan-tri/")
    type_into(tab, "Thư điện tử", email)
    type_into(tab, "Mật khẩu", PASSWORD)
    tab.keyboard.press("Enter")


def set_up_authenticator(tab: Tab) -> list[str]:
    """Set up the authenticator by the keyboard; the recovery codes."""
    expect(tab.get_by_role("heading", level=1, name="Thiết lập xác thực hai lớp")).to_be_visible()
    secret = (tab.locator(".factor__secret").text_content() or "").replace(" ", "")
    type_into(tab, "Mã xác thực", pyotp.TOTP(secret).now())
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Mã dự phòng của bạn")).to_be_visible()
    codes = tab.locator(".factor__codes code").all_text_contents()
    press_to(tab, "Tôi đã cất mã")
    expect(tab.locator(".desk-main")).to_be_visible()
    return codes


def test_invitation_with_second_factor_by_the_keyboard_alone(door: str, context: BrowserContext) -> None:
    admin = context.new_page()
    sign_in(admin, door, "quan@tam-hai.example")
    set_up_authenticator(admin)
    admin.goto(f"{door}/quan-tri/nguoi-dung/")
    type_into(admin, "Họ và tên", "Trần Thị Mời")
    type_into(admin, "Thư điện tử", "moi@tam-hai.example")
    type_into(admin, "Người duyệt", "", choose=True)
    press_to(admin, "Gửi lời mời")
    link = admin.get_by_label("Liên kết mời")
    expect(link).to_be_visible()
    address = link.input_value()
    expect(admin.get_by_role("row", name="Trần Thị Mời")).to_contain_text("moi@tam-hai.example")
    context.clear_cookies()

    tab = context.new_page()
    tab.goto(address)
    expect(tab).to_have_url(re.compile(r"/quan-tri/loi-moi$"))
    type_into(tab, "Mật khẩu mới", PASSWORD)
    type_into(tab, "Nhập lại mật khẩu mới", PASSWORD)
    press_to(tab, "Nhận lời mời")
    codes = set_up_authenticator(tab)
    assert len(codes) == 10
    context.clear_cookies()

    sign_in(tab, door, "moi@tam-hai.example")
    expect(tab.get_by_label("Mã xác thực")).to_be_focused()
    tab.keyboard.type("000000")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Mã không đúng hoặc đã dùng").first).to_be_visible()
    tab.get_by_label("Mã xác thực").fill("")
    tab.keyboard.type(codes[0])
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("còn 9 mã")).to_be_visible()


def test_a_passkey_of_the_browser_opens_the_desk(door: str, context: BrowserContext) -> None:
    tab = context.new_page()
    network = context.new_cdp_session(tab)
    network.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = key | {"isUserVerified": True, "automaticPresenceSimulation": True}
    network.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    email = "khoa@tam-hai.example"
    sign_in(tab, door, email)
    expect(tab.get_by_role("button", name="Thêm khóa")).to_be_visible()
    type_into(tab, "Tên khóa", "Máy phòng Văn hóa")
    press_to(tab, "Thêm khóa")
    expect(tab.get_by_role("heading", name="Mã dự phòng của bạn")).to_be_visible()
    press_to(tab, "Tôi đã cất mã")
    expect(tab.locator(".desk-main")).to_be_visible()
    context.clear_cookies()
    sign_in(tab, door, email)
    expect(tab.get_by_role("button", name="Dùng khóa bảo mật")).to_be_visible()
    press_to(tab, "Dùng khóa bảo mật")
    expect(tab.locator(".desk-main")).to_be_visible()
    tab.goto(f"{door}/quan-tri/tai-khoan/xac-thuc")
    expect(tab.get_by_text("Máy phòng Văn hóa", exact=True)).to_be_visible()
    expect(tab.get_by_text("dùng lần cuối")).to_be_visible()
