"""Takes the pictures of the handbook: a fresh portal with people and a few things, seen by a real browser.

    make handbook

Writes docs/anh/*.png; what the pictures show is what the pages show today. Needs Chromium and the development packages.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.installation import Installation, prepared, start  # noqa: E402
from tests.chromium import SWITCHES  # noqa: E402
from tools.handbook_portal import COMMUNE, DISTRICT, PASSWORD, PEOPLE, Made, furnish  # noqa: E402

PICTURES = ROOT / "docs" / "anh"
COLOURS = 96  # of a palette: letters stay sharp, a picture stays small
NEWS = "/quan-tri/tin-tuc"


class Camera:
    """A person at a portal, and the pictures of what they see."""

    missed: ClassVar[list[str]] = []

    def __init__(
        self, browser: Browser, portal: Installation, slug: str, who: tuple[str, str] | None
    ) -> None:
        self._portal, self._slug = portal, slug
        self._context: BrowserContext = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        self.tab: Page = self._context.new_page()
        if who is not None:
            self.tab.goto(portal.url(slug, "/quan-tri/dang-nhap"))
            self.tab.get_by_label("Thư điện tử").fill(who[0])
            self.tab.get_by_label("Mật khẩu").fill(who[1])
            self.tab.get_by_role("button", name="Đăng nhập").click()
            self.tab.wait_for_url("**/quan-tri/")

    def open(self, path: str) -> None:
        """Go to a page, and wait until all of it is there."""
        self.tab.goto(self._portal.url(self._slug, path))
        self.tab.wait_for_load_state("networkidle")

    def take(
        self,
        name: str,
        path: str,
        *,
        width: int = 1280,
        height: int = 800,
        mark: str = "",
        act: Callable[[Page], None] | None = None,
    ) -> None:
        """The page as PNG, after `act`; what `mark` (a CSS selector) finds first gets a frame. One that can't be taken
        is told, and the others are taken all the same."""
        self.tab.set_viewport_size({"width": width, "height": height})
        try:
            self.open(path)
            if act is not None:
                act(self.tab)
            if mark:
                frame(self.tab.locator(mark).first)
            keep(name, self.tab.screenshot())
        except (AssertionError, Error) as error:
            self.missed.append(name)
            print(f"docs/anh/{name}.png: {str(error).splitlines()[0]}", file=sys.stderr)

    def close(self) -> None:
        """Nobody is here any more."""
        self._context.close()


def frame(found: Locator) -> None:
    """Draw a frame around something, in the middle of the window where it fits."""
    found.evaluate(
        "it => { it.style.outline = '4px solid #d0021b'; it.style.outlineOffset = '4px';"
        " it.scrollIntoView({ block: 'center', behavior: 'instant' }); }"
    )
    found.page.wait_for_timeout(300)  # what sticks to the edges of the window finds its place


def keep(name: str, png: bytes) -> None:
    """Write a picture with a palette, and say how large it is."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    (PICTURES / f"{name}.png").write_bytes(out.getvalue())
    print(f"docs/anh/{name}.png  {len(out.getvalue()) // 1024} KB")


def take_all(browser: Browser, portal: Installation, made: Made) -> None:
    """Every picture of the handbook."""
    for seen in (_visitors, _author, _approver, _administrator, _district):
        seen(browser, portal, made)


def _of(browser: Browser, portal: Installation, role: str) -> Camera:
    return Camera(browser, portal, COMMUNE, (PEOPLE[role][0], PASSWORD))


def _visitors(browser: Browser, portal: Installation, _made: Made) -> None:
    visitor = Camera(browser, portal, DISTRICT, None)
    visitor.take("cong", "/", height=900)
    visitor.close()
    villager = Camera(browser, portal, COMMUNE, None)
    villager.take("thong-bao-khan-dien-thoai", "/", width=360, height=640)
    villager.take("dang-nhap", "/quan-tri/dang-nhap", height=620)
    villager.take("hoi-dap-gui", "/hoi-dap/gui", height=900)
    villager.close()


def _author(browser: Browser, portal: Installation, made: Made) -> None:
    draft = f"{NEWS}/{made.draft}"
    author = _of(browser, portal, "author")
    author.take("hom-nay", "/quan-tri/")
    author.take("danh-sach-tin", f"{NEWS}/", mark=".desk-head__actions .button")
    author.take("soan-thao", draft, height=1000)
    author.take("lien-ket", draft, act=_ask_for_a_link)
    author.take(
        "tu-tep-word", f"{NEWS}/moi", height=760, act=lambda tab: tab.locator(".start-word summary").click()
    )
    author.take("thu-vien", "/quan-tri/thu-vien/", height=900)
    author.take("phim-tat", f"{NEWS}/", height=900, act=lambda tab: tab.keyboard.press("?"))
    author.take("goi-y", f"{NEWS}/{made.with_hints}", height=900, mark="#goi-y")
    author.take("xem-truoc-dien-thoai", f"{draft}/khung-xem?rong=360", height=980)
    author.take("chua-luu", draft, act=_leave_unsaved)
    approver = _of(browser, portal, "approver")
    author.take("hai-nguoi-cung-sua", draft, height=900, act=lambda tab: _collide(tab, approver, draft))
    approver.close()
    author.close()


def _ask_for_a_link(tab: Page) -> None:
    tab.get_by_role("button", name="Liên kết").click()
    tab.get_by_label("Trang hoặc địa chỉ").press_sequentially("khai sinh")
    expect(tab.locator(".chooser__option").first).to_contain_text("khai sinh")


def _leave_unsaved(tab: Page) -> None:
    """Write, go without saving, come back."""
    tab.get_by_label("Đoạn dẫn").fill("Trạm y tế xã mở lớp tập huấn hai ngày, dạy thực hành trên người giả.")
    expect(tab.locator("[data-writing-sign]")).to_contain_text("đã lưu")
    tab.reload()
    expect(tab.get_by_role("heading", name="Bạn có phần viết chưa lưu")).to_be_visible()


def _collide(tab: Page, other: Camera, where: str) -> None:
    """Somebody else saves the same sentence while it is written anew here."""
    other.open(where)
    lead = "Trạm y tế xã mở lớp tập huấn ba ngày."
    other.tab.get_by_label("Đoạn dẫn").fill(lead)
    other.tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(other.tab.get_by_text("Đã lưu.")).to_be_visible()
    tab.get_by_label("Đoạn dẫn").fill("Trạm y tế xã mở lớp tập huấn bốn ngày.")
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_role("button", name="Xem bản ghép")).to_be_visible()


def _approver(browser: Browser, portal: Installation, made: Made) -> None:
    approver = _of(browser, portal, "approver")
    approver.take("ban-bien-tap", "/quan-tri/")
    approver.take("duyet", f"{NEWS}/{made.submitted}", mark=".desk-head__actions")
    approver.take("gop-y-noi-bo", f"{NEWS}/{made.submitted}", mark="#gop-y")
    approver.take("lich-su", f"{NEWS}/{made.published}/lich-su")
    approver.take("so-sanh", f"{NEWS}/{made.published}/so-sanh?tu=2&den=3")
    approver.take("nhieu-muc", f"{NEWS}/", act=_choose_many)
    approver.take("phu-trach", f"{NEWS}/{made.published}", mark="#cham-soc")
    approver.take("thong-bao-khan", "/quan-tri/canh-bao/")
    approver.take("thong-bao-khan-moi", "/quan-tri/canh-bao/moi?loai=lu-lut", height=900)
    approver.take("y-kien", "/quan-tri/y-kien/", height=640)
    approver.take("thung-rac", "/quan-tri/thung-rac/", height=520)
    approver.close()


def _choose_many(tab: Page) -> None:
    tab.locator("[data-bulk] summary").click()
    for row in (0, 1):
        tab.locator("[data-row] input[type=checkbox]").nth(row).check()
    tab.get_by_label("Việc cần làm").select_option(label="Giao người phụ trách")


def _administrator(browser: Browser, portal: Installation, _made: Made) -> None:
    admin = _of(browser, portal, "tenant_admin")
    admin.take("nguoi-dung", "/quan-tri/nguoi-dung/")
    admin.take("quy-trinh", "/quan-tri/quy-trinh", height=640)
    admin.take("nhat-ky", "/quan-tri/nhat-ky/")
    admin.take("luot-xem", "/quan-tri/luot-xem/", height=900)
    admin.take("chat-luong", "/quan-tri/chat-luong/", height=900)
    admin.take("nghi-dinh-42", "/quan-tri/nghi-dinh-42/", height=900)
    admin.take("giao-dien", "/quan-tri/giao-dien/", height=900)
    admin.take("chuyen-du-lieu", "/quan-tri/chuyen-du-lieu/")
    admin.take("bao-mat", "/quan-tri/tai-khoan/xac-thuc/", height=620)
    admin.close()


def _district(browser: Browser, portal: Installation, made: Made) -> None:
    district = Camera(browser, portal, DISTRICT, (portal.email, portal.password))
    district.take("chia-se", f"{NEWS}/{made.shared}", height=900, mark="#chia-se")
    district.take("cac-cong", "/quan-tri/cac-cong")
    district.take("lap-cong", "/quan-tri/cac-cong/moi", height=900)
    district.take("mot-cong", f"/quan-tri/cac-cong/cong/{COMMUNE}/", height=900)
    district.take("sap-nhap", "/quan-tri/cac-cong/sap-nhap/", height=900)
    district.close()


@contextmanager
def installation(folder: Path) -> Iterator[tuple[Installation, Made]]:
    """A portal with real content, people and a few things, served."""
    base = folder / "prepared"
    prepared(base)
    made = furnish(base / "instance")
    portal = start(folder, base)
    try:
        yield portal, made
    finally:
        portal.stop()


def main() -> int:
    """Take all pictures; 1 if one could not be taken."""
    PICTURES.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="so-tay-"))
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        with installation(folder) as (portal, made), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
            take_all(browser, portal, made)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if Camera.missed else 0


if __name__ == "__main__":
    sys.exit(main())
