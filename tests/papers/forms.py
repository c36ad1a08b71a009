"""Papers as people bring them, filled in at random: for measuring what is told of a text. Nobody in "
"them exists."""

from __future__ import annotations

import random
from dataclasses import dataclass

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thị", "Văn", "Thị Thu", "Hoàng", "Đình", "Thị Ngọc", "Quang", "Minh")
GIVEN = ("Hạnh", "Hải", "Tâm", "Phúc", "Lan", "Hùng", "Quỳnh", "Tuấn", "Như", "Đức", "Yến", "Khải")


@dataclass(frozen=True)
class Form:
    """A paper: its kind, its text, and what it says."""

    kind: str
    text: str
    fields: dict[str, str]


def form(kind: str, seed: int) -> Form:
    """A paper of a kind, the same for the same seed."""
    chosen = random.Random(f"{kind} {seed}")
    name, other, third = (_name(chosen) for _ in range(3))
    century, year, rest = chosen.choice("0123"), chosen.randrange(100), chosen.randrange(10**6)
    identity = f"0{chosen.choice((48, 49, 51))}{century}{year:02}{rest:06}"
    days = [(chosen.randint(1, 28), chosen.randint(1, 12), chosen.randint(1970, 2025)) for _ in range(3)]
    said = {
        "name": name,
        "upper": name.upper(),
        "other": other,
        "third": third,
        "id": identity,
        "born": _slashes(days[0]),
        "issued": _in_words(days[1]),
        "until": _slashes(days[2]),
        "number": f"{chosen.randint(1, 400)}/{chosen.randint(2015, 2025)}",
    }
    text, fields = TEXTS[kind]
    values = {
        "identity": identity,
        "full_name": name,
        "born_on": _iso(days[0]),
        "issued_on": _iso(days[1]),
        "valid_until": _iso(days[2]),
        "number": said["number"],
    }
    return Form(kind, text.format(**said), {one: values[one] for one in fields.split()})


def _name(chosen: random.Random) -> str:
    return f"{chosen.choice(FAMILY)} {chosen.choice(MIDDLE)} {chosen.choice(GIVEN)}"


def _slashes(day: tuple[int, int, int]) -> str:
    return f"{day[0]:02}/{day[1]:02}/{day[2]}"


def _in_words(day: tuple[int, int, int]) -> str:
    return f"ngày {day[0]:02} tháng {day[1]:02} năm {day[2]}"


def _iso(day: tuple[int, int, int]) -> str:
    return f"{day[2]:04}-{day[1]:02}-{day[0]:02}"


_SIGNED = "\n\nTam Hải, {issued}\nNGƯỜI KÝ\n"
TEXTS: dict[str, tuple[str, str]] = {
    "giay-khai-sinh": (
        HEAD + "GIẤY KHAI SINH\nSố: {number}\n\nHọ, chữ đệm, tên: {upper}\nNgày, tháng, năm sinh: "
        "{born}\nGiới tính: Nữ "
        "Dân tộc: Kinh Quốc tịch: Việt Nam\nNơi sinh: Trung tâm Y tế huyện Núi Thành\nQuê quán: xã Tam "
        "Hải\nSố định danh cá "
        "nhân: {id}\nHọ, chữ đệm, tên người mẹ: {other}\nHọ, chữ đệm, tên người cha: {third}\nNơi đăng "
        "ký khai sinh: Ủy ban "
        "nhân dân xã Tam Hải" + _SIGNED,
        "identity full_name born_on issued_on number",
    ),
    "giay-chung-sinh": (
        "TRUNG TÂM Y TẾ HUYỆN NÚI THÀNH\n"
        + HEAD
        + "GIẤY CHỨNG SINH\n\nHọ và tên mẹ/người nuôi dưỡng: {other}\nĐã sinh con vào "
        "lúc 08 giờ 15 phút, ngày {born}\nTại: Trung tâm Y tế huyện Núi Thành\nSố lần sinh: 1 Số con "
        "hiện sống: 1\nGiới tính: "
        "Nữ Cân nặng: 3200 gam\nDự định đặt tên con là: {name}\nNgười đỡ đẻ: {third}" + _SIGNED,
        "issued_on",
    ),
    "can-cuoc": (
        HEAD + "CĂN CƯỚC CÔNG DÂN\nCitizen Identity Card\nSố / No.: {id}\nHọ và tên / Full "
        "name:\n{upper}\nNgày sinh / Date of "
        "birth: {born}\nGiới tính / Sex: Nam Quốc tịch / Nationality: Việt Nam\nQuê quán / Place of "
        "origin: Tam Hải, Núi Thành\n"
        "Nơi thường trú / Place of residence: thôn Thuận An\nCó giá trị đến / Date of expiry: {until}\n",
        "identity full_name born_on valid_until",
    ),
    "trich-luc-khai-sinh": (
        "ỦY BAN NHÂN DÂN XÃ TAM HẢI\n"
        + HEAD
        + "TRÍCH LỤC KHAI SINH\n(Bản sao)\nSố: {number}\n\nHọ, chữ đệm, tên: {upper}\nNgày, "
        "tháng, năm sinh: {born}\nSố định danh cá nhân: {id}\nHọ, chữ đệm, tên người mẹ: {other}\nĐăng "
        "ký khai sinh tại: Ủy ban "
        "nhân dân xã Tam Hải" + _SIGNED,
        "identity full_name born_on issued_on number",
    ),
    "trich-luc-ket-hon": (
        "ỦY BAN NHÂN DÂN XÃ TAM HẢI\n"
        + HEAD
        + "TRÍCH LỤC KẾT HÔN\n(Bản sao)\nSố: {number}\n\nHọ, chữ đệm, tên vợ: {other}\nHọ, "
        "chữ đệm, tên chồng: {third}\nĐăng ký kết hôn tại: Ủy ban nhân dân xã Tam Hải" + _SIGNED,
        "issued_on number",
    ),
    "trich-luc-khai-tu": (
        "ỦY BAN NHÂN DÂN XÃ TAM HẢI\n"
        + HEAD
        + "TRÍCH LỤC KHAI TỬ\n(Bản sao)\nSố: {number}\n\nHọ, chữ đệm, tên: {upper}\nSố định "
        "danh cá nhân: {id}\nĐã chết vào lúc 10 giờ ngày {born}\nNguyên nhân chết: bệnh già\nĐăng ký "
        "khai tử tại: Ủy ban nhân dân "
        "xã Tam Hải" + _SIGNED,
        "identity full_name issued_on number",
    ),
    "giay-bao-tu": (
        "TRUNG TÂM Y TẾ HUYỆN NÚI THÀNH\n"
        + HEAD
        + "GIẤY BÁO TỬ\n\nHọ và tên: {upper}\nSố định danh cá nhân: {id}\nĐã chết vào lúc 10 "
        "giờ ngày {born}\nNơi chết: tại nhà\nNguyên nhân chết: bệnh tim" + _SIGNED,
        "identity full_name issued_on",
    ),
    "giay-chung-nhan-ket-hon": (
        HEAD + "GIẤY CHỨNG NHẬN KẾT HÔN\nSố: {number}\n\nHọ, chữ đệm, tên vợ: {other}\nHọ, chữ đệm, tên "
        "chồng: {third}\nSố định "
        "danh cá nhân: {id}\nNơi đăng ký kết hôn: Ủy ban nhân dân xã Tam Hải" + _SIGNED,
        "identity issued_on number",
    ),
    "xac-nhan-hon-nhan": (
        "ỦY BAN NHÂN DÂN XÃ TAM HẢI\nSố: {number}\n"
        + HEAD
        + "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN\n\nXác nhận:\nHọ, chữ đệm, tên: "
        "{upper}\nNgày, tháng, năm sinh: {born}\nSố định danh cá nhân: {id}\nNơi cư trú: xã Tam "
        "Hải\nTình trạng hôn nhân: chưa đăng "
        "ký kết hôn với ai\nGiấy này được sử dụng để đăng ký kết hôn." + _SIGNED,
        "identity full_name born_on issued_on number",
    ),
    "giay-chung-nhan-dat": (
        HEAD + "GIẤY CHỨNG NHẬN\nQUYỀN SỬ DỤNG ĐẤT\nQUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI "
        "ĐẤT\n\nÔng: {name}, CCCD số: "
        "{id}\nThửa đất số: 125 Tờ bản đồ số: 14\nDiện tích: 320 m2\nMục đích sử dụng: đất ở tại nông "
        "thôn\nNguồn gốc sử dụng: Nhà "
        "nước công nhận\nSố vào sổ cấp GCN: CH01234" + _SIGNED,
        "identity issued_on",
    ),
    "xac-nhan-cu-tru": (
        "CÔNG AN XÃ TAM HẢI\n"
        + HEAD
        + "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ\n\nHọ, chữ đệm và tên: {upper}\nNgày, tháng, năm sinh: {born}\n"
        "Số định danh cá nhân: {id}\nNơi thường trú: thôn Thuận An\nNơi ở hiện tại: thôn Thuận An\nQuan "
        "hệ với chủ hộ: vợ" + _SIGNED,
        "identity full_name born_on issued_on",
    ),
    "giay-xac-nhan-khuyet-tat": (
        "ỦY BAN NHÂN DÂN XÃ TAM HẢI\n"
        + HEAD
        + "GIẤY XÁC NHẬN KHUYẾT TẬT\n\nHọ và tên: {upper}\nSinh ngày: {born}\nSố định danh cá "
        "nhân: {id}\nDạng khuyết tật: vận động\nMức độ khuyết tật: nặng" + _SIGNED,
        "identity full_name born_on issued_on",
    ),
    "giay-uy-quyen": (
        HEAD + "GIẤY ỦY QUYỀN\n\nBên ủy quyền: {other}\nSố định danh cá nhân: {id}\nBên nhận ủy quyền: "
        "{third}\nNội dung: nộp hồ sơ "
        "đăng ký khai sinh" + _SIGNED,
        "identity issued_on",
    ),
    "to-khai": (
        HEAD + "TỜ KHAI ĐĂNG KÝ KHAI SINH\nKính gửi: Ủy ban nhân dân xã Tam Hải\n\nHọ, chữ đệm, tên người "
        "yêu cầu: {other}\nSố định "
        "danh cá nhân: {id}\nTôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật."
        + _SIGNED,
        "identity issued_on",
    ),
}
OTHERS = (
    "Biên bản họp thôn\nThành phần gồm có các hộ dân. Nội dung: nạo vét kênh mương, mỗi hộ mang theo "
    "giấy khai sinh của con.",
    "Hóa đơn tiền điện tháng 10 năm 2026. Số tiền: 325.000 đồng. Mã khách hàng PC05II0123456.",
    "Kính mời bà con dự lễ hội cầu ngư tại bãi biển Tam Hải, có trò chơi dân gian và bán cơm gà.",
    "",
)
