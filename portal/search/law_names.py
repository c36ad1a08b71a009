"""Laws by their names: "luật đất đai 2013", "điều 31 luật cư trú", "hiến pháp". Nobody knows them by number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.search.analysis import bare, syllables
from portal.search.numbers import EXACT, EXACT_ARTICLE

MAX_NAME = 32
"""Syllables of a name that are looked up."""

MAX_ARTICLES = 2
"""Articles of a question that are looked up under names."""

_KINDS = (("bo", "luat"), ("luat",), ("phap", "lenh"), ("hien", "phap"))
_CONSTITUTION = "hien phap"
_BEFORE = frozenset(bare(syllables("của theo tại trong toàn văn nội dung xem về tìm đọc")))
"""Words before a name that do not belong to it."""

_UNITS = frozenset(bare(syllables("điều khoản điểm chương mục phần đ k số")))
_BEHIND = tuple(
    bare(syllables(phrase))
    for phrase in (
        "quy định gì",
        "nói gì",
        "là gì",
        "hợp nhất",
        "mới nhất",
        "hiện hành",
        "còn hiệu lực",
        "toàn văn",
    )
)
"""What stands behind a name and does not belong to it."""


def law_name_keys(kind: str, title: str, year: str = "") -> tuple[str, ...]:
    """The keys under which a law is looked up by its name, with and without its year.

    kind: its type ("Luật"); other types than laws give nothing. title: with or without the type before it.
    """
    of_kind, words = tuple(bare(syllables(kind))), bare(syllables(title))
    if of_kind not in _KINDS:
        return ()
    named = " ".join(of_kind)
    if named == _CONSTITUTION:
        names = [named]
    else:
        if tuple(words[: len(of_kind)]) == of_kind:
            words = words[len(of_kind) :]
        if words[:1] == ["ve"]:
            words = words[1:]
        if not words or len(words) + len(of_kind) > MAX_NAME:
            return ()
        names = [f"{named} {' '.join(words)}"]
        if named == "bo luat":  # "luật dân sự" is what people say
            names.append(f"luat {' '.join(words)}")
    return tuple(key for name in names for key in (name, *([f"{name} {year}"] if year else [])))


def named_laws(tokens: Sequence[str], articles: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Keys of the law that a question names, with how exactly each names what is asked for.

    tokens: the bare syllables of the question. With `articles`, those of the law: under the longest possible
    name first, under shorter ones (a question goes on behind the name) a step lower. Without, the law itself, if
    the question is nothing but its name.
    """
    start = next((at for at in range(len(tokens)) if _kind_at(tokens, at)), None)
    if start is None:
        return
    name = _name(tokens[start:])
    if articles:
        least = len(_kind_at(tokens, start)) + (0 if name[:2] == _CONSTITUTION.split() else 1)
        for article in articles[:MAX_ARTICLES]:
            for length in range(len(name), least - 1, -1):
                exactness = EXACT_ARTICLE if length == len(name) else EXACT
                yield f"{' '.join(name[:length])}#{article}", exactness
    elif all(token in _BEFORE for token in tokens[:start]) and len(name) == len(_plain(tokens[start:])):
        yield " ".join(name), EXACT


def _kind_at(tokens: Sequence[str], at: int) -> tuple[str, ...]:
    return next((kind for kind in _KINDS if tuple(tokens[at : at + len(kind)]) == kind), ())


def _name(tokens: Sequence[str]) -> list[str]:
    """What may be a name at the beginning: up to an article, a number that is no year, or too many words."""
    name: list[str] = []
    for at, token in enumerate(words := _plain(tokens)):
        numbered = at + 1 < len(words) and words[at + 1][:1].isdigit() and not _is_year(words, at + 1)
        if len(name) == MAX_NAME or (numbered and token in _UNITS):
            break
        name.append(token)
        if _is_year(words, at):
            break
    return name


def _is_year(tokens: Sequence[str], at: int) -> bool:
    return at < len(tokens) and len(tokens[at]) == 4 and tokens[at].isdigit()


def _plain(tokens: Sequence[str]) -> list[str]:
    """The same without "năm" before a year and without what only asks for the present text."""
    words = [
        token
        for at, token in enumerate(tokens)
        if not (token == "nam" and _is_year(tokens, at + 1) and tokens[max(0, at - 1)] != "viet")
    ]
    for end in _BEHIND:
        if len(words) > len(end) + 1 and words[-len(end) :] == end:
            words = words[: -len(end)]
    return words
