"""Every kind of page once, for the accessibility tests and the HTML checker; each part has its list in lists/."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

from tests.browser import lists
from tests.browser.installation import DISTRICT, Installation
from tests.browser.page import CLOSED, COAST, HILLS, PLAIN, Page
from tests.browser.visitor import Visitor

NEWS = r"/tin-tuc/(?!chuyen-muc/|the/|feed)[^/?#]+"
LEGAL = r"/van-ban/(?!feed)[^/?#]+"
PROCEDURE = r"/thu-tuc/[^/?#]+"
LONG = "x" * 400

PUBLIC = [
    Page("home-district", DISTRICT, "/"),
    Page("home-coast", COAST, "/"),
    Page("home-hills", HILLS, "/"),
    Page("home-plain", PLAIN, "/"),
    Page("news-list", COAST, "/tin-tuc/"),
    Page("news-list-2", DISTRICT, "/tin-tuc/?trang=2"),
    Page("news-section", COAST, "/tin-tuc/", follow=r"/tin-tuc/chuyen-muc/[^/?#]+"),
    Page("news-tag", COAST, "{tag}"),
    Page("news-item", DISTRICT, "/tin-tuc/", follow=NEWS),
    Page("news-item-hills", HILLS, "/tin-tuc/", follow=NEWS),
    Page("news-print", COAST, "/tin-tuc/", follow=NEWS, suffix="/in"),
    Page("page-index", COAST, "/gioi-thieu/"),
    Page("page", COAST, "/gioi-thieu/", follow=r"/gioi-thieu/[^?#]+"),
    Page("legal-list", COAST, "/van-ban/"),
    Page("legal-filtered", DISTRICT, "/van-ban/?nhom=chi-dao&q=k%E1%BA%BF+ho%E1%BA%A1ch&hieu-luc=in_force"),
    Page("legal-none", COAST, "/van-ban/?q=khongcovanbannao"),
    Page("legal-document", DISTRICT, "/van-ban/?nhom=quy-pham", follow=LEGAL),
    Page("legal-directive", COAST, "/van-ban/?nhom=chi-dao", follow=LEGAL),
    Page("legal-print", DISTRICT, "/van-ban/", follow=LEGAL, suffix="/in"),
    Page("legal-as-of", DISTRICT, "/van-ban/?nhom=quy-pham", follow=LEGAL, suffix="?ngay=2020-01-01"),
    Page("legal-provision", DISTRICT, "/van-ban/?nhom=quy-pham", follow=LEGAL, suffix="/dieu-1"),
    Page("legal-provision-print", DISTRICT, "/van-ban/?nhom=quy-pham", follow=LEGAL, suffix="/dieu-1/in"),
    Page("procedure-list", HILLS, "/thu-tuc/"),
    Page("procedure", HILLS, "/thu-tuc/", follow=PROCEDURE),
    Page("procedure-print", COAST, "/thu-tuc/", follow=PROCEDURE, suffix="/in"),
    Page("schedule", COAST, "/lich-cong-tac/"),
    Page("search", COAST, "/tim-kiem"),
    Page("search-results", COAST, "/tim-kiem?q=khai+sinh&pham-vi=tat-ca"),
    Page("search-none", PLAIN, "/tim-kiem?q=khongcogihet"),
    Page("search-narrowed", COAST, "/tim-kiem?q=quy+dinh&loai-van-ban=quyet-dinh&pham-vi=huyen"),
    Page("search-elsewhere", HILLS, "/tim-kiem?q=quy+dinh&nam=1899"),
    Page("search-documents", DISTRICT, "/tim-kiem?q=quyet+dinh&loai=legal"),
    Page("search-english", HILLS, "/tim-kiem?q=khai+sinh", english=True),
    Page("check-file", COAST, "/kiem-tra"),
    Page("check-hash", COAST, f"/kiem-tra?sha256={'0' * 64}"),
    Page("check-wrong", HILLS, "/kiem-tra?sha256=abc", status=422),
    Page("proof-log", DISTRICT, "/bang-chung/"),
    Page("proof", DISTRICT, "{proof}"),
    Page("site-guide", COAST, "/so-do-cong"),
    Page("home-english", DISTRICT, "/", english=True),
    Page("procedure-english", HILLS, "/thu-tuc/", english=True, follow=PROCEDURE),
    Page("not-found", COAST, "/khong-co-trang-nay", status=404),
    Page("withdrawn", COAST, "{withdrawn}", status=410),
    Page("unknown-host", "khong-co-cong-nay", "/", status=404),
    Page("suspended", CLOSED, "/", status=503),
    Page("sign-in", COAST, "/quan-tri/dang-nhap"),
    Page(
        "sign-in-wrong",
        COAST,
        "/quan-tri/dang-nhap",
        status=401,
        control="password",
        values={"email": "ai-do@example.vn", "password": "khong-phai"},
    ),
    Page("sign-in-empty", HILLS, "/quan-tri/dang-nhap", status=422, control="password"),
]

KINDS = {
    "news": ("tin-tuc", "title"),
    "page": ("trang", "title"),
    "legal": ("van-ban", "number"),
    "procedure": ("thu-tuc", "code"),
    "schedule": ("lich-cong-tac", "title"),
}
DESK = [
    Page("desk-overview", COAST, "/quan-tri/", desk=True),
    Page("desk-district", DISTRICT, "/quan-tri/", desk=True),
    Page("desk-password", COAST, "/quan-tri/mat-khau", desk=True),
    Page("desk-password-errors", COAST, "/quan-tri/mat-khau", status=422, desk=True, control="old"),
    Page("desk-people", COAST, "/quan-tri/nguoi-dung/", desk=True),
    Page(
        "desk-people-errors",
        COAST,
        "/quan-tri/nguoi-dung/",
        status=422,
        desk=True,
        control="role",
        values={"email": "khong phai thu"},
    ),
    Page(
        "desk-people-new",
        COAST,
        "/quan-tri/nguoi-dung/",
        status=201,
        desk=True,
        control="role",
        values={"email": "nguoi-{once}@example.vn", "name": "Người thử"},
    ),
    Page("desk-settings", COAST, "/quan-tri/cau-hinh", desk=True),
    Page(
        "desk-settings-errors",
        COAST,
        "/quan-tri/cau-hinh",
        status=422,
        desk=True,
        control="address",
        values={"address": LONG},
    ),
    Page("desk-intake", COAST, "/quan-tri/van-ban/tiep-nhan/", desk=True),
    Page("desk-relations", DISTRICT, "/quan-tri/van-ban/quan-he/", desk=True),
    Page("desk-relations-none", COAST, "/quan-tri/van-ban/quan-he/?trang=99", desk=True),
    Page(
        "desk-relations-document",
        DISTRICT,
        "/quan-tri/van-ban/",
        desk=True,
        follow=r"/quan-tri/van-ban/\d+",
        suffix="/quan-he",
    ),
    Page(
        "desk-relations-errors",
        DISTRICT,
        "/quan-tri/van-ban/",
        status=422,
        desk=True,
        follow=r"/quan-tri/van-ban/\d+",
        suffix="/quan-he",
        control="parts",
        values={"parts": "không phải điều nào"},
    ),
    Page("desk-search", COAST, "/quan-tri/tim-kiem/", desk=True),
    Page("desk-search-not-found", COAST, "/quan-tri/tim-kiem/khong-thay", desk=True),
    Page("desk-search-ignored", COAST, "/quan-tri/tim-kiem/khong-thay?xem=bo-qua", desk=True),
    Page("desk-synonyms", COAST, "/quan-tri/tim-kiem/dong-nghia/", desk=True),
    Page("desk-synonyms-none", HILLS, "/quan-tri/tim-kiem/dong-nghia/?q=khongco", desk=True),
    Page("desk-synonyms-removed", COAST, "{removed_synonym}", desk=True),
    Page("desk-synonym-new", DISTRICT, "/quan-tri/tim-kiem/dong-nghia/moi", desk=True),
    Page(
        "desk-synonym-errors",
        COAST,
        "/quan-tri/tim-kiem/dong-nghia/moi",
        status=422,
        desk=True,
        control="term",
    ),
    Page(
        "desk-synonym-conflict",
        COAST,
        "/quan-tri/tim-kiem/dong-nghia/",
        status=409,
        desk=True,
        follow=r"/quan-tri/tim-kiem/dong-nghia/\d+",
        control="term",
        values={"meaning": "bản của tôi", "version": "0"},
    ),
    Page(
        "desk-synonym-trial",
        COAST,
        "/quan-tri/tim-kiem/dong-nghia/moi",
        desk=True,
        control="term",
        values={"term": "từ lạ {once}", "meaning": "khai sinh", "try": "1"},
    ),
    Page("desk-promoted", COAST, "/quan-tri/tim-kiem/de-xuat/", desk=True),
    Page("desk-promoted-new", DISTRICT, "/quan-tri/tim-kiem/de-xuat/moi", desk=True),
    Page(
        "desk-promoted-errors",
        COAST,
        "/quan-tri/tim-kiem/de-xuat/moi",
        status=422,
        desk=True,
        control="question",
        values={"question": "lịch", "target": "https://example.vn/"},
    ),
    Page(
        "desk-promoted-choices",
        COAST,
        "/quan-tri/tim-kiem/de-xuat/",
        desk=True,
        follow=r"/quan-tri/tim-kiem/de-xuat/\d+",
        control="question",
        values={"find": "khai sinh", "look": "1"},
    ),
    Page("desk-tenants", DISTRICT, "/quan-tri/cac-cong", desk=True),
    Page("desk-list-none", COAST, "/quan-tri/tin-tuc/?q=khongcotinnao&trang-thai=draft", desk=True),
    Page("desk-not-found", COAST, "/quan-tri/tin-tuc/999", status=404, desk=True),
    Page("desk-preview", COAST, "/quan-tri/tin-tuc/{draft}/xem-truoc", desk=True),
    Page("desk-new", COAST, "/quan-tri/tin-tuc/moi", desk=True),
    Page("desk-edit-draft", COAST, "/quan-tri/tin-tuc/{draft}", desk=True),
    Page(
        "desk-conflict",
        COAST,
        "/quan-tri/tin-tuc/{draft}",
        status=409,
        desk=True,
        control="title",
        values={"title": "Tôi cũng sửa", "version": "0"},
    ),
]
for _kind, (_folder, _control) in KINDS.items():
    _where = f"/quan-tri/{_folder}/"
    DESK += [
        Page(f"desk-{_kind}-list", DISTRICT, _where, desk=True),
        Page(f"desk-{_kind}-errors", COAST, f"{_where}moi", status=422, desk=True, control=_control),
        Page(f"desk-{_kind}-edit", DISTRICT, _where, desk=True, follow=rf"{_where}\d+"),
    ]

# What HTMX asks for: pieces that stand inside a page.
FRAGMENTS = [
    Page("piece-desk-list", COAST, "/quan-tri/tin-tuc/?q=a", desk=True),
    Page("piece-desk-not-found", COAST, "/quan-tri/tim-kiem/khong-thay?xep=nhieu-nhat", desk=True),
    Page("piece-desk-synonyms", COAST, "/quan-tri/tim-kiem/dong-nghia/?q=so", desk=True),
    Page("piece-desk-promoted", COAST, "/quan-tri/tim-kiem/de-xuat/?q=lich", desk=True),
    Page("piece-desk-choices", COAST, "/quan-tri/tim-kiem/de-xuat/trang?find=khai+sinh", desk=True),
    Page("piece-desk-none", COAST, "/quan-tri/van-ban/?q=khongco", desk=True),
    Page("piece-suggestions", COAST, "/tim-kiem/goi-y?q=khai+si"),
    Page("piece-suggestions-number", DISTRICT, "/tim-kiem/goi-y?q=1&pham-vi=tat-ca"),
    Page("piece-suggestions-none", COAST, "/tim-kiem/goi-y?q=khongcogihet"),
]

MAKERS: list[Callable[[Installation, Visitor, Visitor], dict[str, str]]] = []
"""Each makes what the pages of a list need, as (installation, editor on the coast, editor of the district)."""
for _found in pkgutil.iter_modules(lists.__path__):
    _part: Any = importlib.import_module(f"tests.browser.lists.{_found.name}")
    PUBLIC += getattr(_part, "PUBLIC", [])
    DESK += getattr(_part, "DESK", [])
    FRAGMENTS += getattr(_part, "FRAGMENTS", [])
    if hasattr(_part, "make_things"):
        MAKERS.append(_part.make_things)

PAGES = PUBLIC + DESK

BODY = "## Mục\n\nNội dung.\n\n| Thôn | Số hộ |\n|---|---|\n| Thuận An | 1 |\n"


def make_things(installation: Installation) -> dict[str, str]:
    """Makes what some pages need: a draft, something withdrawn, a closed portal. Returns the `{…}` of the paths."""
    desk = Visitor(installation, COAST).sign_in()
    draft, withdrawn, tagged = (
        _news(desk, title) for title in ("Bản nháp để xem trước", "Tin sẽ được gỡ", "Tin có từ khóa")
    )
    gone, found = _publish(desk, withdrawn), _publish(desk, tagged)
    assert desk.submit(withdrawn, "reason", {"reason": "Đăng nhầm"}).status == 302
    tag = next(link for link in desk.ask(found).links() if link.startswith("/tin-tuc/the/"))
    district = Visitor(installation, DISTRICT).sign_in()
    assert district.press("/quan-tri/cac-cong", f"/{CLOSED}/tam-dung").status == 302
    proof = _first(district, _first(district, "/van-ban/", LEGAL), r"/bang-chung/legal/\d+")
    made = {"removed_synonym": _curate(desk)}
    for make in MAKERS:
        made |= make(installation, desk, district)
    return made | {"draft": draft.rsplit("/", 1)[1], "withdrawn": gone, "tag": tag, "proof": proof}


def _curate(desk: Visitor) -> str:
    """Adds a synonym and a promoted result, asks what is not found; the list just after a synonym was deleted."""
    where = "/quan-tri/tim-kiem/"
    for term in ("sổ đỏ", "từ sẽ xóa"):
        values = {"term": term, "meaning": "giấy chứng nhận quyền sử dụng đất"}
        assert desk.submit(f"{where}dong-nghia/moi", "term", values).status == 302
    page = {"question": "lịch tiếp dân", "target": "/lich-cong-tac/", "title": "Lịch tiếp công dân"}
    assert desk.submit(f"{where}de-xuat/moi", "question", page).status == 302
    Visitor(desk.installation, desk.slug).ask("/tim-kiem?q=khongcogihetca")
    links = desk.ask(f"{where}dong-nghia/?q=tu+se+xoa").links()
    gone = next(link for link in links if re.fullmatch(rf"{where}dong-nghia/\d+", link))
    return desk.press(f"{where}dong-nghia/?q=tu+se+xoa", f"{gone.rsplit('/', 1)[1]}/xoa").location


def _first(visitor: Visitor, path: str, pattern: str) -> str:
    return next(link for link in visitor.ask(path).links() if re.fullmatch(pattern, link))


def _news(desk: Visitor, title: str) -> str:
    values = {"title": title, "lead": "Một câu dẫn vào bài.", "body": BODY, "tags": "từ khóa thử"}
    answer = desk.submit("/quan-tri/tin-tuc/moi", "title", values)
    assert answer.status == 302, answer.text
    return answer.location


def _publish(desk: Visitor, edit: str) -> str:
    assert desk.press(edit, "/dang").status == 302
    return next(link for link in desk.ask(edit).links() if re.fullmatch(NEWS, link))
