"""A word in every text of every table that belongs to portals: nobody of another portal ever reads it.

The public, every role of the desk with all that its pages lead to (files, exports, pictures, histories, previews),
search, the static copy, the package of a portal, mails and whatever the follower makes afterwards.
"""

from __future__ import annotations

import logging
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pypdfium2
import pytest
from flask import Flask, has_request_context
from sqlalchemy import select

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.clock import utc_now
from portal.content.exporting import export_tenant
from portal.extensions import db, limiter
from portal.follower import steps_of
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.twin.exporting import export as export_twin
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser, settings_for
from tests.everything import Things, empty_tables, stock
from tests.factories import Factory
from tests.planting import MACHINE, owned, plant, planted_tables
from tests.thorough import THOROUGH, some

PORTALS = (A, B, DISTRICT)
WORD = re.compile(rf"CANARY-({'|'.join(PORTALS)})-", re.IGNORECASE)
BELOW = ("author", "approver", "tenant_admin", "counter_clerk", "case_officer", "signatory", "records_clerk")
ABOVE = ("district_editor", "district_admin")
LINK = re.compile(r'(?:href|src|srcset|action|hx-get|data-src|data-url)="([^"#]+)')
LEAVES = ("/quan-tri/dang-xuat", "/ngon-ngu/", "/tinh/", "/giao-dien/")
EVERYWHERE = ("pham-vi=huyen", "pham-vi=tat-ca")  # a question to all portals, which anybody may ask
MOST = 4000 if THOROUGH else 120
"""Answers of each browser."""
OF_A_KIND = 12 if THOROUGH else 2
"""Pages of each route, with each set of names of parameters."""


class World:
    """An installation where every table of three portals has rows, each text with its portal's word."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.factory = Factory(app)
        self.things: Things = stock(self.factory, PORTALS, folder)
        self.lacking = empty_tables(self.factory, PORTALS)
        for slug in PORTALS:
            for role in BELOW if slug != DISTRICT else ABOVE + BELOW:
                self._person(slug, role)
        self.planted = plant(app)
        with app.app_context():
            rebuild()

    def _person(self, slug: str, role: str) -> None:
        with self.app.app_context():
            user = create_user(f"{role}@canary.{slug}.example", f"Người {role}", PASSWORD)
            grant(user, self.factory.tenant_id(slug), role, is_district=slug == DISTRICT)
            db.session.commit()

    def signed_in(self, slug: str, role: str) -> Browser:
        """Somebody of the portal."""
        browser = Browser(self.app, slug)
        assert browser.sign_in(f"{role}@canary.{slug}.example").status_code == 302
        return browser


@pytest.fixture(scope="module")
def world(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("canaries")
    shutil.copytree(blank_instance, folder / "instance")
    longer = {"confirm_minutes": 1440, "session_idle_minutes": 1440, "session_hours": 24}
    app = create_app(settings_for(folder / "instance", **longer))
    limiter.enabled = False
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield World(app, folder)
    with app.app_context():
        db.engine.dispose()


def foreign(text: str, own: str) -> set[str]:
    """The portals whose words stand in the text, without the reader's own."""
    return {found[1].lower() for found in WORD.finditer(text)} - {own}


def words_of(answer: Any) -> str:
    """Everything that an answer says: its body, what is packed in it, where it leads to, the name of its file."""
    said = unquote(" ".join(f"{name}: {value}" for name, value in answer.headers.items()))
    return f"{said}\n{readable(answer.get_data())}"


def readable(raw: bytes) -> str:
    """The text of a page, of a PDF, or of everything in a ZIP."""
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(raw)) as package:
            return "\n".join(f"{name}\n{readable(package.read(name))}" for name in package.namelist())
    if raw[:5] == b"%PDF-":
        document = pypdfium2.PdfDocument(raw)
        told = " ".join(document.get_metadata_dict().values())
        return "\n".join([told, *(page.get_textpage().get_text_range() for page in document)])
    return unquote(raw.decode("utf-8", "replace"))


class Walk:
    """All that a browser finds by following links from some pages on, a few of each kind."""

    def __init__(self, browser: Browser, start: list[str]) -> None:
        self.browser, self.todo, self.seen = browser, list(start), set(start)
        self.kinds: Counter[Any] = Counter()
        self.routes = browser.client.application.url_map.bind(browser.headers["Host"])
        self.reached: set[str] = set()

    def answers(self) -> Iterator[tuple[str, str, str]]:
        """(endpoint, path, what it says) of each page."""
        while self.todo and len(self.reached) < MOST:
            path = self.todo.pop(0)
            answer = self.browser.get(path)
            assert answer.status_code < 500, path
            endpoint = self._endpoint(path)
            self.reached.add(path)
            said = words_of(answer)
            yield endpoint, path, said
            if "html" in answer.content_type:
                self._follow(path, answer.text)
            elif answer.location:
                self._follow(path, f'href="{answer.location}"')

    def _endpoint(self, path: str) -> str:
        try:
            return str(self.routes.match(urlsplit(path).path, method="GET")[0])
        except Exception:
            return ""

    def _follow(self, path: str, text: str) -> None:
        for found in LINK.findall(text):
            where = urlsplit(urljoin(path, found.split()[0].replace("&amp;", "&")))
            if where.netloc and where.netloc != self.browser.headers["Host"]:
                continue
            link = where.path + (f"?{where.query}" if where.query else "")
            endpoint = self._endpoint(link)
            kind = (endpoint, tuple(sorted(re.findall(r"(?:^|&)([^=&]+)=", where.query))))
            left = not endpoint or link.startswith(LEAVES) or any(one in link for one in EVERYWHERE)
            if left or link in self.seen or self.kinds[kind] >= OF_A_KIND:
                continue
            self.seen.add(link)
            self.kinds[kind] += 1
            self.todo.append(link)


class Crossings(logging.Handler):
    """Why portals are crossed while requests are answered, by the reasons that scopes are given."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.reasons: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note a crossing of a request; what the follower and commands do is no business of requests."""
        if has_request_context():
            self.reasons.add(str(record.args[0] if record.args else record.msg))


@contextmanager
def crossings() -> Iterator[set[str]]:
    """The reasons for which requests crossed portals within the block."""
    log, heard = logging.getLogger("portal.tenancy.scope"), Crossings()
    before = log.level
    log.setLevel(logging.INFO)
    log.addHandler(heard)
    try:
        yield heard.reasons
    finally:
        log.removeHandler(heard)
        log.setLevel(before)


def _wrong(walk: Walk, slug: str, meant: dict[str, str] | None = None) -> tuple[dict[str, str], int]:
    """The first page of each route that says another portal's words, with what it says; and how many say the own.

    `meant`: routes that may say those of the portals above or below; none may say those of a neighbour.
    """
    wrong: dict[str, str] = {}
    own = 0
    with crossings() as crossed:
        for endpoint, path, said in walk.answers():
            own += f"CANARY-{slug}-" in said
            neighbours = foreign(said, slug) - ({DISTRICT} if slug != DISTRICT else {A, B})
            for other in foreign(said, slug) if endpoint not in (meant or {}) else neighbours:
                at = said.lower().find(f"canary-{other}-")
                wrong.setdefault(endpoint, f"{path}: {said[max(0, at - 80) : at + 80]}")
    unknown = {one for one in crossed if not one.startswith(tuple(CROSSED))}
    assert slug == DISTRICT or unknown == set(), "what crosses portals is named in CROSSED, with why"
    return wrong, own


def test_every_table_of_portals_has_a_row_in_each(world: World) -> None:
    assert world.lacking == {}, "tests/everything.py makes a row of every table that belongs to portals"


def test_every_column_of_words_is_planted_in_each(world: World) -> None:
    lacking = {
        f"{table.name}.{column.name}"
        for table, columns in planted_tables()
        for column in columns
        if not all(world.planted.get(f"{table.name}.{column.name}", {}).get(slug) for slug in PORTALS)
    }
    assert lacking == set(), (
        "a new column of words: a verb fills it, or tests/planting.py says why it is none"
    )


def test_what_is_called_no_words_is_there() -> None:
    known = {f"{table.name}.{column.name}" for table in owned() for column in table.columns}
    assert set(MACHINE) <= known


RECEIVES: dict[str, str] = {}
"""Tables whose rows hold what another portal sent, and what it is."""


def test_what_the_follower_makes_of_it_stays_in_its_portal(world: World) -> None:
    """Reminders, notices, mails, extracts, copies: each row holds its own portal's words alone."""
    with world.app.app_context():
        for _round in range(2):
            for act in steps_of(world.app):
                act(utc_now())
    wrong: dict[str, Any] = {}
    with world.app.app_context(), system_task("thử: chữ lạ"):
        slugs = {one.id: one.slug for one in directory().all()}
        for table, columns in planted_tables():
            for row in db.session.execute(select(table.c.tenant_id, *columns)):
                said = " ".join(str(value) for value in row[1:])
                if foreign(said, slugs[row.tenant_id]) and table.name not in RECEIVES:
                    wrong.setdefault(table.name, (slugs[row.tenant_id], said[:300]))
    assert wrong == {}


def test_no_line_of_the_log_tells_what_portals_wrote(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever keeps the logs of all portals reads numbers and reasons there, not texts."""
    caplog.set_level(logging.INFO)
    with world.app.app_context():
        for act in steps_of(world.app):
            act(utc_now())
    desk, said = world.signed_in(A, "tenant_admin"), 0
    for path in ("/quan-tri/", "/quan-tri/tin-tuc/", "/tin-tuc/", "/khong-co", f"/tim-kiem?q=CANARY-{A}-"):
        said += WORD.search(words_of(desk.get(path))) is not None
    told = [one.getMessage() for one in caplog.records]
    assert said > 2 and told
    assert [one for one in told if WORD.search(one)] == []


PUBLIC = [
    "/",
    *("/sitemap.xml", "/robots.txt", "/opensearch.xml", "/so-do-cong", "/khong-co"),
    *("/tin-tuc/", "/tin-tuc/feed.xml", "/van-ban/", "/van-ban/feed.xml", "/thu-tuc/", "/gioi-thieu/"),
    *("/lich-cong-tac/", "/so-lieu", "/du-lieu-mo", "/du-lieu-mo/catalog.jsonld", "/dich-vu/"),
    *("/hoi-dap/", "/gop-y/", "/phan-anh/", "/tham-do/", "/y-kien/", "/tra-cuu/", "/nhat-ky/"),
    *("/tim-kiem?q=canary", "/tim-kiem?q=thử", "/api/v1/openapi.json"),
]
SEES_ABOVE = {"desk_service.listing": "what the district has published, for taking over"}
"""Pages of a commune that show what its district wrote, and why."""
SEES_BELOW: dict[str, str] = {}
"""Pages of the district that show what its communes wrote, and why."""


CROSSED = {
    "danh bạ liên thông": "the book of offices, which all write to",
    "danh sách dịch vụ của cấp trên": "codes and names of what the portal above has published, for taking over",
    "đọc số liệu chỉ tiêu đã duyệt của các đơn vị": "approved figures, compared between units",
    "điểm kiểm của nhật ký": "heads of the log that others hold as witnesses",
    "nơi hiện nay của nội dung đã chuyển cổng": "where a thing went when portals became one",
    "tìm địa chỉ mới của một địa chỉ cũ": "where an address went when portals became one",
    "tìm kiếm ngoài cổng này": "a question to other portals, answered by what each has published",
    "tra cứu khoản thu, biên lai của cơ quan trước khi sắp xếp": "what an office inherited",
    "trung tâm điều hành: số liệu tổng hợp của các đơn vị": "numbers of the warehouse: no row of a room is opened",
}
"""Why pages of a commune, for visitors and at the desk, read over all portals: how the reason of the scope begins."""


@pytest.mark.parametrize("role", BELOW)
@pytest.mark.thorough
@pytest.mark.asvs("8.4.1")
def test_the_desk_of_a_commune_never_shows_another_portals_words(world: World, role: str) -> None:
    wrong, own = _wrong(Walk(world.signed_in(A, role), ["/quan-tri/"]), A, SEES_ABOVE)
    assert wrong == {} and own > 10


@pytest.mark.parametrize("role", [*ABOVE, "signatory"])
@pytest.mark.thorough
def test_the_desk_of_the_district_shows_communes_where_it_says_so(world: World, role: str) -> None:
    wrong, own = _wrong(Walk(world.signed_in(DISTRICT, role), ["/quan-tri/"]), DISTRICT, SEES_BELOW)
    assert wrong == {} and own > 10


@pytest.mark.parametrize("slug", [A, B, "tam-my-dong"])
@pytest.mark.thorough
def test_no_visitor_reads_another_portals_words(world: World, slug: str) -> None:
    lists = [f"{path}{'&' if '?' in path else '?'}limit=100" for path in _api(world.app)]
    wrong, own = _wrong(Walk(Browser(world.app, slug), PUBLIC + lists), slug)
    assert wrong == {} and (own > 10 or slug not in PORTALS)


def _there(theirs: Browser, start: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """(path, tag, body) of what somebody of another portal finds from these pages on."""
    walk = Walk(theirs, start)
    for _endpoint, path, _said in walk.answers():
        answer = theirs.get(path)
        yield path, answer.headers.get("ETag", ""), answer.get_data()


def _ways(tag: str) -> list[tuple[str, dict[str, str]]]:
    """The ways in which an address can be asked for: method and headers."""
    kept = {"If-None-Match": tag} if tag else {"If-Modified-Since": "Tue, 01 Jan 2036 00:00:00 GMT"}
    others = ({"HX-Request": "true"}, kept, {"Range": "bytes=0-2000"})
    return [("GET", {}), *(("GET", one) for one in others), ("HEAD", {}), ("OPTIONS", {})]


def _without(said: str, path: str) -> str:
    """What is said beside the address that was asked for, and beside the words in it."""
    for part in (path, unquote(path), *re.split(r"[/?&=]", unquote(path))):
        said = said.replace(part, "") if WORD.search(part) else said
    return said


@pytest.mark.parametrize("role", ["", "tenant_admin", "records_clerk"])
@pytest.mark.thorough
@pytest.mark.asvs("8.2.2", "8.4.1")
def test_no_address_of_a_neighbour_opens_here(world: World, role: str) -> None:
    """Whatever is found at B is asked for at A, as a page, a fragment, in part, by its tag and by other methods."""
    theirs, ours = (world.signed_in(slug, role) if role else Browser(world.app, slug) for slug in (B, A))
    wrong, asked = {}, 0
    for number, (path, tag, body) in enumerate(_there(theirs, ["/quan-tri/"] if role else PUBLIC)):
        asked += WORD.search(readable(body)) is not None
        for method, headers in some(_ways(tag), 3, number % 3):
            answer = ours.client.open(path, method=method, headers=ours.headers | headers)
            said = foreign(_without(words_of(answer), path), A)
            same = answer.status_code != 304 or ours.get(path).get_data() == body
            if answer.status_code >= 500 or not same or B in said:
                wrong.setdefault(path, (method, headers, answer.status_code, said))
    assert wrong == {} and asked > 10


def _api(app: Flask) -> list[str]:
    """The lists of the open interface."""
    rules = [one for one in app.url_map.iter_rules() if one.rule.startswith("/api/v1/") and not one.arguments]
    return sorted(one.rule for one in rules if "GET" in (one.methods or ()))


def test_search_and_suggestions_answer_each_portal_its_own(world: World) -> None:
    for slug in (A, B):
        visitor = Browser(world.app, slug)
        for other in PORTALS:
            for path in ("/api/v1/search?limit=50&q=", "/tim-kiem?q=", "/tim-kiem/goi-y?q="):
                said = words_of(visitor.get(f"{path}CANARY-{other}-"))
                # The page says again what was asked for: "CANARY-<other>-" alone, never with the text behind it.
                said = (
                    said.replace(f"CANARY-{other}-", "", 0 if other == slug else -1)
                    if "q=" not in path
                    else said
                )
                found = foreign(re.sub(rf"CANARY-{other}-(?=[\"'<&\s”])", "", said), slug)
                assert other == slug or found - {other} == set(), (slug, other, path)
        answer = visitor.get(f"/api/v1/search?limit=50&q=CANARY-{slug}-").json
        assert answer["total"] > 0 and {one["tenant"] for one in answer["results"]} == {slug}


def test_the_static_copies_hold_their_own_portals_words(world: World) -> None:
    root = world.folder / "twin"
    with world.app.app_context():
        assert export_twin(root)
    seen: Counter[str] = Counter()
    for path in root.rglob("*"):
        host = next((one for one in path.relative_to(root).parts if "localhost" in one), "")
        slug = DISTRICT if host.startswith("localhost") else host.split(".")[0]
        if path.is_file() and host and slug != DISTRICT:
            said = readable(path.read_bytes())
            assert foreign(f"{path.name}\n{said}", slug) == set(), path
            seen[slug] += f"CANARY-{slug}-" in said
    assert seen[A] > 5 and seen[B] > 5


def test_the_package_of_a_portal_holds_its_own_words(world: World, tmp_path: Path) -> None:
    for slug in PORTALS:
        with world.app.app_context():
            portal = directory().by_slug(slug)
            assert portal is not None
            export_tenant(portal, tmp_path / f"{slug}.zip", with_personal_data=True)
        said = readable((tmp_path / f"{slug}.zip").read_bytes())
        assert foreign(said, slug) == set() and said.count(f"CANARY-{slug}-") > 50
