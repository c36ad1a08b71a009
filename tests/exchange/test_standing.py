"""What recipients tell, in any order and any number of times."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.edxml.shapes import (
    ACCEPTED,
    ARRIVED,
    ASSIGNED,
    DENIED,
    DONE,
    GRANTED,
    HANDLING,
    REFUSED,
    STATUSES,
)
from portal.exchange.standing import COURSE, LABELS, Told, answer, standing

BEGAN = datetime(2026, 3, 2, 2, 0)
TOLD = st.builds(
    lambda number, minutes, code: Told(f"t-{number}", BEGAN + timedelta(minutes=minutes), code),
    st.integers(0, 9999),
    st.integers(0, 20),
    st.sampled_from(STATUSES),
)


def told(minutes: int, code: str, package: str = "t") -> Told:
    """Something that a recipient told so many minutes after the document was sent."""
    return Told(package, BEGAN + timedelta(minutes=minutes), code)


def test_what_was_told_last_counts_however_late_it_comes() -> None:
    way = [told(1, ARRIVED), told(5, ACCEPTED), told(9, ASSIGNED), told(30, HANDLING), told(90, DONE)]
    for much in range(1, len(way) + 1):
        assert standing(reversed(way[:much])) == way[much - 1]
    assert standing([]) is None


def test_a_refusal_is_the_end_until_it_is_taken_after_all() -> None:
    assert standing([told(1, ARRIVED), told(3, REFUSED)]) == told(3, REFUSED)
    assert standing([told(7, ACCEPTED), told(3, REFUSED), told(1, ARRIVED)]) == told(7, ACCEPTED)


def test_of_the_same_second_the_later_step_counts() -> None:
    assert standing([told(1, ACCEPTED), told(1, ARRIVED)]) == told(1, ACCEPTED)


@given(st.lists(TOLD, max_size=12), st.randoms())
def test_order_and_repetition_change_nothing(messages: list[Told], chance: random.Random) -> None:
    again = messages + chance.sample(messages, chance.randint(0, len(messages)))
    chance.shuffle(again)
    assert standing(again) == standing(messages)
    assert answer(again, BEGAN) == answer(messages, BEGAN)


def test_answers_to_wishes_are_no_step_of_the_way_and_belong_to_the_wish_before_them() -> None:
    way = [told(1, ARRIVED), told(20, DENIED, "a"), told(40, GRANTED, "b")]
    assert standing(way) == told(1, ARRIVED)
    assert answer(way, BEGAN + timedelta(minutes=10)) == told(20, DENIED, "a")
    assert answer(way, BEGAN + timedelta(minutes=30)) == told(40, GRANTED, "b")
    assert answer(way, BEGAN + timedelta(minutes=50)) is None


def test_every_code_has_words() -> None:
    assert set(LABELS) == {*STATUSES, *COURSE}
