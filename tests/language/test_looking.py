"""A text looked through: what is told, and above all what is not."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
import unicodedata
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.language.hint import SPELLING, Hint
from portal.language.looking import MARKDOWN, PLAIN, TITLE, look_through
from portal.language.syllables import HEAVY, RISING, is_syllable, split_tones
from tests.real_data import LEGAL_DOCUMENTS, needs

CONTENT = Path(__file__).parents[2] / "content"
WORD = re.compile(r"[^\W\d_]+")


def told(
    text: str, form: str = MARKDOWN, own: tuple[str, ...] = (), *, as_issued: bool = False
) -> list[Hint]:
    return list(look_through(text, form, frozenset(own), as_issued=as_issued).hints)


def codes(text: str, form: str = MARKDOWN) -> list[tuple[str, str]]:
    return [(one.code, one.found) for one in told(text, form)]


@pytest.mark.parametrize(
    "text",
    [
        "Đắk Lắk, Krông Pắc, Pleiku, Ea H'leo, M'Đrắk, buôn Đray Sáp, người Xtiêng, Bắc Kạn",
        "Công văn số 61/2018/NĐ-CP, QĐ-UBND, TTHC, BHXH, VNeID, e-Form, PCCC&CNCH, THPT, ĐKKD",
        "Gửi về motcua@tamhai.gov.vn, xem https://dichvucong.gov.vn/p/home?nguoi=abc hoặc dichvucong.gov.vn/nguoi",
        "Tệp bieu_mau_hoc_phi.docx, mẫu đơn.docx, mã H5N1, vắcxin Covid-19, 15h30, 5kg, m2, CO2, A4, QL1A",
        'Chạy lệnh `nguwowif đuợc` và ![](/tep/1.jpg) <span class="nghành">xong</span> &nbsp;',
        "```\nnghành đuợc\n```\nHết.",
        "xi-măng, in-tơ-nét, ki-lô-mét, ôtô, axít, rơle, karaokê, đôla, Mác - Lênin, Mátxcơva, nơtron",
        "Internet, website, video, chat, email, top, Facebook, Zalo, Wi-Fi, chip, robot, marketing",
        "xanh xanh, ngày ngày, luôn luôn, nghệ nhân nhân dân, thi công công trình, thiết bị bị hỏng, theo theo dõi",
        "tồn tại tại xã, tự do do hiến pháp, công tác xuất bản bản đồ, khả năng xuất hiện, gia công xuất khẩu",
        "Nđúng + Nsố = Lcơ",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert [one for one in told(text) if one.group == SPELLING] == []


@pytest.mark.parametrize(
    ("text", "code", "found", "meant"),
    [
        ("Bà con nguwowif dân", "keys", "nguwowif", "người"),
        ("Dduwowcj phê duyệt", "keys", "Dduwowcj", "Được"),
        ("ba con nguo72i dân", "keys", "nguo72i", "người"),
        ("sẽ d9uo7c5 cấp", "keys", "d9uo7c5", "được"),
        ("Học sinh đuowcj nghỉ", "syllable", "đuowcj", "được"),
        ("quyền của của công dân", "twice", "của của", "của"),
        ("Các các thôn", "mixed", "", ""),
        ("Việc sát nhập thôn", "slip", "sát nhập", "sáp nhập"),
        ("Hổ trợ hộ nghèo", "slip", "Hổ trợ", "hỗ trợ"),
        ("UỶ BAN QUYÊT ĐỊNH", "syllable", "QUYÊT", "QUYỆT"),
        ("Nguời cao tuổi", "syllable", "Nguời", "Người"),
        ("lễ qúy đầu", "tone", "qúy", "quý"),
        ("nguồn kinh phí viêt sách", "syllable", "viêt", "việt"),
        ("học sinh hoc tập", "syllable", "hoc", "học"),
        ("của tổchức khác", "syllable", "tổchức", "tổ chức"),
    ],
)
def test_slips_and_what_was_meant(text: str, code: str, found: str, meant: str) -> None:
    hints = {(one.code, one.found): one.suggestions for one in told(text)}
    if code == "mixed":
        assert ("twice", "các các") not in hints
    else:
        assert meant in hints[code, found], hints


def test_one_way_to_place_tones_is_kept_through_a_text() -> None:
    mixed = "Xã hoà giải, hòa nhập, khỏe mạnh. Bà Thuý cũng hòa nhã."
    assert codes(mixed) == [("mixed_tones", "hoà")] and told(mixed)[0].suggestions == ("hòa",)
    assert codes("Xã hoà giải; khoẻ mạnh. Anh Hòa dự.") == []


def test_own_words_are_left_alone() -> None:
    text = "Làng Krôngg và krôngg, thuật ngữ nguo72i, tên sát nhập"
    assert [one.found for one in told(text)] != []
    assert told(text, own=("krôngg", "nguo72i", "sát nhập")) == []


def test_characters_that_nobody_sees_or_takes_for_others() -> None:
    pieces = unicodedata.normalize("NFD", "Uỷ ban nhân dân")
    assert [(one.code, one.count, one.suggestions) for one in told(pieces)] == [("decomposed", 3, ("ỷ",))]
    assert codes("Xin ch\u200bào bà con") == [("unseen", "\u200b")]
    assert [one.suggestions for one in told("Hồ sơ cấр đổi")] == [("cấp",)]  # a Cyrillic р
    assert [one.suggestions for one in told("Tổng góc α và Москва, ðường phố")] == [("đường",)]
    old = told("Céng hoµ x· héi chñ nghÜa ViÖt Nam")
    assert [(one.code, one.suggestions) for one in old if one.code == "tcvn3"] == [("tcvn3", ("hoà",))]


def test_signs_and_spaces() -> None:
    text = "Kính gửi  ông , bà ;gồm một,hai. Số 1,5 triệu; 3.000 đồng !\n\n| a   | b  |\n|---|---|\n"
    assert [one.code for one in told(text)] == [
        "spaces",
        "space_before",
        "space_before",
        "space_after",
        "space_before",
    ]


def test_days_in_one_way() -> None:
    assert codes("Từ 05/3/2026 đến 25-11-2026 và 01/02/2026") == [("dates", "25-11-2026")]
    first = told("Từ 5/3/2026 đến 05/02/2026")
    assert [(one.found, one.suggestions) for one in first] == [("5/3/2026", ("05/3/2026",))]
    assert codes("Ngày 15/3/2026, 20/10/2025; số 12/11/2019/NQ; 45/13/2020; 1.2.2020.5") == []


def test_long_sentences_and_paragraphs() -> None:
    long_one = "Bà con " + "cần mang theo giấy tờ " * 10 + "khi đến xã."
    assert [(one.code, one.count) for one in told(long_one)] == [("long_sentence", 55)]
    assert codes(f"Căn cứ {long_one}") == [] and codes(long_one.replace("tờ cần", "tờ. Cần")) == []
    assert [one.code for one in told("Câu này có bảy tiếng tất cả. " * 30)] == ["long_paragraph"]
    assert codes("\n".join(f"- mục số {one} của danh sách này" for one in range(60))) == []


def test_titles_in_capitals() -> None:
    assert codes("THÔNG BÁO LỊCH CẮT ĐIỆN", TITLE) == [("capitals", "THÔNG BÁO LỊCH CẮT ĐIỆN")]
    assert codes("UBND HĐND", TITLE) == [] and codes("## KẾ HOẠCH THU GOM RÁC\n") == [
        ("capitals", "KẾ HOẠCH THU GOM RÁC")
    ]


def test_a_signed_text_keeps_its_style() -> None:
    text = "## QUY ĐỊNH CHUNG VỀ PHÍ\n\n" + "Cơ quan thực hiện đúng quy định của tỉnh và " * 9 + "nghành."
    assert {one.code for one in told(text)} == {"capitals", "long_sentence", "syllable"}
    assert {one.code for one in told(text, as_issued=True)} == {"syllable"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Một\n\n#### Hai\n\n##### Ba", [("heading_jump", "#### Hai")]),
        ("## Một\n\n### Hai\n\n## Ba\n\n### Bốn", []),
        ("### Một", [("heading_jump", "### Một")]),
        ("##\n\nchữ", [("empty_heading", "##")]),
        ("## **\n", [("empty_heading", "## **")]),
        ("![](/tep/7/960.jpg)", [("no_description", "![](/tep/7/960.jpg)")]),
        ("![(trang trí)](/tep/7/960.jpg)", []),
        ("![IMG_2031.JPG](/tep/7/960.jpg)", [("file_name_description", "IMG_2031.JPG")]),
        ("![Phà cập bến](/tep/7/960.jpg \"Ảnh: xã\")", []),
        ("Xem [tại đây](/a), [**Xem thêm…**](/b)", [("vague_link", "tại đây"), ("vague_link", "**Xem thêm…**")]),
        ("[Tờ khai (DOCX)](/tep/9/a.docx) và [lịch ở đây cả tuần](/lich)", []),
        ("[https://dichvucong.gov.vn/a](https://dichvucong.gov.vn/a)",
         [("address_link", "https://dichvucong.gov.vn/a")]),
        ("|  |  |\n|---|---|\n| a | b |\n", [("no_table_header", "")]),
        ("| Khoản | Số |\n|---|--:|\n| a | b |\n", []),
        ("<table><tr><td>a</td></tr></table>", [("no_table_header", "")]),
        ("<table><tr><th>a</th></tr></table>", []),
        ("```\n#### mã\n![](x)\n```\n", []),
    ],
)  # fmt: skip
def test_what_somebody_misses_who_does_not_see_the_page(text: str, expected: list[tuple[str, str]]) -> None:
    assert codes(text) == expected


@given(st.text(alphabet="aăđơ\u0301\u200b #*`|[]()!<>/.,;:-_\n\r\t1µ😀", max_size=60))
def test_any_text_is_looked_through_and_places_are_true(text: str) -> None:
    for form in (PLAIN, MARKDOWN, TITLE):
        for one in told(text, form):
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end].startswith(one.found) or one.found in text[one.start : one.end]


@pytest.mark.parametrize(
    "piece",
    [
        "`",
        "![",
        "](",
        "<a ",
        "|-",
        "a.",
        "x@",
        "ơ\u0301",
        "# ",
        "[a](b",
        "~",
        " ",
        ".",
        "\n",
        "đ",
        "của ",
        "&#",
    ],
)
def test_no_text_takes_longer_than_its_length(piece: str) -> None:
    def cost(length: int) -> float:
        text = piece * (length // len(piece))
        begun = time.process_time()
        told(text)
        return time.process_time() - begun

    short = min(cost(20_000) for _ in range(2))
    assert min(cost(160_000) for _ in range(3)) < 40 * short + 0.5  # 64 times if it grew with the square


def real_texts(most: int) -> list[str]:
    """Articles of laws, spread over the whole collection."""
    with gzip.open(LEGAL_DOCUMENTS, "rt", encoding="utf-8") as file:
        lines = islice(file, 0, None, 4_244 // most)
        return [article["text"] for line in lines for article in json.loads(line)["articles"]]


def test_nothing_is_marked_in_the_content_that_was_proof_read() -> None:
    found = {
        (path.name, one.code, one.found)
        for path in CONTENT.rglob("*.md")
        for one in told(path.read_text(encoding="utf-8").partition("\n---\n")[2])
        if one.group == SPELLING
    }
    assert found == set()


@needs(LEGAL_DOCUMENTS)
def test_real_laws_are_hardly_ever_marked() -> None:
    """Of what is marked nearly all is truly wrong (words run together, "viêc", "luợng"): even so it is rare."""
    texts = real_texts(30)
    syllables = sum(len(WORD.findall(one)) for one in texts)
    marked = [one.found for text in texts for one in told(text, PLAIN, as_issued=True) if one.word]
    assert syllables > 50_000 and len(marked) < 3 * syllables / 10_000, marked


def _broken(word: str, chance: random.Random) -> str:
    """A word as a slip of the hand leaves it, always an impossible syllable; "" where none of the slips applies."""
    letters, tones = split_tones(word)
    ways = []
    if letters.endswith(("t", "c", "p", "ch")) and tones and tones[0][1] in (RISING, HEAVY):
        ways.append(letters)  # the tone forgotten after a stop
    if "ươ" in letters:
        ways += [word.replace("ươ", "uơ"), unicodedata.normalize("NFD", word).replace("u\u031b", "u")]
    if letters.startswith("ngh"):
        ways.append(word.replace("ngh", "ng", 1))
    if letters.startswith("ng") and not letters.startswith("ngh"):
        ways.append("ngh" + word[2:])
    if letters.startswith("kh"):
        ways.append("hk" + word[2:])
    if tones:
        ways.append(word + chance.choice("sfrxj"))
    composed = [unicodedata.normalize("NFC", one) for one in ways]
    wrong = [one for one in composed if not is_syllable(one) and not one.isascii()]
    return chance.choice(wrong) if wrong else ""


@needs(LEGAL_DOCUMENTS)
def test_every_impossible_syllable_in_real_prose_is_marked() -> None:
    chance = random.Random(7)
    put = missed = 0
    for text in real_texts(12)[:300]:
        spots = [
            one for one in re.finditer(r"(?<=[a-zà-ỹ] )[^\W\d_]+(?= [a-zà-ỹ])", text) if one[0].islower()
        ]
        for spot in chance.sample(spots, min(3, len(spots))):
            wrong = _broken(spot[0], chance)
            if wrong:
                changed = text[: spot.start()] + wrong + text[spot.end() :]
                put += 1
                missed += not any(
                    one.start <= spot.start() < one.end
                    for one in told(changed, PLAIN)
                    if one.group == SPELLING
                )
    assert put > 200 and missed == 0
