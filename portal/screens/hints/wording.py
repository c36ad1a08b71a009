"""What is said of a hint: what it is and why, in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.language.hint import ACCESS, READING, SPELLING, TIDY, Hint

GROUPS = {
    SPELLING: _l("Chính tả"),
    ACCESS: _l("Cho người không nhìn thấy trang"),
    READING: _l("Dễ đọc"),
    TIDY: _l("Trình bày"),
}

_SAYINGS: dict[str, Callable[[Hint], str]] = {
    "syllable": lambda _hint: _("Không phải âm tiết tiếng Việt viết đúng."),
    "tone": lambda _hint: _("Dấu thanh đặt sai chỗ."),
    "keys": lambda _hint: _("Còn sót phím gõ dấu (Telex, VNI)."),
    "twice": lambda _hint: _("Từ viết lặp hai lần."),
    "slip": lambda _hint: _("Hay viết nhầm."),
    "mixed_tones": lambda hint: _(
        "Bài dùng cả hai lối đặt dấu (hòa, hoà); lối này ít hơn, %(count)s chỗ. Nên theo một lối.",
        count=hint.count,
    ),
    "unseen": lambda hint: _(
        "Ký tự ẩn chen trong chữ, %(count)s chỗ: tìm kiếm và đọc thành tiếng sẽ sai.", count=hint.count
    ),
    "decomposed": lambda hint: _(
        "Chữ và dấu là hai ký tự rời (Unicode tổ hợp), %(count)s chỗ: nên dùng Unicode dựng sẵn.",
        count=hint.count,
    ),
    "look_alike": lambda _hint: _("Có chữ cái của bảng chữ khác, trông giống chữ Việt: tìm sẽ không ra."),
    "tcvn3": lambda hint: _(
        "Chữ theo bảng mã cũ TCVN3 (phông .VnTime), %(count)s từ: hãy chuyển sang Unicode.", count=hint.count
    ),
    "long_sentence": lambda hint: _(
        "Câu dài %(count)s tiếng, đọc một hơi khó hiểu: nên tách thành vài câu.", count=hint.count
    ),
    "long_paragraph": lambda hint: _(
        "Đoạn dài %(count)s tiếng: trên điện thoại là hơn một màn hình. Nên tách đoạn hoặc dùng danh sách.",
        count=hint.count,
    ),
    "capitals": lambda _hint: _("Viết hoa cả dòng khó đọc, trình đọc màn hình có khi đọc từng chữ cái."),
    "dates": lambda hint: _(
        "Ngày tháng viết không cùng một kiểu, %(count)s chỗ khác. Ngày dưới 10, tháng 1 và 2 có số 0 ở trước.",
        count=hint.count,
    ),
    "spaces": lambda hint: _("Thừa dấu cách, %(count)s chỗ.", count=hint.count),
    "space_before": lambda _hint: _("Thừa dấu cách trước dấu câu."),
    "space_after": lambda _hint: _("Thiếu dấu cách sau dấu câu."),
    "empty_heading": lambda _hint: _("Tiêu đề trống: người nghe trang sẽ gặp một mục không tên."),
    "heading_jump": lambda hint: _(
        "Tiêu đề nhảy bậc: chỗ này nên là tiêu đề cấp %(count)s (H%(count)s), để mục lục không đứt đoạn.",
        count=hint.count,
    ),
    "no_description": lambda _hint: _(
        "Ảnh chưa có mô tả: người không nhìn thấy sẽ không biết ảnh gì. Ảnh chỉ để trang trí thì đánh dấu là trang trí."
    ),
    "file_name_description": lambda _hint: _("Mô tả ảnh là tên tệp: hãy tả những gì thấy trong ảnh."),
    "vague_link": lambda _hint: _(
        "Chữ của liên kết không nói dẫn đến đâu: nghe riêng liên kết này thì không hiểu. Hãy ghi tên trang hay tên tệp."
    ),
    "address_link": lambda _hint: _("Liên kết hiện cả địa chỉ: hãy thay bằng tên trang."),
    "no_table_header": lambda _hint: _(
        "Bảng không có hàng tiêu đề: người nghe không biết mỗi ô thuộc cột nào."
    ),
}


def said_of(hint: Hint) -> str:
    """The sentence on a hint."""
    return _SAYINGS[hint.code](hint)
