"""How well mistyped questions are understood, with the whole legal corpus in a Whoosh index.

    python -m bench.search_spelling --index DIRECTORY

For each kind of mistake, one in every six words of the questions and of some 200 names of procedures (which the index
does not hold): the share of the mistakes put right, put wrong, and of right words that were changed. For all these
texts as they stand: the share that was corrected all the same. Terms asked for and processor time of one question.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from bench.search_corpus import data_directory
from portal.search.analysis import bare_text
from portal.search.engine import Statistics
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.questions import analyse_query
from portal.search.spelling import correct

Mistake = Callable[[str, random.Random], str]
KEYS = {
    "e": "wr",
    "t": "ry",
    "u": "yi",
    "i": "uo",
    "o": "ip",
    "a": "sq",
    "h": "gj",
    "n": "bm",
    "c": "xv",
    "g": "fh",
}
SOUNDS = (
    ("ch", "tr"),
    ("tr", "ch"),
    ("s", "x"),
    ("x", "s"),
    ("gi", "d"),
    ("d", "gi"),
    ("l", "n"),
    ("kh", "k"),
)
TELEX = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
TELEX_LETTERS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}


def left_out(word: str, chance: random.Random) -> str:
    """A letter less."""
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def twice(word: str, chance: random.Random) -> str:
    """A letter typed twice."""
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


def swapped(word: str, chance: random.Random) -> str:
    """Two letters in the wrong order."""
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def near_key(word: str, chance: random.Random) -> str:
    """The key beside the right one."""
    places = [at for at, char in enumerate(word) if char in KEYS]
    if not places:
        return word
    at = chance.choice(places)
    return word[:at] + chance.choice(KEYS[word[at]]) + word[at + 1 :]


def like_sound(word: str, chance: random.Random) -> str:
    """A beginning that sounds alike."""
    found = [
        other + word[len(one) :]
        for one, other in SOUNDS
        if word.startswith(one) and word[len(one) :][:1] != "h"
    ]
    return chance.choice(found) if found else word


def telex(word: str, _chance: random.Random) -> str:
    """The keys of Telex, as they stand where the input method is off."""
    keys = tone = ""
    for char in unicodedata.normalize("NFC", word.lower()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((TELEX[part] for part in parts if part in TELEX), tone)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TELEX))
        keys += TELEX_LETTERS.get(base, base)
    return keys + tone


MISTAKES: tuple[Mistake, ...] = (left_out, twice, swapped, near_key, like_sound, telex)


def spoilt(text: str, mistake: Mistake, seed: int) -> str:
    """`text` with one mistake in every six words of at least three letters."""
    chance = random.Random(seed)
    words = text.split()
    for start in range(0, len(words), 6):
        at = chance.randrange(start, min(start + 6, len(words)))
        if len(words[at]) > 2:
            words[at] = mistake(words[at], chance)
    return " ".join(words)


@dataclass
class Figures:
    """What became of a set of texts."""

    mistakes: int = 0
    right: int = 0
    wrong: int = 0
    harmed: int = 0
    corrected: int = 0
    terms: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def line(self, texts: int) -> str:
        """The figures as one line."""
        count = max(1, self.mistakes)
        shares = (
            f"right {self.right / count:.3f}  wrong {self.wrong / count:.3f}  harmed {self.harmed / count:.3f}"
            if self.mistakes
            else f"corrected {self.corrected / max(1, texts):.4f}"
        )
        return f"{shares}  terms {_spread(self.terms)}  ms {_spread(self.times)}"


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"p50 {ordered[len(ordered) // 2]:.1f} p95 {ordered[int(len(ordered) * 0.95)]:.1f}"


def measure(engine: WhooshEngine, texts: Sequence[str], mistake: Mistake | None) -> Figures:
    """Correct each text, with a mistake or without."""
    figures = Figures()
    asked: list[int] = []

    def statistics(terms: Iterable[str]) -> Statistics:
        wanted = list(terms)
        asked.append(len(wanted))
        return engine.statistics(wanted)

    for seed, text in enumerate(texts):
        query = analyse_query(spoilt(text, mistake, seed) if mistake is not None else text)
        asked.clear()
        began = time.process_time()
        found = correct(query, statistics)
        figures.times.append((time.process_time() - began) * 1000)
        figures.terms.append(sum(asked))
        figures.corrected += found is not None
        meant = list(chain.from_iterable(analyse_query(text).bare_runs))
        typed = list(chain.from_iterable(query.bare_runs))
        said = list(chain.from_iterable(found.runs if found is not None else query.bare_runs))
        if mistake is not None and len(meant) == len(typed) == len(said):
            for one, as_typed, as_said in zip(meant, typed, said, strict=True):
                figures.mistakes += one != as_typed
                figures.right += one != as_typed and as_said == one
                figures.wrong += one != as_typed and as_said not in (one, as_typed)
                figures.harmed += one == as_typed and as_said != one
    return figures


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, required=True)
    chosen = parser.parse_args()
    data = data_directory()
    if not data.is_dir():
        sys.exit(f"the real data is not at {data}")
    lines = (data / "eval" / "questions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["query"] for line in lines]
    with gzip.open(data / "procedures.jsonl.gz", "rt", encoding="utf-8") as file:
        names = sorted({json.loads(line)["ten_thu_tuc"] for line in file})
    engine = WhooshEngine(chosen.index)
    correct(analyse_query("khai shinh"), engine.statistics)  # opens the files
    for label, texts in (("questions", questions), ("procedures", names)):
        print(f"{label:11} as they stand  {measure(engine, texts, None).line(len(texts))}")
        bared = [bare_text(text) for text in texts]
        print(f"{label:11} no accents     {measure(engine, bared, None).line(len(texts))}")
        for mistake in MISTAKES:
            some = texts[:: max(1, len(texts) // 200)]
            print(f"{label:11} {mistake.__name__:14} {measure(engine, some, mistake).line(len(some))}")


if __name__ == "__main__":
    main()
