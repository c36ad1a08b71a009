"""What the desk asks about each part of a definition, as a table: reading it from a form, showing it in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

FIELD_KINDS: dict[str, tuple[Any, Any]] = {
    "text": (_l("Một dòng chữ"), _l("Nơi cấp, nghề nghiệp, lý do ngắn …")),
    "long-text": (_l("Nhiều dòng chữ"), _l("Trình bày sự việc, nội dung đề nghị …")),
    "person-name": (_l("Họ và tên"), _l("Chỉ nhận chữ, không nhận số")),
    "date": (_l("Ngày, tháng, năm"), _l("Ngày sinh, ngày cấp giấy tờ …")),
    "number": (_l("Số lượng"), _l("Số bản sao, số con … dùng được để tính phí")),
    "money": (_l("Số tiền"), _l("Vốn kinh doanh, thu nhập … tính bằng đồng")),
    "choice": (_l("Chọn một"), _l("Một trong các lựa chọn có sẵn")),
    "many": (_l("Chọn nhiều"), _l("Đánh dấu được nhiều lựa chọn")),
    "yes-no": (_l("Có hay không"), _l("Câu hỏi chỉ có hai trả lời")),
    "identity": (_l("Số căn cước"), _l("12 chữ số, kiểm tra ngay khi gửi")),
    "phone": (_l("Số điện thoại"), _l("Số di động hoặc cố định ở Việt Nam")),
    "email": (_l("Thư điện tử"), ""),
    "address": (_l("Địa chỉ"), _l("Ba ô: thôn, số nhà; xã; tỉnh")),
    "rows": (_l("Bảng nhiều dòng"), _l("Thành viên hộ, danh sách con … thêm cột sau khi lưu")),
    "note": (_l("Lời nhắc"), _l("Không hỏi gì, chỉ để người dân đọc")),
}
LEVELS = (
    ("toan-trinh", _l("Toàn trình: làm trọn vẹn trên mạng, kể cả nhận kết quả")),
    ("mot-phan", _l("Một phần: nộp trên mạng, có lần phải đến quầy")),
    ("thong-tin", _l("Chỉ cung cấp thông tin: nộp tại quầy")),
)
ROLES = (
    ("counter_clerk", _l("Cán bộ một cửa")),
    ("case_officer", _l("Công chức chuyên môn")),
    ("signatory", _l("Người ký (lãnh đạo)")),
)
VERBS = (
    ("pass", _l("Chuyển bước sau")),
    ("ask", _l("Yêu cầu bổ sung")),
    ("refuse", _l("Từ chối hồ sơ")),
    ("pay", _l("Yêu cầu nộp phí")),
    ("decide", _l("Soạn kết quả")),
    ("sign", _l("Ký")),
    ("return", _l("Trả kết quả")),
    ("refer", _l("Gửi cơ quan khác làm một bước")),
)
CHANNELS = (("truc-tuyen", _l("Trực tuyến")), ("truc-tiep", _l("Trực tiếp")), ("buu-chinh", _l("Bưu chính")))
DELIVERIES = (
    ("truc-tuyen", _l("Trên mạng")),
    ("tai-quay", _l("Tại quầy")),
    ("buu-chinh", _l("Qua bưu chính")),
)
KNOWN = (
    ("", _l("Không, hỏi người dân")),
    ("name", _l("Họ và tên")),
    ("identity", _l("Số căn cước")),
    ("born", _l("Ngày sinh")),
    ("phone", _l("Số điện thoại")),
    ("email", _l("Thư điện tử")),
    ("address", _l("Địa chỉ")),
)


@dataclass(frozen=True)
class Input:
    """A box of the desk's form: `kind` text, area, number, day, check, select, many, lines, options, condition,
    exemptions, or one whose choices the definition gives (fields-of-number, fields-of-times, needs, fills). `of`: only
    for fields of these kinds."""

    name: str
    label: Any
    kind: str = "text"
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    of: tuple[str, ...] = ()
    required: bool = False


def _when(label: Any) -> Input:
    return Input("when", label, "condition", _l("Để trống nếu trường hợp nào cũng cần."))


_HELP = Input("help", _l("Lời giải thích"), "area", _l("Một, hai câu người dân đọc là hiểu."))
_OPTIONS = Input("options", _l("Các lựa chọn"), "options", of=("choice", "many"), required=True)

_OF_A_PERSON = ("person-name", "identity", "date", "phone", "email", "address")
_BOUNDED = ("number", "money", "rows", "text", "long-text")

INPUTS: dict[str, tuple[Input, ...]] = {
    "general": (
        Input("level", _l("Mức độ dịch vụ công trực tuyến"), "select", choices=LEVELS, required=True),
        Input(
            "summary",
            _l("Lời giới thiệu"),
            "area",
            _l("Một câu cho người dân: làm việc gì, nhận được gì."),
            required=True,
        ),
        Input("applicant", _l("Người nộp hồ sơ"), help=_l("Ví dụ: Cha, mẹ hoặc người thân của trẻ")),
        Input("channels", _l("Nộp hồ sơ bằng cách"), "many", choices=CHANNELS),
        Input("deliveries", _l("Nhận kết quả bằng cách"), "many", choices=DELIVERIES),
        Input(
            "purpose",
            _l("Dùng thông tin để làm gì"),
            "area",
            _l("Hiện cùng ô đồng ý khi người dân nộp hồ sơ."),
        ),
        Input("keep_years", _l("Lưu hồ sơ bao nhiêu năm"), "number"),
        Input("units", _l("Bộ phận tham gia"), "lines", _l("Mỗi bộ phận một dòng, dùng khi chia việc.")),
        Input("source", _l("Nguồn"), help=_l("Quyết định công bố thủ tục, ngày đối chiếu")),
    ),
    "sections": (Input("title", _l("Tiêu đề"), required=True), _HELP, _when(_l("Chỉ hiện phần này khi"))),
    "fields": (
        Input("label", _l("Câu hỏi, tên trường"), help=_l("Ví dụ: Họ và tên mẹ"), required=True),
        _HELP,
        Input(
            "required", _l("Bắt buộc điền"), "check", of=tuple(one for one in FIELD_KINDS if one != "note")
        ),
        _OPTIONS,
        Input("known", _l("Điền sẵn từ tài khoản"), "select", choices=KNOWN, of=_OF_A_PERSON),
        Input("least", _l("Ít nhất"), "number", of=_BOUNDED),
        Input(
            "most", _l("Nhiều nhất"), "number", _l("Với chữ là số ký tự, với bảng là số dòng."), of=_BOUNDED
        ),
        Input(
            "earliest",
            _l("Không trước ngày"),
            "day",
            _l("Ví dụ: 31/01/2020, hoặc ghi: hôm nay"),
            of=("date",),
        ),
        Input(
            "latest",
            _l("Không sau ngày"),
            "day",
            _l("Ghi “hôm nay” để không nhận ngày ở tương lai."),
            of=("date",),
        ),
        _when(_l("Chỉ hỏi khi")),
    ),
    "papers": (
        Input("name", _l("Tên giấy tờ"), "area", required=True),
        Input("required", _l("Bắt buộc nộp"), "check"),
        Input("formats", _l("Nhận loại tệp"), "many", choices=(("pdf", "PDF"), ("picture", _l("Ảnh chụp")))),
        Input("most_mb", _l("Mỗi tệp không quá (MB)"), "number"),
        Input("originals", _l("Số bản chính khi nộp tại quầy"), "number"),
        Input("copies", _l("Số bản sao khi nộp tại quầy"), "number"),
        Input("show_original", _l("Xuất trình bản chính để đối chiếu"), "check"),
        Input("form", _l("Mẫu đơn kèm theo"), help=_l("Tên tệp mẫu, nếu có")),
        Input(
            "kind",
            _l("Tên chung để dùng lại"),
            help=_l("Ví dụ: giay-chung-sinh. Giấy tờ cùng tên chung đã nộp thì lần sau dùng lại được."),
        ),
        Input("note", _l("Ghi chú cho người dân"), "area"),
        _when(_l("Chỉ cần khi")),
    ),
    "fees": (
        Input("name", _l("Tên khoản thu"), required=True),
        Input(
            "kind",
            _l("Loại"),
            "select",
            choices=(("le-phi", _l("Lệ phí")), ("phi", _l("Phí"))),
            required=True,
        ),
        Input("amount", _l("Mức thu (đồng)"), "number", required=True),
        Input("online", _l("Mức thu khi nộp trực tuyến (đồng)"), "number", _l("Để trống nếu bằng nhau.")),
        Input("per", _l("Tính theo"), "fields-of-number"),
        Input("then_from", _l("Tính mức khác từ số thứ"), "number", _l("Ví dụ: 3, là từ trang thứ ba.")),
        Input("then", _l("Mức thu từ số thứ ấy (đồng)"), "number", _l("Để trống nếu chỉ có một mức.")),
        Input("most", _l("Thu cao nhất (đồng)"), "number", _l("Để trống nếu không có mức trần.")),
        Input("times", _l("Rồi nhân với"), "fields-of-times", _l("Ví dụ: số bản của giấy tờ ấy.")),
        Input("basis", _l("Văn bản quy định"), help=_l("Ví dụ: Nghị quyết 12/2023/NQ-HĐND tỉnh")),
        Input("free", _l("Miễn cho"), "exemptions"),
        _when(_l("Chỉ thu khi")),
    ),
    "steps": (
        Input("name", _l("Tên bước"), help=_l("Ví dụ: Thẩm tra hồ sơ"), required=True),
        Input("role", _l("Người làm"), "select", choices=ROLES, required=True),
        Input("hours", _l("Số giờ làm việc"), "number", _l("Một ngày làm việc là 8 giờ."), required=True),
        Input("may", _l("Được làm gì ở bước này"), "many", choices=VERBS, required=True),
        Input("unit", _l("Bộ phận"), help=_l("Để trống nếu ai giữ vai trò ấy cũng làm được.")),
        Input(
            "at",
            _l("Nơi làm"),
            "select",
            choices=(("own", _l("Tại đây")), ("parent", _l("Cấp trên (huyện)"))),
        ),
        Input(
            "needs",
            _l("Thông tin, giấy tờ chuyển lên cấp trên"),
            "needs",
            _l("Chỉ những mục này được chuyển đi."),
        ),
        Input("instruction", _l("Dặn người làm"), "area"),
    ),
    "deadlines": (
        Input(
            "days",
            _l("Số ngày làm việc"),
            "number",
            _l("0 là trả trong ngày. Ghi ngày hoặc giờ, một trong hai."),
        ),
        Input("hours", _l("Số giờ làm việc"), "number"),
        Input("basis", _l("Văn bản quy định")),
        Input("note", _l("Ghi chú cho người dân"), "area"),
        _when(_l("Chỉ áp dụng khi")),
    ),
    "outcomes": (
        Input("name", _l("Tên kết quả"), help=_l("Ví dụ: Giấy khai sinh"), required=True),
        Input("template", _l("Mẫu kết quả"), help=_l("Mã của mẫu kết quả; để trống nếu không soạn từ mẫu.")),
        Input(
            "kind",
            _l("Tên chung để dùng lại"),
            help=_l("Chữ không dấu; kết quả này dùng lại được trong hồ sơ sau."),
        ),
        Input("valid_months", _l("Có giá trị bao nhiêu tháng"), "number", _l("Để trống nếu không thời hạn.")),
    ),
    "questions": (
        Input("text", _l("Câu hỏi"), help=_l("Ví dụ: Trẻ sinh ở đâu?"), required=True),
        _HELP,
        Input("options", _l("Các lựa chọn"), "options", required=True),
        Input("fills", _l("Trả lời điền luôn vào trường"), "fills"),
        _when(_l("Chỉ hỏi khi")),
    ),
}


def inputs_for(kind: str, field_kind: str = "") -> tuple[Input, ...]:
    """What is asked about a part; of a field only what its kind needs."""
    return tuple(one for one in INPUTS[kind] if not one.of or field_kind in one.of)
