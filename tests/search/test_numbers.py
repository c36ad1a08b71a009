"""A document is found by its number however it is typed, and a law by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.search_corpus import data_directory, legal_documents
from portal.search.analysis import bare_text
from portal.search.law_names import law_name_keys
from portal.search.numbers import MAX_NUMBERS, is_number, number_keys, read_articles, read_numbers
from portal.search.questions import analyse_query
from portal.search.terms import lookup_keys
from tests.search.samples import entry


def level(asked: str, number: str, kind: str = "", year: str = "") -> int:
    """How exactly a question names the document with this number: 0, not at all."""
    keys = number_keys(number, year, kind)
    return max((exactness for key, exactness in analyse_query(asked).lookups() if key in keys), default=0)


@pytest.mark.parametrize(
    "asked",
    [
        "61/2018/NĐ-CP", "61/2018/nd-cp", "61-2018-nd-cp", "61_2018_ND-CP", "61.2018.nd.cp", "061/2018/NĐ-CP",
        "61 2018 nđ cp", "61 / 2018 / NĐ - CP", "61–2018–NĐ–CP", "61/2018/NĐCP", "61/2018/NÐ-CP", "61/2018 nđ-cp",
        "nghị định số 61/2018/NĐ-CP của Chính phủ", '"61/2018/NĐ-CP"', "Nghị Định Số: 61/2018/ND-CP",
    ],
)  # fmt: skip
def test_a_full_number_is_known_in_every_spelling(asked: str) -> None:
    assert level(asked, "61/2018/NĐ-CP", "Nghị định") == 3
    assert level(asked, "61/2018/TT-BTC", "Thông tư") < level(asked, "61/2018/NĐ-CP", "Nghị định")


@pytest.mark.parametrize(
    "asked",
    [
        "nghị định 61 năm 2018", "nd 61/2018", "nđ61/2018", "NĐ 61", "nghị định số 61 ngày 23/4/2018",
        "nghị định 61 của Chính phủ ngày 23 tháng 4 năm 2018", "nghị định 61 2018", "61/2018 nghị định",
        "nghị định của chính phủ số 61/2018",
    ],
)  # fmt: skip
def test_a_kind_and_a_number_name_the_decree_and_not_the_circular(asked: str) -> None:
    assert level(asked, "61/2018/NĐ-CP", "Nghị định") == 2
    assert level(asked, "61/2018/TT-BTC", "Thông tư") < 2 and level(asked, "62/2018/NĐ-CP", "Nghị định") == 0


@pytest.mark.parametrize("asked", ["61/2018", "số 61/2018", "61-2018", "61 2018"])
def test_a_number_and_a_year_name_whatever_has_them(asked: str) -> None:
    assert level(asked, "61/2018/NĐ-CP", "Nghị định") == level(asked, "61/2018/TT-BTC", "Thông tư") == 1


@pytest.mark.parametrize(
    ("asked", "number", "kind"),
    [
        ("luật số 60/2014", "60/2014/QH13", "Luật"),
        ("luật hộ tịch số 60/2014/qh13", "60/2014/QH13", "Luật"),
        ("nghị quyết 43/2022", "43/2022/QH15", "Nghị quyết"),
        ("pháp lệnh 03/2012", "03/2012/UBTVQH13", "Pháp lệnh"),
        ("nghị định 73-CP", "73/CP", "Nghị định"),
        ("quyết định 326", "326/TTg", "Quyết định"),
        ("thông tư 39/2014 btc", "39/2014/TT-BTC", "Thông tư"),
        ("qđ 02/2006 bgdđt", "02/2006/QĐ-BGD&ĐT", "Quyết định"),
        ("kế hoạch số 45", "45/KH-UBND", "Kế hoạch"),
        ("67/ubnd-vp", "67/UBND-VP", "Công văn"),
        ("123 qđ ubnd", "123/QĐ-UBND", "Quyết định"),
        ("quyết định 123/qđ-ubnd", "123/QĐ-UBND", "Quyết định"),
    ],
)
def test_what_a_number_says_in_its_own_way_is_understood(asked: str, number: str, kind: str) -> None:
    assert level(asked, number, kind) >= 2


def test_an_administrative_number_is_told_by_its_year() -> None:
    for asked in ("quyết định 123/QĐ-UBND năm 2018", "123/QĐ-UBND ngày 5/6/2018"):
        assert level(asked, "123/QĐ-UBND", "Quyết định", "2018") == 3
        assert level(asked, "123/QĐ-UBND", "Quyết định", "2019") == 2  # by its number alone
    assert level("quyết định 123 năm 2018", "123/QĐ-UBND", "Quyết định", "2018") == 2


def test_a_number_that_is_whole_goes_before_those_it_begins() -> None:
    assert (
        level("02/2017/TT", "02/2017/TT", "Thông tư") > level("02/2017/TT", "02/2017/TT-BTP", "Thông tư") == 2
    )


@pytest.mark.parametrize(
    "text",
    [
        "31/12/2022", "tháng 12/2022", "tháng 12 2022", "quý 4/2022", "giai đoạn 2015-2020", "kế hoạch 5 năm",
        "24/7", "covid-19", "1.001193", "000.00.18.H47-240315-0007", "nghị quyết 5 năm", "từ 6 tháng đến 3 năm",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert read_numbers(text) == ()


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("điều 5", ("5",)), ("đ.5", ("5",)), ("Đ. 12a", ("12a",)), ("khoản 2 điều 5", ("5",)),
        ("dieu 7 va Dieu 9", ("7", "9")),
        ("điểm a khoản 1 Điều 3", ("3",)), ("luật đê điều 2006", ()), ("điều kiện 5", ()), ("điều 5/2018", ()),
    ],
)  # fmt: skip
def test_articles_are_read(text: str, articles: tuple[str, ...]) -> None:
    assert read_articles(text) == articles


@given(st.text(max_size=300))
def test_any_text_has_few_numbers_and_each_has_keys(text: str) -> None:
    found = read_numbers(text)
    assert len(found) <= MAX_NUMBERS and all(one.forms() for one in found)
    assert isinstance(is_number(text), bool)


@given(
    st.integers(1, 9999), st.integers(1946, 2099),
    st.sampled_from(["NĐ-CP", "TT-BTC", "QĐ-UBND", "QH14", "TTLT-BCA-BQP"]),
    st.sampled_from(["{}/{}/{}", "{}-{}-{}", "{} /{} /{}", "{} {} {}", "00{}/{}/{}", "số {}/{}/{}"]), st.booleans(),
)  # fmt: skip
def test_every_number_is_found_in_every_form(
    number: int, year: int, suffix: str, form: str, plain: bool
) -> None:
    asked = form.format(number, year, suffix)
    assert level(bare_text(asked) if plain else asked, f"{number}/{year}/{suffix}") == 3


def best_of_law(
    asked: str, title: str, kind: str = "Luật", article: str | None = None, year: str = "2020"
) -> int:
    document = entry(
        "legal:1:7" if article is None else f"legal:1:7:dieu-{article}", title if article is None else "",
        context=kind if article is None else title, facets={"type": kind}, article=article, published_at=year,
        group_key=None if article is None else "legal:1:7", number=f"1/{year}/QH14",
    )  # fmt: skip
    keys = lookup_keys(document)
    return max((exactness for key, exactness in analyse_query(asked).lookups() if key in keys), default=0)


@pytest.mark.parametrize(
    ("asked", "title", "kind"),
    [
        ("luật cư trú", "Cư trú", "Luật"),
        ("Luật Cư trú 2020", "Luật Cư trú", "Luật"),
        ("luat cu tru nam 2020", "Cư trú", "Luật"),
        ("toàn văn luật cư trú mới nhất", "Cư trú", "Luật"),
        ("luật dân sự", "Dân sự", "Bộ luật"),
        ("bộ luật dân sự 2020", "Bộ luật dân sự", "Bộ luật"),
        ("luat quoc tich viet nam 2020", "Quốc tịch Việt Nam", "Luật"),
        ("luật hòa giải ở cơ sở năm 2020", "Hòa giải ở cơ sở", "Luật"),
        ("luật đê điều 2020", "Đê điều", "Luật"),
        (
            "luật sửa đổi 11 luật có liên quan đến quy hoạch",
            "sửa đổi 11 luật có liên quan đến quy hoạch",
            "Luật",
        ),
        ("hiến pháp 2020", "Nước Cộng hòa xã hội chủ nghĩa Việt Nam", "Hiến pháp"),
    ],
)
def test_a_law_is_found_by_its_name(asked: str, title: str, kind: str) -> None:
    assert best_of_law(asked, title, kind) == 3


@pytest.mark.parametrize(
    "asked",
    [
        "điều 31 luật cư trú", "luật cư trú điều 31", "khoản 2 điều 31 luật cư trú 2020", "dieu 31 luat cu tru",
        "điều 31 luật cư trú quy định gì",
    ],
)  # fmt: skip
def test_an_article_is_found_by_the_name_of_its_law(asked: str) -> None:
    assert best_of_law(asked, "Cư trú", article="31") == 4
    assert best_of_law(asked, "Cư trú", article="32") == best_of_law(asked, "Đất đai", article="31") == 0


def test_a_question_goes_on_behind_the_name_and_the_longer_name_wins() -> None:
    asked = "theo điều 5 luật đầu tư công thì ai quyết định"
    assert best_of_law(asked, "Đầu tư công", article="5") == best_of_law(asked, "Đầu tư", article="5") == 3
    assert best_of_law("điều 5 luật đầu tư công", "Đầu tư công", article="5") == 4


def test_a_law_that_a_question_merely_mentions_does_not_go_before_its_answer() -> None:
    assert best_of_law("luật cư trú quy định thế nào về tạm trú của sinh viên", "Cư trú") == 0


def test_a_circular_has_no_name_and_an_annex_no_number() -> None:
    assert law_name_keys("Thông tư", "Hướng dẫn", "2020") == ()
    assert (
        lookup_keys(entry("legal:1:7:phu-luc-1", "Phụ lục", number="61/2018/NĐ-CP", group_key="legal:1:7"))
        == []
    )


real = pytest.mark.skipif(not data_directory().is_dir(), reason=f"the real data is not at {data_directory()}")


@pytest.mark.real_data
@real
def test_every_real_number_comes_first_in_every_spelling() -> None:
    """First are the documents that are named most exactly: the one that was meant, and others only if they fit what
    was typed just as well."""
    held = [one for one in legal_documents() if re.match(r"\W*\d+[a-z]?[/-]", (one["number"] or "").lower())]
    index: dict[str, set[int]] = {}
    for place, one in enumerate(held):
        for key in number_keys(one["number"], (one["issued"] or "")[:4], one["type"]):
            index.setdefault(key, set()).add(place)
    parts = [_parts(one["number"]) for one in held]
    missed: list[str] = []
    asked = 0
    for place, one in enumerate(held):
        for text, fits in _spellings(parts[place], one["number"], one["type"]):
            found: dict[int, int] = {}
            for reference in read_numbers(text):
                for key, exactness in reference.lookups():
                    for other in index.get(key, ()):
                        found[other] = max(exactness, found.get(other, 0))
            best = max(found.values(), default=0)
            first = [other for other, exactness in found.items() if exactness == best]
            asked += 1
            if place not in first or not all(fits(parts[other], held[other]["type"]) for other in first):
                missed.append(text)
    assert asked > 30_000 and not missed, missed[:10]


Parts = tuple[str, str, str]
Fits = Callable[[Parts, str], bool]


def _parts(number: str) -> Parts:
    plain = bare_text(number).replace("ð", "d").replace("&", "")
    match = re.match(r"\W*0*(\d+[a-z]?)(?:[/-]((?:19|20)\d\d)(?!\d))?[/-]?(.*)", plain)
    assert match is not None
    return match[1], match[2] or "", "-".join(re.findall(r"[a-z0-9]+", match[3]))


def _spellings(parts: Parts, written: str, kind: str) -> Iterator[tuple[str, Fits]]:
    number, year, suffix = parts
    written = re.sub(r"\A\W+|\W+\Z", "", written)

    def whole(other: Parts, _kind: str) -> bool:
        return other[:2] == (number, year) and (
            other[2] == suffix or f"{other[2]}-".startswith(f"{suffix}-") or not suffix
        )

    def dated(other: Parts, _kind: str) -> bool:
        return other[:2] == (number, year)

    def of_kind(other: Parts, other_kind: str) -> bool:
        return other[:2] == (number, year) and other_kind == kind

    yield from ((text, whole) for text in (
        written, written.lower(), bare_text(written), f"00{written}", f"{kind} số {written}",
        written.replace("/", "-"), written.replace("-", "–"), re.sub(r"([/-])", r" \1 ", written),
    ))  # fmt: skip
    if year and not 1900 <= int(number.rstrip("abcdefghijklmnopqrstuvwxyz")) < 2100:
        yield from ((text, dated) for text in (f"{number}/{year}", f"số {number}/{year}", f"{number}-{year}"))
        yield from (
            (text, of_kind) for text in (f"{kind} {number} năm {year}", bare_text(f"{kind} {number}/{year}"))
        )
