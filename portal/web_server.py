"""The web server: granian's workers, replaced without losing a request, and counted when they die."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

from portal.listening import BACKLOG, Loaded
from portal.processes import PATIENCE, Seats

LOADING = 60.0  # seconds that a worker may take until its predecessor is ended all the same
DEATHS, DEATHS_WITHIN = 20, 60.0  # of workers within so many seconds, after which the server gives up


class WebServer(MPServer):
    """The server, which gives its workers PATIENCE seconds to finish their requests when they are stopped.

    `sockets` are what the workers listen on, one after the other; without them each worker makes its own. `seats` and
    `loaded` are those that the workers were handed: without them a worker is replaced without being waited for.
    """

    sockets: Sequence[socket.socket] = ()
    seats: Seats | None = None
    loaded: Loaded | None = None
    after_first_start: Callable[[], None] = staticmethod(lambda: None)
    _deaths: Sequence[float] = ()

    # Its own `workers_kill_timeout` now and then reports a worker as killed that had ended by itself.
    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """The first signal to stop: as the server does, and the clock starts."""
        if not self.interrupt_signal:
            clock = threading.Timer(PATIENCE, self._kill_workers)
            clock.daemon = True
            clock.start()
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]

    def startup(self, *args: Any, **kwargs: Any) -> None:
        """As the server does; what runs beside the workers starts after them.

        A thread that held a lock (an import, a resolver) while they were forked would leave it locked in them.
        """
        super().startup(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.after_first_start()

    def _init_shared_socket(self) -> None:
        if not self.sockets:
            super()._init_shared_socket()  # type: ignore[no-untyped-call]
            return
        self._ssp = self._shd = self._sso = None

    def _drop_shared_socket(self) -> None:
        super()._drop_shared_socket()  # type: ignore[no-untyped-call]
        for one in self.sockets:
            one.close()

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> Any:  # type: ignore[override]
        if self.sockets:
            listening = self.sockets[idx % len(self.sockets)].fileno()
            self._shd = SocketHolder(listening, False, BACKLOG)  # type: ignore[call-arg, assignment]
        return super()._spawn_worker(idx, target, callback_loader)

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        """As the server does, but a worker that still serves is ended when the next one can take over from it."""
        for idx in list(workers):
            old = self.wrks.pop(idx)
            serves = old.is_alive()
            if self.seats is not None:
                self.seats.leave(old.inner.pid)
            if self.loaded is not None:
                self.loaded.forget()
            if not serves and self._dies_too_often():
                self.respawned_wrks[idx] = time.monotonic()  # one more death soon, and the server ends
            new = self._spawn_worker(idx, spawn_target, target_loader)
            new.start()
            self.wrks.insert(idx, new)
            if serves and self.loaded is not None:
                self._until_loaded(new, self.loaded)
            old.terminate()
            old.join(PATIENCE)
            if serves and old.is_alive():
                old.kill()

    def _dies_too_often(self) -> bool:
        """Whether this death of a worker is one too many. The server itself gives up where one dies twice in five
        seconds, and then nobody answers until it is started anew; a worker that never came so far is no use, though."""
        now = time.monotonic()
        self._deaths = [*(one for one in self._deaths if now - one < DEATHS_WITHIN), now]
        return len(self._deaths) > DEATHS or self.loaded is None or not self.loaded.ever

    def _until_loaded(self, worker: Any, loaded: Loaded) -> None:
        until = time.monotonic() + LOADING
        while time.monotonic() < until and worker.is_alive() and not self.interrupt_signal:
            if loaded.wait(0.2):
                return

    def _kill_workers(self) -> None:
        for worker in list(self.wrks):
            if worker.is_alive():
                worker.kill()
