"""What the exchange does by itself, and what it says of its troubles."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from portal.accounts.service import create_user, grant
from portal.clock import utc_now
from portal.exchange.carrying import offices, refusals, settling, store, tending
from portal.exchange.carrying.certificates import pem_of
from portal.exchange.carrying.models import (
    DELIVERED,
    GIVEN_UP,
    WAITING,
    ExchangeOffice,
    ExchangePackage,
    ExchangeRefusal,
)
from portal.exchange.edxml.refusing import NOT_XML, NotTaken
from portal.extensions import db
from portal.notices.models import Notice
from portal.outbound.asking import NoAnswer
from portal.tenancy.models import Tenant
from tests.conftest import DISTRICT, PASSWORD, A, Browser
from tests.exchange.carrying.world import Installation, key_for

Two = tuple[Installation, Installation]


def _closed(_data: bytes, _bring: Any) -> Any:
    raise NoAnswer("closed")


def _notices(one: Installation, slug: str = DISTRICT) -> list[str]:
    with one.working(slug):
        return list(db.session.scalars(select(Notice.title).order_by(Notice.id)))


def _clerk(one: Installation, slug: str = DISTRICT, role: str = "district_admin") -> None:
    with one.app.app_context():
        user = create_user(f"{role}@{slug}.example", f"Văn thư {slug}", PASSWORD)
        grant(user, one.portal(slug).id, role, is_district=slug == DISTRICT)
        db.session.commit()


def test_pauses_grow_and_are_never_quite_the_same() -> None:
    waits = [settling.pause(tries).total_seconds() for tries in range(1, 16)]
    assert 24 <= waits[0] <= 36 and waits[5] > waits[0] * 10 and max(waits) <= 3 * 3600 * 1.2
    assert len({settling.pause(8) for _turn in range(20)}) > 1


def test_a_package_is_given_up_after_a_week_and_the_clerk_begins_anew(two: Two) -> None:
    here, there = two
    _clerk(here)
    here.line.fault = _closed
    here.issue((there.organ(), "UBND huyện B"))
    now, tries = utc_now(), 0
    while here.packages()[0].state == WAITING:
        now += timedelta(hours=4)
        tries += here.carry(now)
    package = here.packages()[0]
    assert package.state == GIVEN_UP and package.reason == "silent" and 40 <= tries <= 44
    assert _notices(here)[-1] == "Không gửi được gói tin liên thông: UBND huyện B"
    here.line.fault = None
    desk = Browser(here.app, DISTRICT)
    assert desk.sign_in("district_admin@nui-thanh.example").status_code == 302
    page = desk.get(f"/quan-tri/lien-thong-van-ban/{package.id}")
    assert "Đã thôi gửi vì quá thời hạn" in page.text and "Không kết nối được" in page.text
    assert "UBND huyện B" in desk.get("/quan-tri/").text, "it stands on the page of the day"
    assert desk.post(f"/quan-tri/lien-thong-van-ban/{package.id}/gui-lai").status_code == 302
    here.carry()
    assert here.packages()[0].state == DELIVERED and len(there.came()) == 1
    answer = desk.get(f"/quan-tri/lien-thong-van-ban/{package.id}/bien-nhan.xml")
    assert b"StatusCode>01<" in answer.data and "attachment" in answer.headers["Content-Disposition"]


def test_what_is_silent_rests_and_others_go_on(two: Two) -> None:
    here, there = two
    here.knows(there, A, address="https://im-lang.example")
    here.line.there.pop("im-lang.example")
    for _turn in range(6):
        here.issue((there.organ(A), "Xã im lặng"))
    here.issue((there.organ(), "B"))
    assert here.carry() == 7
    assert sum(one.tries for one in here.packages()) == 2 + 1, "two tries found out that nobody answers"
    assert here.packages()[-1].state == DELIVERED


def test_an_office_that_hangs_delays_no_other(two: Two) -> None:
    here, there = two
    here.knows(there, A, address="https://cham.example")
    hangs, held = threading.Event(), threading.Event()

    def slow(data: bytes, bring: Any) -> Any:
        if there.organ(A).encode() in data:
            held.set()
            assert hangs.wait(60)
        return bring(data)

    here.line.fault = slow
    here.issue((there.organ(A), "Xã chậm"))
    here.issue((there.organ(), "UBND huyện B"))
    step = tending.Carrying()
    with here.app.app_context():
        step.step(utc_now())
        assert held.wait(60)
        step._threads[there.organ()].join(60)
        assert [one.state for one in here.packages()] == [WAITING, DELIVERED]
        step._next = 0.0
        step.step(utc_now())  # what hangs is not begun twice
        hangs.set()
        for one in step._threads.values():
            one.join(60)
    assert [one.state for one in here.packages()] == [DELIVERED, DELIVERED]
    assert [one.tries for one in here.packages()] == [1, 1]


def test_two_followers_at_once_send_nothing_twice_in_effect(two: Two) -> None:
    here, there = two
    for _turn in range(12):
        here.issue((there.organ(), "B"))
    threads = [threading.Thread(target=here.carry) for _one in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    here.carry(utc_now() + timedelta(hours=1))
    assert {one.state for one in here.packages()} == {DELIVERED}
    assert len(there.came()) == 12 and here.refusals() == []


def test_a_lease_that_ran_out_is_taken_over(two: Two) -> None:
    here, there = two
    here.issue((there.organ(), "B"))
    with here.working():
        db.session.query(ExchangePackage).update({"leased_until": utc_now() + timedelta(minutes=3)})
        db.session.commit()
    assert here.carry() == 0
    assert here.carry(utc_now() + timedelta(minutes=4)) == 1 and here.packages()[0].state == DELIVERED


def test_bytes_go_after_a_month_and_the_answer_stays(two: Two) -> None:
    here, there = two
    here.issue((there.organ(), "B"))
    here.carry()
    with here.app.app_context():
        assert len(list(store.package_store().all())) == 1
        tending.tidy(utc_now() + timedelta(days=31))
    package = here.packages()[0]
    assert package.path is None and package.receipt and package.digest


def test_packages_lie_sealed_and_follow_the_keys(two: Two) -> None:
    here, there = two
    here.issue((there.organ(), "UBND huyện B"), text="Chữ chỉ người nhận đọc")
    here.carry()
    with here.app.app_context():
        named = list(store.SEALED.all())
        assert len(named) == 1 and store.SEALED.key_of(named[0]) is not None
        row_id, path = named[0]
        before = store.package_store().read(path)
        assert b"edXML" not in before and b"edXML" in store.content(row_id, path)
        assert store.SEALED.reseal(named[0]) and store.package_store().read(path) != before
        assert b"edXML" in store.content(row_id, path)
        with pytest.raises(store.PackageLost):
            store.content(row_id + 1, path)


def test_a_certificate_that_ends_is_told_of_in_time_and_not_every_day(two: Two) -> None:
    here, _there = two
    _clerk(here)
    _key, soon = key_for("sắp hết hạn", ends=20)
    with here.app.app_context():
        db.session.query(ExchangeOffice).one().certificates = [pem_of(soon)]
        db.session.commit()
        assert tending.warn() == 1 and tending.warn() == 0
        assert tending.warn(utc_now() + timedelta(days=8)) == 1
    assert all("hết hạn" in one for one in _notices(here)) and len(_notices(here)) == 2


def test_portals_without_an_identifier_get_the_proposed_one_for_good(two: Two) -> None:
    here, _there = two
    with here.app.app_context():
        db.session.query(Tenant).filter_by(slug=A).update({"agency_id": ""})
        db.session.commit()
        here.refresh()
        proposed = here.organ(A)
        assert tending.settle_identifiers() == 1
        here.refresh()
        assert here.portal(A).agency_id == proposed and tending.settle_identifiers() == 0


def test_refusals_are_kept_within_bounds(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    here, _there = two
    monkeypatch.setattr(refusals, "MOST_KEPT", 5)
    with here.app.app_context():
        for number in range(9):
            came = refusals.Came("http", f"{number}".encode(), claims="x\x1b[2J" * 30)
            refusals.note(here.portal().id, came, NotTaken(NOT_XML, "a\nb"))
    kept = here.rows(ExchangeRefusal)
    assert len(kept) == 5 and all(one.claims.isprintable() and one.detail == "a b" for one in kept)


def test_a_portal_that_went_into_another_is_still_reached(two: Two) -> None:
    """Its identifier leads to its heir; what was sent in its name is answered there."""
    here, there = two
    here.knows(there, A)
    with there.app.app_context():
        organ, heir = there.organ(A), there.portal("tam-giang")
        db.session.query(Tenant).filter_by(slug=A).update({"merged_into_id": heir.id})
        db.session.commit()
        there.refresh()
        assert offices.inside()[organ].slug == "tam-giang"
    document = here.issue((organ, "UBND xã Tam Hải"))
    here.carry()
    assert here.standing(document, organ) == "01"
    assert [one.tenant_id for one in there.came()] == [heir.id]
    inner = there.issue((organ, "UBND xã Tam Hải"))
    there.carry()
    assert there.standing(inner, organ) == "01" and len(there.came()) == 2


def test_the_command_line_says_and_does_the_same(two: Two, tmp_path: Any) -> None:
    here, there = two
    run: Callable[..., Result] = here.app.test_cli_runner().invoke
    told = run(args=["exchange", "certificate", DISTRICT])
    assert told.exit_code == 0 and pem_of(here.certificate) in told.output
    (tmp_path / "c.pem").write_text(pem_of(there.certificate))
    args = ["exchange", "offices", "add", "000.00.16.H47", "UBND huyện C", "https://c.example"]
    added = run(args=[*args, "--certificate", str(tmp_path / "c.pem")])
    assert added.exit_code == 0, added.output
    listed = run(args=["exchange", "offices", "list"])
    assert "000.00.16.H47  UBND huyện C" in listed.output and "000.00.15.H47" in listed.output
    wrong = run(args=["exchange", "offices", "add", here.organ(A), "Xã", "https://c.example",
                      "--certificate", str(tmp_path / "c.pem")])  # fmt: skip
    assert wrong.exit_code == 1 and "đã có sẵn" in wrong.output
    here.issue((there.organ(), "B"))
    assert "Đang chờ gửi: 1" in run(args=["exchange", "status"]).output
    assert "Đã xử lý 1 gói tin" in run(args=["exchange", "carry"]).output
    assert run(args=["exchange", "certificate", "khong-co"]).exit_code == 1
