"""What the close reading prefers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search import rank as ranking
from portal.search.analysis import syllables
from portal.search.documents import SearchDocument, entry_of
from portal.search.engine import Candidate, Statistics
from portal.search.explaining import _PARTS
from portal.search.questions import Expansion, analyse_query
from portal.search.rank import Ranked, rank, with_phrases
from portal.search.terms import reading_of
from tests.search.samples import entry

TODAY = date(2026, 11, 25)


def candidates(documents: Sequence[SearchDocument], levels: tuple[int, ...] = ()) -> list[Candidate]:
    return [
        Candidate(entry_of(one), 10.0, level, reading_of(one))
        for one, level in zip(documents, levels or (0,) * len(documents), strict=True)
    ]


def ranked(question: str, *documents: SearchDocument, levels: tuple[int, ...] = ()) -> list[Ranked]:
    return rank(analyse_query(question), candidates(documents, levels), Statistics(10, {}), TODAY)


def law(key: str, name: str, article: str = "", **more: object) -> SearchDocument:
    facets = {"type": "Luật", "issuer": "Quốc hội", **more.pop("facets", {})}  # type: ignore[dict-item]
    if not article:
        return entry(key, name, number=f"{key[-2:]}/2014/QH13", facets=facets, **more)
    group = key.rsplit(":", 1)[0]
    return entry(
        key, "Điều kiện", "Điều kiện chung", article=article, group_key=group, context=name,
        kind="provision", number=f"{group[-2:]}/2014/QH13", facets=facets, **more,
    )  # fmt: skip


def test_the_typed_accents_win() -> None:
    best = ranked(
        "bán đất", entry("news:1:1", "Bàn đạt", "bàn đạt"), entry("news:1:2", "Bán đất", "bán đất")
    )[0]
    assert best.key == "news:1:2" and best.parts["accents"] > 0


def test_without_accents_no_spelling_is_preferred() -> None:
    found = ranked("ban dat", entry("news:1:1", "Bán đất"), entry("news:1:2", "Bàn đạt"))
    assert found[0].score == found[1].score and all("accents" not in one.parts for one in found)


def test_a_title_wins_over_a_text() -> None:
    found = ranked(
        "khai sinh",
        entry("news:1:1", "Tin vui", "khai sinh cho trẻ"),
        entry("news:1:2", "Khai sinh", "tin vui"),
    )
    assert found[0].key == "news:1:2"


def test_words_together_win_over_words_apart() -> None:
    apart = "hộ tịch " + "và nhiều việc khác nữa " * 20 + "giấy khai"
    found = ranked(
        "giấy khai hộ tịch", entry("news:1:1", "A", apart), entry("news:1:2", "A", "giấy khai hộ tịch")
    )
    assert found[0].key == "news:1:2" and found[0].parts["near"] > found[1].parts["near"]


def test_who_holds_all_of_a_question_wins_over_who_holds_half() -> None:
    half = entry("page:1:1", "A", "cấp giấy phép xây dựng " * 9)
    whole = entry("page:1:2", "A", "cấp giấy phép xây dựng cho nhà ở riêng lẻ tại nông thôn")
    assert ranked("giấy phép xây dựng nhà ở nông thôn", half, whole)[0].key == whole.key


def test_fresh_news_win_over_old_news() -> None:
    old = entry("news:1:1", "Lịch cắt điện", published_at="2020-01-01")
    new = entry("news:1:2", "Lịch cắt điện", published_at="2026-11-24")
    assert ranked("lịch cắt điện", old, new)[0].key == new.key


def test_a_date_that_is_none_is_no_error() -> None:
    assert ranked("điện", entry("news:1:1", "Điện", published_at="hôm qua"))


def test_a_number_goes_before_everything() -> None:
    named, other = entry("legal:1:1", "Khác hẳn"), entry("legal:1:2", "Một cửa", "một cửa 61/2018")
    assert ranked("một cửa 61/2018", other, named, levels=(2, 3))[0].key == named.key


@pytest.mark.parametrize("state", ["Hết hiệu lực toàn bộ", "Ngưng hiệu lực", "Không còn phù hợp"])
def test_a_law_out_of_force_does_not_hide_the_one_in_force(state: str) -> None:
    gone = law("legal:1:10", "Luật Đất đai", facets={"validity": state})
    held = law("legal:1:11", "Luật Đất đai số 11", facets={"validity": "Còn hiệu lực"})
    assert [one.key for one in ranked("luật đất đai", gone, held)] == [held.key, gone.key]
    assert ranked("luật đất đai", gone, held, levels=(3, 2))[0].key == gone.key


def test_the_later_of_two_laws_of_one_name_comes_first_where_validity_is_unknown() -> None:
    earlier = law("legal:1:10", "Luật Cư trú", published_at="2006-11-29")
    later = law("legal:1:11", "Luật Cư trú", published_at="2020-11-13")
    found = ranked("luật cư trú", earlier, later)
    assert found[0].key == later.key and "earlier" in found[1].parts
    assert all(
        "earlier" not in one.parts
        for one in ranked("luật cư trú", earlier, law("legal:1:12", "Luật Hộ tịch"))
    )


def test_the_article_of_the_law_that_was_named_comes_first() -> None:
    own = law("legal:1:10:dieu-31", "Luật Cư trú", "31")
    other = law("legal:1:11:dieu-31", "Luật Hộ tịch", "31")
    neighbour = law("legal:1:10:dieu-32", "Luật Cư trú", "32")
    found = ranked("điều 31 luật cư trú", other, neighbour, own)
    assert found[0].key == own.key and found[0].parts["article"] > found[-1].parts.get("article", 0)


def test_what_the_commune_carries_out_comes_first_where_two_are_as_good() -> None:
    ministry = entry("procedure:1:1", "Cấp giấy phép", facets={"authority": ["bộ"]})
    commune = entry("procedure:1:2", "Cấp giấy phép", facets={"authority": ["huyện", "xã"]})
    assert ranked("cấp giấy phép", ministry, commune)[0].key == commune.key


def test_the_own_portal_comes_first_where_two_are_as_good() -> None:
    there, here = entry("news:2:1", "Lịch tiêm"), entry("news:3:1", "Lịch tiêm")
    found = rank(analyse_query("lịch tiêm"), candidates([there, here]), Statistics(2, {}), TODAY, own=3)
    assert found[0].key == here.key


def test_the_kind_that_a_question_speaks_of_comes_first() -> None:
    decree = entry("legal:1:1", "Phí chứng thực", facets={"type": "Nghị định"})
    circular = entry("legal:1:2", "Phí chứng thực", facets={"type": "Thông tư"})
    assert ranked("thông tư phí chứng thực", decree, circular)[0].key == circular.key


def test_what_a_correction_finds_is_worth_its_title_too() -> None:
    query = replace(
        analyse_query("đăng kí kai sinh"), expansions=(Expansion(("dang", "ki", "khai", "sinh"), 1.0),)
    )
    documents = [entry("page:1:1", "Kai", "đăng kí"), entry("page:1:2", "Đăng ký khai sinh")]
    assert rank(query, candidates(documents), Statistics(10, {}), TODAY)[0].key == "page:1:2"


@pytest.mark.parametrize(
    ("question", "stands"),
    [
        ('"giấy khai sinh"', True), ('"giay khai sinh"', True), ('"giấy khai sính"', False),
        ('"khai sinh giấy"', False), ('giấy -"khai sinh gốc"', True), ('giấy -"giấy khai sinh"', False),
        ("giấy -bản", False), ("giấy -ban", False), ("giấy -bán", True),
    ],
)  # fmt: skip
def test_phrases_stand_word_for_word_and_excluded_ones_do_not(question: str, stands: bool) -> None:
    document = entry("page:1:1", "Hộ tịch", "Nộp giấy khai sinh, bản gốc.")
    assert bool(ranked(question, document)) is stands
    assert bool(with_phrases(analyse_query(question), candidates([document]))) is stands


def test_only_the_most_promising_texts_are_read_and_the_rest_stay_behind() -> None:
    documents = [entry(f"page:1:{at}", "Khai sinh" if at % 2 else "Khác", "khai sinh") for at in range(60)]
    found = ranked("khai sinh", *documents)
    assert len(found) == 60 and sum("cover" in one.parts for one in found) == ranking.READ_TEXTS
    assert all("cover" in one.parts for one in found[: ranking.READ_TEXTS])


words = st.lists(
    st.sampled_from(syllables("đăng ký khai sinh cho con giấy luật hộ tịch kết hôn a")), max_size=12
)


@given(words, st.lists(st.tuples(words, words), min_size=1, max_size=6))
def test_scores_are_sums_of_parts_that_are_all_explained(
    asked: list[str], texts: list[tuple[list[str], list[str]]]
) -> None:
    documents = [entry(f"news:1:{at}", " ".join(a), " ".join(b)) for at, (a, b) in enumerate(texts)]
    found = ranked(" ".join(asked), *documents)
    assert len(found) == len(documents)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert abs(one.score - sum(one.parts.values())) < 1e-9
        assert set(one.parts) <= set(_PARTS)
        assert sum(one.parts.values()) - one.parts["number"] < ranking.AHEAD
