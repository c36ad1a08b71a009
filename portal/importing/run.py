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
KEPT = "giữ bản đang có trên cổng: đã sửa trên bàn biên tập, hoặc không do lệnh nhập này đưa vào"
R = TypeVar("R")
Progress = Callable[[int, int], None]


@dataclass
class Item(Generic[R]):
    """A record on its way in: line number, natural key, what was read, digest of the raw record, and that itself."""

    line: int
    key: str
    record: R
    digest: str
    raw: Any = None


class Importer(Protocol[R]):
    """What a room says about its records."""

    def wanted(self, raw: dict[str, Any]) -> bool:
        """Whether the record lies within what was asked for."""

    def key_of(self, raw: dict[str, Any]) -> str:
        """The natural key alone, for the first pass. Raises UnreadableRecord."""

    def label_of(self, raw: dict[str, Any]) -> str:
        """What a person knows the record by, for the rejects file; "" where nothing is to be seen."""

    def holds(self, digest: str) -> bool:
        """Whether exactly this record was taken before."""

    def read(self, raw: dict[str, Any]) -> tuple[str, R]:
        """Natural key and record. Raises UnreadableRecord."""

    def joined(self, first: R, second: R) -> R | None:
        """One record of two with the same key, or None where they are two versions of one thing."""

    def take(self, items: list[Item[R]]) -> list[Outcome]:
        """Store a batch (no key twice) in one transaction; the outcome of each. Raises nothing for a readable
        record."""


@dataclass
class _Plan:
    """What the first pass found: how many records, on which line each key stands last, lines of repeated keys."""

    records: int = 0
    last_line: dict[str, int] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)


def digest_of(raw: Any) -> str:
    """SHA-256 of a record in canonical JSON."""
    return hashlib.sha256(
        json.dumps(raw, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    ).hexdigest()


def run_import(
    path: Path,
    importer: Importer[R],
    rejects: RejectsFile,
    progress: Progress = lambda _done, _total: None,
    kept: RejectsFile | None = None,
) -> ImportSummary:
    """Import a .jsonl or .jsonl.gz file. Every record is counted exactly once; what can't be taken is in `rejects`,
    what was left as it stands on the portal in `kept`.

    Of records with one key the halves of one thing are joined, else the last one counts and the others are rejected
    with that reason. Raises what `importer.take` raises (then all batches before are in, and a new run goes on).
    """
    plan = _first_pass(path, importer)
    run = _Run(importer, rejects, kept, plan)
    for done, (line, raw) in enumerate(read_lines(path), 1):
        run.see(line, raw)
        progress(done, plan.records)
    run.finish()
    progress(plan.records, plan.records)
    return run.summary


def _first_pass(path: Path, importer: Importer[R]) -> _Plan:
    plan = _Plan()
    for line, raw in read_lines(path):
        plan.records += 1
        if isinstance(raw, UnreadableLine) or not importer.wanted(raw):
            continue
        try:
            key = importer.key_of(raw)
        except UnreadableRecord:
            continue
        if key in plan.last_line:
            plan.repeated |= {plan.last_line[key], line}
        plan.last_line[key] = line
    return plan


class _Run(Generic[R]):
    """The second pass: what waits for its batch, and what waits for another record of its key."""

    def __init__(
        self, importer: Importer[R], rejects: RejectsFile, kept: RejectsFile | None, plan: _Plan
    ) -> None:
        self.importer = importer
        self.rejects = rejects
        self.kept = kept
        self.plan = plan
        self.summary = ImportSummary()
        self._batch: dict[str, Item[R]] = {}
        self._held: dict[str, Item[R]] = {}

    def see(self, line: int, raw: dict[str, Any] | UnreadableLine) -> None:
        """Take in one record of the file."""
        if isinstance(raw, UnreadableLine):
            return self._reject(line, "", raw.reason, raw.excerpt)
        if not self.importer.wanted(raw):
            return self.summary.add("skipped")
        digest = digest_of(raw)
        alone = line not in self.plan.repeated
        if alone and self.importer.holds(digest):
            return self.summary.add("unchanged")
        try:
            key, record = self.importer.read(raw)
        except UnreadableRecord as error:
            return self._reject(line, self.importer.label_of(raw), error.reason, raw)
        item = Item(line, key, record, digest, raw)
        if alone:
            return self._add(item)
        return self._join(item)

    def finish(self) -> None:
        """Store what still waits, also for a record of its key that turned out to be unreadable."""
        for item in self._held.values():
            self._add(item)
        self._held.clear()
        self._flush()

    def _reject(self, line: int, key: str, reason: str, raw: Any) -> None:
        self.rejects.write(line, key, reason, raw)
        self.summary.add("rejected")

    def _join(self, item: Item[R]) -> None:
        """Hold a record with a repeated key until the last one of the file; join halves, let the last version win."""
        before = self._held.pop(item.key, None)
        if before is not None:
            joined = self.importer.joined(before.record, item.record)
            if joined is not None:
                digest = digest_of([before.digest, item.digest])
                item = Item(item.line, item.key, joined, digest, [before.raw, item.raw])
                self.summary.add("joined")
            else:
                reason = f"trùng khóa với dòng {item.line}; lấy dòng sau"
                self._reject(before.line, before.key, reason, before.raw)
        if self.plan.last_line.get(item.key, 0) > item.line:
            self._held[item.key] = item
        else:
            self._add(item)

    def _add(self, item: Item[R]) -> None:
        if item.key in self._batch:
            self._flush()
        self._batch[item.key] = item
        if len(self._batch) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        items = list(self._batch.values())
        if not items:
            return
        for item, outcome in zip(items, self.importer.take(items), strict=True):
            self.summary.add(outcome)
            if outcome == "kept" and self.kept is not None:
                self.kept.write(item.line, item.key, KEPT, item.raw)
        self._batch.clear()
