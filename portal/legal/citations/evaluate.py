"""How well citations are recognised and resolved, measured on labelled articles and on the codification's own links."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.legal.citations.mentions import without_file_names
from portal.legal.citations.model import Citation, Place
from portal.legal.citations.recognise import recognise
from portal.legal.citations.resolve import Candidates, Citing, Held, Resolver
from portal.legal.naming import anchor, number_key
from portal.legal.record import LegalRecord, UnreadableRecord, read_legal


@dataclass
class Figures:
    """Counts of one evaluation. Right is what overlaps a label and means the same document and provisions."""

    labelled: int = 0
    recognised: int = 0
    right: int = 0
    same_span: int = 0
    resolvable: int = 0  # labels that name another document which the library holds
    resolved: int = 0  # … for which the right one was found
    wrongly_resolved: int = 0
    absent: int = 0  # labelled articles that the documents do not hold
    articles: int = 0
    documents: set[str] = field(default_factory=set)
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was recognised that is right."""
        return self.right / self.recognised if self.recognised else 0.0

    @property
    def recall(self) -> float:
        """Share of the labels that was recognised rightly."""
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def resolution(self) -> float:
        """Share of the labels that mean a held document which was resolved to that document."""
        return self.resolved / self.resolvable if self.resolvable else 0.0


def read_documents(path: Path) -> Iterator[tuple[dict[str, Any], LegalRecord | None]]:
    """Raw and read documents of a JSON-lines file (gzip); None for one that no importer takes."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            try:
                yield raw, read_legal(raw)
            except UnreadableRecord:
                yield raw, None


def held_of(records: Iterable[LegalRecord | None]) -> list[Held]:
    """The records as the library would hold them."""
    return [
        Held(place, one.number, one.type, one.title, one.issued, natural_key=one.natural_key)
        for place, one in enumerate(records, start=1)
        if one is not None
    ]


def evaluate_labels(labels: Path, documents: Path) -> Figures:
    """Compare with labels: an article per line (number, unit, no, sha256 of its text, citations)."""
    read = list(read_documents(documents))
    candidates = Candidates(held_of(record for _, record in read))
    articles = {
        (raw["number"], row["no"], hashlib.sha256(row["text"].encode()).hexdigest()): (raw, place, record)
        for raw, record in read
        for place, row in enumerate(raw["articles"])
    }
    figures = Figures()
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        found = articles.get((label["number"], label["no"], label["sha256"]))
        if found is None:
            figures.absent += 1
            continue
        raw, position, record = found
        texts = [row["text"] for row in raw["articles"][: position + 1]]
        row = raw["articles"][position]
        group = _chapter_address(raw["articles"], position)
        place = Place(anchor(label["unit"], label["no"]), label["type"], row["heading"], group)
        _compare(label, texts, place, record, candidates, figures)
    return figures


def _chapter_address(rows: list[dict[str, Any]], position: int) -> str:
    """The address of an article's chapter; the codification gives only names, so they are counted."""
    names = [row["chapter"] for row in rows[: position + 1]]
    count = sum(1 for before, name in zip(["", *names], names, strict=False) if name and name != before)
    return f"chuong-{count}" if names[-1] else ""


def _compare(
    label: dict[str, Any],
    texts: list[str],
    place: Place,
    record: LegalRecord | None,
    candidates: Candidates,
    figures: Figures,
) -> None:
    *before, text = texts  # a short mention means what an earlier article named in full
    figures.articles += 1
    figures.documents.add(label["number"])
    found = recognise(text, place)
    resolver = Resolver(_citing(record), candidates)
    for earlier in before:
        _ = [resolver.resolve(one.document) for one in recognise(earlier, Place()) if one.document]
    meant = [resolver.resolve(one.document) if one.document else None for one in found]
    full = [resolver.in_full(one.document) if one.document else None for one in found]
    figures.recognised += len(found)
    figures.labelled += len(label["citations"])
    free = set(range(len(found)))
    for expected in label["citations"]:
        overlapping = [
            place
            for place in sorted(free)
            if found[place].start < expected["end"] and expected["start"] < found[place].end
        ]
        best = next((p for p in overlapping if _is_same(expected, found[p], full[p], meant[p])), None)
        _count_resolution(expected, candidates, [meant[p] for p in overlapping], figures)
        if best is None:
            got = [_told(found[p], text) for p in overlapping]
            figures.misses.append(f"{label['number']} {label['no']}: {expected} ≠ {got}")
            continue
        free.discard(best)
        figures.right += 1
        figures.same_span += (found[best].start, found[best].end) == (expected["start"], expected["end"])
    figures.misses.extend(
        f"{label['number']} {label['no']}: + {_told(found[place], text)}" for place in sorted(free)
    )


def _citing(record: LegalRecord | None) -> Citing:
    return Citing(record.type, record.number, record.issued, record.year) if record else Citing()


def _told(citation: Citation, text: str) -> str:
    document = citation.document
    meant = f"{document.form} {document.number or document.name}" if document else "-"
    return f"“{text[citation.start : citation.end]}” {meant} {','.join(citation.targets)}"


def _is_same(expected: dict[str, Any], found: Citation, full: Any, held: Held | None) -> bool:
    if sorted(expected["targets"]) != sorted(found.targets):
        return False
    document = expected["document"]
    if document == "self":
        return found.is_own
    if found.document is None or found.is_own:
        return False
    number = document.get("number", "")
    if full is not None and full.number and number:
        return number_key(full.number) == number_key(number)
    if held is not None and number:
        return number_key(held.number) == number_key(number)
    name = document.get("name", "")
    return (
        bool(name)
        and full is not None
        and " ".join(name.lower().split()) in " ".join(full.name.lower().split())
    )


def _count_resolution(
    expected: dict[str, Any], candidates: Candidates, meant: list[Held | None], figures: Figures
) -> None:
    document = expected["document"]
    if document == "self" or not document.get("number") or not candidates.by_number(document["number"]):
        if any(one is not None for one in meant) and document != "self":
            figures.wrongly_resolved += 1
            figures.misses.append(f"resolved though not held: {expected} → {meant}")
        return
    figures.resolvable += 1
    wanted = number_key(document["number"])
    if any(one is not None and number_key(one.number) == wanted for one in meant):
        figures.resolved += 1
    else:
        figures.misses.append(f"not resolved: {expected} → {meant}")


@dataclass
class Agreement:
    """How recognition agrees with the codification's own links, which name documents without saying where."""

    articles: int = 0
    linked: int = 0  # links to another held document whose number stands in the article's text
    found: int = 0

    @property
    def recall(self) -> float:
        """Share of these links that were recognised and resolved."""
        return self.found / self.linked if self.linked else 0.0


def evaluate_links(documents: Path, limit: int | None = None) -> Agreement:
    """Compare with `cites` of the codification.

    A link counts where the article's text has the number of the document: many others stand for articles that are
    merely on the same matter.
    """
    read = list(read_documents(documents))[:limit]
    candidates = Candidates(held_of(record for _, record in read))
    agreement = Agreement()
    for raw, record in read:
        if record is None:
            continue
        for row, provision in zip(raw["articles"], record.provisions, strict=True):
            wanted = {
                number_key(cite)
                for cite in provision.cites
                if candidates.by_number(cite) and number_key(cite) != number_key(record.number)
            }
            wanted = {key for key in wanted if key in _spaceless(without_file_names(row["text"]))}
            if not wanted:
                continue
            agreement.articles += 1
            resolver = Resolver(_citing(record), candidates)
            found = [
                resolver.resolve(one.document) for one in recognise(row["text"], Place()) if one.document
            ]
            numbers = {number_key(one.number) for one in found if one is not None}
            agreement.linked += len(wanted)
            agreement.found += len(wanted & numbers)
    return agreement


def _spaceless(text: str) -> str:
    return re.sub(r"[/–.-]+", "/", "".join(text.split()).lower().replace("ð", "đ"))
