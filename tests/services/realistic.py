"""Answers as citizens of Núi Thành would give them, to each service of the starting content: (guide, form)."""

from __future__ import annotations

from typing import Any

HOME = {"detail": "Thôn Bình Trung", "commune": "Xã Tam Hải", "province": "Tỉnh Quảng Nam"}
MOTHER, FATHER, CHILD = "049190004321", "049088001234", "049226000789"
PERSON = {"ho-ten": "Trần Thị Hồng", "ngay-sinh": "1990-03-05", "gioi-tinh": "nu", "so-dinh-danh": MOTHER}
CARD = "Căn cước, cấp ngày 05/03/2024, Bộ Công an"
PARENTS = {
    "ho-ten-me": "Trần Thị Hồng",
    "nam-sinh-me": 1990,
    "dan-toc-me": "Kinh",
    "quoc-tich-me": "Việt Nam",
    "so-dinh-danh-me": MOTHER,
    "cu-tru-me": HOME,
    "ho-ten-cha": "Nguyễn Văn Biển",
    "nam-sinh-cha": 1988,
    "dan-toc-cha": "Kinh",
    "quoc-tich-cha": "Việt Nam",
    "so-dinh-danh-cha": FATHER,
    "cu-tru-cha": HOME,
}
NEWBORN = {
    "ho-ten": "Nguyễn Trần Hải Yến",
    "ngay-sinh": "2026-10-20",
    "gioi-tinh": "nu",
    "dan-toc": "Kinh",
    "quoc-tich": "Việt Nam",
    "noi-sinh": "Trung tâm Y tế huyện Núi Thành, tỉnh Quảng Nam",
    "que-quan": "Xã Tam Hải, huyện Núi Thành, tỉnh Quảng Nam",
}
BRIDE = {
    f"{key}-vo": value
    for key, value in {
        "ho-ten": "Trần Thị Hồng", "ngay-sinh": "1999-03-05", "dan-toc": "Kinh", "quoc-tich": "Việt Nam",
        "cu-tru": HOME, "giay-to": CARD, "so-dinh-danh": "049199004321", "lan-ket-hon": 1,
    }.items()
}  # fmt: skip
GROOM = {
    f"{key}-chong": value
    for key, value in {
        "ho-ten": "Nguyễn Văn Biển", "ngay-sinh": "1996-01-20", "dan-toc": "Kinh", "quoc-tich": "Việt Nam",
        "cu-tru": HOME, "giay-to": CARD, "so-dinh-danh": "049096001234", "lan-ket-hon": 2,
        "ly-hon": "Quyết định số 12/2023/QĐST-HNGĐ, Tòa án nhân dân huyện Núi Thành",
    }.items()
}  # fmt: skip

CASES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "dang-ky-khai-sinh": (
        {"nguoi-khai": "cha-me", "giay-chung-sinh": "co", "hoan-canh": "thuong", "cha-me": "co",
         "han": "dung-han"},
        NEWBORN | PARENTS
        | {"truong-hop": "thuong", "cha-me-ket-hon": True, "quan-he": "cha-me", "so-ban-sao": 3},
    ),
    "dang-ky-khai-sinh-ket-hop-nhan-cha-me-con": (
        {"ai-nhan": "cha", "giay-chung-sinh": "dien-tu", "chung-cu": "khong", "can-xac-minh": "khong"},
        NEWBORN | PARENTS | {"nguoi-nhan": "cha", "ben-kia-dong-y": True},
    ),
    "dang-ky-ket-hon": (
        {"noi-cu-tru": "mot-nguoi", "nuoc-ngoai": "khong", "tung-ket-hon": "khong"},
        BRIDE | GROOM,
    ),
    "dang-ky-khai-tu": (
        {"nguoi-khai": "uy-quyen", "bao-tu": "co", "han": "qua-han", "dien-mien": "ho-ngheo"},
        {"ho-ten": "Nguyễn Thị Mười", "ngay-sinh": "1938-02-01", "gioi-tinh": "nu", "quoc-tich": "Việt Nam",
         "cu-tru": HOME, "ngay-chet": "2026-09-01", "gio-chet": "5 giờ 20", "noi-chet": "Tại nhà",
         "nguyen-nhan": "Già yếu", "quan-he": "uy-quyen"},
    ),
    "cap-ban-sao-trich-luc-ho-tich": (
        {"viec": "ket-hon", "nguoi-xin": "chinh-minh", "dien-mien": "khong"},
        {"loai-viec": "ket-hon", "ho-ten": "Trần Thị Hồng", "ngay-sinh": "1990-03-05",
         "ho-ten-vo-chong": "Nguyễn Văn Biển", "noi-dang-ky": "Xã Tam Hải", "so-ban": 5,
         "tu-cach": "chinh-minh"},
    ),
    "cap-giay-xac-nhan-tinh-trang-hon-nhan": (
        {"dung-vao": "viec-khac", "tinh-trang-nay": "ly-hon", "da-cap": "con-giay", "nguoi-xin": "uy-quyen",
         "dien-mien": "khong"},
        PERSON | {"quoc-tich": "Việt Nam", "giay-to": CARD, "cu-tru": HOME, "tinh-trang-hien-tai": "ly-hon",
                  "can-cu-ly-hon": "Quyết định số 12/2023/QĐST-HNGĐ", "dung-de": "viec-khac",
                  "muc-dich": "Chuyển nhượng quyền sử dụng đất", "tu-cach": "uy-quyen"},
    ),
    "chung-thuc-ban-sao-tu-ban-chinh": (
        {"ban-chinh": "co", "noi-cap": "viet-nam", "so-luong": "it"},
        {"giay-to": [{"ten-giay-to": "Bằng tốt nghiệp", "so-trang": 1, "so-ban": 3},
                     {"ten-giay-to": "Học bạ", "so-trang": 12, "so-ban": 2}],
         "co-quan-cap": "viet-nam", "nhieu": "it", "ho-ten": "Trần Thị Hồng"},
    ),
    "chung-thuc-chu-ky": (
        {"loai": "ly-lich", "tieng": "viet", "ky-duoc": "ky"},
        {"loai-giay-to": "ly-lich", "ten-giay-to": "Sơ yếu lý lịch tự thuật", "so-truong-hop": 2, "so-ban": 2,
         "ho-ten": "Trần Thị Hồng", "giay-to": CARD, "cach-ky": "ky"},
    ),
    "xac-nhan-cho-o-hop-phap": (
        {"viec": "thuong-tru", "nha": "thue-muon", "nguoi-xin": "chinh-minh"},
        PERSON | {"giay-to": CARD, "cu-tru": HOME, "dang-ky": "thuong-tru", "loai-cho-o": "thue-muon",
                  "dia-chi-nha": HOME, "dien-tich": 60, "so-nguoi": 4, "chu-nha": "Lê Văn Tám",
                  "so-dinh-danh-chu-nha": FATHER, "chu-nha-dong-y": True, "khong-tranh-chap": True,
                  "tu-cach": "chinh-minh"},
    ),
    "tro-cap-xa-hoi-hang-thang": (
        {"ai-huong": "don-than", "nguoi-nop": "chinh-minh"},
        PERSON | {"cu-tru": HOME, "doi-tuong": "don-than",
                  "con-dang-nuoi": [{"ten-con": "Nguyễn Hải Yến", "sinh-con": "2018-04-01", "di-hoc": True}],
                  "dang-huong": False, "ho-ngheo": True, "cach-nhan": "tai-khoan",
                  "tai-khoan": "1234567890, Agribank Núi Thành, Trần Thị Hồng", "tu-cach": "chinh-minh"},
    ),
    "ho-tro-chi-phi-mai-tang": (
        {"nguoi-mat-la": "tu-80", "khai-tu": "roi", "nguoi-lo": "gia-dinh"},
        {"ho-ten": "Nguyễn Thị Mười", "ngay-sinh": "1938-02-01", "cu-tru": HOME, "ngay-chet": "2026-09-01",
         "so-khai-tu": "Số 15/2026, ngày 03/09/2026, xã Tam Hải", "doi-tuong": "tu-80",
         "nguoi-to-chuc": "gia-dinh", "quan-he": "Con", "cach-nhan": "tien-mat"},
    ),
    "xac-dinh-muc-do-khuyet-tat": (
        {"viec": "lan-dau", "nguoi-nop": "dai-dien", "di-lai": "khong"},
        PERSON | {"cu-tru": HOME, "loai-viec": "lan-dau", "dang": ["van-dong", "khac"],
                  "tu-khi-nao": "Từ năm 2020, tai biến", "dang-di-hoc": False, "den-duoc": False,
                  "tu-cach": "dai-dien"},
    ),
    "dang-ky-thanh-lap-ho-kinh-doanh": (
        {"ai-lap": "ho-gia-dinh", "nguoi-nop": "uy-quyen", "dinh-danh": "chua"},
        PERSON | {"ten-ho": "Hộ kinh doanh Nước mắm Cô Ba", "tru-so": HOME, "dien-thoai": "0905123456",
                  "nganh-nghe": "Sản xuất nước mắm; bán lẻ hải sản khô", "von": 50_000_000, "so-lao-dong": 3,
                  "cu-tru": HOME, "chu-the": "ho-gia-dinh",
                  "thanh-vien": [{"ten": "Nguyễn Văn Biển", "sinh": "1988-01-20", "so": FATHER}],
                  "nguoi-nop-ho-so": "uy-quyen", "dia-chi-thue": "tru-so", "da-kinh-doanh": False},
    ),
    "dang-ky-dat-dai-lan-dau": (
        {"giay-to-dat": "co", "do-dau": "thua-ke", "ban-do": "chua"},
        {key: value for key, value in PERSON.items() if key != "gioi-tinh"}
        | {"cu-tru": HOME, "thua": "123", "to-ban-do": "15", "dia-chi-dat": "Thôn Bình Trung, xã Tam Hải",
                  "dien-tich": "250,5", "loai-dat": "Đất ở nông thôn", "thoi-diem": "Trước năm 1990",
                  "nguon-goc-loai": "thua-ke", "nguon-goc": "Cha mẹ để lại năm 1995.",
                  "dang-tranh-chap": False, "co-giay-to": True},
    ),
    "hoa-giai-tranh-chap-dat-dai": (
        {"ve-viec": "ranh-gioi", "giay-to": "co", "dia-ban": "kho-khan"},
        {"ben-yeu-cau-o": HOME, "ben-kia": [{"ten": "Lê Văn Tám", "noi-o": "Thôn Bình Trung"}],
         "dia-chi-dat": "Thôn Bình Trung", "loai-tranh-chap": "ranh-gioi",
         "noi-dung": "Hàng xóm xây tường lấn 30 cm.", "mong-muon": "Trả lại ranh cũ."},
    ),
    "giai-quyet-khieu-nai-lan-dau": (
        {"ve-dieu-gi": "quyet-dinh", "bao-lau": "trong-han", "ai-khieu-nai": "mot-nguoi", "dia-ban": "thuong"},
        {"ho-ten": "Trần Thị Hồng", "dia-chi": HOME, "nguoi-khieu-nai": "mot-nguoi", "doi-tuong": "quyet-dinh",
         "so-quyet-dinh": "Số 45/QĐ-XPHC ngày 01/10/2026", "nguoi-bi-khieu-nai": "Chủ tịch UBND xã",
         "ngay-biet": "2026-10-05", "noi-dung": "Xử phạt sai người.", "yeu-cau": "Hủy quyết định."},
    ),
    "cap-giay-xac-nhan-nuoi-trong-thuy-san-long-be": (
        {"viec": "cap-moi", "nuoi-gi": "long-be", "mat-nuoc": "dat-minh"},
        {"ho-ten": "Nguyễn Văn Biển", "so-dinh-danh": FATHER, "dien-thoai": "0905123456",
         "dia-chi-nuoi": "Vịnh An Hòa, xã Tam Hải", "loai-viec": "cap-moi", "hinh-thuc": "long-be",
         "ao-long": [{"ten-ao": "L1", "dien-tich": 36, "loai-nuoi": "Cá mú", "san-luong": 800}]},
    ),
}  # fmt: skip
WANTED: dict[str, tuple[int, int, set[str]]] = {
    # slug: (days, đồng, papers that must be handed in)
    "dang-ky-khai-sinh": (0, 24_000, {"giay-chung-sinh-giay"}),
    "dang-ky-khai-sinh-ket-hop-nhan-cha-me-con": (3, 0, {"cam-doan-quan-he"}),
    "dang-ky-ket-hon": (5, 0, set()),
    "dang-ky-khai-tu": (0, 0, {"bao-tu-giay", "uy-quyen-giay"}),
    "cap-ban-sao-trich-luc-ho-tich": (0, 40_000, set()),
    "cap-giay-xac-nhan-tinh-trang-hon-nhan": (3, 0, {"giay-cu", "uy-quyen-giay"}),
    "chung-thuc-ban-sao-tu-ban-chinh": (0, 3 * 2000 + 2 * 14_000, set()),
    "chung-thuc-chu-ky": (0, 20_000, set()),
    "xac-nhan-cho-o-hop-phap": (2, 0, set()),
    "tro-cap-xa-hoi-hang-thang": (22, 0, set()),
    "ho-tro-chi-phi-mai-tang": (5, 0, {"khai-tu-giay", "thoi-huong-giay"}),
    "xac-dinh-muc-do-khuyet-tat": (25, 0, set()),
    "dang-ky-thanh-lap-ho-kinh-doanh": (3, 50_000, {"uy-quyen-ho", "uy-quyen-nop", "can-cuoc"}),
    "dang-ky-dat-dai-lan-dau": (20, 0, {"giay-to-ve-dat"}),
    "hoa-giai-tranh-chap-dat-dai": (28, 0, set()),
    "giai-quyet-khieu-nai-lan-dau": (28, 0, {"quyet-dinh-giay"}),
    "cap-giay-xac-nhan-nuoi-trong-thuy-san-long-be": (5, 0, {"so-do", "giay-mat-nuoc"}),
}
