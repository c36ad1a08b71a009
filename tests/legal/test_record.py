"""Reading legal documents: numbers, issuers, titles, keys, and every real record."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importing.fields import UnreadableRecord
from portal.legal.agencies import AGENCIES, agency_name, issuer_of
from portal.legal.merging import are_halves, merged
from portal.legal.naming import (
    MAX_ANCHOR,
    MAX_SLUG,
    anchor,
    clean_number,
    natural_key,
    number_is_complete,
    rejoin,
    slug,
    unique_anchors,
)
from portal.legal.record import read_legal

DATA = Path(__file__).parents[2].parent / "shared" / "data"
DOCUMENTS = DATA / "legal_documents.jsonl.gz"
LAWS = DATA / "eval" / "laws.jsonl.gz"
needs_documents = pytest.mark.skipif(not DOCUMENTS.exists(), reason=f"không có {DOCUMENTS.name}")
needs_laws = pytest.mark.skipif(not LAWS.exists(), reason=f"không có {LAWS.name}")


def real_records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def raw(**changes: Any) -> dict[str, Any]:
    return {"number": "12/2020/TT-BYT", "type": "Thông tư", "title": "Quy định thử", "articles": []} | changes


def article(no: Any, **changes: Any) -> dict[str, Any]:
    return {"no": no, "unit": "Điều", "chapter": "", "heading": "", "text": "", "cites": []} | changes


def test_a_full_record_is_taken_as_it_is() -> None:
    record = read_legal(
        raw(
            issuer="Bộ Y tế",
            issued="2020-05-06",
            effective="2020-07-01",
            subjects=["Dược", "Dược"],
            source="http://vbpl.vn/x?ItemID=1",
            articles=[
                article(
                    "1", chapter="QUY ĐỊNH CHUNG", heading="Phạm vi", text="1. Một.", cites=["1/2019/NĐ-CP"]
                )
            ],
        )
    )
    assert (record.issued, record.effective, record.year) == (date(2020, 5, 6), date(2020, 7, 1), 2020)
    assert (record.subjects, record.title_is_built) == (["Dược"], False)
    provision = record.provisions[0]
    assert (provision.position, provision.unit, provision.no, provision.anchor) == (1, "Điều", "1", "dieu-1")
    assert (provision.chapter, provision.heading, provision.text) == ("QUY ĐỊNH CHUNG", "Phạm vi", "1. Một.")
    assert provision.cites == ["1/2019/NĐ-CP"]


def test_what_is_missing_is_derived_only_where_it_is_certain() -> None:
    record = read_legal(raw(title="", issuer="", issued=None, subjects=["Dược", "Giá"]))
    assert record.title == "Thông tư số 12/2020/TT-BYT (lĩnh vực: Dược; Giá)"
    assert record.title_is_built
    assert (record.issuer, record.issued, record.year) == ("Bộ Y tế", None, 2020)
    by_heading = read_legal(raw(title="", articles=[article("1"), article("2", heading="Hiệu lực")]))
    assert by_heading.title == "Thông tư số 12/2020/TT-BYT (Hiệu lực)"


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("61/2018/NĐ-CP", "Chính phủ"),
        ("31/2024/QH15", "Quốc hội"),
        ("15/2020/QĐ-TTg", "Thủ tướng Chính phủ"),
        ("02/2020/UBTVQH14", "Ủy ban Thường vụ Quốc hội"),
        ("26/2005/PL-UBTVQH11", "Ủy ban Thường vụ Quốc hội"),
        ("05/2013/TTLT-BYT-BTC", "Bộ Y tế và Bộ Tài chính"),
        ("1/2010/TTLT/BTC-BCA-BTP", "Bộ Tài chính, Bộ Công an và Bộ Tư pháp"),
        ("403/1997/QĐ-NHNN2", "Ngân hàng Nhà nước Việt Nam"),
        ("4/1999/TT-BCA(C13)", "Bộ Công an"),
        ("38/2007/TT-BNN-KL", "Bộ Nông nghiệp và Phát triển nông thôn"),
        ("7/2000/TT-BVHTT", "Bộ Văn hóa - Thông tin"),
        ("10/2025/TT-BNNMT", "Bộ Nông nghiệp và Môi trường"),
        ("15/2021/QĐ-UBND", ""),
        ("8/2021/NQ-HĐND", ""),
        ("05/2013/TTLT-BYT-XYZ", ""),
        ("32-L/CTN", ""),
        ("18", ""),
        ("", ""),
    ],
)
def test_the_issuer_follows_from_the_number_or_stays_unknown(number: str, issuer: str) -> None:
    assert issuer_of(number) == issuer


def test_spellings_of_an_agency_become_one_and_unknown_names_stay() -> None:
    assert agency_name("Bộ công thương") == "Bộ Công Thương"
    assert agency_name("Uỷ ban thường vụ Quốc hội") == "Ủy ban Thường vụ Quốc hội"
    assert agency_name("Bộ Văn hoá - Thể thao và Du lịch") == "Bộ Văn hóa, Thể thao và Du lịch"
    assert agency_name("Bộ Y tế và Bộ Giáo Dục và Ðào Tạo") == "Bộ Y tế và Bộ Giáo dục và Đào tạo"
    assert agency_name("UBND xã Tam Hải") == "UBND xã Tam Hải"
    assert {agency_name(name) for name in AGENCIES.values()} == set(AGENCIES.values())


@pytest.mark.parametrize(
    ("number", "title", "whole", "rest"),
    [
        ("08", "/2017/TT-BTNMT Quy định đo", "08/2017/TT-BTNMT", "Quy định đo"),
        ("14/2017/NĐ-", "CP Quy định chức năng", "14/2017/NĐ-CP", "Quy định chức năng"),
        ("5/2018/TTLT-BCA-", "VKSNDTC-TANDTC Quy định", "5/2018/TTLT-BCA-VKSNDTC-TANDTC", "Quy định"),
        ("Số:", "12/2018/QĐ-TTg về tiêu chí", "12/2018/QĐ-TTg", "về tiêu chí"),
        ("Nghị", "quyết số: 24/2021/QH15 Phê duyệt", "24/2021/QH15", "Phê duyệt"),
        ("21", "- TC/TCT hướng dẫn thuế", "21-TC/TCT", "hướng dẫn thuế"),
        ("Không", "số Về hàm ngoại giao", "Không số", "Về hàm ngoại giao"),
        ("''42/2022/TT-BCT", "Kiểm tra", "42/2022/TT-BCT", "Kiểm tra"),
        ("127/2018/nđ-cp.", "Về việc", "127/2018/NĐ-CP", "Về việc"),
        ("89/2015/NÐ-CP", "CP Một", "89/2015/NĐ-CP", "CP Một"),
        ("18", "Quy định /2019/TT-BYT", "18", "Quy định /2019/TT-BYT"),
    ],
)
def test_numbers_are_cleaned_and_joined_with_their_lost_end(
    number: str, title: str, whole: str, rest: str
) -> None:
    record = read_legal(raw(number=number, title=title))
    assert (record.number, record.title) == (whole, rest)


def test_what_the_issuer_swallowed_goes_back_to_the_title() -> None:
    record = read_legal(
        raw(
            title="Hướng dẫn Nghị định số 1/2013/NĐ-CP",
            issued="2013-12-31",
            issuer="Chính phủ về thanh toán ngày 29/01/2015 của Bộ Tài chính",
        )
    )
    assert record.title == "Hướng dẫn Nghị định số 1/2013/NĐ-CP ngày 31/12/2013 của Chính phủ về thanh toán"
    assert (record.issuer, record.issued) == ("Bộ Tài chính", date(2015, 1, 29))


def test_every_article_survives_with_its_own_anchor() -> None:
    numbers = ["1", "1a", "5", "5", "5d", "5đ", ""]
    record = read_legal(
        raw(articles=[*map(article, numbers), article("5", unit="Mục"), article("9", unit="")])
    )
    assert [provision.no for provision in record.provisions] == [*numbers, "5", "9"]
    anchors = [provision.anchor for provision in record.provisions]
    assert anchors == [
        "dieu-1",
        "dieu-1a",
        "dieu-5",
        "dieu-5-2",
        "dieu-5d",
        "dieu-5dd",
        "dieu",
        "muc-5",
        "dieu-9",
    ]


def test_impossible_years_are_unknown_and_impossible_dates_are_refused() -> None:
    assert read_legal(raw(issued="0092-12-04")).issued is None
    for value in ("2020-02-30", "hôm qua", "2020/01/01", "２０２０-01-01"):
        with pytest.raises(UnreadableRecord, match="issued"):
            read_legal(raw(issued=value))


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (None, "đối tượng"),
        ([], "đối tượng"),
        ({}, "loại"),
        (raw(type=""), "loại"),
        (raw(number=""), "số, ký hiệu"),
        (raw(number="Về"), "số, ký hiệu"),
        (raw(number="<b>1</b>"), "ký tự lạ"),
        (raw(number=12), "number"),
        (raw(number="1/2020/" + "X" * 100), "quá dài"),
        (raw(type="x" * 61), "quá dài"),
        (raw(issuer=["A"]), "issuer"),
        (raw(subjects="A"), "subjects"),
        (raw(subjects=[1]), "subjects"),
        (raw(articles={}), "articles"),
        (raw(articles=["x"]), "articles"),
        (raw(articles=[article(1)]), "no"),
        (raw(articles=[article("1", text=None)] * 2 + [article("2", text=7)]), "text"),
        (raw(articles=[article("1" * 31)]), "số điều"),
        (raw(title="\ud800"), "title"),
        (raw(articles=[article("1", cites="x")]), "cites"),
        (raw(source="javascript:1"), "nguồn"),
        (raw(issued=20200101), "issued"),
    ],
)
def test_unreadable_records_say_what_is_wrong(record: Any, words: str) -> None:
    with pytest.raises(UnreadableRecord) as caught:
        read_legal(record)
    assert words in caught.value.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["number", "type", "title", "issuer", "issued", "articles", "source"]), JSON
    )
)
def test_a_hostile_record_is_read_or_refused_and_nothing_else(changes: dict[str, Any]) -> None:
    try:
        record = read_legal(raw() | changes)
    except UnreadableRecord as error:
        assert error.reason
    else:
        assert len(record.natural_key) <= 400
        assert slug(record.type, record.number, record.title)


def test_slugs_are_ascii_and_say_type_and_number() -> None:
    assert slug("Nghị định", "61/2018/NĐ-CP", "x") == "nghi-dinh-61-2018-nd-cp"
    assert slug("Kế hoạch", "", "Phòng, chống thiên tai") == "ke-hoach-phong-chong-thien-tai"
    assert slug("Hiến pháp", "Hiến pháp 2013", "x") == "hien-phap-2013"
    assert slug("💥", "", "") == "van-ban"


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=300))
def test_any_slug_and_anchor_fits_an_address(type: str, number: str, title: str) -> None:
    address = slug(type, number, title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", address)
    assert len(address) <= MAX_SLUG
    assert address == slug(type, number, title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", anchor(type, number))
    names = unique_anchors([(type, number)] * 12 + [(type, f"{number} 2"), (type, number)])
    assert len(set(names)) == len(names) == 14
    assert max(map(len, names)) <= MAX_ANCHOR


def test_one_document_has_one_key_however_it_is_written() -> None:
    key = natural_key("Nghị định", "06/2018/NĐ-CP", "Chính phủ")
    assert natural_key("NGHỊ  ĐỊNH", "6/2018/nđ-cp", "chính phủ") == key
    assert natural_key("Nghi\u0323 đi\u0323nh", " 06/2018 /NÐ-CP", "Chính phủ ") == key
    assert natural_key("Pháp lệnh", "1", "Uỷ ban A") == natural_key("Pháp lệnh", "1", "Ủy ban A")
    assert natural_key("Nghị định", "6/2019/NĐ-CP", "Chính phủ") != key


def test_incomplete_numbers_of_different_documents_have_different_keys() -> None:
    assert [
        number_is_complete(number) for number in ("18", "5/2020/TT-", "1/2020/TT-BTTTT", "31/2024/QH15")
    ] == [
        False,
        False,
        True,
        True,
    ]
    one, two = (read_legal(raw(number="18", source=f"http://vbpl.vn/x?ItemID={item}")) for item in (1, 2))
    assert one.natural_key != two.natural_key


@given(st.text(max_size=60), st.text(max_size=60))
def test_cleaning_is_stable_and_rejoining_loses_nothing(number: str, title: str) -> None:
    cleaned = clean_number(number)
    assert clean_number(cleaned) == cleaned
    whole, rest = rejoin(cleaned, title)
    if (whole, rest) != (cleaned, title):
        assert number_is_complete(whole) or whole == "Không số"


def test_two_halves_of_a_document_become_one() -> None:
    source = "http://vbpl.vn/x?ItemID=1"
    first = read_legal(
        raw(
            number="1/2020/tt-byt",
            title="",
            source=source,
            articles=[article("2"), article("3a"), article("3")],
        )
    )
    second = read_legal(
        raw(number="01/2020/TT-BYT", issued="2020-01-01", source=source, articles=[article("1")])
    )
    assert are_halves(first, second)
    whole = merged(first, second)
    assert (whole.title, whole.title_is_built, whole.issued) == ("Quy định thử", False, date(2020, 1, 1))
    assert [(provision.position, provision.no) for provision in whole.provisions] == [
        (1, "1"),
        (2, "2"),
        (3, "3"),
        (4, "3a"),
    ]
    assert not are_halves(whole, first)


@needs_documents
@pytest.mark.real_data
def test_every_real_document_is_read_and_the_table_of_agencies_agrees_with_it() -> None:
    records = refused = agree = differ = articles = 0
    for document in real_records(DOCUMENTS):
        records += 1
        try:
            record = read_legal(document)
        except UnreadableRecord:
            refused += 1
            continue
        articles += len(record.provisions)
        assert len(record.provisions) == len(document["articles"])
        assert len({provision.anchor for provision in record.provisions}) == len(record.provisions)
        assert record.title and (record.title_is_built or document["title"])
        derived = issuer_of(record.number)
        if document["issuer"] and derived:
            agree += sorted(derived.split()) == sorted(record.issuer.split())
            differ += 1
    assert refused / records < 0.002
    assert agree / differ > 0.98


@needs_laws
@pytest.mark.real_data
def test_every_law_of_the_benchmark_is_read() -> None:
    for law in real_records(LAWS):
        record = read_legal(law)
        assert record.issuer == "Quốc hội"
        assert [provision.no for provision in record.provisions] == [row["no"] for row in law["articles"]]
