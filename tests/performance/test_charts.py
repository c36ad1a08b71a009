"""The geometry of bars."""

from __future__ import annotations

import pytest

from portal.performance.charts import LETTER, WIDTH, chart
from portal.performance.periods import month
from portal.performance.work import OfMonth


@pytest.mark.parametrize("most", [0, 7, 80, 1266, 20_000, 1_234_567])
def test_the_scale_has_room_for_its_longest_figure_and_bars_stay_within(most: int) -> None:
    drawn = chart([OfMonth(month(2026, number), most, most // 2, most // 9) for number in range(1, 13)])
    assert drawn.lines[-1].value >= most
    assert drawn.left >= LETTER * len(f"{drawn.lines[-1].value:,}")
    assert drawn.left < drawn.bars[0].x
    assert drawn.bars[-1].middle + drawn.bars[-1].width <= WIDTH
    assert all(one.done_top >= drawn.lines[-1].y for one in drawn.bars)
