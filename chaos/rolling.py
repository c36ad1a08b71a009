"""Everything is restarted while people read and write, and no request fails."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from chaos.installation import WORKERS, Installation
from chaos.load import Load
from chaos.looking import Inspector
from chaos.report import Trial
from portal.listening import own_sockets

CLIENTS = 8


def workers(base: Path, folder: Path, requests: int) -> Trial:
    """SIGUSR2 again and again: the workers are replaced one by one."""
    trial = Trial("thay lần lượt tiến trình phục vụ (SIGUSR2)", "no request failed")
    folder.mkdir(parents=True)
    with Installation(base, folder) as installation:
        installation.start()
        _trouble(trial, installation, requests, _replace)
    trial.end()
    return trial


def everything(base: Path, folder: Path, requests: int) -> Trial:
    """The whole service is stopped and started, its sockets held from outside as by systemd."""
    trial = Trial("khởi động lại cả dịch vụ (cong-lang.socket)", "no request failed")
    folder.mkdir(parents=True)
    with Installation(base, folder) as installation:
        installation.sockets = own_sockets("127.0.0.1", installation.port, WORKERS)
        installation.start()
        _trouble(trial, installation, requests, _restart)
        for one in installation.sockets:
            one.close()
    trial.end()
    return trial


def _trouble(
    trial: Trial, installation: Installation, requests: int, act: Callable[[Installation], None]
) -> None:
    inspector = Inspector(installation)
    acts, longest = 0, 0.0
    ended = threading.Event()

    def again() -> None:
        nonlocal acts
        while not ended.is_set():
            act(installation)
            acts += 1

    with Load(installation, editors=2, readers=CLIENTS, rest=0.0) as load:
        load.until_acknowledged(2)
        troubling = threading.Thread(target=again)
        troubling.start()
        while sum(load.statuses.values()) < requests:
            time.sleep(0.5)
        ended.set()
        troubling.join()
        longest = load.longest
        load.pause()
        trial.times = sum(load.statuses.values())
        bad = {name: many for name, many in load.statuses.items() if name.endswith(" 0") or " 5" in name}
        trial.found(*(f"{many} × {name}" for name, many in bad.items()))
        inspector.until_followed()
        trial.found(*load.ledger.lost(installation), *inspector.findings())
        trial.figure(f"{acts} times meanwhile, longest wait {longest:.1f} s")
        for fault, many in load.faults.items():
            trial.figure(f"{many} × {fault}")
    inspector.close()


def _replace(installation: Installation) -> None:
    before = set(installation.workers())
    assert installation.process is not None
    installation.process.send_signal(signal.SIGUSR2)
    until = time.monotonic() + 120
    while before & set(installation.workers()) and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)


def _restart(installation: Installation) -> None:
    installation.stop()
    installation.start()
    time.sleep(2)
