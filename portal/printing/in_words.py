"""Numbers, money and days in Vietnamese words, as certificates and receipts write them.

Of two correct readings the one that official papers use: "linh" (not "lẻ") for an empty ten, "nghìn" (not "ngàn"), "tư"
after tens from two on ("hai mươi tư"), "bốn" otherwise ("mười bốn", "linh bốn"), "tháng tư".
"""

from __future__ import annotations

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
MOST = 10**18
"""Numbers from here on have no words that everybody agrees on."""


def number_in_words(number: int) -> str:
    """A whole number: 21 → "hai mươi mốt", 105 → "một trăm linh năm", 1_000_005 → "một triệu không trăm linh năm".

    Raises ValueError for numbers of 10^18 or more, either side of zero.
    """
    if abs(number) >= MOST:
        raise ValueError("Số quá lớn để viết bằng chữ")
    if number < 0:
        return f"âm {number_in_words(-number)}"
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    if not billions:
        return _below_billion(rest, leads=True)
    words = f"{number_in_words(billions)} tỷ"
    return f"{words} {_below_billion(rest, leads=False)}" if rest else words


def _below_billion(number: int, *, leads: bool) -> str:
    """1 to 999,999,999; unless it `leads`, its first group says its empty hundreds."""
    words: list[str] = []
    for place in (2, 1, 0):
        group = number // 1000**place % 1000
        if group:
            words += [_group(group, is_first=leads and not words), _SCALES[place]]
    return " ".join(word for word in words if word)


def _group(number: int, *, is_first: bool) -> str:
    """Three digits, not all zero; of a later group empty hundreds are said."""
    hundreds, rest = divmod(number, 100)
    words = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    tens, ones = divmod(rest, 10)
    if tens == 0:
        if ones:
            words += ["linh", _DIGITS[ones]] if words else [_DIGITS[ones]]
    elif tens == 1:
        words += ["mười", *_ones(ones, after_many=False)]
    else:
        words += [_DIGITS[tens], "mươi", *_ones(ones, after_many=True)]
    return " ".join(words)


def _ones(digit: int, *, after_many: bool) -> list[str]:
    if digit == 0:
        return []
    if digit == 5:
        return ["lăm"]
    if after_many and digit in (1, 4):
        return ["mốt" if digit == 1 else "tư"]
    return [_DIGITS[digit]]


def money_in_words(dong: int) -> str:
    """An amount in đồng, with a capital: 1_500_000 → "Một triệu năm trăm nghìn đồng". Raises ValueError as above."""
    words = f"{number_in_words(dong)} đồng"
    return words[0].upper() + words[1:]


def day_in_words(day: date) -> str:
    """A day: 2026-04-05 → "Ngày năm, tháng tư, năm hai nghìn không trăm hai mươi sáu" (certificates write
    the day of birth so: Circular 04/2020/TT-BTP)."""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"Ngày {number_in_words(day.day)}, tháng {month}, năm {number_in_words(day.year)}"


def money_in_digits(dong: int) -> str:
    """An amount with dots between thousands: 1_500_000 → "1.500.000"."""
    return f"{dong:,}".replace(",", ".")
