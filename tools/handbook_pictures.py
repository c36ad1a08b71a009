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
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal import create_app  # noqa: E402
from portal.accounts.permissions import Actor  # noqa: E402
from portal.accounts.service import create_user, grant  # noqa: E402
from portal.alerts import service as alerts  # noqa: E402
from portal.alerts.hazards import BY_CODE  # noqa: E402
from portal.clock import today, utc_now  # noqa: E402
from portal.config import Settings  # noqa: E402
from portal.extensions import db  # noqa: E402
from portal.news import queries as news_queries  # noqa: E402
from portal.news import service as news  # noqa: E402
from portal.publishing import comments, workflow  # noqa: E402
from portal.tenancy.directory import directory  # noqa: E402
from portal.tenancy.scope import editing, entered  # noqa: E402
from portal.visits.models import VisitDay  # noqa: E402
from portal.web.freshness import GLOBAL_SLOT, versions  # noqa: E402
from tests.browser.conftest import SWITCHES  # noqa: E402
from tests.browser.installation import DISTRICT, Installation, prepared, start  # noqa: E402

PICTURES = ROOT / "docs" / "anh"
COMMUNE = "tam-hai"
PASSWORD = "mat-khau-trong-sach-huong-dan"
COLOURS = 96  # of a palette: letters stay sharp, a picture stays small
PEOPLE = {
    "author": ("lan@tamhai.example", "Trần Thị Lan"),
    "approver": ("hung@tamhai.example", "Nguyễn Văn Hùng"),
    "tenant_admin": ("phuong@tamhai.example", "Lê Thị Phượng"),
}
BODY = """Sáng nay, bến phà Tam Hải đón chuyến đầu tiên của tuyến mới, chở học sinh và bà con tiểu thương qua sông.

## Giờ chạy

| Chuyến | Rời bến Tam Hải | Rời bến Tam Quang |
|---|---|---|
| 1 | 05:30 | 06:00 |
| 2 | 06:30 | 07:00 |

Bà con cần biết thêm, xem [lịch công tác](/lich-cong-tac/) của Ủy ban nhân dân xã.
"""


@dataclass
class Made:
    """Ids of the things that the pictures show."""

    draft: int = 0
    submitted: int = 0
    published: int = 0


def furnish(instance: Path) -> Made:
    """People, news in several states, remarks, visits and an urgent notice, through the rooms' own verbs."""
    app = create_app(Settings(instance=str(instance), second_factor="optional", argon2_memory_kib=64))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        commune = directory().by_slug(COMMUNE)
        assert commune is not None
        actors = {}
        for role, (email, name) in PEOPLE.items():
            user = create_user(email, name, PASSWORD)
            grant(user, commune.id, role, is_district=False)
            db.session.commit()
            actors[role] = Actor(user.id, name, commune.id, frozenset({role}))
        with entered(editing(commune.id)):
            made = _write(actors)
            _read(commune.id, made)
        db.session.remove()
        db.engine.dispose()
    return made


def _write(actors: dict[str, Actor]) -> Made:
    author, approver = actors["author"], actors["approver"]
    section = news_queries.sections()[0].id

    def item(title: str, lead: str, body: str = BODY) -> int:
        return news.create(news.NewsDraft(section_id=section, title=title, lead=lead, body=body), author).id

    made = Made()
    made.draft = item("Tập huấn sơ cứu đuối nước cho giáo viên", "Trạm y tế xã mở lớp tập huấn hai ngày.")
    made.submitted = item(
        "Tuyến phà mới Tam Hải – Tam Quang chạy từ thứ Hai", "Mỗi ngày bốn chuyến, học sinh được miễn vé."
    )
    made.published = item("Lễ hội cầu ngư Tam Hải năm 2026", "Lễ hội diễn ra trong hai ngày tại lăng Ông.")
    workflow.submit(_load(made.submitted), author)
    said = "Đoạn giờ chạy cần ghi thêm số điện thoại bến phà."
    comments.say("news", made.submitted, said, approver, quote="Giờ chạy")
    workflow.publish(_load(made.published), approver)
    db.session.commit()
    live = _load(made.published)
    later = news.NewsDraft(
        section_id=section,
        title=live.title,
        lead="Lễ hội diễn ra trong ba ngày tại lăng Ông, thôn Thuận An.",
        body=BODY.replace("05:30", "05:15"),
    )
    news.save(live, later, live.version, approver)
    notice = alerts.AlertDraft(
        hazard="bao",
        level=3,
        title="Bão số 12 vào bờ đêm nay, tàu thuyền không ra khơi",
        text=BY_CODE["bao"].advice,
        area="các thôn ven biển",
        until=utc_now() + timedelta(hours=30),
        source="Đài Khí tượng Thủy văn khu vực Trung Trung Bộ",
    )
    alerts.issue(notice, approver, "")
    return made


def _load(object_id: int) -> news_queries.NewsItem:
    found = news_queries.by_id(object_id)
    assert found is not None
    return found


def _read(tenant_id: int, made: Made) -> None:
    """Thirty days of reading, with quiet weekends."""
    slug = _load(made.published).slug
    for back in range(30):
        day: date = today() - timedelta(days=back)
        many = 40 if day.weekday() > 4 else 90 + (back * 37) % 60
        for path, count in (("/", many), (f"/tin-tuc/{slug}", many // 2), ("/thu-tuc/", many // 3)):
            db.session.add(VisitDay(tenant_id=tenant_id, day=day, act="view", path=path, count=count))
        db.session.add(
            VisitDay(tenant_id=tenant_id, day=day, act="search", path="/tim-kiem", count=many // 8)
        )
    db.session.commit()


class Camera:
    """A person at a portal, and the pictures of what they see."""

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
        """The page as PNG, after `act`; what `mark` (a CSS selector) finds first gets a frame."""
        self.tab.set_viewport_size({"width": width, "height": height})
        self.tab.goto(self._portal.url(self._slug, path))
        self.tab.wait_for_load_state("networkidle")
        if act is not None:
            act(self.tab)
        if mark:
            found = self.tab.locator(mark).first
            found.scroll_into_view_if_needed()
            found.evaluate(
                "it => { it.style.outline = '4px solid #d0021b'; it.style.outlineOffset = '4px'; }"
            )
        keep(name, self.tab.screenshot())

    def close(self) -> None:
        """Nobody is here any more."""
        self._context.close()


def keep(name: str, png: bytes) -> None:
    """Write a picture with a palette, and say how large it is."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    (PICTURES / f"{name}.png").write_bytes(out.getvalue())
    print(f"docs/anh/{name}.png  {len(out.getvalue()) // 1024} KB")


def take_all(browser: Browser, portal: Installation, made: Made) -> None:
    """Every picture of the handbook."""
    item = f"/quan-tri/tin-tuc/{made.submitted}"
    visitor = Camera(browser, portal, DISTRICT, None)
    visitor.take("cong", "/", height=900)
    visitor.close()
    villager = Camera(browser, portal, COMMUNE, None)
    villager.take("thong-bao-khan-dien-thoai", "/", width=360, height=640)
    villager.take("dang-nhap", "/quan-tri/dang-nhap", height=620)
    villager.take("hoi-dap-gui", "/hoi-dap/gui", height=900)
    villager.close()
    author = Camera(browser, portal, COMMUNE, (PEOPLE["author"][0], PASSWORD))
    author.take("hom-nay", "/quan-tri/")
    author.take("danh-sach-tin", "/quan-tri/tin-tuc/", mark=".desk-head__actions .button")
    author.take("soan-thao", f"/quan-tri/tin-tuc/{made.draft}", height=1000)
    author.take("xem-truoc-dien-thoai", f"/quan-tri/tin-tuc/{made.draft}/khung-xem?rong=360", height=980)
    author.close()
    approver = Camera(browser, portal, COMMUNE, (PEOPLE["approver"][0], PASSWORD))
    approver.take("ban-bien-tap", "/quan-tri/")
    approver.take("duyet", item, mark=".desk-head__actions")
    approver.take("lich-su", f"/quan-tri/tin-tuc/{made.published}/lich-su")
    approver.take("so-sanh", f"/quan-tri/tin-tuc/{made.published}/so-sanh?tu=2&den=3")
    approver.take("thong-bao-khan", "/quan-tri/canh-bao/")
    approver.take("thong-bao-khan-moi", "/quan-tri/canh-bao/moi?loai=lu-lut", height=900)
    approver.take("thung-rac", "/quan-tri/thung-rac/", height=520)
    approver.close()
    admin = Camera(browser, portal, COMMUNE, (PEOPLE["tenant_admin"][0], PASSWORD))
    admin.take("nguoi-dung", "/quan-tri/nguoi-dung/")
    admin.take("nhat-ky", "/quan-tri/nhat-ky/")
    admin.take("luot-xem", "/quan-tri/luot-xem/", height=900)
    admin.take("giao-dien", "/quan-tri/giao-dien/", height=900)
    admin.take("chuyen-du-lieu", "/quan-tri/chuyen-du-lieu/")
    admin.take("bao-mat", "/quan-tri/tai-khoan/xac-thuc/", height=620)
    admin.close()
    district = Camera(browser, portal, DISTRICT, (portal.email, portal.password))
    district.take("cac-cong", "/quan-tri/cac-cong")
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


def main() -> None:
    """Take all pictures."""
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


if __name__ == "__main__":
    main()
