"""The vocabulary of the present portal: the installation's files, and over them what editors added on the desk."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, current_app

from portal.search.curation.queries import synonym_lines
from portal.search.vocabulary import Vocabulary, VocabularyFiles

_EXTENSION = "search_vocabulary"


def bind(app: Flask) -> None:
    """Let an application read its vocabulary: the project's files, then those in the instance folder."""
    app.extensions[_EXTENSION] = VocabularyFiles(app.config["PORTAL"].instance_path)


def vocabulary() -> Vocabulary:
    """What is asked with on the present portal; outside of a request the files alone."""
    return vocabulary_with(synonym_lines())


def vocabulary_with(lines: tuple[str, ...]) -> Vocabulary:
    """The files' vocabulary and these lines in place of the desk's."""
    files: VocabularyFiles = current_app.extensions[_EXTENSION]
    held = files.current()
    return _joined(_Same(held), lines) if lines else held


class _Same:
    """A vocabulary that is the key of a cache: as itself, for comparing thousands of rows would take too long."""

    def __init__(self, held: Vocabulary) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.held is self.held


@lru_cache(maxsize=64)
def _joined(files: _Same, lines: tuple[str, ...]) -> Vocabulary:
    return files.held.with_lines(lines, "desk")
