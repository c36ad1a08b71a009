"""Which days are off by law, with the source of each: the one table of holidays, and what was announced year by year.

The Labour Code names the days; which five days Tết has and which day beside the National Day is off is decided every
year (article 112, clause 3), as are swaps of working days. What was decided for a year stands in ANNOUNCED; other years
are proposed by rule. Tết and the Hùng Kings' day follow the Vietnamese lunar calendar (`lunar.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.workdays.lunar import lunar_days

LABOUR_CODE = "Bộ luật Lao động số 45/2019/QH14 (Điều 111, Điều 112)"

NEW_YEAR = "Tết Dương lịch"
TET = "Tết Nguyên đán"
HUNG_KINGS = "Giỗ Tổ Hùng Vương"
VICTORY = "Ngày Chiến thắng"
LABOUR = "Ngày Quốc tế lao động"
NATIONAL = "Quốc khánh"
CULTURE = "Ngày Văn hóa Việt Nam"


@dataclass(frozen=True)
class Announced:
    """What was decided for a year: the first day of the five of Tết, the day beside the National Day, swaps of working
    days (off, worked instead), and by which papers."""

    tet_from: date
    beside_national: date
    swaps: tuple[tuple[date, date], ...]
    sources: tuple[str, ...]


ANNOUNCED = {
    2024: Announced(
        date(2024, 2, 8),
        date(2024, 9, 3),
        ((date(2024, 4, 29), date(2024, 5, 4)),),
        ("Văn bản 8662/VPCP-KGVX ngày 03/11/2023", "Văn bản 2450/VPCP-KGVX ngày 12/4/2024"),
    ),
    2025: Announced(
        date(2025, 1, 27),
        date(2025, 9, 1),
        ((date(2025, 5, 2), date(2025, 4, 26)),),
        ("Văn bản 8726/VPCP-KGVX ngày 26/11/2024",),
    ),
    2026: Announced(
        date(2026, 2, 16),
        date(2026, 9, 1),
        ((date(2026, 1, 2), date(2026, 1, 10)), (date(2026, 8, 31), date(2026, 8, 22))),
        (
            "Văn bản 12729/VPCP-KGVX ngày 25/12/2025",
            "Thông báo của Bộ Nội vụ về nghỉ Tết Âm lịch, Quốc khánh năm 2026",
        ),
    ),
}


@dataclass(frozen=True)
class Doubtful:
    """A day that is off only if a rule has come into force by then: proposed to whoever confirms a year, not counted
    before."""

    day: date
    name: str
    source: str


CULTURE_SINCE = 2026
CULTURE_SOURCE = "Nghị quyết 80-NQ/TW của Bộ Chính trị; chỉ nghỉ khi Bộ luật Lao động đã sửa Điều 112"


def doubtful(year: int) -> list[Doubtful]:
    """Days of a year that may be off by rules that the law does not hold yet."""
    if year < CULTURE_SINCE:
        return []
    return [Doubtful(date(year, 11, 24), CULTURE, CULTURE_SOURCE)]


def sources(year: int) -> tuple[str, ...]:
    """The papers that the proposal for a year follows."""
    return (LABOUR_CODE, *(ANNOUNCED[year].sources if year in ANNOUNCED else ()))


def named_days(year: int) -> list[tuple[date, str]]:
    """Holidays of one day with a fixed date by the solar or lunar calendar."""
    lunar = lunar_days(year)
    return [
        (date(year, 1, 1), NEW_YEAR),
        *([(lunar[1], HUNG_KINGS)] if lunar else []),
        (date(year, 4, 30), VICTORY),
        (date(year, 5, 1), LABOUR),
        (date(year, 9, 2), NATIONAL),
    ]
