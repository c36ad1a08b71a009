"""All figures of the pages, by key: whoever adds one adds it to a page in `plan`, too."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.ioc.pages.figures import (
    CLOCK_DAYS,
    GIGABYTES,
    HOURS,
    MARK,
    MILLION,
    MILLISECONDS,
    POINTS,
    SHARE,
    WHOLE_DAYS,
    WORK_DAYS,
    Figure,
    Link,
)
from portal.ioc.warehouse.registry import DOWN, UP

_NEWS = Link(_l("Tin bài"), "/quan-tri/tin-tuc/", "content.read")
_LEGAL = Link(_l("Văn bản"), "/quan-tri/van-ban/", "content.read")
_READING = Link(_l("Lượt xem"), "/quan-tri/luot-xem/", "content.read")
_EMPTY = Link(_l("Câu tìm không thấy"), "/quan-tri/tim-kiem/khong-thay", "content.read")
_SECTIONS = Link(_l("Mục bắt buộc"), "/quan-tri/nghi-dinh-42/", "content.read")
_RESULTS = Link(_l("Kết quả phục vụ"), "/quan-tri/ket-qua-phuc-vu/", "dossier.oversee")
_DOSSIERS = Link(_l("Hồ sơ"), "/quan-tri/mot-cua/?xem=tat-ca", "dossier.read")
_LATE_DOSSIERS = Link(_l("Hồ sơ quá hạn"), "/quan-tri/mot-cua/?xem=tat-ca&gap=qua-han", "dossier.read")
_INDEX = Link(_l("Cách tính chỉ số"), "/quan-tri/ket-qua-phuc-vu/chi-so", "dossier.oversee")
_VOICE = Link(_l("Ý kiến"), "/quan-tri/y-kien/?xem=tat-ca", "content.read")
_OPEN_VOICE = Link(_l("Ý kiến đang xử lý"), "/quan-tri/y-kien/", "content.read")
_LATE_VOICE = Link(_l("Ý kiến quá hạn"), "/quan-tri/y-kien/?xem=qua-han", "content.read")
_REPORTS = Link(_l("Phản ánh"), "/quan-tri/y-kien/?xem=tat-ca&loai=report", "content.read")
_OUT = Link(_l("Sổ văn bản đi"), "/quan-tri/van-ban-di/", "exchange.read")
_IN = Link(_l("Sổ văn bản đến"), "/quan-tri/van-ban-den/", "exchange.read")
_LATE_IN = Link(_l("Văn bản đến quá hạn"), "/quan-tri/van-ban-den/?xem=qua-han", "exchange.read")
_LATE_TASKS = Link(_l("Nhiệm vụ quá hạn"), "/quan-tri/nhiem-vu/duoc-giao/?xem=qua-han", "exchange.read")
_LATE_BOARD = Link(_l("Bảng theo dõi"), "/quan-tri/nhiem-vu/bang-theo-doi/?tre=1", "task.give")
_TASKS = Link(_l("Nhiệm vụ được giao"), "/quan-tri/nhiem-vu/duoc-giao/", "exchange.read")
_BOARD = Link(_l("Bảng theo dõi"), "/quan-tri/nhiem-vu/bang-theo-doi/", "task.give")
_MAILS = Link(_l("Thư đi"), "/quan-tri/thu-di/", "tenant.settings")
_REFUSED = Link(_l("Nhật ký"), "/quan-tri/nhat-ky/?viec=sign_in.refused&tu={first}&den={last}", "audit.read")
_DENIED = Link(_l("Nhật ký"), "/quan-tri/nhat-ky/?viec=refused&tu={first}&den={last}", "audit.read")
_SIGNED_IN = Link(_l("Nhật ký"), "/quan-tri/nhat-ky/?viec=sign_in&tu={first}&den={last}", "audit.read")

_PORTALS = (
    Figure("published", _l("Nội dung đăng mới"), ("published",), better=UP, links=(_NEWS, _LEGAL)),
    Figure(
        "sections",
        _l("Mục bắt buộc đạt"),
        ("sections_met",),
        ("sections_required",),
        SHARE,
        UP,
        (_SECTIONS,),
    ),
    Figure("sections_late", _l("Mục quá hạn cập nhật"), ("sections_late",), better=DOWN, links=(_SECTIONS,)),
    Figure("pages_read", _l("Lượt xem trang"), ("pages_read",), better=UP, links=(_READING,)),
    Figure("files_taken", _l("Lượt tải tệp"), ("files_taken",), better=UP, links=(_READING,)),
    Figure("searches", _l("Lượt tìm kiếm"), ("searches",), links=(_EMPTY,)),
    Figure(
        "searches_empty",
        _l("Tìm không có kết quả"),
        ("searches_empty",),
        ("searches",),
        SHARE,
        DOWN,
        (_EMPTY,),
    ),
)
_COUNTER = (
    Figure("index_766", _l("Chỉ số 766"), ("index_766",), shown=POINTS, better=UP, links=(_INDEX,)),
    Figure("dossiers", _l("Hồ sơ tiếp nhận"), ("dossiers",), links=(_DOSSIERS, _RESULTS)),
    Figure("dossiers_done", _l("Hồ sơ giải quyết xong"), ("dossiers_done",), links=(_RESULTS,)),
    Figure(
        "dossiers_in_time",
        _l("Giải quyết trước hạn, đúng hạn"),
        ("dossiers_in_time",),
        ("dossiers_done",),
        SHARE,
        UP,
        (_RESULTS,),
    ),
    Figure("dossiers_open", _l("Hồ sơ đang giải quyết"), ("dossiers_open",), links=(_DOSSIERS,)),
    Figure(
        "dossiers_late", _l("Hồ sơ đang quá hạn"), ("dossiers_late",), better=DOWN, links=(_LATE_DOSSIERS,)
    ),
    Figure(
        "dossiers_online",
        _l("Nộp trực tuyến"),
        ("dossiers_online",),
        ("dossiers",),
        SHARE,
        UP,
        (_RESULTS,),
    ),
    Figure(
        "dossiers_digitised",
        _l("Hồ sơ số hóa"),
        ("dossiers_digitised",),
        ("dossiers_with_papers",),
        SHARE,
        UP,
        (_RESULTS,),
    ),
    Figure(
        "fees_online",
        _l("Thanh toán trực tuyến"),
        ("fees_paid_online",),
        ("fees_paid",),
        SHARE,
        UP,
        (_RESULTS,),
    ),
    Figure("fees_money", _l("Phí, lệ phí thu được"), ("fees_money",), shown=MILLION, links=(_RESULTS,)),
    Figure(
        "content",
        _l("Người dân hài lòng"),
        ("ratings_content",),
        ("ratings",),
        SHARE,
        UP,
        (_RESULTS,),
    ),
    Figure("marks", _l("Điểm đánh giá"), ("ratings_marks",), ("ratings",), MARK, UP, (_RESULTS,)),
    Figure(
        "dossiers_days",
        _l("Thời gian giải quyết bình quân"),
        ("dossiers_minutes",),
        ("dossiers_done",),
        WORK_DAYS,
        DOWN,
        (_RESULTS,),
    ),
)
_EXCHANGE = (
    Figure("documents_sent", _l("Văn bản đi"), ("documents_sent",), links=(_OUT,)),
    Figure(
        "documents_signed",
        _l("Văn bản đi ký số"),
        ("documents_signed",),
        ("documents_sent",),
        SHARE,
        UP,
        (_OUT,),
    ),
    Figure("documents_received", _l("Văn bản đến"), ("documents_received",), links=(_IN,)),
    Figure(
        "accept_hours",
        _l("Chờ vào sổ bình quân"),
        ("documents_accept_minutes",),
        ("documents_accepted",),
        HOURS,
        DOWN,
        (_IN,),
    ),
    Figure(
        "handle_days",
        _l("Xử lý văn bản bình quân"),
        ("documents_handle_minutes",),
        ("documents_handled",),
        CLOCK_DAYS,
        DOWN,
        (_IN,),
    ),
    Figure(
        "documents_in_time",
        _l("Văn bản xử lý đúng hạn"),
        ("documents_in_time",),
        ("documents_due",),
        SHARE,
        UP,
        (_IN,),
    ),
    Figure("documents_handled", _l("Văn bản xử lý xong"), ("documents_handled",), better=UP, links=(_IN,)),
    Figure("documents_open", _l("Văn bản đang xử lý"), ("documents_open",), links=(_IN,)),
    Figure("documents_late", _l("Văn bản quá hạn"), ("documents_late",), better=DOWN, links=(_LATE_IN,)),
    Figure("tasks", _l("Nhiệm vụ được giao"), ("tasks",), links=(_TASKS, _BOARD)),
    Figure(
        "tasks_in_time",
        _l("Nhiệm vụ hoàn thành đúng hạn"),
        ("tasks_in_time",),
        ("tasks_done",),
        SHARE,
        UP,
        (_TASKS, _BOARD),
    ),
    Figure("tasks_done", _l("Nhiệm vụ hoàn thành"), ("tasks_done",), better=UP, links=(_TASKS, _BOARD)),
    Figure("tasks_open", _l("Nhiệm vụ đang thực hiện"), ("tasks_open",), links=(_TASKS, _BOARD)),
    Figure(
        "tasks_late",
        _l("Nhiệm vụ quá hạn"),
        ("tasks_late",),
        better=DOWN,
        links=(_LATE_TASKS, _LATE_BOARD),
    ),
)
_VOICE_FIGURES = (
    Figure("cases", _l("Ý kiến nhận được"), ("cases",), links=(_VOICE,)),
    Figure("cases_answered", _l("Ý kiến đã trả lời"), ("cases_answered",), better=UP, links=(_VOICE,)),
    Figure(
        "cases_in_time",
        _l("Trả lời đúng hạn"),
        ("cases_in_time",),
        ("cases_due",),
        SHARE,
        UP,
        (_VOICE,),
    ),
    Figure(
        "answer_days",
        _l("Thời gian trả lời bình quân"),
        ("cases_answer_minutes",),
        ("cases_answered",),
        CLOCK_DAYS,
        DOWN,
        (_VOICE,),
    ),
    Figure("cases_open", _l("Ý kiến đang xử lý"), ("cases_open",), better=DOWN, links=(_OPEN_VOICE,)),
    Figure("cases_late", _l("Ý kiến quá hạn"), ("cases_late",), better=DOWN, links=(_LATE_VOICE,)),
    Figure("reports_placed", _l("Phản ánh hiện trường có vị trí"), ("reports_placed",), links=(_REPORTS,)),
)
_SYSTEMS = (
    Figure(
        "answering",
        _l("Trang chủ mở được"),
        ("probes_answered",),
        ("probes",),
        SHARE,
        UP,
    ),
    Figure(
        "answer_time",
        _l("Thời gian mở trang chủ"),
        ("probes_milliseconds",),
        ("probes_answered",),
        MILLISECONDS,
        DOWN,
    ),
    Figure("jobs_waiting", _l("Việc nền đang chờ"), ("jobs_waiting",), better=DOWN),
    Figure("jobs_failed", _l("Việc nền bị lỗi"), ("jobs_failed",), better=DOWN),
    Figure(
        "mails_waiting",
        _l("Thư, tin nhắn chờ gửi"),
        ("mails_waiting", "messages_waiting"),
        better=DOWN,
        links=(_MAILS,),
    ),
    Figure("mails_failed", _l("Thư gửi không được"), ("mails_failed",), better=DOWN, links=(_MAILS,)),
    Figure("backup_age", _l("Tuổi bản sao lưu mới nhất"), ("backup_age",), shown=HOURS, better=DOWN),
    Figure(
        "drill_age",
        _l("Tuổi lần diễn tập khôi phục đạt gần nhất"),
        ("drill_age",),
        shown=WHOLE_DAYS,
        better=DOWN,
    ),
    Figure("backups", _l("Bản sao lưu đang giữ"), ("backups",), better=UP),
    Figure("sign_ins", _l("Lượt đăng nhập"), ("sign_ins",), links=(_SIGNED_IN,)),
    Figure(
        "sign_ins_refused",
        _l("Đăng nhập bị từ chối"),
        ("sign_ins_refused",),
        better=DOWN,
        links=(_REFUSED,),
    ),
    Figure("acts_refused", _l("Thao tác bị từ chối"), ("acts_refused",), better=DOWN, links=(_DENIED,)),
    Figure(
        "certificate_days",
        _l("Chứng thư số còn hạn"),
        ("certificate_days",),
        shown=WHOLE_DAYS,
        better=UP,
    ),
    Figure(
        "signature_problems",
        _l("Tệp ký số cần xem lại"),
        ("signature_problems",),
        better=DOWN,
        links=(_LEGAL,),
    ),
    Figure("bytes_stored", _l("Dung lượng tệp"), ("bytes_stored",), shown=GIGABYTES),
    Figure("disk_free", _l("Ổ đĩa còn trống"), ("disk_free",), ("disk_size",), SHARE, UP),
)

FIGURES: dict[str, Figure] = {
    one.key: one for part in (_PORTALS, _COUNTER, _EXCHANGE, _VOICE_FIGURES, _SYSTEMS) for one in part
}
