"""The documents of the tests: every administrative kind, every normative kind, issuers of all levels."""

from __future__ import annotations

from tests.legal.fields.documents import PARTY, Written

LOCAL = "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
BASES = (
    f"Căn cứ {LOCAL}",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
)
ARTICLES = (
    "QUYẾT ĐỊNH:",
    "Điều 1. Giao Văn phòng Ủy ban nhân dân huyện chủ trì, phối hợp với các cơ quan liên quan thực hiện.",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
    "Điều 3. Chánh Văn phòng và các cơ quan liên quan chịu trách nhiệm thi hành Quyết định này./.",
)
REPORT = (
    "Thực hiện Công văn số 12/UBND-VP ngày 02 tháng 01 năm 2024 của Ủy ban nhân dân huyện Núi Thành về việc báo cáo.",
    "1. Kết quả: đã hoàn thành các nhiệm vụ được giao trong tháng, không có vướng mắc lớn.",
    "2. Trên đây là nội dung cần triển khai; các đơn vị nghiêm túc thực hiện./.",
)


def committee(place: str, parent: str = "") -> tuple[str, ...]:
    """The head of a people's committee."""
    return (f"UBND {parent.upper()}",) * bool(parent) + (f"ỦY BAN NHÂN DÂN {place.upper()}",)


def chairman(name: str, deputy: bool = False) -> tuple[str, ...]:
    """The signature of a committee's chairman or his deputy."""
    over = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") if deputy else ("CHỦ TỊCH",)
    return ("TM. ỦY BAN NHÂN DÂN", *over, "(đã ký)", name)


def ordinary(kind: str, number: str, title: str, **changes: object) -> Written:
    """A document of the district's committee."""
    given: dict[str, object] = {
        "number": number,
        "type": kind,
        "issuer": "Ủy ban nhân dân huyện Núi Thành",
        "head": committee("huyện Núi Thành"),
        "place": "Núi Thành",
        "issued": "2024-03-05",
        "title": title,
        "signature": chairman("Nguyễn Văn Mau"),
        "signer": "Nguyễn Văn Mau",
        "position": "Chủ tịch",
        "body": REPORT,
        "recipients": ("Thường trực Huyện ủy", "Các phòng, ban, đơn vị thuộc huyện", "Lưu: VT, VP"),
    }
    return Written(**{**given, **changes})  # type: ignore[arg-type]


ADMINISTRATIVE = [
    ordinary(
        "Nghị quyết",
        "31/NQ-HĐND",
        "Về điều chỉnh kế hoạch đầu tư công năm 2024",
        issuer="Hội đồng nhân dân huyện Núi Thành",
        head=("HỘI ĐỒNG NHÂN DÂN", "HUYỆN NÚI THÀNH"),
        signature=("CHỦ TỊCH", "Lê Văn Sinh"),
        signer="Lê Văn Sinh",
        authority="Hội đồng nhân dân huyện Núi Thành khóa XII, kỳ họp thứ 15",
        bases=BASES,
        body=(
            "QUYẾT NGHỊ:",
            "Điều 1. Điều chỉnh kế hoạch đầu tư công năm 2024 như phụ lục kèm theo.",
            *ARTICLES[3:],
        ),
    ),
    ordinary(
        "Quyết định",
        "1274/QĐ-UBND",
        "Về việc kiện toàn Ban Chỉ đạo chuyển đổi số huyện Núi Thành",
        authority="Chủ tịch Ủy ban nhân dân huyện Núi Thành",
        bases=BASES,
        body=ARTICLES,
        effective="2024-03-05",
        signature=chairman("Phan Văn Phúc", deputy=True),
        signer="Phan Văn Phúc",
        position="Phó Chủ tịch",
    ),
    ordinary(
        "Chỉ thị",
        "06/CT-UBND",
        "Về việc tăng cường công tác phòng cháy, chữa cháy rừng mùa khô",
        issuer="Ủy ban nhân dân xã Tam Trà",
        head=committee("xã Tam Trà", "huyện Núi Thành"),
        place="Tam Trà",
    ),
    ordinary("Quy chế", "02/QC-UBND", "Làm việc của Ban Chỉ huy Phòng thủ dân sự huyện"),
    ordinary("Quy định", "03/QyĐ-UBND", "Về quản lý, sử dụng nhà văn hóa thôn trên địa bàn huyện"),
    ordinary("Thông cáo", "04/TC-UBND", "Về kỳ họp thứ năm của Hội đồng nhân dân huyện"),
    ordinary(
        "Thông báo",
        "312/TB-UBND",
        "Kết luận của Chủ tịch Ủy ban nhân dân huyện tại phiên họp thường kỳ tháng 02 năm 2024",
        signature=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Trần Thị Thu Hà"),
        signer="Trần Thị Thu Hà",
        position="Chánh Văn phòng",
    ),
    ordinary(
        "Hướng dẫn",
        "15/HD-PNV",
        "Đánh giá, xếp loại chất lượng cán bộ, công chức năm 2024",
        issuer="Phòng Nội vụ huyện Núi Thành",
        head=("UBND HUYỆN NÚI THÀNH", "PHÒNG NỘI VỤ"),
        signature=("TRƯỞNG PHÒNG", "Huỳnh Thị Kim Liên"),
        signer="Huỳnh Thị Kim Liên",
        position="Trưởng phòng",
    ),
    ordinary(
        "Chương trình",
        "09/CTr-UBND",
        "Phát triển du lịch cộng đồng xã đảo Tam Hải giai đoạn 2024 - 2030",
        issuer="Ủy ban nhân dân xã Tam Hải",
        head=("ỦY BAN NHÂN DÂN", "XÃ TAM HẢI"),
        place="Tam Hải",
    ),
    ordinary(
        "Kế hoạch",
        "128/KH-UBND",
        "Phòng, chống thiên tai và tìm kiếm cứu nạn mùa mưa bão năm 2024 trên địa bàn huyện",
        signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH THƯỜNG TRỰC", "Đỗ Tấn Hùng"),
        signer="Đỗ Tấn Hùng",
        position="Phó Chủ tịch Thường trực",
    ),
    ordinary("Phương án", "45/PA-UBND", "Bảo vệ thi công tuyến đường ĐH 5 đoạn qua thị trấn Núi Thành"),
    ordinary("Đề án", "07/ĐA-UBND", "Sắp xếp, đổi tên thôn trên địa bàn huyện Núi Thành"),
    ordinary("Dự án", "08/DA-UBND", "Trồng rừng ngập mặn ven sông Trường Giang"),
    ordinary(
        "Báo cáo", "415/BC-UBND", "Tình hình kinh tế - xã hội quý I và nhiệm vụ quý II năm 2024", shouted=True
    ),
    ordinary(
        "Biên bản",
        "11/BB-UBND",
        "Họp xét duyệt hồ sơ hỗ trợ nhà ở cho hộ nghèo",
        body=("Hôm nay, vào lúc 08 giờ tại hội trường xã, chúng tôi gồm có các ông bà sau đây.", *REPORT[1:]),
    ),
    ordinary(
        "Tờ trình",
        "52/TTr-STC",
        "Về việc phê duyệt dự toán kinh phí sửa chữa trụ sở làm việc",
        issuer="Sở Tài chính tỉnh Quảng Nam",
        head=("UBND TỈNH QUẢNG NAM", "SỞ TÀI CHÍNH"),
        place="Quảng Nam",
        signature=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Đặng Phong"),
        signer="Đặng Phong",
        position="Phó Giám đốc",
        body=("Kính gửi: Ủy ban nhân dân tỉnh Quảng Nam.", *REPORT),
    ),
    ordinary("Hợp đồng", "21/HĐ-UBND", "Thuê khoán bảo vệ rừng phòng hộ năm 2024"),
    ordinary("Công điện", "04/CĐ-UBND", "Về việc ứng phó mưa lớn, lũ quét và sạt lở đất"),
    ordinary("Bản ghi nhớ", "01/BGN-UBND", "Hợp tác phát triển nuôi trồng thủy sản bền vững"),
    ordinary("Bản thỏa thuận", "02/BTT-UBND", "Phối hợp quản lý bến phà Tam Hải"),
    ordinary("Giấy ủy quyền", "05/GUQ-UBND", "Về việc ký hợp đồng mua sắm trang thiết bị"),
    ordinary(
        "Giấy mời",
        "77/GM-UBND",
        "Họp triển khai công tác tuyển chọn và gọi công dân nhập ngũ",
        signature=("TUQ. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Võ Hồng Phúc"),
        signer="Võ Hồng Phúc",
        position="Phó Chánh Văn phòng",
        body=("Kính gửi: Trưởng các phòng, ban.", *REPORT[1:]),
    ),
    ordinary("Giấy giới thiệu", "19/GGT-UBND", "Cán bộ đến liên hệ công tác tại Sở Nội vụ"),
    ordinary("Giấy nghỉ phép", "22/GNP-UBND", "Nghỉ phép năm của công chức văn phòng"),
    ordinary("Phiếu gửi", "34/PG-UBND", "Gửi tài liệu kỳ họp Hội đồng nhân dân huyện"),
    ordinary("Phiếu chuyển", "35/PC-UBND", "Chuyển đơn khiếu nại của công dân thôn Long Bình"),
    ordinary("Phiếu báo", "36/PB-UBND", "Kết quả xét tuyển viên chức ngành giáo dục"),
    ordinary("Thư công", "", "Chúc mừng nhân Ngày Nhà giáo Việt Nam"),
    ordinary(
        "Công văn",
        "1846/UBND-VP",
        "Thống nhất thời gian tiếp nhận hồ sơ trực tuyến và trả kết quả tại bộ phận một cửa",
    ),
    ordinary(
        "Công văn",
        "1023/SNV-CCHC",
        "Đề nghị góp ý dự thảo Kế hoạch cải cách hành chính năm 2025",
        issuer="Sở Nội vụ thành phố Đà Nẵng",
        head=("UBND THÀNH PHỐ ĐÀ NẴNG", "SỞ NỘI VỤ"),
        place="Đà Nẵng",
        signature=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Thu Nguyệt"),
        signer="Nguyễn Thị Thu Nguyệt",
        position="Phó Giám đốc",
    ),
    ordinary(
        "Công văn",
        "3345/BTC-QLCS",
        "Hướng dẫn xử lý tài sản công sau sắp xếp đơn vị hành chính",
        issuer="Bộ Tài chính",
        head=("BỘ TÀI CHÍNH",),
        place="Hà Nội",
        signature=("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Bùi Văn Khắng"),
        signer="Bùi Văn Khắng",
        position="Thứ trưởng",
    ),
    ordinary(
        "Công văn",
        "231/UBND-ĐCNN",
        "Kiểm tra, xử lý tình trạng xả nước ao nuôi tôm ra sông Trường Giang",
        issuer="Ủy ban nhân dân xã Tam Xuân II",
        head=committee("xã Tam Xuân II", "huyện Núi Thành"),
        place="Tam Xuân II",
    ),
    ordinary(
        "Kế hoạch",
        "45-KH/HU",
        "Thực hiện Nghị quyết Đại hội Đảng bộ huyện lần thứ XXII",
        issuer="Huyện ủy Núi Thành",
        head=("ĐẢNG BỘ TỈNH QUẢNG NAM", "HUYỆN ỦY NÚI THÀNH", "*"),
        label="Số ",
        motto=PARTY,
        signature=("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Nguyễn Tri Ấn"),
        signer="Nguyễn Tri Ấn",
        position="Phó Bí thư",
        body=(
            "Căn cứ Nghị quyết số 05-NQ/HU ngày 10 tháng 01 năm 2024 của Huyện ủy về nhiệm vụ năm 2024;",
            *REPORT[1:],
        ),
        bases=(),
    ),
    ordinary(
        "Thông báo",
        "18/TB-LĐLĐ",
        "Về việc tổ chức Tháng Công nhân năm 2024",
        issuer="Liên đoàn Lao động huyện Núi Thành",
        head=("LIÊN ĐOÀN LAO ĐỘNG TỈNH QUẢNG NAM", "LIÊN ĐOÀN LAO ĐỘNG", "HUYỆN NÚI THÀNH"),
        signature=("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Ngô Thị Hoài"),
        signer="Ngô Thị Hoài",
        position="Chủ tịch",
    ),
]
