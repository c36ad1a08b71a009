"""A question and texts as bytes, one per syllable, so that comparing them runs at the speed of `bytes.find`.

A syllable of the question has two codes: 1 … 127 for its bare form, 128 … 255 for the form that was typed. A text
becomes one byte per syllable: the code of the typed form where it stands with just these accents, that of the bare
form where it stands otherwise, 0 for everything else. The lower codes go to the more telling syllables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from portal.search.analysis import bare
from portal.search.questions import AnalysedQuery

_FORMS = 128
"""The first code of a typed form."""


class Coding:
    """The codes of one question.

    size: bare codes that are in use, 1 … size. plain: the table for `bytes.translate` that takes the accents off.
    """

    def __init__(self, query: AnalysedQuery, rarity: Mapping[str, float]) -> None:
        typed = sorted(query.syllables, key=lambda one: -rarity.get(one, 0.0))
        self._codes = {token: code for code, token in enumerate(typed[: _FORMS - 1], 1)}
        self.typed = len(self._codes)
        further = [one.run for one in query.expansions]
        for run in chain(further, map(bare, query.excluded)):
            self._make_room(run)
        self.size = len(self._codes)
        self._forms: dict[str, int] = {}
        plain = bytearray(range(256))
        for exact in dict.fromkeys(chain(*query.runs, *query.excluded)):
            code = self._codes.get(bare([exact])[0])
            if code is not None and len(self._forms) < 256 - _FORMS:
                self._forms[exact] = _FORMS + len(self._forms)
                plain[self._forms[exact]] = code
        self.plain = bytes(plain)
        self._known = _Known(self._codes, self._forms)

    def _make_room(self, run: Iterable[str]) -> None:
        new = [token for token in dict.fromkeys(run) if token not in self._codes]
        if len(self._codes) + len(new) < _FORMS:
            for token in new:
                self._codes[token] = len(self._codes) + 1

    def text(self, text: str) -> bytes:
        """A text of `Reading` with the accents told apart."""
        return bytes(map(self._known.__getitem__, text.encode(errors="replace").split()))

    def run(self, tokens: Sequence[str]) -> bytes | None:
        """Bare syllables as they stand in a text whose accents are taken off; None if they are not all known."""
        codes = [self._codes.get(token, 0) for token in tokens]
        return bytes(codes) if all(codes) else None

    def form(self, tokens: Sequence[str]) -> bytes | None:
        """Exact syllables as they stand in a text; None if they are not all known."""
        codes = [self._forms.get(token, 0) for token in tokens]
        return bytes(codes) if all(codes) else None


class _Known(dict[bytes, int]):
    """Exact syllable in UTF-8, which is split in half the time, → code; looks at each syllable of the texts once."""

    def __init__(self, codes: Mapping[str, int], forms: Mapping[str, int]) -> None:
        super().__init__({form.encode(errors="replace"): code for form, code in forms.items()})
        self._bare = codes

    def __missing__(self, token: bytes) -> int:
        self[token] = code = self._bare.get(_bare_of(token), 0)
        return code


@lru_cache(maxsize=50_000)
def _bare_of(token: bytes) -> str:
    return bare((token.decode(),))[0]
