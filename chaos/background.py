"""kill -9 of what runs beside the web workers: the indexer, a backup, a restore."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

from chaos import server
from chaos.report import Trial
from chaos.within import Within
from portal.config import Settings
from portal.search import indexing
from portal.upkeep import repository
from portal.upkeep.keys import KeySource
from portal.upkeep.making import make_backup
from portal.upkeep.restoring import restore
from portal.upkeep.verifying import verify

_SOURCE = KeySource(None, "mot-cum-mat-khau-de-thu-loi")


def indexer(base: Path, folder: Path, rounds: int) -> Trial:
    """Kill it while it follows the change log or builds anew; afterwards it must come to the end by itself."""
    trial = Trial(
        "kill -9 của tiến trình chỉ mục", "it goes on where it was; index = what is published after each"
    )
    within = Within(base, folder)
    within.publish(20)
    took, killed = within.timed(lambda: indexing.step(None)), 0
    for number in range(rounds):
        within.publish(3)
        act = indexing.rebuild if number % 5 == 4 else (lambda: indexing.step(None))
        killed += within.killed(act, within.chance.random() * took)
        within.timed(lambda: indexing.step(None))
        trial.found(*(f"round {number}: {one}" for one in within.findings()))
        trial.times += 1
        trial.progress(rounds)
    trial.figure(f"{killed} were killed in the middle, the others had come to the end")
    return within.end(trial)


def backups(base: Path, folder: Path, rounds: int) -> Trial:
    """Kill a backup; those before it must be whole and the next one must work."""
    trial = Trial("kill -9 của sao lưu", "every earlier backup reads whole after each, the next one works")
    within = Within(base, folder)
    within.publish(10)
    place = folder / "kho"
    repository.prepared(place, _SOURCE)
    took, killed = within.timed(lambda: make_backup(repository.opened(place, _SOURCE))), 0
    for number in range(rounds):
        within.publish(2)
        before = set(repository.opened(place, _SOURCE).ids())
        killed += within.killed(
            lambda: make_backup(repository.opened(place, _SOURCE)), within.chance.random() * took
        )
        _whole(trial, number, place, before)
        trial.times += 1
        trial.progress(rounds)
    within.timed(lambda: make_backup(repository.opened(place, _SOURCE)))
    _whole(trial, rounds, place, set())
    left = [one.name for one in place.rglob("*") if one.name.startswith((".making", ".new-"))]
    trial.found(*(f"left behind: {one}" for one in left), *within.findings())
    trial.figure(f"{killed} were killed in the middle, the others had come to the end")
    return within.end(trial)


def _whole(trial: Trial, number: int, place: Path, at_least: set[str]) -> None:
    kept = repository.opened(place, _SOURCE)
    trial.found(*(f"round {number}: backup {one} is gone" for one in at_least - set(kept.ids())))
    for one in kept.ids():
        try:
            verify(kept, one)
        except Exception as error:
            trial.found(f"round {number}: backup {one}: {error}")


def restores(base: Path, folder: Path, rounds: int) -> Trial:
    """Kill a restore into an empty machine; calling it again must bring everything."""
    trial = Trial("kill -9 của khôi phục", "called again it is complete, with the same digest, checks clean")
    within = Within(base, folder)
    within.publish(10)
    place, target = folder / "kho", folder / "may-moi" / "instance"
    kept = repository.prepared(place, _SOURCE)
    within.timed(lambda: make_backup(kept))
    newest = kept.ids()[-1]
    own: Settings = within.app.config["PORTAL"]
    empty = _empty(own, target)
    took = within.timed(lambda: restore(kept, newest, empty, _silent))
    killed = 0
    for number in range(rounds):
        shutil.rmtree(target.parent)
        empty = _empty(own, target)
        if not within.killed(
            functools.partial(restore, kept, newest, empty, _silent), within.chance.random() * took
        ):
            shutil.rmtree(target.parent)
            empty = _empty(own, target)
        else:
            killed += 1
        try:
            # Killed between the exchange of the tables and that of the folders, it has something to replace.
            made = restore(kept, newest, empty, _silent, replacing=str(target))
            if not (made.is_same and made.is_sound):
                trial.found(f"round {number}: {made.findings}")
        except Exception as error:
            trial.found(f"round {number}: called again: {error}")
        trial.times += 1
        trial.progress(rounds)
    trial.figure(f"{killed} were killed in the middle")
    return within.end(trial)


def _empty(own: Settings, target: Path) -> Settings:
    """The settings of an empty machine: no folder, and a database without tables."""
    named = target.with_name("csdl")
    return Settings(**(vars(own) | {"instance": str(target), "database_url": server.fresh(named)}))


def _silent(_what: str, _done: int, _total: int) -> None:
    pass
