"""Abbreviations, their words and synonyms find each other; files are read again; a broken line does no harm."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import bare, syllables
from portal.search.questions import analyse_query
from portal.search.vocabulary import DATA, FILES, MAX_EXPANSIONS, Vocabulary, VocabularyFiles

LINES = [
    "UBND = ủy ban nhân dân  # cơ quan",
    "HN = hội nghị | Hà Nội",
    "NĐ = nghị định",
    "sổ đỏ = giấy chứng nhận quyền sử dụng đất = bìa đỏ",
    "lô cốt => công trình đang thi công",
]
WORDS = Vocabulary().with_lines(LINES)


def expanded(question: str, vocabulary: Vocabulary = WORDS) -> dict[str, float]:
    return {" ".join(one.run): one.share for one in analyse_query(question, vocabulary).expansions}


def test_an_abbreviation_and_its_words_find_each_other() -> None:
    assert expanded("ubnd") == {"uy ban nhan dan": 1.0}
    assert expanded("Uỷ ban nhân dân") == {"ubnd": 0.5}


def test_neighbours_stay_neighbours() -> None:
    assert list(expanded("họp UBND xã")) == ["hop uy ban nhan dan xa"]
    assert "dan xa" in analyse_query("họp UBND xã", WORDS).weights()


def test_a_word_of_one_syllable_is_no_abbreviation() -> None:
    vocabulary = Vocabulary().with_lines(["xưởng = cơ sở sản xuất", "xưởng = nhà máy"])
    assert expanded("xưởng", vocabulary) == {"co so san xuat": 0.6, "nha may": 0.6}
    assert expanded("nhà máy", vocabulary) == {"xuong": 0.6}


def test_a_meaning_among_several_counts_less() -> None:
    assert expanded("HN") == {"hoi nghi": 0.5, "ha noi": 0.5}
    assert not expanded("hội nghị")


def test_two_letters_do_not_stand_for_their_words() -> None:
    assert expanded("nđ") and not expanded("nghị định")


def test_synonyms_stand_for_each_other_or_one_way() -> None:
    assert set(expanded("sổ đỏ")) == {"giay chung nhan quyen su dung dat", "bia do"}
    assert set(expanded("giấy chứng nhận quyền sử dụng đất")) == {"so do", "bia do"}
    assert expanded("lô cốt") and not expanded("công trình đang thi công")


def test_accents_that_were_typed_must_be_right() -> None:
    assert expanded("so do") and not expanded("sơ đồ") and not expanded("số độ")


def test_the_longest_entry_counts() -> None:
    vocabulary = WORDS.with_lines(["nhân dân = quần chúng", "QSDĐ = quyền sử dụng đất"])
    assert set(expanded("ủy ban nhân dân", vocabulary)) == {"ubnd"}
    assert "qsdd" not in expanded("giấy chứng nhận quyền sử dụng đất", vocabulary)


def test_what_was_typed_weighs_at_least_as_much_as_what_was_not() -> None:
    query = analyse_query("ubnd xã cấp sổ đỏ", WORDS)
    typed, every = query.weights(expanded=False), query.weights()
    assert all(every[term] == share for term, share in typed.items())
    assert max(every[term] for term in every.keys() - typed.keys()) <= 1.0


def test_later_lines_add_synonyms_and_replace_abbreviations() -> None:
    later = WORDS.with_lines(["HN = hôn nhân", "UBND =", "bìa hồng = sổ đỏ"])
    assert expanded("hn", later) == {"hon nhan": 1.0}
    assert not expanded("ubnd", later) and not expanded("ủy ban nhân dân", later)
    assert {"bia hong", "bia do"} <= set(expanded("sổ đỏ", later))
    assert expanded("hn") == {"hoi nghi": 0.5, "ha noi": 0.5}  # the first is as it was


@pytest.mark.parametrize(
    "line", ["không có dấu", "a => b => c", "= b", "a = ", "a = b = ", "a => b = c", "x" * 500 + " = y", "!! = b",
             "a = b | c = d"],
)  # fmt: skip
def test_a_broken_line_is_named_and_left_out(line: str) -> None:
    vocabulary = Vocabulary().with_lines(
        ["UBND = ủy ban nhân dân", line, "# ghi chú", "", "NĐ = nghị định"], "tệp.txt"
    )
    assert expanded("ubnd", vocabulary) and expanded("nđ", vocabulary)
    assert line == "a = " or [problem.split(":")[:2] for problem in vocabulary.problems] == [["tệp.txt", "2"]]


@given(st.lists(st.text(max_size=60), max_size=20), st.text(max_size=200))
def test_any_lines_and_any_question_are_taken(lines: list[str], question: str) -> None:
    vocabulary = Vocabulary().with_lines(lines)
    assert len(vocabulary.problems) <= len(lines)
    assert len(vocabulary.expand(analyse_query(question).runs)) <= MAX_EXPANSIONS


def test_files_of_an_installation_are_read_again_when_they_change(tmp_path: Path) -> None:
    files = VocabularyFiles(tmp_path)
    assert not expanded("zzq", files.current()) and files.current() is files.current()
    own = tmp_path / "viet-tat.txt"
    own.write_text("ZZQ = khu phố văn hóa\ndòng hỏng\nUBND = ủy ban nhân dân xã\n", encoding="utf-8")
    assert expanded("zzq", files.current()) == {"khu pho van hoa": 1.0}
    assert list(expanded("ubnd", files.current())) == ["uy ban nhan dan xa"]
    assert [one for one in files.current().problems if one.startswith("viet-tat.txt:2:")]
    own.write_bytes(b"\xff\xfe\x00ZZQ = m\xe1i")
    os.utime(own, ns=(1, 1))
    assert files.current() is not None
    own.unlink()
    assert not expanded("zzq", files.current()) and expanded("ubnd", files.current()) == {
        "uy ban nhan dan": 1.0
    }


def test_the_files_of_the_project_have_no_broken_line() -> None:
    assert VocabularyFiles().current().problems == ()


def test_the_abbreviations_of_the_administration_are_known() -> None:
    lines = (DATA / FILES[0]).read_text(encoding="utf-8").splitlines()
    known = [line.partition("=")[0].strip() for line in lines if "=" in line and not line.startswith("#")]
    assert len(known) >= 150 and len(known) == len({tuple(syllables(one)) for one in known})
    vocabulary = VocabularyFiles().current()
    for short, words in {
        "GCNQSDĐ": "giấy chứng nhận quyền sử dụng đất", "TTHC": "thủ tục hành chính", "BHYT": "bảo hiểm y tế",
        "LĐTBXH": "lao động thương binh và xã hội", "CCCD": "căn cước công dân", "PCCC": "phòng cháy chữa cháy",
    }.items():  # fmt: skip
        said = " ".join(bare(syllables(words)))
        assert said in expanded(short, vocabulary) and said in expanded(
            " ".join(bare(syllables(short))), vocabulary
        )
        assert short.lower().replace("đ", "d") in expanded(words, vocabulary)


def test_a_question_is_expanded_in_no_time() -> None:
    vocabulary = VocabularyFiles().current()
    runs = analyse_query("ubnd xã cấp gcnqsdđ cho hkd có bhyt và bhxh theo nđ của cp " * 4).runs
    began = time.monotonic()
    for _ in range(200):
        vocabulary.expand(runs)
    assert (time.monotonic() - began) / 200 < 0.005


def test_an_abbreviation_of_a_law_leads_to_its_article() -> None:
    vocabulary = VocabularyFiles().current()
    assert ("bo luat hinh su#123", 4) in analyse_query("điều 123 blhs", vocabulary).lookups()
