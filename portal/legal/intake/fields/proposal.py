"""What is proposed for a document that is taken in, and where each value was found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, Protocol

Category = Literal["normative", "directive"]

SURE = 0.6
"""A value below this is a guess that an editor has to look at."""


class HasText(Protocol):
    """A page: its number from 1 and its text in NFC, one line for each printed line."""

    @property
    def number(self) -> int: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Proposed:
    """A value and the place it was read from.

    `quote` is `text[start:end]` of page `page`; dates are ISO 8601; `confidence` lies between 0 and 1.
    """

    value: str
    page: int
    start: int
    end: int
    quote: str
    confidence: float


@dataclass(frozen=True)
class Proposals:
    """The fields of one document; None where its text does not say."""

    number: Proposed | None = None
    type: Proposed | None = None
    issuer: Proposed | None = None
    place: Proposed | None = None
    issued: Proposed | None = None
    effective: Proposed | None = None
    signer: Proposed | None = None
    signer_position: Proposed | None = None
    title: Proposed | None = None
    legal_bases: tuple[Proposed, ...] = ()
    recipients: Proposed | None = None
    category: Category = "directive"

    def to_json(self) -> str:
        """Return the proposals as JSON, readable by `from_json`."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Proposals:
        """Return what `to_json` wrote; ValueError or KeyError for anything else."""
        read: dict[str, Any] = json.loads(text)
        values: dict[str, Any] = {}
        for field in fields(cls):
            value = read[field.name]
            if field.name == "legal_bases":
                values[field.name] = tuple(Proposed(**one) for one in value)
            elif field.name == "category":
                values[field.name] = value
            else:
                values[field.name] = None if value is None else Proposed(**value)
        return cls(**values)

    def completed_by(self, other: Proposals) -> Proposals:
        """Return these proposals with what is missing here taken from another reading of the same file.

        A second reading (OCR of a stamped number, a closer look at the signature) counts pages alike, but its
        offsets are those of its own text, so that the values taken from it are marked as less sure.
        """
        taken: dict[str, Any] = {}
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            if field.name in ("legal_bases", "category") or mine is not None or theirs is None:
                continue
            taken[field.name] = replace(theirs, confidence=min(theirs.confidence, 0.75))
        if not self.legal_bases:
            taken["legal_bases"] = other.legal_bases
        if self.number is None and other.number is not None:
            taken["category"] = other.category
        return replace(self, **taken)
