"""The queue: who is next, what becomes of a job whose worker dies, cancelling, retrying, one row per subject."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.permissions import system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.jobs import service
from portal.jobs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING
from portal.jobs.presence import Presence, is_present, sweep
from portal.jobs.run import Interrupted, JobRun
from portal.jobs.worker import UNEXPECTED, Worker
from portal.tenancy.scope import ScopeViolation, current_scope
from tests.conftest import DISTRICT, A, B
from tests.jobs.samples import KIND, ask, handle, inside, job, tenant_id


def test_jobs_are_done_in_their_tenants_scope_fairly_and_in_order(app: Flask) -> None:
    done: list[tuple[int | None, int | None]] = []
    handle(app, lambda run: done.append((current_scope().own, run.subject_id)))
    for subject in (1, 2, 3):
        ask(app, A, subject)
    ask(app, B, 4)
    ask(app, DISTRICT, 5)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 5
    a, b, district = (tenant_id(app, slug) for slug in (A, B, DISTRICT))
    assert done == [(a, 1), (b, 4), (district, 5), (a, 2), (a, 3)]
    assert job(app, A, 3).state == DONE


def test_a_job_of_another_tenant_is_not_seen(app: Flask) -> None:
    ask(app, A, 1)
    with inside(app, B):
        assert service.job_of(KIND, 1) is None
        assert service.jobs_of(KIND, [1]) == {}
        with pytest.raises(ScopeViolation):
            service.enqueue(KIND, 2, system_actor(tenant_id(app, A)))


def test_asking_twice_is_one_job_and_asking_again_later_does_it_again(app: Flask) -> None:
    done: list[int | None] = []
    handle(app, lambda run: done.append(run.subject_id))
    ask(app, A, 1)
    ask(app, A, 1)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 1
        ask(app, A, 1)
        assert worker.run_until_empty() == 1
    assert done == [1, 1]


def test_every_job_is_taken_once_by_many_workers(app: Flask) -> None:
    for subject in range(12):
        ask(app, (A, B)[subject % 2], subject)
    taken: list[int] = []

    def take(name: str) -> None:
        with app.app_context():
            while (claimed := service.claim(name)) is not None:
                assert claimed.subject_id is not None
                taken.append(claimed.subject_id)

    threads = [threading.Thread(target=take, args=(f"w{number}",)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(taken) == list(range(12))


def test_progress_is_seen_while_it_runs(app: Flask) -> None:
    seen: list[tuple[str, int, int, str]] = []

    def run(run: JobRun) -> None:
        run.progress(2, 5, "Trang 2")
        db.session.commit()
        now = job(app, A, 1)
        seen.append((now.state, now.done, now.total, now.message))

    handle(app, run)
    ask(app, A, 1)
    with Worker(app) as worker:
        worker.run_until_empty()
    assert seen == [(RUNNING, 2, 5, "Trang 2")]


@pytest.mark.asvs("16.5.3")
def test_a_handler_that_breaks_fails_its_job_and_undoes_what_it_had_not_committed(app: Flask) -> None:
    def run(run: JobRun) -> None:
        run.progress(1, 9)
        db.session.flush()
        raise ZeroDivisionError

    told: list[str] = []
    handle(app, run, lambda settled: told.append(settled.state))
    ask(app, A, 1)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 1
    failed = job(app, A, 1)
    assert (failed.state, failed.message, failed.done, told) == (FAILED, UNEXPECTED, 0, [FAILED])
    with inside(app, A):
        again = service.job_of(KIND, 1)
        assert again is not None and service.retry(again)
        db.session.commit()
    handle(app, lambda run: None)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 1
    assert job(app, A, 1).state == DONE


def test_a_kind_that_nobody_does_fails(app: Flask) -> None:
    ask(app, A, 1)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 1
    assert (job(app, A, 1).state, job(app, A, 1).message) == (FAILED, service.UNKNOWN_KIND)


def test_cancelling_a_job_that_waits_and_one_that_runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.jobs.run.LOOK_EVERY", 0.0)
    ask(app, A, 1)
    ask(app, A, 2)

    def cancel(subject: int) -> bool:
        with inside(app, A):
            found = service.job_of(KIND, subject)
            assert found is not None
            answer = service.cancel(found)
            db.session.commit()
            return answer

    def run(run: JobRun) -> None:
        assert not run.stop_wanted()
        assert cancel(2)
        if run.stop_wanted():
            raise Interrupted

    assert cancel(1)
    handle(app, run)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 1
    assert (job(app, A, 1).state, job(app, A, 2).state) == (CANCELLED, CANCELLED)
    assert not cancel(2)


def test_a_worker_that_is_to_end_gives_its_job_back(app: Flask) -> None:
    stop = threading.Event()

    def run(run: JobRun) -> None:
        stop.set()
        if run.stop_wanted():
            raise Interrupted

    handle(app, run)
    ask(app, A, 1)
    with Worker(app, stop) as worker:
        worker.run_until_empty()
    assert (job(app, A, 1).state, job(app, A, 1).attempts) == (WAITING, 0)


def test_a_dead_workers_job_is_done_again_and_fails_at_the_third_time(app: Flask) -> None:
    handle(app, lambda run: None)
    ask(app, A, 1)
    for attempt in (1, 2, 3):
        with app.app_context():
            assert service.claim("mot-tien-trinh-da-chet") is not None
            assert service.something_to_do()
            assert service.give_back_of_dead() == 1
        assert job(app, A, 1).attempts == attempt
    assert (job(app, A, 1).state, "3 lần" in job(app, A, 1).message) == (FAILED, True)


def test_a_living_workers_job_stays_its_own_until_it_falls_silent(app: Flask) -> None:
    ask(app, A, 1)
    with Worker(app) as worker, app.app_context():
        claimed = service.claim(worker._presence.name)
        assert claimed is not None
        assert not service.something_to_do()
        assert service.give_back_of_dead() == 0
        with inside(app, A):
            found = service.job_of(KIND, 1)
            assert found is not None
            found.heartbeat_at = utc_now() - 2 * service.SILENCE
            db.session.commit()
        assert service.give_back_of_dead() == 1
    assert job(app, A, 1).state == WAITING


def test_who_lost_a_job_writes_nothing_more_of_it(app: Flask) -> None:
    """A worker that hung wakes up after its job was given to another: its rows must not be doubled."""
    ask(app, A, 1)

    def run(run: JobRun) -> None:
        with inside(app, A):
            found = service.job_of(KIND, 1)
            assert found is not None
            found.worker = "mot-tien-trinh-khac"
            db.session.commit()
        run.progress(5, 5)

    handle(app, run)
    with Worker(app) as worker:
        assert worker.step()
    now = job(app, A, 1)
    assert (now.state, now.worker, now.done) == (RUNNING, "mot-tien-trinh-khac", 0)


def test_cancelled_while_the_worker_died_is_cancelled(app: Flask) -> None:
    ask(app, A, 1)
    with app.app_context():
        assert service.claim("da-chet") is not None
    with inside(app, A):
        found = service.job_of(KIND, 1)
        assert found is not None and service.cancel(found)
        db.session.commit()
    with app.app_context():
        service.give_back_of_dead()
    assert job(app, A, 1).state == CANCELLED


def test_signs_of_life(tmp_path: Path) -> None:
    one, other = Presence(tmp_path), Presence(tmp_path)
    assert is_present(tmp_path, one.name) and is_present(tmp_path, other.name)
    other.end()
    assert not is_present(tmp_path, other.name)
    (tmp_path / "12-abc").touch()  # of a worker that was killed
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {one.name, "machine"}
    assert not is_present(tmp_path, "") and not is_present(tmp_path, "../etc")


def test_the_commands(app: Flask) -> None:
    handle(app, lambda run: None)
    ask(app, A, 7)
    runner = app.test_cli_runner()
    listed = json.loads(runner.invoke(args=["jobs", "list"]).output)
    assert (listed["tenant"], listed["kind"], listed["subject"], listed["state"]) == (A, KIND, 7, WAITING)
    assert "Đã xử lý 1 công việc" in runner.invoke(args=["jobs", "run", "--until-empty"]).output
    assert runner.invoke(args=["jobs", "list"]).output == ""
    assert json.loads(runner.invoke(args=["jobs", "list", "--all"]).output)["state"] == DONE
