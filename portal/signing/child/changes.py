"""What a signature covers, and what happened to the file after it.

The rules for later revisions are pyHanko's, reviewed revision by revision. One of them is read less strictly: a
certification that allows filling in forms and signing also allows signatures in fields that were made later. Vietnamese
signing software certifies the first signature so and lets five others follow in new fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .objects import entries, entry

HARMLESS, HARMFUL, NONE = "harmless", "harmful", "none"


@dataclass
class Change:
    """What is covered ("file", "revision", "part"), and whether what followed is none, harmless or harmful."""

    covers: str
    change: str
    kinds: list[str] = field(default_factory=list)  # signature | form | ltv | content | permission | appended


def spans_fit(signature: EmbeddedPdfSignature, raw: bytes) -> bool:
    """Whether the signed spans lie in the file and leave out nothing but this very signature's bytes."""
    spans = [int(one) for one in signature.byte_range]
    if len(spans) != 4 or min(spans) < 0 or spans[0] != 0:
        return False
    _, first, second, length = spans
    if second < first or second + length > len(raw):
        return False
    gap = raw[first:second]
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    try:
        return bytes.fromhex(gap[1:-1].decode("ascii")) == signature.pkcs7_content
    except ValueError:
        return False


class Steps:
    """The judgement of each revision against the one before it, made once for all signatures of a file.

    Harmless steps add up to a harmless change, so that comparing every signature with every later revision – which
    takes the square of the time – tells nothing more. Fields that a signature locks are its own matter.
    """

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._known: dict[int, DiffResult | None] = {}

    def after(self, revision: int, locks: FieldMDPSpec | None) -> DiffResult | None:
        """All that followed a revision; None where one of the steps is not harmless."""
        level, fields = ModificationLevel.NONE, set[str]()
        for step in range(revision, self._reader.xrefs.total_revisions - 1):
            if (found := self._step(step, locks)) is None:
                return None
            level, fields = max(level, found.modification_level), fields | found.changed_form_fields
        return DiffResult(level, fields)

    def _step(self, step: int, locks: FieldMDPSpec | None) -> DiffResult | None:
        if locks is None and step in self._known:
            return self._known[step]
        try:
            found: DiffResult | None = DEFAULT_DIFF_POLICY.apply(
                self._reader.get_historical_resolver(step),
                self._reader.get_historical_resolver(step + 1),
                field_mdp_spec=locks,
                doc_mdp=None,
            )
        except SuspiciousModification:
            found = None
        if locks is None:
            self._known[step] = found
        return found


def change_after(
    steps: Steps,
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    raw: bytes,
    signature_fields: set[str],
) -> Change:
    """What the signature covers and what was done to the file after it. Raises what the library raises."""
    spans = [int(one) for one in signature.byte_range]
    end = spans[2] + spans[3]
    if end == len(raw):
        return Change("file", NONE)
    if signature.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_REVISION:
        return Change("part", HARMFUL, ["content"])
    if signature.signed_revision == reader.xrefs.total_revisions - 1:
        if raw[end:].strip(b"\r\n\t \0"):
            return Change("revision", HARMFUL, ["appended"])
        return Change("file", NONE)
    found = steps.after(signature.signed_revision, signature.fieldmdp)
    if found is None:
        return Change("revision", HARMFUL, ["content"])
    return _judged(found, signature.docmdp_level, signature_fields)


def _judged(found: DiffResult, allowed: MDPPerm | None, signature_fields: set[str]) -> Change:
    level = found.modification_level
    if level == ModificationLevel.NONE:
        return Change("revision", NONE)
    if level == ModificationLevel.LTA_UPDATES:
        return Change("revision", HARMLESS, ["ltv"])
    if level != ModificationLevel.FORM_FILLING:
        return Change("revision", HARMFUL, ["content"])
    if allowed == MDPPerm.NO_CHANGES:
        return Change("revision", HARMFUL, ["permission"])
    kinds = ["signature"] if found.changed_form_fields & signature_fields else []
    if found.changed_form_fields - signature_fields or not kinds:
        kinds.append("form")
    return Change("revision", HARMLESS, kinds)


def read_whole(path: str) -> bytes:
    """The file's bytes."""
    return Path(path).read_bytes()


def certifies(sig_object: Any) -> bool:
    """Whether a signature dictionary is that of a certification: it has a DocMDP reference of its own."""
    references = entries(sig_object, "/Reference", 20)
    return any(entry(one, "/TransformMethod") == "/DocMDP" for one in references)
