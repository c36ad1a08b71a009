"""TCVN3 (ABC) and VNI for Windows, the encodings of Vietnamese before Unicode: tables, both ways, and detection.

Both put Vietnamese letters on the places of a Western code page, so a reader without their fonts sees "Céng hßa x· héi"
(TCVN3) or "Coäng hoøa xaõ hoäi" (VNI). The input here is text in that disguise (Windows-1252 read as Unicode).
The tables are those of TCVN 5712:1993 (VN3) and of the VNI-Windows fonts.
"""

from __future__ import annotations

import re
import unicodedata

from .syllables import WORD, is_syllable

UNICODE, TCVN3, VNI, CP1258 = "unicode", "TCVN3", "VNI", "windows-1258"

_TCVN3_PLACES = {
    "µ¸¶·¹": "àáảãạ",
    "¨»¾¼½Æ": "ăằắẳẵặ",
    "©ÇÊÈÉË": "âầấẩẫậ",
    "ÌÐÎÏÑ": "èéẻẽẹ",
    "ªÒÕÓÔÖ": "êềếểễệ",
    "×ÝØÜÞ": "ìíỉĩị",
    "ßãáâä": "òóỏõọ",
    "«åèæçé": "ôồốổỗộ",
    "¬êíëìî": "ơờớởỡợ",
    "ïóñòô": "ùúủũụ",
    "\xadõøö÷ù": "ưừứửữự",
    "úýûüþ": "ỳýỷỹỵ",
    "®¡¢§£¤¥¦": "đĂÂĐÊÔƠƯ",
}
FROM_TCVN3 = {
    place: letter
    for places, letters in _TCVN3_PLACES.items()
    for place, letter in zip(places, letters, strict=True)
}
TO_TCVN3 = {letter: place for place, letter in FROM_TCVN3.items()}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _ROOF, _BREVE = "̀", "́", "̉", "̃", "̣", "̂", "̆"
# In VNI a mark follows its letter; the marks of capitals have places of their own.
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _ROOF,
    "à": _ROOF + _GRAVE,
    "á": _ROOF + _ACUTE,
    "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE,
    "ä": _ROOF + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_ALONE = _VNI_LETTERS | {key.upper(): value.upper() for key, value in _VNI_LETTERS.items()}
_SIMPLE = set("øùûõï")
_ROOFED = set("âàáåãä")
_BREVED = set("êèéúüë")


def _vni_table() -> dict[str, str]:
    """Letter with mark → Vietnamese letter, for every pair that VNI knows, in all mixtures of case."""
    table: dict[str, str] = {}
    allowed = {
        "a": _SIMPLE | _ROOFED | _BREVED,
        "e": _SIMPLE | _ROOFED,
        "o": _SIMPLE | _ROOFED,
        "u": _SIMPLE,
        "y": _SIMPLE - {"ï"},
        "ô": _SIMPLE,
        "ö": _SIMPLE,
    }
    for base, marks in allowed.items():
        letter = _VNI_LETTERS.get(base, base)
        for mark in marks:
            made = unicodedata.normalize("NFC", letter + _VNI_MARKS[mark])
            for one in (mark, mark.upper()):
                table[base + one] = made
                table[base.upper() + one] = made.upper()
    return table


_VNI_PAIRS = _vni_table()
_VNI = re.compile("|".join(map(re.escape, [*_VNI_PAIRS, *_VNI_ALONE])))
_TO_VNI = {made: pair for pair, made in _VNI_PAIRS.items() if pair[1].isupper() == pair[0].isupper()}
_TO_VNI |= {made: key for key, made in _VNI_ALONE.items()}


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """TCVN3 in disguise → Unicode (NFC). `capitals`: the font's name ends in H, it draws every letter as a capital."""
    made = text.translate({ord(key): value for key, value in FROM_TCVN3.items()})
    return unicodedata.normalize("NFC", made.upper() if capitals else made)


def to_tcvn3(text: str) -> str:
    """Unicode → TCVN3 in disguise. Capitals with a tone have no place of their own: they get the small letter's."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(TO_TCVN3.get(char, TO_TCVN3.get(char.lower(), char)) for char in composed)


def from_vni(text: str) -> str:
    """VNI in disguise → Unicode (NFC)."""
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, unicodedata.normalize("NFC", text)))


def _vni_letter(found: re.Match[str]) -> str:
    return _VNI_PAIRS.get(found[0]) or _VNI_ALONE[found[0]]


def to_vni(text: str) -> str:
    """Unicode → VNI in disguise."""
    return "".join(_TO_VNI.get(char, char) for char in unicodedata.normalize("NFC", text))


_FONT_TCVN3 = re.compile(r"(?:^|\+)\.?Vn[A-Z0-9]")
_FONT_VNI = re.compile(r"(?:^|\+)VNI[-_ ]", re.IGNORECASE)


def encoding_of_font(name: str) -> tuple[str, bool]:
    """The encoding that a font's name tells, and whether the font draws capitals only (".VnTimeH")."""
    if _FONT_VNI.search(name):
        return VNI, False
    if _FONT_TCVN3.search(name):
        return TCVN3, bool(re.search(r"[a-z]H(?:$|[,\- ])", name))
    return UNICODE, False


def convert(text: str, encoding: str, *, capitals: bool = False) -> str:
    """The text in Unicode (NFC)."""
    if encoding == TCVN3:
        return from_tcvn3(text, capitals=capitals)
    if encoding == VNI:
        return from_vni(text)
    return unicodedata.normalize("NFC", text)


def _score(text: str) -> float:
    """How Vietnamese a text is: syllables with marks count for it, other words with marks or signs count against it."""
    score = 0.0
    for word in WORD.findall(text):
        if not word.isascii():
            score += 1.0 if is_syllable(word) else -1.0
    return score - sum(char in "¡¢£¤¥¦§¨©ª«¬®¯°±²³´¶·¸¹º»¼½¾¿×÷\ufffd" for char in text)


def detect(text: str) -> str:
    """UNICODE, TCVN3 or VNI: in which of them the text is Vietnamese. Where nothing speaks clearly, UNICODE.

    Another reading wins only where it makes at least three syllables, more than half again of what the text has
    unconverted, and few misfits, so that French or German words do not turn Vietnamese.
    """
    if text.isascii():
        return UNICODE
    plain = _score(unicodedata.normalize("NFC", text))
    best, won = UNICODE, max(plain * 1.5, 2.5)
    for encoding in (TCVN3, VNI):
        made = convert(text, encoding)
        marked = sum(not word.isascii() for word in WORD.findall(made))
        score = _score(made)
        if score > won and score > 0.5 * marked:
            best, won = encoding, score
    return best


def decode(raw: bytes) -> tuple[str, str]:
    """The text of a plain file and the encoding that it had, told by marks, by structure, by Vietnamese spelling.

    UTF-8 and UTF-16 are UNICODE. A text that is Vietnamese in no encoding counts as Windows-1252.
    """
    text = _unicode(raw)
    if text is None:
        western = raw.decode("cp1252", "replace")
        found = {
            CP1258: unicodedata.normalize("NFC", raw.decode("cp1258", "replace")),
            TCVN3: from_tcvn3(western),
            VNI: from_vni(western),
        }
        best = max(found, key=lambda one: _score(found[one]))
        return (found[best], best) if _score(found[best]) > 0 else (western, UNICODE)
    encoding = detect(text)
    return convert(text, encoding), encoding


def _unicode(raw: bytes) -> str | None:
    """The text if the bytes are UTF-8 or UTF-16, else None."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    head = raw[:4000]
    if len(head) >= 8 and head.count(0) > len(head) // 4:
        return raw.decode("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
