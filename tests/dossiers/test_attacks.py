"""What somebody tries with dossiers who means harm, and what a careless clerk does (SAFETY.md)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from portal.dossiers import drafts, queries, service
from portal.dossiers.errors import InvalidSubmission, NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.plan import version_definition
from portal.dossiers.verbs.closing import forget_on
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import Paper
from portal.papers.owners import owner_mark
from portal.payments import refunding, taking
from portal.payments.checking import check_books
from portal.payments.demanding import locked
from portal.payments.models import PaymentDemand
from portal.payments.refunding import Asking
from portal.publishing.service import commit
from portal.services.definition.reading import digest, to_json
from portal.services.definition.shapes import Fee, Field
from portal.services.models import Service, ServiceVersion
from tests.conftest import B
from tests.dossiers.world import DEFINITION, Office
from tests.papers import samples
from tests.payments.making import at_desk

UNBOUND = replace(
    DEFINITION,
    sections=(
        replace(
            DEFINITION.sections[0],
            fields=(DEFINITION.sections[0].fields[0], Field("so-ban", "Số bản", "number", required=True)),
        ),
    ),
    fees=(
        Fee("le-phi", "Lệ phí", "le-phi", 8000, basis="Nghị quyết thử"),
        Fee("phi", "Phí", "phi", 2000, per="so-ban", basis="Nghị quyết thử"),
    ),
)


def asked_for(office: Office, count: int) -> int:
    """What a dossier with so many copies asks for, in đồng."""
    dossier = office.submitted(
        service_id=office.service_id, answers={"ho-ten": "Nguyễn Thị Hồng Hạnh", "so-ban": count}
    )
    made = service.charge(dossier, office.staff("clerk"), dossier.version)
    db.session.commit()
    return made.amount


@pytest.mark.parametrize(("count", "amount"), [(0, 8_000), (1, 10_000), (10_001, 20_010_000)])
def test_a_number_of_copies_that_nobody_bounded_is_charged_all_the_same(
    offices: Callable[..., Office], count: int, amount: int
) -> None:
    office = offices("tam-hai", definition=UNBOUND)
    with office.working():
        assert asked_for(office, count) == amount and check_books() == []


def test_more_than_can_be_paid_is_refused_in_words(offices: Callable[..., Office]) -> None:
    office = offices("tam-hai", definition=UNBOUND)
    with office.working(), pytest.raises(NotPossible):
        asked_for(office, 10**12)


def charged(office: Office, state: str = "") -> tuple[Dossier, PaymentDemand]:
    """A dossier that waits for money: before it was received, or (`state`) in the clerk's hands."""
    dossier = office.received() if state else office.submitted()
    made = service.charge(dossier, office.staff("clerk"), dossier.version)
    db.session.commit()
    return dossier, made


@pytest.mark.parametrize("state", ["", "received"])
def test_money_that_was_taken_by_mistake_is_waited_for_again(office: Office, state: str) -> None:
    """Taking cash and undoing it must not carry a dossier past its fee."""
    with office.working():
        dossier, made = charged(office, state)
        clerk = office.people["clerk"]
        clock = dossier.paused_since
        entry = taking.take_cash(made.id, made.amount, "a" * 32, clerk).entry
        commit()
        went_on = queries.by_id(dossier.id)
        assert went_on is not None and went_on.state != "paying"
        taking.undo_cash(entry.id, "Thu nhầm người", clerk)
        commit()
        again = queries.by_id(dossier.id)
        assert (
            again is not None and again.state == "paying" and (again.paused_since is not None) == bool(clock)
        )
        taking.take_cash(made.id, made.amount, "b" * 32, clerk)
        commit()
        paid = queries.by_id(dossier.id)
        assert (
            paid is not None and paid.state != "paying" and paid.paused_since is None and check_books() == []
        )


def test_money_that_goes_back_for_good_is_not_waited_for(office: Office) -> None:
    with office.working():
        dossier, made = charged(office)
        clerk = office.people["clerk"]
        taking.take_cash(made.id, made.amount, "a" * 32, clerk)
        refund = refunding.ask(made.id, Asking("cash", "Rút hồ sơ", whole=True), "r1", clerk)
        commit()
    with at_desk(office.app, "tenant_admin", user_id=999) as books:
        refunding.approve(refund.id, books)
        commit()
        again = queries.by_id(dossier.id)
        assert again is not None and again.state == "new" and locked(made.id).state == "returned"


def test_cash_of_a_dossier_that_went_on_too_far_leaves_the_demand_open(office: Office) -> None:
    """What stands at the end is not turned back by a slip; the counter's list shows that money is missing."""
    with office.working():
        dossier, made = charged(office)
        clerk = office.people["clerk"]
        entry = taking.take_cash(made.id, made.amount, "a" * 32, clerk).entry
        commit()
        held = queries.by_id(dossier.id)
        assert held is not None
        service.withdraw(held, office.staff("clerk"), held.version, reason="đổi ý")
        commit()
        taking.undo_cash(entry.id, "Thu nhầm người", clerk)
        commit()
        again = queries.by_id(dossier.id)
        assert again is not None and again.state == "withdrawn" and locked(made.id).state == "open"


def other_version(office: Office, *, published: bool, of: int | None = None) -> int:
    made = ServiceVersion(
        tenant_id=office.tenant_id,
        service_id=of or office.service_id,
        number=2,
        definition=to_json(UNBOUND),
        digest=digest(UNBOUND),
        published_at=datetime(2026, 1, 1) if published else None,
    )
    db.session.add(made)
    db.session.commit()
    return made.id


def test_a_version_of_another_service_or_a_draft_of_the_desk_takes_no_dossier(office: Office) -> None:
    """Hidden fields name service and version: both must belong together."""
    other, _version = office.offer(DEFINITION)
    with office.working():
        for version_id in (
            other_version(office, published=False),
            other_version(office, published=True, of=other),
            2**62,
        ):
            sent = office.submission(version_id=version_id)
            for act, by in ((service.submit, office.citizen()), (service.register, office.staff("clerk"))):
                with pytest.raises(InvalidSubmission):
                    act(sent, by)


def test_a_digest_that_lies_opens_no_definition_of_another_portal(offices: Callable[..., Office]) -> None:
    """A portal that was brought back from a package may name any digest; what is read by it stays with it."""
    forger, honest = offices("tam-hai"), offices(B)
    with forger.working():
        forged = ServiceVersion(
            tenant_id=forger.tenant_id,
            service_id=forger.service_id,
            number=9,
            definition=to_json(UNBOUND),
            digest=digest(replace(DEFINITION, summary="Chỉ của nơi kia.")),
            published_at=datetime(2026, 1, 1),
        )
        db.session.add(forged)
        db.session.commit()
        assert version_definition(forged.id) == UNBOUND
    own = replace(DEFINITION, summary="Chỉ của nơi kia.")
    _service, version_id = honest.offer(own)
    with honest.working():
        assert version_definition(version_id) == own


@pytest.mark.parametrize(
    ("proof", "right"),
    [
        ("0905123456", True), ("0905 123 456", True), ("+84 905 123 456", True), ("84905123456", True),
        ("049190001234", True), ("0491 9000 1234", True), ("", False), ("0", False), ("905123456", False),
        ("٠٩٠٥١٢٣٤٥٦", False), ("0905123457", False), ("%", False), ("0905123456' OR 1=1", False),
        ("0905123456" * 40, False),
    ],
)  # fmt: skip
def test_the_second_fact_is_the_whole_number_however_it_is_written(
    office: Office, proof: str, right: bool
) -> None:
    with office.working():
        code = office.submitted().code
        assert (queries.followed(code, proof) is not None) == right
        assert queries.followed("000.00.00.H00-260101-0001", proof) is None


def test_a_dossier_without_numbers_is_followed_by_nobody(office: Office) -> None:
    with office.working():
        code = office.submitted(applicant=service.Applicant("Nguyễn Thị Hồng Hạnh", "1", phone="113")).code
        for proof in ("", "1", "113", "0", " "):
            assert queries.followed(code, proof) is None


def test_terms_of_keeping_end_on_a_day_that_there_is() -> None:
    assert forget_on(1, date(2028, 2, 29)) == date(2029, 2, 28)
    assert forget_on(4, date(2028, 2, 29)) == date(2032, 2, 29)
    assert forget_on(-3, date(2028, 2, 29)) == date(2028, 2, 29)


def kept(office: Office, source: str, *, identity: str = "", citizen_id: int | None = None) -> Paper:
    """A paper of the office's."""
    mark = owner_mark(identity)
    made = papers.keep(
        samples.pdf(f"Giấy {secrets.token_hex(8)}"),
        "giay.pdf",
        "giay-to",
        mark,
        source,
        office.people["clerk"],
        citizen_id=citizen_id,
        read=False,
    )
    db.session.commit()
    return made


def test_a_clerk_puts_no_paper_of_somebody_else_into_a_dossier(office: Office) -> None:
    """Numbers of papers stand in hidden fields; a paper that a citizen sent without a proven number has no mark."""
    mine = "049190001234"
    with office.working():
        sent_by_account = kept(office, "upload", citizen_id=77)
        of_another = kept(office, "scan", identity="049190009999")
        own, scanned = kept(office, "scan", identity=mine), kept(office, "scan")
        for paper, source, right in (
            (sent_by_account, "counter", False),
            (sent_by_account, "reuse", False),
            (of_another, "counter", False),
            (of_another, "reuse", False),
            (scanned, "reuse", False),
            (scanned, "counter", True),
            (own, "reuse", True),
            (own, "counter", True),
        ):
            given = (service.GivenPaper("giay-to", paper.id, source),)
            sent = office.submission(channel="truc-tiep", delivery="tai-quay", papers=given)
            try:
                service.register(sent, office.staff("clerk"))
                db.session.commit()
                done = True
            except InvalidSubmission:
                db.session.rollback()
                done = False
            assert done == right, (paper.source, source)


def test_of_what_was_begun_and_given_up_no_scan_and_no_photo_stays(office: Office) -> None:
    with office.working():
        by = office.staff("clerk")
        held = db.session.get(Service, (office.tenant_id, office.service_id))
        assert held is not None
        draft = drafts.begin(held, by)
        photo = kept(office, "upload", citizen_id=7)
        page, scan, of_office = kept(office, "upload"), kept(office, "scan"), kept(office, "result")
        page.fields = {"raw": photo.id}
        drafts.save(draft, given={"giay-to": [page.id, scan.id], "to-khai": [of_office.id]})
        db.session.commit()
        drafts.drop(draft, by)
        db.session.commit()
        assert set(db.session.scalars(select(Paper.id))) == {of_office.id}
