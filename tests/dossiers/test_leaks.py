"""Nothing of a dossier is anywhere but where it belongs: a whole life, at the commune and the district, with words in
every field, paper, note and name that are looked for in everything that the installation shows, sends, logs, writes.

`PERSON` is what people are, hand in, decide and note: it leaves the sealed rows for nobody but the office and the
citizen's own pages. `TOLD` is what an office says to the citizen (reasons, what is missing): it goes to that one
person's e-mail or telephone beside the code, never into a subject line, and is gone from the outbox when it left.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.accounts.permissions import system_actor
from portal.citizens.models import CitizenMessage
from portal.content.exporting import export_tenant
from portal.dossiers import drafts, service
from portal.dossiers.models import Dossier
from portal.dossiers.privacy import asking, holding
from portal.dossiers.referrals import service as referrals
from portal.dossiers.referrals.carrying import carry
from portal.dossiers.referrals.models import Referral, Referred
from portal.dossiers.submissions import GivenPaper
from portal.extensions import db, limiter
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.papers import service as papers
from portal.papers.models import UPLOAD
from portal.papers.owners import owner_mark
from portal.proofs import models as proofs
from portal.publishing.models import AuditEntry
from portal.search import indexing
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, entered, reading
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.citizens.conftest import Post
from tests.conftest import DISTRICT, A, Browser, settings_for
from tests.databases import ON_POSTGRESQL, files_of
from tests.dossiers.privacy.world import citizen_of
from tests.dossiers.referrals.world import Both
from tests.papers import samples
from tests.policy import MAY, OPEN_DESK, PUBLIC, ROUTES, TENANTLESS

PERSON, TOLD = "zqxwyen", "zqxwca"
NAME = f"Trần {PERSON.title()}"
IDENTITY, PHONE, EMAIL = "049190987654", "0912345678", f"{PERSON}@mau.example"
WORDS = (PERSON, IDENTITY, PHONE)
MINE = 7
ANSWERS = {"ho-ten": NAME, "so-ban": 2, "thua-dat": f"thửa {PERSON}", "nguon-goc": f"của {PERSON}"}


class Told:
    """A life with its traces: redirects of the desk, what was logged."""

    def __init__(self, both: Both, locations: list[str], dossier_id: int, code: str) -> None:
        self.both, self.locations, self.dossier_id, self.code = both, locations, dossier_id, code


def _paper(both: Both, text: str, citizen_id: int | None = MINE) -> int:
    row = papers.keep(
        samples.pdf() + f"\n% {text}\n".encode(), f"{text}.pdf", "giay-to", owner_mark(IDENTITY), UPLOAD,
        system_actor(both.below.tenant_id), citizen_id=citizen_id, read=False,
    )  # fmt: skip
    return row.id


def _handed_in(both: Both) -> int:
    with both.below.working():
        given = [GivenPaper(key, _paper(both, PERSON)) for key in ("to-khai", "giay-to", "so-do")]
        dossier, _new = service.submit(
            both.below.submission(
                applicant=service.Applicant(
                    NAME, IDENTITY, "1990-04-05", PHONE, EMAIL, f"Thôn {PERSON}", NAME, IDENTITY
                ),
                answers=ANSWERS,
                papers=given,
                delivery_address={"detail": PERSON},
                guide_answers={"hoi": PERSON},
            ),
            both.below.citizen(MINE),
        )
        draft = drafts.begin(db.session.scalars(select(Service)).first(), both.below.citizen(MINE))
        drafts.save(draft, answers={"ho-ten": NAME}, applicant=service.Applicant(NAME, IDENTITY, phone=PHONE))
        db.session.commit()
        return dossier.id


def _by_pages(app: Flask, dossier_id: int) -> list[str]:
    """What a clerk does by pages: search, read, receive; where they were led."""
    clerk, here = Browser(app, A), f"/quan-tri/mot-cua/ho-so/{dossier_id}"
    clerk.sign_in(f"clerk@{A}.example")
    found = clerk.post("/quan-tri/mot-cua/tim", {"q": NAME}, token_from="/quan-tri/mot-cua/")
    page = clerk.get(here)
    assert PERSON in page.text.lower()
    assert page.headers["Cache-Control"].startswith("no-store") or "no-store" in page.headers["Cache-Control"]
    with_version = {"version": page.text.split('name="version" value="')[1].split('"')[0], "note": PERSON}
    answers = [found, clerk.post(f"{here}/tiep-nhan", with_version, token_from=here)]
    assert answers[1].status_code == 303, answers[1].status_code
    return [str(one.headers.get("Location", "")) for one in answers]


def _at_the_district(both: Both) -> None:
    officer = both.above.people["officer1"]
    carry()
    with both.above.working():
        row = db.session.scalars(select(Referred)).one()
        referrals.take(row, row.version, officer)
        referrals.note(row, PERSON, row.version, officer)
        referrals.ask_back(row, f"hỏi {PERSON}", row.version, officer)
        db.session.commit()
    carry()
    with both.below.working():
        sent = db.session.scalars(select(Referral)).one()
        referrals.reply(sent, f"đáp {PERSON}", sent.version, both.below.people["clerk"])
        db.session.commit()
    carry()
    with both.above.working():
        row = db.session.scalars(select(Referred)).one()
        made = samples.pdf() + f"\n% {PERSON}\n".encode()
        referrals.attach(row, made, f"{PERSON}.pdf", PERSON, row.version, officer)
        referrals.answer(row, f"kết luận {PERSON}", row.version, officer)
        db.session.commit()
    carry()


def _to_the_end(both: Both, number: int) -> None:
    below = both.below
    clerk, officer, leader = (below.staff(one) for one in ("clerk", "officer1", "signatory"))
    with below.working():
        dossier = db.session.scalars(select(Dossier).where(Dossier.id == number)).one()
        service.take(dossier, officer, dossier.version)
        service.ask(dossier, officer, dossier.version, [service.Wanted(TOLD, TOLD)], note=PERSON)
        service.complete(dossier, below.citizen(MINE), text=PERSON)
        service.apologise(
            dossier,
            leader,
            dossier.version,
            reason=TOLD,
            until=dossier.promised_at.replace(year=2030),  # type: ignore[union-attr]
        )
        service.decide(
            dossier, officer, dossier.version, outcome="xac-nhan", values={"x": PERSON}, note=PERSON
        )
        service.pass_on(dossier, officer, dossier.version, note=PERSON)
        service.take(dossier, leader, dossier.version)
        service.sign(dossier, leader, dossier.version, note=PERSON)
        service.finish(dossier, leader, dossier.version, note=PERSON)
        service.hand_over(dossier, clerk, dossier.version, receiver=NAME, note=PERSON)
        service.rate(dossier, below.citizen(MINE), access=5, attitude=5, pace=5, result=5, remark=PERSON)
        db.session.commit()


@pytest.fixture()
def app(instance: Path) -> Iterator[Flask]:
    """An installation that logs as much as it can be asked to (PORTAL_LOG_LEVEL=DEBUG)."""
    made = create_app(settings_for(instance, log_level="DEBUG"))
    limiter.enabled = False
    with made.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture()
def life(app: Flask, caplog: pytest.LogCaptureFixture) -> Iterator[Told]:
    """A dossier's whole life, logged as loudly as can be."""
    both = Both(app)
    citizen = citizen_of(app, MINE, NAME)
    caplog.set_level(logging.DEBUG)
    number = _handed_in(both)
    locations = _by_pages(app, number)
    with both.below.working():
        dossier = db.session.scalars(select(Dossier).where(Dossier.id == number)).one()
        service.pass_on(dossier, both.below.staff("clerk"), dossier.version, note=PERSON)
        code = dossier.code
        db.session.commit()
    with app.app_context():
        _at_the_district(both)
    _to_the_end(both, number)
    with app.app_context():
        asking.ask(citizen, f"Xin sửa {PERSON}")
        assert PERSON in str(holding.export(citizen)).lower()  # it is all there, for them
    yield Told(both, locations, number, code)


def _clean(text: str | bytes, *words: str) -> None:
    low = text.lower()
    for word in words or (*WORDS, TOLD):
        looked = word.encode() if isinstance(low, bytes) else word
        assert looked not in low, word  # type: ignore[operator]


def _pages(app: Flask, *wanted: str) -> Iterator[str]:
    """Addresses without parts that are asked for by GET and that the policy classifies so."""
    for rule in app.url_map.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or ()) and ROUTES.get(rule.endpoint) in wanted:
            yield rule.rule


def test_rows_that_others_read_say_the_code_at_most(app: Flask, life: Told) -> None:
    with app.app_context(), all_tenants("thử"):
        trail = [f"{one.action} {one.detail} {one.by_name}" for one in db.session.scalars(select(AuditEntry))]
        notices = [f"{one.title} {one.detail} {one.path}" for one in db.session.scalars(select(Notice))]
        mails = [f"{one.subject} {one.text}" for one in db.session.scalars(select(OutgoingMail))]
        leaves = [
            str({column.key: getattr(one, column.key) for column in one.__table__.columns})
            for one in db.session.scalars(select(proofs.ProofLeaf))
        ]
    assert len(trail) > 20 and len(notices) > 5 and mails and any(life.code in one for one in trail)
    for one in (*trail, *notices, *mails, *leaves):
        _clean(one)


@pytest.mark.asvs("16.2.5")
def test_no_log_line_says_anything_even_with_every_statement(
    life: Told, caplog: pytest.LogCaptureFixture
) -> None:
    said = "\n".join(one.getMessage() for one in caplog.get_records("setup"))
    assert "INSERT INTO dossier " in said  # it did log, and loudly
    _clean(said)


def test_messages_go_to_one_person_with_a_neutral_subject(app: Flask, life: Told) -> None:
    with app.app_context(), all_tenants("thử"):
        texts = [one.text for one in db.session.scalars(select(CitizenMessage))]
    assert len(texts) >= 4 and all(life.code in one for one in texts if "Hồ sơ " in one)
    for text in texts:
        _clean(text, *WORDS)
    post = Post(app)
    letters = post.take()
    assert letters and {to for to, _subject, _text in letters} == {f"nguoi{MINE}@mau.example"}
    for _to, subject, _text in letters:
        _clean(subject or "")
        assert life.code not in (subject or "")
    with app.app_context(), all_tenants("thử"):
        left = [f"{one.to}{one.text}" for one in db.session.scalars(select(CitizenMessage))]
    assert set(left) == {""}


def test_search_answers_nothing_on_any_portal(app: Flask, life: Told) -> None:
    with app.app_context():
        indexing.rebuild()
        indexing.catch_up()
        portals = directory().living()
    for portal in portals:
        for word in (NAME, life.code, IDENTITY):
            answer = Browser(app, portal.slug).get("/tim-kiem", query_string={"q": word})
            text = answer.text
            assert answer.status_code == 200 and (word == life.code or life.code not in text)
            _clean(
                text, *({*WORDS, TOLD} - ({PERSON} if word == NAME else {word}))
            )  # but what was asked itself
            assert f"/ho-so/{life.dossier_id}" not in text and "Dịch vụ thử" not in text


def test_public_pages_feeds_and_site_maps_of_all_portals(app: Flask, life: Told) -> None:
    with app.app_context():
        portals = directory().living()
    addresses = sorted(_pages(app, PUBLIC, TENANTLESS, OPEN_DESK))
    assert len(portals) == 18 and len(addresses) > 30
    for portal in portals:
        visitor = Browser(app, portal.slug)
        for address in addresses:
            for _again in (1, 2) if portal.slug == A else (1,):  # what a page cache kept, too
                answer = visitor.get(address)
                assert answer.status_code < 500, address
                data = answer.get_data()
                _clean(data)
                assert life.code.encode() not in data, address


@pytest.mark.parametrize(("slug", "role"), [(A, "tenant_admin"), (A, "author"), (DISTRICT, "district_admin")])
def test_pages_of_administrators_and_editors(
    app: Flask, life: Told, signed_in: Any, slug: str, role: str
) -> None:
    browser = signed_in(slug, role)
    for action in sorted(MAY):
        if role in MAY[action]:
            for address in sorted(_pages(app, action)):
                answer = browser.get(address)
                assert answer.status_code < 500, address
                _clean(answer.get_data())
    for address in (f"/quan-tri/mot-cua/ho-so/{life.dossier_id}", "/quan-tri/mot-cua/"):
        answer = browser.get(address)
        assert answer.status_code == 403
        _clean(answer.text)


@pytest.mark.asvs("14.2.1")
def test_error_pages_and_addresses(
    app: Flask, life: Told, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for location in life.locations:
        _clean(location)
    for address in (f"/ho-so/{life.dossier_id}", f"/quan-tri/mot-cua/ho-so/{life.dossier_id}"):
        answer = Browser(app, A).get(address)
        assert answer.status_code in {302, 404}
        _clean(answer.text + str(answer.headers))
    clerk = Browser(app, A)
    clerk.sign_in(f"clerk@{A}.example")
    caplog.clear()

    def breaks(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr("portal.dossiers.queries.events_of", breaks)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = clerk.get(f"/quan-tri/mot-cua/ho-so/{life.dossier_id}")
    assert answer.status_code == 500 and "RuntimeError" in caplog.text
    _clean(answer.text)
    _clean(caplog.text)


def test_the_export_of_the_portal_carries_nothing(app: Flask, life: Told, tmp_path: Path) -> None:
    with app.app_context():
        for slug in (A, DISTRICT):
            portal = directory().by_slug(slug)
            assert portal is not None
            export_tenant(portal, tmp_path / "ra" / slug, with_personal_data=True)
            with zipfile.ZipFile(tmp_path / "ra" / slug) as package:
                assert len(package.namelist()) > 5
                for name in package.namelist():
                    _clean(package.read(name))
                    # The trail names codes: it tells what was done, of nobody.
                    assert life.code.encode() not in package.read(name) or name.endswith("audit_entry.jsonl")


@pytest.mark.asvs("14.2.4")
@pytest.mark.tcvn("7.2.4.2.a")
def test_the_bytes_on_the_disk_say_nothing(app: Flask, life: Told, instance: Path) -> None:
    with app.app_context():
        indexing.rebuild()
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(reading(portal.id)):
            assert db.session.scalars(select(Dossier.code)).first() == life.code
    rows = files_of(instance)
    assert ON_POSTGRESQL or any(one.name.endswith("-wal") for one in rows)
    assert any(life.code.encode() in one.read_bytes() for one in rows)  # what is no secret is there
    looked = [one for one in instance.rglob("*") if one.is_file()]
    assert any("giay-to" in str(one) for one in looked)
    for path in {*rows, *looked}:
        _clean(str(path))
        if "outbox" not in path.parts:  # letters that left, where no mail server is set
            _clean(path.read_bytes())
