"""A chart becomes a drawing; with its title above it where it is taken away from its page. Pure."""

from __future__ import annotations

from portal.charts.axes import WIDTH
from portal.charts.bars import draw_bars, draw_ranking
from portal.charts.lettering import LINE, broken
from portal.charts.lines import draw_lines, draw_spark
from portal.charts.maps import draw_map
from portal.charts.marks import Drawing, Mark, Text, moved
from portal.charts.values import Bars, Chart, Lines, Ranking, Spark

_TITLE = 14.0
_MOST = 4  # lines of a title


def draw(chart: Chart, width: float = WIDTH) -> Drawing:
    """The marks of a chart, as wide as asked (in units: a letter is 12 high); a spark has its own width."""
    if isinstance(chart, Lines):
        return draw_lines(chart, width)
    if isinstance(chart, Bars):
        return draw_bars(chart, width)
    if isinstance(chart, Ranking):
        return draw_ranking(chart, width)
    return draw_spark(chart) if isinstance(chart, Spark) else draw_map(chart, width)


def draw_titled(chart: Chart, width: float = WIDTH, note: str = "") -> Drawing:
    """The same on a ground with its title above and a note (source, day) below, for a file or a paper."""
    found = draw(chart, width)
    edge, line = 12.0, _TITLE * LINE
    title = broken(chart.title, max(found.width, 120), _TITLE, _MOST)
    marks: list[Mark] = [
        Text(edge, edge + line * (at + 1) - 4, text, "label", size=_TITLE, bold=True)
        for at, text in enumerate(title)
    ]
    top = edge + line * len(title) + 8
    marks += [moved(one, edge, top) for one in found.marks]
    end = top + found.height
    for text in broken(note, found.width, 10, 3) if note else ():
        end += 14
        marks.append(Text(edge, end, text, "muted", size=10))
    return Drawing(found.width + 2 * edge, end + edge, tuple(marks))
