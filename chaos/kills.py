"""kill -9 of web workers, and now and then of everything at once, at random moments of a mixed load."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path

from chaos.installation import Installation, installed
from chaos.load import Load
from chaos.looking import Inspector
from chaos.report import Trial

WHOLE_EVERY, LOOK_EVERY = 20, 10


def workers(base: Path, folder: Path, rounds: int) -> Trial:
    """Kill a worker in each round, every WHOLE_EVERYth the whole server; acknowledged writes are counted after each,
    everything is checked after LOOK_EVERY of them."""
    trial = Trial("kill -9 của tiến trình phục vụ", "no acknowledged write gone after each; flask check")
    chance = random.Random(4)
    with installed(base, folder) as installation, Load(installation) as load:
        inspector = Inspector(installation)
        load.until_acknowledged(10)
        checks = 0
        for number in range(1, rounds + 1):
            time.sleep(chance.random() * 0.6)
            if number % WHOLE_EVERY == 0:
                installation.kill()
                installation.start()
            else:
                _kill_one(installation, chance)
            trial.times += 1
            load.until_acknowledged(2)
            if not installation.is_running():
                trial.found(f"round {number}: the server ended by itself")
                installation.start()
            trial.found(*load.ledger.lost(installation))
            if number % LOOK_EVERY == 0 or number == rounds:
                checks += 1
                _look(trial, load, inspector)
            trial.progress(rounds)
        load.pause()
        done = installation.command("check")
        if done.returncode:
            trial.found(f"flask check: {done.stdout[-400:]}{done.stderr[-400:]}")
        trial.found(*_strange(load))
        trial.figure(f"{len(load.ledger)} acknowledged writes, {checks + 1} checks")
        trial.figure(f"{load.of(0)} requests lost with their worker of {sum(load.statuses.values())}")
        inspector.close()
    trial.end()
    return trial


def _kill_one(installation: Installation, chance: random.Random) -> None:
    found = installation.workers()
    if found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(found), signal.SIGKILL)


def _look(trial: Trial, load: Load, inspector: Inspector) -> None:
    """Check everything while the editors wait."""
    load.pause()
    try:
        inspector.until_followed()
    except RuntimeError as error:
        trial.found(str(error)[:300])
    trial.found(*inspector.findings())
    load.go()


def _strange(load: Load) -> list[str]:
    return sorted(set(load.unexpected))
