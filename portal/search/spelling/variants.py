"""What somebody may have meant who typed a word: each way with how unlikely the mistake is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from portal.search.analysis import syllables
from portal.search.spelling.syllables import LOANS, ONSETS, SYLLABLES
from portal.search.spelling.telex import typed_keys

Meant = tuple[str, ...]
"""Bare syllables, one as a rule, more where the spaces were forgotten."""

KEYS, CLOSE_SOUND, TWICE, SWAPPED, FAR_SOUND, LEFT_OUT, NEAR_KEY, NO_SPACE = (
    0.7,
    1.5,
    1.5,
    2.5,
    2.5,
    3.0,
    3.0,
    2.5,
)
TOO_MUCH, OTHER_LETTER = 3.5, 4.5
"""Costs in nats, that is −ln of how often such a mistake is made: keys of an input method, letters that sound alike,
a letter twice, two swapped, one left out, the key beside it, the space left out, a letter too many, any other."""

AGAIN = 0.5
"""The cost of each further space that is left out: who forgets one forgets them all."""

FIRST_LETTER = 0.7
"""What a mistake costs beside, in the first letter of a word: people look at it."""

MOST = 14
"""Ways that are looked at for one word."""

LEAST_SEGMENTED = 3
"""Letters of a word that may be two syllables run together."""

LONGEST = 24
"""Letters of a word that is looked at; four syllables run together."""

_LETTERS = "abcdeghiklmnopqrstuvxy"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    "d gi r", "v d", "v gi", "s x", "ch tr", "l n", "c k q qu", "ng ngh", "g gh", "kh k",
    "f ph", "z d gi", "j gi", "w qu",
)  # fmt: skip
_ENDS_CLOSE = ("n ng", "c t", "n nh", "t ch", "i y")
_ENDS_FAR = (
    "ay ai",
    "au ao",
    "im iem",
    "ip iep",
    "iu ieu",
    "uu uou",
    "ui uoi",
    "om op",
    "um uom",
    "em im",
    "oi ui",
)


def _neighbours() -> dict[str, frozenset[str]]:
    """The keys beside each key."""
    found: dict[str, set[str]] = {}
    for row, keys in enumerate(_ROWS):
        for at, key in enumerate(keys):
            beside = {keys[other] for other in (at - 1, at + 1) if 0 <= other < len(keys)}
            if row + 1 < len(_ROWS):
                beside |= {
                    _ROWS[row + 1][other] for other in (at - 1, at) if 0 <= other < len(_ROWS[row + 1])
                }
            for other in beside:
                found.setdefault(key, set()).add(other)
                found.setdefault(other, set()).add(key)
    return {key: frozenset(others) for key, others in found.items()}


_BESIDE = _neighbours()


def _exchanges(groups: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each member of the groups with the others, the longest members first."""
    others: dict[str, list[str]] = {}
    for group in groups:
        members = group.split()
        for one in members:
            others.setdefault(one, []).extend(other for other in members if other != one)
    return tuple(sorted(((one, tuple(rest)) for one, rest in others.items()), key=lambda row: -len(row[0])))


_ONSET_SOUNDS = dict(_exchanges(_SOUNDS))
_CLOSE_ENDS, _FAR_ENDS = _exchanges(_ENDS_CLOSE), _exchanges(_ENDS_FAR)
_ONSETS = sorted((*ONSETS, *"fjqwz"), key=len, reverse=True)


@lru_cache(maxsize=4096)
def variants(token: str) -> tuple[tuple[Meant, float], ...]:
    """What a bare token may have been meant to be, with the cost of the mistake in nats; the least first, at most MOST.

    All of them are Vietnamese syllables or usual foreign words, save that letters swapped or typed twice are put right
    in a word that is like none of them ("ubdn").
    """
    if len(token) > LONGEST:
        return ()
    found: dict[Meant, float] = {}
    for meant, cost in _all(token):
        if cost < found.get(meant, 99.0):
            found[meant] = cost
    found.pop((token,), None)
    return tuple(sorted(found.items(), key=lambda item: (item[1], item[0]))[:MOST])


def _all(token: str) -> Iterator[tuple[Meant, float]]:
    keys = typed_keys(token)
    if keys is not None:
        yield (keys,), KEYS
    if not token.isalpha():
        yield from _number_apart(token)
        return
    likely = keys is not None
    for word, cost in (*_edits(token), *_sounds(token)):
        meant = _folded(word)
        if meant in SYLLABLES or meant in LOANS:
            likely = likely or cost <= TOO_MUCH
            yield (meant,), cost
    if token in SYLLABLES:
        return
    for parts in _segments(token) if len(token) >= LEAST_SEGMENTED else ():
        likely = True
        yield parts, NO_SPACE + AGAIN * (len(parts) - 2)
    if not likely:
        for word, cost in _slips(token):
            yield (word,), cost


def _folded(word: str) -> str:
    """A word in the spelling of the analysis: "ky" is "ki" there."""
    return syllables(word)[0] if word.endswith("y") else word


def _edits(token: str) -> Iterator[tuple[str, float]]:
    """Words at one edit: a letter less, more, another, or two swapped."""
    once = "".join(char for at, char in enumerate(token) if at == 0 or char != token[at - 1])
    if once != token:
        yield once, TWICE
    for at, char in enumerate(token):
        before, after = token[:at], token[at + 1 :]
        first = FIRST_LETTER if at == 0 else 0.0
        yield before + after, TWICE if after[:1] == char else TOO_MUCH + first
        if after and after[0] != char:
            yield before + after[0] + char + after[1:], SWAPPED + first
        for other in _LETTERS:
            if other != char:
                near = NEAR_KEY if other in _BESIDE[char] else OTHER_LETTER
                yield before + other + after, near + first
    for at in range(len(token) + 1):
        for other in _LETTERS:
            yield token[:at] + other + token[at:], LEFT_OUT + (FIRST_LETTER if at == 0 else 0.0)


def _slips(token: str) -> Iterator[tuple[str, float]]:
    """Letters typed twice or swapped, put right whatever the word."""
    for at in range(len(token) - 1):
        if token[at] == token[at + 1]:
            yield token[:at] + token[at + 1 :], TWICE
        else:
            yield token[:at] + token[at + 1] + token[at] + token[at + 2 :], SWAPPED + 0.5


def _sounds(token: str) -> Iterator[tuple[str, float]]:
    """Words that sound alike in some part of the country: other beginnings and ends."""
    onset = next((one for one in _ONSETS if token.startswith(one)), "")
    rest = token[len(onset) :]
    for other in _ONSET_SOUNDS.get(onset, ()):
        yield other + rest, CLOSE_SOUND
    if onset in ("c", "k", "g", "p", "t", "n") and rest[:1] != "h":  # "kai" for "khai"
        yield f"{onset}h{rest}", CLOSE_SOUND + 0.5
    for ends, cost in ((_CLOSE_ENDS, CLOSE_SOUND), (_FAR_ENDS, FAR_SOUND)):
        for end, others in ends:
            if rest.endswith(end):
                for other in others:
                    yield onset + rest[: -len(end)] + other, cost


def _segments(token: str, most: int = 4) -> Iterator[Meant]:
    """The ways to cut a token into two to four syllables of at least two letters, or "y" ("yte")."""
    for at in range(1 if token[0] == "y" else 2, min(len(token) - 1, 8)):
        head, tail = token[:at], token[at:]
        head = _folded(head)
        if head not in SYLLABLES:
            continue
        if _folded(tail) in SYLLABLES:
            yield head, _folded(tail)
        if most > 2 and len(tail) >= 4:
            for rest in _segments(tail, most - 1):
                yield head, *rest


def _number_apart(token: str) -> Iterator[tuple[Meant, float]]:
    """ "dieu5" as "dieu 5"."""
    word = token.rstrip("0123456789")
    if word in SYLLABLES and len(token) - len(word) <= 4:
        yield (word, token[len(word) :]), CLOSE_SOUND
