"""Coded texts say the same as texts in words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import bare, pairs, syllables
from portal.search.questions import analyse_query
from portal.search.ranking.closeness import covers, held_terms, longest_common, nearness, pieces
from portal.search.ranking.coding import Coding

tokens = st.lists(
    st.sampled_from(syllables("bán bàn ban đất dất kia nọ thửa Ω 61 x")), min_size=1, max_size=14
)


def coded(question: list[str]) -> Coding:
    return Coding(analyse_query(" ".join(question)), {})


def plainly(coding: Coding, text: list[str]) -> bytes:
    return coding.text(" ".join(syllables(" ".join(text)))).translate(coding.plain)


@given(tokens, tokens)
def test_a_run_stands_in_the_code_where_it_stands_in_the_text(asked: list[str], text: list[str]) -> None:
    query, coding = analyse_query(" ".join(asked)), coded(asked)
    written = f" {' '.join(bare(syllables(' '.join(text))))} "
    exact = f" {' '.join(syllables(' '.join(text)))} "
    for run, plain in zip(query.runs, query.bare_runs, strict=True):
        for size in (1, 2, 3):
            for at in range(len(run) - size + 1):
                code = coding.run(plain[at : at + size])
                assert code is not None
                assert (code in plainly(coding, text)) is (f" {' '.join(plain[at : at + size])} " in written)
                form = coding.form(run[at : at + size])
                assert form is not None
                assert (form in coding.text(exact)) is (f" {' '.join(run[at : at + size])} " in exact)


@given(tokens, tokens)
def test_pieces_hold_the_runs_that_the_text_holds(asked: list[str], text: list[str]) -> None:
    coding = coded(asked)
    whole = plainly(coding, text)
    few = pieces(whole)
    runs = {whole[at : at + size] for size in (1, 2, 3) for at in range(len(whole) - size + 1)}
    assert all(run in few for run in runs if 0 not in run)
    assert all(few[at : at + 2] in whole for at in range(len(few) - 1) if 0 not in few[at : at + 2])


@given(tokens, tokens)
def test_the_longest_common_stretch_is_the_longest(asked: list[str], text: list[str]) -> None:
    query, coding = analyse_query(" ".join(asked)), coded(asked)
    whole = plainly(coding, text)
    for run in filter(None, (coding.run(plain) for plain in query.bare_runs)):
        longest = max(
            (
                end - start
                for start in range(len(run))
                for end in range(start + 1, len(run) + 1)
                if run[start:end] in whole
            ),
            default=0,
        )
        assert longest_common(run, whole) == longest


@given(tokens, tokens)
def test_cover_counts_what_is_held_once(asked: list[str], text: list[str]) -> None:
    query, coding = analyse_query(" ".join(asked)), coded(asked)
    codes = {term: coding.run(term.split(" ")) for term in (*query.syllables, *query.pairs)}
    terms = {code[0] if len(code) == 1 else (code[0], code[1]): 1.0 for code in codes.values() if code}
    plain = bare(syllables(" ".join(text)))
    held = {*plain, *pairs(plain)} & set(codes)
    found, share = covers(terms, plainly(coding, text))
    assert found == len(held) == len(held_terms(frozenset(terms), plainly(coding, text)))
    of_text = [*plain, *(f"{a} {b}" for a, b in pairwise(plain))]
    assert abs(share - sum(term in codes for term in of_text) / len(of_text)) < 1e-9


@given(tokens, tokens)
def test_nearness_is_a_share(asked: list[str], text: list[str]) -> None:
    coding = coded(asked)
    assert 0 <= nearness(plainly(coding, text), coding.typed, [1.0] * coding.typed) <= 1


def test_nearer_is_nearer() -> None:
    coding = coded(["bán", "đất", "thửa"])
    near, far = (plainly(coding, text.split()) for text in ("bán đất x thửa", "bán x x đất x x thửa"))
    weights = [1.0] * coding.typed
    assert nearness(near, coding.typed, weights) > nearness(far, coding.typed, weights) > 0
    assert nearness(plainly(coding, ["bán"]), coding.typed, weights) == 0


def test_a_question_of_more_words_than_there_are_codes_is_read_as_far_as_they_go() -> None:
    excluded = " ".join(f"-w{at}" for at in range(300))
    query = analyse_query(f"bán đất {excluded}")
    coding = Coding(query, {})
    assert coding.size < 128 and coding.run(("ban", "dat")) is not None
    assert coding.text("bán đất w299")[:2] == coding.form(("bán", "đất"))
