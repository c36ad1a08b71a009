"""The title of a document: the lines between the name of its kind and the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.legal.intake.fields.dates import with_figures
from portal.legal.intake.fields.phrases import mended
from portal.legal.intake.fields.proposal import Proposed
from portal.legal.intake.fields.reading import LONG, Piece, Reading, alike, is_rule, is_upper, plain, squeezed
from portal.legal.intake.fields.restated import better, misread, repeated
from portal.legal.intake.fields.spelling import Spelling

_MOST_LINES = 14
_STOP = re.compile(
    r"\W*(?:can cu\b|(?:\S{1,4} )?\S{0,2}cu (?:luat|nghi|quyet|hien phap|thong tu)|kinh gui|kinh trinh|noi nhan|"
    r"dieu (?:1|i|l)\b|chuong (?:1|i|l)\b|phan (?:thu|i|1|mo dau)\b|loi noi dau|muc luc|"
    r"(?:[ivx]{1,4}|[a-c]|1|l)\s?[.)/:-]\s|quyet dinh\s?:|quyet nghi\s?:|chi thi\s?:|"
    r"ngay \d+ thang \d+ nam \d+,|hom nay|ho va ten|ben a\b|chung toi)|\W*\((?:ban hanh|kem theo|da duoc)"
)
_SENTENCE = re.compile(
    r"\W*(?:xet |thuc hien |de (?!an|cuong|xuat|nghi)|nham |tiep (?:tuc|theo) |sau khi |vua qua|hien nay|qua |thua |"
    r"trien khai (?:thuc hien )?(?:nghi|quyet|ke|cong|chi|thong|luat)|trong (?:thoi gian|nhung|nam|thang|qua)\b|"
    r"theo (?:de nghi|quyet dinh|nghi quyet|to trinh)|toi (?:ten|la)|thi hanh |hoi nghi |nhin chung|ten toi|don vi|"
    r"hoi \d+|(?:ngay|thang|nam) nay|luat nay)"
)
_STAMP = re.compile(r"cong van den|\bden so\b|gui dang cong bao|thong tin dien tu chinh phu|^\W*den\b\W*$")
_BULLET = re.compile(r"[-+*] \w")
_AUTHORITY = re.compile(
    r"\W*(?:chinh phu|thu tuong chinh phu|quoc hoi|uy ban thuong vu|bo truong|thong doc|chu tich|uy ban nhan dan|"
    r"hoi dong|chanh an|vien truong|tong |giam doc|truong |cuc truong|ban thuong vu|ban chap hanh|hieu truong|chanh |"
    r"lien |bo |uy ban|chu nhiem|thuong truc|thanh tra|ban bi thu|bi thu|cac bo|huyen uy|tinh uy|dang uy)"
)
_UNFINISHED = re.compile(
    r"(?:[,\-–(“]|\b(?:của|và|về|do|cho|theo|tại|trong|trên|với|giữa|huyện|xã|tỉnh|thành phố|số|ngày|tháng|năm|"
    r"các|những|một|việc|từ|đến|bởi|hoặc|là|có|được|ở|thuộc|bằng|luật|nghị định|giai đoạn|thị trấn|phường|cấp))$"
)
_CONNECTED = re.compile(r"(?:,|\b(?:của|và|do|với|theo|cho|tại))$")
_REFERENCE = re.compile(
    r"(?:cua [a-z ,&-]{3,110}? )?so ?:? ?\d\S*,? (?:ra )?ngay \d{1,2}(?: thang |[/.-])\d{1,2}(?: nam |[/.-])\d{4},?\s*"
    r"(?:cua (?:chinh phu|thu tuong chinh phu|quoc hoi|uy ban thuong vu quoc hoi|bo truong bo [a-z -]{3,40}?|"
    r"bo [a-z -]{3,40}?)(?=\s+(?:ve|quy dinh|huong dan|sua doi|ban hanh|phe duyet)\b)\s*)?"
)
_EDGE = re.compile(r"^[.,;:_|~*\s]+(?=\w)|[_|~*\s]+$")
_LABEL = re.compile(r"\W*(?:v\s?[/\\]\s?v|v\.v)\s*[:.]?\s*", re.IGNORECASE)


def title_lines(pieces: Sequence[Piece], issuers: Sequence[str]) -> list[Piece]:
    """Return the lines of the title among the pieces that follow the line of the kind.

    `issuers` are the names of the head: a line in capitals that repeats one of them begins the text.
    """
    lines: list[Piece] = []
    for piece in pieces:
        if is_rule(piece.text):
            if lines and len(piece.text) >= 3:
                break
            continue
        if (
            _STOP.match(piece.plain)
            or _begins_sentence(piece, lines)
            or _BULLET.match(piece.text)
            or len(lines) >= _MOST_LINES
        ):
            break
        if _begins_text(piece, lines, issuers):
            break
        if _STAMP.search(piece.plain) or (_is_scrap(piece) and (not lines or _unlike(piece, lines[-1]))):
            continue
        lines.append(piece)
    return lines


def _begins_text(piece: Piece, lines: Sequence[Piece], issuers: Sequence[str]) -> bool:
    """Whether a line can no longer belong to the title whose lines are given."""
    if len(piece.text) > LONG + 200:
        return True
    unfinished = bool(lines) and _UNFINISHED.search(lines[-1].text.lower()) is not None
    upper = is_upper(piece.text)
    if upper and lines and not is_upper(lines[-1].text) and _AUTHORITY.match(piece.plain):
        return True
    if upper and _is_one_of(piece, issuers) and lines and not _CONNECTED.search(lines[-1].text.lower()):
        return True
    if upper and not unfinished and (_AUTHORITY.match(piece.plain) or _is_one_of(piece, issuers)):
        return not lines or not is_upper(lines[-1].text) or _is_one_of(piece, issuers) or _leads(piece)
    if not lines:
        return len(piece.text) > 220
    if is_upper(lines[0].text) and not upper:
        return not unfinished or len(piece.text) > 60 or piece.text[:1].isupper()
    if lines[-1].text.endswith((".", ":", "./.")) and not unfinished:
        return True
    begins = piece.text[:1].isupper() and not upper
    if piece.blank and lines[-1].line != piece.line and not unfinished:
        return not (upper and is_upper(lines[-1].text)) and not (
            piece.text[:1].islower() and not _is_scrap(piece)
        )
    return begins and not unfinished and len(piece.text) > 75 and len(lines[-1].text) < len(piece.text) - 20


def _begins_sentence(piece: Piece, lines: Sequence[Piece]) -> bool:
    """Whether the text begins as reports and plans do ("Thực hiện …"); right below the kind it may be the title."""
    first = next((letter for letter in piece.text if letter.isalpha()), "")
    return (
        bool(lines)
        and first.isupper()
        and not is_upper(piece.text)
        and _SENTENCE.match(piece.plain) is not None
    )


def _is_one_of(piece: Piece, issuers: Sequence[str]) -> bool:
    read = squeezed(piece.plain)
    return any(alike(read, plain(issuer)) for issuer in issuers)


def _leads(piece: Piece) -> bool:
    """Whether a line names the head of an authority, who decides: "BỘ TRƯỞNG BỘ TÀI CHÍNH"."""
    return (
        re.match(r"(?:chu tich|bo truong|thu tuong|thong doc|giam doc|cuc truong|hoi dong nhan)", piece.plain)
        is not None
    )


def _is_scrap(piece: Piece) -> bool:
    """Whether a piece is what a scan makes of stamps and specks: hardly a word of two letters."""
    words = re.findall(r"[^\W\d_]{2,}", piece.text)
    return (len(words) < 2 and len(piece.text) < 25) or sum(map(str.isalnum, piece.text)) * 2 < len(
        piece.text
    )


def _unlike(piece: Piece, before: Piece) -> bool:
    """Whether a scrap is written otherwise than the title around it, or is no words at all."""
    return is_upper(piece.text) != is_upper(before.text) or misread(piece.text) > 0


def reference(lines: Sequence[Piece]) -> tuple[Piece, str] | None:
    """Return the line and text in which a title of the older form names its own number and date, None if none does.

    "CỦA CHÍNH PHỦ SỐ 35/2003/NĐ-CP NGÀY 04 THÁNG 4 NĂM 2003 QUY ĐỊNH CHI TIẾT …" was printed below the kind.
    """
    text = squeezed(" ".join(line.text for line in lines))
    found = _REFERENCE.match(plain(text)) if lines else None
    return None if found is None else (lines[0], text[: found.end()])


def _repaired(text: str) -> str:
    """The text with the marks of known phrases, the figures of dates and the codes of numbers put right."""
    return with_figures(mended(re.sub(r"(?<=[A-ZĐ&])\s?-\s(?=[A-ZĐ])", "-", text)))


def title(reading: Reading, spelling: Spelling, lines: Sequence[Piece], kind: str) -> Proposed | None:
    """Return the title as printed, with single spaces; what was printed in capitals in usual letters.

    Where words of the printed title were misread, the repetition in the promulgating clause is taken.
    """
    text = squeezed(" ".join(_EDGE.sub("", line.text) for line in lines))
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    text = text[len(own[1]) :] if (own := reference(lines)) is not None else text
    text = re.sub(r"^[\W_]+(?=[^\W_])", "", text)
    text = re.sub(r"[\s_*|\-–—.:;,]+$", "", text).strip()
    if len(text) < 4 or not lines:
        return None
    value = _repaired(spelling.title(text) if is_upper(text, 0.85) else text)
    value, confirmed = better(value, _repaired(repeated(reading, kind)) if kind else "", reading.whole)
    wrong = misread(value) / len(value.split())
    confidence = 0.96 if confirmed and not wrong else 0.88 if not wrong else 0.7 if wrong < 0.12 else 0.45
    value = value[:1].upper() + value[1:]
    return reading.proposed(value, lines, confidence - (0.2 if len(lines) > 8 else 0.0))
