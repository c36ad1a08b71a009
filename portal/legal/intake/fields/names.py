"""Names of people as they stand under a signature, and the positions above them."""

from __future__ import annotations

import re

from portal.legal.intake.fields.reading import distance, is_upper, plain

_SURNAME_LIST = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Lâm Trịnh Mai Đào Tô Trương "
    "Hà Cao Lưu Châu Tạ Phùng Vương Thái Quách Tống La Từ Chu Triệu Tăng Kiều Văn Lương Thân Hứa Đàm Nông Giang Tôn "
    "Doãn Khuất Nghiêm Lại Ninh Thạch Sơn Kim Danh Hầu Giàng Vừ Sùng Mùa Thào Vàng Lò Lường Quàng Cầm Hoàn Bạch "
    "Ma Bế Lục Vi Lữ Ông Mạc Phó Cù Diệp Điểu Ksor Siu Rơ Nay Rah Kpă Rmah Alăng Bríu Zơ Pơloong Arất Ating Bling "
    "Coor Hôih Tơ Hiên Riah Y Ka Ya Chau Chế Đồng Đổng Âu Phí Viên Tiêu Khổng Ung Ưng Lăng Trang Nhan Nhâm Hàn An "
    "Bá Bàn Biện Bồ Ca Cáp Cấn Chử Cung Đan Đậu Đường Giáp Hạ Hình Khúc Khương Kha Khưu Lã Lạc Liêu Lộ Mã Mẫn Nhữ "
    "Phương Quản Sầm Sử Thẩm Thi Thiều Tiết Tòng Tưởng Ứng Vạn Xa A Hồng Quan Trà Tào Thang Thanh Đới Dư Du"
)
_SURNAMES = _SURNAME_LIST.split()
_SPELLED = set(_SURNAMES)
_BY_PLAIN: dict[str, str] = {}
for _name in _SURNAMES:
    _BY_PLAIN.setdefault(plain(_name), _name)
_LONG = ("nguyen", "huynh", "hoang", "truong", "duong", "luong", "pham", "trinh", "phung")
_RANK = re.compile(
    r"\W*(?:(?:dai|thuong|trung|thieu)\s(?:ta|tuong|uy)|do doc|gs|pgs|tskh|ts|ths|bs|ks|cn|nha giao|nha giao uu tu|"
    r"thac s[iy]|tien s[iy]|bac s[iy]|ky su|luat su|dong chi|ong|ba|lm|hoa thuong|ckii?|bsck\s?i{1,2}|ds|dr|ngut|"
    r"ky boi|nguoi ky|da ky)\b[\s.,:)]*"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_NO_NAMES = re.compile(
    r"(?:ủy ban|uỷ ban|hội đồng|quốc hội|chính phủ|thủ tướng|nơi nhận|chủ tịch|giám đốc|thứ trưởng|bộ trưởng|việt nam|"
    r"phó |như |cục |công an (?:huyện|tỉnh|xã|thành)|văn phòng|lưu (?:vt|trữ)|ban |sở |phòng |tỉnh |huyện |xã |thôn |"
    r"thành phố|đà nẵng|quảng |hà nội|hồ chí minh|núi thành|bộ |điều |chương |đơn vị|trung ương|nhân dân|kim chi|"
    r"an giang|ninh bình|hà (?:tĩnh|nam|giang)|cao bằng|lâm đồng|thái (?:nguyên|bình)|trà vinh|sơn la|tây ninh|"
    r"lai châu|hồng kông)",
    re.IGNORECASE,
)

_POSITION = (
    r"(?:chu tich quoc hoi|chu tich nuoc|chu tich|bi thu|thu tuong(?: chinh phu)?|bo truong|thu truong|thong doc|"
    r"tong thanh tra|chanh an|vien truong|tong kiem toan|chanh van phong|chanh thanh tra|giam doc|tong giam doc|"
    r"truong phong|truong ban|cuc truong|vu truong|tong cuc truong|chi cuc truong|hieu truong|chu nhiem|truong cong an|"
    r"tong thu ky|truong doan|chi huy truong|tu lenh|to truong|doi truong|truong khoa|vien truong|tong bi thu|"
    r"chinh uy|truong thon|thuong truc|uy vien|tram truong|hat truong|truong dai dien|thu truong co quan|"
    r"kiem toan truong|truong tieu ban|truong bo mon|quan tri truong|chu toa|thu ky|"
    r"nguoi (?:uy quyen|duoc uy quyen)|dai dien|"
    r"(?:can bo|cong chuc|chuyen vien)|ke toan truong|chu ho|quyen)"
)
_DEPUTY = r"(?:pho |quyen |q\.\s?|phu trach )?"
_POSITION_LINE = re.compile(rf"\W*(?P<position>{_DEPUTY}{_POSITION}(?: thuong truc)?)(?P<of>\b.*)?$")
_POSITION_PREFIX = re.compile(r"\W*(?P<prefix>tm|kt|tl|tuq|t/m|k/t|t/l|q)\s?[.,:]\s*(?P<rest>.*)$")
_CAPITALS = (
    (re.compile(r"(?<=^Phó )(?!chủ toạ)\w|(?<=^Quyền )\w"), str.upper),
    (
        re.compile(r"\b(?:văn phòng|thanh tra|giám đốc|thường trực|quốc hội|chính phủ|công an|đoàn)\b(?<!^)"),
        str.capitalize,
    ),
)


def surname(word: str) -> str:
    """Return the surname that a word is, its marks put right: "Nguyên" → "Nguyễn"; "" if it is none."""
    given = word.strip(".,")
    usual = given[:1].upper() + given[1:].lower()
    if usual in _SPELLED:
        return usual
    return _BY_PLAIN.get(plain(given), "")


def without_rank(text: str) -> str:
    """Return a name without military rank, title and marks of a scan before it."""
    rest = re.sub(r"^[\W_]+", "", text)
    while match := _RANK.match(plain(rest)):
        if not match.group().strip():
            break
        rest = re.sub(r"^[\W_]+", "", rest[match.end() :])
    return rest


def person(text: str) -> tuple[str, float] | None:
    """Return the name that a fragment is as a whole, and how sure it is; None if it is something else.

    "Đại tá Nguyễn Thanh Điệp" → "Nguyễn Thanh Điệp"; capitals become usual letters.
    """
    if len(text) > 90:
        return None
    bare = re.sub(r"[\W_]+$", "", without_rank(text.strip()))
    words = bare.split()
    if not 2 <= len(words) <= 6 or len(bare) > 45 or not all(_WORD.fullmatch(word) for word in words):
        return None
    if _NO_NAMES.match(f"{bare} ") and not (len(words) > 2 and surname(words[0])):
        return None
    shouted = is_upper(bare, 1.0)
    if shouted and _POSITION_LINE.match(plain(bare)):
        return None
    if not shouted and not all(word[0].isupper() for word in words[1:]):
        return None
    if not shouted and any(len(word) > 2 and word.isupper() for word in words):
        return None
    first = surname(words[0]) if not shouted or words[0].capitalize() in _SPELLED else ""
    if not first:
        near = [one for one in _LONG if distance(plain(words[0]), one, 1) <= 1]
        if len(near) != 1 or len(words) < 3:
            return (bare, 0.55) if words[0][0].isupper() and 3 <= len(words) <= 4 and not shouted else None
        return " ".join([_BY_PLAIN[near[0]], *words[1:]]), 0.6
    rest = [word.capitalize() if shouted else word for word in words[1:]]
    if shouted and any(plain(word) in ("ban", "phong", "hoi", "xa", "huyen", "tinh") for word in rest):
        return None
    return " ".join([first, *rest]), 0.92 if words[0].capitalize() == first else 0.8


def people_at_end(text: str) -> list[tuple[str, int, float]]:
    """Return the names that end a line on which something else may stand before, each with its start.

    "- Lưu: VT, NC. Nguyễn Văn A" → one; "Trần Anh Tuấn Nguyễn Thị Xuyên" → two.
    """
    words = list(re.finditer(r"\S+", text))
    first = len(words)
    while first and (words[first - 1].group()[0].isupper() or words[first - 1].group()[0] in "(“"):
        first -= 1
        if re.search(r"[;.,:/)]$", words[first].group()) and first < len(words) - 1:
            first += 1
            break
    starts = [position for position in range(first, len(words)) if surname(words[position].group())]
    found: list[tuple[str, int, float]] = []
    position = first
    while position < len(words):
        if position not in starts:
            position += 1
            continue
        later = [other for other in starts if other >= position + 2]
        ends = [other for other in later if other - position >= 3 and len(words) - other >= 2] or [len(words)]
        said = text[words[position].start() : words[ends[0] - 1].end()]
        whole = person(said) if not is_upper(said, 1.0) or is_upper(text, 0.9) else None
        if whole is None or len(words[position : ends[0]]) < 2:
            position += 1
            continue
        found.append((whole[0], words[position].start(), whole[1]))
        position = ends[0]
    return found


def position_in(text: str) -> tuple[str, str] | None:
    """Return prefix and position that a line in capitals names: "KT. CHỦ TỊCH" → ("kt", "Chủ tịch").

    An authority after a prefix ("TM. ỦY BAN NHÂN DÂN") has no position: ("tm", ""). None for other lines.
    """
    if not is_upper(re.sub(r"\b(?:ký|đã)\b", "", text), 0.8) or len(text) > 110:
        return None
    folded = plain(text)
    prefix = ""
    match = _POSITION_PREFIX.match(folded)
    if match is not None:
        prefix = match["prefix"].replace("/", "")
        text, folded = text[match.start("rest") :], match["rest"]
    found = _POSITION_LINE.match(folded)
    if found is None or (found["of"] and found["of"][:1].isalpha()):
        return (prefix, "") if prefix else None
    return prefix, _usual(text[found.start("position") : found.end("position")].strip(" .,:;-_*|"))


def _usual(position: str) -> str:
    """A position in usual letters: "PHÓ CHÁNH VĂN PHÒNG" → "Phó Chánh Văn phòng"."""
    words = " ".join(position.split())
    small = words[:1].upper() + words[1:].lower()
    for pattern, raised in _CAPITALS:
        small = pattern.sub(lambda match, raised=raised: raised(match.group()), small)  # type: ignore[misc]
    return small
