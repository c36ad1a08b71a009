"""The bars of a year."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel

from portal.performance.charts import course
from portal.performance.periods import month
from portal.performance.work import OfMonth


@pytest.mark.parametrize("most", [0, 7, 80, 1266, 20_000, 1_234_567])
def test_each_month_has_its_bars_and_its_row(most: int) -> None:
    months = [OfMonth(month(2026, number), most, most // 2, most // 9) for number in range(1, 13)]
    app = Flask("charts")
    Babel(app, default_locale="vi")
    with app.test_request_context():
        drawn = course(months)
    assert str(drawn.image).count("<title>") == 36  # three bars a month, each told
    assert drawn.table.heads[0] == "Tháng"
    assert [row.head for row in drawn.table.rows][:2] == ["01/2026", "02/2026"]
    assert drawn.table.rows[0].cells == tuple(
        f"{one:,}".replace(",", ".") for one in (most, most // 2, most // 9)
    )
