"""Charts for pages and as files."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from markupsafe import Markup

from portal.charts.axes import WIDTH
from portal.charts.drawing import draw, draw_titled
from portal.charts.svg import SVG, standalone, within_page
from portal.charts.telling import description_of
from portal.charts.values import Chart, Spark, Table

FILES = {"svg": SVG, "png": "image/png"}
"""The kinds of files that a chart can be taken away as, with their types."""


@dataclass(frozen=True)
class Figure:
    """A chart on a page: its image, the table behind it, and `key`, unique on the page."""

    key: str
    title: str
    description: str
    image: Markup
    table: Table
    is_small: bool = False


def figure(chart: Chart, key: str, width: float = WIDTH) -> Figure:
    """A chart to be put on a page by the macros of charts/_charts.html. `key`: letters, digits and "-". `width`:
    in units of which a letter is 12 high; 360 fits a telephone, 720 a page's whole width where telephones scroll
    it."""
    told = description_of(chart)
    image = within_page(draw(chart, width), key, chart.title, told)
    return Figure(key, chart.title, told, image, chart.table(), isinstance(chart, Spark))


def as_file(chart: Chart, kind: str, note: str = "", width: float = WIDTH) -> bytes:
    """The chart with its title and a note (source, day) as a file of a kind of FILES. Raises KeyError for
    another."""
    drawing = draw_titled(chart, width, note)
    if FILES[kind] == SVG:
        return standalone(drawing, chart.title, description_of(chart))
    # Loaded when somebody asks: the libraries of paper are many megabytes of every process.
    on_paper: Any = import_module("portal.charts.on_paper")
    made: bytes = on_paper.png(drawing)
    return made
