"""Old encodings: the tables go both ways, and are used only where the text is Vietnamese in them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.media.reading.child import encodings
from portal.media.reading.child.encodings import (
    CP1258,
    TCVN3,
    UNICODE,
    VNI,
    convert,
    decode,
    detect,
    encoding_of_font,
    from_tcvn3,
    from_vni,
    to_tcvn3,
    to_vni,
)
from portal.media.reading.child.syllables import is_syllable

SMALL = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
PLAIN_CAPITALS = "ABCDEGHIKLMNOPQRSTUVXYĂÂĐÊÔƠƯ"
MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"


@given(st.text(SMALL + PLAIN_CAPITALS + " .,;:0123456789()-/", max_size=80))
def test_tcvn3_goes_both_ways(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text)) == text


@given(st.text(SMALL + " ", max_size=80))
def test_capitals_of_tcvn3_come_from_the_font(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text), capitals=True) == text.upper()
    assert from_tcvn3(to_tcvn3(text.upper())).lower() == text


@given(st.text(SMALL + SMALL.upper() + " .,;:0123456789()-/", max_size=80))
def test_vni_goes_both_ways(text: str) -> None:
    assert from_vni(to_vni(text)) == text


@given(st.text(max_size=60), st.sampled_from([UNICODE, TCVN3, VNI]))
def test_converted_text_is_nfc(text: str, encoding: str) -> None:
    made = convert(text, encoding)
    assert made == unicodedata.normalize("NFC", made)


def test_tables_have_every_letter() -> None:
    letters = {one for one in SMALL if not one.isascii()}
    assert letters <= set(encodings.FROM_TCVN3.values())
    alike = set("ìíÌÍ")  # stand on their Western places in VNI
    assert all(to_vni(one) != one for one in {*letters, *(one.upper() for one in letters)} - alike)
    assert len(set(encodings.FROM_TCVN3.values())) == len(encodings.FROM_TCVN3)


@pytest.mark.parametrize(
    ("text", "encoding", "read"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc", TCVN3, MOTTO),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc", VNI, MOTTO),
        ("UÛY BAN NHAÂN DAÂN XAÕ", VNI, "ỦY BAN NHÂN DÂN XÃ"),
        (MOTTO, UNICODE, MOTTO),
    ],
)
def test_encoding_is_told_by_spelling(text: str, encoding: str, read: str) -> None:
    assert detect(text) == encoding
    assert convert(text, encoding) == read


@pytest.mark.parametrize(
    "text",
    [
        "Déjà vu : l'été est passé à côté de la forêt, où l'élève célèbre Noël",
        "Grüße aus München und Köln: schöne Straße, süße Äpfel, größere Öfen",
        "El niño comió piñas en la montaña; ¿dónde está el jamón? ¡Aquí!",
        "Sản phẩm © 2024 ® của Công ty, kích thước 3 × 4 m, giá ± 5 %",
        "100 µm · 20 °C ± 2",
    ],
)
def test_other_languages_stay_as_they_are(text: str) -> None:
    assert detect(text) == UNICODE


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (MOTTO.encode(), UNICODE),
        (b"\xef\xbb\xbf" + MOTTO.encode(), UNICODE),
        (MOTTO.encode("utf-16"), UNICODE),
        (MOTTO.encode("utf-16-le"), UNICODE),
        (MOTTO.encode("utf-16-be"), UNICODE),
        (to_tcvn3(MOTTO).encode("cp1252"), TCVN3),
        (to_vni(MOTTO).encode("cp1252"), VNI),
        (to_tcvn3(MOTTO).encode(), TCVN3),
    ],
)
def test_plain_files_are_decoded(raw: bytes, encoding: str) -> None:
    assert decode(raw) == (MOTTO, encoding)


def test_windows_1258_is_decoded() -> None:
    tones = {"̀", "́", "̉", "̃", "̣"}
    parts = []
    for char in unicodedata.normalize(
        "NFC", MOTTO
    ):  # cp1258 has ê, ô, ă …, and the tones as marks after them
        split = unicodedata.normalize("NFD", char)
        tone = "".join(one for one in split if one in tones)
        parts.append(unicodedata.normalize("NFC", "".join(one for one in split if one not in tones)) + tone)
    assert decode("".join(parts).encode("cp1258")) == (MOTTO, CP1258)


@given(st.binary(max_size=200))
def test_any_bytes_decode(raw: bytes) -> None:
    text, encoding = decode(raw)
    assert isinstance(text, str)
    assert encoding in {UNICODE, TCVN3, VNI, CP1258}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (".VnTime", (TCVN3, False)),
        (".VnTimeH", (TCVN3, True)),
        ("ABCDEF+.VnArialH,Bold", (TCVN3, True)),
        ("VNI-Times", (VNI, False)),
        ("Times New Roman", (UNICODE, False)),
        ("VnTime", (TCVN3, False)),
        ("Vnexpress", (UNICODE, False)),
    ],
)
def test_fonts_tell_encodings(name: str, told: tuple[str, bool]) -> None:
    assert encoding_of_font(name) == told


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuyên", "quyết", "giờ", "ướt", "Đắk", "xoong", "của", "thuở", "ngoằn"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hßa", "Coäng", "côt", "càc", "bbá", "straße", "été", "xã̀"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
