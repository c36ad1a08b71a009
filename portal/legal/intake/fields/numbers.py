"""The number of a document: found as printed, corrected against the codes of kinds and agencies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.legal.agencies import AGENCIES
from portal.legal.intake.fields.kinds import CODES
from portal.legal.intake.fields.reading import plain
from portal.legal.naming import clean_number

_LOCAL_CODES = (
    "UBND HĐND UB UBMTTQ MTTQ UBMTTQVN BTT BTV VP VX NC TH KT NN ĐC ĐCNN ĐCXD ĐCMT TNMT TCKH LĐTBXH VHTT VHXH KTHT TTg "
    "CTN HĐNN HĐQG "
    "BCĐ BCH BCA BNV TLĐ LĐLĐ CĐ HĐQT TW TU HU ĐU QU HĐTVTS BHXH KBNN CAH CAX SNV STC SYT STP SGDĐT SXD SCT "
    "STNMT SNNPTNT SKHĐT SLĐTBXH SVHTTDL STTTT SGTVT SKHCN SNgV TTr VPUB VPQH UBKT BTG BDV BTC TCT TCHQ TCTL "
    "PCCC CNCH PCCC&CNCH HĐBT HĐCP"
)
_LOCAL = _LOCAL_CODES.split()
_SPELLED = {code: code for code in (*_LOCAL, *(code for code in AGENCIES if code != "TTG"), *CODES)}
_KIND_PART = {code.upper(): code for code in CODES}
_CLASSES = str.maketrans(
    "0ÔƠÓÒDĐQ1IL!8B5S6GC2ZUƯVMN", "OOOOOOOO" + "IIII" + "BB" + "SS" + "CCC" + "ZZ" + "UUU" + "MM"
)
_DIGITS = str.maketrans("iIlL|]!tTíÍìoOóÓÔôQDsSbBzZ", "111111111111" + "00000000" + "55" + "88" + "22")

_LINE = 2000
"""Letters of a line in which a number is looked for."""

_N = r"[0-9iltoOsbz|!\]]"
_SEP = r"\s{0,2}[/\\-]{1,2}\s{0,2}"
_PART = r"[a-z&][a-z0-9&.]*"
_PREFIX = r"(?<![a-z])(?:s[o06]|no)\s{0,2}[:;.,=]{0,2}\s{0,3}"
_BODY = (
    rf"(?P<no>{_N}{{1,6}}[a-z]?)(?:{_SEP}(?P<year>[12liz][09o]{_N}{{2}}))?"
    rf"(?:{_SEP}|\s(?=[a-z]{{2,4}}[/-]))(?P<code>{_PART}(?:\s?[/_-]\s?{_PART})*)"
)
_PREFIXED = re.compile(_PREFIX + _BODY)
_BARE = re.compile(r"(?<![\w/-])" + _BODY)
_BLANK = re.compile(
    _PREFIX + rf"[\s.…_]*(?:/(?P<year>(?:19|20)\d\d))?[/-]\s?(?P<code>{_PART}(?:[/_-]{_PART})*)"
)


@dataclass(frozen=True)
class PrintedNumber:
    """A number and its place in a text; `value` is "" where the running number was left blank.

    `code` is the part after the year; `sure` is False where letters had to be corrected.
    """

    value: str
    code: str
    start: int
    end: int
    sure: bool


def number_in(text: str, bare: bool = False) -> PrintedNumber | None:
    """Return the first number of a text that is printed after "Số", or with `bare` any whole number.

    "Sô: 12/QD-UBND Núi Thành" → "12/QĐ-UBND"; "Số:     /QĐ-UBND" → "" with the code "QĐ-UBND".
    """
    text = text[:_LINE]
    folded = plain(text)
    for pattern in (_BARE,) if bare else (_PREFIXED, _BLANK):
        for match in pattern.finditer(folded):
            found = _number(text, match)
            if found is not None:
                return found
    return None


def _number(text: str, match: re.Match[str]) -> PrintedNumber | None:
    code_start, code_end = match.span("code")
    raw_code = _without_place(text[code_start:code_end])
    code = corrected_code(raw_code)
    end = code_start + len(raw_code.rstrip())
    if not re.search(r"[^\W\d_]{2}|-", code) or not _is_code(raw_code, code):
        return None
    groups = match.groupdict()
    if groups.get("no") is None:
        return PrintedNumber("", code, match.start(), end, True)
    no = text[match.start("no") : match.end("no")]
    letter = no[-1] if len(no) > 1 and no[-1].isalpha() and no[-1] not in "iIlLoOtTsSbBzZ" else ""
    figures = (no[:-1] if letter else no).translate(_DIGITS)
    if not figures.isdigit() or not any(sign.isdigit() for sign in no):
        return None
    year = plain(groups["year"] or "").translate(str.maketrans("liztosb|!]", "1121058111"))
    between = text[match.end("year" if year else "no") : code_start]
    sign = " " if not between.strip() else "-" if "-" in between else "/"
    value = clean_number(f"{figures}{letter}{f'/{year}' if year else ''}{sign}{code}".rstrip("."))
    sure = figures in no and (not year or year in text) and code == raw_code.strip()
    return PrintedNumber(_kept_case(value, code), code, match.start(), end, sure)


def _is_code(raw: str, code: str) -> bool:
    """Whether a code was printed as one, in capitals, or is known for certain ("tt-bkhđt")."""
    kind, _, agency = code.partition("-")
    return sum(map(str.isupper, raw)) >= 2 or (kind in CODES and agency in AGENCIES)


def _kept_case(value: str, code: str) -> str:
    """The number with the code as corrected: cleaning must not raise "TTg"."""
    return value[: -len(code)] + code if value.upper().endswith(code.upper()) else value


def _without_place(code: str) -> str:
    """The code without what was printed beside it: "QĐ - UBND" stays, "UBND-VP V" loses its end."""
    match = re.match(r"[^\W_]+[\w&.]*(?:\s?[/_-]\s?[A-ZĐƯÐ&][\w&.]*)*", code)
    return (match.group() if match else code).rstrip(". ")


def corrected_code(code: str) -> str:
    """Return the code of a number with its parts spelled as kinds and agencies spell them.

    "QD-UBND" → "QĐ-UBND", "ND-CP" → "NĐ-CP", "QĐ-TTG" → "QĐ-TTg"; a part that no list knows stays, in capitals
    if it was in small letters.
    """
    parts = re.split(r"\s*([-/_])\s*", code.replace("Ð", "Đ").replace("ð", "đ").strip())
    spelled = [
        part if position % 2 else _spelled(part, first=position == 0) for position, part in enumerate(parts)
    ]
    return "".join(spelled)


def _spelled(part: str, first: bool) -> str:
    body = re.match(r"(?P<letters>.*?)(?P<figures>\d*)$", part)
    letters, figures = (body["letters"], body["figures"]) if body else (part, "")
    if (
        first
        and letters.upper() in _KIND_PART
        and (letters in CODES or letters.isupper() or letters.islower())
    ):
        return (letters if letters in CODES else _KIND_PART[letters.upper()]) + figures
    if re.fullmatch(r"[A-ZĐ]{1,3}\d{1,2}", part) and letters not in ("QH", "UBTVQH", "NHNN"):
        return part
    for one, rest in ((letters, figures), (part, "")):
        if one in _SPELLED:
            return one + rest
    known = CODES if first else _SPELLED
    for choice in dict.fromkeys((*known, *_SPELLED)) if letters else ():
        if plain(choice) == plain(letters):
            return choice + figures
    similar = {choice for choice in _SPELLED if _shape(choice) == _shape(part)}
    if len(part) >= 2 and len(similar) == 1:
        return similar.pop()
    with_figures = {choice for choice in ("QH", "UBTVQH", "NHNN") if _shape(choice) == _shape(letters)}
    if len(with_figures) == 1:
        return with_figures.pop() + figures
    return part.upper() if part.islower() else part


def _shape(code: str) -> str:
    """A form in which codes are equal that a scan confuses: "U8NĐ" and "UBND"."""
    return code.upper().translate(_CLASSES)
