"""Links that leave the portal: asked for politely, broken only when that is sure, put right by who looks after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.pages import queries as pages
from portal.pages import service as page_service
from portal.publishing import service as publishing
from portal.quality import asking
from portal.quality.asking import Asking, Report, set_asker, turn
from portal.quality.checking import check_portal
from portal.quality.following import follow
from portal.quality.models import Finding
from portal.quality.outside.models import OutsideLink, OutsideUse
from portal.quality.outside.verdicts import (
    BROKEN,
    FAILING,
    FAILURES,
    GOOD,
    NEW,
    UNCLEAR,
    UNKNOWN,
    Outcome,
    judged,
)
from portal.quality.standing import of_portal
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import all_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import A, B
from tests.factories import Factory
from tests.outbound.web import Web, serving

SUMMARY = "Những điều cần biết trước khi đến trụ sở."
DAY = timedelta(days=1, minutes=30)


@pytest.fixture(scope="module")
def standing() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture()
def web(standing: Web, app: Flask) -> Web:
    """A web of this machine that this application asks, with one page that always answers."""
    for one in (standing.pages, standing.asked, standing.names, standing.resolved):
        one.clear()
    standing.at_once = 0
    standing.pages |= {"/": 200, "/con": 200}
    set_asker(app, standing.asker(seconds=2.0))
    return standing


class Clock:
    """The present, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


class Desk:
    """What a test does with one portal's links."""

    def __init__(self, app: Flask, factory: Factory, web: Web) -> None:
        self.app, self.factory, self.web, self.clock = app, factory, web, Clock()

    def page(self, slug: str, *addresses: str, **more: str) -> int:
        """A page that links these addresses, looked at."""
        body = "\n\n".join(f"[Liên kết số {n}]({one})" for n, one in enumerate(addresses))
        made, _slug = self.factory.page(slug, **({"summary": SUMMARY, "body": body} | more))
        self.look(slug)
        return made

    def look(self, slug: str) -> None:
        """Look through the portal."""
        with self.app.app_context():
            check_portal(self.factory.tenant_id(slug))

    def turn(self, after: timedelta = timedelta(), slug: str = A, limit: int = 50) -> Report:
        """A turn, so much later."""
        self.clock.ahead += after
        with self.app.app_context():
            return turn(limit, self.factory.tenant_id(slug), self.clock)

    def held(self, slug: str = A) -> dict[str, tuple[str, str]]:
        """Address → status and reason, of those that texts name."""
        with self.app.app_context(), all_tenants("thử"):
            rows = db.session.scalars(
                select(OutsideLink).where(OutsideLink.tenant_id == self.factory.tenant_id(slug))
            )
            return {one.address: (one.status, one.reason) for one in rows}

    def findings(self, slug: str = A) -> set[tuple[str, int, str]]:
        """(kind, thing, address) of what the board says of links to other servers."""
        with self.app.app_context(), all_tenants("thử"):
            rows = db.session.scalars(
                select(Finding).where(
                    Finding.rule == "link-outside", Finding.tenant_id == self.factory.tenant_id(slug)
                )
            )
            return {(one.kind, one.object_id, one.place) for one in rows}


@pytest.fixture()
def desk(app: Flask, factory: Factory, web: Web) -> Desk:
    """A desk without the links that every portal has."""
    for slug in (A, B):
        portal = factory.tenant_id(slug)
        with app.app_context():
            own_links(app, portal, [{"title": "Trang chủ", "url": web.url("/con")}])
    return Desk(app, factory, web)


def own_links(app: Flask, tenant_id: int, links: list[dict[str, str]]) -> None:
    """Give a portal these links in its block of links."""
    tenant = db.session.get(Tenant, tenant_id)
    tenant.settings = {**tenant.settings, "links": links}
    db.session.commit()
    tenants_changed()
    directory().refresh(versions().read(GLOBAL_SLOT))


def test_a_link_is_broken_after_two_failed_checks_a_day_apart(desk: Desk) -> None:
    gone = desk.web.url("/mat")
    made = desk.page(A, gone, desk.web.url("/con"))
    assert desk.held()[gone] == (NEW, "")
    desk.turn()
    assert desk.held() == {gone: (FAILING, "missing"), desk.web.url("/con"): (GOOD, "")}
    desk.turn(timedelta(hours=20))  # not due yet
    assert desk.held()[gone] == (FAILING, "missing") and desk.findings() == set()
    desk.turn(timedelta(hours=5))
    assert desk.held()[gone] == (BROKEN, "missing")
    assert desk.findings() == {("page", made, gone)}
    desk.web.pages["/mat"] = 200
    desk.turn(timedelta(days=4))
    assert desk.held()[gone] == (GOOD, "") and desk.findings() == set()


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "denied"),
        (403, "denied"),
        (429, "busy"),
        (500, "fault"),
        (503, "fault"),
        (400, "odd"),
        (405, "odd"),
    ],
)
def test_who_does_not_let_us_in_has_not_said_that_the_page_is_gone(
    desk: Desk, status: int, reason: str
) -> None:
    desk.web.pages["/rieng"] = status
    desk.page(A, desk.web.url("/rieng"))
    for _turn in range(3):
        desk.turn(timedelta(days=4))
    assert desk.held()[desk.web.url("/rieng")] == (UNCLEAR, reason) and desk.findings() == set()


def test_get_is_asked_where_head_brings_nothing_good(desk: Desk) -> None:
    def only_get(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200 if handler.command == "GET" else 404)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def hangs_up_on_head(handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "GET":
            only_get(handler)

    desk.web.pages |= {"/chi-get": only_get, "/cup": hangs_up_on_head}
    desk.page(A, desk.web.url("/chi-get"), desk.web.url("/cup"))
    desk.turn()
    assert {desk.held()[desk.web.url(one)] for one in ("/chi-get", "/cup")} == {(GOOD, "")}
    assert next(one for one in desk.web.asked if one[1] == "/con")[0] == "HEAD"
    assert sum(one[1] == "/con" for one in desk.web.asked) == 1


def test_reasons_are_told_apart(desk: Desk) -> None:
    desk.web.pages |= {"/go": 410, "/lac": (302, "http://169.254.169.254/"), "/vong": (302, "/vong")}
    port = desk.web.port
    wanted = {
        desk.web.url("/go"): "gone",
        desk.web.url("/lac"): "misled",
        desk.web.url("/vong"): "redirects",
        f"https://trang.vn:{port}/": "tls",
        f"http://khong-co.example:{port}/": "dns",
        "http://192.168.1.1/": "private",
        "http://0x7f.1/": "malformed",
        "http://trang.vn:2222/": "port",
        f"http://ai@trang.vn:{port}/": "userinfo",
        f"http://noi-bo.vn:{port}/": "internal",
    }
    desk.web.names["noi-bo.vn"] = ["10.1.1.1"]
    desk.page(A, *wanted)
    for _turn in range(4):  # few of one server in each
        desk.turn()
    assert {one: reason for one, (_status, reason) in desk.held().items() if reason} == wanted
    assert not any(path in {"/latest", "/ai"} for _method, path, _headers in desk.web.asked)


def test_what_may_be_our_own_line_counts_only_while_somebody_else_answers(desk: Desk) -> None:
    dead = f"http://khong-co.example:{desk.web.port}/"
    alive = desk.web.url("/con")
    desk.page(A, dead)
    desk.web.names["trang.vn"] = ["127.0.0.2"]  # nobody is there: the line is cut
    set_asker(desk.app, desk.web.asker(guard=desk.web.guard(lambda one: one.is_loopback), seconds=2.0))
    for _turn in range(3):
        desk.turn(DAY)
    assert desk.held() == {dead: (NEW, "no-network"), alive: (NEW, "no-network")}
    del desk.web.names["trang.vn"]
    desk.turn(DAY)
    assert desk.held() == {dead: (FAILING, "dns"), alive: (GOOD, "")}
    desk.web.names["trang.vn"] = ["127.0.0.2"]
    desk.turn(DAY)  # the dead one alone is due; who answered last is asked, and keeps silent
    assert desk.held()[dead] == (FAILING, "dns")
    del desk.web.names["trang.vn"]
    desk.turn(DAY)  # now the witness answers
    assert desk.held()[dead] == (BROKEN, "dns")


def test_few_of_one_server_in_a_turn_and_never_two_at_once(desk: Desk) -> None:
    desk.web.pages |= {f"/{n}": 200 for n in range(8)}
    desk.page(A, *(desk.web.url(f"/{n}") for n in range(8)), desk.web.url("/con", host="khac.vn"))
    assert len(desk.turn().outcomes) == 4
    assert len(desk.turn(limit=2).outcomes) == 2
    while desk.turn().outcomes:
        pass
    assert {status for status, _reason in desk.held().values()} == {GOOD} and desk.web.at_once == 1
    assert all("LinkCheck" not in name or value for name, value in desk.web.asked[0][2].items())


def test_one_question_serves_all_portals_and_none_sees_anothers(desk: Desk) -> None:
    gone = desk.web.url("/mat")
    desk.page(A, gone)
    desk.page(B, gone, desk.web.url("/chi-b"))
    with desk.app.app_context():
        for later in (timedelta(), DAY):
            desk.clock.ahead += later
            turn(50, None, desk.clock)
    assert [path for method, path, _headers in desk.web.asked if method == "HEAD"].count("/mat") == 2
    assert desk.held(A)[gone] == desk.held(B)[gone] == (BROKEN, "missing")
    assert {one for _kind, _id, one in desk.findings(A)} == {gone}
    assert desk.web.url("/chi-b") not in desk.held(A)


def test_a_link_that_stands_nowhere_any_more_is_forgotten(desk: Desk) -> None:
    one, two = desk.web.url("/mot"), desk.web.url("/hai")
    made, other = desk.page(A, one, two), desk.page(A, two)
    with desk.app.app_context():
        start, _count = follow(0)
        while _count:
            start, _count = follow(start)
    with desk.factory.acting(A) as actor:
        page = pages.by_id(made)
        page_service.save(
            page, page_service.PageDraft("Trang", body="Chữ.", summary=SUMMARY), page.version, actor
        )
    with desk.app.app_context():
        follow(start)
    assert set(desk.held()) == {two, desk.web.url("/con")}
    with desk.factory.acting(A) as actor:
        publishing.withdraw(pages.by_id(other), actor)
        publishing.commit()
    desk.look(A)
    assert set(desk.held()) == {desk.web.url("/con")}
    with desk.app.app_context():
        own_links(desk.app, desk.factory.tenant_id(A), [{"title": "Huyện", "path": "/"}])
    desk.look(A)
    with desk.app.app_context(), all_tenants("thử"):
        assert not db.session.scalars(
            select(OutsideUse).where(OutsideUse.tenant_id == desk.factory.tenant_id(A))
        ).all()
    assert desk.held() == {}


def test_links_of_all_rooms_and_of_the_portal_itself_are_looked_at(desk: Desk) -> None:
    at = {
        name: desk.web.url(f"/{name}")
        for name in ("tin", "nguon", "dieu", "can-cu", "thu-tuc", "chan", "menu")
    }
    desk.factory.news(A, lead="Một đoạn dẫn đủ dài để nói về việc gì.", body=f"[Bài gốc]({at['tin']})")
    desk.factory.legal(
        A,
        source=at["nguon"],
        body=f"[Căn cứ]({at['can-cu']})\n\n## Điều 1. Phạm vi\n\nXem [trang]({at['dieu']}).\n",
    )
    desk.factory.procedure(A, description=f"[Trang]({at['thu-tuc']})")
    with desk.app.app_context():
        tenant = db.session.get(Tenant, desk.factory.tenant_id(A))
        look = {
            "footer_text": f"[Chân trang]({at['chan']})",
            "menu": [
                {"label": "Trang", "target": at["menu"]},
                {"label": "Ẩn", "target": desk.web.url("/an"), "off": True},
            ],
        }
        tenant.settings = {**tenant.settings, "appearance": look}
        own_links(desk.app, tenant.id, [{"title": "Huyện", "path": "/"}])
    desk.look(A)
    assert set(desk.held()) == set(at.values())


def test_what_is_no_other_server_is_not_asked(desk: Desk) -> None:
    desk.page(
        A, "/tin-tuc/", "mailto:ubnd@xa.vn", "tel:0235", "#muc", "http://tam-tra.localhost:8000/", "ftp://trang.vn/", "http://[sai",
        "http://dai.vn/" + "a" * 600,
    )  # fmt: skip
    assert set(desk.held()) == {desk.web.url("/con")}


def test_asking_is_off_by_its_setting_and_never_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(asking, "AFTER_START", 0.0)
    monkeypatch.setattr(asking, "turn", lambda: begun.append("turn"))
    with desk.app.app_context():
        Asking().step(utc_now())
        assert begun == []
        object.__setattr__(desk.app.config["PORTAL"], "check_links", True)
        step = Asking()
        for _ in range(3):
            step.step(utc_now())
        assert step._thread is not None
        step._thread.join()
    assert begun == ["turn"]


def test_two_turns_never_run_at_once(desk: Desk) -> None:
    desk.page(A, desk.web.url("/mot"))
    with desk.app.app_context(), asking._alone() as mine:
        assert mine and turn().busy
    assert not desk.web.asked


def test_the_robot_says_who_it_is(app: Flask) -> None:
    with app.app_context():
        agent = asking.asker().agent
    assert agent.startswith("CongLang-LinkCheck/1.0") and "+https://" in agent and agent.isascii()


def test_the_command_reports(desk: Desk) -> None:
    gone = desk.web.url("/mat")
    desk.factory.page(A, summary=SUMMARY, body=f"[Trang]({gone})")
    answer = desk.app.test_cli_runner().invoke(args=["quality", "links", "--tenant", A, "--limit", "5"])
    assert answer.exit_code == 0, answer.output
    assert f"{gone}: Trang không tồn tại (404)" in answer.output and "Đã kiểm tra 2 địa chỉ" in answer.output
    assert "tam-hai: Lỗi một lần, chờ kiểm tra lại: 1, Còn mở được: 1" in answer.output
    assert desk.app.test_cli_runner().invoke(args=["quality", "links", "--tenant", "khong"]).exit_code == 1


def test_an_editor_sees_what_is_broken_why_and_since_when_and_asks_anew(
    desk: Desk, signed_in: Callable[..., object]
) -> None:
    gone = desk.web.url("/mat")
    desk.page(A, gone, title="Trang của Tam Hải")
    desk.page(B, desk.web.url("/cua-b"), title="Trang của Tam Trà")
    author = signed_in(A, "author")
    board, duties, every = (
        "/quan-tri/chat-luong/",
        "/quan-tri/nghi-dinh-42/",
        "/quan-tri/chat-luong/lien-ket/",
    )
    assert "Chưa kiểm tra liên kết ra ngoài: việc này đang tắt" in author.get(board).text
    object.__setattr__(desk.app.config["PORTAL"], "check_links", True)
    assert "Chưa kiểm tra liên kết ra ngoài: 2 địa chỉ đang chờ" in author.get(board).text
    desk.turn()
    since = desk.clock()
    desk.turn(DAY)
    for path in (board, duties, every):
        page = author.get(path).text
        assert gone in page and "Trang không tồn tại (404)" in page and "Trang của Tam Hải" in page
        assert (
            f"{since + timedelta(hours=7):%d/%m/%Y}" in page and "cua-b" not in page and "Tam Trà" not in page
        )
    assert "2 liên kết ra ngoài (hỏng: 1; còn mở được: 1)" in author.get(board).text
    assert gone not in author.get(f"{every}?tt=good").text and gone in author.get(f"{every}?q=mat").text
    with desk.app.app_context(), all_tenants("thử"):
        links = {one.address: one.id for one in db.session.scalars(select(OutsideLink))}
    asked = author.post(f"{every}{links[gone]}/kiem-tra", {"ve": "nghi-dinh"})
    assert asked.status_code == 302 and asked.headers["Location"].startswith(duties)
    assert "đang chờ kiểm tra lại" in author.get(board).text
    assert author.post(f"{every}{links[desk.web.url('/cua-b')]}/kiem-tra").status_code == 404
    desk.web.pages["/mat"] = 200
    desk.clock.ahead = timedelta()
    desk.turn()
    assert gone not in author.get(board).text


def test_what_was_put_aside_is_not_listed_again(desk: Desk, signed_in: Callable[..., object]) -> None:
    gone = desk.web.url("/mat")
    desk.page(A, gone)
    desk.turn()
    desk.turn(DAY)
    approver = signed_in(A, "approver")
    assert "Liên kết ra ngoài hỏng" in approver.get("/quan-tri/chat-luong/").text
    with desk.app.app_context(), all_tenants("thử"):
        number = db.session.scalars(select(Finding.id).where(Finding.rule == "link-outside")).one()
    approver.post(f"/quan-tri/chat-luong/{number}/bo-qua", {"reason": "Trang sẽ mở lại"})
    assert gone not in approver.get("/quan-tri/nghi-dinh-42/").text
    assert gone in approver.get("/quan-tri/chat-luong/lien-ket/").text


def test_sections_of_decree_42_count_them(desk: Desk) -> None:
    body = f"[Bài gốc]({desk.web.url('/mat')})"
    desk.factory.news(A, lead="Một đoạn dẫn đủ dài để nói về việc gì.", body=body)
    desk.look(A)
    for later in (timedelta(), DAY):
        desk.turn(later)
    with desk.app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        assert {one.duty.code: one.broken for one in of_portal(portal) if one.broken} == {"tin-tuc": 1}


OUTCOMES = st.sampled_from(["", *FAILURES, *UNKNOWN])


@given(st.lists(st.tuples(st.integers(1, 60 * 60 * 60), OUTCOMES), max_size=12))
def test_nothing_is_broken_without_two_failures_a_day_apart_and_none_better_between(
    course: list[tuple[int, str]],
) -> None:
    now, since, failed = datetime(2026, 1, 1), None, []
    for seconds, reason in course:
        now += timedelta(seconds=seconds)
        verdict = judged(since, Outcome(reason), now)
        failed = [*failed, now] if reason in FAILURES else []
        since = verdict.first_failed_at
        sure = bool(failed) and failed[-1] - failed[0] >= timedelta(days=1)
        assert (verdict.status == BROKEN) == sure
        assert since == (failed[0] if failed else None) and verdict.next_at > now
