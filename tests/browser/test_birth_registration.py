"""A birth is registered on a telephone: from the guide's questions to the signed certificate, paid online on the way.

The service, its process and the certificate are those of the starting content; the provider is the running simulator;
the clerk, the officer and the signatory act through the same verbs as their desk.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Tab
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import select
from werkzeug.serving import make_server

from portal import create_app
from portal.accounts.permissions import Actor, system_actor
from portal.accounts.service import create_user, grant
from portal.dossiers import queries as dossiers
from portal.dossiers import service
from portal.dossiers.counter.deciding import template_of, values_proposed
from portal.dossiers.counter.signing import sign_one
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.party import Party, staff
from portal.dossiers.plan import definition_of
from portal.extensions import db, limiter
from portal.payments.checking import check_books
from portal.payments.settings import PaymentSettings, save_settings
from portal.payments.simulator.service import serve
from portal.publishing.service import commit
from portal.results import starting as result_templates
from portal.services import service as services
from portal.services import starting
from portal.services.queries import by_code
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.browser.installation import ROOT, free_port
from tests.browser.looking import AXE, Watch
from tests.browser.page import COAST
from tests.citizens.conftest import Post
from tests.conftest import settings_for
from tests.dossiers.applying.conftest import photo
from tests.payments.making import KEY, at_desk
from tests.payments.test_online import configure
from tests.signing import made

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
PICTURES = os.environ.get("BROWSER_PICTURES", "")
ANY_USE = KeyUsageConstraints(key_usage=set())  # keys made for tests name no use
HEAVIEST = 150  # kilobytes of a public page
GUIDE = (
    "Cha hoặc mẹ của cháu",
    "Có giấy",
    "Không, cháu sinh như bình thường",
    "Đã đăng ký kết hôn",
    "Đã quá 60 ngày",
    "Không thuộc diện nào",
)
CHILD = {
    "Họ, chữ đệm, tên của cháu": "Nguyễn Ngọc Bảo An",
    "Ngày, tháng, năm sinh": "01/03/2026",
    "Dân tộc": "Kinh",
    "Quốc tịch": "Việt Nam",
    "Nơi sinh": "Trung tâm Y tế huyện Núi Thành",
    "Quê quán": "Xã Tam Hải, huyện Núi Thành, tỉnh Quảng Nam",
}
PARENT = {"Năm sinh": "1995", "Dân tộc": "Kinh", "Quốc tịch": "Việt Nam"}
LIVES = {
    "Số nhà, thôn (tổ dân phố)": "Thôn Thuận An",
    "Xã, phường, thị trấn": "Tam Hải",
    "Tỉnh, thành phố": "Quảng Nam",
}


@dataclass
class Commune:
    """A commune's portal that offers what it offers at the beginning, with a clerk, an officer, a signatory."""

    app: Flask
    door: str
    tenant_id: int
    people: dict[str, Actor]

    @contextmanager
    def working(self) -> Iterator[None]:
        with self.app.app_context(), entered(editing(self.tenant_id)):
            yield

    def does(self, who: str, verb: Any, **more: Any) -> None:
        """Somebody of the office does something with the dossier."""
        with self.working():
            dossier = db.session.scalars(select(Dossier)).one()
            verb(dossier, staff(self.people[who]), dossier.version, **more)
            commit()


@pytest.fixture(scope="module")
def commune(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    folder = tmp_path_factory.mktemp("birth") / "instance"
    shutil.copytree(blank_instance, folder)
    made.holder("UBND xã Tam Hải").pkcs12(folder / "keys" / "signing" / f"{COAST}.p12")
    app = create_app(settings_for(folder))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(COAST)
        assert portal is not None
        people = {role: _person(portal.id, role) for role in ("counter_clerk", "case_officer", "signatory")}
        db.session.commit()
        with entered(editing(portal.id)):
            shared = ROOT / "content"
            result_templates.load(result_templates.read_folder(shared), system_actor(portal.id))
            starting.load(starting.read_folder(shared), portal, system_actor(portal.id))
            offered = by_code("1.001193")
            assert offered is not None
            if offered.status != "open":
                services.open_online(offered, system_actor(portal.id))
            commit()
    with at_desk(app, "tenant_admin", COAST) as actor:
        save_settings(
            PaymentSettings("970405", "4200201000123", "UBND XA TAM HAI", "UBND xã Tam Hải", "4000123456"),
            actor,
        )
    simulator = serve(0, KEY, 0.5)
    configure(folder, f"{simulator.address}/", (COAST,), label="Cổng thanh toán thử")
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    for one in (simulator, server):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    yield Commune(app, f"http://{COAST}.localhost:{port}", portal.id, people)
    server.shutdown()
    simulator.shutdown()
    simulator.server_close()


def _person(tenant_id: int, role: str) -> Actor:
    user = create_user(f"{role}@tam-hai.example", f"Cán bộ {role}", "mot-cau-de-nho-cua-toi")
    db.session.flush()
    grant(user, tenant_id, role, is_district=False)
    return Actor(user.id, user.name, tenant_id, frozenset({role}))


class Walk:
    """A citizen with a telephone."""

    def __init__(self, commune: Commune, context: BrowserContext) -> None:
        self.commune, self.watch = commune, Watch(context)
        self.tab: Tab = self.watch.tab
        self.tab.set_viewport_size({"width": 360, "height": 740})
        self.at = 0

    def look(self, name: str) -> None:
        """What axe finds at the widths of a telephone and of a desk, what the policy refused; a picture where asked."""
        self.at += 1
        faults = self.watch.violations()
        for width in (1280, 360):
            self.tab.set_viewport_size({"width": width, "height": 740})
            faults += self.watch.faults(width) if AXE.is_file() else []
            if PICTURES:
                Path(PICTURES).mkdir(exist_ok=True)
                self.tab.screenshot(path=f"{PICTURES}/{self.at:02d}-{name}-{width}.png", full_page=True)
        self.tab.set_viewport_size({"width": 360, "height": 740})
        assert not faults, name + "\n" + "\n".join(faults)

    def press(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).first.click()

    def fill(self, values: dict[str, str], within: Any = None) -> None:
        for label, text in values.items():
            (within or self.tab).get_by_label(label).first.fill(text)


def _signed_in(walk: Walk) -> None:
    walk.tab.get_by_label("Thư điện tử hoặc số điện thoại").fill("me.bao.an")
    walk.press("Gửi mã cho tôi")
    expect(walk.tab.get_by_role("alert")).to_be_focused()  # what is wrong is what a screen reader says first
    walk.tab.get_by_label("Thư điện tử hoặc số điện thoại").fill("me.bao.an@example.vn")
    walk.press("Gửi mã cho tôi")
    expect(walk.tab.locator("[name=code]")).to_be_visible()
    walk.tab.locator("[name=code]").fill(Post(walk.commune.app).code("me.bao.an@example.vn"))
    walk.tab.keyboard.press("Enter")
    expect(walk.tab.locator("[name=consent]")).to_be_visible()
    walk.tab.locator("[name=consent]").check()
    walk.tab.locator("main form button[type=submit]").first.click()


def _through_the_guide(walk: Walk) -> None:
    tab = walk.tab
    tab.goto(f"{walk.commune.door}/dich-vu/dang-ky-khai-sinh")
    for answer in GUIDE:
        choice = tab.get_by_label(answer, exact=True)
        if not choice.count():
            tab.get_by_role("button", name="Xem cần chuẩn bị gì").click()
        expect(choice.first).to_be_visible()
        choice.first.check()
    tab.get_by_role("button", name="Xem cần chuẩn bị gì").click()
    link = tab.get_by_role("link", name="Nộp hồ sơ trực tuyến").first
    expect(link).to_have_attribute("href", re.compile("dien-mien=khong"))
    link.click()
    expect(tab.get_by_role("heading", name="Ông/bà cần chuẩn bị")).to_be_visible()
    walk.look("start-signed-out")
    assert walk.watch.kilobytes() <= HEAVIEST
    tab.get_by_role("link", name="Đăng nhập để nộp hồ sơ").click()
    _signed_in(walk)
    expect(tab.get_by_text("Tôi đã đọc và đồng ý")).to_be_visible()
    walk.look("start")
    tab.get_by_label("Tôi đã đọc và đồng ý").check()
    walk.press("Bắt đầu khai")


def _fills_in(walk: Walk) -> None:
    tab = walk.tab
    expect(tab.locator(".service-form__title")).to_have_text("Người đi khai sinh")
    walk.press("Tiếp tục")
    expect(tab.get_by_role("alert")).to_contain_text("Họ và tên")
    walk.look("applicant-errors")
    walk.fill(
        {
            "Họ và tên": "Trần Thị Bích",
            "Số định danh cá nhân": "049195001234",
            "Số điện thoại": "0905 123 456",
        }
    )
    tab.get_by_label("Nhận bản điện tử trên cổng").check()
    walk.press("Tiếp tục")
    expect(tab.locator(".service-form__title")).to_have_text("Người được khai sinh")
    walk.fill(CHILD)
    tab.get_by_label("Nam", exact=True).first.check()
    expect(tab.locator("[data-kept]")).to_have_text("Đã tự lưu.", timeout=20_000)
    walk.look("child")
    tab.reload()  # the battery was empty
    expect(tab.get_by_label("Họ, chữ đệm, tên của cháu")).to_have_value("Nguyễn Ngọc Bảo An")
    walk.press("Tiếp tục")
    walk.fill({"Họ, chữ đệm, tên người mẹ": "Trần Thị Bích"} | PARENT | LIVES)
    walk.press("Tiếp tục")
    expect(
        tab.get_by_label("Họ, chữ đệm, tên người cha")
    ).to_be_visible()  # the guide said that they are married
    walk.fill({"Họ, chữ đệm, tên người cha": "Nguyễn Văn Bảo"} | PARENT | LIVES)
    walk.press("Tiếp tục")
    walk.fill({"Số bản sao Giấy khai sinh cần thêm": "2"})
    walk.press("Tiếp tục")


def _photographs(walk: Walk) -> None:
    tab = walk.tab
    expect(tab.locator("h1")).to_have_text("Giấy tờ kèm theo")
    walk.press("Tiếp tục")
    expect(tab.get_by_role("alert")).to_contain_text("Giấy chứng sinh")
    walk.look("papers-missing")
    box = tab.locator("#giay-giay-chung-sinh-giay")
    files = [{"name": f"IMG_{at}.jpg", "mimeType": "image/jpeg", "buffer": photo(at)} for at in (1, 2)]
    box.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(box.locator(".pages__one")).to_have_count(2, timeout=120_000)
    expect(box.locator(".sending li")).to_have_count(0)
    first = box.locator(".pages__picture").first.get_attribute("src")
    box.get_by_role("button", name="Xuống sau").click()
    expect(box.locator(".pages__picture").first).not_to_have_attribute("src", first or "")
    walk.look("papers")
    box.get_by_role("link", name="Chỉnh góc").first.click()
    dot = tab.locator(".corners__dot").first
    expect(dot).to_be_visible()
    before = tab.locator("#x0").input_value()
    dot.focus()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("#x0").input_value() == str(int(before) + 1)
    walk.look("corners")
    walk.press("Cắt theo góc này")
    expect(tab.locator("#giay-giay-chung-sinh-giay .pages__one")).to_have_count(2)
    walk.press("Tiếp tục")


def _hands_in_and_pays(walk: Walk) -> str:
    tab = walk.tab
    expect(tab.locator("h1")).to_have_text("Xem lại và nộp")
    for said in ("Nguyễn Ngọc Bảo An", "Trần Thị Bích", "16.000", "nhận kết quả chậm nhất"):
        expect(tab.locator("main")).to_contain_text(said)
    walk.look("review")
    tab.get_by_label("Tôi cam đoan").check()
    tab.get_by_role("button", name="Nộp hồ sơ").dblclick()
    expect(tab.locator("h1")).to_have_text("Đã nộp hồ sơ")
    code = tab.locator(".dossier-code__value").inner_text()
    walk.look("handed-in")
    tab.get_by_role("link", name="Nộp ngay").click()
    tab.get_by_role("button", name="qua Cổng thanh toán thử").click()
    tab.get_by_role("button", name="Thành công", exact=True).click()
    expect(tab.locator("#tinh-hinh .alert__title")).to_have_text("Đã trả")
    return code


def _office_works(commune: Commune) -> None:
    """Received, checked, decided, signed, done: each by who may."""
    commune.does("counter_clerk", service.receive)
    commune.does("counter_clerk", service.pass_on)
    commune.does("case_officer", service.take)
    with commune.working():
        dossier = db.session.scalars(select(Dossier)).one()
        outcome = definition_of(dossier).outcomes[0]
        values = values_proposed(dossier, template_of(outcome)) | {
            "ngay_sinh": "2026-03-01",
            "gioi_tinh": "Nam",
            "nguoi_di_khai": "Trần Thị Bích",
            "giay_to_nguoi_di_khai": "Căn cước số 049195001234",
            "noi_dang_ky": "Ủy ban nhân dân xã Tam Hải",
        }
        by: Party = staff(commune.people["case_officer"])
        service.decide(dossier, by, dossier.version, outcome=outcome.key, values=values)
        service.pass_on(dossier, by, dossier.version)
        commit()
    commune.does("signatory", service.take)
    with commune.working():
        dossier = db.session.scalars(select(Dossier)).one()
        number, version = dossier.id, dossier.version
        db.session.rollback()
        sign_one(number, version, commune.people["signatory"])
    with commune.working():
        found = dossiers.by_id(number)
        assert found is not None and found.state == "done"


def test_a_birth_is_registered_on_a_telephone(commune: Commune, context: BrowserContext) -> None:
    walk = Walk(commune, context)
    tab = walk.tab
    _through_the_guide(walk)
    _fills_in(walk)
    _photographs(walk)
    code = _hands_in_and_pays(walk)
    tab.goto(f"{commune.door}/ho-so/")
    expect(tab.locator("main")).to_contain_text("Bộ phận một cửa đang kiểm tra hồ sơ")
    walk.look("mine")
    _office_works(commune)

    tab.goto(f"{commune.door}/ho-so/tra-cuu?ma={code}")
    expect(tab.get_by_label("Mã hồ sơ")).to_have_value(code)
    walk.look("lookup")
    tab.get_by_label("Số định danh cá nhân hoặc số điện thoại").fill("0905 123 457")
    walk.press("Tra cứu")
    expect(tab.get_by_role("alert")).to_be_focused()
    expect(tab.get_by_label("Mã hồ sơ")).to_have_value(code)
    tab.get_by_label("Số định danh cá nhân hoặc số điện thoại").fill("0905 123 456")
    walk.press("Tra cứu")
    expect(tab.locator("#tinh-trang")).to_have_text("Đã xử lý xong")
    for hidden in ("Bích", "Bảo An", "0905", "049195001234"):
        expect(tab.locator("main")).not_to_contain_text(hidden)
    walk.look("looked-up")

    tab.goto(f"{commune.door}/ho-so/")
    tab.get_by_role("link", name="Đăng ký khai sinh").first.click()
    expect(tab.locator("#ket-qua")).to_be_visible()
    walk.look("done")
    with tab.expect_download() as got:
        tab.get_by_role("link", name="Tải kết quả").click()
    signed = Path(got.value.path()).read_bytes()
    _is_signed(signed)
    tab.reload()
    expect(tab.locator("#tinh-trang")).to_have_text("Đã trả kết quả")
    with tab.expect_download() as got:
        tab.get_by_role("link", name="Mẫu 01").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")

    for choices in tab.locator(".rating fieldset").all():
        choices.get_by_label("Hài lòng", exact=True).check()
    walk.press("Gửi đánh giá")
    expect(tab.get_by_text("Cảm ơn ông/bà đã đánh giá")).to_be_visible()
    walk.look("rated")
    assert [
        one for one in walk.watch.complaints if "127.0.0.1" not in one
    ] == []  # the simulator's pages are its own
    with commune.working():
        rating = db.session.scalars(select(DossierRating)).one()
        assert (rating.access, rating.attitude, rating.pace, rating.result) == (4, 4, 4, 4)
        assert len(db.session.scalars(select(Dossier)).all()) == 1
        assert check_books() == []


def _is_signed(pdf: bytes) -> None:
    """The file is signed by the agency's key, whole, and nothing came after."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    root = translate_pyca_cryptography_cert_to_asn1(made.authority().cert)
    with ThreadPoolExecutor(1) as beside:  # pyHanko wants an event loop of its own; the browser's runs here
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        found = beside.submit(validate_pdf_signature, signature, context, key_usage_settings=ANY_USE).result()
    assert found.intact and found.valid and found.trusted and found.coverage.name == "ENTIRE_FILE"
