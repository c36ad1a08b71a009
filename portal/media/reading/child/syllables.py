"""Whether a word is a Vietnamese syllable, by the rules of spelling: the measure of text layers and encodings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = {"̀": "huyền", "́": "sắc", "̃": "ngã", "̉": "hỏi", "̣": "nặng"}
_STOPPED_TONES = {"́", "̣"}
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x"
# Rimes that stand open, and those that take a final consonant (with the consonants that follow them).
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ia|ya|ua|ưa|oa|oe|uê|uơ|uy|uya|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|"
    "oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyu|uêu"
)
_CLOSED = (
    "(?:a|ă|e|ê|i|o|ô|u|ư|oa|oă|oe|uô|ươ)(?:ng|c)|(?:a|ê|i|y|oa|uê|uy)(?:nh|ch)|"
    "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|iê|yê|uô|ươ|oa|oă|oe|uâ|uyê|uy|y)(?:m|n|p|t)|(?:â|uâ|iê|yê|oo)(?:ng|c)|(?:a|ă|o|ô)k"
)
_SHAPE = re.compile(f"(?:{_ONSETS})?(?:(?P<closed>{_CLOSED})|(?:{_OPEN}))")
_STOPS = ("c", "ch", "p", "t", "k")  # k in names of the highlands: Đắk Lắk
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word can be Vietnamese: known onset and rime, at most one tone, stops with the two tones they allow.

    The source of the rules is the orthography as taught (Quy tắc chính tả): sắc or nặng before c, ch, p, t.
    """
    tones, letters = [], []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in TONES:
            tones.append(char)
        else:
            letters.append(char)
    if len(tones) > 1 or len(letters) > 12:
        return False
    shape = _SHAPE.fullmatch(unicodedata.normalize("NFC", "".join(letters)))
    if shape is None:
        return False
    if shape["closed"] and shape["closed"].endswith(_STOPS):
        return bool(tones) and tones[0] in _STOPPED_TONES
    return True


def has_marks(word: str) -> bool:
    """Whether the word carries a letter beyond ASCII."""
    return not word.isascii()


def share_of_syllables(text: str) -> tuple[float, int]:
    """Of the words with letters beyond ASCII: the share that are Vietnamese syllables, and how many words there are."""
    words = [word for word in WORD.findall(unicodedata.normalize("NFC", text)) if has_marks(word)]
    if not words:
        return 0.0, 0
    return sum(is_syllable(word) for word in words) / len(words), len(words)
