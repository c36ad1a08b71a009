"""Comparing and merging by words: exact whatever the texts, readable for people, in bounded time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.publishing import words
from portal.publishing.aligning import Steps, matches
from portal.publishing.merging import BOTH, MINE, THEIRS, Clash, Settled, clashes_of, merge, text_of
from portal.publishing.words import ADDED, CHANGED, REMOVED, SAME, Piece, compare, pieces, tokens

SYLLABLES = [
    "xã",
    "Tam",
    "Hải",
    "ngày",
    "25/11/2026",
    "số",
    "61/2018/NĐ-CP",
    "**",
    "](/tep/1/a.pdf)",
    "x",
    "\r",
]
text = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*SYLLABLES, " ", "\n", "\n\n", ". "]), max_size=60).map("".join),
)


@given(text)
def test_tokens_joined_are_the_text(one: str) -> None:
    assert "".join(tokens(one)) == one


@given(text, text)
def test_a_comparison_holds_both_texts_exactly(old: str, new: str) -> None:
    rows, found = compare(old, new), pieces(old, new)
    assert "".join(row.old for row in rows) == old and "".join(row.new for row in rows) == new
    assert "".join(one.text for one in found if one.kind != ADDED) == old
    assert "".join(one.text for one in found if one.kind != REMOVED) == new
    assert all(one.text for one in found)
    assert old != new or all(one.kind == SAME for one in found)


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
@settings(max_examples=200)
def test_alignments_are_common_runs_in_order_and_longest_within_the_bound(
    one: list[str], other: list[str]
) -> None:
    lengths = []
    for steps in (Steps(), Steps(0)):
        at = there = total = 0
        for i, j, length in matches(one, other, steps):
            assert i >= at and j >= there and one[i : i + length] == other[j : j + length]
            at, there, total = i + length, j + length, total + length
        lengths.append(total)
    assert lengths[0] == _longest(one, other) >= lengths[1]


def _longest(one: list[str], other: list[str]) -> int:
    best = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for j, b in enumerate(other, 1):
            before, best[j] = best[j], before + 1 if a == b else max(best[j], best[j - 1])
    return best[-1]


def test_words_are_marked_not_lines() -> None:
    found = pieces("Hội nghị họp ngày 25/11/2026 tại xã.", "Hội nghị họp ngày 26/11/2026 tại xã.")
    assert found == [
        Piece(SAME, "Hội nghị họp ngày "),
        Piece(REMOVED, "25/11/2026"),
        Piece(ADDED, "26/11/2026"),
        Piece(SAME, " tại xã."),
    ]


def test_neighbouring_changed_words_are_one_change() -> None:
    found = pieces("Ủy ban huyện Núi Thành họp", "Ủy ban xã Tam Hải họp")
    assert [one.text for one in found] == ["Ủy ban ", "huyện Núi Thành", "xã Tam Hải", " họp"]


def test_targets_of_links_stay_whole_and_their_words_are_compared() -> None:
    old, new = "Xem [kế hoạch 5](/tep/7/a-b.pdf) nhé", "Xem [kế hoạch 6](/tep/8/a-b.pdf) nhé"
    changed = [one.text for one in pieces(old, new) if one.kind != SAME]
    assert changed == ["5](/tep/7/a-b.pdf)", "6](/tep/8/a-b.pdf)"]
    assert "https://example.vn/a?b=1" in tokens("tại https://example.vn/a?b=1.")


def test_a_paragraph_that_moved_is_marked_on_both_sides() -> None:
    first, second = "Điều thứ nhất nói về phạm vi.\n\n", "Điều thứ hai nói về hiệu lực thi hành.\n\n"
    third = "Một đoạn dài hơn hẳn để hai đoạn kia đổi chỗ quanh nó chứ không phải nó.\n\n"
    rows = compare(first + second + third + "Hết.", second + third + first + "Hết.")
    assert [(row.kind, row.moved) for row in rows if row.kind != SAME] == [(REMOVED, True), (ADDED, True)]


def test_paragraphs_find_their_counterparts() -> None:
    old = "Một hai ba bốn.\nNăm sáu bảy tám.\nChín mười.\n"
    new = "Đoạn mới hẳn đây.\nMột hai ba BỐN.\nNăm sáu BẢY tám.\n"
    assert [row.kind for row in compare(old, new)] == [ADDED, CHANGED, CHANGED, REMOVED]


def _law(articles: int, place: str) -> str:
    dice = random.Random(7)
    heap = [f"từ{n}" for n in range(900)]
    return "".join(
        f"## Điều {n}. Về {place}\n\n{place} " + " ".join(dice.choices(heap, k=70)) + ".\n\n"
        for n in range(articles)
    )


def test_a_name_changed_in_every_article_of_a_long_law_is_told_by_words() -> None:
    old, new = _law(600, "huyện"), _law(600, "xã")
    assert len(old) > 250_000
    rows = compare(old, new)
    told = [row for row in rows if row.kind == CHANGED]
    assert len(told) > 1_000
    assert [one.text for row in told[:600] for one in row.pieces if one.kind == ADDED] == ["xã"] * 600


def test_the_work_is_bounded_where_nothing_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(3)
    old, new = (" ".join(dice.choices("abcdefghij", k=40_000)) for _ in range(2))
    steps: list[Steps] = []

    class Counted(Steps):
        def __init__(self) -> None:
            super().__init__()
            steps.append(self)

    monkeypatch.setattr(words, "Steps", Counted)
    rows = compare(old, new)
    assert "".join(row.new for row in rows) == new
    assert -10_000 < steps[0].left < 800_000  # gave up, about when it should


@given(text, text)
def test_who_changed_nothing_yields(base: str, changed: str) -> None:
    for parts in (merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)):
        assert not clashes_of(parts) and text_of(parts, {}) == changed


@given(text, text, text)
def test_no_word_of_either_is_lost(base: str, mine: str, theirs: str) -> None:
    for start in (base, None):
        parts = merge(start, mine, theirs)
        both = text_of(parts, {})
        for written in (mine, theirs):
            for one in pieces(base, written) if start is not None else ():
                if one.kind == ADDED and one.text.strip():
                    assert one.text.strip() in both
        for clash in clashes_of(parts):
            assert clash.mine != clash.theirs and clash.mine in clash.chosen(BOTH)
            assert clash.theirs in clash.chosen(BOTH)


@given(text, text)
def test_without_a_base_both_texts_are_held_as_a_whole(mine: str, theirs: str) -> None:
    parts = merge(None, mine, theirs)
    kept = text_of(parts, {})
    for written in (mine, theirs):
        assert _runs_through(written, kept)


def _runs_through(short: str, long: str) -> bool:
    rest = iter(long)
    return all(sign in rest for sign in short)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=12), st.data())
def test_changes_apart_from_each_other_merge(kinds: list[str], data: st.DataObject) -> None:
    """Each paragraph is changed by one of the two, or by nobody; between any two stands one that nobody touched."""
    base = [f"Đoạn {n} về việc số {n * 7} của xã.\n\n" for n in range(len(kinds))]
    mine, theirs, wanted = [], [], []
    for n, (who, paragraph) in enumerate(zip(kinds, base, strict=True)):
        new = data.draw(
            st.sampled_from(["", paragraph.replace("việc", "điều"), paragraph + f"Thêm {n}.\n\n"])
        )
        mine.append(new if who == "a" else paragraph)
        theirs.append(new if who == "b" else paragraph)
        wanted.append(paragraph if who == "c" else new)
        for side in (mine, theirs, wanted):
            side.append(f"Ranh giới {n} không ai sửa.\n\n")
    start = "".join(one + f"Ranh giới {n} không ai sửa.\n\n" for n, one in enumerate(base))
    parts = merge(start, "".join(mine), "".join(theirs))
    assert not clashes_of(parts) and text_of(parts, {}) == "".join(wanted)


def test_two_words_of_one_sentence_merge_and_one_word_clashes() -> None:
    base = "Họp ngày 25/11 tại hội trường xã."
    apart = merge(base, "Họp ngày 26/11 tại hội trường xã.", "Họp ngày 25/11 tại nhà văn hóa xã.")
    assert text_of(apart, {}) == "Họp ngày 26/11 tại nhà văn hóa xã."
    parts = merge(base, "Họp ngày 26/11 tại hội trường xã.", "Họp ngày 27/11 tại hội trường xã.")
    assert clashes_of(parts) == [Clash("25/11", "26/11", "27/11")]
    said = {choice: text_of(parts, {0: choice}) for choice in (MINE, THEIRS, BOTH)}
    assert said[MINE] == "Họp ngày 26/11 tại hội trường xã."
    assert said[THEIRS] == "Họp ngày 27/11 tại hội trường xã."
    assert said[BOTH] == "Họp ngày 27/11 26/11 tại hội trường xã."


def test_one_deletes_what_the_other_corrects() -> None:
    base = "Một.\n\nHai ba bốn.\n\nNăm."
    parts = merge(base, "Một.\n\nNăm.", "Một.\n\nHai ba BỐN.\n\nNăm.")
    (clash,) = clashes_of(parts)
    assert "BỐN" in clash.theirs and "BỐN" not in clash.mine
    assert text_of(parts, {0: MINE}) == "Một.\n\nNăm."
    assert text_of(parts, {}) == "Một.\n\nHai ba BỐN.\n\nNăm."


def test_neighbouring_words_are_not_mixed_silently() -> None:
    parts = merge("ông Nguyễn Văn An ký", "ông Trần Văn An ký", "ông Nguyễn Thị An ký")
    assert [type(one) for one in parts] == [Settled, Clash, Settled]
