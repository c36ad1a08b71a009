"""The legal bases of a document: the paragraphs that begin with "Căn cứ"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.legal.intake.fields.dates import with_figures
from portal.legal.intake.fields.phrases import mended
from portal.legal.intake.fields.proposal import Proposed
from portal.legal.intake.fields.reading import Piece, Reading, is_rule, is_upper, plain, squeezed
from portal.legal.intake.fields.restated import misread

_BASE = re.compile(r"\W*[|il]?\s?(?:c[ao]n c[uư]|an cu|cu|\S{1,3} cu(?= (?:luat|nghi|hien)))\s(?=\S)")
_FULL_BASE = re.compile(r"\W*c[ao]n c[uư]\b")
_END = re.compile(
    r"\W*(?:theo de nghi|xet |dieu (?:1|i|l)\b|chuong (?:1|i|l)\b|quyet dinh\s?:|quyet nghi|de |nham |phan |"
    r"(?:[ivx]{1,4}|1)\s?[.)]\s|luat nay|sau khi|tren co so|thuc hien |noi nhan|kinh gui|chi thi\s?:)"
)
_PROMULGATES = re.compile(
    r"(?<=[,;.])\s+(?=(?:UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng|Bộ trưởng|Chính phủ|Quốc hội|Thủ tướng|Chủ tịch|Bộ|Sở|Phòng|"
    r"Đảng ủy|Huyện ủy|Ban|Cục|Trường|Công an|Đoàn|Hội)\b[^;]*?(?:ban hành|quyết định|xây dựng|thông báo|báo cáo|"
    r"đề nghị|yêu cầu|trình|hướng dẫn|triển khai|mời|kính|giới thiệu|thống nhất|tổ chức|điện|công bố)\b)"
)
_NAMED = re.compile(
    r"\b(?:luat|nghi dinh|nghi quyet|quyet dinh|thong tu|hien phap|phap lenh|chi thi|ke hoach|cong van|thong bao|"
    r"ket luan|huong dan|dieu le|quy che|quy dinh|chuong trinh|sac lenh|hiep dinh|cong uoc|to trinh)\b"
)
_LONGEST = 2500
"""Letters of the longest basis that is kept."""

_MOST = 60


def legal_bases(reading: Reading, begin: Piece | None, letter: bool) -> tuple[Proposed, ...]:
    """Return each basis in the opening of a document, after `begin` and before its first provision.

    A `letter` argues in its text; there only documents count ("Căn cứ ý kiến của …" is no legal basis).
    """
    pieces = [piece for piece in reading.pieces if begin is None or piece.line > begin.line]
    groups: list[list[Piece]] = []
    open_group = False
    for piece in pieces[: _MOST * 4]:
        first = _BASE if groups or _NAMED.search(piece.plain[:24]) else _FULL_BASE
        if first.match(piece.plain) and not is_upper(piece.text, 0.9):
            groups.append([piece])
            open_group = True
        elif _END.match(piece.plain) or (groups and _authority(piece)):
            if groups or re.match(r"\W*(?:dieu|chuong)\b", piece.plain):
                break
            open_group = False
        elif open_group and groups and not is_rule(piece.text):
            if _closed(groups[-1]) or len(groups[-1]) > 14:
                open_group = False
                if re.search(r"\bban hanh\b|\bquyet dinh\b", piece.plain):
                    break
                continue
            groups[-1].append(piece)
    found = (_basis(reading, group, letter) for group in groups[:_MOST])
    return tuple(one for one in found if one is not None)


def _closed(group: Sequence[Piece]) -> bool:
    """Whether a basis is complete: it ends with ";" or "." and not with a number's dot."""
    return re.search(r"(?:;|[^\d\s]\.|\d{4}\.|,)$", group[-1].text.rstrip()) is not None and not (
        group[-1].text.rstrip().endswith(",") and len(group[-1].text) > 60
    )


def _authority(piece: Piece) -> bool:
    return is_upper(piece.text) and len(re.findall(r"[^\W\d_]+", piece.text)) >= 2


def _basis(reading: Reading, group: Sequence[Piece], letter: bool) -> Proposed | None:
    text = squeezed(" ".join(piece.text.strip() for piece in group))[:_LONGEST]
    cut = _PROMULGATES.search(text)
    text = text[: cut.start()] if cut else text
    value = re.sub(r"^[\W_]*(?:[|Iil]\s)?", "", text).rstrip(" ;.,:_|")
    value = re.sub(r"^(?:\S{1,3} )?[Cc][ứưúu]\s", "Căn cứ ", value)
    if len(value) < 14:
        return None
    named = _NAMED.search(plain(value)) is not None
    if letter and not (named and re.search(r"\d", value)):
        return None
    value = with_figures(mended(value))
    sure = (0.9 if named else 0.55) - (0.2 if len(value) > 700 else 0.0) - (0.15 if misread(value) else 0.0)
    return reading.proposed(value, group, sure)
