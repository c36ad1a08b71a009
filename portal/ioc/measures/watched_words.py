"""The words of what is observed: (measure, unit, which way is better, label, meaning)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.ioc.warehouse.registry import BYTES, COUNT, DAYS, DOWN, MINUTES, NEITHER, UP

ANSWERING = (
    (
        "probes",
        COUNT,
        NEITHER,
        _l("Lần hỏi thử trang chủ"),
        _l("Năm phút một lần máy chủ tự mở trang chủ của cổng."),
    ),
    (
        "probes_answered",
        COUNT,
        UP,
        _l("Lần trang chủ mở được"),
        _l("Lần hỏi thử nhận được trang đầy đủ trong 5 giây."),
    ),
    (
        "probes_milliseconds",
        COUNT,
        DOWN,
        _l("Thời gian mở trang chủ"),
        _l("Cộng số mili giây của những lần hỏi thử mở được."),
    ),
)
QUEUES = (
    (
        "jobs_waiting",
        COUNT,
        DOWN,
        _l("Việc nền đang chờ"),
        _l("Việc nền đang chờ hoặc đang chạy lúc quan sát."),
    ),
    ("jobs_failed", COUNT, DOWN, _l("Việc nền bị lỗi"), _l("Việc nền đã dừng vì lỗi, chưa làm lại.")),
    ("mails_waiting", COUNT, DOWN, _l("Thư chờ gửi"), _l("Thư điện tử chưa gửi đi lúc quan sát.")),
    ("mails_failed", COUNT, DOWN, _l("Thư gửi không được"), _l("Thư điện tử đã thôi gửi vì lỗi.")),
    (
        "messages_waiting",
        COUNT,
        DOWN,
        _l("Tin nhắn cho công dân chờ gửi"),
        _l("Tin nhắn, thư cho công dân chưa gửi đi lúc quan sát."),
    ),
)
STORAGE = (
    (
        "bytes_stored",
        BYTES,
        NEITHER,
        _l("Dung lượng tệp"),
        _l("Cộng dung lượng tệp gốc trong kho tệp, giấy tờ hồ sơ và văn bản đến của cổng."),
    ),
    (
        "disk_free",
        BYTES,
        UP,
        _l("Ổ đĩa còn trống"),
        _l("Chỗ trống của ổ đĩa chứa thư mục dữ liệu của hệ thống."),
    ),
    ("disk_size", BYTES, NEITHER, _l("Dung lượng ổ đĩa"), _l("Dung lượng ổ đĩa chứa thư mục dữ liệu.")),
)
BACKUPS = (
    (
        "backups",
        COUNT,
        UP,
        _l("Bản sao lưu đang giữ"),
        _l("Số thư mục và tệp trong thư mục sao lưu (biến PORTAL_BACKUPS)."),
    ),
    (
        "backup_age",
        MINUTES,
        DOWN,
        _l("Tuổi bản sao lưu mới nhất"),
        _l("Thời gian từ lúc ghi bản sao lưu mới nhất đến lúc quan sát."),
    ),
    (
        "drill_age",
        DAYS,
        DOWN,
        _l("Tuổi lần diễn tập khôi phục đạt gần nhất"),
        _l("Số ngày từ lần khôi phục thử gần nhất có kết quả đạt đến lúc quan sát."),
    ),
)
CERTIFICATES = (
    (
        "certificate_days",
        DAYS,
        UP,
        _l("Số ngày đến khi chứng thư số hết hạn"),
        _l(
            "Tính theo chứng thư hết hạn sớm nhất trong các khóa ký của cổng và của người ký; "
            "khóa trong thiết bị không đọc được hạn."
        ),
    ),
    (
        "certificates",
        COUNT,
        NEITHER,
        _l("Khóa ký số"),
        _l("Số khóa ký của cổng và của người ký đặt trên máy chủ."),
    ),
)
