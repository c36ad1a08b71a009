"""The title of a document: the lines between the name of its kind and the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.legal.intake.fields.phrases import mended
from portal.legal.intake.fields.proposal import Proposed
from portal.legal.intake.fields.reading import Piece, Reading, alike, is_rule, is_upper, plain, squeezed
from portal.legal.intake.fields.restated import better, misread, repeated
from portal.legal.intake.fields.spelling import Spelling

_MOST_LINES = 14
_STOP = re.compile(
    r"\W*(?:can cu\b|.?an cu (?:luat|nghi|quyet|hien)|cu (?:luat|nghi|quyet)|kinh gui|kinh trinh|dieu (?:1|i|l)\b|"
    r"chuong (?:1|i|l)\b|phan (?:thu|i|1|mo dau)\b|theo (?:de nghi|quyet dinh|nghi quyet|to trinh)|xet |"
    r"thuc hien |de (?!an|cuong|xuat|nghi)|nham |trien khai (?:thuc hien )?(?:nghi|quyet|ke|cong|chi|thong|luat)|"
    r"tiep (?:tuc|theo) |sau khi |trong (?:thoi gian|nhung|nam|thang|qua)\b|vua qua|hien nay|hom nay|"
    r"(?:[ivx]{1,4}|[a-c]|1|l)\s?[.)/:-]\s|noi nhan|\(?(?:ban hanh |kem theo|da duoc)|quyet dinh\s?:|"
    r"ngay \d+ thang \d+ nam \d+,|hoi \d+|chung toi|toi (?:ten|la)|thi hanh |luat nay|loi noi dau|qua |"
    r"hoi nghi |nhin chung|ben a\b|ho va ten|ten toi|don vi|muc luc|thua |(?:ngay|thang|nam) nay)"
)
_BULLET = re.compile(r"[-+*] \w")
_AUTHORITY = re.compile(
    r"\W*(?:chinh phu|thu tuong chinh phu|quoc hoi|uy ban thuong vu|bo truong|thong doc|chu tich|uy ban nhan dan|"
    r"hoi dong|chanh an|vien truong|tong |giam doc|truong |cuc truong|ban thuong vu|ban chap hanh|hieu truong|chanh |"
    r"lien |bo |uy ban|chu nhiem|thuong truc|thanh tra|ban bi thu|bi thu|cac bo|huyen uy|tinh uy|dang uy)"
)
_UNFINISHED = re.compile(
    r"(?:[,\-–(“\"]|\b(?:cua|va|ve|do|cho|theo|tai|trong|tren|voi|giua|huyen|xa|tinh|thanh pho|so|ngay|thang|nam|"
    r"cac|nhung|mot|viec|tu|den|boi|hoac|la|co|duoc|o|thuoc|bang|ban|dieu|luat|nghi dinh|bo|giai doan|"
    r"thi tran|phuong))$"
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
        if _STOP.match(piece.plain) or _BULLET.match(piece.plain) or len(lines) >= _MOST_LINES:
            break
        if _begins_text(piece, lines, issuers):
            break
        if not lines and _is_scrap(piece):
            continue
        lines.append(piece)
    return lines


def _begins_text(piece: Piece, lines: Sequence[Piece], issuers: Sequence[str]) -> bool:
    """Whether a line can no longer belong to the title whose lines are given."""
    unfinished = bool(lines) and _UNFINISHED.search(lines[-1].plain.rstrip()) is not None
    upper = is_upper(piece.text)
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
    return (len(words) < 2 and len(piece.text) < 25) or sum(map(len, words)) * 2 < len(piece.text)


def title(reading: Reading, spelling: Spelling, lines: Sequence[Piece], kind: str) -> Proposed | None:
    """Return the title as printed, with single spaces; what was printed in capitals in usual letters.

    Where words of the printed title were misread, the repetition in the promulgating clause is taken.
    """
    text = squeezed(" ".join(_EDGE.sub("", line.text) for line in lines))
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    text = re.sub(r"^[\W_]+(?=[^\W_])", "", text)
    text = re.sub(r"[\s_*|\-–—.:;,]+$", "", text).strip()
    if len(text) < 4 or not lines:
        return None
    value = mended(spelling.title(text) if is_upper(text, 0.85) else text)
    value, confirmed = better(value, mended(repeated(reading, kind)) if kind else "", reading.whole)
    wrong = misread(value) / len(value.split())
    confidence = 0.96 if confirmed and not wrong else 0.88 if not wrong else 0.7 if wrong < 0.12 else 0.45
    value = value[:1].upper() + value[1:]
    return reading.proposed(value, lines, confidence - (0.2 if len(lines) > 8 else 0.0))
