"""Every named moment of chaos.crashing is met under load, and what is left is looked at."""

from __future__ import annotations

import time
from pathlib import Path

from chaos.crashing import POINTS
from chaos.installation import Installation
from chaos.load import Load
from chaos.looking import Inspector
from chaos.report import Trial

MET_WITHIN = 120.0  # seconds until somebody meets an armed moment


def named(base: Path, folder: Path, rounds: int) -> Trial:
    """Meet each moment so many times: at its first, second … coming."""
    trial = Trial(
        "kill -9 tại các thời điểm đặt tên", "no acknowledged write gone, all checks clean after each"
    )
    folder.mkdir(parents=True)
    with Installation(base, folder, CHAOS_FOLDER=str(folder)) as installation:
        installation.module = "chaos.crashing"
        installation.start()
        inspector = Inspector(installation)
        met: set[str] = set()
        with Load(installation) as load:
            load.until_acknowledged(6)
            for coming in range(1, rounds + 1):
                for point in POINTS:
                    if _meet(folder, f"{point} {coming}"):
                        met.add(point)
                        trial.times += 1
                        _look(trial, point, installation, load, inspector)
                    else:
                        (folder / "armed").unlink(missing_ok=True)
                trial.progress(rounds * len(POINTS))
        trial.figure(f"{len(met)} of {len(POINTS)} moments met, {len(load.ledger)} acknowledged writes")
        trial.found(*(f"{point} was never met" for point in POINTS if point not in met))
        inspector.close()
    trial.end()
    return trial


def _meet(folder: Path, what: str) -> bool:
    hit = folder / "hit"
    hit.unlink(missing_ok=True)
    (folder / "armed").write_text(what)
    until = time.monotonic() + MET_WITHIN
    while time.monotonic() < until:
        if hit.exists():
            return True
        time.sleep(0.05)
    return False


def _look(trial: Trial, point: str, installation: Installation, load: Load, inspector: Inspector) -> None:
    load.pause()
    if not installation.is_running():
        trial.found(f"{point}: the server ended")
        installation.start()
    try:
        inspector.until_followed()
    except RuntimeError as error:
        trial.found(f"{point}: {str(error)[:200]}")
    trial.found(*(f"{point}: {one}" for one in [*load.ledger.lost(installation), *inspector.findings()]))
    load.go()
