"""Phrases that must stand in a text word for word, and those that must not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from portal.search.analysis import bare
from portal.search.documents import Reading
from portal.search.questions import AnalysedQuery
from portal.search.ranking.coding import Coding

Test = Callable[[Reading], bool]


class Phrases:
    """The phrases of one question. A run that was typed without accents stands with any."""

    def __init__(self, query: AnalysedQuery, coding: Coding) -> None:
        self._wanted = [_test(run, coding) for run in query.phrases]
        self._barred = [_test(run, coding) for run in query.excluded]

    def admit(self, reading: Reading) -> bool:
        """Whether every phrase stands somewhere in an entry, and nothing excluded does."""
        return all(stands(reading) for stands in self._wanted) and not any(
            stands(reading) for stands in self._barred
        )


def _test(run: tuple[str, ...], coding: Coding) -> Test:
    written = " ".join(run)
    if not written.isascii():
        return partial(_written, f" {written} ")
    code = coding.run(run)
    return partial(_coded, code, coding) if code is not None else partial(_bared, f" {written} ")


def _written(wanted: str, reading: Reading) -> bool:
    return any(wanted in f" {text} " for text in (reading.title, reading.context, reading.body))


def _coded(wanted: bytes, coding: Coding, reading: Reading) -> bool:
    texts = (reading.title, reading.context, reading.body)
    return any(wanted in coding.text(text).translate(coding.plain) for text in texts)


def _bared(wanted: str, reading: Reading) -> bool:
    texts = (reading.title, reading.context, reading.body)
    return any(wanted in f" {' '.join(bare(text.split()))} " for text in texts)
