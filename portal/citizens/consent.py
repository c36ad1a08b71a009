"""What a citizen agrees to before an account holds anything: the version in force (Law 91/2025/QH15, article 9).

A new version is a new agreement: who agreed to an older one is asked again at the next sign-in.
"""

from __future__ import annotations

from flask_babel import gettext as _

VERSION = "2026-12"


def sentences() -> list[str]:
    """The agreement, sentence by sentence: what is kept, what for, who sees it, how long, what one may do."""
    return [
        _(
            "Cổng giữ thông tin ông/bà cung cấp: thư điện tử hoặc số điện thoại, họ tên, số định danh cá nhân, "
            "ngày sinh, nơi ở, để nhận, giải quyết hồ sơ của ông/bà và báo tin cho ông/bà."
        ),
        _(
            "Chỉ cán bộ được giao giải quyết hồ sơ mới xem được. Mỗi lần xem đều được ghi lại và ông/bà xem được ai đã "
            "xem. Thông tin không được công khai, không dùng vào việc khác."
        ),
        _(
            "Thông tin được mã hóa khi lưu. Tài khoản không dùng trong 24 tháng thì được xóa. Hồ sơ đã nộp được giữ "
            "theo thời hạn lưu trữ của từng thủ tục."
        ),
        _(
            "Ông/bà có thể xem, tải về, sửa thông tin của mình, rút lại đồng ý hoặc đóng tài khoản bất cứ lúc nào "
            "trong mục Dữ liệu của tôi."
        ),
    ]
