"""The ten states of a dossier (Circular 01/2018/TT-VPCP and the national one-stop data model), and ways in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

NEW, RECEIVED, REFUSED, HANDLING = "new", "received", "refused", "handling"
COMPLETING, PAYING = "completing", "paying"
WITHDRAWN, STOPPED, DONE, RETURNED = "withdrawn", "stopped", "done", "returned"
STATES = (NEW, RECEIVED, REFUSED, HANDLING, COMPLETING, PAYING, WITHDRAWN, STOPPED, DONE, RETURNED)

RUNNING = (RECEIVED, HANDLING)
"""The office works, the clock runs."""
WAITING = (COMPLETING, PAYING)
"""The office waits for the citizen; the clock of a received dossier stands."""
OPEN_STATES = (NEW, *RUNNING, *WAITING)
"""Somebody still has to do something until there is a result."""
CLOSED = (REFUSED, WITHDRAWN, STOPPED, RETURNED)
"""Nothing follows any more; the term of keeping runs from here."""

STATE_LABELS = {
    NEW: _l("Mới đăng ký"),
    RECEIVED: _l("Được tiếp nhận"),
    REFUSED: _l("Không được tiếp nhận"),
    HANDLING: _l("Đang xử lý"),
    COMPLETING: _l("Yêu cầu bổ sung giấy tờ"),
    PAYING: _l("Yêu cầu thực hiện nghĩa vụ tài chính"),
    WITHDRAWN: _l("Công dân yêu cầu rút hồ sơ"),
    STOPPED: _l("Dừng xử lý"),
    DONE: _l("Đã xử lý xong"),
    RETURNED: _l("Đã trả kết quả"),
}

ONLINE, COUNTER, POST = "truc-tuyen", "truc-tiep", "buu-chinh"
CHANNELS = (ONLINE, COUNTER, POST)
"""How a dossier came in, in the words of service definitions."""
CHANNEL_LABELS = {ONLINE: _l("Trực tuyến"), COUNTER: _l("Trực tiếp"), POST: _l("Bưu chính công ích")}

TO_ACCOUNT, AT_COUNTER, BY_POST = "truc-tuyen", "tai-quay", "buu-chinh"
DELIVERIES = (TO_ACCOUNT, AT_COUNTER, BY_POST)
"""How the result goes out, in the words of service definitions."""
DELIVERY_LABELS = {
    TO_ACCOUNT: _l("Nhận bản điện tử trên cổng"),
    AT_COUNTER: _l("Nhận tại bộ phận một cửa"),
    BY_POST: _l("Nhận qua bưu chính công ích"),
}

EARLY, ON_TIME, LATE = "early", "on_time", "late"
OUTCOME_LABELS = {EARLY: _l("Trước hạn"), ON_TIME: _l("Đúng hạn"), LATE: _l("Quá hạn")}
