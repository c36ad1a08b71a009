"""`make audit`: known faults of what the lock files name, from a service or from a copy; unseen is never clean."""

from __future__ import annotations

import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tools import audit
from tools.locking import locked
from tools.osv import LIMITS, Part, compare, concerns

TODAY = date(2026, 12, 1)
LOCK = ROOT / "requirements.lock"
REAL = {one.name: one.version for one in locked(LOCK.read_text())}
Write = Callable[..., Path]


def advisory(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """An advisory about a package of PyPI, changed and published a day ago unless told otherwise."""
    kind = more.pop("kind", "ECOSYSTEM")
    affected = {
        "package": {"ecosystem": more.pop("ecosystem", "PyPI"), "name": name},
        "ranges": [{"type": kind, "events": list(events)}] if events else [],
        "versions": more.pop("versions", []),
    }
    told = {"id": "GHSA-aaaa-bbbb-cccc", "modified": "2026-11-30T00:00:00Z", "summary": "Chữ lọt ra"}
    return told | {"published": "2026-11-30T00:00:00Z", "affected": [affected]} | more


@pytest.fixture
def copy(tmp_path: Path) -> Write:
    """Writes advisories into a folder as the export of OSV has them, with one that concerns nothing of ours."""

    def write(*told: dict[str, Any], other: bool = True) -> Path:
        folder = tmp_path / "osv"
        folder.mkdir(exist_ok=True)
        all_of_them = [
            *told,
            *([advisory("not-of-ours", {"introduced": "0"}, id="PYSEC-2026-1")] if other else []),
        ]
        for number, one in enumerate(all_of_them):
            (folder / f"{number}.json").write_text(json.dumps(one))
        return folder

    return write


def looked(capsys: pytest.CaptureFixture[str], *arguments: object, today: date = TODAY) -> tuple[int, str]:
    """The exit status and what was said."""
    status = audit.main([str(one) for one in arguments], today)
    return status, capsys.readouterr().out


def test_a_copy_that_concerns_nothing_of_ours_ends_with_0(
    copy: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = looked(capsys, LOCK, "--advisories", copy())
    assert (status, f"{len(REAL)} thành phần với 1 cảnh báo" in said) == (0, True)
    assert "Không có lỗ hổng nào đã biết" in said


def test_a_fault_of_the_real_lock_is_found(copy: Write, capsys: pytest.CaptureFixture[str]) -> None:
    told = advisory("Flask", {"introduced": "0"}, {"fixed": "99"}, aliases=["CVE-2026-1"])
    status, said = looked(capsys, LOCK, "--advisories", copy(told))
    assert status == 1
    assert f"flask {REAL['flask']}: CVE-2026-1 GHSA-aaaa-bbbb-cccc" in said and "vá ở 99" in said


def test_names_are_compared_as_pypi_compares_them(copy: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert "flask-sqlalchemy" in REAL
    folder = copy(advisory("Flask_SQLAlchemy", {"introduced": "0"}))
    assert looked(capsys, LOCK, "--advisories", folder)[0] == 1


@pytest.mark.parametrize(
    ("events", "version", "hit"),
    [
        ([{"introduced": "0"}, {"fixed": "2.0"}], "1.9.9", True),
        ([{"introduced": "0"}, {"fixed": "2.0"}], "2.0", False),
        ([{"introduced": "0"}, {"fixed": "2.0"}], "2.0rc1", True),
        ([{"introduced": "1.5"}, {"fixed": "2.0"}], "1.4.9", False),
        ([{"introduced": "1.5"}, {"fixed": "2.0"}], "1.5", True),
        ([{"introduced": "1.5"}, {"last_affected": "2.0"}], "2.0", True),
        ([{"introduced": "1.5"}, {"last_affected": "2.0"}], "2.0.post1", False),
        ([{"introduced": "1.5"}], "900", True),
        ([{"fixed": "1.2"}, {"introduced": "0"}, {"introduced": "2.0"}, {"fixed": "2.3"}], "1.3", False),
        ([{"fixed": "1.2"}, {"introduced": "0"}, {"introduced": "2.0"}, {"fixed": "2.3"}], "2.10", False),
        ([{"fixed": "1.2"}, {"introduced": "0"}, {"introduced": "2.0"}, {"fixed": "2.10"}], "2.9", True),
        ([{"introduced": "a strange one"}], "1.0", True),  # what cannot be understood counts
    ],
)
def test_borders_of_ranges(events: list[dict[str, str]], version: str, hit: bool) -> None:
    assert concerns(advisory("x", *events)["affected"][0], version) is hit


def test_versions_that_are_listed_and_entries_that_say_nothing() -> None:
    listed = advisory("x", versions=["1.0", "1.1.0", "old-style"])["affected"][0]
    assert concerns(listed, "1.1") and not concerns(listed, "1.2")
    assert concerns(advisory("x")["affected"][0], "1.0"), "neither a range nor a list: about every version"
    only_git = advisory("x", {"introduced": "0"}, kind="GIT", versions=["2.0"])["affected"][0]
    assert not concerns(only_git, "1.0"), "revisions of a repository say nothing about versions"


def test_withdrawn_advisories_count_as_read_alone(copy: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy(advisory("flask", {"introduced": "0"}, withdrawn="2026-11-30T00:00:00Z"))
    status, said = looked(capsys, LOCK, "--advisories", folder)
    assert status == 0 and "2 cảnh báo" in said


def test_one_fault_under_several_names_is_told_once(copy: Write, capsys: pytest.CaptureFixture[str]) -> None:
    every = {"introduced": "0"}
    folder = copy(
        advisory("flask", every, id="PYSEC-2026-7", aliases=["CVE-2026-7"]),
        advisory(
            "flask", every, {"fixed": "99"}, id="GHSA-x", aliases=["CVE-2026-7"],
            database_specific={"severity": "HIGH"},
        ),
        advisory("flask", every, id="CVE-2026-7", aliases=[]),
        advisory("flask", every, id="PYSEC-2026-8", aliases=["CVE-2026-8"]),
    )  # fmt: skip
    status, said = looked(capsys, LOCK, "--advisories", folder)
    assert status == 1 and "Có 2 lỗ hổng" in said
    assert "CVE-2026-7 GHSA-x PYSEC-2026-7 (cao" in said and "vá ở 99" in said


@pytest.mark.parametrize(
    "what", ["missing", "empty", "broken", "old", "no npm", "no lock", "old npm", "no purl"]
)
def test_what_could_not_be_looked_at_is_not_taken_for_clean(
    what: str, copy: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, folder, today = [LOCK], tmp_path / "osv", TODAY
    if what == "empty":
        folder.mkdir()
    elif what != "missing":
        copy()
    if what == "broken":
        (folder / "9.json").write_text('{"id": "half')
    if what == "old":
        today = date(2026, 12, 31)
    if what == "no npm":
        bill = tmp_path / "a.cdx.json"
        bill.write_text(json.dumps({"components": [{"purl": "pkg:npm/htmx.org@4.0.1"}]}))
        files.append(bill)
    if what == "old npm":  # beside a fresh copy for Python
        bill = tmp_path / "a.cdx.json"
        bill.write_text(json.dumps({"components": [{"purl": "pkg:npm/htmx.org@4.0.1"}]}))
        files.append(bill)
        copy(advisory("z", {"introduced": "0"}, ecosystem="npm", modified="2026-09-01T00:00:00Z"))
    if what == "no purl":
        bill = tmp_path / "a.cdx.json"
        bill.write_text(json.dumps({"components": [{"name": "z"}, {"purl": "pkg:pypi/flask@1"}]}))
        files.append(bill)
    if what == "no lock":
        files = [tmp_path / "nothing.lock"]
        files[0].write_text("# nothing\n")
    status, said = looked(capsys, *files, "--advisories", folder, today=today)
    assert status == 3 and "CHƯA SOÁT ĐƯỢC" in said and "Không có lỗ hổng nào đã biết." not in said


def test_an_export_as_zip_and_libraries_of_scripts(
    copy: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bill = tmp_path / "a.cdx.json"
    bill.write_text(
        json.dumps({"components": [{"purl": "pkg:npm/%40a/b@1.2.3"}, {"purl": "pkg:npm/c@1.2.3"}]})
    )
    semver = {"ecosystem": "npm", "kind": "SEMVER"}
    folder = copy(
        advisory("@a/b", {"introduced": "1.0.0"}, {"fixed": "1.2.4"}, **semver),
        advisory("c", {"introduced": "1.0.0"}, {"fixed": "1.2.3"}, **semver),
    )
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    status, said = looked(capsys, bill, "--advisories", packed)
    assert status == 1 and "@a/b 1.2.3" in said and "Có 1 lỗ hổng" in said


@pytest.mark.asvs("15.2.1")
def test_what_is_past_the_documented_time_is_told(copy: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """The limits are those of docs/an-toan.md; what nobody graded counts as the gravest, what nobody mended waits."""
    told = re.sub(r"\s+", " ", (ROOT / "docs" / "an-toan.md").read_text(encoding="utf-8"))
    limits = re.search(
        r"nghiêm trọng (\d+) ngày, cao (\d+) ngày, trung bình (\d+) ngày, thấp (\d+) ngày", told
    )
    assert limits and [int(one) for one in limits.groups()] == [
        LIMITS[one] for one in ("CRITICAL", "HIGH", "MODERATE", "LOW")
    ]
    every, mended = {"introduced": "0"}, {"fixed": "99"}
    for grade, days in (*LIMITS.items(), ("", LIMITS["CRITICAL"])):
        for late in (0, 1):
            day = date.fromordinal(TODAY.toordinal() - days - late)
            graded = {"database_specific": {"severity": grade}} if grade else {}
            folder = copy(advisory("flask", every, mended, published=f"{day}T00:00:00Z", **graded))
            assert ("QUÁ HẠN VÁ" in looked(capsys, LOCK, "--advisories", folder)[1]) is bool(late), (
                grade,
                late,
            )
    folder = copy(advisory("flask", every, published="2020-01-01T00:00:00Z"))
    assert "QUÁ HẠN VÁ" not in looked(capsys, LOCK, "--advisories", folder)[1]


def test_parts_of_one_name_in_two_versions_are_both_looked_at() -> None:
    told = [advisory("x", {"introduced": "0"}, {"fixed": "2"})]
    found = compare([Part("pypi", "x", "1"), Part("pypi", "x", "2"), Part("npm", "x", "1")], told)
    assert [one.part for one in found.faults] == [Part("pypi", "x", "1")]


class _Osv(BaseHTTPRequestHandler):
    """A service that speaks OSV's protocol: knows one fault of flask, or fails."""

    answers: dict[str, Any] = {}
    status = 200

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(self.answers.get(asked["package"]["name"], {})).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[tuple[str, type[_Osv]]]:
    """Where the service answers, and what can be set in it."""
    kind = type("Osv", (_Osv,), {"answers": {}, "status": 200})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query", kind
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(
    not audit.PIP_AUDIT.exists(), reason="pip-audit is not installed: make lint sets it up in .tools/checks"
)
def test_pip_audit_asks_a_service_and_a_service_that_fails_is_not_clean(
    service: tuple[str, type[_Osv]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, kind = service
    parts = re.split(r"\n(?=[^\s#])", LOCK.read_text())
    few = tmp_path / "few.lock"
    few.write_text("\n".join(one for one in parts if one.startswith(("flask==", "jinja2=="))) + "\n")
    assert looked(capsys, few, "--osv-url", url)[0] == 0
    kind.answers = {"flask": {"vulns": [advisory("flask", {"introduced": "0"}, {"fixed": "99"})]}}
    status, said = looked(capsys, few, "--osv-url", url)
    assert status == 1 and "GHSA-aaaa-bbbb-cccc" in said and "Có 1 lỗ hổng" in said
    kind.status = 503
    status, said = looked(capsys, few, "--osv-url", url)
    assert status == 3 and "CHƯA SOÁT ĐƯỢC" in said
    status, said = looked(capsys, few, "--osv-url", "http://127.0.0.1:9/")
    assert status == 3 and "CHƯA SOÁT ĐƯỢC" in said


def test_a_part_without_an_answer_is_not_clean() -> None:
    """pip-audit ends with 0 where a service knows nothing of a part: it was skipped, not looked at."""
    skipped = json.dumps({"dependencies": [{"name": "flask", "skip_reason": "not found on PyPI"}]})
    with pytest.raises(audit.Unseen, match="flask"):
        audit._answered(LOCK, 1, skipped, "")
    with pytest.raises(audit.Unseen, match="0/3"):
        audit._answered(LOCK, 3, json.dumps({"dependencies": []}), "")
