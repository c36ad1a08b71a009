"""What citizens mistype, with what it should become, and a small index in which it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from portal.search.analysis import bare, pairs, syllables
from portal.search.documents import Reading
from portal.search.engine import Statistics

SUBJECTS = """
đăng ký khai sinh cho con | cấp bản sao giấy khai sinh | đăng ký khai tử | đăng ký kết hôn có yếu tố nước ngoài
xác nhận tình trạng hôn nhân | chứng thực chữ ký | chứng thực hợp đồng mua bán xe | thay đổi, cải chính hộ tịch
cấp thẻ căn cước công dân gắn chip | đăng ký tạm trú | đăng ký thường trú | thông báo lưu trú | xóa đăng ký tạm vắng
cấp sổ đỏ lần đầu | cấp giấy chứng nhận quyền sử dụng đất | chuyển mục đích sử dụng đất | tách thửa đất ở
thừa kế đất đai | bồi thường khi giải phóng mặt bằng | hòa giải tranh chấp đất đai | giấy phép xây dựng nhà ở
bảo hiểm y tế hộ gia đình | bảo hiểm xã hội tự nguyện | chế độ thai sản | trợ cấp mai táng phí | trợ cấp thất nghiệp
xác nhận hộ nghèo, hộ cận nghèo | hỗ trợ người khuyết tật | chính sách với người có công với cách mạng
đăng ký hộ kinh doanh | đăng ký thành lập doanh nghiệp tư nhân | an toàn thực phẩm | phòng cháy chữa cháy
thuế thu nhập cá nhân | lệ phí trước bạ | giải quyết khiếu nại, tố cáo | tiếp công dân | trợ giúp pháp lý
lý lịch tư pháp | thủ tục ly hôn đơn phương | nhận con nuôi trong nước | khám nghĩa vụ quân sự | cấp giấy phép lái xe
tuyển sinh vào lớp một | bảo vệ môi trường nước thải | bầu cử đại biểu hội đồng nhân dân | hồ sơ xin việc làm
thủ tục hành chính tại UBND xã | giấy ủy quyền | quy hoạch sử dụng đất | đăng ký tài khoản qua internet
"""
"""What the entries of the small index are about."""

FRAMES = ("Thủ tục {}", "{} thì cần giấy tờ gì", "Hướng dẫn về việc {} theo luật mới", "Hồ sơ, thời hạn: {}")

MISSPELT = """
đăng kí kai sinh = đăng kí khai sinh           | giay khai shinh = giấy khai sinh
dang ky khia sinh = đăng ký khai sinh          | dang ky khaisinh = đăng ký khai sinh
dangkykhaisinh = đăng ký khai sinh             | đăng ký kh ai sinh = đăng ký khai sinh
ddawng kys khai sinh = đăng ký khai sinh       | d9a8ng ky1 khai sinh = đăng ký khai sinh
ban sao giayy khai sinh = bản sao giấy khai sinh | đăng ký khai tuwr = đăng ký khai tử
dang ki kêt hônn = đăng ký kết hôn             | dang ky ket hom = đăng ký kết hôn
tinh trag hon nhan = tình trạng hôn nhân       | tình tạng hôn nhân = tình trạng hôn nhân
chung thuc chuu ky = chứng thực chữ ký         | chứng thục chữ ký = chứng thực chữ ký
chung thuvc chu ky = chứng thực chữ ký         | caỉ chinhs ho tich = cải chính hộ tịch
cai chinh hoj tichj = cải chính hộ tịch        | can cuoc coong dan = căn cước công dân
can cuoc cong dan gan chjp = căn cước công dân gắn chip | căn cuớc côgn dân = căn cước công dân
can cuoc congdan = căn cước công dân           | dang ky tam chu = đăng ký tạm trú
dang ky tamtru = đăng ký tạm trú               | đăng ký thuờng chú = đăng ký thường trú
so ddor lan dau = sổ đỏ lần đầu                | cap so doo lan dau = cấp sổ đỏ lần đầu
quyen su dunng dat = quyền sử dụng đất         | quyefn suwr dujng ddaats = quyền sử dụng đất
quyền xử dụng đất = quyền sử dụng đất          | chuyen muc dich su dung dta = chuyển mục đích sử dụng đất
tach thuwar dat o = tách thửa đất ở            | thua ke dat daii = thừa kế đất đai
giai phong mat bangg = giải phóng mặt bằng     | giải phóng mặt bàng = giải phóng mặt bằng
hoa gaii tranh chap = hòa giải tranh chấp      | tranh trap dat dai = tranh chấp đất đai
giay phep xay dugn = giấy phép xây dựng        | giấy phép say dựng = giấy phép xây dựng
giấy phép xây dụng = giấy phép xây dựng        | bao hiem yte ho gia dinh = bảo hiểm y tế hộ gia đình
bảo hiễm y tế = bảo hiểm y tế                  | bao hiemr xa hoi = bảo hiểm xã hội
bao hiem xa hooi tu nguyen = bảo hiểm xã hội tự nguyện | chế độ thai xản = chế độ thai sản
tro cap mai tang phis = trợ cấp mai táng phí   | tro cap that nghiepj = trợ cấp thất nghiệp
ho can ngheof = hộ cận nghèo                   | người khuyét tật = người khuyết tật
nguoi khuyet taat = người khuyết tật           | ho kinh daonh = hộ kinh doanh
doanh nghiepp tu nhan = doanh nghiệp tư nhân   | an toan thuc pham7 = an toàn thực phẩm
phong chay chua chayy = phòng cháy chữa cháy   | thue thu nhap ca nhna = thuế thu nhập cá nhân
khieeus naij to cao = khiếu nại tố cáo         | tro giup phap lys = trợ giúp pháp lý
ly lich tu phapp = lý lịch tư pháp             | ly hon don phuongg = ly hôn đơn phương
nhan con nuooi = nhận con nuôi                 | ngia vu quan su = nghĩa vụ quân sự
giay phep lai xee = giấy phép lái xe           | tuyen shinh vao lop mot = tuyển sinh vào lớp một
bau cu hoi dong nhandan = bầu cử hội đồng nhân dân | thu tujc hanh chinh = thủ tục hành chính
thu tuc tai ubdn xa = thủ tục tại ubnd xã      | giay uy quyenf = giấy ủy quyền
quy hoachj su dung dat = quy hoạch sử dụng đất | tai khoan qua intenet = tài khoản qua internet
"""
"""What is typed = what it should be suggested to become."""


def misspelt() -> list[tuple[str, str]]:
    """(typed, meant) of every row."""
    rows = [part.split("=") for line in MISSPELT.strip().splitlines() for part in line.split("|")]
    return [(typed.strip(), meant.strip()) for typed, meant in rows]


def subjects() -> list[str]:
    """What the entries of the small index are about, one by one."""
    return [part.strip() for line in SUBJECTS.strip().splitlines() for part in line.split("|")]


def titles() -> list[str]:
    """A title for each entry of the small index."""
    return [frame.format(subject) for subject in subjects() for frame in FRAMES]


def readings_of(texts: Iterable[str]) -> list[Reading]:
    """The texts as titles that were found."""
    return [Reading(" ".join(syllables(text)), "", "") for text in texts]


class SmallIndex:
    """The frequencies of some texts, as an engine tells them; counts what it is asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.entries = len(texts)
        self.frequencies: Counter[str] = Counter()
        self.calls: list[list[str]] = []
        for text in texts:
            plain = bare(syllables(text))
            self.frequencies.update({*plain, *pairs(plain)})

    @property
    def statistics(self) -> Callable[[Iterable[str]], Statistics]:
        """What `correct` asks."""
        return self._statistics

    def _statistics(self, terms: Iterable[str]) -> Statistics:
        asked = list(terms)
        self.calls.append(asked)
        return Statistics(self.entries, {term: self.frequencies[term] for term in asked})
