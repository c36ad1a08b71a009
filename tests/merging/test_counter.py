"""The counter over a merger and its undoing: dossiers in every state, papers, unpaid and late money, old codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Actor, system_actor
from portal.dossiers import queries, service
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_course import DossierRequest
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import Paper
from portal.payments import drawers, refunding, succession, taking, till
from portal.payments.checking import check_books
from portal.payments.codes import secret_of
from portal.payments.demanding import TooLate
from portal.payments.ledger.accounts import BANK, PAYERS, agency_of
from portal.payments.ledger.posting import all_balances, balance, held_for
from portal.payments.ledger.rules import AGENCY_PAID, AGENCY_PAYS
from portal.payments.models import CANCELLED, HANDED, OPEN, PAID, PaymentDemand
from portal.payments.receipts.issuing import valid_of
from portal.payments.settings import PaymentSettings, save_settings
from portal.results import queries as results
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from tests.conftest import Browser
from tests.dossiers.test_transitions import STAGES
from tests.dossiers.world import Office, at
from tests.merging.world import NEW, SON, THANH, broken_references, merge, split, undo
from tests.papers import samples

DAY = "2026-03-02 09:00"


@contextmanager
def inside(slug: str, role: str = "tenant_admin", user_id: int = 4_711) -> Iterator[Actor]:
    """Somebody of a portal, in its editing scope."""
    portal = directory().by_slug(slug)
    assert portal is not None
    with entered(editing(portal.id)):
        yield Actor(user_id, f"{role} {user_id}", portal.id, frozenset({role}))


def demand_at(slug: str, code: str) -> PaymentDemand | None:
    """The demand of a code in the books of a portal (in an application context)."""
    with inside(slug):
        found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code))
        if found is not None:
            db.session.expunge(found)
        return found


def books_are_right() -> None:
    for portal in directory().all():
        with entered(editing(portal.id)):
            assert check_books() == [], portal.slug


def charged(office: Office, **more: Any) -> tuple[int, str]:
    """A dossier that waits for its fee: its id, and the code of the demand."""
    with office.working(), at(DAY):
        dossier = office.handled(**more)
        service.charge(dossier, office.staff("officer1"), dossier.version)
        db.session.commit()
        found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.subject_id == dossier.id))
        assert found is not None
        return dossier.id, found.code


def state_at(slug: str, dossier_id: int) -> str:
    with inside(slug):
        found = queries.by_id(dossier_id)
        assert found is not None
        return found.state


@pytest.fixture()
def office(app: Flask) -> Office:
    made = Office(app, SON, code="1.001193")
    with app.app_context(), inside(SON) as admin:
        save_settings(PaymentSettings("970436", "1020304050", "UBND XA TAM SON"), admin)
    return made


def test_dossiers_of_every_state_go_and_come_back_as_they_were(app: Flask, office: Office) -> None:
    def picture() -> dict[int, tuple[Any, ...]]:
        with system_task("thử"):
            rows = db.session.scalars(select(Dossier)).all()
            return {
                one.id: (
                    *(one.code, one.state, one.version, one.due_at, one.paused_since, one.holder_id),
                    *(one.applicant_name, one.answers, one.step_key, one.spent_minutes, one.outcome),
                )
                for one in rows
            }

    for stage in STAGES:
        with office.working(), at(DAY):
            STAGES[stage](office)
    with app.app_context():
        before = picture()
        assert len(before) == len(STAGES) and len({one[1] for one in before.values()}) >= 8
        number = merge(NEW, SON, THANH)
        assert picture() == before and broken_references() == []
        books_are_right()
        with inside(NEW):
            assert set(db.session.scalars(select(Dossier.id))) == set(before)
            for one in before:
                dossier = queries.by_id(one)
                assert dossier is not None and service.facts_of(dossier) is not None
                assert queries.events_of(dossier)[-1].after == dossier.state
        undo(number)
        assert picture() == before and broken_references() == []
        books_are_right()
        with inside(SON):
            assert set(db.session.scalars(select(Dossier.id))) == set(before)


def test_papers_are_read_where_their_dossier_is(app: Flask, office: Office) -> None:
    with office.working(), at(DAY):
        dossier = office.received()
        kept = papers.keep(
            samples.pdf("Tờ khai"), "to-khai.pdf", "to-khai", "", "upload", system_actor(office.tenant_id)
        )
        db.session.add(
            DossierPaper(
                tenant_id=office.tenant_id,
                dossier_id=dossier.id,
                paper_key="to-khai",
                paper_id=kept.id,
                source="upload",
            )
        )
        db.session.commit()
        number, said = kept.id, papers.content(kept)
    with app.app_context():
        merged = merge(NEW, SON, THANH)
        for slug in (NEW, SON):
            with inside(slug):
                paper = db.session.scalar(select(Paper).where(Paper.id == number))
                assert paper is not None and papers.content(paper) == said
            if slug == NEW:
                undo(merged)


def test_what_is_unpaid_is_paid_at_the_new_portal_and_the_dossier_goes_on(app: Flask, office: Office) -> None:
    dossier_id, code = charged(office)
    with app.app_context():
        merge(NEW, SON, THANH)
        old, new = demand_at(SON, code), demand_at(NEW, code)
        assert old is not None and new is not None
        assert (old.state, new.state) == (HANDED, OPEN) and old.id != new.id
        assert (new.amount, new.payer_name) == (16_000, "Nguyễn Thị Hồng Hạnh")
        with inside(SON, "counter_clerk") as clerk, pytest.raises(TooLate):
            taking.take_cash(old.id, 16_000, "cu", clerk)
        with inside(NEW, "counter_clerk") as clerk, at("2026-03-02 10:00"):
            assert taking.take_cash(new.id, 20_000, "moi", clerk).settles
            db.session.commit()
            assert valid_of(new.id) is not None
            request = db.session.scalar(select(DossierRequest).where(DossierRequest.dossier_id == dossier_id))
            assert request is not None and request.demand_id == new.id
        assert state_at(NEW, dossier_id) == "handling"
        books_are_right()


def test_a_dossier_that_ends_at_the_new_portal_gives_its_demand_up_there(app: Flask, office: Office) -> None:
    dossier_id, code = charged(office)
    with app.app_context():
        merge(NEW, SON, THANH)
        home = directory().by_slug(NEW)
        assert home is not None
        with inside(NEW), at("2026-03-02 10:00"):
            found = queries.by_id(dossier_id)
            assert found is not None
            service.withdraw(found, service.citizen(home.id, 7))
            db.session.commit()
        new = demand_at(NEW, code)
        assert new is not None and new.state == CANCELLED


def test_money_that_comes_to_the_old_account_settles_the_dossier_where_it_is(
    app: Flask, office: Office
) -> None:
    dossier_id, code = charged(office)
    with app.app_context():
        merge(NEW, SON, THANH)
        old, new = demand_at(SON, code), demand_at(NEW, code)
        assert old is not None and new is not None
        assert succession.forward() == 0
        with inside(SON) as keeper:
            taking.take_transfer(old.id, 6_000, "FT1", keeper)
            db.session.commit()
        assert succession.forward() == 1 and succession.forward() == 0
        assert state_at(NEW, dossier_id) == "paying"
        with inside(SON) as keeper:
            taking.take_transfer(old.id, 10_000, "FT2", keeper)
            db.session.commit()
        assert succession.forward() == 1 and succession.forward() == 0
        assert state_at(NEW, dossier_id) == "handling"
        books_are_right()
        with inside(SON) as keeper:
            theirs = agency_of(new.tenant_id)
            assert (held_for(old.id), balance(theirs), balance(BANK)) == (0, -16_000, 16_000)
            act = f"{AGENCY_PAID}:{new.tenant_id}"
            assert act in till.acts_of([], all_balances())
            with pytest.raises(till.NotThere):
                till.note(act, 16_001, "", "a", keeper)
            till.note(act, 16_000, "", "b", keeper)
            db.session.commit()
            assert balance(theirs) == balance(BANK) == balance(PAYERS) == 0
        with inside(NEW) as keeper:
            act = f"{AGENCY_PAYS}:{old.tenant_id}"
            assert act in till.acts_of([], all_balances())
            till.note(act, 16_000, "", "c", keeper)
            db.session.commit()
            assert balance(agency_of(old.tenant_id)) == 0 and balance(BANK) == 16_000
            assert act not in till.acts_of([], all_balances())
        books_are_right()


def test_undoing_brings_unpaid_demands_back_and_leaves_what_was_paid(app: Flask, office: Office) -> None:
    unpaid, unpaid_code = charged(office)
    paid, paid_code = charged(office)
    with app.app_context():
        number = merge(NEW, SON, THANH)
        new = demand_at(NEW, paid_code)
        assert new is not None
        with inside(NEW, "counter_clerk") as clerk, at("2026-03-02 10:00"):
            taking.take_cash(new.id, 16_000, "moi", clerk)
            db.session.commit()
        undo(number)
        old, left = demand_at(SON, unpaid_code), demand_at(NEW, unpaid_code)
        assert old is not None and old.state == OPEN and left is not None and left.state == HANDED
        kept = demand_at(NEW, paid_code)
        assert kept is not None and kept.state == PAID
        assert (state_at(SON, unpaid), state_at(SON, paid)) == ("paying", "handling")
        with inside(SON):
            request = db.session.scalar(select(DossierRequest).where(DossierRequest.dossier_id == unpaid))
            assert request is not None and request.demand_id == old.id
        # What the portal that is no more heir still gets for it comes back.
        with inside(NEW) as keeper:
            taking.take_transfer(left.id, 16_000, "FT9", keeper)
            db.session.commit()
        assert succession.forward() == 1
        assert state_at(SON, unpaid) == "handling"
        books_are_right()
        merge(NEW, SON, THANH)
        assert broken_references() == [] and state_at(NEW, unpaid) == "handling"
        books_are_right()


def test_a_part_that_leaves_again_takes_its_unpaid_demands_along(app: Flask, office: Office) -> None:
    dossier_id, code = charged(office)
    with app.app_context():
        merge(NEW, SON, THANH)
        split(NEW, "tam-son-moi", SON)
        states = {slug: demand_at(slug, code) for slug in (SON, NEW, "tam-son-moi")}
        assert {slug: one.state for slug, one in states.items() if one is not None} == {
            SON: HANDED,
            NEW: HANDED,
            "tam-son-moi": OPEN,
        }
        old = states[SON]
        assert old is not None
        with inside(SON) as keeper:
            taking.take_transfer(old.id, 16_000, "FT1", keeper)
            db.session.commit()
        assert succession.forward() == 1
        assert state_at("tam-son-moi", dossier_id) == "handling"
        books_are_right()


def test_the_paper_in_the_payers_hand_stays_right(app: Flask, office: Office) -> None:
    """Old host, old code, old secret: to the page of the portal that has the dossier now."""
    _dossier, open_code = charged(office)
    _dossier, paid_code = charged(office)
    with app.app_context(), inside(SON, "counter_clerk") as clerk:
        found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == paid_code))
        assert found is not None
        with at("2026-03-02 10:00"):
            taking.take_cash(found.id, 16_000, "tien", clerk)
            db.session.commit()
    with app.app_context():
        merge(NEW, SON, THANH)
        secrets = {code: secret_of(code) for code in (open_code, paid_code)}
    moved = Browser(app, SON).get(f"/thanh-toan/{open_code}")
    assert moved.status_code == 301 and moved.location.startswith(f"http://{NEW}.localhost")
    visitor = Browser(app, NEW)
    for code, secret in secrets.items():
        assert visitor.get(f"/thanh-toan/{code}").status_code == 404
        answer = visitor.post("/thanh-toan/", {"code": code, "secret": secret}, token_from="/thanh-toan/")
        assert answer.status_code == 303, code
    page = visitor.get(f"/thanh-toan/{open_code}")
    assert page.status_code == 200 and "16.000" in page.text and "Chưa trả" in page.text
    visitor = Browser(app, NEW)
    visitor.post("/thanh-toan/", {"code": paid_code, "secret": secrets[paid_code]}, token_from="/thanh-toan/")
    page = visitor.get(f"/thanh-toan/{paid_code}")
    assert page.status_code == 200 and "Đã trả" in page.text
    receipt = visitor.get(f"/thanh-toan/{paid_code}/bien-lai.pdf")
    assert receipt.status_code == 200 and receipt.data.startswith(b"%PDF")
    assert Browser(app, THANH).get(f"/thanh-toan/{paid_code}").status_code == 301
    elsewhere = Browser(app, "tam-tra").post(
        "/thanh-toan/", {"code": paid_code, "secret": secrets[paid_code]}, token_from="/thanh-toan/"
    )
    assert elsewhere.status_code == 422, "another portal knows nothing of it"


def test_citizens_follow_by_their_old_code(app: Flask, office: Office) -> None:
    dossier_id, _code = charged(office)
    with app.app_context(), inside(SON):
        found = queries.by_id(dossier_id)
        assert found is not None
        code = found.code
    with app.app_context():
        merge(NEW, SON, THANH)
    old = Browser(app, SON).get(f"/ho-so/tra-cuu?ma={code}")
    assert old.status_code == 301 and f"{NEW}.localhost" in old.location and code in old.location
    visitor = Browser(app, NEW)
    page = visitor.get(f"/ho-so/tra-cuu?ma={code}")
    assert page.status_code == 200 and code in page.text
    answer = visitor.post(
        "/ho-so/tra-cuu", {"ma": code, "xac_nhan": "0905 123 456"}, token_from="/ho-so/tra-cuu"
    )
    assert answer.status_code == 200 and code in answer.text


def test_services_and_templates_of_one_code_become_one_and_the_dossiers_keep_their_version(
    app: Flask, office: Office
) -> None:
    other = Office(app, THANH, code="1.001193")
    ids: dict[int, int] = {}
    for one in (office, other):
        with one.working(), at(DAY):
            dossier = one.handled()
            ids[dossier.id] = dossier.version_id
    with app.app_context():
        number = merge(NEW, SON, THANH)
        with inside(NEW):
            assert len(db.session.scalars(select(Service).where(Service.code == "1.001193")).all()) == 1
            for dossier_id, version_id in ids.items():
                found = queries.by_id(dossier_id)
                assert found is not None and found.version_id == version_id
                assert service.facts_of(found).step is not None
            assert [one.slug for one in results.templates()] == sorted(
                {one.slug for one in results.templates()}
            )
        undo(number)
        for one in (office, other):
            with inside(one.slug):
                assert len(db.session.scalars(select(Service).where(Service.code == "1.001193")).all()) == 1


def test_books_of_a_portal_that_ended_are_closed_by_who_took_over(
    app: Flask, office: Office, signed_in: Callable[..., Browser]
) -> None:
    _dossier, code = charged(office)
    with app.app_context(), inside(SON, "counter_clerk", 41) as clerk:
        found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code))
        assert found is not None
        with at("2026-03-02 10:00"):
            taking.take_cash(found.id, 16_000, "tien", clerk)
            db.session.commit()
        drawer, demand_id = drawers.of_today(clerk).id, found.id
    with app.app_context():
        merge(NEW, SON, THANH)
    keeper = signed_in(NEW, "tenant_admin")
    where = f"/quan-tri/so-cu/{SON}/so-thu-phi/"
    assert where in keeper.get("/quan-tri/so-thu-phi/").text
    page = keeper.get(where)
    assert page.status_code == 200 and "Tam Sơn" in page.text and "16.000" in page.text
    closing = {"counted": "16.000", "explanation": ""}
    assert (
        keeper.post(f"/quan-tri/so-cu/{SON}/thu-phi/ngan-keo/{drawer}/chot-thay", closing).status_code == 303
    )
    with app.app_context(), inside(SON):
        assert drawers.held(drawer) == 0
    act = {"act": "deposited", "moved": "16.000", "reason": "Nộp theo biên bản bàn giao", "once": "a" * 32}
    assert keeper.post(f"{where}ghi-so", act).status_code == 303
    assert "01BLP0-001" in keeper.get(f"{where}bien-lai").text
    with app.app_context(), inside(SON, "counter_clerk", 41) as clerk:
        refunding.ask(demand_id, refunding.Asking("transfer", "nộp nhầm", True, "VCB 1"), "r1", clerk)
        db.session.commit()
        assert balance(BANK) == 16_000
    books = keeper.get(where).text
    refund = re.search(rf"{re.escape(where)}hoan-tra/(\d+)/duyet", books)
    assert refund is not None
    for decision in ("duyet", "da-chuyen"):
        answer = keeper.post(f"{where}hoan-tra/{refund[1]}/{decision}", {})
        assert answer.status_code == 303 and answer.location.endswith(where)
    with app.app_context():
        books_are_right()
        with inside(SON):
            assert balance(BANK) == 0
        with inside(NEW):
            assert balance(BANK) == 0
    for slug in (NEW, "tam-tra", "khong-co"):
        assert keeper.get(f"/quan-tri/so-cu/{slug}/so-thu-phi/").status_code == 404
    assert signed_in("tam-tra", "tenant_admin").get(where).status_code == 404
    assert signed_in(NEW, "author").get(where).status_code == 403
