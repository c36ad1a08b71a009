"""Made-up people of Vietnamese form: names, numbers, telephones, addresses. None is anybody's on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.dossiers.submissions import Applicant

_FAMILIES = "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Huỳnh Võ Võ Phan Đặng Bùi Đỗ Hồ Ngô Dương Châu Ung"
_MIDDLE_MEN = "Văn Hữu Đức Công Quốc Minh Thanh Ngọc Xuân Đình Tấn Gia"
_MIDDLE_WOMEN = "Thị Thị Thị Thị Thu Ngọc Thanh Kim Bích Hồng Mỹ Diệu"
_MEN = (
    "An Bảo Bình Chiến Cường Dũng Đạt Hải Hiếu Hùng Huy Khánh Lâm Long Lộc Nam Nghĩa Nhân Phong Phúc Quân Quang "
    "Sơn Tài Tâm Thắng Thành Thịnh Tiến Toàn Trung Tuấn Tùng Việt Vinh Vũ"
)
_WOMEN = (
    "Anh Ánh Chi Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Hương Lan Liên Linh Loan Mai Nga Ngân Nhung Oanh "
    "Phượng Quyên Sương Tâm Thảo Thúy Thủy Trang Trâm Tuyết Vân Vy Xuân Yến"
)
_HAMLETS = 8
_PHONES = ("032", "035", "070", "077", "086", "090", "091", "093", "096", "098")
PROVINCE = "049"  # the number of the province in identity numbers (Circular 59/2021/TT-BCA): Quảng Nam
_FAMILY_POOL, _MEN_POOL, _WOMEN_POOL = _FAMILIES.split(), _MEN.split(), _WOMEN.split()
_MIDDLE_MEN_POOL, _MIDDLE_WOMEN_POOL = _MIDDLE_MEN.split(), _MIDDLE_WOMEN.split()


@dataclass(frozen=True)
class Made:
    """A made-up person; `citizen_id` where they have an account, `is_known` where VNeID vouches for them."""

    applicant: Applicant
    commune: str
    province: str
    citizen_id: int | None = None
    is_known: bool = False


def name(chance: Random, *, woman: bool | None = None) -> str:
    """A whole name."""
    is_woman = chance.random() < 0.5 if woman is None else woman
    middle = chance.choice(_MIDDLE_WOMEN_POOL if is_woman else _MIDDLE_MEN_POOL)
    return f"{chance.choice(_FAMILY_POOL)} {middle} {chance.choice(_WOMEN_POOL if is_woman else _MEN_POOL)}"


def identity(chance: Random, born: date, *, woman: bool) -> str:
    """Twelve digits: province, sex and century, year of birth, six more."""
    sex = (born.year // 100 - 19) * 2 + woman
    return f"{PROVINCE}{sex}{born.year % 100:02d}{chance.randrange(1_000_000):06d}"


def phone(chance: Random) -> str:
    """A mobile number."""
    return f"{chance.choice(_PHONES)}{chance.randrange(10_000_000):07d}"


def person(chance: Random, commune: str, province: str, on: date) -> Made:
    """Somebody grown up of a commune."""
    woman = chance.random() < 0.5
    born = on - timedelta(days=chance.randrange(18 * 366, 78 * 365))
    applicant = Applicant(
        name(chance, woman=woman),
        identity(chance, born, woman=woman),
        born.isoformat(),
        phone(chance),
        "",
        f"Thôn {chance.randrange(1, _HAMLETS + 1)}, {commune}, {province}",
    )
    return Made(applicant, commune, province)
