"""Questions made of the corpus itself, in which the right article is known: many more than people have written."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from portal.search.analysis import bare_text
from portal.search.documents import SearchDocument
from portal.search.evaluating.corpus import Question

LEFT_OUT = 0.3
"""The share of words that somebody leaves out who remembers a text."""

_END = re.compile(r"[.;:\n]+")


def made_questions(
    entries: Iterable[SearchDocument], count: int, seed: int
) -> Iterator[tuple[str, list[Question]]]:
    """`count` questions of each kind, with what the kind is called: headings that one article alone has, without
    accents and with words left out; headings that many have, with the name of the law; sentences with words left out.
    """
    chance = random.Random(seed)
    articles = [one for one in entries if one.article]
    often = Counter(bare_text(one.title) for one in articles)

    def some(usable: Sequence[SearchDocument]) -> list[SearchDocument]:
        return chance.sample(usable, min(count, len(usable)))

    own = [one for one in articles if often[bare_text(one.title)] == 1 and 5 <= _words(one.title) <= 25]
    yield "tiêu đề nhớ thiếu chữ", [_to(one, bare_text(_thinned(one.title, chance))) for one in some(own)]
    shared = [
        one
        for one in articles
        if often[bare_text(one.title)] > 3 and 2 <= _words(one.title) <= 12 and 2 <= _words(one.context) <= 14
    ]
    yield "tiêu đề kèm tên luật", [_to(one, f"{one.title} {one.context}") for one in some(shared)]
    long = [one for one in articles if _sentences(one.body)]
    yield (
        "câu nhớ thiếu chữ",
        [_to(one, _thinned(chance.choice(_sentences(one.body)), chance)) for one in some(long)],
    )


def _to(article: SearchDocument, text: str) -> Question:
    return Question(text, frozenset({f"{article.number}#{article.article}"}))


def _words(text: str) -> int:
    return len(text.split())


def _sentences(text: str) -> list[str]:
    return [part for part in _END.split(text) if 12 <= _words(part) <= 45]


def _thinned(text: str, chance: random.Random) -> str:
    words = text.split()
    return " ".join([word for word in words if chance.random() > LEFT_OUT] or words)
