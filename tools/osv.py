"""Advisories of the OSV format (https://ossf.github.io/osv-schema/) from files, and which versions they are about.

Nothing is asked of any server. What cannot be understood counts as concerned: silence must mean that all was read.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ECOSYSTEMS = {"PyPI": "pypi", "npm": "npm"}
LIMITS = {"CRITICAL": 3, "HIGH": 14, "MODERATE": 30, "MEDIUM": 30, "LOW": 90}
"""Days until a fault must be mended, from the day it was published with a version that has it mended."""
UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Part:
    """Something that an installation is made of: `kind` is pypi or npm."""

    kind: str
    name: str
    version: str


@dataclass(frozen=True)
class Fault:
    """A part with a known fault: all names that the fault goes by, how grave it is (a key of LIMITS, or UNKNOWN), the
    day it was published, the versions that have it mended."""

    part: Part
    names: tuple[str, ...]
    severity: str
    published: date
    mended: tuple[str, ...]
    summary: str

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been mended by now. One whose gravity nobody tells counts as the gravest."""
        limit = LIMITS.get(self.severity, min(LIMITS.values()))
        return bool(self.mended) and (today - self.published).days > limit


def plain(kind: str, name: str) -> str:
    """A name as both sides of a comparison have it (PEP 503 for Python)."""
    return re.sub(r"[-_.]+", "-", name).lower() if kind == "pypi" else name.lower()


def advisories(place: Path) -> Iterator[dict[str, Any]]:
    """The advisories of a folder (with all below it) or of a ZIP, as the exports of OSV are.

    Raises ValueError for a file that is none, OSError and zipfile.BadZipFile for what cannot be read.
    """
    if place.is_dir():
        for path in sorted(place.rglob("*.json")):
            yield _advisory(path.name, path.read_bytes())
        return
    with zipfile.ZipFile(place) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield _advisory(name, archive.read(name))


def _advisory(name: str, raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    if not isinstance(told, dict) or "id" not in told or "modified" not in told:
        raise ValueError(f"{name}: no advisory of OSV")
    return told


def moment(text: str) -> datetime:
    """An instant as OSV writes it (RFC 3339, in UTC)."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def concerns(affected: dict[str, Any], version: str) -> bool:
    """Whether an entry of `affected` is about this version: named, or within a range.

    A range runs from `introduced` to before `fixed`, or up to and with `last_affected`. An entry without a range
    that can be compared and without a list is about every version.
    """
    listed = affected.get("versions", [])
    ranges = [one for one in affected.get("ranges", []) if one.get("type") in {"ECOSYSTEM", "SEMVER"}]
    if not listed and not ranges:
        return True
    try:
        own = Version(version)
        if any(_same(one, own) for one in listed):
            return True
        return any(_within(one.get("events", []), own) for one in ranges)
    except InvalidVersion:
        return True


def _same(text: str, own: Version) -> bool:
    try:
        return Version(text) == own
    except InvalidVersion:
        return False  # an old name of a version that no release of today has


def _within(events: list[dict[str, str]], own: Version) -> bool:
    turns = []
    for event in events:
        for kind, text in event.items():
            if kind in {"introduced", "fixed", "last_affected"}:
                turns.append((Version("0.dev0") if text == "0" else Version(text), kind))
    inside = False
    for at, kind in sorted(turns):
        if kind == "introduced" and own >= at:
            inside = True
        elif (kind == "fixed" and own >= at) or (kind == "last_affected" and own > at):
            inside = False
    return inside


def _severity(told: dict[str, Any]) -> str:
    said = str(told.get("database_specific", {}).get("severity", "")).upper()
    return said if said in LIMITS else UNKNOWN


def _mended(affected: dict[str, Any], version: str) -> tuple[str, ...]:
    found = {
        event["fixed"]
        for one in affected.get("ranges", [])
        if one.get("type") in {"ECOSYSTEM", "SEMVER"}
        for event in one.get("events", [])
        if "fixed" in event
    }
    try:
        return tuple(sorted((one for one in found if Version(one) > Version(version)), key=Version))
    except InvalidVersion:
        return tuple(sorted(found))


@dataclass(frozen=True)
class Compared:
    """What a comparison found, from how many advisories, and for each kind of part when the newest of those about it
    was changed: a copy for one kind may be older than that for another."""

    faults: list[Fault]
    read: int
    newest: dict[str, datetime]


def compare(parts: Iterable[Part], told: Iterable[dict[str, Any]]) -> Compared:
    """The faults of these parts, each once however many names it goes by; withdrawn advisories count as read alone."""
    by_name: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        by_name.setdefault((part.kind, plain(part.kind, part.name)), []).append(part)
    found, newest, read = list[Fault](), dict[str, datetime](), 0
    for one in told:
        changed, read = moment(one["modified"]), read + 1
        for kind in {ECOSYSTEMS.get(_package(affected)[0], "") for affected in one.get("affected", [])} - {
            ""
        }:
            newest[kind] = max(newest.get(kind, changed), changed)
        if not one.get("withdrawn"):
            found += _faults(one, by_name)
    return Compared(_once(found), read, newest)


def _package(affected: dict[str, Any]) -> tuple[str, str]:
    """Ecosystem and name of what an entry is about."""
    told = affected.get("package", {})
    return str(told.get("ecosystem", "")), str(told.get("name", ""))


def _faults(one: dict[str, Any], by_name: dict[tuple[str, str], list[Part]]) -> Iterator[Fault]:
    for affected in one.get("affected", []):
        ecosystem, name = _package(affected)
        kind = ECOSYSTEMS.get(ecosystem, "")
        for part in by_name.get((kind, plain(kind, name)), []):
            if concerns(affected, part.version):
                yield Fault(
                    part, tuple(sorted({one["id"], *one.get("aliases", [])})), _severity(one),
                    moment(one.get("published") or one["modified"]).date(),
                    _mended(affected, part.version), str(one.get("summary") or one.get("details", ""))[:200],
                )  # fmt: skip


def _once(faults: list[Fault]) -> list[Fault]:
    """Faults of one part that share a name become one: the gravest, the earliest, with what mends any."""
    kept: list[Fault] = []
    for fault in faults:
        same = [one for one in kept if one.part == fault.part and set(one.names) & set(fault.names)]
        kept = [one for one in kept if one not in same]
        for one in same:
            fault = _joined(fault, one)
        kept.append(fault)
    return sorted(kept, key=lambda one: (one.part.name, one.names))


def _joined(one: Fault, other: Fault) -> Fault:
    return Fault(
        one.part,
        tuple(sorted({*one.names, *other.names})),
        min((one.severity, other.severity), key=lambda said: LIMITS.get(said, 1000)),
        min(one.published, other.published),
        tuple(dict.fromkeys((*one.mended, *other.mended))),
        one.summary or other.summary,
    )
