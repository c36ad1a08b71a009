"""Words that are written right although they are no Vietnamese syllables, and pairs that are always a slip."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LOANS = _words(
    """
    amiăng ămpe ampe anđêhít anten ăngten apatít apphích ápphích áptômát ăcquy acquy ắcquy axêtilen axeton axêtôn axit
    axít amôniắc amoniắc bauxít bazơ bêtông blốc bloc bludông boongke bôxít bulông bunggalô cácbon catốt calo canô
    cafê café castơ cađimi clanhke côca côngtơ côngten côngtenơ contenơ côngxoóc crôm crômit đềcan đêximét
    đêxiben điesel điêzen điêzel điôxít đioxit điôxit đioxin điôxin đinamít đinamô đôla đôlômit đôlômít ête êtanol
    êtylen êtilen fenspat fomanđehit formalđehit fócmôn foócmôn phoócmôn gamma glucô glucôza glucôzơ gluxít graphít
    hécta hiđrô hidrô hyđrô hydrô hyđrôcacbon iôn iốt karaokê kêpi kilôgam kilôgram kilômét kilôoát kilôvôn lade lipít
    lôga lôgarít lôgic lôgích lôgô madút makét mácma mácxít mêga mêgaoát mêtan mêtanol mililít milimét miligiây milisivơ
    milivôn micrômét micrô môđem môđul môđun mônô môtô môtơ mumi natri nitơ nitrít niutơn nơtron ôdê ôkê ôliu ôpêra
    ốpxét ôpsét ôtô ôxit oxit ôxít oxít ôxy ôxi ôxyt ôzôn ozôn panô parafin patê pêdan pêđan pêvi pênixilin phôtô
    phốtphát phốtpho photphát pirít piritô pittông píttông plastíc pôlime pôlyme pôpơlin prôtêin prôtít rađa rađar rađiô
    rađium rađôn rơle rơmoóc rờmoóc rôbốt robốt sămpanh sêri séc silíc sivơ sôcôla sơmi sôđa sunfát sunphát
    synốp sirô siđa tarô tivi tôluen tôn tuabin tuốcbin tuýp týp titan urani vắcxin vácxin văcxin virút vitamin vônfram
    volfram vônphram xăngtimét xăngđan xenlulô xenlulôza xêbát xêmina xêri xetôn xilô xiclô xíchlô ximăng xitéc xyanua
    yôga zirconi ziriconi lêninnít lêninít
    """
)
"""Loans that are written as one word, by the older and the newer rules for terms."""

LATIN_LIKE = _words(
    """
    ac as at bat bit bot but cap cat chat chip chop cit clip cut dat debit doc dot gap get got hat hip hit hop hot it
    kat kit lap let lip loc lot mac map mat met mic mit much nap net not nut pac pat pet pic pin pip pit poc pop
    pot rap rat rep rich rot sac sat sec set shop sic sip sit slot sop step stop such sup tac tap tat that tic tip top
    tot tut up vac vip zip tech mach bach each
    """
)
"""Words of plain letters that look like a Vietnamese syllable without its tone, and are English or Latin."""

NAMES = _words(
    """
    đắk đăk lắk lăk krông kroong plông plong drăng đrắk đrăk đray đliêya gơr glông kông chrôh pôkô sêrêpôk srêpốk
    kơnia bahnar jrai êđê mnông xtiêng stiêng cơho churu raglai cơtu brâu rơmăm xơđăng hrê bru khơmú khmer mông hmông
    êa buôr knuếc kuăng kbang kbô kpă rơchâm hleo cuôr phơk pôkle sêkông sêpôn đăklăk đắklắk đaklăk pờy kạn măngri
    lênin ănghen ăngghen êngen mátxcơva matxcơva oasinhtơn luânđôn béclin xíp lúcxămbua ixraen ixlan ôman pêru chilê
    môdămbích môdămbic angôla inđônêxia inđônêsia malaixia philíppin xinhgapo singapo brunây mianma campuchia
    ôxtrâylia niudilân canađa bôlivia côlômbia vênêxuêla braxin áchentina urugoay paragoay mêhicô cuba êcuađo italia
     nauy đanmạch phầnlan extônia látvia lítva bêlarút ucraina grudia adécbaidan acmênia
    cadắcxtan udơbêkixtan tuốcmênixtan cưrơgưxtan tátgikixtan pakixtan apganixtan băngla bănglađét xrilanca nêpan butan
    xuđăng libi angiêri tuynidi marốc nigiêria côngô kênia tandania êtiôpia
    """
)
"""Proper names that are written with Vietnamese letters and by other rules: of the highlands, of countries."""

DOUBLED_WRONG = _words(
    """
    của các những được trong với cho thì mà bởi và hoặc nhưng nếu đã đang sẽ cùng về đến để khi rằng tuy nhằm gồm
    """
)
"""Syllables that never stand twice in a row in plain prose: neither words that repeat nor the end of one and the
beginning of another, as in "nhân nhân" (nghệ nhân nhân dân)."""

SLIPS = {
    "xắp xếp": "sắp xếp",
    "sắp sếp": "sắp xếp",
    "xắp sếp": "sắp xếp",
    "sát nhập": "sáp nhập",
    "bổ xung": "bổ sung",
    "bỗ sung": "bổ sung",
    "sử lý": "xử lý",
    "sử lí": "xử lý",
    "xữ lý": "xử lý",
    "sữ dụng": "sử dụng",
    "xử dụng": "sử dụng",
    "sữa chữa": "sửa chữa",
    "sữa đổi": "sửa đổi",
    "sửa đỗi": "sửa đổi",
    "chia sẽ": "chia sẻ",
    "chia xẻ": "chia sẻ",
    "suất sắc": "xuất sắc",
    "xuất xắc": "xuất sắc",
    "suất xắc": "xuất sắc",
    "suất trình": "xuất trình",
    "chuẩn đoán": "chẩn đoán",
    "thăm quan": "tham quan",
    "vô hình chung": "vô hình trung",
    "tựu chung": "tựu trung",
    "cọ sát": "cọ xát",
    "giành cho": "dành cho",
    "dành giật": "giành giật",
    "lãng mạng": "lãng mạn",
    "khắc khe": "khắt khe",
    "trãi nghiệm": "trải nghiệm",
    "trãi qua": "trải qua",
    "hổ trợ": "hỗ trợ",
    "hộ trợ": "hỗ trợ",
    "nghĩ lễ": "nghỉ lễ",
    "nghĩ phép": "nghỉ phép",
    "nghĩ hưu": "nghỉ hưu",
    "nghĩ ngơi": "nghỉ ngơi",
    "kỹ luật": "kỷ luật",
    "kỹ niệm": "kỷ niệm",
    "kỷ thuật": "kỹ thuật",
    "kỷ năng": "kỹ năng",
    "bão vệ": "bảo vệ",
    "bão đảm": "bảo đảm",
    "bão quản": "bảo quản",
    "bão hiểm": "bảo hiểm",
    "cũng cố": "củng cố",
    "thực hiên": "thực hiện",
    "quy đinh": "quy định",
    "qui đinh": "quy định",
    "nhân viện": "nhân viên",
    "trách nhiêm": "trách nhiệm",
    "phát triễn": "phát triển",
    "phát chiển": "phát triển",
    "triễn khai": "triển khai",
    "chuyễn đổi": "chuyển đổi",
    "hiễu biết": "hiểu biết",
    "đễ dàng": "dễ dàng",
    "dể dàng": "dễ dàng",
    "mỡ rộng": "mở rộng",
    "giử gìn": "giữ gìn",
    "gìn giử": "gìn giữ",
    "giữ dìn": "giữ gìn",
    "dữ gìn": "giữ gìn",
    "lảnh đạo": "lãnh đạo",
    "quãn lý": "quản lý",
    "huỹ bỏ": "huỷ bỏ",
    "hũy bỏ": "hủy bỏ",
    "tỗ chức": "tổ chức",
    "xã hôi": "xã hội",
    "giãi quyết": "giải quyết",
    "dải quyết": "giải quyết",
    "vẽ đẹp": "vẻ đẹp",
    "sẳn sàng": "sẵn sàng",
    "sẵng sàng": "sẵn sàng",
    "sẳn có": "sẵn có",
    "đầy đũ": "đầy đủ",
    "nổ lực": "nỗ lực",
    "nỗi bật": "nổi bật",
    "rỏ ràng": "rõ ràng",
    "nhửng": "những",
    "củng như": "cũng như",
    "củng là": "cũng là",
    "vửa qua": "vừa qua",
    "tiết kiện": "tiết kiệm",
    "xtích": "stích",
    "năng xuất lao động": "năng suất lao động",
    "năng xuất cao": "năng suất cao",
    "năng xuất cây trồng": "năng suất cây trồng",
    "lãi xuất": "lãi suất",
    "hiệu xuất": "hiệu suất",
    "tần xuất": "tần suất",
    "sản suất": "sản xuất",
    "đề suất": "đề xuất",
    "xuất khẫu": "xuất khẩu",
    "suất khẩu": "xuất khẩu",
    "xâu sắc": "sâu sắc",
    "sâu xắc": "sâu sắc",
    "giám xát": "giám sát",
    "dám sát": "giám sát",
    "khảo xát": "khảo sát",
    "chỉnh sữa": "chỉnh sửa",
    "cập nhập": "cập nhật",
    "trân thành": "chân thành",
    "chân trọng": "trân trọng",
    "trung cư": "chung cư",
    "dấu diếm": "giấu giếm",
    "tranh dành": "tranh giành",
    "để giành": "để dành",
    "dành quyền": "giành quyền",
    "dành thắng lợi": "giành thắng lợi",
    "dục giã": "giục giã",
    "vãng lại": "vãng lai",
    "thẩm quyên": "thẩm quyền",
}
"""Words that are always slips → what was meant. None of them is the end of one word and the beginning of another."""
