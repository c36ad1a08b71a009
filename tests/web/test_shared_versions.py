"""Versions over several machines: a change is seen everywhere, nothing goes back, and no old page passes for new,
whatever becomes of Redis."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import create_app
from portal.config import InvalidSetting
from portal.redis_link import RedisGone, RedisLink
from portal.web import shared_versions
from portal.web.rates import SharedRates
from portal.web.shared_versions import SharedVersions
from portal.web.versions import ContentVersions
from tests.conftest import settings_for
from tests.redis_server import RedisServer, fresh_server, server
from tests.thorough import examples

T = TypeVar("T")
SLOTS = 4


class Cable(RedisLink):
    """A link that can be pulled out."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.is_out = False

    def ask(self, act: Callable[[Any], T]) -> T:
        if self.is_out:
            raise RedisGone
        return super().ask(act)


class Machine:
    """One web server: its versions, and pages that it keeps, each with the versions that it was rendered under."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir()
        self.link = Cable(url)
        self.versions = SharedVersions(folder / "versions.bin", self.link, "versions")
        self.pages: list[tuple[int, int, int, int]] = []
        self.highest: dict[int, int] = {}

    def look(self) -> None:
        """As if the time between two looks had passed."""
        self.versions._look_at = 0.0
        for slot in range(SLOTS):
            now = self.versions.read(slot)
            assert now >= self.highest.get(slot, 0), "a version went back"
            self.highest[slot] = now

    def render(self, slot: int, content: int) -> None:
        """Keep a page of this content."""
        self.pages.append((slot, self.versions.read(0), self.versions.read(slot), content))

    def shown(self) -> list[tuple[int, int]]:
        """Slot and content of the pages that still pass for fresh."""
        read = ContentVersions.read
        return [
            (slot, content)
            for slot, general, own, content in self.pages
            if (read(self.versions, 0), read(self.versions, slot)) == (general, own)
        ]


ACTS = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 2), st.integers(1, SLOTS - 1)),
    st.tuples(st.just("render"), st.integers(0, 2), st.integers(1, SLOTS - 1)),
    st.tuples(st.just("look"), st.integers(0, 2), st.just(0)),
    st.tuples(st.sampled_from(["pull", "plug"]), st.integers(0, 2), st.just(0)),
    st.tuples(st.sampled_from(["lose", "save", "restore"]), st.just(0), st.just(0)),
)


@settings(deadline=None, max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(
    st.lists(ACTS, min_size=4, max_size=30), st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3)
)
def test_in_any_order_of_changes_and_losses_no_old_page_passes_for_new(
    acts: list[tuple[str, int, int]], clocks: list[int]
) -> None:
    redis = server().client()
    redis.flushall()
    truth, saved = dict.fromkeys(range(SLOTS), 0), dict[bytes, Any]()
    with tempfile.TemporaryDirectory() as folder:
        machines = [Machine(Path(folder) / str(number), server().url) for number in range(3)]
        for number, machine in enumerate(machines):
            machine.versions._clock = lambda off=clocks[number]: time.time_ns() + off  # type: ignore[method-assign]
        for act, number, slot in acts:
            machine = machines[number]
            if act == "change":
                truth[slot] += 1
                machine.versions.bump([slot])
            elif act == "render":
                machine.render(slot, truth[slot])
            elif act == "look":
                machine.look()
            elif act in {"pull", "plug"}:
                machine.link.is_out = act == "pull"
            elif act == "save":
                saved = {key: redis.dump(key) for key in list(redis.scan_iter())}
            else:
                redis.flushall()
                for key, value in saved.items() if act == "restore" else ():
                    redis.restore(key, 0, value)
                for one in machines:  # it was started again
                    one.versions._run = one.versions._run and "another"
        for machine in machines:
            machine.link.is_out = False
            machine.link._rests_until = 0.0
        for _round in range(2):
            for machine in machines:
                machine.look()
        for machine in machines:
            assert all(content == truth[slot] for slot, content in machine.shown())


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Machine, Machine, RedisServer]]:
    """Two machines and a Redis that the test may stop."""
    redis = fresh_server()
    yield Machine(tmp_path / "a", redis.url), Machine(tmp_path / "b", redis.url), redis
    redis.remove()


def test_a_bump_is_seen_on_the_other_machine_at_its_next_look(pair: Any) -> None:
    one, other, _redis = pair
    before = [other.versions.read(slot) for slot in range(SLOTS)]
    one.versions.bump([2])
    other.look()
    after = [other.versions.read(slot) for slot in range(SLOTS)]
    assert [new != old for old, new in zip(before, after, strict=True)] == [False, False, True, False]
    assert after[2] == one.versions.read(2)


def test_between_two_looks_nobody_is_asked(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _other, _redis = pair
    one.look()
    monkeypatch.setattr(one.link, "ask", lambda _act: pytest.fail("asked"))
    one.versions._look_at = time.monotonic() + 60
    assert {one.versions.read(2) for _ in range(1000)} == {one.versions.read(2)}


def test_while_redis_is_gone_pages_live_shortly_and_the_log_tells_once(
    pair: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other, redis = pair
    monkeypatch.setattr(shared_versions, "ALONE", 0.0)
    one.look()
    other.look()
    other.render(1, 0)
    redis.stop()
    with caplog.at_level(logging.WARNING):
        one.versions.bump([1])
        for _ in range(3):
            other.link._rests_until = one.link._rests_until = 0.0
            other.look()
            assert other.shown() == []
            other.render(1, 1)
        redis.start()
        other.link._rests_until = one.link._rests_until = 0.0
        one.look()
        other.look()
    assert other.shown() == [] and one.versions.read(1) == other.versions.read(1)
    said = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert sorted(said) == sorted(["Redis does not answer, going on without it", "Redis answers again"] * 2)


def test_a_redis_that_was_started_again_between_two_looks_is_noticed(pair: Any) -> None:
    one, other, redis = pair
    one.versions.bump([1])
    for machine in (one, other):
        machine.look()
        machine.render(1, 0)
    one.versions.bump([1])  # told to Redis, which loses it before the other one looks
    redis.stop()
    redis.start()
    for machine in (one, other, one, other):
        machine.link._rests_until = 0.0
        machine.look()
    assert one.shown() == [] == other.shown() and one.versions.read(1) == other.versions.read(1)


@pytest.mark.parametrize("late", [0, 1])
def test_a_machine_whose_clock_is_late_still_moves_what_the_other_shows(pair: Any, late: int) -> None:
    machines = pair[:2]
    machines[late].versions._clock = lambda: time.time_ns() - 3600 * 10**9
    for changing, showing in (machines, machines[::-1], machines):
        showing.look()
        showing.render(1, 0)
        before = showing.versions.read(1)
        changing.versions.bump([1])
        assert changing.versions.read(1) > before or showing is machines[1 - late]
        showing.look()
        changing.look()
        assert showing.shown() == [] and showing.versions.read(1) == changing.versions.read(1)


def test_many_threads_on_two_machines_agree_in_the_end(pair: Any) -> None:
    one, other, _redis = pair

    def work(machine: Machine, slot: int) -> None:
        for _ in range(25):
            machine.versions.bump([slot])
            machine.look()

    threads = [
        threading.Thread(target=work, args=(machine, slot)) for machine in (one, other) for slot in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for machine in (one, other, one):
        machine.look()
    assert [one.versions.read(slot) for slot in (1, 2)] == [other.versions.read(slot) for slot in (1, 2)]


# Counts of attempts.


def test_attempts_are_counted_over_machines_and_no_address_is_kept(app: Flask) -> None:
    server().client().flushall()
    one, other = SharedRates(RedisLink(server().url)), SharedRates(RedisLink(server().url))
    with app.app_context():
        assert [one.count("mã", "203.0.113.7", 60), other.count("mã", "203.0.113.7", 60)] == [1, 2]
        assert one.seen("mã", "203.0.113.7", 60) == 2 and other.seen("mã", "203.0.113.8", 60) == 0
        assert other.seen("khác", "203.0.113.7", 60) == 0
    redis = server().client()
    kept = list(redis.scan_iter())
    assert kept and not any(b"203.0" in key for key in kept)
    assert all(0 < redis.ttl(key) <= 24 * 3600 for key in kept), "everything goes by itself"


def test_without_redis_each_counts_for_itself(app: Flask) -> None:
    link = Cable(server().url)
    rates = SharedRates(link)
    with app.app_context():
        assert rates.count("thử", "a", 60) == 1
        link.is_out = True
        assert rates.count("thử", "a", 60) == 2 == rates.seen("thử", "a", 60)


def test_a_bad_address_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_REDIS_URL"):
        create_app(settings_for(tmp_path, database_url="", redis_url="http://x"))
