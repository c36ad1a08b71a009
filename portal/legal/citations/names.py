"""Names of laws, codes and ordinances: what stands behind "Luật", "Bộ luật", "Pháp lệnh" in running text.

Needed because a name in running text has no mark at its end ("theo Luật Hộ tịch và văn bản hướng dẫn"). The names
of documents that the library holds are added to these (see `resolve.Library`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.legal.agencies import folded

LAWS = """
an ninh mạng; an ninh quốc gia; an toàn thông tin mạng; an toàn thực phẩm; an toàn, vệ sinh lao động; ban
hành văn bản quy phạm pháp luật; biên giới quốc gia; biên phòng Việt Nam; biển Việt Nam; báo chí; bình đẳng
giới; bưu chính; bảo hiểm tiền gửi; bảo hiểm xã hội; bảo hiểm y tế; bảo vệ bí mật nhà nước; bảo vệ dữ liệu
cá nhân; bảo vệ môi trường; bảo vệ quyền lợi người tiêu dùng; bảo vệ sức khỏe nhân dân; bảo vệ và kiểm dịch
thực vật; bảo vệ và phát triển rừng; bảo vệ, chăm sóc và giáo dục trẻ em; bầu cử đại biểu Hội đồng nhân dân;
bầu cử đại biểu Quốc hội; bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân; chuyển giao công nghệ;
chính quyền địa phương; chăn nuôi; chất lượng sản phẩm, hàng hóa; chứng khoán; các công cụ chuyển nhượng;
các tổ chức tín dụng; cán bộ, công chức; công an nhân dân; công chứng; công nghiệp công nghệ số; công nghiệp
quốc phòng, an ninh và động viên công nghiệp; công nghệ cao; công nghệ thông tin; công đoàn; căn cước; căn
cước công dân; cơ yếu; cư trú; cạnh tranh; cảnh sát biển Việt Nam; cảnh sát cơ động; di sản văn hoá; di sản
văn hóa; doanh nghiệp; doanh nghiệp nhà nước; du lịch; dân quân tự vệ; dân số; dược; dạy nghề; dầu khí; dữ
liệu; dự trữ quốc gia; giao dịch điện tử; giao thông đường bộ; giao thông đường thủy nội địa; giá; giám định
tư pháp; giáo dục; giáo dục nghề nghiệp; giáo dục quốc phòng và an ninh; giáo dục đại học; hiến, lấy, ghép
mô, bộ phận cơ thể người; hiến, lấy, ghép mô, bộ phận cơ thể người và hiến, lấy xác; hoạt động chữ thập đỏ;
hoạt động giám sát của Quốc hội và Hội đồng nhân dân; hàng không dân dụng; hàng không dân dụng Việt Nam; hòa
giải ở cơ sở; hòa giải, đối thoại tại Tòa án; hóa chất; hôn nhân và gia đình; hải quan; hộ tịch; hợp tác xã;
khiếu nại; khiếu nại, tố cáo; khoa học và công nghệ; khoa học, công nghệ và đổi mới sáng tạo; khoáng sản;
khám bệnh, chữa bệnh; khí tượng thủy văn; kinh doanh bảo hiểm; kinh doanh bất động sản; kiến trúc; kiểm toán
nhà nước; kiểm toán độc lập; kế toán; lao động; luật sư; lâm nghiệp; lý lịch tư pháp; lưu trữ; lực lượng dự
bị động viên; lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở; mặt trận Tổ quốc Việt Nam; nghĩa vụ quân
sự; ngân hàng nhà nước; ngân hàng nhà nước Việt Nam; ngân sách nhà nước; người cao tuổi; người khuyết tật;
người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng; nhà giáo; nhà ở; nhập cảnh, xuất cảnh, quá
cảnh; nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam; nuôi con nuôi; năng lượng
nguyên tử; phá sản; phí và lệ phí; phòng cháy và chữa cháy; phòng cháy, chữa cháy và cứu nạn, cứu hộ; phòng
không nhân dân; phòng thủ dân sự; phòng, chống bạo lực gia đình; phòng, chống bệnh truyền nhiễm; phòng,
chống HIV/AIDS; phòng, chống khủng bố; phòng, chống ma túy; phòng, chống mua bán người; phòng, chống nhiễm
vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người; phòng, chống nhiễm vi rút gây ra hội chứng suy
giảm miễn dịch mắc phải ở người (HIV/AIDS); phòng, chống rửa tiền; phòng, chống tham nhũng; phòng, chống
thiên tai; phòng, chống tác hại của rượu, bia; phòng, chống tác hại của thuốc lá; phổ biến, giáo dục pháp
luật; quy hoạch; quy hoạch đô thị; quy hoạch đô thị và nông thôn; quân nhân chuyên nghiệp, công nhân và viên
chức quốc phòng; quản lý ngoại thương; quản lý nợ công; quản lý thuế; quản lý, sử dụng tài sản công; quản
lý, sử dụng tài sản nhà nước; quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ; quản lý, sử dụng vốn
nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp; quảng cáo; quốc phòng; quốc tịch Việt Nam; sĩ
quan Quân đội nhân dân Việt Nam; sở hữu trí tuệ; sử dụng năng lượng tiết kiệm và hiệu quả; thanh niên; thanh
tra; thi hành tạm giữ, tạm giam; thi hành án dân sự; thi hành án hình sự; thi đua, khen thưởng; thuế bảo vệ
môi trường; thuế chuyển quyền sử dụng đất; thuế giá trị gia tăng; thuế sử dụng đất nông nghiệp; thuế sử dụng
đất phi nông nghiệp; thuế thu nhập cá nhân; thuế thu nhập doanh nghiệp; thuế tiêu thụ đặc biệt; thuế tài
nguyên; thuế xuất khẩu, thuế nhập khẩu; thú y; thư viện; thương mại; thể dục, thể thao; thỏa thuận quốc tế;
thống kê; thủ đô; thủy lợi; thủy sản; thực hiện dân chủ ở cơ sở; thực hành tiết kiệm, chống lãng phí; tiêu
chuẩn và quy chuẩn kỹ thuật; tiếp công dân; tiếp cận thông tin; trách nhiệm bồi thường của Nhà nước; trí tuệ
nhân tạo; trưng cầu ý dân; trưng mua, trưng dụng tài sản; trật tự, an toàn giao thông đường bộ; trẻ em;
trọng tài thương mại; trồng trọt; trợ giúp pháp lý; tài nguyên nước; tài nguyên, môi trường biển và hải đảo;
tín ngưỡng, tôn giáo; tương trợ tư pháp; tần số vô tuyến điện; tố cáo; tố tụng hành chính; tổ chức Chính
phủ; tổ chức chính quyền địa phương; tổ chức cơ quan điều tra hình sự; tổ chức Hội đồng nhân dân và Ủy ban
nhân dân; tổ chức Quốc hội; tổ chức Tòa án nhân dân; tổ chức Viện kiểm sát nhân dân; viên chức; viễn thông;
việc làm; vận tải; xuất bản; xuất cảnh, nhập cảnh của công dân Việt Nam; xây dựng; xử lý vi phạm hành chính;
đa dạng sinh học; điều ước quốc tế; điện lực; điện ảnh; đo lường; đo đạc và bản đồ; đê điều; đường bộ; đường
sắt; đất đai; đấu giá tài sản; đấu thầu; đầu tư; đầu tư công; đầu tư nước ngoài tại Việt Nam; đầu tư theo
phương thức đối tác công tư; đặc xá; địa chất và khoáng sản
"""
CODES = "dân sự; hàng hải; hàng hải Việt Nam; hình sự; lao động; tố tụng dân sự; tố tụng hình sự"
ORDINANCES = """
thể dục, thể thao; ký kết và thực hiện điều ước quốc tế; ký kết và thực hiện thỏa thuận quốc tế;
kế toán và thống kê; kế toán thống kê; ưu đãi người hoạt động cách mạng, liệt sỹ và gia đình liệt sỹ, thương binh,
bệnh binh, người hoạt động kháng chiến, người có công giúp đỡ cách mạng;
bưu chính, viễn thông; bảo hộ quyền tác giả; bảo vệ bí mật nhà nước; bảo vệ công trình quan trọng liên quan
đến an ninh quốc gia; bảo vệ và kiểm dịch thực vật; bắt giữ tàu biển; chi phí cho người làm chứng, người
phiên dịch trong tố tụng; chi phí giám định, định giá; cán bộ, công chức; công an xã; công nhận và thi hành
bản án; cơ yếu; cảnh sát cơ động; cảnh sát môi trường; cựu chiến binh; danh hiệu vinh dự nhà nước Bà mẹ Việt
Nam anh hùng; dân quân tự vệ; dân số; giá; giám định tư pháp; giống cây trồng; giống vật nuôi; hàm, cấp
ngoại giao; hợp nhất văn bản quy phạm pháp luật; khai thác và bảo vệ công trình thủy lợi; lãnh sự; lưu trữ
quốc gia; lực lượng cảnh sát biển Việt Nam; nghĩa vụ lao động công ích; ngoại hối; người cao tuổi; người tàn
tật; nhập cảnh, xuất cảnh, cư trú, đi lại của người nước ngoài tại Việt Nam; pháp điển hệ thống quy phạm
pháp luật; phí và lệ phí; phòng, chống mại dâm; quy định danh hiệu vinh dự nhà nước Bà mẹ Việt Nam anh hùng;
quản lý thị trường; quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ; thú y; thủ tục bắt giữ tàu bay;
trình tự, thủ tục xem xét, quyết định áp dụng các biện pháp xử lý hành chính tại Tòa án nhân dân; trọng tài
thương mại; tình trạng khẩn cấp; tín ngưỡng, tôn giáo; vệ sinh an toàn thực phẩm; xử lý vi phạm hành chính;
án phí, lệ phí Tòa án; điều kiện kinh doanh; đo lường; đê điều; động viên công nghiệp; ưu đãi người có công
với cách mạng
"""
_WORD = re.compile(r"[\w&]+")
_MOST_WORDS = 36


def words_of(text: str) -> list[tuple[str, int, int]]:
    """(folded word, start, end) of each word, as names are compared: without case, commas and old accents."""
    return [(folded(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]


class Names:
    """Names of one kind of document, found as the longest one that a text begins with."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, set[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know one more name."""
        plain = folded(name)
        if plain:
            self._names.setdefault(plain.split()[0], set()).add(plain)

    def longest(self, text: str, start: int) -> int | None:
        """Where the longest known name that begins at text[start] ends; None where none begins."""
        words = words_of(text[start : start + 240])[:_MOST_WORDS]
        if not words or words[0][1] != 0 or words[0][0] not in self._names:
            return None
        known = self._names[words[0][0]]
        joined, best = "", None
        for word, _, end in words:
            joined = f"{joined} {word}".strip()
            if joined in known:
                best = start + end
        return best


def _split(names: str) -> list[str]:
    return [" ".join(name.split()) for name in names.split(";")]


def known_names() -> dict[str, Names]:
    """The names by kind ("Luật", "Bộ luật", "Pháp lệnh")."""
    return {
        "Luật": Names(_split(LAWS)),
        "Bộ luật": Names(_split(CODES)),
        "Pháp lệnh": Names(_split(ORDINANCES)),
    }
