"""The written syllable: what is one, where its tone stands, what is certainly none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.language import syllables
from portal.language.mending import suggestions
from portal.language.syllables import (
    HEAVY,
    RIMES,
    RIMES_AFTER_QU,
    RISING,
    TONES,
    fits,
    is_syllable,
    placed,
    placing,
    split_tones,
    tone_fits,
    with_tone,
)

ONSETS = ("", *sorted(syllables.ONSETS))


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân xã Tam Hải thông báo lịch tiếp công dân định kỳ quý này",
        "giữ gìn giếng giặt gì già giỏi giường giật giễu giục giới giêng",
        "quyết quả quýt quốc quen quỳnh quẩn quét quơ quạu quẹo quạch quậy quẫy quềnh",
        "khuya khuỷu khúc khuỷu ngoằn ngoèo loè xoẹt hoẵng thuở huơ xuề xoà loạng choạng",
        "kẻ kế kiến ký ghe ghế ghi nghe nghế nghiêng ngoan ngữ gà gỗ cua cửa",
        "ỉa yêu yếm yến yểng yết ý ở ao ước uống oằn oẳn uể oải",
        "xoong coóc soóc rơ-moóc".replace("-", " "),
    ],
)
def test_right_syllables(text: str) -> None:
    assert [one for one in text.lower().split() if not is_syllable(one)] == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("qúy", "quý"), ("gìa", "già"), ("cuả", "của"), ("tóan", "toán"), ("họat", "hoạt"), ("hòang", "hoàng"),
        ("miá", "mía"), ("lúâ", "luấ"), ("nguời", "người"), ("đuợc", "được"), ("đựơc", "được"), ("truờng", "trường"),
        ("nghành", "ngành"), ("ngiêm", "nghiêm"), ("gế", "ghế"), ("ghà", "gà"), ("cẻ", "kẻ"), ("kông", "công"),
        ("viêt", "việt"), ("hoc̀", ""), ("iêu", "yêu"), ("tiéng", "tiếng"), ("quyêt", "quyết"), ("chuơng", "chương"),
        ("đuowcj", "được"), ("nguwời", "người"), ("viêtj", "việt"), ("tiếngs", "tiếng"), ("đồngf", "đồng"),
        ("côngdân", "công dân"), ("tổchức", "tổ chức"), ("theodõitình", "theo dõi tình"), ("dịhc", "dịch"),
    ],
)  # fmt: skip
def test_impossible_syllables_and_what_was_meant(wrong: str, right: str) -> None:
    assert not is_syllable(wrong)
    if right and is_syllable(right.split()[0]):
        assert right in suggestions(wrong)


def every_syllable() -> st.SearchStrategy[tuple[str, str, str]]:
    """An onset, a rime that may follow it, and a tone."""
    onsets = st.sampled_from(ONSETS)
    return onsets.flatmap(
        lambda onset: st.tuples(
            st.just(onset),
            st.sampled_from(
                sorted(
                    one
                    for one in RIMES | RIMES_AFTER_QU
                    if fits(onset, one) and not (onset == "gi" and one[0] in "i")
                )
            ),
            st.sampled_from(TONES),
        )
    )


@given(every_syllable())
def test_rules_and_their_inverse_agree(parts: tuple[str, str, str]) -> None:
    onset, rime, tone = parts
    word = with_tone(onset, rime, tone)
    assert is_syllable(word) == tone_fits(rime, tone)
    letters, tones = split_tones(word)
    assert letters == onset + rime and [one for _place, one in tones] == ([tone] if tone else [])
    if placing(word):
        assert placed(placed(word, "new"), "old") == word and is_syllable(placed(word, "new"))


@given(every_syllable(), st.integers(0, 6))
def test_a_tone_at_any_other_letter_is_wrong(parts: tuple[str, str, str], at: int) -> None:
    onset, rime, _tone = parts
    letters = onset + rime
    right = {with_tone(onset, rime, RISING), placed(with_tone(onset, rime, RISING), "new")}
    if at < len(letters) and letters[at] in "aăâeêioôơuưy" and not letters.startswith(("gi", "qu")):
        moved = letters[:at] + unicodedata.normalize("NFC", letters[at] + RISING) + letters[at + 1 :]
        assert is_syllable(moved) == (moved in right)


@pytest.mark.parametrize("tone", [one for one in TONES if one not in (RISING, HEAVY)])
def test_stops_have_two_tones_only(tone: str) -> None:
    stopped = [rime for rime in RIMES if rime.endswith(("c", "p", "t", "ch"))]
    assert stopped and not any(tone_fits(rime, tone) for rime in stopped)


@given(st.text(max_size=12))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(is_syllable(text.lower()), bool)
    assert all(is_syllable(part) for one in suggestions(text.lower()) for part in one.split())


def test_both_ways_to_place_a_tone_are_right_where_there_are_two() -> None:
    assert [placing(one) for one in ("hòa", "hoà", "thúy", "thuý", "khỏe", "khoẻ")] == ["old", "new"] * 3
    assert [placing(one) for one in ("quý", "toán", "hoa", "của", "già")] == [""] * 5
    assert placed("hoà", "old") == "hòa" and placed("thúy", "new") == "thuý" and placed("của", "new") == "của"
