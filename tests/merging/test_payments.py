"""Money and portals that become others: news of providers at old hosts, refunds from old books, what was paid before a
merger is undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import utc_now
from portal.dossiers import queries
from portal.dossiers.paths import desk_path
from portal.extensions import db
from portal.payments import attempts, refunding, succession, taking
from portal.payments.codes import secret_of
from portal.payments.models import APPROVED, HANDED, OPEN, PAID, PaymentAttempt, PaymentDemand
from portal.payments.providers.configured import FILE, providers_of
from portal.payments.providers.contract import News
from portal.payments.providers.http import HttpProvider, key_of
from portal.payments.receipts.issuing import valid_of
from portal.tenancy.directory import directory
from tests.conftest import Browser
from tests.dossiers.world import Office, at
from tests.merging.conftest import closed, opened
from tests.merging.test_counter import books_are_right, charged, demand_at, inside, state_at
from tests.merging.world import NEW, SON, THANH, merge, rename, undo
from tests.payments.making import KEY
from tests.payments.test_online import configure, message

RENAMED = "duc-son"
NEWS = "/thanh-toan/bao/thu"
ADDRESS = "http://127.0.0.1:9/"


@pytest.fixture()
def office(app: Flask) -> Office:
    return Office(app, SON, code="1.001193")


def begun(code: str, slug: str = SON, reference: str = "R1") -> None:
    """A payment was begun with the provider (in an application context)."""
    with inside(slug) as actor:
        one = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code))
        assert one is not None
        row = PaymentAttempt(
            tenant_id=actor.tenant_id,
            demand_id=one.id,
            provider="thu",
            reference=reference,
            once=f"o-{reference}",
            amount=one.amount,
            next_poll_at=utc_now(),
        )
        db.session.add(row)
        db.session.commit()


def tell(app: Flask, host: str, path: str = NEWS, **said: Any) -> tuple[int, bytes]:
    """A provider's call-back at a host, signed: the status and what was answered."""
    told = {"merchant": f"UBND-{SON}", "message": "m1", "reference": "R1", "outcome": "paid"}
    body, headers = message(key_of(KEY), path, told | {"transaction": "t1", "amount": 16_000} | said)
    answer = app.test_client().post(path, data=body, headers=headers | {"Host": host})
    return answer.status_code, answer.data


def test_news_at_the_host_of_a_portal_that_was_merged_pays_at_its_heir(app: Flask, office: Office) -> None:
    dossier_id, code = charged(office)
    configure(app.config["PORTAL"].instance_path, ADDRESS, (SON,))
    with app.app_context():
        begun(code)
        merge(NEW, SON, THANH)
    host = f"{SON}.localhost:8000"
    assert tell(app, host, merchant="UBND-khac") == (403, b"")
    assert tell(app, host) == tell(app, host) == tell(app, host, message="m2") == (200, b"")
    assert tell(app, f"{NEW}.localhost:8000") == (403, b""), "the heir is no such merchant"
    with app.app_context():
        assert succession.forward() == 1 and succession.forward() == 0
        new = demand_at(NEW, code)
        assert new is not None and (new.state, new.paid_by) == (PAID, "provider:thu")
        assert state_at(NEW, dossier_id) == "handling"
        books_are_right()


@pytest.mark.parametrize("known_as", [SON, RENAMED])
def test_news_at_the_former_host_of_a_renamed_portal_is_heard(
    app: Flask, office: Office, known_as: str
) -> None:
    """The address of the news was given when the payment was begun; nobody who calls there follows a redirection. The
    administrator's file may still name the portal by its former name, or already by the new one."""
    dossier_id, code = charged(office)
    with app.app_context():
        begun(code)
        rename(SON, RENAMED)
    configure(app.config["PORTAL"].instance_path, ADDRESS, (known_as,))
    host = f"{SON}.localhost:8000"
    assert tell(app, host, merchant="UBND-khac") == (403, b"")
    assert tell(app, host, merchant=f"UBND-{known_as}") == (200, b"")
    assert tell(app, f"{RENAMED}.localhost:8000", merchant=f"UBND-{known_as}") == (200, b"")
    assert Browser(app, SON).get("/thanh-toan/").status_code == 301
    with app.app_context():
        one = demand_at(RENAMED, code)
        assert one is not None and one.state == PAID
        assert state_at(RENAMED, dossier_id) == "handling"
        books_are_right()


def test_a_renamed_portal_keeps_what_the_provider_knew_it_by(app: Flask) -> None:
    """With a new name at the provider the former one is still heard, for payments that were begun before."""
    path = configure(app.config["PORTAL"].instance_path, ADDRESS, (SON, RENAMED, THANH))
    with app.app_context():
        rename(SON, RENAMED)
        portal, other = directory().by_slug(RENAMED), directory().by_slug(THANH)
        assert portal is not None and other is not None
        known, theirs = providers_of(portal)["thu"], providers_of(other)["thu"]
        assert isinstance(known, HttpProvider) and isinstance(theirs, HttpProvider)
        assert (known.merchant, known.formerly) == (f"UBND-{RENAMED}", (f"UBND-{SON}",))
        assert (theirs.merchant, theirs.formerly) == (f"UBND-{THANH}", ())
    assert tell(app, f"{SON}.localhost:8000", reference="X") == (200, b"")
    assert tell(app, f"{SON}.localhost:8000", reference="X", merchant=f"UBND-{THANH}") == (403, b"")
    assert path.name == Path(FILE).name


def test_news_below_the_former_path_of_a_renamed_portal_is_heard(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    _dossier, code = charged(office)
    with app.app_context():
        begun(code)
        rename(SON, RENAMED)
    closed(app)
    configure(tmp_path / "instance", ADDRESS, (SON,))
    other = opened(tmp_path / "instance", tenants_by="path")
    for name, message_id in ((SON, "m1"), (RENAMED, "m2")):
        assert tell(other, "localhost:8000", f"/{name}{NEWS}", message=message_id) == (200, b""), name
    with other.app_context():
        one = demand_at(RENAMED, code)
        assert one is not None and one.state == PAID
        books_are_right()
    closed(other)


def test_attempts_of_a_renamed_portal_are_asked_after(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dossier, code = charged(office)
    configure(app.config["PORTAL"].instance_path, ADDRESS, (SON,))
    asked: list[str] = []

    def ask(self: HttpProvider, reference: str) -> News:
        asked.append(f"{self.merchant} {reference}")
        return News("", reference, "paid", "t1", 16_000)

    monkeypatch.setattr(HttpProvider, "ask", ask)
    with app.app_context():
        begun(code)
        rename(SON, RENAMED)
        assert attempts.poll(utc_now()) == 1 and asked == [f"UBND-{SON} R1"]
        one = demand_at(RENAMED, code)
        assert one is not None and one.state == PAID
        books_are_right()


def paid_in_cash(code: str, slug: str) -> int:
    """Somebody paid at the counter; the id of the demand (in an application context)."""
    with inside(slug, "counter_clerk", 41) as clerk, at("2026-03-02 10:00"):
        one = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code))
        assert one is not None
        taking.take_cash(one.id, 16_000, f"tien-{code}", clerk)
        db.session.commit()
        return one.id


def test_old_books_return_money_by_transfer_and_say_so(
    app: Flask, office: Office, signed_in: Callable[..., Browser]
) -> None:
    _dossier, code = charged(office)
    _dossier, early_code = charged(office)
    with app.app_context():
        demand_id, early_id = paid_in_cash(code, SON), paid_in_cash(early_code, SON)
        with inside(SON, "counter_clerk", 41) as clerk:
            early = refunding.ask(early_id, refunding.Asking("cash", "nộp nhầm", True), "r0", clerk).id
            db.session.commit()
        with inside(SON) as keeper:
            refunding.approve(early, keeper)
            db.session.commit()
        merge(NEW, SON, THANH)
        with inside(SON, "counter_clerk", 41) as person, pytest.raises(refunding.NothingToReturn):
            refunding.ask(demand_id, refunding.Asking("cash", "nộp nhầm", True), "r9", person)
    clerk = signed_in(NEW, "counter_clerk")
    where = f"/quan-tri/so-cu/{SON}/thu-phi/{demand_id}"
    page = clerk.get(where)
    form = page.text[page.text.index("/hoan") :]
    assert "chỉ hoàn trả được bằng chuyển khoản" in form and 'value="cash"' not in form
    once = re.findall(r'name="once" value="([0-9a-f]{32})"', page.text)[-1]
    sent = {"what": "whole", "way": "cash", "reason": "nộp nhầm", "account": "", "once": once}
    assert clerk.post(f"{where}/hoan", sent).status_code == 422
    sent |= {"way": "transfer", "account": "Vietcombank 1020.3040 50, Nguyễn Thị Hồng Hạnh"}
    assert clerk.post(f"{where}/hoan", sent).status_code == 303
    keeper = signed_in(NEW, "tenant_admin")
    books = f"/quan-tri/so-cu/{SON}/so-thu-phi/"
    page = keeper.get(books)
    assert "1020304050" in page.text
    refund = re.search(rf"{re.escape(books)}hoan-tra/(\d+)/duyet", page.text)
    assert refund is not None
    for number, decision in ((refund[1], "duyet"), (refund[1], "da-chuyen"), (str(early), "da-chuyen")):
        shown = keeper.get(books).text
        assert f"{books}hoan-tra/{number}/{decision}" in shown, (number, decision)
        assert keeper.post(f"{books}hoan-tra/{number}/{decision}", {}).status_code == 303
    with app.app_context():
        states = [one.state for one in (demand_at(SON, code), demand_at(SON, early_code)) if one is not None]
        assert states == ["returned", "returned"]
        books_are_right()


def test_a_refund_in_cash_of_a_living_portal_is_not_noted_as_a_transfer(app: Flask, office: Office) -> None:
    _dossier, code = charged(office)
    with app.app_context():
        demand_id = paid_in_cash(code, SON)
        with inside(SON, "counter_clerk", 41) as clerk:
            refund = refunding.ask(demand_id, refunding.Asking("cash", "nộp nhầm", True), "r0", clerk).id
            db.session.commit()
        with inside(SON) as keeper:
            assert refunding.approve(refund, keeper).state == APPROVED
            with pytest.raises(refunding.TooLate):
                refunding.note_transfer(refund, keeper)


def test_what_was_paid_before_a_merger_is_undone_is_found_from_the_old_portal(
    app: Flask, office: Office, signed_in: Callable[..., Browser]
) -> None:
    """Books never move: what the portal took in the meantime stays in its books, receipt and refunds too. Payer and
    clerk of the portal that has the dossier again are led there."""
    dossier_id, code = charged(office)
    with app.app_context():
        number = merge(NEW, SON, THANH)
        paid_in_cash(code, NEW)
        undo(number)
        old, kept = demand_at(SON, code), demand_at(NEW, code)
        assert old is not None and kept is not None and (old.state, kept.state) == (HANDED, PAID)
        assert state_at(SON, dossier_id) == "handling"
        books_are_right()
        secret = secret_of(code)
        with inside(SON):
            dossier = queries.by_id(dossier_id)
            assert dossier is not None
            desk_page = desk_path(dossier)
        portal = directory().by_slug(NEW)
        assert portal is not None
    visitor = Browser(app, SON)
    sent = {"code": code, "secret": secret}
    answer = visitor.post("/thanh-toan/", sent, token_from="/thanh-toan/")
    assert answer.status_code == 303
    page = visitor.get(f"/thanh-toan/{code}")
    assert page.status_code == 200 and "Đã trả" in page.text
    receipt = visitor.get(f"/thanh-toan/{code}/bien-lai.pdf")
    assert receipt.status_code == 200 and receipt.data.startswith(b"%PDF")
    assert Browser(app, SON).get(f"/thanh-toan/{code}").status_code == 404
    clerk = signed_in(SON, "counter_clerk")
    page = clerk.get(f"/quan-tri/thu-phi/{old.id}")
    assert page.status_code == 200 and portal.authority in page.text
    page = clerk.get(desk_page)
    assert page.status_code == 200 and "Đã chuyển cổng khác" in page.text and "Đã hủy" not in page.text
    with app.app_context(), inside(NEW):
        assert valid_of(kept.id) is not None


def test_what_stays_open_is_handed_back_and_forth(app: Flask, office: Office) -> None:
    """Merged, undone, merged again: one demand at a time is open, whatever was begun where."""
    dossier_id, code = charged(office)
    with app.app_context():
        for _round in range(2):
            number = merge(NEW, SON, THANH)
            states = {slug: one.state for slug in (SON, NEW) if (one := demand_at(slug, code)) is not None}
            assert states == {SON: HANDED, NEW: OPEN}
            undo(number)
            states = {slug: one.state for slug in (SON, NEW) if (one := demand_at(slug, code)) is not None}
            assert states == {SON: OPEN, NEW: HANDED}
        assert state_at(SON, dossier_id) == "paying"
        books_are_right()


def test_news_for_a_portal_that_is_suspended_since_a_merger_was_undone_is_heard(
    app: Flask, office: Office
) -> None:
    """What was begun at the portal that is no more heir comes in there, and counts where the dossier is."""
    dossier_id, code = charged(office)
    configure(app.config["PORTAL"].instance_path, ADDRESS, (NEW,))
    with app.app_context():
        number = merge(NEW, SON, THANH)
        begun(code, NEW)
        undo(number)
    host = f"{NEW}.localhost:8000"
    assert app.test_client().get("/", headers={"Host": host}).status_code == 503
    assert tell(app, host, merchant="UBND-khac") == (403, b"")
    assert tell(app, host, merchant=f"UBND-{NEW}") == (200, b"")
    with app.app_context():
        assert succession.forward() == 1
        one = demand_at(SON, code)
        assert one is not None and (one.state, one.paid_by) == (PAID, "provider:thu")
        assert state_at(SON, dossier_id) == "handling"
        books_are_right()
