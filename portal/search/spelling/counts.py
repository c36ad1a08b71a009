"""What the index says of words and pairs: how often they are, and how likely one follows another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from portal.search.engine import Statistics

OF_PAIRS = 0.8
"""How much of a probability comes from the pair; the rest is left for pairs that nobody has written yet."""

SYLLABLES_PER_ENTRY = 100
"""Different syllables of an entry, about: what makes the share of entries with a syllable a share of all syllables."""

UNSEEN = 0.05 / SYLLABLES_PER_ENTRY
"""What a syllable's share of entries is worth where the pair is nowhere."""


class Counts:
    """Frequencies, learnt in few calls of `statistics` for many terms each (pairs with a space)."""

    def __init__(self, statistics: Callable[[Iterable[str]], Statistics]) -> None:
        self._statistics = statistics
        self._held: dict[str, int] = {}
        self.entries = 0
        self.calls = 0

    def learn(self, terms: Iterable[str]) -> None:
        """Ask for those terms that are not known yet, if there are any."""
        lacking = [term for term in dict.fromkeys(terms) if term not in self._held]
        if not lacking:
            return
        found = self._statistics(lacking)
        self.calls += 1
        self.entries = found.entries
        self._held.update((term, found.frequencies.get(term, 0)) for term in lacking)

    def __len__(self) -> int:
        return len(self._held)

    def of(self, *syllables: str) -> int:
        """In how many entries a syllable or a pair is; 0 where it was not asked for."""
        return self._held.get(" ".join(syllables), 0)

    def is_nowhere(self, syllable: str) -> bool:
        """Whether a syllable is known to be in no entry."""
        return self._held.get(syllable) == 0

    @property
    def rare(self) -> int:
        """Entries up to which a pair may be chance, or somebody else's mistake."""
        return 2 if self.entries >= 20_000 else 1 if self.entries >= 4_000 else 0

    @property
    def plentiful(self) -> int:
        """Entries from which on a pair is a usual one."""
        return max(3, min(12, self.entries // 4_000))

    def begins(self, syllable: str) -> float:
        """ln of the probability that a run begins with `syllable`."""
        return math.log((self.of(syllable) + 0.1) / (max(1, self.entries) * SYLLABLES_PER_ENTRY))

    def follows(self, first: str, second: str) -> float:
        """ln of the probability that `second` comes after `first`."""
        seen = self.of(first, second) / (self.of(first) + 1)
        return math.log(OF_PAIRS * min(1.0, seen) + UNSEEN * (self.of(second) + 0.1) / max(1, self.entries))
