"""Why a package is not taken. Each reason has a code that stays, for registers and for the other side."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

TOO_LARGE, NOT_XML, NOT_SIGNED, UNKNOWN_SENDER = "too_large", "not_xml", "not_signed", "unknown_sender"
ALTERED, EXPIRED, NOT_YET_VALID, REVOKED = "altered", "expired", "not_yet_valid", "revoked"
STRUCTURE, ATTACHMENT, WRONG_RECIPIENT, OTHER_CONTENT = (
    "structure",
    "attachment",
    "wrong_recipient",
    "other_content",
)
NOT_OPEN, UNKNOWN_DOCUMENT = "not_open", "unknown_document"

REASONS: dict[str, Any] = {
    TOO_LARGE: _l("Gói tin lớn hơn mức cho phép."),
    NOT_XML: _l("Gói tin không phải XML hợp lệ, hoặc có khai báo DTD."),
    NOT_SIGNED: _l("Gói tin không có chữ ký số đúng chỗ."),
    UNKNOWN_SENDER: _l("Cơ quan gửi chưa được đăng ký trao đổi văn bản với nơi này."),
    ALTERED: _l("Chữ ký số không khớp: gói tin đã bị thay đổi hoặc không do cơ quan gửi ký."),
    EXPIRED: _l("Chứng thư số của cơ quan gửi đã hết hạn."),
    NOT_YET_VALID: _l("Chứng thư số của cơ quan gửi chưa có hiệu lực."),
    REVOKED: _l("Chứng thư số của cơ quan gửi đã bị thu hồi."),
    STRUCTURE: _l("Gói tin không đúng cấu trúc QCVN 102:2016."),
    ATTACHMENT: _l("Tệp kèm theo không khớp danh mục hoặc mã băm."),
    WRONG_RECIPIENT: _l("Gói tin không gửi cho cơ quan này."),
    OTHER_CONTENT: _l("Gói tin trùng số với gói đã nhận nhưng nội dung khác."),
    NOT_OPEN: _l("Chỉ trao đổi văn bản không mật trên hệ thống này."),
    UNKNOWN_DOCUMENT: _l("Không tìm thấy văn bản mà gói tin nói đến."),
}


class NotTaken(ValueError):
    """A package is refused; `code` is the reason, `detail` what exactly, for who looks into it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail

    @property
    def reason(self) -> str:
        """The reason in words."""
        return str(REASONS[self.code])
