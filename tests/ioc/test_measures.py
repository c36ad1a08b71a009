"""Each measure on a small fixture, counted by hand."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.clock import today, utc_now
from portal.exchange.registers.models import BY_PACKAGE, ISSUED, IncomingDocument, OutgoingDocument
from portal.exchange.tasks.course import ACCEPTED, RECALLED
from portal.exchange.tasks.models import ReceivedTask
from portal.extensions import db
from portal.ioc.measures import watched
from portal.ioc.warehouse import facts, filling
from portal.ioc.warehouse.registry import warehouse
from portal.ioc.warehouse.verifying import differences
from portal.jobs.models import FAILED, Job
from portal.mail.models import OutgoingMail
from portal.media.models import MediaFile
from portal.publishing.service import audit
from portal.search.curation.models import AskedOnDay, AskedQuery
from portal.signing.development import DAYS, make_development_ca
from portal.signing.models import SignatureCheck
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, reading
from tests.conftest import A, B
from tests.factories import Factory
from tests.ioc.rows import noon, read

TODAY = today()
FIRST = date(2000, 1, 1)


def ago(days: int) -> date:
    """A day that lies back."""
    return TODAY - timedelta(days=days)


def totals(tenant: int, *measures: str, first: date = FIRST, last: date = TODAY) -> tuple[int | None, ...]:
    """What measures come to in one portal; None for a sample that was never seen."""
    with entered(reading(tenant)):
        found = facts.total(measures, first, last, [tenant])
    return tuple(found.get(one) for one in measures)


def counted(app: Flask, tenant: int) -> None:
    """Fill, and see that a recount agrees."""
    filling.fill()
    assert differences([tenant]) == []


def test_what_is_published(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    factory.news(A, at=noon(ago(5)))
    factory.news(A, at=noon(ago(5)))
    factory.news(A, publish=False)
    factory.news(A, at=utc_now() + timedelta(days=2))  # not yet
    factory.legal(A)
    factory.news(B)
    with app.app_context():
        counted(app, tenant)
        with entered(reading(tenant)):
            assert facts.by_dimension("published", FIRST, TODAY, [tenant]) == {"news": 2, "legal": 1}
        assert totals(tenant, "published", first=ago(5), last=ago(5)) == (2,)
        filling.fill(TODAY + timedelta(days=3))
        assert totals(tenant, "published", last=TODAY + timedelta(days=3)) == (4,)


def test_what_is_read_and_sought(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        with entered(editing(tenant)):
            read(ago(2), 30)
            read(ago(2), 12, path="/khac")
            read(ago(2), 5, "download", "/tep/1")
            read(ago(2), 7, "search", "/tim-kiem")
            asked = AskedQuery(key="x", shown="x", first_day=ago(4), last_day=ago(1))
            db.session.add(asked)
            db.session.flush()
            db.session.add(AskedOnDay(query_id=asked.id, day=ago(4), count=9, empty=2))
            db.session.add(AskedOnDay(query_id=asked.id, day=ago(1), count=1, empty=1))
            db.session.commit()
        counted(app, tenant)
        found = totals(tenant, "pages_read", "files_taken", "searches", "searches_empty")
        assert found == (42, 5, 10, 3)
        assert totals(tenant, "searches", "searches_empty", first=ago(1)) == (1, 1)


def _out(day: date, number: int | None, **more: Any) -> None:
    values: dict[str, Any] = {
        "organ_id": "o",
        "kind": "cong-van",
        "subject": "v/v thử",
        "state": ISSUED,
        "series": "UBND",
        "year": day.year,
        "number": number,
        "day": day,
        "issued_at": noon(day),
    }
    db.session.add(OutgoingDocument(**(values | more)))


def _in(day: date, number: int | None, **more: Any) -> IncomingDocument:
    values: dict[str, Any] = {
        "organ_id": "o",
        "sender": "Sở",
        "subject": "thử",
        "year": day.year if number else None,
        "number": number,
        "arrived_at": noon(day, 8),
        "state": "03" if number else "01",
    }
    row = IncomingDocument(**(values | more))
    db.session.add(row)
    return row


def test_documents_sent_and_received(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        with entered(editing(tenant)):
            _out(ago(3), 1)
            _out(ago(3), 2, on_paper=True)
            _out(ago(1), None, state="draft", issued_at=None)
            _in(ago(9), 1, accepted_at=noon(ago(9), 10), due=ago(5))  # late since four days ago
            _in(
                ago(8),
                2,
                source=BY_PACKAGE,
                accepted_at=noon(ago(8), 9),
                ended_at=noon(ago(6), 9),
                due=ago(6),
                state="06",
            )
            _in(ago(8), 3, accepted_at=noon(ago(8), 9), ended_at=noon(ago(2), 9), due=ago(4), state="06")
            _in(ago(7), None, state="02")  # refused
            _in(ago(7), None)  # waits for the clerk
            _in(ago(6), 4, accepted_at=noon(ago(6), 9), taken_back_at=noon(ago(5)))
            db.session.commit()
        counted(app, tenant)
        assert totals(tenant, "documents_sent", "documents_signed") == (2, 1)
        assert totals(tenant, "documents_received", "documents_refused", "documents_accepted") == (5, 1, 4)
        assert totals(tenant, "documents_accept_minutes") == (120 + 60 + 60 + 60,)
        assert totals(tenant, "documents_handled", "documents_due", "documents_in_time") == (2, 2, 1)
        assert totals(tenant, "documents_handle_minutes") == ((2 + 6) * 24 * 60,)
        assert totals(tenant, "documents_open", "documents_late") == (1, 1)
        assert totals(tenant, "documents_open", "documents_late", last=ago(3)) == (2, 2)
        assert totals(tenant, "documents_open", "documents_late", last=ago(6)) == (3, 0)


def _task(given: date, due: date, **more: Any) -> None:
    values: dict[str, Any] = {
        "title": "Việc",
        "assignment_id": int(time.monotonic_ns()),
        "from_portal_id": 1,
        "given_at": noon(given),
        "first_due": due,
        "due": due,
    }
    db.session.add(ReceivedTask(**(values | more)))


def test_tasks(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        with entered(editing(tenant)):
            _task(ago(9), ago(3))  # late since two days ago
            _task(ago(9), ago(6), finished_at=noon(ago(6)), ended_at=noon(ago(5)), state=ACCEPTED)
            _task(ago(9), ago(6), finished_at=noon(ago(4)), state="reported")  # late until it was reported
            _task(ago(9), ago(8), ended_at=noon(ago(7)), state=RECALLED)
            db.session.commit()
        counted(app, tenant)
        assert totals(tenant, "tasks", "tasks_done", "tasks_in_time", "tasks_minutes") == (
            4,
            1,
            1,
            3 * 24 * 60,
        )
        assert totals(tenant, "tasks_open", "tasks_late") == (2, 1)
        assert totals(tenant, "tasks_open", "tasks_late", last=ago(5)) == (2, 1)
        assert totals(tenant, "tasks_late", last=ago(7)) == (0,)


def test_signing_in_and_signatures(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    good = {"integrity": "intact", "change": "none", "chain": "trusted"}
    with app.app_context():
        with factory.acting(A) as actor:
            for action in ("sign_in", "sign_in", "sign_in.refused", "refused", "content.save"):
                audit(actor, action)
            for number, reports in enumerate(
                ([], [good], [good, good | {"integrity": "broken"}], [good | {"chain": "expired"}])
            ):
                db.session.add(SignatureCheck(sha256=f"{number}" * 64, reports=reports, trust_digest="x"))
            db.session.commit()
        counted(app, tenant)
        assert totals(tenant, "sign_ins", "sign_ins_refused", "acts_refused") == (2, 1, 1)
        assert totals(tenant, "signed_files", "signature_problems") == (3, 2)


def _observed(key: str) -> None:
    filling.observe(warehouse().observations[key])


@pytest.mark.tcvn("7.1.5.6.a")
def test_queues_and_storage_are_seen_as_they_are_now(app: Flask, factory: Factory) -> None:
    tenant, top = factory.tenant_id(A), factory.tenant_id("nui-thanh")
    with app.app_context():
        with entered(editing(tenant)):
            db.session.add(Job(kind="x", subject_id=1))
            db.session.add(Job(kind="x", subject_id=2, state=FAILED))
            db.session.add(OutgoingMail(to="a@b.example", subject="x", text="x"))
            db.session.add(MediaFile(sha256="a" * 64, name="a", mime="image/png", kind="picture", size=1234))
            db.session.commit()
        for key in ("queues", "storage"):
            _observed(key)
        assert totals(tenant, "jobs_waiting", "jobs_failed", "mails_waiting", "mails_failed") == (1, 1, 1, 0)
        assert totals(tenant, "bytes_stored", "disk_free") == (1234, None)
        free, size = totals(top, "disk_free", "disk_size")
        assert free is not None and size is not None and 0 < free <= size
        with entered(editing(tenant)):
            for job in db.session.query(Job):
                db.session.delete(job)
            db.session.commit()
        _observed("queues")
        assert totals(tenant, "jobs_waiting", "jobs_failed") == (0, 0)


def test_the_newest_backup_is_seen(
    app: Flask, factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = factory.tenant_id("nui-thanh")
    settings = app.config["PORTAL"]
    with app.app_context():
        _observed("backups")
        assert totals(top, "backups", "backup_age") == (None, None)  # nobody said where they lie
        folder = tmp_path / "sao-luu"
        monkeypatch.setattr(watched, "_settings", lambda: type(settings)(backups=str(folder)))
        _observed("backups")
        assert totals(top, "backups", "backup_age") == (0, None)
        (folder / "cu").mkdir(parents=True)
        (folder / ".making-now").mkdir()
        (folder / "moi.tar").write_text("x")
        (folder / "cu" / "portal.db").write_text("x")
        now = time.time()
        for name, hours in (("cu/portal.db", 50), ("cu", 90), ("moi.tar", 26)):
            os.utime(folder / name, (now - hours * 3600, now - hours * 3600))
        _observed("backups")
        assert totals(top, "backups", "backup_age") == (2, 26 * 60)


def test_the_first_certificate_to_end_counts(app: Flask, factory: Factory) -> None:
    tenant, top = factory.tenant_id(A), factory.tenant_id("nui-thanh")
    folder = app.config["PORTAL"].instance_path / "keys" / "signing"
    with app.app_context():
        made = make_development_ca(folder)
        made.key.rename(folder / f"{A}.p12")
        _observed("certificates")
        assert totals(tenant, "certificates") == (1,)
        (left,) = totals(tenant, "certificate_days")
        assert left is not None and DAYS - 2 <= left <= DAYS
        (folder / f"{A}.7.p12").write_bytes(b"hong")  # cannot be opened: as good as ended
        _observed("certificates")
        assert totals(tenant, "certificates", "certificate_days") == (2, 0)
        with facts.reading_all():  # the least of all, no sum
            both = facts.total(["certificate_days"], FIRST, TODAY, [tenant, top])
        assert both == {"certificate_days": 0}


def test_answering_adds_up_through_the_day(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = factory.tenant_id(A)
    took = iter([120, None, 80])
    with app.app_context():
        for _each in range(3):
            spent = next(took)
            monkeypatch.setattr(watched, "_asked", lambda *_a, _spent=spent, **_k: _spent)
            _observed("answering")
        assert totals(tenant, "probes", "probes_answered", "probes_milliseconds") == (3, 2, 200)


def test_nobody_at_home_is_no_answer(app: Flask) -> None:
    with app.app_context():
        assert watched._asked("127.0.0.1", 9, directory().living()[0], by_path=False) is None
