"""Indicators to begin with: `_shared/chi-tieu/*.yaml` of a content folder, brought into the portal at the top.

A file is a list of indicators. What people changed here stays; what they did not is replaced when the file changes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.extensions import db
from portal.importing.yaml_text import read_yaml
from portal.indicators import defining
from portal.indicators.catalogue import Measure
from portal.indicators.defining import InvalidIndicator, Origin
from portal.indicators.models import Indicator, IndicatorEdit
from portal.indicators.numbers import NotANumber, read_number
from portal.tenancy.directory import Portal

FOLDER = Path("_shared") / "chi-tieu"
_KINDS: dict[str, Any] = {one.name: one.type for one in fields(Measure)}
FROM_NOW = date.min
"""Stands where a file does not say from when on figures are collected: from the month in which it is loaded."""
_NOT_SAID = {"id", "version", "collected_from", "position"}


@dataclass(frozen=True)
class Starts:
    """What a folder has: (indicator, where it stands), and (path, reason) of files that are none."""

    measures: tuple[tuple[Measure, Origin], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def read_folder(root: Path) -> Starts:
    """The indicators of a content folder. Reading again is free until a file changes."""
    seen = [(path, path.stat()) for path in sorted((root / FOLDER).glob("*.yaml"))]
    return _read(root, tuple((path.name, one.st_mtime_ns, one.st_size) for path, one in seen))


@lru_cache(maxsize=4)
def _read(root: Path, files: tuple[tuple[str, int, int], ...]) -> Starts:
    found: list[tuple[Measure, Origin]] = []
    refused = []
    for name, _changed, _size in files:
        origin = (FOLDER / name).as_posix()
        try:
            found += read_file((root / FOLDER / name).read_bytes(), origin)
        except (ValueError, TypeError, yaml.YAMLError) as error:
            refused.append((origin, str(error)[:300]))
    return Starts(tuple(found), tuple(refused))


def read_file(raw: bytes, origin: str) -> list[tuple[Measure, Origin]]:
    """The indicators of one file, in its order. Raises ValueError, YAMLError."""
    data = read_yaml(raw)
    if not isinstance(data, list):
        raise ValueError("a list of indicators is wanted")
    found = []
    for position, row in enumerate(data):
        if not isinstance(row, dict) or not isinstance(row.get("code"), str):
            raise ValueError(f"indicator {position + 1} has no code")
        digest = hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()
        found.append((_measure(row, position), Origin(f"{origin}#{row['code']}", digest)))
    return found


def _measure(row: dict[str, Any], position: int) -> Measure:
    odd = row.keys() - _KINDS.keys() | row.keys() & _NOT_SAID
    if odd:
        raise ValueError(f"{row['code']}: {min(odd)}")
    values = dict(row)
    decimals = values.get("decimals", 0)
    for name in ("least", "most"):  # written as people write them
        if name in values:
            try:
                values[name] = read_number(str(values[name]), decimals)
            except NotANumber as error:
                raise ValueError(f"{row['code']}: {name}") from error
    for name, value in values.items():
        wanted = (
            bool
            if "bool" in _KINDS[name]
            else int
            if "int" in _KINDS[name]
            else date
            if "date" in _KINDS[name]
            else str
        )
        if type(value) is not wanted:
            raise ValueError(f"{row['code']}: {name}")
    given: dict[str, Any] = {"id": 0, "position": position, "active_from": FROM_NOW} | values
    return Measure(**given)


def load(starts: Starts, portal: Portal, actor: Actor) -> Counter[str]:
    """Bring indicators into the portal in force, if it is the one at the top (the caller commits): counts of made,
    changed, unchanged, kept; what relates to indicators that are not there is left out and counted as refused."""
    counts: Counter[str] = Counter()
    if portal.ancestors:
        return counts
    held = defining.held()
    for draft, origin in _wholes_first(starts.measures):
        try:
            counts[_load(draft, origin, held.get(draft.code), actor)] += 1
        except InvalidIndicator:
            counts["refused"] += 1
    return counts


def _wholes_first(found: tuple[tuple[Measure, Origin], ...]) -> list[tuple[Measure, Origin]]:
    """In an order in which what others refer to comes before them."""
    waiting = {one.code: (one, origin) for one, origin in found}
    ordered: list[tuple[Measure, Origin]] = []
    while waiting:
        ready = [
            code
            for code, (one, _origin) in waiting.items()
            if not {one.part_of, one.weight_code, one.rate_of} & (waiting.keys() - {code})
        ]
        for code in ready or list(waiting):
            ordered.append(waiting.pop(code))
    return ordered


def _load(draft: Measure, origin: Origin, present: Indicator | None, actor: Actor) -> str:
    if draft.active_from == FROM_NOW:
        draft = replace(draft, active_from=present.active_from if present else today().replace(day=1))
    if present is None:
        defining.define(draft, actor, origin)
        return "made"
    if (present.origin, present.origin_digest) == (origin.path, origin.digest):
        return "unchanged"
    if present.origin != origin.path or _touched_by_people(present, actor):
        return "kept"
    defining.change(present, draft, present.version, "", actor)
    present.origin_digest = origin.digest
    return "changed"


def _touched_by_people(present: Indicator, actor: Actor) -> bool:
    by_people = select(IndicatorEdit.id).where(
        IndicatorEdit.indicator_id == present.id, IndicatorEdit.by_name != actor.name
    )
    return db.session.scalars(by_people.limit(1)).first() is not None
