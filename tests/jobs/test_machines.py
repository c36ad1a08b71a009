"""Workers and followers of several machines on one database: who is dead, who does what alone."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.extensions import db
from portal.follower import Senders, steps_alone, steps_here
from portal.jobs import beating, leases, service
from portal.jobs.models import DONE, RUNNING, WAITING, Job, Lease
from portal.jobs.presence import Presence, is_here, machine
from portal.jobs.run import Claimed, JobRun
from portal.jobs.worker import Worker
from tests.conftest import A, B
from tests.jobs.samples import ask, handle, inside, job

ELSEWHERE = "12-abc@0123456789abcdef"


def rewind(app: Flask, subject: int, back: timedelta) -> None:
    """As if the row of a job had been said to live so long ago."""
    with inside(app, A):
        found = service.job_of("thu", subject)
        assert found is not None and found.alive_at is not None
        found.alive_at -= back
        db.session.commit()


def claim(app: Flask, name: str = ELSEWHERE) -> Claimed:
    """Take the next job as a worker of this name."""
    with app.app_context():
        taken = service.claim(name)
    assert taken is not None
    return taken


def test_a_worker_of_another_machine_lives_as_long_as_its_row_says_so(app: Flask) -> None:
    ask(app, A, 1)
    taken = claim(app)
    with app.app_context():
        assert not service.something_to_do() and service.give_back_of_dead() == 0
    rewind(app, 1, service.LOST + timedelta(seconds=5))
    with app.app_context():
        assert service.something_to_do()
        assert beating.say(taken, ELSEWHERE), "it was only late"
        assert not service.something_to_do() and service.give_back_of_dead() == 0
    rewind(app, 1, service.LOST + timedelta(seconds=5))
    with app.app_context():
        assert service.give_back_of_dead() == 1
        assert not beating.say(taken, ELSEWHERE), "it is no longer its own"
    assert job(app, A, 1).state == WAITING


def test_a_long_job_says_that_it_lives(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beating, "EVERY", 0.05)
    beats: list[bool] = []
    enough = threading.Event()
    said = beating.say

    def say(taken: Claimed, worker: str) -> bool:
        beats.append(said(taken, worker))
        if len(beats) == 3:
            enough.set()
        return beats[-1]

    monkeypatch.setattr(beating, "say", say)

    def run(run: JobRun) -> None:
        assert job(app, A, 1).alive_at is not None
        assert enough.wait(20)

    handle(app, run)
    ask(app, A, 1)
    with Worker(app) as worker:
        assert worker.run_until_empty() == 1
    assert job(app, A, 1).state == DONE and all(beats[:3])
    count = len(beats)
    assert not [one for one in threading.enumerate() if one.name.startswith("beat")] and len(beats) == count


def test_what_one_gave_back_and_took_is_not_given_back_by_the_next(app: Flask) -> None:
    """Two workers see a dead one at the same time; the job is done once."""
    done: list[int | None] = []
    handle(app, lambda run: done.append(run.subject_id))
    for subject in range(6):
        ask(app, (A, B)[subject % 2], subject)
    for _ in range(6):
        claim(app, "da-chet")
    gate = threading.Barrier(4)

    def work() -> None:
        with Worker(app) as worker:
            gate.wait(20)
            worker.run_until_empty()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    with Worker(app) as last:
        last.run_until_empty()
    assert sorted(done) == list(range(6))  # type: ignore[type-var]


def test_a_name_says_which_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Presence(tmp_path / "a")
    assert is_here(tmp_path / "a", one.name) and not is_here(tmp_path / "b", one.name)
    assert is_here(tmp_path / "a", "12-abc"), "workers from before the update are of this machine"
    assert len(one.name) <= 60
    monkeypatch.setattr("socket.gethostname", lambda: "may-chu-sao-chep")
    assert not is_here(tmp_path / "a", one.name), "a copied folder is another machine's"


def test_one_holds_a_lease_until_its_time_is_over(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert leases.take("thu", "1-a@may-1", tmp_path) and leases.take("thu", "1-a@may-1", tmp_path)
        assert not leases.take("thu", "2-b@may-2", tmp_path)
        with db.session.begin_nested():
            row = db.session.get_one(Lease, "thu")
            row.until -= timedelta(seconds=leases.LASTS + 1)
        db.session.commit()
        assert leases.take("thu", "2-b@may-2", tmp_path) and not leases.take("thu", "1-a@may-1", tmp_path)
        leases.leave("thu", "1-a@may-1")
        assert not leases.take("thu", "1-a@may-1", tmp_path), "only the holder gives it back"
        leases.leave("thu", "2-b@may-2")
        assert leases.take("thu", "1-a@may-1", tmp_path)


def test_who_died_on_this_machine_is_followed_at_once(app: Flask, tmp_path: Path) -> None:
    dead = Presence(tmp_path)
    with app.app_context():
        assert leases.take("thu", dead.name, tmp_path)
        assert not leases.take("thu", f"2-b@{machine(tmp_path)}", tmp_path)
        dead.end()
        assert leases.take("thu", f"2-b@{machine(tmp_path)}", tmp_path)


def test_of_many_that_ask_at_once_one_gets_it(app: Flask, tmp_path: Path) -> None:
    gate, got = threading.Barrier(6), list[str]()

    def ask_for(name: str) -> None:
        gate.wait(20)
        with app.app_context():
            if leases.take("thu", name, tmp_path):
                got.append(name)

    threads = [threading.Thread(target=ask_for, args=(f"{number}-a@m{number}",)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(got) == 1


def test_followers_of_two_machines_take_turns(app: Flask, tmp_path: Path) -> None:
    first = leases.Holding(app, "thu", tmp_path / "a")
    second = leases.Holding(app, "thu", tmp_path / "b")
    with first, second:
        assert first.is_held and not second.is_held
        first.__exit__()
        second.look()
        assert second.is_held


def test_what_cannot_be_renewed_ends_before_somebody_else_can_have_it(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding = leases.Holding(app, "thu", tmp_path)
    holding.look()
    assert holding.is_held
    monkeypatch.setattr(leases, "take", lambda *_args: (_ for _ in ()).throw(OSError("gone")))
    holding.look()
    assert holding.is_held, "one failure is no end"
    now = leases.time.monotonic()
    monkeypatch.setattr(leases.time, "monotonic", lambda: now + leases.LASTS - 1)
    assert not holding.is_held
    monkeypatch.undo()
    holding._presence.end()


def test_the_index_and_counts_of_reads_are_each_machines_own(app: Flask) -> None:
    with app.app_context():
        here = {type(getattr(one._act, "__self__", one)).__name__ for one in steps_here(app)}
        alone = {type(getattr(one._act, "__self__", one)).__name__ for one in steps_alone(app)}
    assert {"Indexing", "TakingIn"} <= here and {"Folding", "KeepingHeads"} <= alone
    assert not {"Indexing", "TakingIn"} & alone


def test_letters_are_sent_by_one_machine(app: Flask) -> None:
    senders = Senders(app)
    names = {"postman", "courier"}
    senders.be(True)
    senders.be(True)
    running = [one for one in threading.enumerate() if one.name in names]
    assert len(running) == 2
    senders.be(False)
    for one in running:
        one.join(20)
    assert not [one for one in running if one.is_alive()]


def test_a_row_that_never_said_to_live_is_given_back(app: Flask) -> None:
    ask(app, A, 1)
    claim(app)
    with inside(app, A):
        db.session.execute(update(Job).where(Job.subject_id == 1).values(alive_at=None))
        db.session.commit()
    with app.app_context():
        assert service.give_back_of_dead() == 1, "a row that never said so is nobody's"
    assert job(app, A, 1).state != RUNNING
