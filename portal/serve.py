"""`python -m portal.serve`: prepare the installation, say where it is, serve it until Ctrl-C or SIGTERM.

Ends with 0 after a stop, 1 when preparing or serving failed, 2 for a setting or address that cannot be used,
130 when stopped while preparing.
"""

from __future__ import annotations

import errno
import gc
import importlib
import importlib.util
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, NoReturn, Protocol

from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels

from portal.config import ROOT, SHIPPED, InvalidSetting, Settings
from portal.listening import BACKLOG, Loaded, handed_sockets, own_sockets
from portal.processes import Companion, Seats, end_with_parent
from portal.setup import prepare
from portal.web_server import LOADING, WebServer

TARGET = "portal.wsgi:app"
COMPANIONS = ("portal.follower", "portal.worker")
OPEN_FILES = 8192  # of each process: connections, database, files being sent
SERVER = ("Server", "web")
"""What answers say of the server: granian adds its name to an answer without one, and has no option against it."""
STOPPED = (-signal.SIGINT, -signal.SIGTERM)  # exit codes of a child that was stopped by a person

# Handed to the workers by forking.
_seats: Seats | None = None
_loaded: Loaded | None = None


class Prepared(Protocol):
    """What preparing tells: the first sign-in (e-mail, password) if just made, each name and address."""

    @property
    def first_admin(self) -> tuple[str, str] | None: ...

    @property
    def portals(self) -> list[tuple[str, str]]: ...


Prepare = Callable[[str, int], Prepared]


def server_options(workers: int) -> dict[str, Any]:
    """How the server runs; bench/README.md tells how each value was found."""
    return {
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": 48,
        "runtime_mode": RuntimeModes.mt,
        "runtime_threads": 1,
        "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(header_read_timeout=15_000, max_buffer_size=64 * 1024),
        "websockets": False,
        "backlog": BACKLOG,
        "backpressure": 2048,
        "log_access": False,
        "log_level": LogLevels.error,
        "respawn_failed_workers": True,
    }


def load_in_worker(target: str) -> Callable[..., Any]:
    """The WSGI application `module:name`, in a worker that has just been forked."""
    # A session of its own: Ctrl-C in the terminal reaches the parent alone, which ends the workers in order.
    os.setsid()
    end_with_parent(os.getppid())
    if _seats is not None:
        _seats.take()
    # The server hands its environment to every request: a variable HTTP_… would pass for a request header.
    for name in [name for name in os.environ if name.startswith("HTTP_")]:
        del os.environ[name]
    module, _, name = target.partition(":")
    application = unnamed(getattr(importlib.import_module(module), name))
    if _loaded is not None:
        _loaded.tell()
    return application


def unnamed(application: Callable[..., Any]) -> Callable[..., Any]:
    """The WSGI application, whose answers do not tell by which program they are served."""

    def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, SERVER], *more)

        return application(environ, started)

    return told


def serve(
    target: str,
    bind: str,
    port: int,
    workers: int,
    companions: Sequence[str],
    sockets: Sequence[socket.socket] = (),
) -> None:
    """Serves `target` and keeps these modules running beside it; returns after SIGINT, SIGTERM or SIGHUP.

    SIGUSR2 replaces the workers one after the other, and no request is lost. `sockets` are used in the place of new
    ones. Raises SystemExit when the workers cannot be kept alive, OSError when nobody can listen.
    """
    global _seats, _loaded
    if sys.platform.startswith("linux"):
        multiprocessing.set_start_method("fork", force=True)
        _allow_many_connections()
        _seats, _loaded = Seats(workers), Loaded()
        sockets = sockets or own_sockets(bind, port, workers)
    server = WebServer(target, address=bind, port=port, **server_options(workers))
    server.sockets, server.seats, server.loaded = sockets, _seats, _loaded
    beside_us = [Companion(module, first_pause=1.0 + place) for place, module in enumerate(companions)]

    def beside() -> None:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)  # the terminal was closed
        signal.signal(signal.SIGUSR2, server.signal_handler_reload)
        for companion in beside_us:
            companion.start()
        threading.Thread(target=_say_when_ready, args=(bind, port), daemon=True).start()

    server.after_first_start = beside
    gc.collect()
    gc.freeze()  # what is loaded by now stays shared with the workers
    try:
        server.serve(target_loader=load_in_worker)
    finally:
        _stop_all(beside_us)


def _stop_all(companions: Sequence[Companion]) -> None:
    """Ends them at the same time: each may take its PATIENCE."""
    stopping = [threading.Thread(target=one.stop) for one in companions]
    for thread in stopping:
        thread.start()
    for thread in stopping:
        thread.join()


def _allow_many_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else OPEN_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(most, OPEN_FILES)), hard))


def reason_not_to_listen(bind: str, port: int) -> str | None:
    """Why nobody can listen on bind:port, in Vietnamese; None if it is free."""
    # Asked before: the server's own sockets share the port, a second server would take half of the requests.
    try:
        family, kind, proto, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError:
        return f"Không được phép dùng cổng {port}. Hãy chọn cổng từ 1024 trở lên, ví dụ: PORT=8000 make run"
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            other = f"PORT={port + 1} make run"
            return f"Cổng {port} đang được chương trình khác dùng. Hãy dừng nó hoặc chọn cổng khác: {other}"
        return f"Không lắng nghe được tại {bind}:{port}: {error}"
    return None


def _reason_not_to_take(handed: Sequence[socket.socket], workers: int) -> str | None:
    """Why the sockets that systemd handed over cannot be used: one without a worker would let its readers wait."""
    if len(handed) <= workers:
        return None
    return (
        f"cong-lang.socket mở {len(handed)} ổ cắm nhưng chỉ có {workers} tiến trình phục vụ: bớt dòng ListenStream "
        "hoặc tăng PORTAL_WORKERS."
    )


def run(
    preparing: Prepare,
    settings: Settings,
    port: int,
    target: str = TARGET,
    companions: Sequence[str] = COMPANIONS,
) -> int:
    """Everything from the first look at the port to the stop; returns the exit status."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)  # "replace the workers": there are none yet
    handed = handed_sockets()
    reason = (
        _reason_not_to_take(handed, settings.workers) if handed else reason_not_to_listen(settings.bind, port)
    )
    if reason:
        print(reason, file=sys.stderr)
        return 2
    prepared = _prepare_apart(preparing, settings.instance, port)
    if prepared is None:
        return 1
    _announce(prepared)
    logging.getLogger(__name__).debug("prepared in %.2f s", time.monotonic() - began)
    found = [one for one in companions if importlib.util.find_spec(one) is not None]
    serve(target, settings.bind, port, settings.workers, found, handed)
    print("Đã dừng.", flush=True)
    return 0


def _prepare_apart(preparing: Prepare, instance: str, port: int) -> Prepared | None:
    """Prepares in a child: no connection to the database may be open when the workers are forked."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_prepare_in_child, args=(preparing, instance, port, sending, os.getpid()))
    child.start()
    sending.close()
    try:
        prepared: Prepared = receiving.recv()
        return prepared
    except EOFError:
        child.join()
        if (
            child.exitcode in STOPPED
        ):  # Ctrl-C goes to both, and the child's end may be seen before the signal
            raise KeyboardInterrupt from None
        return None
    except BaseException:
        child.terminate()
        raise
    finally:
        child.join()


def _prepare_in_child(preparing: Prepare, instance: str, port: int, result: Connection, parent: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    end_with_parent(parent)
    try:
        result.send(preparing(instance, port))
    except Exception as error:
        logging.getLogger(__name__).exception("preparing failed")
        print(f"Không chuẩn bị được hệ thống: {error}", file=sys.stderr)
        sys.exit(1)


def _announce(prepared: Prepared) -> None:
    width = max((len(name) for name, _ in prepared.portals), default=0)
    print("\nCác cổng thông tin:")
    for name, address in prepared.portals:
        print(f"  {name:<{width}}  {address}")
    if prepared.portals:
        print(f"\nTrang quản trị: {prepared.portals[0][1].rstrip('/')}/quan-tri/")
    if prepared.first_admin is not None:
        email, password = prepared.first_admin
        print(f"Đăng nhập lần đầu: {email}\nMật khẩu:          {password}")
        print("Mật khẩu chỉ hiện một lần này; đăng nhập xong phải đặt mật khẩu của riêng bạn.")
    print(flush=True)


def _say_when_ready(bind: str, port: int) -> None:
    if _loaded is not None:
        _loaded.wait(LOADING)  # its sockets take connections before anybody answers
    for _ in range(600):
        try:
            with socket.create_connection((bind, port), timeout=1):
                print("Đã sẵn sàng. Nhấn Ctrl-C để dừng.", flush=True)
                return
        except OSError:
            time.sleep(0.05)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> int:
    """The command: settings from the environment, `PORT` before `PORTAL_PORT`."""
    try:
        settings = Settings.from_environment()
        port = int(os.environ.get("PORT") or settings.port)
    except InvalidSetting as error:
        print(error, file=sys.stderr)
        return 2
    except ValueError:
        print(f"PORT phải là số nguyên, đang là {os.environ['PORT']!r}", file=sys.stderr)
        return 2
    if not SHIPPED.is_dir():  # a checkout: its processes find the package wherever it was called from
        os.chdir(ROOT)
        sys.path.insert(0, str(ROOT))
    try:
        return run(prepare, settings, port)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("\nĐã dừng.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
