"""Questions as people mistype them."""

from __future__ import annotations

import random

EVERY = 6
"""Words among which one is mistyped."""


def mistyped(question: str, seed: int) -> str:
    """One letter left out, doubled or swapped with the next, in one of every six words of two letters and more."""
    chance = random.Random(seed)
    words = question.split()
    for start in range(0, len(words), EVERY):
        long = [at for at in range(start, min(start + EVERY, len(words))) if len(words[at]) > 1]
        if long:
            place = chance.choice(long)
            words[place] = _one_error(words[place], chance)
    return " ".join(words)


def _one_error(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    kind = chance.choice(("omit", "double", "swap") if len(word) > 2 else ("double", "swap"))
    if kind == "omit":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
