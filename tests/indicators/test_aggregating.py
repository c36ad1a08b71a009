"""The district's figure is exact, the same in any order, and names who is missing."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.indicators.aggregating import Given, Total, aggregate
from portal.indicators.models import LAST, MEAN, SUM

NUMBERS = st.integers(-(10**12), 10**12).map(lambda one: Fraction(one, 1000))
UNITS = st.lists(st.integers(1, 40), min_size=1, max_size=17, unique=True)


@st.composite
def handed_in(draw: st.DrawFn) -> tuple[list[int], dict[int, Given], dict[int, Fraction]]:
    asked = draw(UNITS)
    given_in = {one: Given(draw(st.none() | NUMBERS), "2026-03") for one in asked if draw(st.booleans())}
    weights = {one: draw(st.integers(0, 10**9).map(Fraction)) for one in asked if draw(st.booleans())}
    return asked, given_in, weights


@given(handed_in(), st.sampled_from([SUM, MEAN, LAST]), st.randoms())
def test_the_order_of_units_does_not_matter(
    case: tuple[list[int], dict[int, Given], dict[int, Fraction]], made: str, chance: object
) -> None:
    asked, given_in, weights = case
    turned = dict(reversed(list(given_in.items())))
    shuffled = list(asked)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = aggregate(made, asked, given_in, weights=weights)
    assert one == aggregate(made, shuffled, turned, weights=dict(reversed(list(weights.items()))))
    assert sorted(one.given + one.missing) == sorted(asked)
    assert one.expected == len(asked)


@given(handed_in())
def test_a_sum_is_that_of_those_who_gave_a_number(
    case: tuple[list[int], dict[int, Given], dict[int, Fraction]],
) -> None:
    asked, given_in, _weights = case
    numbers = [one.value for one in given_in.values() if one.value is not None]
    total = aggregate(SUM, asked, given_in)
    assert total.value == (sum(numbers, Fraction()) if numbers else None)
    assert total.missing == tuple(sorted(set(asked) - set(given_in)))
    assert total.without == tuple(sorted(one for one, what in given_in.items() if what.value is None))


@given(handed_in())
def test_a_mean_lies_between_the_figures_and_needs_weights(
    case: tuple[list[int], dict[int, Given], dict[int, Fraction]],
) -> None:
    asked, given_in, weights = case
    total = aggregate(MEAN, asked, given_in, weights=weights)
    used = {one: what.value for one, what in given_in.items() if what.value is not None and one in weights}
    if sum((weights[one] for one in used), Fraction()) > 0:
        assert total.value is not None
        assert min(used.values()) <= total.value <= max(used.values())
        assert total.value * sum(weights[one] for one in used) == sum(
            used[one] * weights[one] for one in used
        )
    else:
        assert total.value is None
    unweighed = {one for one, what in given_in.items() if what.value is not None and one not in weights}
    assert set(total.unweighed) == unweighed and total.missing == tuple(sorted(set(asked) - set(given_in)))
    assert total.is_complete == (not total.missing and not unweighed)


def test_hand_counted() -> None:
    given_in = {1: Given(Fraction(10), "2026"), 2: Given(Fraction(25, 2), "2026"), 4: Given(None, "2026")}
    assert aggregate(SUM, [1, 2, 3, 4], given_in) == Total(Fraction(45, 2), (1, 2, 4), (3,), (4,))
    before = {3: Given(Fraction(7), "2025"), 1: Given(Fraction(99), "2025")}
    latest = aggregate(LAST, [1, 2, 3, 4], given_in, before=before)
    assert (latest.value, latest.missing, latest.older) == (Fraction(59, 2), (3,), (3,))
    mean = aggregate(MEAN, [1, 2], given_in, weights={1: Fraction(1), 2: Fraction(3)})
    assert mean.value == Fraction(95, 8)
    assert (mean.scaled(2), mean.scaled(0)) == (1188, 12)  # 11,875 → 11,88: halves go to the even digit
    assert aggregate(SUM, [], {}) == Total(None, (), ())
