"""Driving an import: a first pass for the keys, then batches, each whole, so that a stopped run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from portal.importing.fields import UnreadableRecord
from portal.importing.lines import UnreadableLine, read_lines
from portal.importing.rejects import RejectsFile
from portal.importing.summary import ImportSummary, Outcome

BATCH = 200
R = TypeVar("R")
Progress = Callable[[int, int], None]


@dataclass
class Item(Generic[R]):
    """A record on its way in: line number, natural key, what was read, digest of the raw record."""

    line: int
    key: str
    record: R
    digest: str


class Importer(Protocol[R]):
    """What a room says about its records."""

    def wanted(self, raw: dict[str, Any]) -> bool:
        """Whether the record lies within what was asked for."""

    def key_of(self, raw: dict[str, Any]) -> str:
        """The natural key alone, for the first pass. Raises UnreadableRecord."""

    def read(self, raw: dict[str, Any]) -> tuple[str, R]:
        """Natural key and record. Raises UnreadableRecord."""

    def joined(self, first: R, second: R) -> R | None:
        """One record of two with the same key, or None where they are two versions of one thing."""

    def take(self, items: list[Item[R]]) -> list[Outcome]:
        """Store a batch in one transaction; the outcome of each. Raises nothing for a readable record."""


@dataclass
class _Plan:
    """What the first pass found: how many lines, and on which line each key stands last, for repeated keys."""

    lines: int = 0
    last_line: dict[str, int] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)


def digest_of(raw: Any) -> str:
    """SHA-256 of a record in canonical JSON."""
    return hashlib.sha256(
        json.dumps(raw, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    ).hexdigest()


def run_import(
    path: Path, importer: Importer[R], rejects: RejectsFile, progress: Progress = lambda _done, _total: None
) -> ImportSummary:
    """Import a .jsonl or .jsonl.gz file. Every line is counted exactly once; what can't be taken is in `rejects`.

    Of records with one key the halves of one thing are joined, else the last one counts and the others are rejected
    with that reason. Raises what `importer.take` raises (then all batches before are in, and a new run goes on).
    """
    plan = _first_pass(path, importer)
    summary = ImportSummary()
    batch: list[Item[R]] = []
    held: dict[str, Item[R]] = {}
    for line, raw in read_lines(path):
        item = _read(line, raw, importer, rejects, summary)
        if item is not None and item.key in plan.repeated:
            item = _join(item, held, plan, importer, rejects, summary)
        if item is not None:
            batch.append(item)
        if len(batch) >= BATCH:
            _flush(batch, importer, summary)
            progress(line, plan.lines)
    _flush(batch, importer, summary)
    progress(plan.lines, plan.lines)
    return summary


def _first_pass(path: Path, importer: Importer[R]) -> _Plan:
    plan = _Plan()
    for line, raw in read_lines(path):
        plan.lines += 1
        if isinstance(raw, UnreadableLine) or not importer.wanted(raw):
            continue
        try:
            key = importer.key_of(raw)
        except UnreadableRecord:
            continue
        if key in plan.last_line:
            plan.repeated.add(key)
        plan.last_line[key] = line
    return plan


def _read(
    line: int,
    raw: dict[str, Any] | UnreadableLine,
    importer: Importer[R],
    rejects: RejectsFile,
    summary: ImportSummary,
) -> Item[R] | None:
    if isinstance(raw, UnreadableLine):
        rejects.write(line, "", raw.reason, raw.excerpt)
        summary.add("rejected")
        return None
    if not importer.wanted(raw):
        summary.add("skipped")
        return None
    try:
        key, record = importer.read(raw)
    except UnreadableRecord as error:
        rejects.write(line, "", error.reason, raw)
        summary.add("rejected")
        return None
    return Item(line, key, record, digest_of(raw))


def _join(
    item: Item[R],
    held: dict[str, Item[R]],
    plan: _Plan,
    importer: Importer[R],
    rejects: RejectsFile,
    summary: ImportSummary,
) -> Item[R] | None:
    """Hold a record with a repeated key until the last one of the file; join halves, let the last version win."""
    before = held.pop(item.key, None)
    if before is not None:
        joined = importer.joined(before.record, item.record)
        if joined is not None:
            item = Item(item.line, item.key, joined, digest_of([before.digest, item.digest]))
            summary.add("joined")
        else:
            reason = f"trùng khóa với dòng {item.line}; lấy dòng sau"
            rejects.write(before.line, before.key, reason, before.key)
            summary.add("rejected")
    if plan.last_line.get(item.key, 0) > item.line:
        held[item.key] = item
        return None
    return item


def _flush(batch: list[Item[R]], importer: Importer[R], summary: ImportSummary) -> None:
    if batch:
        for outcome in importer.take(batch):
            summary.add(outcome)
        batch.clear()
