"""Ways, papers and legal bases as lines of text: what is written is read back, and nothing is dropped unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from wtforms.validators import ValidationError

from portal.procedures import lines, queries
from portal.procedures.service import CHANNELS, Basis, Paper, Way
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.screens.forms import form_of, save, text

WORD = st.text(st.sampled_from("aáđ12 #\\;/.-–,()“”\t\u00a0\u2028"), max_size=12).map(
    lambda text: " ".join(text.split())
)
NAME = WORD.filter(bool)
COUNT = st.none() | st.integers(0, 9999)
FORM = st.lists(NAME.filter(lambda name: "; " not in f"{name} "), max_size=3).map("\n".join)
PAPERS = st.lists(
    st.builds(Paper, NAME, st.sampled_from(["", "Trường hợp 1", "#2", "\\# 3"]), FORM, COUNT, COUNT, WORD)
)
WAYS = st.lists(st.builds(Way, st.sampled_from(CHANNELS), WORD, WORD, WORD))
BASES = st.lists(st.builds(Basis, WORD, NAME))


@given(WAYS, PAPERS, BASES)
@example([], [Paper("1\\#"), Paper("\\#", "#")], [])
def test_what_is_written_is_read_back(ways: list[Way], papers: list[Paper], bases: list[Basis]) -> None:
    assert lines.read_ways(lines.write_ways(ways)) == ways
    assert lines.read_papers(lines.write_papers(papers)) == papers
    assert lines.read_bases(lines.write_bases(bases)) == bases


@pytest.fixture()
def speaking(app: Flask) -> Iterator[None]:
    """Messages need a language."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("read", "written", "message"),
    [
        (lines.read_ways, "Trực tiếp\n\n| 5 ngày", "Dòng 2 (“| 5 ngày”): cách nộp phải là"),
        (lines.read_ways, "Trực tiếp | a | b | c | d", "tối đa 4 phần"),
        (
            lines.read_papers,
            "# Một\nTờ khai | hai",
            "Dòng 2 (“Tờ khai | hai”): số bản chính, bản sao phải là số",
        ),
        (lines.read_papers, "Tờ khai | 1 | 0 | a.docx | ghi chú | thừa", "tối đa 5 phần"),
        (lines.read_bases, "1/2014 | Luật | thừa", "tối đa 2 phần"),
        (lines.read_bases, "x" * 121, "dài quá 120 ký tự"),
    ],
)
def test_a_line_that_cannot_be_kept_is_named(
    speaking: None, read: Callable[[str], Any], written: str, message: str
) -> None:
    with pytest.raises(ValidationError, match=r"^Dòng \d") as raised:
        read(written)
    assert message in str(raised.value)


def test_lines_by_hand_are_read_kindly() -> None:
    assert lines.read_ways("Dịch vụ bưu chính | | |\n | | \n\u00a0|") == [Way("buu-chinh")]
    assert lines.read_papers("## A | B\nTờ khai\n#\n | 1 | | a.doc;b.doc;  c.doc") == [
        Paper("Tờ khai", "A / B"),
        Paper("", "", "a.doc;b.doc\nc.doc", 1),
    ]


def test_an_unchanged_form_changes_no_row(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    papers = [Paper("Tờ khai", "Một", "a.docx\nb.docx", 1, 0, "x"), Paper("#2", "", "", None, 12)]
    number, _slug = factory.procedure(A, publish=False, papers=papers)
    where = f"/quan-tri/thu-tuc/{number}"
    editor = signed_in(A, "approver")
    assert save(editor, where, description="Mô tả mới").status_code == 302
    with factory.acting(A):
        kept = queries.by_id(number)
        assert kept is not None and kept.description == "Mô tả mới"
        rows = [Paper(**one) for one in kept.kept_elsewhere()["papers"]]
    assert rows == papers


def test_a_line_too_long_comes_back_with_what_was_typed(
    factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    number, _slug = factory.procedure(A, publish=False)
    where = f"/quan-tri/thu-tuc/{number}"
    editor = signed_in(A, "approver")
    answer = editor.post(where, form_of(editor, where) | {"bases_text": "1/2014 | Luật | lời thêm"})
    assert answer.status_code == 422
    assert "Dòng 1 (“1/2014 | Luật | lời thêm”)" in text(answer)
    assert ">\r\n1/2014 | Luật | lời thêm</textarea>" in answer.text
    assert form_of(editor, where)["bases_text"] == "60/2014/QH13 | Luật Hộ tịch"
