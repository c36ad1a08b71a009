"""What can go wrong with an item of an old portal: what happened, and what a person does about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """A kind of trouble: what happened, and what to do."""

    label: Any
    advice: Any


TROUBLES: dict[str, Kind] = {
    # The item was not taken.
    "trash": Kind(
        _l("Nằm trong thùng rác của cổng cũ"), _l("Khôi phục trên cổng cũ, xuất lại tệp rồi chạy lại.")
    ),
    "unmapped": Kind(
        _l("Chuyên mục được chọn là không chuyển"), _l("Chọn nơi nhận cho chuyên mục này rồi chạy lại.")
    ),
    "type": Kind(
        _l("Loại nội dung này chưa có nơi nhận"),
        _l("Chọn nơi nhận cho loại này rồi chạy lại, hoặc nhập tay."),
    ),
    "empty": Kind(_l("Không có tiêu đề lẫn nội dung"), _l("Không cần làm gì.")),
    "too_long": Kind(
        _l("Bài quá dài (hơn 500.000 ký tự)"), _l("Tách bài thành nhiều phần, hoặc đính kèm thành tệp.")
    ),
    "unreadable": Kind(_l("Không đọc được"), _l("Mở tệp gốc kiểm tra, lưu lại rồi chạy lại.")),
    "pdf": Kind(
        _l("Tệp PDF đứng riêng, không thuộc bài nào"),
        _l("Nếu là văn bản: đưa vào mục Tiếp nhận văn bản. Nếu là tài liệu: đính kèm vào một bài."),
    ),
    "no_text": Kind(
        _l("Không tìm thấy phần nội dung"), _l("Chỉ rõ phần nội dung (ô “Vùng nội dung”) rồi chạy lại.")
    ),
    "removed_here": Kind(
        _l("Đã chuyển trước đây và đã bị xóa trên cổng này"), _l("Không cần làm gì; cổng tôn trọng việc xóa.")
    ),
    "edited": Kind(
        _l("Cổng cũ có bản mới hơn nhưng bài đã được sửa trên cổng này"),
        _l("Giữ bản trên cổng này; nếu cần, chép phần mới bằng tay."),
    ),
    "other_kind": Kind(
        _l("Đã chuyển trước đây thành loại khác (tin hoặc trang)"),
        _l("Xóa hẳn mục cũ trên cổng này rồi chạy lại nếu muốn đổi loại."),
    ),
    "cut": Kind(
        _l("Tệp nguồn hỏng hoặc bị cắt ở đây; những bài sau chỗ này chưa đọc được"),
        _l("Xuất lại tệp từ cổng cũ rồi chạy lại; những bài đã chuyển không bị lặp."),
    ),
    # It was taken, but for this.
    "picture": Kind(
        _l("Thiếu ảnh, ảnh bị bỏ khỏi bài"), _l("Chép ảnh vào thư mục tệp của cổng cũ rồi chạy lại.")
    ),
    "thumbnail": Kind(
        _l("Ảnh đại diện không có trong tệp xuất"),
        _l("Xuất lại toàn bộ nội dung rồi chạy lại, hoặc chọn ảnh khác."),
    ),
    "file": Kind(
        _l("Thiếu tệp; liên kết vẫn trỏ về địa chỉ cũ"),
        _l("Chép tệp vào thư mục tệp của cổng cũ rồi chạy lại."),
    ),
    "file_refused": Kind(_l("Tệp không được nhận"), _l("Xem lý do; lưu lại đúng loại rồi chạy lại.")),
    "remote": Kind(
        _l("Ảnh nằm ở trang khác, không tải về"), _l("Nếu được phép dùng, tải ảnh về máy rồi thêm vào bài.")
    ),
    "alt": Kind(_l("Ảnh chưa có mô tả cho người không nhìn thấy"), _l("Mở bài, viết mô tả cho ảnh.")),
    "shortcode": Kind(
        _l("Mã chèn của cổng cũ, đã bỏ khỏi bài"), _l("Mở bài cũ xem phần ấy hiện gì rồi thêm lại bằng tay.")
    ),
    "embed": Kind(
        _l("Video hoặc khung nhúng, đã đổi thành liên kết"), _l("Kiểm tra liên kết còn mở được không.")
    ),
    "comments": Kind(
        _l("Bình luận không được chuyển"), _l("Không cần làm gì; cổng này không có bình luận bài.")
    ),
    "password": Kind(
        _l("Bài có mật khẩu trên cổng cũ, chuyển thành bản nháp"), _l("Xem lại rồi đăng nếu được công khai.")
    ),
    "private": Kind(
        _l("Bài riêng tư trên cổng cũ, chuyển thành bản nháp"), _l("Xem lại rồi đăng nếu được công khai.")
    ),
    "no_date": Kind(_l("Không rõ ngày đăng, chuyển thành bản nháp"), _l("Mở bài, đăng với ngày đúng.")),
    "file_date": Kind(_l("Không thấy ngày đăng trong bài, lấy ngày của tệp"), _l("Kiểm tra ngày đăng.")),
    "sections": Kind(_l("Bài thuộc nhiều chuyên mục, chỉ giữ một"), _l("Đổi chuyên mục nếu cần.")),
    "parent": Kind(_l("Trang cha chưa được chuyển"), _l("Mở trang, chọn trang cha.")),
    "encoding": Kind(_l("Chữ theo bảng mã cũ đã đổi sang Unicode"), _l("Đọc lại bài xem chữ có đúng không.")),
    "complex": Kind(
        _l("Bố cục quá phức tạp, chỉ giữ chữ"), _l("Mở bài, trình bày lại bảng biểu, danh sách.")
    ),
    "collides": Kind(
        _l("Địa chỉ cũ trùng với một trang đang có của cổng này"),
        _l("Người mở địa chỉ cũ sẽ thấy trang đang có; báo người hay dùng địa chỉ cũ."),
    ),
    "address_taken": Kind(
        _l("Địa chỉ cũ đã trỏ về mục khác"), _l("Vào mục Địa chỉ cũ, sửa nơi đến nếu cần.")
    ),
    "summary_only": Kind(_l("Nguồn chỉ có đoạn tóm tắt, không có toàn văn"), _l("Chép toàn văn từ cổng cũ.")),
    # Of a document of Word.
    "layout": Kind(
        _l("Tệp .doc, .odt chỉ cho chữ, số thứ tự và bảng; hình ảnh, chữ đậm, liên kết thì không"),
        _l("Lưu lại dạng .docx rồi chạy lại, hoặc so với tệp gốc đính kèm rồi bổ sung."),
    ),
    "drawing": Kind(
        _l("Hình vẽ chỉ Word hiện được, đã bỏ khỏi bài"),
        _l("Mở tệp gốc, lưu hình thành PNG hoặc JPG rồi chèn vào bài."),
    ),
    "word_changes": Kind(
        _l("Tệp còn chỗ sửa đang theo dõi (Track Changes), coi là đã chấp nhận"),
        _l("Đọc lại bài, so với tệp gốc."),
    ),
    "word_comments": Kind(_l("Bỏ nhận xét (Comment) trong tệp"), _l("Không cần làm gì.")),
    "word_boxes": Kind(
        _l("Khung chữ (Text Box) được đưa xuống dưới đoạn chứa nó"),
        _l("Đọc lại bài xem thứ tự có đúng không."),
    ),
    "word_equations": Kind(_l("Công thức chỉ còn chữ"), _l("So với tệp gốc, viết lại cho đúng.")),
    "word_diagrams": Kind(
        _l("Bỏ biểu đồ hoặc sơ đồ"), _l("Chụp biểu đồ thành ảnh rồi chèn vào bài, kèm mô tả số liệu.")
    ),
    "word_objects": Kind(_l("Đối tượng nhúng (OLE) chỉ còn hình, nếu có"), _l("So với tệp gốc đính kèm.")),
    "word_linked": Kind(_l("Bỏ ảnh nằm ngoài tệp Word"), _l("Tìm ảnh ấy rồi chèn vào bài.")),
    "word_too_many": Kind(
        _l("Bỏ bớt ảnh vì tệp có quá nhiều ảnh hoặc ảnh quá lớn"), _l("Chèn những ảnh còn thiếu vào bài.")
    ),
    "word_contents": Kind(
        _l("Bỏ mục lục tự động: số trang không còn ý nghĩa trên trang web"), _l("Không cần làm gì.")
    ),
    "word_frames": Kind(_l("Bỏ chữ ở đầu trang và chân trang"), _l("Không cần làm gì.")),
}
"""By code. The first ones end an item, the others only accompany it."""


def label_of(code: str) -> str:
    """What happened."""
    return str(TROUBLES[code].label) if code in TROUBLES else code


def advice_of(code: str) -> str:
    """What to do about it."""
    return str(TROUBLES[code].advice) if code in TROUBLES else ""
