"""The index: between nothing and its weight, monotone, sums that add up; and the scheme as data that may be wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.performance.index766 import WHOLE, Component, Group, Index, Ratio, index_of, points
from portal.performance.scheme import MEASURES, NAME, OURS, InvalidScheme, parsed, scheme

OURS_TEXT = OURS.read_text(encoding="utf-8")
CENTS = st.integers(1, 10_000).map(lambda one: Decimal(one) / 100)
COUNTS = st.integers(0, 100_000)


@st.composite
def ratios(draw: st.DrawFn, least: int = 0) -> Ratio:
    """How many of how many."""
    denominator = draw(st.integers(least, 100_000))
    return Ratio(draw(st.integers(0, denominator)), denominator)


def _component(weight: Decimal, target: Decimal, measure: str = "m") -> Component:
    return Component(measure, "Chỉ tiêu", weight, measure, "tử", "mẫu", target)


@given(ratio=ratios(1), weight=CENTS, target=CENTS)
def test_points_lie_between_nothing_and_the_weight(ratio: Ratio, weight: Decimal, target: Decimal) -> None:
    found = points(_component(weight, target), ratio)
    assert found is not None and 0 <= found <= weight
    if ratio.numerator == 0:
        assert found == 0
    if ratio.numerator * 100 >= target * ratio.denominator:
        assert found == weight


@given(data=st.data(), weight=CENTS, target=CENTS, whole=st.integers(1, 100_000))
def test_more_is_never_less(data: st.DataObject, weight: Decimal, target: Decimal, whole: int) -> None:
    less = data.draw(st.integers(0, whole))
    more = data.draw(st.integers(less, whole))
    one = _component(weight, target)
    first, second = points(one, Ratio(less, whole)), points(one, Ratio(more, whole))
    assert first is not None and second is not None and first <= second


@given(counted=st.lists(st.one_of(st.none(), ratios()), min_size=18, max_size=18))
def test_groups_add_up(counted: list[Ratio | None]) -> None:
    groups = parsed(OURS_TEXT).groups
    index = index_of(groups, dict(zip(sorted(MEASURES), counted, strict=True)))
    whole = index.whole
    assert whole.weight == WHOLE
    assert whole.points == sum(one.points for one in index.groups)
    assert whole.scored_weight == sum(one.scored_weight for one in index.groups) <= WHOLE
    assert 0 <= whole.points <= whole.scored_weight
    if whole.scored_weight:
        assert index.total is not None and 0 <= index.total <= WHOLE
        assert abs(index.total - whole.points * 100 / whole.scored_weight) <= Decimal("0.005")
    else:
        assert index.total is None
    for line in whole.lines:
        assert line.is_scored == (line.ratio is not None and line.ratio.is_defined)


def test_what_did_not_happen_takes_no_points() -> None:
    group = Group("g", "Nhóm", (_component(Decimal(6), WHOLE, "a"), _component(Decimal(4), WHOLE, "b")))
    index: Index = index_of([group], {"a": Ratio(3, 4), "b": Ratio(0, 0)})
    assert index.whole.points == Decimal("4.50") and index.whole.scored_weight == 6
    assert index.total == Decimal("7.50")  # of the ten points of this scheme
    assert index_of([group], {"a": None}).total is None


def test_a_target_gives_all_points_from_there_on() -> None:
    one = _component(Decimal(4), Decimal(80))
    assert points(one, Ratio(60, 100)) == Decimal("3.00")
    assert points(one, Ratio(80, 100)) == points(one, Ratio(97, 100)) == Decimal("4.00")


@pytest.mark.parametrize(("numerator", "denominator"), [(2, 1), (-1, 3), (1, 0)])
def test_a_ratio_is_never_more_than_all(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="of"):
        Ratio(numerator, denominator)


def test_our_scheme_is_that_of_the_decision() -> None:
    found = parsed(OURS_TEXT)
    weights = {one.name: one.weight for one in found.groups}
    assert weights == {
        "Công khai, minh bạch": 18,
        "Tiến độ giải quyết": 20,
        "Cung cấp dịch vụ trực tuyến": 12,
        "Thanh toán trực tuyến": 10,
        "Mức độ hài lòng": 18,
        "Số hóa hồ sơ": 22,
    }
    used = {one.measure for group in found.groups for one in group.components if one.measure}
    assert used == MEASURES
    assert 0 < len(found.unverified) < 20


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("diem = 20\n[[", "diem = 21\n[[", "không bằng điểm nhóm"),
        ('ma = "1.2"', 'ma = "1.1"', "bị lặp"),
        ('cach_dem = "timely"', 'cach_dem = "khac"', "không có cách đếm"),
        ('vi_sao = "Cổng chưa kết nối đồng bộ', 'khac = "Cổng chưa kết nối đồng bộ', "vi_sao"),
        ("nguong = 50", "nguong = 0", "lớn hơn 0"),
        ("nguong = 50", 'nguong = "nhiều"', "phải là số"),
        ("[[nhom]]", "[nhom]", "TOML"),
        ('khoa = "tien-do"', "khoa = 5", "khoa"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(app: Flask, old: str, new: str, says: str) -> None:
    assert old in OURS_TEXT
    with app.app_context(), pytest.raises(InvalidScheme, match=says):
        parsed(OURS_TEXT.replace(old, new))


def test_the_files_of_the_installation_go_first_unless_they_are_wrong(app: Flask) -> None:
    own = app.config["PORTAL"].instance_path / NAME
    with app.app_context():
        assert not scheme().is_own
        own.write_text(
            OURS_TEXT.replace("Tỷ lệ hồ sơ nộp trực tuyến", "Hồ sơ nộp qua mạng"), encoding="utf-8"
        )
        found = scheme()
        assert found.is_own and "Hồ sơ nộp qua mạng" in {
            one.name for group in found.groups for one in group.components
        }
        own.write_text("[[nhom]]", encoding="utf-8")
        assert scheme().fault and not scheme().is_own and len(scheme().groups) == 6
