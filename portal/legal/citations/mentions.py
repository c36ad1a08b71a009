"""Documents that a text mentions: by number, by name, in short, or as "this decree"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from portal.legal.agencies import AGENCIES
from portal.legal.citations.model import DocumentMention
from portal.legal.citations.names import Names, known_names
from portal.legal.naming import clean_number, number_year
from portal.letters import LOWER, UPPER

_KIND_NAMES = (
    "Hiến pháp|Bộ luật|Luật|Pháp lệnh|Sắc lệnh|Sắc luật|Lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|"
    "Quyết định liên tịch|Quyết định|Thông tư liên tịch|Thông tư liên bộ|Thông tư liên ngành|Thông tư|Chỉ thị|"
    "Công văn|Công điện|Thông báo|Kế hoạch|Hướng dẫn|Văn bản hợp nhất|Tờ trình|Báo cáo|Đề án|Chương trình|Văn bản|"
    "Quy chế|Quy định|Điều lệ|Quy chuẩn|Quy trình|Nội quy|Danh mục|Bản quy định|Bản quy chế"
)
_KINDS = _KIND_NAMES.replace(" ", r"\s+")
# In small letters a kind is a document only with its number, or where no other thing is called so.
_SMALL = "|".join(f"[{name[0]}{name[0].lower()}]{name[1:]}" for name in _KINDS.split("|"))
_SMALL_SELF = r"bộ\s+luật|luật|pháp\s+lệnh|nghị\s+định|thông\s+tư|thông\s+tư\s+liên\s+tịch"
_PART = r"(?:TTg|Ttg|[A-ZĐƯƠÔÊÂ][A-ZĐƯƠÔÊÂ&]*\d{0,2})"
_SUFFIX = rf"{_PART}(?:\s?[-–/_]\s?{_PART})*"
_SPACED = r"\d{1,5}\s[A-ZĐ]{1,6}[/-][A-ZĐ]{1,8}(?![\w])"  # "89 TC/TCT", as numbers were typed in the nineties
NUMBER = rf"(?:\d{{1,5}}[A-Zabcdđ]?(?:\s?[/-]\s?(?:19|20)\d\d)?\s?[/-]\s?{_SUFFIX}|{_SPACED})"
_FULL_NUMBER = rf"\d{{1,4}}[A-Za-zđ]?/(?:19|20)\d\d/{_SUFFIX}"
_DATE = (
    r"(?:,?\s*(?:ký\s+|ban hành\s+)?ngày\s+(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:\s*[/.-]\s*|\s+năm\s+)(?P<dyear>(?:19|20)\d\d))"
)
_AGENCIES = "|".join(sorted({re.escape(name) for name in AGENCIES.values()}, key=len, reverse=True))
_ISSUER_WORD = (
    rf"(?:(?:Bộ trưởng|Thống đốc|Tổng Thanh tra|Chủ nhiệm|Chánh án|Viện trưởng)?\s*(?:{_AGENCIES})|"
    r"Quốc hội|Ủy ban [Tt]hường vụ Quốc hội|Uỷ ban [Tt]hường vụ Quốc hội|Chính phủ|Thủ tướng Chính phủ|"
    r"Hội đồng (?:Bộ trưởng|[Cc]hính phủ|[Tt]hẩm phán[^,;.]{0,40})|Chủ tịch nước|Bộ trưởng Bộ [^,;.()]{3,60}?|"
    r"Bộ [A-ZĐ][^,;.()]{2,60}?|Ngân hàng Nhà nước(?: Việt Nam)?|Thống đốc Ngân hàng Nhà nước(?: Việt Nam)?|"
    r"Tổng [^\W\d_]+ [^,;.()]{3,40}?|Ủy ban nhân dân [^,;.()]{3,40}?|Hội đồng nhân dân [^,;.()]{3,40}?)"
)
_ISSUER = (
    rf"(?:\s*của\s+(?:(?:liên [Bb]ộ\s+)?{_ISSUER_WORD}"
    rf"(?:\s*(?:-|–|,|, và|và)\s*(?:{_AGENCIES}))*(?=\s+(?:về|quy định|ban hành|hướng dẫn|sửa đổi|bãi bỏ|thì|và|"
    r"hoặc|là|có|được|phải|trong|đối|để|theo|tại|ngày|số|như|khi|do|cho|từ|đến|bao|trước|sau|không|đã|quy|trên|còn|"
    r"nhằm|liên|thực|chi|hết|thay|căn|các|những|với|nêu|bằng)\b|[,;.:()]|\s*$|\s*\n)))"
)
_NUMBERED = re.compile(
    rf"(?:(?P<kind>{_SMALL})\s+(?:hợp nhất\s+|liên tịch\s+)?(?:số\s*:?\s*)?|\b[Ss]ố\s+)(?P<number>{NUMBER})",
)
# "số 03-XLĐ" without a kind of document before it is a form; the number of a document says its kind or issuer.
_OF_A_DOCUMENT = re.compile(
    r"[/-](?:19|20)\d\d[/-]|[/-]\s?(?:NĐ|TT|TTLT|TTLB|QĐ|NQ|CT|CP|TTg|QH|UBTVQH|HĐBT|PL|L/CTN|LCT|SL)\d*\b"
)
_BARE = re.compile(rf"(?<![\w/.-])(?P<number>{_FULL_NUMBER})")
_SHORT = re.compile(
    r"(?P<kind>Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Nghị quyết|Pháp lệnh|Luật|Chỉ thị)\s+(?:số\s+)?"
    r"(?P<number>\d{1,4}(?:/(?:19|20)\d\d)?)(?![\w/-]|\.\d|\s?%)"
)
_SELF = re.compile(rf"(?<![\w])(?P<kind>{_KINDS}|{_SMALL_SELF})\s+(?:liên\s+tịch\s+)?này\b")
_STANDARD = re.compile(r"(?:QCVN|TCVN|QCĐP)\s+(?P<number>\d[\d-]*:(?:19|20)\d\d(?:/[A-ZĐ]+)?)")
_FILE = re.compile(r"^.*\.(?:docx?|pdf|xlsx?|rar|zip|rtf)[ \t]*$", re.M | re.I)
_NAMED = re.compile(r"(?<![\w])(?P<kind>[Bb]ộ luật|Luật|[Pp]háp lệnh)\s+(?=[^\W\d_])")
_CONSTITUTION = re.compile(
    r"Hiến pháp(?:\s+[Nn]ước\s+Cộng hòa xã hội chủ nghĩa Việt Nam|\s+nước\s+CHXHCN Việt Nam)?"
    r"(?:\s+(?:năm\s+)?(?P<year>(?:19|20)\d\d))?(?!\s+này)"
)
_AMENDING = re.compile(
    r"sửa đổi(?:,?\s+(?:và\s+)?bổ sung)?(?:\s+(?:một số|các))?(?:\s+[Đđ]iều(?:\s+\d+(?:\s*,\s*\d+|\s+và\s+\d+)*)?)?"
    r"(?:\s+và\s+(?:[Pp]hụ lục|Danh mục)[^.;]{0,60}?)?\s+(?:của\s+)?(?:các\s+)?"
    r"(?=(?:Bộ luật|Luật|Pháp lệnh|bộ luật|luật)\s)",
    re.I,
)
_YEAR = re.compile(
    r"\s+(?:năm\s+)?(?P<year>(?:19[4-9]|20[0-4])\d)(?!\s*[/\d])|\s*\((?:năm\s+)?(?P<paren>(?:19|20)\d\d)\)"
)
_OWN_NUMBER = re.compile(rf",?\s+(?:số\s*:?\s*)(?P<number>{NUMBER})")
_CAPITALISED = re.compile(rf"[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*)*")


@cache
def _names() -> dict[str, Names]:
    return known_names()


def document_mentions(text: str, names: dict[str, Names] | None = None) -> list[DocumentMention]:
    """Every mention of a document, in the order of the text, none within another.

    `names` are the names to know by kind; those of `citations.names` unless given.
    """
    known = names or _names()
    found: list[DocumentMention] = []
    for one in sorted(_candidates(text, known), key=lambda mention: (mention.start, -mention.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def without_file_names(text: str) -> str:
    """The text with the names of attached files blanked, which sources leave at the end of an article."""
    return _FILE.sub(lambda found: " " * len(found.group()), text) if "." in text else text


def _candidates(text: str, names: dict[str, Names]) -> list[DocumentMention]:
    found = [
        DocumentMention(match.start(), match.end(), "self", match["kind"]) for match in _SELF.finditer(text)
    ]
    for match in _NUMBERED.finditer(text):
        if match["kind"] or _OF_A_DOCUMENT.search(match["number"]):
            found.append(_numbered(text, match.start(), match, match["kind"] or ""))
    for match in _BARE.finditer(text):
        found.append(_numbered(text, match.start(), match, ""))
    for match in _SHORT.finditer(text):
        short = DocumentMention(match.start(), match.end(), "short", match["kind"], match["number"])
        found.append(_with_date_and_issuer(text, replace(short, year=number_year(match["number"]))))
    for match in _STANDARD.finditer(text):
        number = match["number"]
        found.append(DocumentMention(match.start(), match.end(), "standard", "", number, match.group()))
    for match in _CONSTITUTION.finditer(text):
        year = int(match["year"]) if match["year"] else None
        found.append(
            DocumentMention(match.start(), match.end(), "name", "Hiến pháp", name="Hiến pháp", year=year)
        )
    for match in _NAMED.finditer(text):
        kind = match["kind"][0].upper() + match["kind"][1:]
        mention = _named(text, match.start(), kind, match.end(), names)
        if mention is not None:
            found.append(mention)
    return found


def _numbered(text: str, start: int, match: re.Match[str], kind: str) -> DocumentMention:
    number, end = _trimmed(match["number"], match.end())
    mention = DocumentMention(start, end, "number", kind, clean_number(number), year=number_year(number))
    return _with_date_and_issuer(text, mention)


def _trimmed(number: str, end: int) -> tuple[str, int]:
    """The number without words that only look like its end ("15/2020/NĐ-CP và" never; "12/QĐ - Bộ" → "12/QĐ")."""
    match = re.search(rf"\s[-–]\s?[A-ZĐ][{LOWER}].*$", number)
    if match:
        return number[: match.start()], end - (len(number) - match.start())
    return number, end


def _with_date_and_issuer(text: str, mention: DocumentMention) -> DocumentMention:
    """The mention with the date and the issuer that follow it."""
    match = re.compile(_DATE).match(text, mention.end)
    if match:
        iso = f"{match['dyear']}-{int(match['month']):02d}-{int(match['day']):02d}"
        mention = replace(mention, end=match.end(), date=iso, year=mention.year or int(match["dyear"]))
    match = re.compile(_ISSUER).match(text, mention.end)
    return replace(mention, end=match.end()) if match else mention


def _named(
    text: str, start: int, kind: str, name_start: int, names: dict[str, Names]
) -> DocumentMention | None:
    """The law that is named at `start`, with year, number, date and issuer where they follow."""
    amending = _AMENDING.match(text, name_start)
    if amending:
        inner = _NAMED.match(text, amending.end()) or re.compile(
            r"(?P<kind>bộ luật|luật|pháp lệnh)\s+"
        ).match(text, amending.end())
        end = None
        if inner:
            inner_kind = inner["kind"][0].upper() + inner["kind"][1:]
            end = _name_end(text, inner.end(), names.get(inner_kind))
        if end is None:
            return None
    else:
        end = _name_end(text, name_start, names.get(kind))
        if end is None:
            return None
    mention = DocumentMention(start, end, "name", kind, name=" ".join(text[start:end].split()))
    own = _OWN_NUMBER.match(text, end)
    if own:
        number, stop = _trimmed(own["number"], own.end())
        mention = replace(
            mention, end=stop, form="number", number=clean_number(number), year=number_year(number)
        )
    else:
        year = _YEAR.match(text, end)
        if year:
            mention = replace(mention, end=year.end(), year=int(year["year"] or year["paren"]))
    return _with_date_and_issuer(text, mention)


def _name_end(text: str, start: int, names: Names | None) -> int | None:
    """Where the name that begins at `start` ends: the longest known one, else the words in capitals."""
    known = names.longest(text, start) if names else None
    if known is not None:
        return known
    match = _CAPITALISED.match(text, start)
    if match is None or match.group().split()[0] in {"Việt", "Nhà", "Quốc"} or match.group() == "Thuế":
        return None
    end = _lower_words(text, match.end())
    # "Pháp lệnh Thể dục, thể thao ngày …": what stands between the comma and the date belongs to the name.
    more = re.compile(rf",(?:\s+[{LOWER}]+){{1,6}}(?=\s+(?:ngày|năm)\s+\d|\s+số\s+\d)").match(text, end)
    return more.end() if more else end


def _lower_words(text: str, end: int) -> int:
    """The end of an unknown name: up to six more words in small letters, until a word that no name holds."""
    stops = {
        "và", "hoặc", "hay", "thì", "là", "có", "được", "phải", "quy", "về", "trong", "đối", "để", "theo", "tại",
        "ngày", "số", "năm", "như", "khi", "do", "cho", "từ", "đến", "này", "của", "các", "với", "mà", "đã", "không",
        "ban", "sửa", "trên", "còn", "nhằm", "hết", "thay", "nếu", "bị", "sẽ", "ở", "bằng", "trừ", "tổ", "cá", "người",
    }  # fmt: skip
    for match in re.compile(rf"[ \t]+([{LOWER}]+)").finditer(text, end, end + 60):
        if match.start() != end or match[1] in stops:
            break
        end = match.end()
    return end
