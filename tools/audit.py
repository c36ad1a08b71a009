"""Known faults of what the system is made of: `make audit`, or `python -m tools.audit [FILE …]`.

FILE is a lock file or a bill of materials (CycloneDX); unless given, what runs and what tests. Without `--advisories`
pip-audit asks a service (OSV); with it, a folder or ZIP of advisories is read and nobody is asked.

Exit status: 0 all was looked at and nothing is known; 1 something is known; 2 called wrongly; 3 it could not be looked
at (no service, an old or empty copy, a part without an answer), which is never to be taken for 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from tools.locking import locked
from tools.osv import Fault, Part, advisories, compare

ROOT = Path(__file__).resolve().parents[1]
PIP_AUDIT = ROOT / ".tools" / "checks" / "bin" / "pip-audit"
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
NOTHING, FOUND, UNSEEN = 0, 1, 3
OLDEST = 30
"""Days: an older copy of the advisories says nothing about today."""
LEVELS = {
    "CRITICAL": "nghiêm trọng",
    "HIGH": "cao",
    "MODERATE": "trung bình",
    "MEDIUM": "trung bình",
    "LOW": "thấp",
}


class Unseen(Exception):
    """It could not be looked at; the message says why, in Vietnamese."""


def parts_of(path: Path) -> Iterator[Part]:
    """The parts that a lock file or a bill of materials names. Raises Unseen for a file that names none."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            told = json.loads(text).get("components", [])
            nameless = [str(one.get("name")) for one in told if _part(str(one.get("purl", ""))) is None]
            if nameless:
                raise Unseen(f"{path.name}: không rõ {', '.join(nameless[:5])} lấy từ kho nào (thiếu purl)")
            found = [_part(str(one["purl"])) for one in told]
        else:
            found = [Part("pypi", one.name, one.version) for one in locked(text)]
    except (OSError, ValueError) as error:
        raise Unseen(f"không đọc được {path.name}: {error}") from error
    if not any(found):
        raise Unseen(f"{path.name} không kể thành phần nào")
    yield from filter(None, found)


def _part(purl: str) -> Part | None:
    kind, _slash, rest = purl.removeprefix("pkg:").partition("/")
    name, _at, version = rest.rpartition("@")
    return Part(kind, unquote(name), unquote(version)) if name else None


def from_files(files: Sequence[Path], places: Sequence[Path], today: date) -> list[Fault]:
    """Compare with stored advisories. Raises Unseen for a copy that cannot be read, is empty, misses an ecosystem or
    is older than OLDEST days."""
    parts = list(dict.fromkeys(chain.from_iterable(map(parts_of, files))))
    try:
        made = compare(parts, chain.from_iterable(map(advisories, places)))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise Unseen(f"không đọc được bản chép các cảnh báo: {error}") from error
    if not made.newest:
        raise Unseen("không có cảnh báo nào trong bản chép; hãy chép lại")
    days = ", ".join(f"{kind} ngày {at:%d/%m/%Y}" for kind, at in sorted(made.newest.items()))
    _say(f"Đã so {len(parts)} thành phần với {made.read} cảnh báo, mới nhất: {days}.")
    wanted = {one.kind for one in parts}
    missing = wanted - made.newest.keys()
    age = max(((today - made.newest[kind].date()).days for kind in wanted - missing), default=0)
    if age > OLDEST or missing:
        for fault in made.faults:
            _say(_line(fault, today))
    if age > OLDEST:
        raise Unseen(f"bản chép các cảnh báo đã {age} ngày, quá {OLDEST} ngày; hãy chép bản mới")
    if missing:
        raise Unseen(f"bản chép không có cảnh báo nào của: {', '.join(sorted(missing))}")
    return made.faults


def from_service(files: Sequence[Path], url: str) -> list[str]:
    """Ask a service through pip-audit: a line for each fault. Raises Unseen where it gives no answer for every part."""
    if not PIP_AUDIT.exists():
        raise Unseen("chưa cài pip-audit (make lint cài vào .tools/checks)")
    lines = []
    for path in files:
        parts = list(parts_of(path))
        more = ["--osv-url", url] if url else []
        done = subprocess.run(
            [str(PIP_AUDIT), "--requirement", str(path), "--require-hashes", "--disable-pip", "--format", "json",
             "--vulnerability-service", "osv", "--progress-spinner", "off", "--desc", "off", *more],
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        lines += _answered(path, len(parts), done.stdout, done.stderr)
    return lines


def _answered(path: Path, wanted: int, answer: str, said: str) -> list[str]:
    try:
        told = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        last = said.strip().splitlines()[-1:] or ["không có trả lời"]
        raise Unseen(f"không hỏi được máy chủ cảnh báo: {last[0][:300]}") from error
    silent = [one["name"] for one in told if "skip_reason" in one]
    if silent or len(told) < wanted:
        raise Unseen(
            f"{path.name}: máy chủ không trả lời về {', '.join(silent[:5]) or wanted - len(told)}"
            f"{' …' if len(silent) > 5 else ''} ({len(told) - len(silent)}/{wanted} thành phần có trả lời)"
        )
    _say(f"Đã hỏi về {wanted} thành phần của {path.name}.")
    return [
        f"- {one['name']} {one['version']}: {fault['id']} {' '.join(fault.get('aliases', []))}; "
        f"vá ở {', '.join(fault.get('fix_versions', [])) or 'chưa có bản vá'}"
        for one in told
        for fault in one["vulns"]
    ]


def _line(fault: Fault, today: date) -> str:
    mended = ", ".join(fault.mended) or "chưa có bản vá"
    late = " – QUÁ HẠN VÁ" if fault.is_overdue(today) else ""
    level = LEVELS.get(fault.severity, "chưa rõ mức")
    return (
        f"- {fault.part.name} {fault.part.version}: {' '.join(fault.names)} ({level}, công bố "
        f"{fault.published:%d/%m/%Y}); vá ở {mended}{late}. {fault.summary}"
    )


def _say(line: str) -> None:
    print(line, flush=True)


def main(arguments: Sequence[str] | None = None, today: date | None = None) -> int:
    """Look, and say what was found; the exit status."""
    asked = argparse.ArgumentParser(description="Lỗ hổng đã biết của các thành phần")
    asked.add_argument("files", nargs="*", type=Path, help="tệp khóa hoặc danh mục thành phần (.cdx.json)")
    asked.add_argument("--advisories", action="append", type=Path, help="thư mục hay tệp ZIP cảnh báo OSV")
    asked.add_argument(
        "--osv-url", default="", help="máy chủ cảnh báo theo giao thức OSV, thay cho api.osv.dev"
    )
    given = asked.parse_args(arguments)
    today = today or datetime.now(UTC).date()
    try:
        if given.advisories:
            faults = from_files(given.files or LOCKS, given.advisories, today)
            lines = [_line(one, today) for one in faults]
        else:
            lines = from_service(given.files or LOCKS, given.osv_url)
            _say("Thư viện JavaScript không được hỏi theo cách này: dùng --advisories (docs/an-toan.md).")
    except subprocess.TimeoutExpired as slow:
        _say(f"CHƯA SOÁT ĐƯỢC: máy chủ cảnh báo không trả lời trong {slow.timeout:.0f} giây.")
        return UNSEEN
    except Unseen as reason:
        _say(f"CHƯA SOÁT ĐƯỢC: {reason}. Đây không phải là kết quả “không có lỗ hổng”.")
        return UNSEEN
    for line in lines:
        _say(line)
    _say(f"Có {len(lines)} lỗ hổng đã biết." if lines else "Không có lỗ hổng nào đã biết.")
    return FOUND if lines else NOTHING


if __name__ == "__main__":
    sys.exit(main())
