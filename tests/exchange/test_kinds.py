"""The 29 kinds of documents and their numbers."""

from __future__ import annotations

import pytest

from portal.exchange.kinds import BY_SLUG, KINDS, Number, figure_of, letters_of, read_number


def test_there_are_twenty_nine_kinds_each_once() -> None:
    assert len(KINDS) == len(BY_SLUG) == len({one.name for one in KINDS}) == 29
    letters = [one.letters for one in KINDS if one.letters]
    assert len(letters) == len(set(letters)) == 27
    assert KINDS.index(BY_SLUG["cong-van"]) + 1 == 18, "as packages of the exchange count them"


@pytest.mark.parametrize(
    ("slug", "by", "said"),
    [
        ("quyet-dinh", "", "QĐ-UBND"),
        ("ke-hoach", "VP", "KH-UBND"),
        ("cong-van", "VP", "UBND-VP"),
        ("cong-van", "", "UBND"),
    ],
)
def test_letters_name_kind_and_agency_and_of_a_letter_who_drafted_it(slug: str, by: str, said: str) -> None:
    assert letters_of(BY_SLUG[slug], "UBND", by) == said


@pytest.mark.parametrize(
    ("text", "figure", "letters"),
    [
        ("45/KH-UBND", "45", "KH-UBND"),
        (" 07 / QĐ - UBND ", "07", "QĐ-UBND"),
        ("12a/UBND-VP", "12a", "UBND-VP"),
    ],
)
def test_a_number_from_elsewhere_is_read(text: str, figure: str, letters: str) -> None:
    assert read_number(text) == Number(figure, letters)


@pytest.mark.parametrize("text", ["", "KH-UBND", "/QĐ", "1234567/QĐ-UBND", "12/", "số 12"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_figures_below_ten_have_a_nought_before_them() -> None:
    assert [figure_of(one) for one in (1, 9, 10, 123)] == ["01", "09", "10", "123"]
