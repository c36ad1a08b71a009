"""Turns: a few at a time, the most wanted first, nobody for ever."""

from __future__ import annotations

import threading
import time

from portal.web.turns import Turns


def _waiting(turns: Turns, rank: int, came: list[int]) -> threading.Thread:
    """A thread that waits; returns once it does."""

    def wait() -> None:
        assert turns.take(rank, 60)
        came.append(rank)
        turns.give_back()

    before = len(turns._waiting)
    thread = threading.Thread(target=wait)
    thread.start()
    until = time.monotonic() + 30
    while len(turns._waiting) == before:
        assert time.monotonic() < until
        time.sleep(0.001)
    return thread


def test_the_most_wanted_come_first() -> None:
    turns, came = Turns(1), list[int]()
    assert turns.take(5, 0)
    threads = [_waiting(turns, rank, came) for rank in (1, 0, 2, 0)]
    turns.give_back()
    for thread in threads:
        thread.join(30)
    assert came == [0, 0, 1, 2]
    assert turns.take(0, 0)


def test_who_gives_up_takes_no_turn_along() -> None:
    turns = Turns(2)
    assert turns.take(0, 0)
    assert turns.take(0, 0)
    assert not turns.take(0, 0.01)
    assert turns._waiting == []
    turns.give_back()
    turns.give_back()
    assert turns.take(1, 0)
    assert turns.take(1, 0)
    assert not turns.take(0, 0.01)


def test_many_threads_never_have_more_turns_than_there_are() -> None:
    turns, lock, inside, most = Turns(3), threading.Lock(), [0], [0]

    def work(number: int) -> None:
        for step in range(30):
            took = turns.take((number + step) % 3, 0.002 if step % 5 == 0 else 60)
            if not took:
                continue
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.0005)
            with lock:
                inside[0] -= 1
            turns.give_back()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (inside[0], most[0]) == (0, 3)
    assert all(turns.take(0, 0) for _ in range(3))
    assert not turns.take(0, 0)
