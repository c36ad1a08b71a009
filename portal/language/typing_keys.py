"""What a keyboard driver left behind: Telex ("nguwowif") and VNI ("nguo72i") keys read as the syllable they meant."""

from __future__ import annotations

import re

from portal.language.syllables import (
    FALLING,
    HEAVY,
    HOOK,
    RISING,
    TILDE,
    bases,
    split_tones,
    tone_fits,
    with_tone,
)

_TELEX_TONES = {"s": RISING, "f": FALLING, "r": HOOK, "x": TILDE, "j": HEAVY}
_VNI_TONES = {"1": RISING, "2": FALLING, "3": HOOK, "4": TILDE, "5": HEAVY}
_ONSET = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|dd|[bcdđghklmnprstvx])?")
_DOUBLED = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "d9": "đ", "a6": "â", "e6": "ê", "o6": "ô", "a8": "ă"}
_HOOKED = re.compile(r"u[wư]?o[wơ]|ư?ow|uwơ|uwo|ươ[w7]|u7?o7|u7ơ")
_TELEX_SURE = re.compile(r"uw|uow|\Add|w[^w]*[jfx]\Z")
_ASCII_SHAPE = re.compile(r"[a-z]{2,10}\Z")


def telex(word: str) -> str:
    """The syllable that a lower-case word was on its way to by Telex, or ""; letters that are accented already stay."""
    start = _ONSET.match(word)
    onset = start[0] if start else ""
    rest, tone = word[len(onset) :], ""
    kept: list[str] = []
    for char in rest:
        if char in _TELEX_TONES and not tone and kept:
            tone = _TELEX_TONES[char]
        else:
            kept.append(char)
    rest = "".join(kept)
    for trailing in ("d", "D"):  # "dduwocwjd": the second d of đ came last
        if onset == "d" and rest.endswith(trailing):
            onset, rest = "đ", rest[:-1]
    return _shaped(onset, rest, tone, word, {"w"})


def vni(word: str) -> str:
    """The same for VNI: "d9uo7c5" → "được"."""
    if not re.fullmatch(r"[a-zđăâêôơư]{1,7}\d[a-zđăâêôơư\d]{0,7}", word):
        return ""
    tones = [one for one in word if one in _VNI_TONES]
    letters = "".join(one for one in word if one not in _VNI_TONES)
    if letters.startswith("d") and "9" in letters:
        letters = "đ" + letters[1:].replace("9", "", 1)
    tone = _VNI_TONES[tones[0]] if len(tones) == 1 else ""
    if len(tones) > 1:
        return ""
    start = _ONSET.match(letters)
    onset = start[0] if start else ""
    return _shaped(onset, letters[len(onset) :], tone, word, {"7", "8"})


def _shaped(onset: str, rest: str, tone: str, word: str, hooks: set[str]) -> str:
    onset = "đ" if onset == "dd" else onset
    rest = _HOOKED.sub("ươ", rest) if any(one in rest for one in "w7") else rest
    for keys, letter in _DOUBLED.items():
        rest = rest.replace(keys, letter)
    if "6" in rest:  # the key came after the coda: "vie6t" and "viet6" are both typed
        rest = rest.replace("6", "", 1).translate(str.maketrans("aeo", "âêô"))
    for hook in hooks:
        if hook in rest and "ươ" in rest:
            rest = rest.replace(hook, "")
    if any(one in rest for one in hooks):
        rest = re.sub("[w78]", "", rest.replace("uo", "ươ") if "uo" in rest else _hooked_one(rest))
    letters, tones = split_tones(onset + rest)
    if len(tones) > 1 or (tones and tone and tones[0][1] != tone):
        return ""
    tone = tone or (tones[0][1] if tones else "")
    for found_onset, rime in bases(letters):
        if tone_fits(rime, tone):
            made = with_tone(found_onset, rime, tone)
            return made if made != word else ""
    return ""


def _hooked_one(rest: str) -> str:
    """The one vowel that a hook key changes."""
    for plain, hooked in (("u", "ư"), ("o", "ơ"), ("a", "ă")):
        if plain in rest:
            return rest.replace(plain, hooked, 1)
    return rest


def surely_typed(word: str) -> str:
    """The syllable that a lower-case word of plain letters means by Telex where it can be nothing else, else ""."""
    if not _ASCII_SHAPE.match(word) or not _TELEX_SURE.search(word):
        return ""
    found = telex(word)
    return found if found and not found.isascii() else ""


def surely_keyed(word: str) -> str:
    """The syllable that a lower-case word with digits means by VNI where it can be nothing else, else ""."""
    digits = sum(one.isdigit() for one in word)
    if digits < 2 or len(word) - digits < 3 or not any(one in "6789" for one in word):
        return ""
    return vni(word)
