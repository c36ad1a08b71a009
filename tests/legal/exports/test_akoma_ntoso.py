"""Exports in Akoma Ntoso: valid, whole, and read back as they were."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from portal.legal.citations.resolve import Candidates, Held
from portal.legal.exports.akoma_ntoso import akoma_ntoso
from portal.legal.exports.body import parts_of
from portal.legal.exports.document import DocumentText, ProvisionText, RelationText
from portal.legal.exports.elements import AKN
from portal.legal.exports.reading import UnreadableExport, read
from portal.legal.record import read_legal
from portal.legal.validity import Effect
from tests.legal.exports.made import documents
from tests.legal.exports.schema import errors, needs_schema
from tests.real_data import LEGAL_DOCUMENTS, needs
from tests.thorough import examples

NS = {"a": AKN}
DECREE = DocumentText(
    number="61/2018/NĐ-CP",
    type="Nghị định",
    title="Về thực hiện cơ chế một cửa, một cửa liên thông",
    issuer="Chính phủ",
    signer="Nguyễn Xuân Phúc",
    signer_position="THỦ TƯỚNG",
    issued=date(2018, 4, 23),
    effective=date(2018, 6, 21),
    expires=date(2026, 1, 1),
    preamble="Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;\nTheo đề nghị của Bộ trưởng;\n"
    "Chính phủ ban hành Nghị định.",
    closing="Nơi nhận:\n- Ban Bí thư;\nTM. CHÍNH PHỦ\nTHỦ TƯỚNG\nNguyễn Xuân Phúc",
    fields=("Hành chính",),
    provisions=(
        ProvisionText(
            "Điều", "1", "dieu-1", "Chương I. QUY ĐỊNH CHUNG\nMục 1. PHẠM VI", "Phạm vi", "Nghị định này."
        ),
        ProvisionText(
            "Điều",
            "2",
            "dieu-2",
            "Chương I. QUY ĐỊNH CHUNG\nMục 1. PHẠM VI",
            "Giải thích",
            "Trong Nghị định này:\n1. Theo khoản 2 Điều 5 Nghị định số 63/2010/NĐ-CP và Điều 1 Nghị định này:\n"
            "a) một;\nb) hai.\n2. Bảng sau:\n| Số | Tên |\n| --- | --- |\n| 1 | Điều 1 của Nghị định này |",
        ),
        ProvisionText("Chương", "II", "chuong-2", "", "TỔ CHỨC", "Lời dẫn của chương."),
        ProvisionText("Điều", "3", "dieu-3", "Chương II. TỔ CHỨC", "Thi hành", "Theo Điều 99 Nghị định này."),
        ProvisionText("Phụ lục", "I", "phu-luc-1", "", "MẪU ĐƠN", "Kính gửi:\n\n| a |\n| --- |\n| b |"),
        ProvisionText("Phụ lục", "II", "phu-luc-2", "", "MẪU SỔ", "Trang 1"),
    ),
    relations=(RelationText("based_on", "Luật 76/2015/QH13", "Tổ chức Chính phủ"),),
    effects=(
        Effect("replaces", date(2025, 6, 9), None, (), "Nghị định 118/2025/NĐ-CP", "/van-ban/x"),
        Effect("amends", None, None, ("dieu-1",), "Nghị định 107/2021/NĐ-CP", ""),
    ),
)


def tree(document: DocumentText, **more: object) -> etree._Element:
    return etree.fromstring(akoma_ntoso(document, **more))  # type: ignore[arg-type]


def test_every_piece_has_its_place_and_address() -> None:
    top = tree(DECREE)
    path = "a:act/a:body/a:chapter/a:section/a:article/a:paragraph/a:point"
    assert [(one.get("eId"), one.get("wId")) for one in top.iterfind(path, NS)] == [
        ("art_2__para_1__point_a", "dieu-2-khoan-1-diem-a"),
        ("art_2__para_1__point_b", "dieu-2-khoan-1-diem-b"),
    ]
    assert [one.get("eId") for one in top.iterfind("a:act/a:body/a:chapter", NS)] == ["chp_1", "chp_2"]
    assert top.find("a:act/a:body/a:chapter/a:section", NS).get("eId") == "chp_1__sec_1"
    nested = top.find("a:act/a:body/a:chapter[@eId='chp_2']", NS)
    assert nested.findtext("a:intro/a:p", None, NS) == "Lời dẫn của chương."
    assert nested.find("a:article", NS).get("eId") == "art_3"
    assert len(top.findall("a:act/a:attachments/a:attachment/a:doc/a:mainBody", NS)) == 2
    assert len(top.findall("a:act/a:preamble/a:citations/a:citation", NS)) == 2
    assert top.findtext("a:act/a:body//a:table/a:tr/a:th/a:p", None, NS) == "Số"
    assert top.findtext("a:act/a:conclusions/a:p/a:person", None, NS) == "Nguyễn Xuân Phúc"


def test_the_document_is_identified_and_its_life_told() -> None:
    top = tree(DECREE)
    work = "a:act/a:meta/a:identification/a:FRBRWork"
    uri = "/akn/vn/act/nghi-dinh/2018-04-23/61-2018-nd-cp"
    assert top.find(f"{work}/a:FRBRuri", NS).get("value") == uri
    language = top.find("a:act/a:meta/a:identification/a:FRBRExpression/a:FRBRlanguage", NS)
    assert language.get("language") == "vie"
    events = [
        (one.get("date"), one.get("type")) for one in top.iterfind("a:act/a:meta/a:lifecycle/a:eventRef", NS)
    ]
    assert events == [
        ("2018-04-23", "generation"),
        ("2018-06-21", None),
        ("2026-01-01", "repeal"),
        ("2025-06-09", "repeal"),
    ]
    interval = top.find("a:act/a:meta/a:temporalData/a:temporalGroup/a:timeInterval", NS)
    assert (interval.get("start"), interval.get("end")) == ("#event_co-hieu-luc", "#event_het-hieu-luc")
    active = top.find("a:act/a:meta/a:references/a:activeRef", NS)
    assert active.get("href") == "/akn/vn/act/luat/2015/76-2015-qh13"


def test_a_number_of_any_commune_is_told_apart_by_its_issuer() -> None:
    top = tree(DocumentText("12/QĐ-UBND", "Quyết định", "Về việc thử", "directive", issuer="UBND xã Tam Hải"))
    assert top.find("a:doc/a:meta/a:identification/a:FRBRWork/a:FRBRuri", NS).get("value") == (
        "/akn/vn/doc/quyet-dinh/ubnd-xa-tam-hai/0000/12-qd-ubnd"
    )


def test_references_lead_to_the_provision_that_is_cited() -> None:
    hrefs = {one.text: one.get("href") for one in tree(DECREE).iter(f"{{{AKN}}}ref")}
    decree = "/akn/vn/act/nghi-dinh/2010/63-2010-nd-cp"
    assert hrefs["khoản 2 Điều 5 Nghị định số 63/2010/NĐ-CP"] == f"{decree}/!main~art_5__para_2"
    assert hrefs["Điều 1 Nghị định này"] == "#art_1"
    assert hrefs["Điều 1 của Nghị định này"] == "#art_1"
    assert not any("Điều 99" in text for text in hrefs)


def test_a_held_document_is_cited_with_the_day_of_its_issue() -> None:
    held = Held(
        7,
        "63/2010/NĐ-CP",
        "Nghị định",
        "Về kiểm soát thủ tục",
        date(2010, 6, 8),
        "x",
        "nghị định|63|chính phủ",
    )
    asked = []

    def find(citations: object) -> Candidates:
        asked.append(citations)
        return Candidates([held])

    hrefs = [one.get("href") for one in tree(DECREE, held=find).iter(f"{{{AKN}}}ref")]
    assert "/akn/vn/act/nghi-dinh/2010-06-08/63-2010-nd-cp/!main~art_5__para_2" in hrefs
    assert len(asked) == 1


def test_a_document_has_one_address_however_it_is_cited() -> None:
    text = (
        "Theo Luật Hộ tịch; theo Nghị định số 63/2010/NĐ-CP; căn cứ Luật Hộ tịch số 60/2014/QH13 ngày 20 tháng 11 "
        "năm 2014; Điều 3 Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010; Quyết định số 12/QĐ-UBND."
    )
    one = ProvisionText("Điều", "1", "dieu-1", text=text)
    based = RelationText("refers", "Nghị định 63/2010/NĐ-CP")
    top = tree(replace(DECREE, preamble="", provisions=(one,), relations=(based,)))
    law, decree = "/akn/vn/act/luat/2014-11-20/60-2014-qh13", "/akn/vn/act/nghi-dinh/2010-06-08/63-2010-nd-cp"
    assert [ref.get("href") for ref in top.iter(f"{{{AKN}}}ref")] == [
        law,
        decree,
        law,
        f"{decree}/!main~art_3",
        "/akn/vn/doc/quyet-dinh/0000/12-qd-ubnd",
    ]
    assert top.find("a:act/a:meta/a:references/a:activeRef", NS).get("href") == decree


def test_annexes_are_numbered_as_they_are_called() -> None:
    top = tree(DECREE)
    assert [one.get("eId") for one in top.iter(f"{{{AKN}}}attachment")] == ["att_1", "att_2"]
    assert [one.get("value") for one in top.iterfind(".//a:attachment//a:FRBRWork/a:FRBRthis", NS)] == [
        f"/akn/vn/act/nghi-dinh/2018-04-23/61-2018-nd-cp/!att_{place}" for place in (1, 2)
    ]
    assert [one.get("eId") for one in top.iter(f"{{{AKN}}}citation")] == ["cit_1", "cit_2"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b"<akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'><act/></akomaNtoso>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>",
        akoma_ntoso(DECREE).replace(b'date="2018-04-23" eId', b'date="2018-02-31" eId'),
        akoma_ntoso(DECREE)[:-40],
    ],
    ids=["empty", "foreign", "without meta", "doctype", "no such day", "cut off"],
)
def test_what_is_no_export_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnreadableExport, match=r"không|thiếu|sai"):
        read(data)


@needs_schema
def test_the_example_is_valid_and_comes_back() -> None:
    data = akoma_ntoso(DECREE)
    assert errors(data) == []
    assert read(data) == DECREE


@needs_schema
@given(documents())
@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_is_valid_and_comes_back(document: DocumentText) -> None:
    data = akoma_ntoso(document)
    assert errors(data) == []
    assert read(data) == document
    assert_holds_every_word(data, document)


def assert_holds_every_word(data: bytes, document: DocumentText) -> None:
    """Title, preamble, provisions with the titles of their groups, and closing stand in the export, in this order."""
    top = etree.fromstring(data)
    for meta in list(top.iter(f"{{{AKN}}}meta")):
        meta.getparent().remove(meta)
    shown, place = _letters("".join(top.itertext())), 0
    titles: set[str] = set()
    pieces = [document.issuer, document.type, document.number, document.title, document.preamble]
    annexes = [one for part in parts_of(document.provisions)[1:] for one in part]
    body = document.provisions[: len(document.provisions) - len(annexes)]
    for one in [*body, None, *annexes]:
        if one is None:
            pieces.append(document.closing)
            continue
        titles.update(one.chapter.split("\n"))
        pieces += [one.unit, one.no, one.heading, one.text]
    for piece in map(_letters, pieces):
        found = shown.find(piece, place)
        assert found >= 0, piece
        place = found + len(piece)
    assert all(_letters(title) in shown for title in titles)


def _letters(text: str) -> str:
    """Without white space and what draws tables."""
    return re.sub(r"[\s|:-]+", "", text)


@needs(LEGAL_DOCUMENTS)
@needs_schema
def test_real_documents_are_valid_and_come_back() -> None:
    with gzip.open(LEGAL_DOCUMENTS, "rt", encoding="utf-8") as file:
        lines = random.Random(3).sample(file.readlines(), 60)
    for line in lines:
        record = read_legal(json.loads(line))
        document = DocumentText(
            record.number,
            record.type,
            record.title,
            issuer=record.issuer,
            issued=record.issued,
            effective=record.effective,
            fields=tuple(record.subjects),
            provisions=tuple(
                ProvisionText(one.unit, one.no, one.anchor, one.chapter, one.heading, one.text)
                for one in record.provisions
            ),
        )
        data = akoma_ntoso(document)
        assert errors(data) == [], record.number
        assert read(data) == document
