"""What citizens are warned of, how urgent it is, and the words that a warning begins with in a hurry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

INFORMATION, WARNING, EMERGENCY = 1, 2, 3
LEVELS: dict[int, Any] = {
    EMERGENCY: _l("Khẩn cấp"),
    WARNING: _l("Cảnh báo"),
    INFORMATION: _l("Thông tin"),
}


@dataclass(frozen=True)
class Hazard:
    """A kind of danger: `advice`, what people should do, is the text to begin with; it holds for `hours`."""

    code: str
    name: Any
    advice: str
    hours: int = 24


HAZARDS = (
    Hazard(
        "bao",
        _l("Bão, áp thấp nhiệt đới"),
        "- Chằng chống nhà cửa, cắt tỉa cây lớn gần nhà; không ra ngoài khi gió mạnh.\n"
        "- Tàu thuyền không ra khơi; tàu đang trên biển vào nơi trú ẩn gần nhất, giữ liên lạc với đồn biên phòng.\n"
        "- Chuẩn bị đèn pin, nước uống, lương thực, thuốc men cho ít nhất 3 ngày; sạc đầy điện thoại.\n"
        "- Sơ tán ngay khi có yêu cầu của chính quyền.",
        48,
    ),
    Hazard(
        "lu-lut",
        _l("Lũ, ngập lụt"),
        "- Đưa người già, trẻ em, gia súc và tài sản lên nơi cao.\n"
        "- Không đi qua ngầm, tràn, đường ngập, nơi nước chảy xiết; không vớt củi trên sông.\n"
        "- Ngắt cầu dao điện khi nước vào nhà.\n"
        "- Sơ tán ngay khi có yêu cầu của chính quyền.",
    ),
    Hazard(
        "sat-lo",
        _l("Sạt lở đất, lũ quét"),
        "- Rời ngay nhà ở sườn đồi, ven suối khi thấy vết nứt, cây nghiêng, nước suối đục hoặc nghe tiếng động lạ.\n"
        "- Không qua lại đoạn đường đang sạt lở hoặc có biển cấm.\n"
        "- Báo thôn, xã nơi có dấu hiệu sạt lở.",
    ),
    Hazard(
        "duoi-nuoc",
        _l("Đuối nước"),
        "- Không để trẻ em tắm sông, tắm biển, chơi gần ao hồ khi không có người lớn.\n"
        "- Không tắm ở nơi có biển cấm, nơi có dòng chảy xa bờ.\n"
        "- Thấy người đuối nước: gọi người hỗ trợ, ném phao, dây, sào; không nhảy xuống cứu nếu không biết cứu đuối.",
    ),
    Hazard(
        "chay",
        _l("Cháy, cháy rừng"),
        "- Báo cháy ngay theo số 114.\n"
        "- Không đốt thực bì, rác, vàng mã ngoài trời khi nắng nóng, gió lớn.\n"
        "- Kiểm tra bếp, bình gas, thiết bị điện trước khi ra khỏi nhà.",
    ),
    Hazard(
        "lua-dao",
        _l("Lừa đảo"),
        "- Không chuyển tiền, không đọc mã OTP, không bấm liên kết lạ theo lời người gọi điện, nhắn tin.\n"
        "- Cơ quan nhà nước không yêu cầu chuyển tiền qua điện thoại hay tin nhắn.\n"
        "- Nghi bị lừa: dừng giao dịch, báo ngân hàng và công an xã gần nhất.",
        72,
    ),
    Hazard(
        "dich-benh",
        _l("Dịch bệnh"),
        "- Theo dõi sức khỏe; có dấu hiệu bất thường thì báo trạm y tế.\n"
        "- Rửa tay bằng xà phòng, ăn chín, uống sôi; diệt lăng quăng, phát quang quanh nhà.\n"
        "- Không giết mổ, mua bán gia súc, gia cầm bệnh, chết.",
        72,
    ),
    Hazard("khac", _l("Khác"), ""),
)
BY_CODE = {one.code: one for one in HAZARDS}
