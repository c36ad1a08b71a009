"""The appearance of a portal through its pages: put together, tried out, saved, compared, taken back, kept apart."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.desk.appearance.rows import carry_out, read_order, read_rows
from portal.web.appearance import Appearance, is_target, read_appearance
from portal.web.colours import contrast_on_page, nearest_legible
from tests.conftest import A, B, Browser
from tests.factories import Factory

PATH = "/quan-tri/giao-dien/"
SignedIn = Callable[..., Browser]


def form_of(browser: Browser, part: str) -> dict[str, str]:
    """What the form of a part would send if nothing was changed."""
    page = browser.get(f"{PATH}{part}").text
    page = page[page.index('id="phan"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", page):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name is None or 'type="file"' in tag:
            continue
        if ('type="checkbox"' in tag or 'type="radio"' in tag) and " checked" not in tag:
            continue
        found[name[1]] = value[1] if value else ""
    for name_, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)', page):
        found[name_] = text
    return found


def send(browser: Browser, part: str, changes: dict[str, Any], do: str = "save", **options: Any) -> Any:
    """Send the form of a part with some changes."""
    return browser.post(f"{PATH}{part}", form_of(browser, part) | {"do": do} | changes, **options)


def line_of(form: dict[str, str], field: str, value: str) -> int:
    """The number of the line whose field has this value."""
    found = next(key for key, held in form.items() if key.endswith(f"-{field}") and held == value)
    return int(found.split("-")[1])


def menu_of(app: Flask, slug: str) -> list[tuple[str, str]]:
    page = Browser(app, slug).get("/").text
    nav = page[page.index('class="menu__list"') :].partition("</nav>")[0]
    return [(href, label) for href, label in re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', nav)]


def test_the_menu_is_renamed_moved_switched_off_and_has_own_links(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    before = menu_of(app, A)
    form = form_of(admin, "trinh-don")
    law = line_of(form, "key", "/van-ban/")
    # A line added is a form that comes back; nothing is saved.
    answer = admin.post(f"{PATH}trinh-don", form | {"do": "add:menu:0", f"menu-{law}-label": "Thư viện luật"})
    assert answer.status_code == 200 and "Thư viện luật" in answer.text and menu_of(app, A) == before
    schedule = line_of(form, "key", "/lich-cong-tac/")
    form.pop(f"menu-{schedule}-on")
    new = max(int(key.split("-")[1]) for key in form if key.startswith("menu-")) + 1
    form |= {
        f"menu-{law}-label": "Thư viện luật",
        f"menu-{new}-key": "",
        f"menu-{new}-label": "Cổng dịch vụ công",
        f"menu-{new}-target": "dichvucong.gov.vn",
        f"menu-{new}-on": "y",
    }
    assert admin.post(f"{PATH}trinh-don", form | {"do": "save"}).status_code == 303
    shown = menu_of(app, A)
    assert ("/van-ban/", "Thư viện luật") in shown
    assert ("https://dichvucong.gov.vn", "Cổng dịch vụ công") in shown
    assert "/lich-cong-tac/" not in dict(shown)
    assert menu_of(app, B) == before
    # Moving is a form as well, and saving what came back moves the public menu.
    moved = send(admin, "trinh-don", {}, do=f"up:menu:{law}").text
    numbers = re.findall(r'name="menu-(\d+)-key" value="/van-ban/"', moved)
    assert numbers == [str(law - 1)] and f'id="menu-{law - 1}-up"' in moved


def test_a_link_below_another_shows_where_it_belongs(
    app: Flask, signed_in: SignedIn, factory: Factory
) -> None:
    _id, slug = factory.page(A, title="Xã xưa")
    admin = signed_in(A, "tenant_admin")
    form = form_of(admin, "trinh-don")
    rows = [("Tra cứu", "/tim-kiem", ""), ("Xã xưa", f"/gioi-thieu/{slug}", "y")]
    at = 40
    for label, target, below in rows:
        form |= {
            f"menu-{at}-{name}": value for name, value in (("key", ""), ("label", label), ("target", target))
        }
        form |= {f"menu-{at}-on": "y", f"menu-{at}-below": below}
        at += 1
    assert admin.post(f"{PATH}trinh-don", form | {"do": "save"}).status_code == 303
    page = Browser(app, A).get("/tim-kiem").text
    nav = page[page.index('class="menu__list"') :].partition("</nav>")[0]
    assert re.search(r'menu__sub">\s*<li><a class="menu__sublink" href="/gioi-thieu/' + slug, nav)
    assert (
        "menu__sub"
        not in Browser(app, A).get("/van-ban/").text.partition("Tra cứu")[2].partition("</nav>")[0]
    )


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    new = {"links-0-label": "Trang lạ", "links-0-target": "javascript:alert(1)", "responsible": "Bà Chủ tịch"}
    answer = send(admin, "chan-trang", new)
    assert answer.status_code == 422 and "Trang lạ" in answer.text and "Bà Chủ tịch" in answer.text
    assert 'href="#links-0-target"' in answer.text
    assert "Bà Chủ tịch" not in Browser(app, A).get("/").text
    off = {key: value for key, value in form_of(admin, "trinh-don").items() if not key.endswith("-on")}
    assert admin.post(f"{PATH}trinh-don", off | {"do": "save"}).status_code == 422


def test_the_footer_its_links_and_social_media(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    new = {
        "responsible": "Bà Nguyễn Thị A, Chủ tịch",
        "footer_text": "Giấy phép **số 1** <script>x</script> {{7*7}}",
        "footer_links-0-label": "Bản đồ xã",
        "footer_links-0-target": "/gioi-thieu/",
        "links-0-label": "Cổng tỉnh",
        "links-0-target": "https://quangnam.gov.vn/",
        "social-0-label": "Facebook của xã",
        "social-0-target": "https://www.facebook.com/xa",
    }
    assert send(admin, "chan-trang", new).status_code == 303
    page = Browser(app, A).get("/").text
    for text in (
        "Bà Nguyễn Thị A",
        "<strong>số 1</strong>",
        "Bản đồ xã",
        "Cổng tỉnh",
        "Facebook của xã",
        "{{7*7}}",
    ):
        assert text in page, text
    assert "<script>x" not in page
    assert "Bà Nguyễn Thị A" not in Browser(app, B).get("/").text


def test_blocks_of_the_home_page(app: Flask, signed_in: SignedIn, factory: Factory) -> None:
    for number in range(5):
        factory.news(A, title=f"Tin thử {number}", section="su-kien")
    factory.news(A, section="phap-luat", publish=False)
    factory.legal(A, title="Kế hoạch thử")
    admin = signed_in(A, "tenant_admin")
    form = form_of(admin, "trang-chu")
    law, lead, news = (line_of(form, "kind", kind) for kind in ("documents", "lead", "news"))
    form.pop(f"home-{lead}-on")
    form |= {f"home-{law}-title": "Công báo xã", f"home-{news}-count": "1"}
    assert admin.post(f"{PATH}trang-chu", form | {"do": "save"}).status_code == 303
    page = Browser(app, A).get("/").text
    main = page[page.index("<main") :]
    assert "Công báo xã" in main and 'class="lead"' not in main
    assert len(set(re.findall(r"Tin thử \d", main))) == 1
    form[f"home-{news}-count"] = "99"
    assert admin.post(f"{PATH}trang-chu", form | {"do": "save"}).status_code == 422
    chosen = f"home-{news}-section-phap-luat"
    form[f"home-{news}-count"] = ""
    assert f'name="{chosen}"' in admin.get(f"{PATH}trang-chu").text  # ticked by its name, no code to know
    assert (
        admin.post(f"{PATH}trang-chu", form | {"do": "save", "version": "2", chosen: "y"}).status_code == 303
    )
    assert "Tin thử" not in Browser(app, A).get("/").text
    assert form_of(admin, "trang-chu")[chosen] == "y"


def test_a_save_that_changes_nothing_leaves_no_trace_in_the_history(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    send(admin, "chan-trang", {"responsible": "Nguyễn Văn An"})
    before = admin.get(f"{PATH}lich-su").text.count("Khôi phục")
    for part in ("chan-trang", "chan-trang"):
        told = send(admin, part, {}, follow_redirects=True).text
        assert "Không có gì thay đổi" in told
    assert admin.get(f"{PATH}lich-su").text.count("Khôi phục") == before


def test_a_pale_colour_is_refused_and_the_nearest_legible_one_offered(
    app: Flask, signed_in: SignedIn
) -> None:
    admin = signed_in(A, "tenant_admin")
    answer = send(admin, "mau-sac", {"primary_colour": "#ffcc00"})
    assert answer.status_code == 422 and "#ffcc00" in answer.text
    offered = nearest_legible("#ffcc00")
    assert offered in answer.text and contrast_on_page(offered) >= 4.5
    taken = send(admin, "mau-sac", {"primary_colour": "#ffcc00"}, do="colour:#ffcc00")
    assert f'value="{offered}"' in taken.text and offered not in Browser(app, A).get("/giao-dien.css").text
    live = admin.get(f"{PATH}tuong-phan?primary_colour=%23ffcc00&accent_colour=%23c8811a").text
    assert offered in live and "<html" not in live
    assert send(admin, "mau-sac", {"primary_colour": offered, "theme": "dong-bang"}).status_code == 303
    visitor = Browser(app, A)
    assert f"--primary: {offered}" in visitor.get("/giao-dien.css").text
    assert (
        "/giao-dien/dong-bang/" in visitor.get("/").text
        and "/giao-dien/dong-bang/" not in Browser(app, B).get("/").text
    )


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_the_offered_colour_can_always_be_read(colour: str) -> None:
    offered = nearest_legible(colour)
    assert contrast_on_page(offered) >= 4.5
    assert offered == colour or contrast_on_page(colour) < 4.5


def png(size: tuple[int, int] = (300, 200)) -> io.BytesIO:
    """A picture as a browser would send it."""
    file = io.BytesIO()
    Image.new("RGB", size, (10, 90, 60)).save(file, "PNG")
    file.seek(0)
    return file


def test_emblem_and_banner_are_taken_in_tried_out_and_shown(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    pictures = {"emblem_file": (png(), "bieu-trung.png"), "banner_file": (png((900, 300)), "bien.png")}
    said = {"banner_alt": "Bãi biển", "banner_target": "/gioi-thieu/"}
    tried = send(admin, "mau-sac", said | pictures, do="preview")
    assert tried.status_code == 303
    shown = admin.get(tried.location.partition("localhost:8000")[2] or tried.location).text
    source = re.search(r'brand__emblem" src="(/quan-tri(/tep/\d+/\d+\.webp))"', shown)
    assert source is not None and "Xem thử giao diện" in shown and 'alt="Bãi biển"' in shown
    assert admin.get(source[1]).status_code == 200
    assert Browser(app, A).get(source[2]).status_code == 404  # nobody else sees what is only tried out
    pictures = {"emblem_file": (png(), "bieu-trung.png"), "banner_file": (png((900, 300)), "bien.png")}
    assert send(admin, "mau-sac", said | pictures).status_code == 303
    visitor = Browser(app, A)
    page = visitor.get("/").text
    public = re.search(r'brand__emblem" src="(/tep/\d+/\d+\.webp)"', page)
    assert public is not None and 'alt="Bãi biển"' in page
    answer = visitor.get(public[1])
    assert answer.status_code == 200 and "sandbox" in answer.headers["Content-Security-Policy"]
    assert Browser(app, B).get(public[1]).status_code == 404
    assert send(admin, "mau-sac", {"no_emblem": "y"}).status_code == 303
    assert "emblem.svg" in Browser(app, A).get("/").text
    assert Browser(app, A).get(public[1]).status_code == 404


def test_what_is_no_picture_is_refused_without_losing_the_rest(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    svg = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    answer = send(admin, "mau-sac", {"emblem_file": (svg, "x.png"), "primary_colour": "#123456"})
    assert answer.status_code == 422 and 'value="#123456"' in answer.text
    assert 'href="#emblem_file"' in answer.text


def test_trying_out_shows_the_one_person_and_changes_nothing(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    tried = send(admin, "chan-trang", {"responsible": "CHỈ XEM THỬ"}, do="preview")
    where = tried.location.partition("localhost:8000")[2] or tried.location
    shown = admin.get(where)
    assert "CHỈ XEM THỬ" in shown.text and shown.headers["Cache-Control"] == "no-store"
    css = admin.get("/giao-dien.css" + where.partition("/")[2][where.partition("/")[2].index("?") :])
    assert css.headers["Cache-Control"] == "no-store"
    assert "CHỈ XEM THỬ" not in admin.get("/").text
    for other in (Browser(app, A), signed_in(A, "author"), signed_in(B, "tenant_admin")):
        assert "CHỈ XEM THỬ" not in other.get(where).text
    colleague = signed_in(A, "district_admin", member_of="nui-thanh")
    assert "CHỈ XEM THỬ" not in colleague.get(where).text
    for odd in ("x", "9" * 40, "-1", "１"):
        assert admin.get(f"/?xem-truoc-giao-dien={odd}").status_code == 200


def test_history_tells_compares_and_takes_back(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(A, "tenant_admin")
    assert "Chưa sửa lần nào" in admin.get(f"{PATH}lich-su").text
    send(admin, "chan-trang", {"responsible": "Ông Một"})
    contact = admin.post("/quan-tri/cau-hinh", {"address": "Sâmlinhtây", "version": "2"})
    assert contact.status_code == 302
    send(admin, "chan-trang", {"responsible": "Ông Ba"})
    listed = admin.get(f"{PATH}lich-su").text
    assert listed.count("so-sanh/") >= 4 and "Trước lần sửa đầu tiên" in listed
    compared = admin.get(f"{PATH}so-sanh/2").text
    assert "<del>" in compared and "Một" in compared and "Ba" in compared and "Sâmlinhtây" in compared
    assert "Sâmlinhtây" not in admin.get(f"{PATH}so-sanh/4?voi=truoc").text
    assert admin.post(f"{PATH}khoi-phuc/2", {"version": "3"}).status_code == 303
    assert "Ông Ba" in Browser(app, A).get("/").text  # somebody saved meanwhile: nothing is restored
    assert admin.post(f"{PATH}khoi-phuc/2", {"version": "4"}).status_code == 303
    page = Browser(app, A).get("/").text
    assert "Ông Một" in page and "Sâmlinhtây" not in page
    assert admin.post(f"{PATH}khoi-phuc/1", {"version": "5"}).status_code == 303
    assert "Ông Một" not in Browser(app, A).get("/").text
    for number in ("99", "0", str(2**70)):
        assert admin.get(f"{PATH}so-sanh/{number}").status_code == 404
        assert admin.post(f"{PATH}khoi-phuc/{number}", {"version": "6"}).status_code == 404
    assert "Ông Một" in admin.get(f"{PATH}so-sanh/2").text
    assert signed_in(B, "tenant_admin").get(f"{PATH}so-sanh/2").status_code == 404
    assert "Sửa giao diện" in admin.get("/quan-tri/nhat-ky/").text


def test_two_who_save_at_once_lose_nothing(app: Flask, signed_in: SignedIn) -> None:
    one, other = signed_in(A, "tenant_admin"), signed_in(A, "district_admin", member_of="nui-thanh")
    mine = form_of(one, "chan-trang") | {"do": "save", "responsible": "Bản của tôi"}
    assert send(other, "chan-trang", {"responsible": "Bản của người kia"}).status_code == 303
    answer = one.post(f"{PATH}chan-trang", mine)
    assert answer.status_code == 409 and "Bản của tôi" in answer.text
    assert "Bản của người kia" in Browser(app, A).get("/").text
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version is not None
    assert one.post(f"{PATH}chan-trang", mine | {"version": version[1]}).status_code == 303
    assert "Bản của tôi" in Browser(app, A).get("/").text


def test_contacts_that_somebody_saved_meanwhile_can_be_saved_the_second_time(
    app: Flask, signed_in: SignedIn
) -> None:
    admin, where = signed_in(A, "tenant_admin"), "/quan-tri/cau-hinh"
    version = re.compile(r'name="version"[^>]* value="(\d+)"')
    mine = {"address": "Thôn của tôi", "version": version.findall(admin.get(where).text)[0]}
    assert admin.post(where, {"address": "Thôn người kia", "version": mine["version"]}).status_code == 302
    answer = admin.post(where, mine)
    assert answer.status_code == 409 and "Thôn của tôi" in answer.text
    assert "Thôn người kia" in Browser(app, A).get("/").text
    assert "Thôn người kia" in answer.text, "what the other one saved is shown beside"
    again = mine | {"version": version.findall(answer.text)[0]}
    assert admin.post(where, again).status_code == 302
    assert "Thôn của tôi" in Browser(app, A).get("/").text


def test_old_orders_of_home_blocks_still_hold() -> None:
    found = read_appearance(
        {"home_blocks": {"lead": {"order": 90, "off": False}, "news": {"order": 5, "off": True}}}
    )
    assert [(one.kind, one.off) for one in found.home] == [("news", True), ("lead", False)]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
KEYS = st.sampled_from([*Appearance.__dataclass_fields__, "x"])


FIELDS = st.sampled_from(["key", "label", "target", "off", "kind", "count", "sections"])
LINES = st.lists(st.dictionaries(FIELDS, json, max_size=6), max_size=3)


@given(st.dictionaries(KEYS, json | LINES))
def test_reading_takes_whatever_stands_in_the_settings(data: dict[str, Any]) -> None:
    found = read_appearance({"appearance": data})
    assert all(is_target(one.target) for one in (*found.links, *found.footer_links, *found.social))


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "//x.vn", "/\\x.vn", "data:text/html,x", "http://a b", "", "x"]
)
def test_links_lead_to_pages_and_nowhere_else(text: str) -> None:
    assert not is_target(text)


@given(
    st.lists(st.sampled_from(["", "y"]), min_size=1, max_size=8),
    st.lists(
        st.tuples(st.sampled_from(["up", "down", "in", "out", "add", "remove"]), st.integers(0, 9)),
        max_size=8,
    ),
)
def test_no_button_loses_or_doubles_a_line(below: list[str], orders: list[tuple[str, int]]) -> None:
    rows = [{"id": str(at), "below": one if at else ""} for at, one in enumerate(below)]
    names = {row["id"] for row in rows}
    for number, (verb, at) in enumerate(orders):
        gone = rows[at]["id"] if verb == "remove" and at < len(rows) else None
        rows = carry_out(rows, verb, at, {"id": f"n{number}", "below": ""})
        names = (names | ({f"n{number}"} if verb == "add" else set())) - {gone}
        assert sorted(row["id"] for row in rows) == sorted(names)  # type: ignore[type-var]


@given(st.text(max_size=20), st.dictionaries(st.text(max_size=16), st.text(max_size=4), max_size=6))
def test_odd_orders_and_fields_are_read_as_nothing(text: str, form: dict[str, str]) -> None:
    from werkzeug.datastructures import MultiDict

    order = read_order(text)
    assert order is None or text == ":".join([order[0], order[1], text.rpartition(":")[2]])
    assert all(set(row) == {"a"} for row in read_rows(MultiDict(form), "menu", ("a",)))
