"""Why something of the upkeep came to nothing; every message is for administrators, in Vietnamese."""

from __future__ import annotations


class UpkeepFault(Exception):
    """What all of them are."""


class KeyUnusable(UpkeepFault):
    """There is no key of backups, or it is none; the message says what to do."""


class RepositoryUnusable(UpkeepFault):
    """A folder of backups cannot be used: none, altered, of another key, busy, full. The message says which."""


class DamagedBackup(UpkeepFault):
    """A backup is not whole; the message says what is wrong with it."""


class SnapshotFailed(UpkeepFault):
    """The database could not be copied; the message says why."""


class BackupFailed(UpkeepFault):
    """No backup was made; the message says why."""


class RestoreRefused(UpkeepFault):
    """Nothing was restored and nothing touched; the message says why."""
