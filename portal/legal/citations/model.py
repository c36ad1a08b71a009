"""A citation: a mention in a text of a document, or of provisions of a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentMention:
    """A document as a text names it, at text[start:end].

    `form` is "number" ("Nghị định số 61/2018/NĐ-CP"), "name" ("Luật Hộ tịch"), "short" ("Nghị định 61", after it was
    named in full) or "self" ("Nghị định này").
    """

    start: int
    end: int
    form: str
    type: str = ""
    number: str = ""
    name: str = ""
    year: int | None = None
    date: str = ""  # of issue, as ISO date, where the mention says it


SELF = "self"


@dataclass(frozen=True)
class Citation:
    """text[start:end] points to `targets` (addresses such as "dieu-5-khoan-2-diem-a"; none: the whole document).

    `document` is None where the text names none: then provisions of the text's own document are meant.
    """

    start: int
    end: int
    document: DocumentMention | None
    targets: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the text's own document is meant."""
        return self.document is None or self.document.form == SELF


@dataclass(frozen=True)
class Place:
    """Where a text stands: the address of its article ("dieu-12"), its name, the address of its chapter ("chuong-2")
    and the type of its document ("Nghị định")."""

    anchor: str = ""
    type: str = ""
    heading: str = ""
    group: str = ""
