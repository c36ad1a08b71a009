"""What was mistyped is told, what is right stays, and nothing is suggested that was not found."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.analysis import bare, bare_text, pairs, syllables
from portal.search.documents import Reading
from portal.search.questions import analyse_query
from portal.search.spelling import Correction, correct, written
from portal.search.spelling.orthography import official
from tests.search.misspelt import SmallIndex, misspelt, readings_of, subjects, titles
from tests.thorough import examples

INDEX = SmallIndex(titles())
READINGS = readings_of(titles())


def corrected(question: str, index: SmallIndex = INDEX) -> Correction | None:
    return correct(analyse_query(question), index.statistics)


def best_readings(question: str) -> list[Reading]:
    """The ten titles that hold most of the words of a question that is written well."""
    wanted = set(bare(syllables(question)))
    return sorted(READINGS, key=lambda one: -len(wanted & set(bare(one.title.split()))))[:10]


@pytest.mark.parametrize(("typed", "meant"), misspelt())
def test_a_mistyped_question_is_written_as_it_was_meant(typed: str, meant: str) -> None:
    assert written(corrected(typed), typed, best_readings(meant)) == meant


@pytest.mark.parametrize("subject", subjects())
def test_what_is_right_stays(subject: str) -> None:
    for question in (subject, bare_text(subject), subject.upper(), f"{subject} cần giấy tờ gì"):
        assert corrected(question) is None
        assert written(None, question, best_readings(question)) == ""


@given(st.sampled_from(titles()), st.integers(0, 20), st.integers(1, 20))
def test_a_question_copied_from_a_title_stays(title: str, start: int, length: int) -> None:
    question = " ".join(title.split()[start : start + length])
    assert corrected(question) is None


@given(
    st.lists(
        st.sampled_from(["khai", "sinh", "kai", "đăng", "ký", "kys", "sổ", "doo", "12", "x"]), max_size=9
    )
)
def test_what_is_plentiful_as_typed_is_never_replaced(words: list[str]) -> None:
    query = analyse_query(" ".join(words))
    found = correct(query, INDEX.statistics)
    usual = {pair for run in query.bare_runs for pair in pairs(run) if INDEX.frequencies[pair] >= 3}
    for typed, _meant, (before, after) in found.places if found is not None else ():
        if len(typed) == 1:
            assert not usual & set(pairs([word for word in (before, *typed, after) if word]))


@given(st.text(max_size=120))
def test_any_question_is_answered_within_three_calls(text: str) -> None:
    index = SmallIndex(titles()[:20])
    found = corrected(text, index)
    assert len(index.calls) <= 3
    assert isinstance(written(found, text, READINGS[:3]), str)


@settings(max_examples=examples(60))
@given(st.text(alphabet="abcdeghiknostuy đăơư12 ", max_size=200))
def test_words_that_nobody_knows_give_few_terms(text: str) -> None:
    index = SmallIndex(titles()[:20])
    query = analyse_query(text)
    correct(query, index.statistics)
    assert sum(map(len, index.calls)) <= 150 * (1 + sum(map(len, query.runs)))


@pytest.mark.parametrize(
    "question",
    [
        "61/2018/NĐ-CP", "nghị định 61 năm 2018", "điều 5 khoản 2", "thông tư BCC", "QĐ-UBND", "Nguyễn Văn Tèo",
        "Trần Thị Sin", "H'Mông", "covid", "hotline", "chương XIV", "mục iii", "文字", "Ελλάδα", "!!!", "a b c",
        "1a 2b", "qwrtz",
        "x" * 5000,
    ],
)  # fmt: skip
def test_numbers_names_and_other_words_stay(question: str) -> None:
    assert corrected(question) is None


def test_quoted_words_stay_and_others_are_corrected() -> None:
    assert corrected('"kai sinh"') is None
    found = corrected('"kai sinh" giay khai shinh')
    assert found is not None
    assert found.replaced == ((("shinh",), ("sinh",)),)


def test_a_correction_tells_what_to_look_for() -> None:
    found = corrected("đăng kí kai sinh cho con")
    assert found is not None
    assert found.replaced == ((("kai",), ("khai",)),)
    assert found.runs == (("dang", "ki", "khai", "sinh", "cho", "con"),)
    assert [one.run for one in found.expansions] == [("ki", "khai", "sinh")]
    assert found.sure
    assert found.expansions[0].share == 1.0


def test_neighbouring_corrections_are_one_expansion_with_the_words_between() -> None:
    found = corrected("quyeefn suwr dungj ddaats")
    assert found is not None
    assert [one.run for one in found.expansions] == [("quyen", "su", "dung", "dat")]
    found = corrected("cann cuoc coong dan")
    assert found is not None
    assert [one.run for one in found.expansions] == [("can", "cuoc", "cong", "dan")]


def test_what_is_seldom_is_not_sure() -> None:
    index = SmallIndex(["đăng ký khai sinh", "đăng ký", "khai sinh"])
    found = corrected("kai sinh", index)
    assert found is not None
    assert not found.sure
    assert found.expansions[0].share < 1.0


def test_an_index_without_entries_corrects_nothing() -> None:
    assert corrected("đăng kí kai sinh", SmallIndex([])) is None


def test_a_word_that_no_result_shows_is_not_suggested() -> None:
    question = "giay khai shinh"
    found = corrected(question)
    assert written(found, question, readings_of(["giấy khai sinh"])) == "giấy khai sinh"
    assert written(found, question, readings_of(["giấy phép", "sinh viên", "kê khai"])) == ""
    assert written(found, question, []) == ""


def test_capitals_and_signs_stay() -> None:
    readings = readings_of(["đăng ký khai sinh cho con"])
    assert _written("Đăng ký KAI SINH, cho con?", readings) == "Đăng ký KHAI SINH, cho con?"
    assert _written("  Kai sinh  (cho con)", readings) == "  Khai sinh  (cho con)"


def test_accents_that_stand_nowhere_are_put_right_and_those_that_stand_are_not() -> None:
    readings = readings_of(["giấy phép xây dựng"] * 3)
    assert written(None, "giấy phép xây dụng", readings) == "giấy phép xây dựng"
    assert written(None, "giay phep xay dung", readings) == ""  # who types none knows
    assert written(None, "giấy phép xây dựng", readings) == ""
    assert written(None, "giấy phép xây dụng", readings[:1]) == ""  # once may be chance
    both = readings_of(["hoa cúc"] * 3 + ["hóa cúc"] * 3)
    assert written(None, "hoà cúc", both) == ""
    other = readings_of(["mật mã dân sự"] * 5)
    assert written(None, "mất mã số thuế", other) == ""  # a pair alone says too little


def test_short_forms_in_capitals_are_not_taken_for_mistakes() -> None:
    index = SmallIndex(["tàu bay mặt đất"] * 9)
    readings = readings_of(["tàu bay mặt đất"] * 3)
    assert written(corrected("tàu bay mawtj đất", index), "tàu bay mawtj đất", readings) == "tàu bay mặt đất"
    assert written(corrected("tàu bay MAWTJ đất", index), "tàu bay MAWTJ đất", readings) == ""
    assert written(corrected("TÀU BAY MAWTJ ĐẤT", index), "TÀU BAY MAWTJ ĐẤT", readings) == "TÀU BAY MẶT ĐẤT"


WELL_WRITTEN = """
    quản lý quỹ quý quy khoản giải giá giả già gì gìn giếng toán toàn thủy hóa hòa quyết quả công ty ký kỹ tỷ hy mỹ
    huyện huỳnh khuỷu loại hoài khoáng thuế nghĩa của mía mưa thuở người nguyễn yếu ủy oan uống ăn ý đường vi sĩ tỉnh
    chuẩn xuân nước rượu khuya ngoằn internet 12
"""


@pytest.mark.parametrize("word", WELL_WRITTEN.split())
def test_offices_spelling_comes_back_from_the_analysis(word: str) -> None:
    assert official(syllables(word)[0]) == word


def test_a_question_in_decomposed_letters_is_corrected_too() -> None:
    readings = readings_of(["đăng ký khai sinh"])
    assert _written("đăng ký kai sinh", readings) == "đăng ký khai sinh"


def test_a_long_question_of_mistakes_takes_no_time() -> None:
    began = time.monotonic()
    for question in ("kai sihn " * 500, "aaaa" * 4000, "dangkykhaisinh" * 300, "h o s o " * 500):
        written(corrected(question), question, READINGS)
    assert time.monotonic() - began < 20


def _written(question: str, readings: Sequence[Reading]) -> str:
    return written(corrected(question), question, readings)
