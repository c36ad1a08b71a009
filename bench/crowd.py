"""A thousand readers at once, then ten times as many as before at once with an urgent notice in the middle.

`python -m bench.crowd [--instance FOLDER] [--readers 1000] [--think 5] [--seconds 40] [--workers 2]`: an installation
(a copy; without one, a new one with the starting content) under `python -m portal.serve`, asked bare and behind nginx
with its micro-cache. The generator of the load shares the machine: figures stand beside those of a constant view that
the same crowd reads in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.crowd_pages import Page, assets, pages, weights
from bench.editors import Editor
from bench.load import Failed, requests_per_second, tool
from bench.readers import Answers, Group, Plan
from bench.servers import ROOT, fetch, free_port, nginx_path, portal_server, running
from bench.spent import Spent, spent

ERRORS, P99, SEEN, SAVED = 0.001, 1.5, 5.0, 2.0
"""Promised: share of errors; seconds: the 99th percentile, until a notice is seen, a save (p95)."""
PASSWORD = "mot-mat-khau-de-do"
TITLE = "Thông báo khẩn để đo"
NGINX = """
daemon off; worker_processes 1; {user} pid {folder}/nginx.pid; error_log {folder}/error.log warn;
worker_rlimit_nofile 8192; events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 30s; default_type text/plain;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{portals}
}}
"""


@dataclass
class Installation:
    """What is asked: where, under which names, and who may edit (portal's host → e-mail, section of news)."""

    environment: dict[str, str]
    hosts: list[str]
    editors: dict[str, tuple[str, str]]
    port: int = 0


@dataclass
class Watched:
    """What was seen beside the crowd: how long saving took, and when which portal showed the notice."""

    saves: list[float] = field(default_factory=list)
    issued: float = 0.0
    issuing: float = 0.0
    seen: dict[str, float] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)


def prepared(folder: Path, given: Path | None) -> Installation:
    """An installation with a person at the desk of three communes and of the district."""
    instance = folder / "instance"
    if given is not None:
        shutil.copytree(given, instance)
    environment = {
        "PORTAL_INSTANCE": str(instance), "PORTAL_LOG_LEVEL": "ERROR", "PORTAL_SECOND_FACTOR": "optional",
        "PORTAL_CHECK_LINKS": "0", "PORTAL_PUBLIC_SCHEME": "http",
        "PORTAL_TRUSTED_PROXIES": "1", "PORTAL_SIGN_IN_LIMIT": "1000 per minute",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.crowd_installation", PASSWORD], cwd=ROOT, check=False, text=True,
        env={**os.environ, **environment, "PORTAL_TWIN": str(folder / "twin")}, stdout=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        raise Failed("the installation could not be made")
    said = json.loads(done.stdout.splitlines()[-1])
    (folder / "portals.conf").write_text(said["nginx"])
    return Installation(
        environment, said["hosts"], {host: tuple(who) for host, who in said["editors"].items()}
    )


@contextmanager
def served(installation: Installation, workers: int) -> Iterator[int]:
    """`python -m portal.serve` with its follower and worker; gives the process id."""
    installation.port = free_port()
    environment = {
        **os.environ, **installation.environment, "PORTAL_PORT": str(installation.port),
        "PORTAL_WORKERS": str(workers),
    }  # fmt: skip
    with running([sys.executable, "-m", "portal.serve"], installation.port, environment) as process:
        yield process.pid


@contextmanager
def before(folder: Path, upstream: int) -> Iterator[int]:
    """nginx with the micro-cache, as `flask export nginx` sets it up; gives its port."""
    port = free_port()
    portals = (folder / "portals.conf").read_text()
    portals = portals.replace("127.0.0.1:2;", f"127.0.0.1:{port} backlog=4096;").replace(
        "127.0.0.1:1 ", f"127.0.0.1:{upstream} "
    )
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(user=user, folder=folder, portals=portals))
    with running([nginx_path() or "nginx", "-p", str(folder), "-c", str(file)], port, dict(os.environ)):
        yield port


def crowd(plan: Plan, meanwhile: Callable[[], None] | None = None) -> Answers:
    """Sends the crowd from a process of its own, and does something else meanwhile. Raises Failed."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.readers"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as sender:
        beside = threading.Thread(target=meanwhile) if meanwhile else None
        if beside:
            beside.start()
        said, _none = sender.communicate(json.dumps(asdict(plan)))
        if beside:
            beside.join()
    if sender.returncode:
        raise Failed("the crowd did not come back")
    answers: dict[str, object] = json.loads(said)
    return Answers(**answers)  # type: ignore[arg-type]


def percentile(times: list[float], share: float) -> float:
    """The time that this share of the answers took at most; 0 without answers."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else 0.0


def told(
    name: str, answers: Answers, seconds: float, base: Answers | None, cost: float
) -> tuple[float, float]:
    """Prints a line; gives the share of errors and the 99th percentile in seconds."""
    times = [one[2] for one in answers.each]
    wrong = sum(not 200 <= one[3] < 400 for one in answers.each)
    p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
    share = wrong / max(1, len(times))
    beside = percentile([one[2] for one in base.each], 0.99) if base else p99
    print(
        f"{name:34}{len(times) / seconds:8.0f}/s {share:8.3%} errors  p50 {p50 * 1000:6.0f}  p95 {p95 * 1000:6.0f}  "
        f"p99 {p99 * 1000:6.0f} ms  p99 × constant {p99 / max(beside, 1e-9):5.1f}  "
        f"processor {cost * 1000 / max(1, len(times)):5.2f} ms a request, {cost / seconds:.2f} of a core",
        flush=True,
    )
    if wrong:
        print(f"{'':10}{dict(Counter(one[3] for one in answers.each))} {answers.reasons}")
    return share, p99


def by_kind(answers: Answers) -> None:
    """Prints what each kind of page took."""
    kinds: dict[str, list[float]] = {}
    for _at, kind, taken, _status in answers.each:
        kinds.setdefault(kind, []).append(taken)
    for kind, times in sorted(kinds.items(), key=lambda one: -percentile(one[1], 0.99)):
        p50, p99 = percentile(times, 0.5) * 1000, percentile(times, 0.99) * 1000
        print(
            f"    {kind:12}{len(times):7} answers  p50 {p50:6.0f}  p99 {p99:6.0f}  most {max(times) * 1000:6.0f} ms"
        )


def edited(
    installation: Installation, port: int, until: float, notice_at: float, mark: str, found: Watched
) -> None:
    """Saves and publishes until then (a save of each person every second); the district warns in the middle."""
    threads = [
        threading.Thread(target=_writes, args=(port, host, who, until, found))
        for host, who in list(installation.editors.items())[1:]
    ]
    threads.append(threading.Thread(target=_warns, args=(installation, port, notice_at, mark, found)))
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _writes(port: int, host: str, who: tuple[str, str], until: float, found: Watched) -> None:
    number = 0
    try:
        editor = Editor(port, host, who[0], PASSWORD)
        while time.monotonic() < until:
            number += 1
            saved = editor.save(f"Tin để đo {number}", who[1])
            found.saves.append(saved.seconds)
            if number % 5 == 0:
                found.saves.append(editor.publish(saved).seconds)
            time.sleep(1.0)
        editor.close()
    except (Failed, OSError) as error:
        found.trouble.append(f"{host}: {error}")


def _warns(installation: Installation, port: int, at: float, mark: str, found: Watched) -> None:
    host, who = next(iter(installation.editors.items()))
    try:
        editor = Editor(port, host, who[0], PASSWORD)
        time.sleep(max(0.0, at - time.monotonic()))
        found.issued = time.monotonic()
        found.issuing = editor.warn(f"{TITLE} {mark}").seconds
        editor.close()
        waiting = list(installation.hosts)
        while waiting and time.monotonic() - found.issued < 60:
            for one in list(waiting):
                if f"{TITLE} {mark}" in fetch(port, "/", {"Host": one})[2].decode():
                    found.seen[one] = time.monotonic() - found.issued
                    waiting.remove(one)
            time.sleep(0.05)
        found.trouble += [f"{one}: no notice within a minute" for one in waiting]
    except (Failed, OSError) as error:
        found.trouble.append(f"{host}: {error}")


def _plan(
    port: int, chosen: argparse.Namespace, groups: list[Group], what: list[Page], files: list[str]
) -> Plan:
    return Plan(port, chosen.seconds, chosen.think, groups, what, files)


def measure(
    name: str, port: int, root: int, installation: Installation, chosen: argparse.Namespace, base: Answers
) -> list[str]:
    """A crowd, then the step; gives what fell short."""
    what, files = pages(installation.port, installation.hosts), assets(port, installation.hosts[0])
    if chosen.warm:  # a portal that people read before the crowd came
        crowd(Plan(port, chosen.warm, 0.3, [Group(20)], what, files, seed=3))
    at_first = spent(root)
    answers = crowd(_plan(port, chosen, [Group(chosen.readers, within=chosen.arrival)], what, files))
    now = spent(root)
    share, p99 = told(
        f"{chosen.readers} readers, {name}", answers, chosen.seconds, base, now.seconds - at_first.seconds
    )
    by_kind(answers)
    _told_of(now)
    short = [f"{name}: errors {share:.3%}"] * (share >= ERRORS) + [f"{name}: p99 {p99:.2f} s"] * (p99 > P99)
    return short + _step(name, port, root, installation, chosen, base, what, files)


def _step(
    name: str, port: int, root: int, installation: Installation, chosen: argparse.Namespace, base: Answers,
    what: list[Page], files: list[str],
) -> list[str]:  # fmt: skip
    few, third = chosen.readers // 10, chosen.seconds / 3
    found = Watched()
    began = time.monotonic()
    groups = [Group(few), Group(chosen.readers - few, since=third, within=0.2)]
    at_first = spent(root)
    answers = crowd(
        _plan(port, chosen, groups, what, files),
        lambda: edited(installation, port, began + chosen.seconds, began + 2 * third, name, found),
    )
    cost = spent(root).seconds - at_first.seconds
    share, p99 = told(f"{few} → {chosen.readers} at once, {name}", answers, chosen.seconds, base, cost)
    for label, since, until in (
        ("before", 0, third),
        ("step", third, 2 * third),
        ("after the notice", 2 * third, 1e9),
    ):
        part = [one[2] for one in answers.each if since <= one[0] < until]
        half, most = percentile(part, 0.5) * 1000, percentile(part, 0.99) * 1000
        print(f"    {label:17}{len(part):7} answers  p50 {half:6.0f}  p99 {most:6.0f} ms")
    saves, seen = percentile(found.saves, 0.95), max(found.seen.values(), default=60.0)
    half = statistics.median(found.saves) if found.saves else 0
    print(
        f"    notice: issued in {found.issuing:.2f} s, on all {len(found.seen)} portals after {seen:.2f} s; "
        f"{len(found.saves)} saves p50 {half:.2f} s, p95 {saves:.2f} s",
        flush=True,
    )
    return (
        [f"{name}, step: errors {share:.3%}"] * (share >= ERRORS)
        + [f"{name}, step: p99 {p99:.2f} s"] * (p99 > P99)
        + [f"{name}, step: notice after {seen:.2f} s"] * (seen > SEEN)
        + [f"{name}, step: saves p95 {saves:.2f} s"] * (saves > SAVED)
        + found.trouble
    )


def _told_of(now: Spent) -> None:
    print(
        f"    a worker: {now.most_mb:.0f} MB (PSS), {now.files} open files, {now.threads} threads", flush=True
    )


def _constant(chosen: argparse.Namespace) -> Answers:
    """What the same crowd gets from a view that returns a constant; printed, with the most that it can answer."""
    with portal_server("bench.demo:constant", chosen.workers) as port:
        most = requests_per_second(port, "/", {"Host": "localhost"}, 3)
        print(
            f"Constant Flask view: {most:,.0f} requests/s at most ({tool()}, {chosen.workers} workers)",
            flush=True,
        )
        what: list[Page] = [(1.0, "constant", "localhost", "/")]
        answers = crowd(_plan(port, chosen, [Group(chosen.readers, within=chosen.arrival)], what, []))
        told(f"{chosen.readers} readers, constant view", answers, chosen.seconds, None, 0)
        return answers


def main() -> int:
    """Measure and print; 0 where everything promised was kept."""
    parser = argparse.ArgumentParser(prog="bench.crowd", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--instance", type=Path, help="an installation to copy")
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--think", type=float, default=5.0, help="seconds on a page, on average")
    parser.add_argument("--arrival", type=float, default=5.0, help="seconds within which the crowd comes")
    parser.add_argument("--seconds", type=float, default=40.0, help="of each run")
    parser.add_argument("--warm", type=float, default=30.0, help="seconds in which some people read before")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("bare", "nginx"), help="one of both")
    chosen = parser.parse_args()
    short: list[str] = []
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
            folder = Path(name)
            folder.chmod(0o755)
            base = _constant(chosen)
            installation = prepared(folder, chosen.instance)
            root = stack.enter_context(served(installation, chosen.workers))
            page, first = weights(installation.port, installation.hosts[0])
            print(
                f"Over the wire: home page {page:.1f} KB, style and scripts at the first visit {first:.1f} KB"
            )
            if chosen.only != "nginx":
                short += measure("bare", installation.port, root, installation, chosen, base)
            if chosen.only != "bare" and nginx_path():
                port = stack.enter_context(before(folder, installation.port))
                short += measure("nginx", port, root, installation, chosen, base)
    except (Failed, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(f"SHORT {one}" for one in short) or "Everything promised was kept.")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
