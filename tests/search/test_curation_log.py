"""The count of what is asked for: right under threads, nothing of a person in it, in nobody's way."""

from __future__ import annotations

import random
import string
import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.search.curation import keeping
from portal.search.curation import log as log_module
from portal.search.curation.log import MOST_HELD, QueryLog, note, query_log
from portal.search.curation.models import AskedOnDay, AskedQuery
from portal.search.curation.questions import LONGEST, LONGEST_KEY, countable, key_of
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, A, B
from tests.databases import ON_POSTGRESQL
from tests.search.visits import rows_of, tenant, visiting

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (log_module, keeping):
        monkeypatch.setattr(module, "today", lambda: TODAY)


def rows(app: Flask, slug: str) -> dict[str, AskedQuery]:
    return {one.key: one for one in rows_of(app, slug, AskedQuery)}


def asked(app: Flask, slug: str, question: str, total: int = 1, scope: str = "own", times: int = 1) -> None:
    with visiting(app, slug):
        for _ in range(times):
            note(question, scope, total)


def test_spellings_of_one_question_are_one_row_with_the_most_frequent_form(app: Flask) -> None:
    asked(app, A, "dang ky khai sinh", 3)
    asked(app, A, "Đăng ký  khai sinh ", 4, times=2)
    asked(app, A, "đăng kí khai sinh?", 0)
    assert query_log(app).flush()
    (row,) = rows(app, A).values()
    assert (row.shown, row.count, row.empty, row.last_total) == ("Đăng ký khai sinh", 4, 1, 0)
    assert (row.first_day, row.last_day, row.days) == (TODAY, TODAY, 1)
    assert not rows(app, B) and not rows(app, DISTRICT)


def test_of_equally_frequent_spellings_the_accented_one_is_shown(app: Flask) -> None:
    asked(app, A, "khai sinh lai")
    asked(app, A, "khai sinh lại")
    query_log(app).flush()
    assert rows(app, A)["khai sinh lai"].shown == "khai sinh lại"


def test_days_are_counted_once_each_and_kept_apart(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for back in (4, 4, 1, 0):
        monkeypatch.setattr(log_module, "today", lambda back=back: TODAY - timedelta(days=back))
        asked(app, A, "sổ đỏ")
        query_log(app).flush()
    row = rows(app, A)["so do"]
    assert (row.count, row.days) == (4, 3)
    assert (row.first_day, row.last_day) == (TODAY - timedelta(days=4), TODAY)
    with app.app_context(), entered(editing(tenant(app, A), writes=False)):
        by_day = {one.day: one.count for one in db.session.scalars(select(AskedOnDay))}
    assert by_day == {TODAY - timedelta(days=4): 2, TODAY - timedelta(days=1): 1, TODAY: 1}


@pytest.mark.parametrize(
    "question",
    [
        "tra cứu hồ sơ của lan@example.vn",
        "gọi 0905123456",
        "gọi 0905 123 456",
        "gọi 0905.123.456",
        "cccd 049-203-001-234",
        "căn cước 0 4 9 2 0 3 0 0 1",
        "số 0905\u200b123456",
        "số ٠٩٠٥١٢٣٤٥٦",
        "tôi tên là " + "một câu chuyện dài " * 10,
        "",
        "  ?!…",
        "\x00",
    ],
)
def test_what_may_be_of_a_person_is_not_even_held(app: Flask, question: str) -> None:
    asked(app, A, question, 0)
    assert query_log(app)._held == {}
    query_log(app).flush()
    assert rows(app, A) == {}


@pytest.mark.parametrize(
    "question",
    [
        "61/2018/NĐ-CP",
        "nghị định 15/2020 và 100/2019",
        "từ 01/01/2024 đến",
        "luật đất đai 2024",
        "điều 5 khoản 2",
    ],
)
def test_numbers_of_documents_are_counted(question: str) -> None:
    assert countable(question) == question


@given(st.text(max_size=LONGEST * 3))
def test_whatever_is_kept_is_short_printable_and_without_long_numbers(text: str) -> None:
    shown = countable(text)
    assert len(shown) <= LONGEST and shown.isprintable() and shown == shown.strip()
    assert len(key_of(shown)) <= LONGEST_KEY
    assert not any(len(run) >= 9 for run in _digit_runs(shown))
    shown.encode("utf-8")  # a database takes it


def _digit_runs(text: str) -> list[str]:
    return "".join(char if char.isdecimal() else " " for char in text).split()


@given(
    st.lists(st.sampled_from("0123456789"), min_size=9, max_size=14),
    st.sampled_from(["", " ", ".", "-", " - "]),
)
def test_a_long_number_is_found_however_it_is_grouped(digits: list[str], between: str) -> None:
    assert countable("điện thoại " + between.join(digits) + " nhé") == ""


def test_of_what_is_seen_while_typing_only_the_end_is_counted(app: Flask) -> None:
    for text in ("k", "khai", "khai si", "khai sinh"):
        asked(app, A, text)
    query_log(app).flush()
    assert {key: row.count for key, row in rows(app, A).items()} == {"khai sinh": 1}


def test_a_short_question_of_others_is_not_taken_for_a_beginning(app: Flask) -> None:
    asked(app, A, "đất đai", times=3)
    asked(app, A, "kết hôn")
    asked(app, B, "đất")
    asked(app, A, "đất đai lấn chiếm")
    query_log(app).flush()
    assert {key: row.count for key, row in rows(app, A).items()} == {
        "dat dai": 3,
        "ket hon": 1,
        "dat dai lan chiem": 1,
    }
    assert set(rows(app, B)) == {"dat"}


def test_what_is_found_on_other_portals_says_nothing_of_this_one(app: Flask) -> None:
    asked(app, A, "bến phà", 0)
    asked(app, A, "bến phà", 7, scope="all")
    query_log(app).flush()
    assert (rows(app, A)["ben pha"].last_total, rows(app, A)["ben pha"].count) == (0, 2)


def test_threads_lose_nothing(app: Flask) -> None:
    log = QueryLog(app, interval=0.05, enough=20)
    words = ["".join(random.Random(number).choices(string.ascii_lowercase, k=9)) for number in range(40)]
    own, other = tenant(app, A), tenant(app, B)

    def work(seed: int) -> None:
        chosen = random.Random(seed)
        for _ in range(100):
            log.note(chosen.choice((own, other)), chosen.choice(words), "own", 1)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until = time.monotonic() + 30
    while not log.flush() and time.monotonic() < until:
        time.sleep(0.05)
    counted = [row.count for slug in (A, B) for row in rows(app, slug).values()]
    assert sum(counted) == 800 and log._held == {}


def test_processes_that_write_at_once_add_up(app: Flask) -> None:
    logs = [QueryLog(app, interval=60) for _ in range(4)]
    for log in logs:
        for number in range(30):
            log.note(tenant(app, A), f"câu {number}", "own", 0)
    threads = [threading.Thread(target=log.flush) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(log.flush() for log in logs)
    assert {(row.count, row.empty) for row in rows(app, A).values()} == {(4, 4)} and len(rows(app, A)) == 30
    with app.app_context(), entered(editing(tenant(app, A), writes=False)):
        assert {one.count for one in db.session.scalars(select(AskedOnDay))} == {4}


def test_a_locked_database_keeps_no_search_waiting(app: Flask) -> None:
    log = QueryLog(app, interval=0.01)
    with app.app_context(), db.engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute(f"LOCK TABLE {AskedOnDay.__tablename__}" if ON_POSTGRESQL else "BEGIN IMMEDIATE")
        began = time.monotonic()
        for number in range(200):
            log.note(tenant(app, A), f"câu {number}", "own", 1)
        waited = time.monotonic() - began
        raw.execute("ROLLBACK")
    assert waited < 5  # the database's own patience is ten seconds, each time
    until = time.monotonic() + 30
    while len(rows(app, A)) < 200 and time.monotonic() < until:
        log.flush()
        time.sleep(0.05)
    assert len(rows(app, A)) == 200


def test_it_is_written_by_itself_soon(app: Flask) -> None:
    log = QueryLog(app, interval=0.05)
    log.note(tenant(app, A), "khai tử", "own", 1)
    until = time.monotonic() + 30
    while not rows(app, A) and time.monotonic() < until:
        time.sleep(0.05)
    assert rows(app, A)["khai tu"].count == 1


def test_a_database_that_cannot_be_written_costs_no_search_and_no_count(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_noted: Any) -> None:
        raise RuntimeError("database is locked")

    log = QueryLog(app, interval=60)
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "keep", locked)
        log.note(tenant(app, A), "khai tử", "own", 0)
        assert not log.flush()
        log.note(tenant(app, A), "khai tử", "own", 5)
        for number in range(MOST_HELD + 10):
            log.note(tenant(app, A), f"câu hỏi {number} {'x' * 5}", "own", 1)
        assert not log.flush() and len(log._held) == MOST_HELD
    assert log.flush()
    row = rows(app, A)["khai tu"]
    assert (row.count, row.empty, row.last_total) == (2, 1, 5)


def test_noting_never_raises(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(QueryLog, "note", broken)
    asked(app, A, "khai tử")
    with app.app_context():
        note("khai tử", "own", 1)  # no portal: nothing to count for


def test_noting_leaves_the_page_s_transaction_alone(app: Flask) -> None:
    with visiting(app, A):
        note("khai tử", "own", 1)
        assert not db.session.new and not db.session().in_transaction()
