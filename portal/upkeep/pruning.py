"""Letting old backups go, and the bytes that only they used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from portal.upkeep.faults import DamagedBackup
from portal.upkeep.repository import Repository
from portal.upkeep.retention import Keeping, kept


@dataclass
class Pruned:
    """Which backups went (or would), which cannot be read, how many files and bytes went with them."""

    gone: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    files: int = 0
    bytes: int = 0


def prune(
    repository: Repository, choose: Callable[[dict[str, datetime]], set[str]], *, dry_run: bool = False
) -> Pruned:
    """Let those backups go that `choose` (id → UTC instant → ids) does not keep, then all bytes that none of the others
    names. A backup that cannot be read stays, and while there is one no bytes go: they may be its own.

    Raises RepositoryUnusable, OSError. May be stopped at any moment and called again.
    """
    with repository.alone():
        made, pruned = {}, Pruned()
        for backup_id in repository.ids():
            try:
                head, _entries = repository.manifest(backup_id)
                made[backup_id] = datetime.fromisoformat(head.made_at)
            except DamagedBackup:
                pruned.damaged.append(backup_id)
        stay = choose(made)
        pruned.gone = sorted(set(made) - stay)
        if dry_run:
            return pruned
        for backup_id in pruned.gone:
            repository.drop(backup_id)
        if not pruned.damaged:
            _take_bytes(repository, sorted(stay), pruned)
        return pruned


def by_rule(rule: Keeping) -> Callable[[dict[str, datetime]], set[str]]:
    """Keep what a rule of retention keeps."""
    return lambda made: kept(made, rule)


def _take_bytes(repository: Repository, stay: list[str], pruned: Pruned) -> None:
    wanted: set[str] = set()
    for backup_id in stay:
        try:
            _head, entries = repository.manifest(backup_id)
            wanted.update(repository.blob_path(one.sha256).name for one in entries)
        except DamagedBackup:
            pruned.damaged.append(backup_id)
            return
    pruned.files, pruned.bytes = repository.keep_only(wanted)
