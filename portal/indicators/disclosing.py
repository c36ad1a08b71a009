"""Approved figures as the public may see them: a `Book` that withholds small cells, and sums that would tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from portal.indicators.book import Book, Course, Held
from portal.indicators.catalogue import Measure
from portal.indicators.models import LAST, MEAN
from portal.indicators.periods import Period, of_year, read
from portal.indicators.small import NOTHING, WITHHELD, Disclosed, is_small, is_sum_safe, span
from portal.tenancy.directory import Portal

_PARTS_OF = {"%": 100, "‰": 1000}


class PublicBook(Book):
    """What a book tells the public. `value` and `course` are None where something is withheld.

    A cell is what one unit gave for one period. Whether it is told follows from itself, what it is part of or a rate
    of, and never from other units: so nothing that was told is hidden later for the sake of others.
    """

    def __init__(self, top: Portal, measures: Mapping[str, Measure], held: Iterable[Held]) -> None:
        super().__init__(top, measures, held)
        self._told: dict[tuple[int, str, str], Disclosed] = {}

    def cell(self, portal_id: int, measure: Measure, key: str) -> Disclosed:
        """What is told of the figure that a portal handed in for a period."""
        one = self.held(portal_id, measure.code, key)
        if one is None or one.number is None:
            return NOTHING
        if self._is_small(one, one.number, measure) or self._tells_the_rest(one, one.number, measure):
            return WITHHELD
        counted = self.measures.get(measure.rate_of)
        if counted is not None and self.cell(portal_id, counted, key).is_withheld:
            return WITHHELD
        return Disclosed(one.number)

    def disclosed(self, portal_id: int, measure: Measure, period: Period) -> Disclosed:
        """What is told of the figure of a portal for a period: the top's is a total."""
        if portal_id != self.top.id:
            return self.cell(portal_id, measure, period.key)
        key = (portal_id, measure.code, period.key)
        if key not in self._told:
            self._told[key] = self._of_top(measure, period)
        return self._told[key]

    def value(self, portal_id: int, measure: Measure, period: Period) -> Fraction | None:
        """The figure as far as it is told."""
        return self.disclosed(portal_id, measure, period).value

    def course(self, portal_id: int, measure: Measure, year: int, until: Period | None = None) -> Course:
        """How far a year has come; nothing where a period that it is made of is withheld."""
        wanted = of_year(measure.period, year)
        last = [one for one in wanted if until is None or one.last <= until.last]
        parts = last if measure.accumulates else last[-1:]
        if any(self.disclosed(portal_id, measure, one).is_withheld for one in parts):
            return Course(None, 0, len(wanted), None)
        return super().course(portal_id, measure, year, until)

    def _of_top(self, measure: Measure, period: Period) -> Disclosed:
        total = self.total(measure, period)
        if total.value is None:
            return NOTHING
        if total.given == (self.top.id,):
            return self.cell(self.top.id, measure, period.key)
        cells = self._cells_of(measure, period)
        hidden = [one for one in cells if self.cell(one.portal_id, measure, one.key).is_withheld]
        if not hidden and not (measure.made == MEAN and self._is_count_withheld(measure, period)):
            return Disclosed(total.value)
        if any(self._tells_the_rest(one, one.number, measure) for one in hidden):
            return WITHHELD
        if measure.made == MEAN:
            return self._mean(total.value, hidden, measure, period, total.is_complete)
        sizes = [abs(one.number) for one in hidden if one.number is not None]
        settled = total.is_complete and not any(self._was_different(one, measure) for one in cells)
        if settled and is_sum_safe(sizes, measure.shown_from):
            return Disclosed(total.value)
        told = sum((one.number for one in cells if one not in hidden and one.number is not None), Fraction())
        return span(told, len(hidden), measure.shown_from)

    def _mean(
        self, value: Fraction, hidden: list[Held], measure: Measure, period: Period, is_complete: bool
    ) -> Disclosed:
        """A mean with hidden rates: told where the persons behind them together may be known."""
        if not is_complete or self._is_count_withheld(measure, period):
            return WITHHELD
        sizes = [size for one in hidden if (size := self._size(one, one.number, measure)) is not None]
        settled = len(sizes) == len(hidden) and not any(one.past for one in hidden)
        return Disclosed(value) if settled and is_sum_safe(sizes, measure.shown_from) else WITHHELD

    def _is_count_withheld(self, measure: Measure, period: Period) -> bool:
        counted = self.measures.get(measure.rate_of)
        return counted is not None and self.disclosed(self.top.id, counted, period).is_withheld

    def _cells_of(self, measure: Measure, period: Period) -> list[Held]:
        """The cells that a total is made of."""
        found = []
        for unit in self.expected(measure, period):
            one = self.held(unit.id, measure.code, period.key)
            if one is None and measure.made == LAST:
                one = self.latest(unit.id, measure.code, period, before=True)
            if one is not None and one.number is not None:
                found.append(one)
        return found

    def _is_small(self, one: Held, number: Fraction | None, measure: Measure) -> bool:
        return is_small(self._size(one, number, measure), measure.shown_from)

    def _size(self, one: Held, number: Fraction | None, measure: Measure) -> Fraction | None:
        """How many persons stand behind a figure; None where nobody can tell."""
        if measure.made != MEAN or not number:
            return number
        period = read(one.key)
        weight = self.latest(one.portal_id, measure.weight_code, period) if period is not None else None
        if weight is None or weight.number is None:
            return None
        persons = number * weight.number / _PARTS_OF.get(measure.unit[:1], 1)
        return Fraction(max(1, round(persons)))

    def _tells_the_rest(self, one: Held, number: Fraction | None, measure: Measure) -> bool:
        """Whether a part tells a small rest: 12 births of which 10 boys."""
        whole = self.measures.get(measure.part_of)
        if whole is None or not whole.open or not measure.shown_from or number is None:
            return False
        of_whole = self.cell(one.portal_id, whole, one.key).value
        return of_whole is not None and is_small(of_whole - number, measure.shown_from)

    def _was_different(self, one: Held, measure: Measure) -> bool:
        """Whether a revision changed what is or was hidden: sums of before and after could be subtracted."""
        return bool(one.past) and any(
            self._is_small(one, number, measure) for number in (one.number, *one.past)
        )
