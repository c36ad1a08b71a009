"""The verbs of SearchEngine that are a batch of their own, the same for every engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager

from portal.search.documents import SearchDocument
from portal.search.engine import Batch


class SingleBatches(ABC):
    """What follows from `writer` and `rebuild`."""

    @abstractmethod
    def writer(self) -> AbstractContextManager[Batch]:
        """A batch on the present index; see SearchEngine."""

    @abstractmethod
    def rebuild(self) -> AbstractContextManager[Batch]:
        """A batch on a new index that takes the present one's place; see SearchEngine."""

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put entries in as a batch of its own; returns how many."""
        with self.writer() as batch:
            return batch.add(documents)

    def delete(self, keys: Iterable[str]) -> None:
        """Take entries out as a batch of its own."""
        with self.writer() as batch:
            batch.delete(keys)

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Replace all entries of an object as a batch of its own; returns how many there are now."""
        with self.writer() as batch:
            return batch.replace_object(object_key, documents)

    def clear(self) -> None:
        """Put an empty index in the place of this one, whatever state it is in."""
        with self.rebuild():
            pass
