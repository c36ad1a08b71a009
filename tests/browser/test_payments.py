"""Paying on a telephone through a provider, live; the counter and the treasurer; every page of money looked at."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Tab
from werkzeug.serving import make_server

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.extensions import db, limiter
from portal.payments.checking import check_books
from portal.payments.codes import secret_of
from portal.payments.settings import PaymentSettings, save_settings
from portal.payments.simulator.service import serve
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.browser.installation import free_port
from tests.browser.looking import AXE, Watch
from tests.browser.page import COAST
from tests.conftest import settings_for
from tests.payments.making import KEY, asked, at_desk
from tests.payments.test_online import configure

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
PASSWORD = "mot-cau-de-nho-cua-toi"
PICTURES = os.environ.get("BROWSER_PICTURES", "")


@dataclass
class Office:
    """A commune's portal with a provider, an account, a clerk and a treasurer."""

    app: Flask
    door: str

    def ask(self) -> tuple[int, str, str]:
        """A demand: its id, code and secret."""
        with at_desk(self.app, "counter_clerk", COAST) as actor:
            one = asked(actor)
            return one.id, one.code, secret_of(one.code)


@pytest.fixture(scope="module")
def office(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("money") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(COAST)
        assert portal is not None
        for email, name, role in (
            ("thu@tam-hai.example", "Võ Thị Thu", "counter_clerk"),
            ("so@tam-hai.example", "Lê Văn Sổ", "tenant_admin"),
        ):
            grant(create_user(email, name, PASSWORD), portal.id, role, is_district=False)
        db.session.commit()
    with at_desk(app, "tenant_admin", COAST) as actor:
        account = PaymentSettings(
            "970405", "4200201000123", "UBND XA TAM HAI", "UBND xã Tam Hải", "4000123456"
        )
        save_settings(account, actor)
    simulator = serve(0, KEY, 0.5)
    configure(folder, f"{simulator.address}/", (COAST,), label="Cổng thanh toán thử")
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    for one in (simulator, server):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    yield Office(app, f"http://{COAST}.localhost:{port}")
    server.shutdown()
    simulator.shutdown()
    simulator.server_close()


def look(watch: Watch, name: str) -> None:
    """What axe and the browser find at the widths of a telephone and of a desk; pictures where they are asked for."""
    faults = []
    for width in (360, 1280):
        watch.tab.set_viewport_size({"width": width, "height": 900})
        faults += watch.faults(width) if AXE.is_file() else []
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            watch.tab.screenshot(path=f"{PICTURES}/money-{name}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)


def sign_in(tab: Tab, office: Office, email: str) -> None:
    tab.goto(f"{office.door}/quan-tri/dang-nhap")
    tab.get_by_label("Thư điện tử").fill(email)
    tab.get_by_label("Mật khẩu").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.locator(".desk-main")).to_be_visible()


def test_a_citizen_pays_on_a_telephone(office: Office, context: BrowserContext) -> None:
    _number, code, secret = office.ask()
    watch = Watch(context)
    tab = watch.tab
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto(f"{office.door}/thanh-toan/")
    look(watch, "door")
    tab.get_by_label("Mã thanh toán").fill(code.lower())
    tab.get_by_label("Mã bí mật").fill(secret)
    tab.get_by_role("button", name="Xem khoản phải nộp").click()
    expect(tab.get_by_role("img", name="Mã VietQR")).to_be_visible()
    look(watch, "pay")
    assert watch.kilobytes() <= 150
    tab.get_by_role("button", name="qua Cổng thanh toán thử").click()
    tab.get_by_role("button", name="Thành công, báo muộn").click()
    expect(tab.get_by_text("Đang chờ đơn vị thanh toán xác nhận")).to_be_visible()
    look(watch, "waiting")
    expect(tab.locator("#tinh-hinh .alert__title")).to_have_text("Đã trả")  # by itself, without a reload
    tab.reload()
    look(watch, "paid")
    with tab.expect_download() as got:
        tab.get_by_role("link", name="Tải biên lai (PDF)").click()
    assert got.value.suggested_filename.endswith(".pdf")


def test_the_counter_takes_cash_and_closes_the_day(office: Office, context: BrowserContext) -> None:
    _number, code, _secret = office.ask()
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, office, "thu@tam-hai.example")
    tab.goto(f"{office.door}/quan-tri/thu-phi/")
    look(watch, "demands")
    tab.get_by_role("link", name=code).click()
    look(watch, "demand")
    tab.get_by_label("Tiền người nộp đưa").fill("mười tám")
    tab.get_by_role("button", name="Đã nhận tiền").click()
    expect(tab.get_by_text("Nhập số tiền bằng chữ số")).to_be_visible()
    look(watch, "demand-errors")
    tab.get_by_label("Tiền người nộp đưa").fill("50.000")
    tab.get_by_role("button", name="Đã nhận tiền").click()
    expect(tab.get_by_text("Trả lại người nộp: 32.000 đồng")).to_be_visible()
    tab.get_by_text("Đề nghị hoàn trả").click()
    look(watch, "demand-paid")
    tab.get_by_role("link", name="Thay thế").click()
    look(watch, "replace")
    tab.goto(f"{office.door}/quan-tri/thu-phi/ngan-keo/")
    look(watch, "drawer")
    tab.get_by_label("Tiền đếm được trong ngăn kéo").fill("17.000")
    tab.get_by_role("button", name="Chốt ngày").first.click()
    expect(tab.get_by_text("hãy giải trình vì sao thừa hoặc thiếu")).to_be_visible()
    look(watch, "drawer-errors")
    tab.get_by_label("Giải trình khi thừa hoặc thiếu").fill("Thối nhầm một nghìn đồng")
    tab.get_by_role("button", name="Chốt ngày").first.click()
    expect(tab.get_by_text("Đã chốt ngăn kéo và bàn giao 17.000 đồng")).to_be_visible()
    look(watch, "drawer-closed")
    treasurer(office, context)


def treasurer(office: Office, context: BrowserContext) -> None:
    """The treasurer's pages of the same day."""
    context.clear_cookies()
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, office, "so@tam-hai.example")
    tab.goto(f"{office.door}/quan-tri/so-thu-phi/")
    expect(tab.get_by_text("Thối nhầm một nghìn đồng").first).to_be_visible()
    look(watch, "treasury")
    for where in ("but-toan", "bien-lai", "cau-hinh"):
        tab.goto(f"{office.door}/quan-tri/so-thu-phi/{where}")
        look(watch, where)
    with at_desk(office.app, "tenant_admin", COAST):
        assert check_books() == []
