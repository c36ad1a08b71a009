"""The 29 kinds of administrative documents and how they are numbered (Nghị định 30/2020/NĐ-CP, Phụ lục III)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTER = "cong-van"


@dataclass(frozen=True)
class Kind:
    """A kind: its name in addresses, in Vietnamese, and the letters that stand for it in a number ("" for none)."""

    slug: str
    name: str
    letters: str

    @property
    def title(self) -> str:
        """What stands above the subject: the kind in capitals; "" for an official letter, which has no title."""
        return "" if self.slug == LETTER else self.name.removesuffix(" (cá biệt)").upper()


KINDS: tuple[Kind, ...] = (
    Kind("nghi-quyet", "Nghị quyết (cá biệt)", "NQ"),
    Kind("quyet-dinh", "Quyết định (cá biệt)", "QĐ"),
    Kind("chi-thi", "Chỉ thị", "CT"),
    Kind("quy-che", "Quy chế", "QC"),
    Kind("quy-dinh", "Quy định", "QyĐ"),
    Kind("thong-cao", "Thông cáo", "TC"),
    Kind("thong-bao", "Thông báo", "TB"),
    Kind("huong-dan", "Hướng dẫn", "HD"),
    Kind("chuong-trinh", "Chương trình", "CTr"),
    Kind("ke-hoach", "Kế hoạch", "KH"),
    Kind("phuong-an", "Phương án", "PA"),
    Kind("de-an", "Đề án", "ĐA"),
    Kind("du-an", "Dự án", "DA"),
    Kind("bao-cao", "Báo cáo", "BC"),
    Kind("bien-ban", "Biên bản", "BB"),
    Kind("to-trinh", "Tờ trình", "TTr"),
    Kind("hop-dong", "Hợp đồng", "HĐ"),
    Kind(LETTER, "Công văn", ""),
    Kind("cong-dien", "Công điện", "CĐ"),
    Kind("ban-ghi-nho", "Bản ghi nhớ", "BGN"),
    Kind("ban-thoa-thuan", "Bản thỏa thuận", "BTT"),
    Kind("giay-uy-quyen", "Giấy ủy quyền", "GUQ"),
    Kind("giay-moi", "Giấy mời", "GM"),
    Kind("giay-gioi-thieu", "Giấy giới thiệu", "GGT"),
    Kind("giay-nghi-phep", "Giấy nghỉ phép", "GNP"),
    Kind("phieu-gui", "Phiếu gửi", "PG"),
    Kind("phieu-chuyen", "Phiếu chuyển", "PC"),
    Kind("phieu-bao", "Phiếu báo", "PB"),
    Kind("thu-cong", "Thư công", ""),
)
BY_SLUG = {one.slug: one for one in KINDS}
_NUMBER = re.compile(r"\s*(\d{1,6})([a-zđ]?)\s*/\s*(\S.{0,58}\S)\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number as it is written: the figure, and what follows the stroke ("QĐ-UBND")."""

    figure: str
    letters: str

    def __str__(self) -> str:
        return f"{self.figure}/{self.letters}"


def letters_of(kind: Kind, agency: str, drafted_by: str = "") -> str:
    """What follows the stroke: "QĐ-UBND"; an official letter names its agency, then who drafted it: "UBND-VP"
    (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II, mục 3). A public letter ("thư công") is written like one."""
    if kind.letters:
        return f"{kind.letters}-{agency}"
    return f"{agency}-{drafted_by}" if drafted_by else agency


def figure_of(number: int) -> str:
    """The figure of a number: below ten with a nought before it (Phụ lục I, Phần II, mục 3, điểm a)."""
    return f"{number:02d}"


def read_number(text: str) -> Number | None:
    """A number that came from elsewhere ("45a/KH - UBND"), with its letters as they should stand; None for none."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    return Number(f"{found[1]}{found[2]}", re.sub(r"\s*([-/])\s*", r"\1", found[3]))
