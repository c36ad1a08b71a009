"""Lighthouse on the main kinds of page of a portal with real content, and what a first visit carries over the wire.

`python -m bench.lighthouse [--runs 3] [--portal tam-hai] [--instance FOLDER] [--keep FOLDER] [--only home,search]`:
a portal served as by `make run`, each page opened as on a phone (Lighthouse's mobile preset, throttling simulated, for
the machine is rarely quiet), the median of the runs for each of the four groups. Exits with 1 where a group is below
95 or a page is heavier than promised, and says what cost points. Needs `make tools` (npm) and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.http import _prepared
from bench.servers import ROOT, fetch, portal_server

LEAST = 95
GROUPS = ("performance", "accessibility", "best-practices", "seo")
LIGHTHOUSE = ROOT / ".tools" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --disable-quic --no-first-run"
)
PATIENCE = 300  # seconds that one run may take
SLOWDOWN, LIKE_A_PHONE = 4.0, 400.0
"""Lighthouse makes the processor 4 times slower, meant for a machine whose index is 1,600, which gives a phone of the
middle class. Where neighbours make this machine slower it is slowed down less, as Lighthouse's own guide asks."""
TRIES = 3  # a Chromium that did not start in time, on a busy machine, is started again


@dataclass(frozen=True)
class Kind:
    """A kind of page: where it is, or the first link of `path` that matches `follow`; the most kilobytes without
    pictures, where promised; the audit that is left out as what it asks is not wanted."""

    name: str
    path: str
    follow: str = ""
    most: float | None = None
    skipped: str = ""


KINDS = [
    Kind("home", "/", most=150),
    Kind("news list", "/tin-tuc/"),
    Kind("article", "/tin-tuc/", r"/tin-tuc/(?!chuyen-muc/|the/|feed)[^/?#\"]+", 100),
    Kind("legal document", "/van-ban/?nhom=quy-pham", r"/van-ban/(?!feed)[^/?#\"]+"),
    Kind("procedure", "/thu-tuc/", r"/thu-tuc/[^/?#\"]+"),
    Kind("search", "/tim-kiem"),
    # Not to be found from outside: their addresses have no end.
    Kind("search results", "/tim-kiem?q=khai+sinh", skipped="is-crawlable"),
]


@dataclass(frozen=True)
class Run:
    """What one run found: points (0 to 100) of each group, kilobytes without pictures and of pictures, what cost
    points, and how fast the machine was (Lighthouse's own index: 1,000 and more where nothing else runs)."""

    points: dict[str, float]
    kilobytes: float
    pictures: float
    lost: tuple[str, ...]
    machine: float


def read(report: dict[str, Any]) -> Run:
    """A report of Lighthouse (its JSON). Raises ValueError where the page could not be looked at."""
    if report.get("runtimeError"):
        raise ValueError(report["runtimeError"].get("message", "runtime error"))
    points, lost = {}, []
    for group in GROUPS:
        category = report["categories"][group]
        if category["score"] is None:
            raise ValueError(f"no score for {group}")
        points[group] = category["score"] * 100
        lost += [f"{group}: {told}" for told in _lost(category, report["audits"])]
    carried, pictures = _carried(report["audits"]["network-requests"]["details"]["items"])
    machine = float(report["environment"]["benchmarkIndex"])
    return Run(points, carried / 1024, pictures / 1024, tuple(lost), machine)


def _lost(category: dict[str, Any], audits: dict[str, Any]) -> Iterator[str]:
    for part in category["auditRefs"]:
        audit = audits.get(part["id"])
        if audit and part["weight"] and audit["score"] is not None and audit["score"] < 1:
            yield f"{part['id']} {audit['score']:.2f} {audit.get('displayValue', '')}".strip()


def _carried(requests: list[dict[str, Any]]) -> tuple[int, int]:
    """Bytes on the wire of everything but pictures, and of pictures."""
    sizes = [(one.get("resourceType") == "Image", int(one.get("transferSize") or 0)) for one in requests]
    return sum(size for is_picture, size in sizes if not is_picture), sum(size for one, size in sizes if one)


def slowdown(machine: float) -> float:
    """How many times slower the processor is to seem, on a machine with this index of Lighthouse."""
    return min(SLOWDOWN, max(1.0, machine / LIKE_A_PHONE))


def _look(address: str, skipped: str, machine: float, chromium: str, folder: Path) -> dict[str, Any]:
    target = folder / "report.json"
    command = [str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={target}"]
    command += ["--throttling-method=simulate", "--form-factor=mobile", f"--chrome-flags={SWITCHES}"]
    command.append(f"--throttling.cpuSlowdownMultiplier={slowdown(machine):.2f}")
    if skipped:
        command.append(f"--skip-audits={skipped}")
    for attempt in range(TRIES):
        target.unlink(missing_ok=True)
        done = subprocess.run(
            command,
            env={**os.environ, "CHROME_PATH": chromium},
            timeout=PATIENCE,
            capture_output=True,
            text=True,
        )
        if done.returncode == 0 and target.exists():
            report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
            return report
        print(f"  Lighthouse ended with {done.returncode} (try {attempt + 1})", file=sys.stderr)
    raise RuntimeError(f"{address} could not be looked at:\n{done.stderr[-2000:]}")


def _path(kind: Kind, port: int, host: str) -> str:
    if not kind.follow:
        return kind.path
    links = re.findall(rf'href="({kind.follow})"', fetch(port, kind.path, {"Host": host})[2].decode())
    if not links:
        raise RuntimeError(f"{kind.path} has no link to a page like {kind.follow}")
    return str(links[0])


def _told(kind: Kind, path: str, runs: list[Run]) -> bool:
    """Print the medians of a kind of page; True where all is as promised."""
    points = {group: statistics.median(run.points[group] for run in runs) for group in GROUPS}
    kilobytes = statistics.median(run.kilobytes for run in runs)
    pictures = statistics.median(run.pictures for run in runs)
    machine = statistics.median(run.machine for run in runs)
    good = min(points.values()) >= LEAST and (kind.most is None or kilobytes <= kind.most)
    told = "".join(f"{points[group]:16.0f}" for group in GROUPS)
    print(
        f"{kind.name:16}{told}{kilobytes:10.1f}{pictures:10.1f}{machine:9.0f}   {'' if good else 'SHORT '}{path}",
        flush=True,
    )
    for line in sorted({line for run in runs for line in run.lost if not good or "performance" not in line}):
        print(f"    {line}", flush=True)
    return good


def _measured(port: int, host: str, chosen: argparse.Namespace, chromium: str, folder: Path) -> bool:
    wanted = {one.strip() for one in chosen.only.split(",") if one.strip()}
    good, machine = True, read(_look(f"http://{host}/", "", 0, chromium, folder)).machine
    print(
        f"{'':16}" + "".join(f"{group:>16}" for group in GROUPS) + f"{'KB':>10}{'pictures':>10}{'machine':>9}"
    )
    for kind in KINDS:
        if wanted and kind.name not in wanted:
            continue
        path, runs = _path(kind, port, host), []
        for _ in range(3):  # the portal has been read before
            fetch(port, path, {"Host": host, "Accept-Encoding": "gzip, deflate, br, zstd"})
        for number in range(chosen.runs):
            report = _look(f"http://{host}{path}", kind.skipped, machine, chromium, folder)
            runs.append(read(report))
            machine = runs[-1].machine
            if chosen.keep:
                chosen.keep.mkdir(parents=True, exist_ok=True)
                (chosen.keep / f"{kind.name.replace(' ', '-')}-{number}.json").write_text(json.dumps(report))
        good &= _told(kind, path, runs)
    return good


def main() -> int:
    """Measure and print; 1 where a page falls short, 0 also where the tools are not there (said so)."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--portal", default="", help="slug of a commune; without it, the district")
    parser.add_argument("--instance", type=Path, help="an installation to look at, instead of a new one")
    parser.add_argument("--keep", type=Path, help="leave the reports in this folder")
    parser.add_argument(
        "--only", default="", help="kinds of page, by comma: " + ", ".join(one.name for one in KINDS)
    )
    chosen = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not LIGHTHOUSE.exists() or chromium is None:
        print(
            "Lighthouse is not there (make tools) or no Chromium (Debian: apt install chromium): not measured."
        )
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = _prepared(chosen.instance or folder / "instance")
        with portal_server("wsgi:app", 1, **environment) as port:
            host = f"{chosen.portal}.localhost:{port}" if chosen.portal else f"localhost:{port}"
            return 0 if _measured(port, host, chosen, chromium, folder) else 1


if __name__ == "__main__":
    sys.exit(main())
