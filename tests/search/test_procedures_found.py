"""How well citizens find procedures in the real catalogue by the words of daily life.

The queries were written before anybody looked at what search gives. Misses on even lines were looked at for tuning,
those on odd lines were not; but the synonyms were written by one who knew all of them, so that other people's
questions are found less often than these figures say.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bench.search_corpus import entries as legal_entries
from portal.procedures.flattened import read_procedure
from portal.procedures.importing import draft_of
from portal.procedures.searchable import entry_of
from portal.search.ask import Asked, ask
from portal.search.documents import SearchDocument
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.engines.tantivy.engine import TantivyEngine
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.vocabulary import Vocabulary, VocabularyFiles
from tests.real_data import DATA, needs
from tests.search.samples import DISTRICT, TAM_XUAN, texts_of

CATALOGUES = ("procedures.jsonl.gz", "procedures_mod.jsonl.gz")
QUERIES = Path(__file__).with_name("procedure_queries.jsonl")
LAWS = 300
"""Legal documents beside the procedures, with all their articles."""

AMONG_LAWS = 0.87
"""The share that is found among the laws at present, less what small changes of ranking move."""

HERE = TenantFilter(tenants=frozenset({TAM_XUAN}), ancestors=frozenset({DISTRICT}))
PROCEDURES = ("procedure",)


@dataclass(frozen=True)
class Query:
    """What a citizen asks, and the codes of the procedures that answer it."""

    text: str
    codes: frozenset[str]


def queries() -> list[Query]:
    rows = map(json.loads, QUERIES.read_text(encoding="utf-8").splitlines())
    return [Query(row["query"], frozenset(row["codes"])) for row in rows]


def records() -> Iterator[dict[str, Any]]:
    for name in CATALOGUES:
        with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def catalogue() -> list[SearchDocument]:
    """The district's procedures, as the room makes entries of what it imports."""
    drafts = (draft_of(read_procedure(raw)) for raw in records())
    return [
        entry_of(draft, tenant_id=DISTRICT, object_id=place, shared=True, slug=draft.code)
        for place, draft in enumerate(drafts, 1)
    ]


@pytest.fixture(scope="module")
def procedures() -> list[SearchDocument]:
    return catalogue()


def _param(engine: type[SearchEngine], laws: int, name: str, **more: Any) -> Any:
    return pytest.param((engine, laws), id=name, **more)


ALONE = [_param(WhooshEngine, 0, "whoosh")]
"""Whoosh takes long to index the laws and to ask among them: it does so in `make chaos`."""

BESIDE_LAWS = [
    _param(TantivyEngine, LAWS, "tantivy"),
    _param(WhooshEngine, LAWS, "whoosh-laws", marks=pytest.mark.chaos),
]


class Library:
    """An engine that holds the procedures and some laws, and how much it finds."""

    def __init__(self, engine: SearchEngine, held: list[SearchDocument], vocabulary: Vocabulary) -> None:
        self._engine = engine
        self._texts = texts_of(held)
        self._vocabulary = vocabulary
        self._known: dict[tuple[bool, tuple[str, ...]], tuple[float, list[str]]] = {}

    def share_found(
        self, kinds: tuple[str, ...] = PROCEDURES, *, with_words: bool = True
    ) -> tuple[float, list[str]]:
        """The share of the queries that have a right procedure among the first three, and the others; asked once."""
        if (with_words, kinds) not in self._known:
            vocabulary = self._vocabulary if with_words else None
            missed, asked = [], queries()
            for query in asked:
                answer = ask(
                    self._engine, self._texts, query.text, Asked(HERE, TAM_XUAN, kinds, limit=3), vocabulary
                )
                if not any(one.document.number in query.codes for one in answer.results):
                    missed.append(query.text)
            self._known[with_words, kinds] = 1 - len(missed) / len(asked), missed
        return self._known[with_words, kinds]


@pytest.fixture(scope="module", params=[*BESIDE_LAWS, *ALONE])
def library(
    request: pytest.FixtureRequest,
    procedures: list[SearchDocument],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Library]:
    kind, laws = request.param
    held = [*procedures, *legal_entries(laws)] if laws else procedures
    made: SearchEngine = kind(tmp_path_factory.mktemp("procedures") / "index")
    with made.rebuild() as batch:
        batch.add(held)
    yield Library(made, held, VocabularyFiles().current())
    made.close()


@needs(DATA / CATALOGUES[0])
def test_every_query_has_an_answer_in_the_catalogue(procedures: list[SearchDocument]) -> None:
    codes = {entry.number for entry in procedures}
    assert len(queries()) >= 170
    assert not [query.text for query in queries() if not query.codes or not query.codes <= codes]


@needs(DATA / CATALOGUES[0])
def test_citizens_find_procedures(library: Library) -> None:
    share, missed = library.share_found()
    assert share >= 0.95, missed


@needs(DATA / CATALOGUES[0])
@pytest.mark.parametrize("library", BESIDE_LAWS, indirect=True)
def test_citizens_find_procedures_among_laws(library: Library) -> None:
    """The aim is 0.95 here too and is not reached yet; this holds what is."""
    share, missed = library.share_found(())
    assert share >= AMONG_LAWS, missed


@needs(DATA / CATALOGUES[0])
def test_the_words_of_daily_life_are_what_finds_many_of_them(library: Library) -> None:
    with_words, _missed = library.share_found()
    without, _missed = library.share_found(with_words=False)
    assert with_words >= without + 0.1


@needs(DATA / CATALOGUES[0])
def test_an_entry_says_whose_authorities_carry_a_procedure_out(procedures: list[SearchDocument]) -> None:
    entries: Mapping[str, SearchDocument] = {entry.number or "": entry for entry in procedures}
    assert entries["1.001193"].facets["authority"] == ["xã"]
    assert "xã" not in entries["1.000178"].facets["authority"]
