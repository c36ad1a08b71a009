"""Made documents: any that a store can hold, and such as are printed."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from portal.legal.exports.document import DocumentText, ProvisionText, RelationText, cleaned
from portal.legal.relation_kinds import KINDS
from portal.legal.validity import Effect

_CHARACTERS = st.characters(codec="utf-8")
ANY = st.text(_CHARACTERS, max_size=30).map(lambda text: "".join(one for one in text if one.isprintable()))
WORDS = st.sampled_from(
    [
        "Ủy ban nhân dân xã chịu trách nhiệm",
        "theo quy định tại khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP",
        "Điều 1 của Luật này",
        "Luật Hộ tịch số 60/2014/QH13 ngày 20 tháng 11 năm 2014",
        "ngày 31 tháng 02 năm 2018",
        "“Điều 3. Trích lời",
        "&lt; <p> ]]> & \u00a0",
        "😀 𠮷",
    ]
)
_LINES = st.one_of(
    WORDS,
    ANY,
    st.builds(
        "{}{}{}".format, st.sampled_from(["1. ", "2.", "3)  ", "a) ", "b)", "đ) ", "\t1. "]), WORDS, ANY
    ),
    st.sampled_from(
        [
            "",
            " ",
            "| a | b |",
            "| --- | --- |",
            "|:--|--|",
            "| a |",
            "||",
            "|",
            "| x \\| y | |",
            "|a|b",
            "# Chương I",
            "- mục",
            "\x0b\x00x\ufffe",
            "một\rhai",
            "Nơi nhận:",
            "Căn cứ Luật Đất đai;",
            "Theo đề nghị của Văn phòng,",
        ]
    ),
)
TEXT = st.lists(_LINES, max_size=8).map("\n".join)
_UNITS = st.sampled_from(["Điều", "Điều", "Điều", "Phụ lục", "Chương", "Mục", "Khoản", "", "Đoạn", "doan"])
_NUMBERS = st.sampled_from(["1", "2", "2a", "5đ", "II", "", "A", "thứ nhất", " 7", "9."])
_TITLES = st.sampled_from(
    [
        "Phần I. CHUNG",
        "Chương I. QUY ĐỊNH",
        "Chương II",
        "Chương II. A. B",
        "Mục 1. NHỎ",
        "Phụ lục I. MẪU",
        "Phụ lục",
        "Tổ chức thực hiện",
        "Chương 1.",
        "",
        "Chương 1",
        "Mục A: tên",
    ]
)
PROVISIONS = st.builds(
    ProvisionText,
    unit=_UNITS,
    no=_NUMBERS,
    anchor=st.sampled_from(
        ["dieu-1", "dieu-2", "dieu-5dd", "phu-luc-1", "chuong-2", "muc", "dieu-1-khoan-1"]
    ),
    chapter=st.lists(_TITLES, max_size=3).map("\n".join),
    heading=st.one_of(st.just(""), WORDS, ANY),
    text=TEXT,
)
_DAYS = st.one_of(st.none(), st.dates(date(1945, 9, 2), date(2100, 1, 1)))
_KINDS = st.sampled_from(sorted(KINDS))
_ANCHORS = st.lists(st.sampled_from(["dieu-1", "dieu-2-khoan-1"]), unique=True, max_size=2).map(tuple)
_NAMES = st.sampled_from(["Nghị định 61/2018/NĐ-CP", "Luật Hộ tịch", "Văn bản", "Quyết định 12/QĐ-UBND"])


@st.composite
def documents(draw: st.DrawFn) -> DocumentText:
    """Any document that a store can hold, without the characters that no XML holds."""
    return cleaned(
        DocumentText(
            number=draw(st.one_of(st.sampled_from(["61/2018/NĐ-CP", "12/QĐ-UBND", "Không số"]), ANY)),
            type=draw(st.one_of(st.sampled_from(["Nghị định", "Luật", "Quyết định"]), ANY)),
            title=draw(st.one_of(WORDS, ANY)),
            category=draw(st.sampled_from(["normative", "directive"])),
            title_is_built=draw(st.booleans()),
            issuer=draw(st.sampled_from(["", "Chính phủ", "UBND xã Tam Hải"])),
            signer=draw(st.sampled_from(["", "Nguyễn Văn A", "a"])),
            signer_position=draw(st.sampled_from(["", "CHỦ TỊCH"])),
            issued=draw(_DAYS),
            effective=draw(_DAYS),
            expires=draw(_DAYS),
            excerpt=draw(TEXT),
            preamble=draw(TEXT),
            closing=draw(st.one_of(TEXT, st.just("Nơi nhận:\n- Như Điều 3;\nCHỦ TỊCH\nNguyễn Văn A"))),
            source=draw(st.sampled_from(["", "https://vbpl.vn/?a=1&b=2"])),
            text_state=draw(st.sampled_from(["full", "none"])),
            address=draw(st.sampled_from(["", "https://xa.vn/van-ban/x"])),
            publisher=draw(st.sampled_from(["", "UBND xã"])),
            published=draw(_DAYS),
            revised=draw(_DAYS),
            fields=draw(st.lists(WORDS, max_size=2).map(tuple)),
            provisions=draw(st.lists(PROVISIONS, max_size=6).map(tuple)),
            relations=draw(
                st.lists(
                    st.builds(RelationText, _KINDS, _NAMES, WORDS, st.just("/van-ban/x"), ANY, _DAYS),
                    max_size=2,
                ).map(tuple)
            ),
            effects=draw(
                st.lists(
                    st.builds(
                        Effect,
                        _KINDS,
                        _DAYS,
                        _DAYS,
                        _ANCHORS,
                        _NAMES,
                        st.just("/van-ban/y"),
                        st.just("dieu-9"),
                    ),
                    max_size=2,
                ).map(tuple)
            ),
        )
    )
