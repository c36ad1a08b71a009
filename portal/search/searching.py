"""From a question typed on a portal to results as pages show them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from portal.search.analysis import bare, syllables
from portal.search.ask import POOL, Answer, Asked, ask, without_copies
from portal.search.curation.words import vocabulary
from portal.search.documents import SearchDocument, facet_pairs
from portal.search.engine import EngineError, TenantFilter
from portal.search.engine import admitted as only_admitted
from portal.search.facets import Facets, facet_counts, grouped
from portal.search.indexing import engine, want_rebuild
from portal.search.narrowing import ALL, DISTRICT, OWN, Question, folded, kinds_of
from portal.search.questions import AnalysedQuery, analyse_query
from portal.search.registry import searchables
from portal.search.showing import Found, Thing, alone, found, name_of_whole, thing
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.request import current_portal

log = logging.getLogger(__name__)
KNOWN_BY = 3
"""Entries of which one must still be shown for a word to be known."""

FROM_DATABASE = 50
"""Things that the database looks for where the index cannot serve."""


@dataclass(frozen=True)
class Results:
    """How many there are in all, and the part that was asked for. facets: only where they were asked for."""

    total: int
    results: list[Found]
    facets: Facets = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """An answer as a page shows it.

    total, saturated: how many things match, and whether there are more. things: the part that was asked for.
    parts: instead of things where one document alone was searched, with its name in within_title.
    facets: name → value → things; of a facet that narrows, what its other values would give. did_you_mean: a better
    spelling, "" for none. corrected: whether the things are those of the better spelling. loosened: whether no thing
    holds a phrase in quotation marks, and its words were looked for. degraded: whether the database answered, for
    want of an index.
    """

    total: int = 0
    saturated: bool = False
    things: list[Thing] = field(default_factory=list)
    parts: list[Found] = field(default_factory=list)
    facets: Facets = field(default_factory=dict)
    did_you_mean: str = ""
    corrected: bool = False
    loosened: bool = False
    degraded: bool = False
    within_title: str = ""


def tenant_filter(scope: str, only: str = "") -> TenantFilter:
    """Whose entries this portal's visitor may find in a scope, all or only those of the portal `only`."""
    portal = current_portal()
    admitted = TenantFilter(tenants=frozenset({portal.id}), ancestors=frozenset(portal.ancestors))
    if scope in {DISTRICT, ALL}:
        active = frozenset(one.id for one in directory().living() if one.status == "active")
        lineage = {portal.id, *portal.ancestors}
        admitted = TenantFilter(tenants=active if scope == ALL else active & lineage)
    chosen = directory().by_slug(only) if only else None
    if chosen is None:
        return admitted
    return TenantFilter(tenants=admitted.tenants & {chosen.id}, ancestors=admitted.ancestors & {chosen.id})


@contextmanager
def reading_scope(scope: str) -> Iterator[None]:
    """Where rows are read that this portal does not show: over all portals, to be sifted by `sifted`."""
    if scope == OWN:
        yield
        return
    with all_tenants("tìm kiếm ngoài cổng này"):
        yield


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The present entries of these keys, from the rooms: what is no longer visible does not come back."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(key.partition(":")[0], []).append(key)
    held: dict[str, SearchDocument] = {}
    for kind, own in by_kind.items():
        if kind in searchables():
            held.update(searchables()[kind].texts(own))
    return held


def sifted(admitted: TenantFilter) -> Callable[[Sequence[str]], Mapping[str, SearchDocument]]:
    """`texts`, less what the tenant filter does not admit as it is now: the index may know an older state."""

    def provide(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
        held = texts(keys)
        return {key: one for key, one in held.items() if admitted.admits(one.tenant_id, one.shared)}

    return provide


def search(question: Question, limit: int, offset: int, *, facets: bool = False) -> Results:
    """Entries one by one, for the API. Never raises for any text; a broken index is replaced by plain reads."""
    admitted = tenant_filter(question.scope, question.portal)
    kinds = (question.kind,) if question.kind else ()
    with reading_scope(question.scope):
        try:
            asked = _asked(question, admitted, limit, offset, kinds)
            answer = ask(
                engine(),
                sifted(admitted),
                question.text,
                replace(asked, grouped=False),
                vocabulary=vocabulary(),
            )
            words = answer.query
            counted = _counts(answer.query, admitted, kinds) if facets and answer.total else {}
            return Results(
                answer.total, [found(one.document, words, one.ranked) for one in answer.results], counted
            )
        except EngineError:
            _broken()
            held = _from_database(question, admitted, kinds)
            words = analyse_query(question.text)
            return Results(len(held), [found(one, words) for one in held[offset : offset + limit]])


def page_of(question: Question, limit: int, offset: int) -> Page:
    """The answer to a question as a page shows it. Never raises for any text."""
    if not question:
        return Page()
    admitted = tenant_filter(question.scope, question.portal)
    with reading_scope(question.scope):
        try:
            return _page(question, admitted, limit, offset)
        except EngineError:
            _broken()
            held = _from_database(question, admitted, kinds_of(question.kind))
            things = alone(held, analyse_query(question.text))
            return Page(len(things), things=things[offset : offset + limit], degraded=True)


def total_of(question: Question) -> int:
    """How many things answer a question, for telling where else something would be found; 0 without an index."""
    admitted = tenant_filter(question.scope, question.portal)
    with reading_scope(question.scope):
        try:
            return _answered(question, question.text, admitted, 1, 0).total
        except EngineError:
            return 0


def _page(question: Question, admitted: TenantFilter, limit: int, offset: int) -> Page:
    answer = _answered(question, question.text, admitted, limit, offset)
    better = answer.did_you_mean if question.text.strip() else ""
    if better and not _is_known(better, question.text, admitted):
        better = ""
    corrected = False
    if better and not (answer.total and _is_known(question.text, better, admitted)):
        second = _answered(question, better, admitted, limit, offset)
        if second.total:
            answer, corrected = second, True
    words = answer.query
    return Page(
        answer.total,
        answer.saturated,
        [thing(one, words) for one in answer.groups],
        [found(one.document, words, one.ranked) for one in answer.results],
        _facets(question, answer, admitted),
        did_you_mean=better,
        corrected=corrected,
        loosened=answer.loosened and bool(answer.total),
        within_title=name_of_whole(answer.results[0].document) if answer.results else "",
    )


def _asked(
    question: Question, admitted: TenantFilter, limit: int, offset: int, kinds: tuple[str, ...]
) -> Asked:
    return Asked(
        admitted, current_portal().id, kinds, limit, offset,
        grouped=not question.within, filters=question.terms(), group=question.within,
    )  # fmt: skip


def _answered(question: Question, text: str, admitted: TenantFilter, limit: int, offset: int) -> Answer:
    asked = _asked(question, admitted, limit, offset, kinds_of(question.kind))
    return ask(engine(), sifted(admitted), text, asked, vocabulary=vocabulary())


def _is_known(text: str, other: str, admitted: TenantFilter) -> bool:
    """Whether each word of a text that is not in the other one stands in something that the visitor may see.

    Spellings are corrected by frequencies over all portals: a word that only another portal's unshared texts hold
    must not be given away, neither by offering it nor by knowing it.
    """
    new = set(syllables(text)) - set(syllables(other))
    for word in sorted(new):
        query = AnalysedQuery(runs=((word,),), bare_runs=(tuple(bare([word])),))
        candidates = engine().candidates(query, admitted, (), KNOWN_BY)
        if not sifted(admitted)([one.key for one in candidates]):
            return False
    return True


def _facets(question: Question, answer: Answer, admitted: TenantFilter) -> Facets:
    """The facets of an answer; of those that narrow it, the values that one could choose instead.

    Phrases of more than two words are told from their pairs only by reading the texts, so there the other values
    cannot be counted.
    """
    read = any(len(run) > 2 for run in (*answer.query.phrases, *answer.query.excluded))
    if question.within or read or not question.is_narrowed:
        return answer.facets
    counts: dict[str, Mapping[str, int]] = dict(answer.facets)
    own = tuple(one for one in answer.query.filters if one not in question.terms())
    names = [
        *question.chosen,
        *(["object"] if question.kind else []),
        *(["portal"] if question.portal else []),
    ]
    for name in names:
        relaxed = replace(answer.query, filters=(*own, *question.terms(without=name)))
        portal, kinds = (
            tenant_filter(question.scope) if name == "portal" else admitted,
            kinds_of(question.kind),
        )
        counts[name] = _counts(relaxed, portal, () if name == "object" else kinds).get(name, {})
    return counts


def _counts(query: AnalysedQuery, admitted: TenantFilter, kinds: Sequence[str]) -> Facets:
    kinds = tuple(kind for kind in query.kinds or kinds if not kinds or kind in kinds)
    held = engine().candidates(query, admitted, kinds, POOL) if query else []
    seen = without_copies(only_admitted(held, admitted))
    return facet_counts(grouped(one.entry for one in seen))


def _broken() -> None:
    log.warning("the index cannot serve; the database answers")
    want_rebuild()


def _from_database(question: Question, admitted: TenantFilter, kinds: Sequence[str]) -> list[SearchDocument]:
    text = question.text.strip()[:100]
    held: list[SearchDocument] = []
    for one in searchables().values() if text else ():
        ids = one.find(text, FROM_DATABASE)
        held += one.documents(ids) if ids else ()
    return [
        entry
        for entry in held
        if (not kinds or entry.kind in kinds)
        and admitted.admits(entry.tenant_id, entry.shared)
        and _holds(entry, question)
    ]


def _holds(entry: SearchDocument, question: Question) -> bool:
    held = {(name, folded(value)) for name, value in facet_pairs(entry)}
    within = not question.within or question.within in {entry.key, entry.group_key}
    return within and all((name, value) in held for name, value in question.chosen.items())
