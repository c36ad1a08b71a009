"""The written Vietnamese syllable: onset, rime and tone as data, and what is wrong with one that does not fit.

The rules are those of the school grammar; where it leaves a choice, both ways are right: c/k, g/gh, ng/ngh by the
vowel that follows, y and i, stops only with sắc or nặng, one tone on the vowel that carries it. Rare rimes of
dialects and loans are admitted: what is flagged is certainly not a syllable.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LEVEL, FALLING, RISING, HOOK, TILDE, HEAVY = "", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = (LEVEL, FALLING, RISING, HOOK, TILDE, HEAVY)
VOWELS = "aăâeêioôơuưy"
_STOPS = ("c", "p", "t", "ch")


def _units(text: str) -> frozenset[str]:
    return frozenset(text.split())


ONSETS = _units("ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p r s t v x")
"""Consonants that may begin a syllable."""

RIMES = _units(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    y yêm yên yêng yêt yêu
    o oc oi om on ong op ot oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
    u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu
    ươc ươi ươm ươn ương ươp ươt ươu
    oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oe oem oen oeng oeo oet
    uân uâng uât uây uê uêch uên uênh uêt uêu uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    """
)
"""Every rime that is written after some onset, or alone."""

RIMES_AFTER_QU = _units(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e ec em en eng eo et
    ê êch ên ênh êt êu i ich in inh it iu ơ ơi ơn ơt y ych yn ynh yp yt yu yên yêt ôc
    """
)
_GLIDES = ("oa", "oă", "oe", "uâ", "uê", "uy", "uơ")
_TWO_PLACES = ("oa", "oe", "uy")
"""Open rimes whose tone stands on either vowel: hòa (the older way) and hoà (the newer)."""


@dataclass(frozen=True)
class Parts:
    """A syllable taken apart: lower-case letters without tone, the tone, and on which letter of the rime it stands."""

    onset: str
    rime: str
    tone: str
    place: int


def split_tones(word: str) -> tuple[str, list[tuple[int, str]]]:
    """The letters of a lower-case word without their tones, and each tone with the place of its letter."""
    letters: list[str] = []
    tones: list[tuple[int, str]] = []
    for char in unicodedata.normalize("NFC", word):
        parts = unicodedata.normalize("NFD", char)
        found = [one for one in parts[1:] if one in TONES]
        if found:
            tones += [(len(letters), one) for one in found]
            char = unicodedata.normalize("NFC", "".join(one for one in parts if one not in found))
        letters.append(char)
    return "".join(letters), tones


def with_tone(onset: str, rime: str, tone: str) -> str:
    """The syllable with its tone where it belongs, the older way where there are two."""
    if not tone:
        return onset + rime
    place = places(onset, rime)[0]
    base = onset + rime
    at = len(onset) + place if onset != "gi" or rime else 1
    return base[:at] + unicodedata.normalize("NFC", base[at] + tone) + base[at + 1 :]


def bases(letters: str) -> list[tuple[str, str]]:
    """Each way to read letters without tones as onset and rime that may follow it; mostly one, none if impossible."""
    found = []
    if letters == "gi":
        return [("gi", "")]
    for length in (3, 2, 1, 0):
        onset, rime = letters[:length], letters[length:]
        if len(onset) == length and (not onset or onset in ONSETS) and fits(onset, rime):
            found.append((onset, rime))
    return found


def fits(onset: str, rime: str) -> bool:
    """Whether the orthography lets the rime follow the onset."""
    if onset == "qu":
        return rime in RIMES_AFTER_QU
    if rime not in RIMES:
        return False
    first = rime[0]
    if onset == "gi":
        return first not in "iy"
    if onset == "":
        return not rime.startswith("iê")
    if rime.startswith("yê"):
        return False
    if onset == "k":
        return first in "eêiy"
    if onset in ("gh", "ngh"):
        return first in "eêi"
    if onset == "g":  # gì, giêng, gìn: written with one i
        return first not in "eêiy" or rime in ("in", "ich", "iêng", "iêc")
    if onset == "ng":
        return first not in "eêiy"
    if onset == "c":
        return first not in "eêiy" and not rime.startswith(_GLIDES)
    return True


def places(onset: str, rime: str) -> tuple[int, ...]:
    """Where in the rime its tone may stand; two places where the older and the newer way differ (older first)."""
    if onset == "gi" and not rime:
        return (0,)
    vowels = len(rime) - len(rime.lstrip(VOWELS))
    shaped = [at for at in range(vowels) if rime[at] in "ăâêôơư"]
    if rime.startswith("ưa"):
        return (0,)
    if shaped:
        return (shaped[-1],)
    if vowels == 1:
        return (0,)
    if rime[:vowels] in _TWO_PLACES and vowels == len(rime) and onset != "qu":
        return (0, 1)
    closed = vowels < len(rime)
    if vowels == 3 or closed or rime[:2] in _TWO_PLACES:
        return (1,)
    return (0,)


def _has_stop(rime: str) -> bool:
    return rime.endswith(_STOPS)


def tone_fits(rime: str, tone: str) -> bool:
    """Whether the rime may have the tone: after c, ch, p, t only sắc and nặng."""
    return tone in (RISING, HEAVY) or not _has_stop(rime)


@lru_cache(maxsize=60_000)
def parts_of(word: str) -> Parts | None:
    """A lower-case word as a right syllable, whichever of the two ways its tone is placed; None if it is none."""
    letters, tones = split_tones(word)
    if len(tones) > 1 or len(letters) > 7:
        return None
    at, tone = tones[0] if tones else (-1, LEVEL)
    for onset, rime in bases(letters):
        if not tone_fits(rime, tone):
            continue
        if onset == "gi" and not rime:
            place = at - 1 if tone else 0
        else:
            place = at - len(onset)
        if not tone or place in places(onset, rime):
            return Parts(onset, rime, tone, place)
    return None


def is_syllable(word: str) -> bool:
    """Whether a lower-case word is a right syllable."""
    return parts_of(word) is not None


def placing(word: str) -> str:
    """ "old" or "new" for a syllable that shows by its tone which way its writer places them, else ""."""
    parts = parts_of(word)
    if parts is None or not parts.tone or len(places(parts.onset, parts.rime)) < 2 or parts.onset == "gi":
        return ""
    return "old" if parts.place == 0 else "new"


def placed(word: str, way: str) -> str:
    """The syllable with its tone placed the other way: "hoà" → "hòa" for "old"."""
    parts = parts_of(word)
    if parts is None or not placing(word):
        return word
    at = len(parts.onset) + (0 if way == "old" else 1)
    base = parts.onset + parts.rime
    return base[:at] + unicodedata.normalize("NFC", base[at] + parts.tone) + base[at + 1 :]
