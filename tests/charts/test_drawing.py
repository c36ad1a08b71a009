"""What is drawn: every figure at its place, nothing outside, letters apart, a table behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import portal.web
from portal.charts import (
    FILES,
    LOW,
    Bars,
    Chart,
    Lines,
    Place,
    Ranked,
    Ranking,
    Series,
    Shaded,
    Spark,
    Unit,
    as_file,
    figure,
)
from portal.charts.drawing import draw, draw_titled
from portal.charts.lettering import width_of
from portal.charts.marks import END, MIDDLE, Area, Dot, Drawing, Hatch, Mark, Point, Text
from portal.charts.palette import PAINTS, SHADES
from portal.web.colours import contrast
from tests.charts.test_partition import COMMUNES

value = st.none() | st.integers(-(10**13), 10**13).map(float) | st.floats(-1000, 1000)
name = st.text(st.sampled_from("aăbcđeghiklmnơưxyTHĐ <&\"'"), min_size=1, max_size=24)
unit = st.sampled_from([Unit("%", 1), Unit("hồ sơ"), Unit("đồng"), Unit()])


@pytest.fixture(scope="module", autouse=True)
def vietnamese() -> Iterator[None]:
    app = Flask("charts")
    Babel(app, default_locale="vi")
    with app.test_request_context():
        yield


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    kind = draw(st.sampled_from(["lines", "bars", "ranking", "map", "spark"]))
    title, of, target = draw(name), draw(unit), draw(value)
    if kind == "ranking":
        rows = [Ranked(draw(name), draw(value), draw(st.booleans())) for _ in range(draw(st.integers(0, 20)))]
        return Ranking(title, tuple(rows), of, target)
    if kind == "map":
        many = draw(st.integers(0, 17))
        return Shaded(title, tuple(Place(draw(name), *COMMUNES[at], draw(value)) for at in range(many)), of)
    many = draw(st.integers(0 if kind != "spark" else 1, 30))
    labels = tuple(f"{at % 12 + 1}/{20 + at // 12}" for at in range(many))
    if kind == "spark":
        return Spark(title, labels, tuple(draw(value) for _ in labels), of)
    series = tuple(
        Series(draw(name), tuple(draw(value) for _ in labels)) for _ in range(draw(st.integers(1, 4)))
    )
    if kind == "lines":
        return Lines(title, labels, series, of, target, zero=draw(st.booleans()))
    return Bars(title, labels, series, of, target, stacked=draw(st.booleans()))


def points(mark: Mark) -> list[Point]:
    """The corners of the room that a mark takes."""
    if isinstance(mark, Text):
        wide = width_of(mark.text, mark.size)
        x = mark.x - (wide if mark.anchor == END else wide / 2 if mark.anchor == MIDDLE else 0)
        return [(x, mark.y - mark.size * 0.75), (x + wide, mark.y)]
    if isinstance(mark, Dot):
        return [(mark.x - mark.radius, mark.y - mark.radius), (mark.x + mark.radius, mark.y + mark.radius)]
    if isinstance(mark, Hatch):
        return [one for piece in mark.pieces for one in piece]
    return list(mark.points)


def boxes(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    found = []
    for mark in drawing.marks:
        if isinstance(mark, Text):
            across, down = zip(*points(mark), strict=True)
            found.append((min(across), min(down), max(across), max(down)))
    return found


@settings(max_examples=150, deadline=None)
@given(charts())
def test_nothing_is_drawn_outside_and_every_role_has_its_colour(chart: Chart) -> None:
    drawing = draw_titled(chart, note="Nguồn: kho số liệu")
    for mark in drawing.marks:
        assert mark.role in PAINTS
        for x, y in points(mark):
            assert -1 <= y <= drawing.height + 1
            if not (
                isinstance(mark, Text) and isinstance(chart, Shaded)
            ):  # a small share keeps its name whole
                assert -1 <= x <= drawing.width + 1, mark


@settings(max_examples=150, deadline=None)
@given(charts().filter(lambda one: not isinstance(one, Shaded)))
def test_letters_never_lie_upon_each_other(chart: Chart) -> None:
    for one, other in combinations(boxes(draw(chart)), 2):
        apart = (
            one[2] <= other[0] + 0.5
            or other[2] <= one[0] + 0.5
            or one[3] <= other[1] + 1
            or other[3] <= one[1] + 1
        )
        assert apart, (one, other)


@settings(max_examples=60, deadline=None)
@given(charts())
def test_page_and_file_are_sound_whatever_the_names(chart: Chart) -> None:
    on_page = figure(chart, "hinh-1")
    tree = ElementTree.fromstring(str(on_page.image))
    ids = [one.attrib["id"] for one in tree.iter() if "id" in one.attrib]
    assert tree.attrib["aria-labelledby"].split() == ids == ["hinh-1-ten", "hinh-1-mo-ta"]
    assert "style" not in str(on_page.image).split(">", 1)[0]
    assert not any("style" in one.attrib for one in tree.iter())  # the policy of pages refuses it
    assert all(len(row.cells) == len(on_page.table.heads) - 1 for row in on_page.table.rows)
    whole = ElementTree.fromstring(as_file(chart, "svg", "Nguồn"))
    assert whole.findtext("{http://www.w3.org/2000/svg}title") == chart.title


def test_a_trend_breaks_where_no_figure_is_and_says_so() -> None:
    chart = Lines(
        "Đúng hạn", ("9", "10", "11", "12"), (Series("Xã", (90, None, 92.5, 95)),), Unit("%", 1), target=94
    )
    drawing = draw(chart)
    strokes = [one for one in drawing.marks if one.role == "line-s1"]
    assert len(strokes) == 1  # from 11 to 12; the figure of 9 stands alone
    told = [one.told for one in drawing.marks if isinstance(one, Dot) and one.told]
    assert told == ["9: Xã 90%", "11: Xã 92,5%", "12: Xã 95%"]
    assert [row.cells for row in chart.table().rows] == [
        ("90", "94"),
        ("–", "94"),
        ("92,5", "94"),
        ("95", "94"),
    ]
    assert "gần nhất 95% (12)" in figure(chart, "a").description


def test_bars_of_a_part_lie_at_the_foot_of_the_whole() -> None:
    chart = Bars("Hồ sơ", ("1", "2"), (Series("Xong", (10, 20)), Series("Quá hạn", (5, 0), "bad", within=0)))
    areas = [one for one in draw(chart).marks if isinstance(one, Area) and one.told]
    whole, part = areas[0], areas[2]
    assert (part.points[0][0], part.points[2][1]) == (whole.points[0][0], whole.points[2][1])
    tall = [one.points[2][1] - one.points[0][1] for one in (whole, part)]
    assert tall[0] == pytest.approx(tall[1] * 2)


def test_stacked_bars_stand_upon_each_other_on_both_sides_of_zero() -> None:
    chart = Bars(
        "Thu chi", ("1",), (Series("a", (10.0,)), Series("b", (-5.0,)), Series("c", (10.0,))), stacked=True
    )
    a, b, c = [one for one in draw(chart).marks if isinstance(one, Area) and one.told]
    assert c.points[2][1] == pytest.approx(a.points[0][1])
    assert b.points[0][1] == pytest.approx(a.points[2][1])


def test_units_are_ranked_with_ties_and_without_figures_last() -> None:
    rows = (Ranked("A", 2), Ranked("B", None), Ranked("C", 5, own=True), Ranked("D", 2), Ranked("E", 9))
    assert [(rank, one.name) for rank, one in Ranking("x", rows).ranked()] == [
        (1, "E"), (2, "C"), (3, "A"), (3, "D"), (None, "B"),
    ]  # fmt: skip
    assert [one.name for _rank, one in Ranking("x", rows, better=LOW).ranked()] == ["A", "D", "C", "E", "B"]
    assert any(one.role == "own" and isinstance(one, Area) for one in draw(Ranking("x", rows)).marks)


@pytest.mark.parametrize("many", [17, 6, 3, 1])
def test_the_map_names_every_unit_with_its_figure_in_its_share(many: int) -> None:
    names = [f"Xã Tam Mỹ {at}" for at in range(many)]
    chart = Shaded(
        "Đúng hạn",
        tuple(Place(one, *COMMUNES[at], None if at == 1 else 60.5 + at) for at, one in enumerate(names)),
        Unit("%", 1),
    )
    drawing = draw(chart)
    areas = [one for one in drawing.marks if isinstance(one, Area) and one.told]
    assert [one.told for one in areas] == [
        f"{one}: {'–' if at == 1 else f'{60.5 + at:.1f}%'.replace('.', ',')}" for at, one in enumerate(names)
    ]
    for one, other in combinations(boxes(drawing), 2):
        assert (
            one[2] <= other[0] + 1
            or other[2] <= one[0] + 1
            or one[3] <= other[1] + 2
            or other[3] <= one[1] + 2
        )
    said = " ".join(one.text for one in drawing.marks if isinstance(one, Text))
    assert "Sơ đồ, không thể hiện địa giới." in said
    assert ("Chưa có số liệu" in said) == (many > 1)


def test_classes_of_counted_things_share_no_number() -> None:
    chart = Shaded("Quá hạn", tuple(Place(f"Xã {at}", *COMMUNES[at], at) for at in range(3)), Unit("văn bản"))
    said = [one.text for one in draw(chart).marks if isinstance(one, Text)]
    assert "0" in said and "1 – 2 văn bản" in said


def test_letters_on_shades_are_legible_and_neighbours_differ() -> None:
    def rgb(colour: str) -> tuple[int, int, int]:
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

    for number, shade in enumerate(SHADES, 1):
        ink = PAINTS["label-on-dark" if number > 3 else "label-on-light"].fill
        assert contrast(rgb(ink), rgb(shade)) >= 4.5
    for one, other in pairwise(SHADES):
        assert contrast(rgb(one), rgb(other)) > 1.25
    for role in ("s1", "s2", "s3", "s4", "s5", "s6", "good", "bad", "own"):
        assert contrast(rgb(PAINTS[role].fill), (255, 255, 255)) >= 3, role  # WCAG 1.4.11


def test_pages_and_files_have_the_same_colours() -> None:
    text = (Path(portal.web.__file__).parent / "static/css/charts.css").read_text()
    light = dict(
        re.findall(r"--ch-([\w-]+): (#\w+)", text.split(".ch-dark", 2)[1].split("{", 1)[1].split("}")[0])
    )
    for role, paint in PAINTS.items():
        assert f".ch-{role}" in text or role.startswith(("line-", "shade-")), role
        if role.startswith(("s", "shade", "good", "bad", "plain")):
            assert light[role] == paint.fill, role


@pytest.mark.parametrize("kind", FILES)
def test_a_file_has_its_title_and_the_letters_of_vietnamese(kind: str, tmp_path: Path) -> None:
    chart = Bars("Thủ tục giải quyết sớm", ("Quý I", "Quý II"), (Series("Hồ sơ", (3, 8)),))
    data = as_file(chart, kind, "Nguồn: kho số liệu, 30/11/2026")
    if kind == "svg":
        assert "Thủ tục giải quyết sớm" in data.decode()
        return
    (tmp_path / "a.png").write_bytes(data)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"
        assert picture.width == 1600
        colours = picture.convert("RGB").getcolors(10_000)
        assert colours is not None
        assert (11, 85, 99) in {one for _count, one in colours}  # a bar


def test_figures_must_be_numbers() -> None:
    with pytest.raises(ValueError, match="figure is a number"):
        Series("a", (float("nan"),))
    with pytest.raises(ValueError, match="value for each label"):
        Lines("a", ("1",), (Series("a", (1, 2)),))
