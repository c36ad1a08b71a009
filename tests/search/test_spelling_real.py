"""Spelling against the real corpus: real texts stay as they are, mistakes in them are found."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache

from bench.search_corpus import data_directory, legal_documents
from portal.search.analysis import bare, bare_text, syllables
from portal.search.questions import analyse_query
from portal.search.spelling import correct
from tests.real_data import LEGAL_DOCUMENTS, needs
from tests.search.misspelt import SmallIndex, misspelt

PROCEDURES = LEGAL_DOCUMENTS.parent / "procedures.jsonl.gz"
LAWS = LEGAL_DOCUMENTS.parent / "eval" / "laws.jsonl.gz"


@cache
def _headings() -> SmallIndex:
    """The names of all documents and articles of the corpus, with the first words of each article."""
    texts = []
    for law in legal_documents():
        texts.append(law["title"] or "")
        texts += [f"{article['heading'] or ''} . {article['text'][:400]}" for article in law["articles"]]
    return SmallIndex(texts)


@cache
def _procedures() -> list[str]:
    with gzip.open(PROCEDURES, "rt", encoding="utf-8") as file:
        return sorted({json.loads(line)["ten_thu_tuc"].strip() for line in file})


@needs(LAWS)
@needs(PROCEDURES)
def test_names_that_the_index_does_not_hold_are_hardly_ever_corrected() -> None:
    index = _headings()
    wrong = [name for name in _procedures() if correct(analyse_query(name), index.statistics) is not None]
    assert len(wrong) <= 0.01 * len(_procedures()), wrong[:20]


@needs(LAWS)
def test_questions_are_hardly_ever_corrected() -> None:
    index = _headings()
    lines = (data_directory() / "eval" / "questions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["query"] for line in lines]
    for question in (*questions, *map(bare_text, questions)):
        found = correct(analyse_query(question), index.statistics)
        wrong = found.replaced if found is not None else ()
        assert len(wrong) <= 1, (question, wrong)
    corrected = sum(correct(analyse_query(one), index.statistics) is not None for one in questions)
    assert corrected <= 0.03 * len(questions)


@needs(LAWS)
@needs(PROCEDURES)
def test_a_letter_twice_or_two_swapped_is_put_right() -> None:
    index = _headings()
    chance = random.Random(7)
    right = 0
    names = chance.sample(_procedures(), 300)
    for name in list(names):
        words = name.split()
        places = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha() and word.islower()]
        if not places:
            names.remove(name)
            continue
        at = chance.choice(places)
        cut = chance.randrange(len(words[at]) - 1)
        word = words[at]
        words[at] = chance.choice(
            (word[:cut] + word[cut] + word[cut:], word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :])
        )
        query = analyse_query(" ".join(words))
        found = correct(query, index.statistics)
        right += (found.runs if found is not None else query.bare_runs) == analyse_query(name).bare_runs
    assert right >= 0.85 * len(names)


@needs(LAWS)
def test_what_citizens_mistype_is_told_from_the_laws_alone() -> None:
    index = _headings()
    right = []
    for typed, meant in misspelt():
        query = analyse_query(typed)
        found = correct(query, index.statistics)
        runs = found.runs if found is not None else query.bare_runs
        right.append([word for run in runs for word in run] == bare(syllables(meant)))
    assert sum(right) >= 0.85 * len(right)
