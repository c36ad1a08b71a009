"""`make bench`: how fast pages are answered, as ratios within one run.

Every server runs with the options of `make run` and the same number of workers. `python -m bench.http --help`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.load import Failed, requests_per_second, tool
from bench.servers import fetch, nginx, nginx_path, portal_server

CONSTANT, CACHED, UNCACHED, NOT_MODIFIED, BROTLI, FILE = (
    "Flask view that returns a constant",
    "page from the page cache",
    "page rendered each time",
    "304 to a conditional request",
    "page from the cache, brotli",
    "nginx with the page as a file",
)


@dataclass
class Measured:
    """One thing that is measured: what to ask for, and the rates of all rounds."""

    name: str
    port: int
    path: str
    headers: dict[str, str]
    rates: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second in the best round, the one that the rest of the machine disturbed least."""
        return max(self.rates)


@dataclass(frozen=True)
class Target:
    """`name` is to be at least `least` × `compared_with`."""

    name: str
    least: float
    compared_with: str


TARGETS = [Target(CACHED, 3.0, CONSTANT), Target(CACHED, 0.5, FILE), Target(UNCACHED, 0.17, CONSTANT)]


def _prepared(instance: Path) -> dict[str, str]:
    """An installation of the portal with its starting content in `instance`; gives its environment."""
    from portal.setup import prepare  # noqa: PLC0415  (not for --demo)

    environment = {"PORTAL_INSTANCE": str(instance), "PORTAL_LOG_LEVEL": "WARNING"}
    os.environ.update(environment)
    print("Preparing an installation …", flush=True)
    prepare(str(instance), 8000)
    return environment


def _start(stack: ExitStack, folder: Path, chosen: argparse.Namespace) -> list[Measured]:
    """Starts everything and checks that each answers what it should."""
    workers, path = chosen.workers, chosen.path
    constant = stack.enter_context(portal_server("bench.demo:constant", workers))
    if chosen.demo:
        cached = stack.enter_context(portal_server("bench.demo:cached", workers, BENCH_FOLDER=str(folder)))
        uncached = stack.enter_context(portal_server("bench.demo:page", workers))
    else:
        environment = _prepared(chosen.instance or folder / "instance")
        cached = stack.enter_context(portal_server("wsgi:app", workers, **environment))
        uncached = stack.enter_context(
            portal_server("wsgi:app", workers, **environment, PORTAL_PAGE_CACHE_MB="0")
        )
    plain = {"Host": f"localhost:{cached}"}
    for _ in range(workers * 20):
        status, headers, body = fetch(cached, path, plain)
    if status != 200 or "etag" not in headers:
        raise Failed(f"{path} is not served from the page cache: {status} {headers}")
    conditional = plain | {"If-None-Match": headers["etag"]}
    if fetch(cached, path, conditional)[0] != 304:
        raise Failed(f"{path} does not answer 304")
    things = [
        Measured(CONSTANT, constant, "/", {"Host": f"localhost:{constant}"}),
        Measured(CACHED, cached, path, plain),
        Measured(NOT_MODIFIED, cached, path, conditional),
        Measured(BROTLI, cached, path, plain | {"Accept-Encoding": "br"}),
        Measured(UNCACHED, uncached, path, {"Host": f"localhost:{uncached}"}),
    ]
    if nginx_path():
        site = folder / "nginx"
        site.mkdir()
        things.append(
            Measured(FILE, stack.enter_context(nginx(body, site, workers)), "/", {"Host": "localhost"})
        )
    else:
        print("nginx is not installed: no comparison with a file.")
    print(
        f"Page {path}: {len(body):,} bytes; load by {tool()}; {workers} worker(s) for each server.",
        flush=True,
    )
    return things


def _report(things: list[Measured]) -> None:
    by_name = {thing.name: thing for thing in things}
    base = by_name[CONSTANT].rate
    print(f"\n{'':36}{'requests/s':>12}{'× constant':>12}{'spread':>9}")
    for thing in things:
        spread = (max(thing.rates) - min(thing.rates)) / thing.rate
        print(f"{thing.name:36}{thing.rate:12,.0f}{thing.rate / base:12.2f}{spread:9.0%}")
    print()
    for target in TARGETS:
        if target.compared_with in by_name:
            ratio = by_name[target.name].rate / by_name[target.compared_with].rate
            verdict = "ok" if ratio >= target.least else "SHORT"
            print(f"{verdict:6}{target.name} / {target.compared_with}: {ratio:.2f} (at least {target.least})")


def main() -> int:
    """Measure and print; 0 unless something could not be measured."""
    parser = argparse.ArgumentParser(
        prog="bench.http", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--workers", type=int, default=1, help="worker processes of each server (1)")
    parser.add_argument("--seconds", type=float, default=2, help="of load for each thing and round (2)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="rounds through all things (5); the best counts"
    )
    parser.add_argument("--path", default="/", help="the page of the portal (/)")
    parser.add_argument("--instance", type=Path, help="an installation to measure, instead of a new one")
    parser.add_argument("--demo", action="store_true", help="a stand-in page instead of the portal")
    chosen = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
            things = _start(stack, Path(folder), chosen)
            for number in range(chosen.rounds):
                print(f"Round {number + 1} of {chosen.rounds} …", flush=True)
                for thing in things:
                    thing.rates.append(
                        requests_per_second(thing.port, thing.path, thing.headers, chosen.seconds)
                    )
            _report(things)
    except (Failed, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
