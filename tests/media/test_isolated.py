"""The child process for foreign bytes: its limits hold, it gets nothing of ours, and it is not believed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from portal.media import isolated, pictures
from portal.media.isolated import IsolatedFailure, run_isolated
from portal.media.pictures import make_renditions
from tests.media import samples

needs_data = pytest.mark.skipif(not samples.SHARED.is_dir(), reason=f"no data set at {samples.SHARED}")


def planted(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put another worker in place that sets the limits and then runs this code."""
    text = f"import sys\nsys.path.insert(0, {str(isolated.WORKER.parent)!r})\nimport json, os, time, worker\n"
    text += "order = json.load(sys.stdin)\nworker._limit(order['seconds'], order['memory_mb'])\n" + code
    (folder / "planted.py").write_text(text)
    monkeypatch.setattr(isolated, "WORKER", folder / "planted.py")


def children() -> set[int]:
    """The processes that this one started and has not yet taken leave of."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(number) for one in lists for number in one.read_text().split()}


def test_child_starts_quickly(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(samples.picture(30, 30))
    times = []
    for _ in range(3):
        started = time.perf_counter()
        make_renditions(tmp_path / "a.jpg", tmp_path)
        times.append(time.perf_counter() - started)
    assert min(times) < 1.0  # 0.2 s on an idle machine


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("time.sleep(60)", 1),
        ("while True: pass", 1),
        ("x = bytearray(900 << 20)", 5),
        ("os.abort()", 5),
        ("os.kill(os.getpid(), 9)", 5),
        ("sys.exit(0)", 5),
        ("print('x' * 2_000_000)", 5),
        ("for _ in range(200): sys.stdout.write('x' * 1_000_000)", 10),
        ("print('[1]')", 5),
        ("print('[' * 900_000)", 5),
        ("open(__file__ + '.big', 'wb').write(bytes(70 << 20)); print('{}')", 5),
    ],
)
def test_child_that_misbehaves_is_a_failure_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, seconds: int
) -> None:
    planted(tmp_path, monkeypatch, code)
    before = children()
    started = time.perf_counter()
    with pytest.raises(IsolatedFailure, match="Hãy"):
        run_isolated("x", {}, seconds=seconds)
    assert time.perf_counter() - started < seconds + 3
    assert children() <= before  # a test process may have a database server of its own beside


def test_child_gets_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    code = """
import resource
files = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
limits = {one: resource.getrlimit(getattr(resource, "RLIMIT_" + one)) for one in ("AS", "CPU", "FSIZE", "NOFILE")}
print(json.dumps({"env": dict(os.environ), "files": files, "limits": limits, "sid": os.getsid(0), "pid": os.getpid(),
    "ours": [one for one in sys.modules if one.startswith("portal")]}))
"""
    planted(tmp_path, monkeypatch, code)
    with (tmp_path / "open-secret").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        found = run_isolated("x", {}, seconds=7, memory_mb=300)
    assert set(found["env"]) <= {"PATH", "LANG", "LC_CTYPE"}
    assert not any("open-secret" in one for one in found["files"])
    assert found["sid"] == found["pid"] and found["ours"] == []
    assert found["limits"]["AS"][1] == 300 << 20 and found["limits"]["CPU"][1] <= 8
    assert found["limits"]["FSIZE"][1] <= 64 << 20 and found["limits"]["NOFILE"][1] <= 64


@pytest.mark.asvs("1.4.3")
def test_what_the_child_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "pid = os.fork()\nif pid == 0:\n    time.sleep(60)\nprint(json.dumps({'pid': pid}))"
    planted(tmp_path, monkeypatch, code)
    pid = run_isolated("x", {})["pid"]
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the grandchild lives")


def test_answer_of_the_child_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"width": 320, "height": 1, "format": "webp", "source_width": 1, "source_height": 1}
    (tmp_path / "320.jpeg").symlink_to("/etc/passwd")
    for bad in (
        {"format": "../../../etc/passwd"}, {"format": "jpeg"}, {"width": "x"}, {"height": -1}, {"format": "svg"},
    ):  # fmt: skip
        answer: dict[str, Any] = {"result": [good | bad]}
        monkeypatch.setattr(pictures, "run_isolated", lambda *_args, answer=answer: answer)
        with pytest.raises(IsolatedFailure):
            make_renditions(tmp_path / "x", tmp_path)
    for nonsense in ({}, {"result": []}, {"result": [1]}, {"result": None}):
        monkeypatch.setattr(pictures, "run_isolated", lambda *_args, answer=nonsense: answer)
        with pytest.raises(IsolatedFailure):
            make_renditions(tmp_path / "x", tmp_path)


MEASURE = """
import resource, sys, tempfile
from pathlib import Path
from portal.media import kinds, pictures
from portal.media.isolated import IsolatedFailure
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name in sys.argv[1:]:
    path = Path(name)
    try:
        kinds.inspect(path, path.name)
    except kinds.Refused:
        pass
    with tempfile.TemporaryDirectory() as folder:
        try:
            pictures.make_renditions(path, Path(folder))
        except IsolatedFailure:
            pass
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(after - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@needs_data
@pytest.mark.asvs("5.2.1", "15.2.2")
def test_bombs_take_no_memory() -> None:
    bombs = [str(one) for one in samples.GENERATED.iterdir() if "bomb" in one.name or "many" in one.name]
    assert bombs
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *bombs],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    ours, children = map(int, done.stdout.split())
    assert ours < 200 * 1024 and children < 200 * 1024, (ours, children)


@pytest.mark.asvs("15.2.2")
def test_memory_of_the_child_is_limited(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    (tmp_path / "large").write_bytes(samples.picture(8000, 5000, "PNG", "RGBA"))
    make_renditions(tmp_path / "large", tmp_path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 512 * 1024)
