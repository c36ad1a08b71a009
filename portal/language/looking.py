"""A text looked through: every hint on it, in order. Hints only ever advise; nothing here refuses a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.language.hint import Hint
from portal.language.layout import layout_hints
from portal.language.prose import prose_of
from portal.language.reading import reading_hints
from portal.language.signs import sign_hints
from portal.language.spelling import spelling_hints

LONGEST = 500_000
"""Characters that are read; the forms take no longer text."""

PLAIN, MARKDOWN, TITLE = "plain", "markdown", "title"


@dataclass(frozen=True)
class Looked:
    """The hints on a text, and its prose: the text with what is no prose blanked, place by place."""

    prose: str
    hints: tuple[Hint, ...]


def look_through(
    text: str, form: str, own: frozenset[str] = frozenset(), *, as_issued: bool = False
) -> Looked:
    """Everything to be said of a text (with \\n for line breaks) of a form: PLAIN, MARKDOWN or TITLE.

    `own`: words of the portal, in lower case, that are right. `as_issued`: the text of a document that somebody signed;
    how it reads is not the editor's to change, so only slips of copying are told.
    """
    text = text[:LONGEST]
    is_markdown = form == MARKDOWN
    prose = prose_of(text, is_markdown=is_markdown)
    found: list[Hint] = [*spelling_hints(prose, own), *sign_hints(text, prose)]
    if not as_issued:
        found += reading_hints(text, prose, is_title=form == TITLE)
    if is_markdown:
        found += layout_hints(text)
    return Looked(prose, tuple(_once(found)))


def _once(hints: Iterable[Hint]) -> list[Hint]:
    """In the order of the text; of several on the very same place the first that was found."""
    taken: dict[tuple[int, int], Hint] = {}
    for one in hints:
        taken.setdefault((one.start, one.end), one)
    return sorted(taken.values(), key=lambda one: (one.start, one.end))
