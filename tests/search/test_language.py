"""Operators are understood as people type them; whatever is none stays text, and nothing is an error."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.questions import MAX_TOKENS, AnalysedQuery, analyse_query
from portal.search.vocabulary import Vocabulary
from tests.search.samples import DATA, hostile_strings

WORDS = Vocabulary().with_lines(
    ["BTC = Bộ Tài chính", "UBND = ủy ban nhân dân", "CT = chỉ thị | chương trình"]
)


def words(query: AnalysedQuery) -> str:
    return " | ".join(" ".join(run) for run in query.bare_runs)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('"khai sinh" cho con', ["khai sinh"]),
        ("“khai sinh” «kết hôn»", ["khai sinh", "kết hôn"]),
        ('cho con "khai sinh', ["khai sinh"]),
        ('5" x 3', []),
        ('"" khai sinh "', []),
        ('"61/2018/NĐ-CP"', []),
    ],
)
def test_quotations_are_phrases(text: str, phrases: list[str]) -> None:
    assert [" ".join(run) for run in analyse_query(text).phrases] == phrases


def test_a_phrase_is_looked_for_as_it_stands_and_no_pair_reaches_out_of_it() -> None:
    query = analyse_query('hồ sơ "khai sinh là gì" cho con')
    assert words(query) == "ho so | khai sinh la gi | cho con"
    assert "so khai" not in query.pairs and "gi cho" not in query.pairs
    assert query.loosened().phrases == () and query.loosened().runs == query.runs


@pytest.mark.parametrize(
    ("text", "excluded", "left"),
    [
        ("khai sinh -kết hôn", ["kết"], "khai sinh | hon"),
        ('khai sinh -"kết hôn"', ["kết hôn"], "khai sinh"),
        ("tiêm chủng -Covid-19", ["covid 19"], "tiem chung"),
        ("Covid-19", [], "covid 19"),
        ("hồ sơ - mẫu – tờ khai", [], "ho so mau to khai"),
        ("nhiệt độ -5", [], "nhiet do 5"),
        ("một-cửa", [], "mot cua"),
        ("--help", [], "help"),
    ],
)
def test_minus_words_are_excluded(text: str, excluded: list[str], left: str) -> None:
    query = analyse_query(text)
    assert ([" ".join(run) for run in query.excluded], words(query)) == (excluded, left)


def test_a_hyphen_in_a_number_excludes_nothing() -> None:
    query = analyse_query("nghị định 61-2018-nđ-cp -thông")
    assert query.excluded == (("thông",),) and query.numbers[0].suffix == "nd-cp"


@pytest.mark.parametrize(
    ("text", "filters", "left"),
    [
        ("loại:nghị định hộ tịch", ["type=nghi dinh"], "ho tich"),
        ("LOAI : NĐ hộ tịch", ["type=nghi dinh"], "ho tich"),
        ("hộ tịch type:ttlt", ["type=thong tu lien tich"], "ho tich"),
        ('loại:"nghị quyết liên tịch" hộ', ["type=nghi quyet lien tich"], "ho"),
        ("năm: 2018 đất đai", ["year=2018"], "dat dai"),
        ("year:2018, loại:luật", ["year=2018", "type=luat"], ""),
        ("hiệu lực:còn đất đai", ["validity=con hieu luc"], "dat dai"),
        ("hieu luc: hết hiệu lực một phần", ["validity=het hieu luc mot phan"], ""),
        ("cơ quan:btc hóa đơn", ["issuer~bo", "issuer~tai", "issuer~chinh"], "hoa don"),
        (
            "co quan: bộ tài chính hóa đơn điện tử",
            ["issuer~bo", "issuer~tai", "issuer~chinh"],
            "hoa don dien tu",
        ),
        (
            "issuer:“Ủy ban Dân tộc” vay vốn",
            ["issuer~uy", "issuer~ban", "issuer~dan", "issuer~toc"],
            "vai von",
        ),
        ("lĩnh vực:hộ tịch kết hôn", ["field~ho", "field~tich"], "ket hon"),
        ("field:thuế, nhà cho thuê", ["field~thue"], "nha cho thue"),
    ],
)
def test_filters_are_read(text: str, filters: list[str], left: str) -> None:
    query = analyse_query(text, WORDS)
    assert list(query.filters) == filters and words(query).replace("vay", "vai") == left


def test_a_place_belongs_to_its_committee() -> None:
    query = analyse_query("cơ quan:ubnd xã Tam Xuân II lịch họp", WORDS)
    assert (
        set(query.filters) >= {"issuer~xa", "issuer~xuan", "issuer~ii", "issuer~nhan"}
        and words(query) == "lich hop"
    )


def test_kinds_of_entries_are_asked_for_by_name() -> None:
    assert analyse_query("loại:tin tức bão").kinds == ("news",)
    assert analyse_query("loai:thu tuc khai sinh").kinds == ("procedure",)
    assert analyse_query("type:văn bản khai sinh").kinds == ("legal", "provision")


def test_a_filter_with_a_minus_bars() -> None:
    query = analyse_query("đất đai -loại:quyết định -năm:2018")
    assert (
        query.barred_only == ("type=quyet dinh", "year=2018")
        and words(query) == "dat dai"
        and not query.filters
    )


@pytest.mark.parametrize(
    "text",
    [
        "Lưu ý: mang bản chính",
        "loại:xyz",
        "năm:20189",
        "năm:2015-2018",
        "http://example.vn",
        "cơ quan:",
        "3:2",
    ],
)
def test_what_is_no_filter_stays_text(text: str) -> None:
    query = analyse_query(text)
    assert not query.filters and not query.kinds and query.runs


def test_filters_alone_are_a_question_and_exclusions_alone_are_none() -> None:
    assert analyse_query("năm:2018") and analyse_query("loại:tin") and not analyse_query("-khai -sinh")


TYPED = st.text(
    st.sampled_from('aăâđêôơưáàảãạếềểễệởỵ bcdghklmnopqrtuxy "“”«»-–:;,./0123456789'), max_size=120
)
BITS = st.lists(
    st.sampled_from(
        ['"', "“", "-", "loại:", "năm:", "cơ quan:", "lĩnh vực:", "hiệu lực:", "nđ", "2018", "61/2018", " ", "điều 5 ",
         "luật", "đất đai", "btc", "hết", ",", "\x00", "*", "OR ", "\n", "\u0301"]
    ), max_size=40,
).map("".join)  # fmt: skip


@given(st.one_of(TYPED, BITS))
def test_a_question_means_the_same_however_its_letters_are_composed_or_cased(text: str) -> None:
    query = analyse_query(text, WORDS)
    for same in (
        unicodedata.normalize("NFD", text),
        unicodedata.normalize("NFC", text),
        text.upper(),
        text.lower(),
    ):
        assert analyse_query(same, WORDS) == query


@given(st.one_of(st.text(max_size=500), BITS))
def test_any_question_is_read_within_bounds(text: str) -> None:
    query = analyse_query(text, WORDS)
    assert sum(map(len, query.runs)) <= MAX_TOKENS and len(query.phrases) <= 4 and len(query.excluded) <= 8
    assert all(run for run in (*query.runs, *query.phrases, *query.excluded))
    assert set(query.phrases) <= set(query.runs)
    assert len(query.filters) <= 24 and len(list(query.lookups())) <= 200
    assert analyse_query(text, WORDS) == query
    (
        query.weights(),
        query.required,
        query.only,
        query.barred,
        query.barred_only,
        query.marked_pairs,
    )  # none raises


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason=f"the real data is not at {DATA}")
def test_every_attack_string_is_read() -> None:
    strings = list(hostile_strings())
    assert len(strings) > 1000
    for text in strings:
        assert sum(map(len, analyse_query(text, WORDS).runs)) <= MAX_TOKENS


@pytest.mark.parametrize(
    "unit",
    ["*", "\x00", "OR ", '"', '"a ', "“«", "-a ", "năm:", "loại:nđ ", "cơ quan:", 'loại:"', ": ", "61/2018/", "nđ 1 ",
     "luật ", "điều 5 luật ", "(", "\u0301", "ubnd ", "a:b:"],
)  # fmt: skip
def test_a_hostile_question_takes_no_longer_than_what_is_read_of_it(unit: str) -> None:
    began = time.monotonic()
    for length in (10_000, 200_000):
        query = analyse_query(unit * (length // len(unit)), WORDS)
        assert sum(map(len, query.runs)) <= MAX_TOKENS
    assert time.monotonic() - began < 4
