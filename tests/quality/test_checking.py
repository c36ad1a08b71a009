"""Looking through a portal: what is found, kept, put aside, and goes when it was put right."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.clock import today, utc_now
from portal.extensions import db
from portal.jobs.models import DONE, Job
from portal.jobs.worker import Worker
from portal.pages import queries as pages
from portal.pages import service as page_service
from portal.publishing import service as publishing
from portal.publishing.care import in_months
from portal.quality.checking import check_portal
from portal.quality.following import Watching, ask_for_looks, follow
from portal.quality.models import Finding, QualityDay
from portal.tenancy.scope import all_tenants
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory

GOOD = {"summary": "Những điều cần biết trước khi đến trụ sở.", "body": "Nội dung đủ để đọc."}


def found(app: Flask, slug: str, factory: Factory) -> set[tuple[str, str, str]]:
    """(title, rule, place) of what stands on a portal, but for those of the portal itself and of care."""
    tenant_id = factory.tenant_id(slug)
    with app.app_context(), all_tenants("thử"):
        rows = db.session.scalars(select(Finding).where(Finding.tenant_id == tenant_id))
        return {
            (one.title, one.rule, one.place) for one in rows if one.kind != "portal" and one.rule != "unowned"
        }


def look(app: Flask, slug: str, factory: Factory) -> set[tuple[str, str, str]]:
    """Look through the portal and answer what stands."""
    with app.app_context():
        check_portal(factory.tenant_id(slug))
    return found(app, slug, factory)


def test_links_are_told_from_routes_things_files_and_provisions(app: Flask, factory: Factory) -> None:
    _item, good = factory.news(A, lead="Một đoạn dẫn đủ dài để nói về việc gì.")
    taken_off, gone = factory.page(A, title="Trang đã gỡ", **GOOD)
    _document, paper = factory.legal(A)
    _shared, law = factory.legal(DISTRICT, shared=True)
    with factory.acting(A) as actor:
        publishing.withdraw(pages.by_id(taken_off), actor)
        publishing.commit()
    wrong = {
        "/khong/co/trang/nay": "link-broken",
        "/tin-tuc/khong-co-tin-nay": "link-broken",
        f"/tin-tuc/{good}/khong-co": "link-broken",
        f"/gioi-thieu/{gone}": "link-withdrawn",
        f"/van-ban/{paper}#dieu-9": "link-anchor",
        f"/van-ban/{paper}/dieu-77": "link-anchor",
        "/tep/123456/anh.jpg": "link-file",
        "http://tam-hai.localhost:8000/khong-co": "link-broken",
    }
    right = [
        "/", "/tin-tuc/", "/tin-tuc/?trang=2", f"/tin-tuc/{good}", f"/tin-tuc/{good}/in", "/tin-tuc/feed.xml",
        f"/van-ban/{paper}#dieu-2", f"/van-ban/{paper}#dieu-1-khoan-1-diem-a", f"/van-ban/{paper}/dieu-2",
        f"/van-ban/{law}", "/hoi-dap/gui", "/so-do-cong", "https://example.vn/x", "mailto:ubnd@example.vn",
        "#muc", "tel:+84235", "/quan-tri/", "http://localhost:8000/chi-o-huyen",
    ]  # fmt: skip
    body = "\n\n".join(f"[Liên kết số {n}]({one})" for n, one in enumerate([*wrong, *right]))
    factory.page(A, title="Trang nhiều liên kết", summary=GOOD["summary"], body=body)
    assert look(app, A, factory) == {("Trang nhiều liên kết", rule, at) for at, rule in wrong.items()}


def test_of_another_communes_things_none_counts(app: Flask, factory: Factory) -> None:
    _item, theirs = factory.news(B, lead="Một đoạn dẫn đủ dài để nói về việc gì.")
    at = f"/tin-tuc/{theirs}"
    factory.page(A, title="Dẫn nhầm", summary=GOOD["summary"], body=f"[Tin của xã khác]({at})")
    assert look(app, A, factory) == {("Dẫn nhầm", "link-broken", at)}
    assert found(app, B, factory) == set()


def test_descriptions_contents_and_care(app: Flask, factory: Factory) -> None:
    factory.page(A, title="Không mô tả", body="Có nội dung.")
    factory.page(A, title="Khung", summary=GOOD["summary"], body=f"Mở đầu.\n\n{page_service.BEING_WRITTEN}\n")
    factory.page(A, title="Trống", summary=GOOD["summary"], body="  ")
    factory.page(A, title="Bản nháp", body="", publish=False)
    old, _slug = factory.page(A, title="Lâu rồi", **GOOD)
    with factory.acting(A):
        page = pages.by_id(old)
        assert page is not None
        page.review_on = in_months(-1)
        db.session.commit()
    assert look(app, A, factory) == {
        ("Không mô tả", "summary-none", ""),
        ("Khung", "empty", ""),
        ("Trống", "empty", ""),
        ("Lâu rồi", "old", ""),
    }


def test_what_was_put_right_goes_and_what_was_put_aside_stays_so(app: Flask, factory: Factory) -> None:
    made, _slug = factory.page(A, title="Trang", body="[tại đây](/tin-tuc/)")
    before = look(app, A, factory)
    assert {rule for _title, rule, _place in before} == {"link-text", "summary-none"}
    with factory.acting(A) as actor:
        row = db.session.scalar(select(Finding).where(Finding.rule == "summary-none"))
        row.ignored_at, row.reason = row.first_seen, "không cần"
        since = row.first_seen
        page = pages.by_id(made)
        page_service.save(
            page, page_service.PageDraft("Trang mới", body="[Mục Tin tức](/tin-tuc/)"), page.version, actor
        )
    assert look(app, A, factory) == {("Trang mới", "summary-none", "")}
    with factory.acting(A) as actor:
        row = db.session.scalar(select(Finding).where(Finding.rule == "summary-none"))
        assert (row.reason, row.first_seen) == ("không cần", since)
        publishing.withdraw(pages.by_id(made), actor)
        publishing.commit()
    assert look(app, A, factory) == set()


def test_a_change_is_followed_and_no_other_thing_is_touched(app: Flask, factory: Factory) -> None:
    with app.app_context():
        start, _none = follow(0)
    factory.page(A, title="Mới", body="Chữ.")
    factory.page(B, title="Của xã khác", **GOOD)
    with app.app_context():
        until, count = follow(start)
        assert count >= 2
        assert follow(until) == (until, 0)
    assert found(app, A, factory) == {("Mới", "summary-none", "")}
    assert found(app, B, factory) == set()


def test_the_follower_keeps_its_place(app: Flask, factory: Factory) -> None:
    with app.app_context():
        Watching().step(utc_now())  # begins at the end of the log
    factory.page(A, title="Trước khi khởi động lại", body="Chữ.")
    with app.app_context():
        assert Watching().step(utc_now()) == 2  # made and published
        assert Watching().step(utc_now()) == 0
    assert found(app, A, factory) == {("Trước khi khởi động lại", "summary-none", "")}


def test_every_portal_is_looked_through_once_a_day_as_a_job(app: Flask, factory: Factory) -> None:
    factory.page(A, title="Trang", body="Chữ.")
    with app.app_context():
        assert ask_for_looks(today()) == 18
    with Worker(app) as worker:
        worker.run_until_empty()
    assert found(app, A, factory) == {("Trang", "summary-none", "")}
    with app.app_context():
        assert ask_for_looks(today()) == 0
        with all_tenants("thử"):
            days = db.session.scalars(select(QualityDay)).all()
            assert len({one.tenant_id for one in days}) == len(days) == 18
            mine = next(one for one in days if one.tenant_id == factory.tenant_id(A))
            assert mine.counts["summary-none"] == 1
            assert {one.state for one in db.session.scalars(select(Job))} == {DONE}


def test_the_command_looks_through_one_portal_or_says_that_there_is_none(
    app: Flask, factory: Factory
) -> None:
    factory.page(A, title="Trang", body="Chữ.")
    answer = app.test_cli_runner().invoke(args=["quality", "check", "--tenant", A])
    assert answer.exit_code == 0 and answer.output.startswith("tam-hai: ")
    assert found(app, A, factory) == {("Trang", "summary-none", "")}
    assert app.test_cli_runner().invoke(args=["quality", "check", "--tenant", "khong-co"]).exit_code == 1
