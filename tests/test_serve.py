"""Serving: says where and how, stops cleanly and whole, keeps its processes alive."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.listening import own_sockets
from portal.serve import reason_not_to_listen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
ROOT = Path(__file__).resolve().parent.parent
Launch = Callable[..., "Running"]


class Running:
    """A server in a session of its own, as in a terminal."""

    def __init__(self, port: int, **environment: str) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.serve_stub", str(port)],
            cwd=ROOT,
            env={**os.environ, "PORTAL_WORKERS": "2", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def read_until(self, text: str) -> str:
        """Output up to the line that holds `text`."""
        assert self.process.stdout is not None
        seen = ""
        for line in self.process.stdout:
            seen += line
            if text in line:
                return seen
        raise AssertionError(f"ended without {text!r}:\n{seen}")

    def get(self, path: str = "/") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def descendants(self) -> list[int]:
        found, parents = [], [self.process.pid]
        while parents:
            parent = parents.pop()
            children = [pid for pid, its_parent in processes().items() if its_parent == parent]
            found += children
            parents += children
        return found

    def end(self, number: signal.Signals, *, group: bool = False) -> tuple[int, str]:
        """Sends the signal, waits, and returns exit status and the rest of the output."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=90)
        return self.process.returncode, output


class Handed(Running):
    """The same, handed sockets as systemd does: as the descriptors from 3 on, named to the process that it starts."""

    def __init__(self, port: int, held: list[socket.socket]) -> None:
        self.port = port
        moves = " ".join(f"{3 + place}<&{one.fileno()}" for place, one in enumerate(held))
        command = f"exec {sys.executable} -m tests.serve_stub {port} {moves}"
        self.process = subprocess.Popen(
            ["bash", "-c", f"export LISTEN_PID=$$ LISTEN_FDS={len(held)}; {command}"],
            cwd=ROOT,
            env={**os.environ, "PORTAL_WORKERS": "2"},
            pass_fds=[one.fileno() for one in held],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def launch(port: int) -> Iterator[Launch]:
    started: list[Running] = []

    def start(**environment: str) -> Running:
        started.append(Running(port, **environment))
        return started[-1]

    yield start
    for one in started:
        for pid in [*one.descendants(), one.process.pid]:
            if one.process.poll() is None or pid != one.process.pid:
                os.kill(pid, signal.SIGKILL)
        one.process.wait()
        if one.process.stdout is not None:
            one.process.stdout.close()


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def processes() -> dict[int, int]:
    """Every running process and its parent; those that only wait to be buried are left out."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # ended just now
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found


def is_alive(pid: int) -> bool:
    return pid in processes()


def test_it_tells_the_addresses_and_the_first_sign_in_and_then_serves(launch: Launch, port: int) -> None:
    server = launch(HTTP_HOST="planted.example", HTTP_X_PLANTED="1")
    output = server.read_until("sẵn sàng")
    assert f"Huyện  http://localhost:{port}/" in output
    assert f"http://localhost:{port}/quan-tri/" in output
    assert "quantri@example.vn" in output
    assert output.count("mat-khau-ngau-nhien") == 1
    told = server.get()
    assert f"HTTP_HOST=127.0.0.1:{port}" in told
    assert "planted" not in told.lower()
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(600)]
    assert server.get()  # as many idle connections keep nobody out
    for connection in idle:
        connection.close()


def test_answers_do_not_tell_which_program_serves(launch: Launch, port: int) -> None:
    launch().read_until("Đã sẵn sàng")
    said = []
    for request in (b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nHo st: x\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(request + b"Connection: close\r\n\r\n")
            answer = b""
            while part := connection.recv(65536):
                answer += part
        said.append(answer.partition(b"\r\n\r\n")[0].decode().lower())
    assert said[0].startswith("http/1.1 200") and "\r\nserver: web" in said[0]
    assert said[1].startswith("http/1.1 400")  # the server's own
    assert "granian" not in "".join(said)


def test_a_worker_that_dies_is_replaced_and_leaves_its_processor_to_the_new_one(launch: Launch) -> None:
    server = launch()
    server.read_until("sẵn sàng")

    def seats() -> dict[str, str]:
        # At the same time: one worker may take every request that comes alone, the other still be starting.
        with ThreadPoolExecutor(16) as pool:
            told = [answer.split("\n") for answer in pool.map(server.get, ["/sleep/0.1"] * 48)]
        return {pid: processors for pid, processors, *_ in told}

    wait_for(lambda: len(seats()) == 2, 30)
    before, workers = seats(), set(server.descendants())
    with pytest.raises(OSError):
        server.get("/die")
    wait_for(lambda: len(set(server.descendants()) - workers) == 1)
    wait_for(lambda: len(server.descendants()) == 2)
    wait_for(lambda: len(seats().keys() - before.keys()) == 1, 30)
    wait_for(lambda: len(seats()) == 2, 30)
    after = seats()
    if len(os.sched_getaffinity(0)) >= 2:
        assert len(set(before.values())) == 2
    assert set(after.values()) == set(before.values())


@pytest.mark.parametrize(
    ("number", "group"),
    [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGHUP, True)],
)
def test_a_stop_is_quiet_and_leaves_no_process(
    launch: Launch, port: int, tmp_path: Path, number: signal.Signals, group: bool
) -> None:
    server = launch(STUB_PIDS=str(tmp_path / "pids"))
    server.read_until("sẵn sàng")
    wait_for((tmp_path / "pids").is_file)
    idle = socket.create_connection(("127.0.0.1", port))  # a browser that keeps its connection open
    idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    idle.recv(1000)
    members = server.descendants()
    assert len(members) >= 3
    began = time.monotonic()
    status, output = server.end(number, group=group)
    idle.close()
    assert (status, output) == (0, "Đã dừng.\n")
    assert time.monotonic() - began < 5
    wait_for(lambda: not any(is_alive(pid) for pid in members), 2)


@pytest.mark.parametrize(("seconds", "answered"), [("0.7", True), ("60", False)])
def test_a_stop_lets_a_running_request_finish_but_does_not_wait_for_ever(
    launch: Launch, seconds: str, answered: bool
) -> None:
    server = launch(STUB_PATIENCE="1.5")
    server.read_until("sẵn sàng")
    members = server.descendants()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(server.get, f"/sleep/{seconds}")
        time.sleep(0.3)
        status, output = server.end(signal.SIGTERM)
        assert (status, output) == (0, "Đã dừng.\n")
        assert (answer.exception() is None) == answered
    wait_for(lambda: not any(is_alive(pid) for pid in members), 2)


def test_a_killed_server_leaves_no_process_either(launch: Launch, tmp_path: Path) -> None:
    server = launch(STUB_PIDS=str(tmp_path / "pids"))
    server.read_until("sẵn sàng")
    wait_for((tmp_path / "pids").is_file)
    members = server.descendants()
    server.process.kill()
    server.process.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in members))


def test_a_port_that_cannot_be_had_is_said_clearly() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        reason = reason_not_to_listen("127.0.0.1", taken) or ""
    assert f"Cổng {taken} đang được chương trình khác dùng" in reason
    assert f"PORT={taken + 1} make run" in reason
    assert reason_not_to_listen("127.0.0.1", taken) is None
    for bind in ("300.1.1.1", "192.0.2.1"):
        assert f"Không lắng nghe được tại {bind}:{taken}" in (reason_not_to_listen(bind, taken) or "")


def test_a_second_server_on_the_same_port_is_refused(launch: Launch, port: int) -> None:
    launch().read_until("sẵn sàng")
    second = launch()
    output, _ = second.process.communicate(timeout=90)
    assert second.process.returncode == 2
    assert output.startswith(f"Cổng {port} đang được chương trình khác dùng")
    assert output.count("\n") == 1


def test_preparing_that_fails_ends_the_start_with_its_reason(launch: Launch) -> None:
    server = launch(STUB_PREPARE="fail")
    output, _ = server.process.communicate(timeout=90)
    assert server.process.returncode == 1
    assert "Không chuẩn bị được hệ thống: tenants.toml dòng 3" in output


@pytest.mark.parametrize(("number", "group"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_a_stop_while_preparing_is_quiet(launch: Launch, number: signal.Signals, group: bool) -> None:
    server = launch(STUB_PREPARE="slow")
    server.read_until("đang chuẩn bị")
    members = server.descendants()
    status, output = server.end(number, group=group)
    assert (status, output) == (130, "")
    wait_for(lambda: not any(is_alive(pid) for pid in members), 2)


def test_a_companion_that_dies_is_started_again_at_growing_intervals(launch: Launch, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    server = launch(STUB_PIDS=str(pids), STUB_COMPANION="dies")
    server.read_until("sẵn sàng")
    wait_for(lambda: pids.is_file() and len(pids.read_text().split()) >= 2)
    status, output = server.end(signal.SIGTERM)
    assert status == 0
    assert "chạy lại sau 1 giây" in output
    assert len(set(pids.read_text().split())) <= 4


def test_workers_are_replaced_one_by_one_and_no_request_is_lost(launch: Launch) -> None:
    server = launch()
    server.read_until("sẵn sàng")
    before = set(server.descendants())
    lost: list[Exception] = []

    def ask(_number: int) -> None:
        try:
            server.get("/sleep/0.02")
        except OSError as error:
            lost.append(error)

    server.process.send_signal(signal.SIGUSR2)
    with ThreadPoolExecutor(8) as pool:
        until = time.monotonic() + 30
        while set(server.descendants()) & before and time.monotonic() < until:
            list(pool.map(ask, range(80)))
    assert not set(server.descendants()) & before, "all were replaced"
    assert lost == []
    told = {server.get().split("\n")[1] for _ in range(40)}
    assert len(told) == min(2, len(os.sched_getaffinity(0))), "each has the processor of the one before it"


def test_a_worker_that_dies_again_and_again_does_not_end_the_server_at_once(launch: Launch) -> None:
    server = launch(STUB_PATIENCE="2")
    server.read_until("sẵn sàng")
    for _ in range(6):
        wait_for(lambda: len(server.descendants()) == 2)
        with pytest.raises(OSError):
            server.get("/die")
    assert server.get()


def test_a_worker_that_never_loads_ends_the_server(launch: Launch) -> None:
    server = launch(STUB_LOADING="fails")
    server.process.communicate(timeout=90)
    assert server.process.returncode == 1


def test_sockets_that_systemd_holds_outlive_a_restart(port: int) -> None:
    """Whoever comes while everything is restarted waits."""
    held = own_sockets("127.0.0.1", port, 2)
    try:
        for _ in range(2):
            server = Handed(port, held)
            with ThreadPoolExecutor(1) as pool:
                answer = pool.submit(server.get)  # nobody answers yet
                server.read_until("sẵn sàng")
                assert answer.result(90)
            status, _output = server.end(signal.SIGTERM)
            assert status == 0
    finally:
        for one in held:
            one.close()


def test_more_sockets_than_workers_are_refused(port: int) -> None:
    held = own_sockets("127.0.0.1", port, 3)
    server = Handed(port, held)
    output, _ = server.process.communicate(timeout=90)
    for one in held:
        one.close()
    assert server.process.returncode == 2
    assert "cong-lang.socket mở 3 ổ cắm nhưng chỉ có 2 tiến trình phục vụ" in output
