"""Charts and maps drawn on the server: accessible SVG, each with the table that it shows.

    chart = Lines(_("Hồ sơ đúng hạn"), labels, (Series(_("Đúng hạn"), values),), Unit("%", 1), target=95)
    render_template(…, trend=figure(chart, "dung-han"))        {{ charts.figure(trend) }} of charts/_charts.html
    as_file(chart, "png", note)                                bytes of a picture to take away

A chart is a value (`values`); `drawing` makes marks of it, which pages and files (`svg`), papers and pictures
(`on_paper`) draw alike. None is "no figure yet", never zero.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from portal.charts.figures import FILES, Figure, as_file, figure
from portal.charts.values import (
    BAD,
    GOOD,
    HIGH,
    LOW,
    PLAIN,
    Bars,
    Chart,
    Lines,
    Place,
    Ranked,
    Ranking,
    Row,
    Series,
    Shaded,
    Spark,
    Table,
    Unit,
)

__all__ = [
    "BAD",
    "FILES",
    "GOOD",
    "HIGH",
    "LOW",
    "PLAIN",
    "Bars",
    "Chart",
    "Figure",
    "Lines",
    "Place",
    "Ranked",
    "Ranking",
    "Row",
    "Series",
    "Shaded",
    "Spark",
    "Table",
    "Unit",
    "as_file",
    "figure",
]


def register(app: Flask) -> None:
    """Make the macros of charts known to templates."""
    app.register_blueprint(Blueprint("charts", __name__, template_folder="templates"))
