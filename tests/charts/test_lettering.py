"""Labels never lie upon each other, and letters are not wider than was reckoned."""

from __future__ import annotations

from itertools import pairwise

from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from portal.charts.lettering import broken, shortened, spread, thinned, width_of
from portal.printing.fonts import FOLDER

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY0123456789 .,:;-–/()%…"
    "ấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵẤẦẨẪẬẮẰẲẴẶẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰjfwzJFWZ"
)
texts = st.text(st.sampled_from(LETTERS), max_size=40)


def test_no_letter_of_the_typeface_is_wider_than_reckoned() -> None:
    for name in ("BeVietnamPro-Regular", "BeVietnamPro-SemiBold"):
        font = TTFont(FOLDER / f"{name}.ttf", lazy=True)
        letters, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        for letter in LETTERS:
            assert widths[letters[ord(letter)]][0] / em <= width_of(letter, 1) + 1e-9, letter
        whole = "Tỷ lệ hồ sơ giải quyết đúng hạn của 17 xã, thị trấn năm 2026"
        real = sum(widths[letters[ord(one)]][0] for one in whole) / em
        assert width_of(whole, 1) <= real * 1.15  # reckoned too wide, labels would be thinned without need


@given(st.lists(texts, min_size=1, max_size=40), st.floats(100, 800))
def test_labels_along_an_axis_keep_apart_and_within(labels: list[str], width: float) -> None:
    labels = [shortened(one, width / 2) for one in labels]
    places = [width * (at + 0.5) / len(labels) for at in range(len(labels))]
    found = thinned(labels, places, 0, width)
    ends = [(x - width_of(labels[at]) / 2, x + width_of(labels[at]) / 2) for at, x in found.items()]
    assert all(one[1] < other[0] for one, other in pairwise(ends))
    assert all(one[0] >= -1e-6 and one[1] <= width + 1e-6 for one in ends)
    if labels[-1]:
        assert len(labels) - 1 in found


@given(texts, st.floats(20, 300))
def test_what_is_shortened_fits(text: str, room: float) -> None:
    cut = shortened(text, room)
    assert width_of(cut) <= room or len(cut) <= 2
    assert cut == text or cut.endswith("…")
    lines = broken(text, room)
    assert len(lines) <= 2
    assert all(width_of(one) <= room or len(one) <= 2 for one in lines)


def test_a_name_is_broken_between_words() -> None:
    assert broken("Tam Mỹ Đông", 60) == ("Tam Mỹ", "Đông")
    assert broken("Tam Hải", 90) == ("Tam Hải",)
    assert broken("", 90) == ()


@given(st.lists(st.floats(0, 200), max_size=8))
def test_labels_below_each_other_keep_their_order_and_apart(places: list[float]) -> None:
    found = spread(places, 13, 0, 200)
    assert all(-1e-6 <= one <= 200 + 1e-6 for one in found)
    assert all(after - before >= 13 - 1e-6 for before, after in pairwise(sorted(found)))
    for one, at in zip(places, found, strict=True):
        for other, there in zip(places, found, strict=True):
            assert not (one < other and at > there)
