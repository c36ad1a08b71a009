"""What to suggest while somebody types: things by their titles and numbers, and what others asked with success."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.search.analysis import bare, bare_text, syllables
from portal.search.ask import Asked, ask, without_copies
from portal.search.curation.queries import past_queries
from portal.search.curation.words import vocabulary
from portal.search.documents import SearchDocument
from portal.search.engine import Candidate, EngineError, TenantFilter
from portal.search.indexing import engine, want_rebuild
from portal.search.numbers import number_keys
from portal.search.searching import reading_scope, sifted, tenant_filter
from portal.search.showing import address, name_of_whole
from portal.search.terms import MAX_LEAD
from portal.tenancy.directory import directory
from portal.web.request import current_portal

log = logging.getLogger(__name__)

MAX_TYPED = 100
"""Characters of what is typed that are looked at."""

LEAST_TYPED = 2
"""With one letter nearly everything begins."""

MOST = 8
MOST_PAST = 3
PROPOSED = 400
"""Things with the right beginnings that are read and ranked: an engine gives them in any order."""

SPARE = 4
"""Things beyond `MOST` whose present texts are fetched, for those that are no longer shown."""

KINDS_FIRST = ("procedure", "legal", "page")
"""The order of kinds among titles that fit equally well; others follow."""

_NUMBER = re.compile(r"\d[\w.]*(?:\s?[/-]\s?[\w-]*)*\Z")


@dataclass(frozen=True)
class Suggestion:
    """text: what is shown. kind, url: of the thing, "" for a question that others asked. portal: name of the thing's
    portal where that is not this one."""

    text: str
    kind: str = ""
    url: str = ""
    portal: str = ""


@dataclass(frozen=True)
class Typed:
    """What somebody has typed so far. exact: its syllables, the last one perhaps unfinished. number: how the
    number at its end begins, as keys of numbers are written, "" for none."""

    exact: tuple[str, ...]
    number: str = ""

    @property
    def plain(self) -> list[str]:
        """The syllables without accents."""
        return bare(self.exact)

    def leads(self) -> list[tuple[str, ...]]:
        """What to ask an engine for, in turn: beginnings of words, beginnings of a number."""
        words = tuple(dict.fromkeys(token[:MAX_LEAD] for token in self.plain))
        wanted = [words] if words else []
        return [*wanted, (f"#{self.number}",)] if self.number else wanted


def read_typed(text: str) -> Typed:
    """What `text` begins: any string, never an error."""
    text = text[:MAX_TYPED]
    match = _NUMBER.search(bare_text(text).rstrip())
    return Typed(tuple(syllables(text)), _number_beginning(match.group()) if match else "")


def _number_beginning(written: str) -> str:
    """The beginning of a key of `numbers.number_keys`: "05/2018/NĐ-C", "5-2018-nđ-c" → "5/2018/nd-c"."""
    number, *rest = re.split(r"\s?[/-]\s?", written)
    number = number.lstrip("0") or number
    if not rest:
        return number
    if rest[0][:1].isdigit() and len(rest) > 1:  # the year, and then the kind with what belongs to it
        return f"{number}/{rest[0]}/{'-'.join(rest[1:])}"
    return f"{number}/{'-'.join(rest)}"


def suggest(text: str, scope: str) -> list[Suggestion]:
    """At most `MOST` suggestions for what was typed on the present portal; none without an index.

    Questions that others asked come first, then things, best first.
    """
    typed = read_typed(text)
    if sum(map(len, typed.exact)) < LEAST_TYPED:
        return []
    admitted, asked = tenant_filter(scope), past_queries(text, MOST_PAST)
    with reading_scope(scope):
        try:
            past = [Suggestion(one) for one in asked if _finds(one, admitted)]
            return [*past, *_things(typed, admitted)][:MOST]
        except EngineError:
            log.warning("the index cannot serve; nothing is suggested")
            want_rebuild()
            return []


def _finds(question: str, admitted: TenantFilter) -> bool:
    """Whether a question that was once answered still is, for who asks now."""
    asked = Asked(admitted, limit=1)
    return bool(ask(engine(), sifted(admitted), question, asked, vocabulary=vocabulary()).results)


def _things(typed: Typed, admitted: TenantFilter) -> list[Suggestion]:
    found: dict[str, Candidate] = {}
    for leads in typed.leads():
        for one in engine().suggest(leads, admitted, PROPOSED):
            if admitted.admits(one.entry.tenant_id, one.entry.shared):
                found.setdefault(one.key, one)
    best = sorted(without_copies(list(found.values())), key=lambda one: _rank(typed, one))[: MOST + SPARE]
    shown = sifted(admitted)([one.key for one in best])
    made: dict[str, Suggestion] = {}
    for one in best:
        document = shown.get(one.key)
        if document is not None:
            name = name_of_whole(document)
            made.setdefault(name, Suggestion(name, document.kind, address(document), _elsewhere(document)))
    return list(made.values())[:MOST]


def _elsewhere(document: SearchDocument) -> str:
    portal, here = directory().by_id(document.tenant_id), current_portal()
    shown_here = document.shared and document.tenant_id in here.ancestors
    return "" if portal is None or portal.id == here.id or shown_here else portal.name


def _rank(typed: Typed, candidate: Candidate) -> tuple[object, ...]:
    """Smaller comes first: the number that begins so, a title that begins so, one that holds the words side by side;
    then the accents that were typed, the kind, this portal's own, the shorter."""
    entry, reading = candidate.entry, candidate.reading
    exact = reading.title.split() if reading is not None else []
    plain = bare(exact)
    by_number = not (typed.number and entry.number and _begins(entry.number, typed.number))
    place = _place(typed.plain, plain)
    *whole, last = typed.exact
    wrong = sum(1 for token in whole if not token.isascii() and token not in exact)
    wrong += not last.isascii() and not any(token.startswith(last) for token in exact)
    kind = KINDS_FIRST.index(entry.kind) if entry.kind in KINDS_FIRST else len(KINDS_FIRST)
    own = entry.tenant_id != current_portal().id
    return by_number, place, wrong, kind, own, len(plain), entry.number or "", plain, entry.key


def _begins(number: str, beginning: str) -> bool:
    return any(key.startswith(beginning) for key in number_keys(number))


def _place(typed: Sequence[str], title: Sequence[str]) -> int:
    """0: the title begins with what was typed; 1: it stands in it side by side; 2: its words stand here and there."""
    wanted = f" {' '.join(typed)}"
    whole = f" {' '.join(title)}"
    if whole.startswith(wanted):
        return 0
    return 1 if wanted in whole else 2
