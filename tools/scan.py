"""Two scanners against a portal of their own on this machine: `make scan`.

wapiti walks the public portal and the desk (signed in as an administrator) and attacks what it finds; sqlmap takes the
parameters of lists, search and the read API. Nothing else on the network is asked. Each part ends after its minutes.
Findings are printed by severity; the exit status is 1 if one of high or medium severity is left that nobody explained
(EXPLAINED; docs/an-toan.md gives the reasons). The scanners live in .tools/scan, apart from what the portal needs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / ".tools" / "scan"
SCANNERS = ("wapiti3==3.2.3", "sqlmap==1.10.10")
# Without those that ask servers elsewhere (takeover, wapp, nikto, htp, ssrf, xxe), look for products, want TLS, or try
# what is nowhere here (ldap: it calls every search an injection whose answer depends on what is sought).
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,timesql,"
    "upload,xss"
)
NOWHERE = "http://127.0.0.1:9/"  # where a server would be that a page could be made to ask
# What ends the own session, or the portal that is scanned.
LEAVE = (
    "dang-xuat",
    "phien",
    "tam-dung",
    "ket-thuc",
    "mat-khau",
    "lop-thu-hai",
    "tai-khoan",
    "cac-cong",
    "sap-nhap",
)
PARAMETERS = (
    "/tim-kiem?q=khai&loai=legal&pham-vi=huyen&trang=1&nam=2025",
    "/tim-kiem/goi-y?q=khai",
    "/van-ban/?q=ke&loai=quyet-dinh&co-quan=ubnd&linh-vuc=a&nam=2025&hieu-luc=in_force&nhom=chi-dao&trang=1",
    "/thu-tuc/?q=khai&linh-vuc=a&cap=xa&dich-vu=toan-trinh&trang=1",
    "/tin-tuc/?trang=1",
    "/du-lieu-mo?q=tin",
    "/api/v1/search?q=khai&kind=news&scope=own&limit=5",
    "/api/v1/news?tag=a&limit=5&cursor=x",
    "/api/v1/legal-documents?q=a&limit=5&on=2025-01-01",
    "/api/v1/procedures?q=a&limit=5",
    "/hoi-dap/?q=a&linh-vuc=a&trang=1",
    "/phan-anh/?q=a&trang=1",
)
DESK_PARAMETERS = (
    "/quan-tri/tin-tuc/?q=a&trang-thai=draft&trang=1&xep=title",
    "/quan-tri/van-ban/?q=a&trang-thai=draft&trang=1&xep=title",
    "/quan-tri/nhat-ky/?q=a&nguoi=a&viec=a&tu-ngay=2025-01-01&trang=1",
    "/quan-tri/thu-vien/?q=a&loai=image&trang=1",
)
EXPLAINED = {
    "^Cross Site Request Forgery /(hoi-dap|phan-anh|gop-y|tham-do)/": "phiếu ký dùng một lần thay cho phiên",
    "^Cross Site Request Forgery /tra-cuu/": "chỉ đọc, phải biết mã hồ sơ và mã bí mật, không theo phiên",
    "^Secure Flag cookie": "cổng được quét chạy HTTP; sau TLS cookie có Secure (PORTAL_COOKIE_SECURE)",
}
"""What is no fault, by a pattern of "kind path parameter": why."""
LEVELS = {1: "low", 2: "medium", 3: "high", 4: "critical"}


@dataclass(frozen=True)
class Finding:
    """What a scanner says of a place."""

    level: int
    kind: str
    path: str
    parameter: str
    said: str

    @property
    def explained(self) -> str:
        """Why it is no fault; "" if nobody said so."""
        told = f"{self.kind} {self.path} {self.parameter}"
        return next((why for pattern, why in EXPLAINED.items() if re.search(pattern, told)), "")


def install() -> None:
    """Put the scanners into an environment of their own, once."""
    stamp = HERE / f".{'-'.join(SCANNERS)}"
    if stamp.is_file():
        return
    venv.create(HERE, with_pip=True)
    subprocess.run([HERE / "bin" / "pip", "install", "--quiet", *SCANNERS], check=True)
    stamp.touch()


@contextmanager
def portal(prepared: Path) -> Iterator[tuple[str, str]]:
    """A portal on this machine that slows nobody down: its address, and the cookie of its first administrator."""
    sys.path.insert(0, str(ROOT))
    installation = import_module("tests.browser.installation")  # the tests' own way to a filled portal
    visitor = import_module("tests.browser.visitor")
    os.environ |= {"PORTAL_API_LIMIT": "1000000 per minute", "PORTAL_CONFIRM_MINUTES": "600"}
    prepared.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        running = installation.start(Path(folder), prepared)
        try:
            desk = visitor.Visitor(running, installation.DISTRICT).sign_in()
            yield running.url(installation.DISTRICT).rstrip("/"), desk.cookies["phien"]
        finally:
            running.stop()
            failed = [
                one for one in (Path(folder) / "output.txt").read_text().splitlines() if "Traceback" in one
            ]
            print(f"Lỗi bất ngờ trong nhật ký của cổng: {len(failed)}")


def wapiti(start: str, cookie: str, minutes: float, report: Path) -> list[Finding]:
    """What wapiti finds from an address on."""
    seconds, origin = int(minutes * 60), start.split("/quan-tri")[0].rstrip("/")
    options = {
        "-u": start, "--scope": "folder", "-m": MODULES, "-f": "json", "-o": str(report), "-d": "6", "-v": "1",
        "--max-scan-time": str(seconds), "--max-attack-time": str(max(30, seconds // 8)), "-S": "normal",
        "--max-files-per-dir": "12", "--max-links-per-page": "40", "--tasks": "1", "-t": "90", "--skip": "csrf_token",
        "--endpoint": NOWHERE, "--dns-endpoint": "localhost", "--store-session": str(report.parent / "session"),
    }  # fmt: skip
    command = [str(HERE / "bin" / "wapiti"), "--flush-session", "--no-bugreport"]
    command += [part for pair in options.items() for part in pair]
    command += [part for one in LEAVE for part in ("-x", f"{origin}/quan-tri/*{one}*")]
    if cookie:
        command += ["-H", f"Cookie: phien={cookie}"]
    with report.with_suffix(".txt").open("w") as file:
        subprocess.run(command, timeout=seconds * 2 + 600, stdout=file, stderr=subprocess.STDOUT)
    if not report.is_file():
        raise SystemExit("wapiti left no report")
    told = json.loads(report.read_text(encoding="utf-8"))
    if told["infos"].get("crawled_pages_nbr", 0) < 3:
        raise SystemExit("wapiti saw nothing")
    print(f"wapiti {start}: {told['infos'].get('crawled_pages_nbr', '?')} trang")
    return [
        Finding(int(one["level"]), kind, one["path"], one.get("parameter") or "", one["info"][:160])
        for part in ("vulnerabilities", "anomalies")
        for kind, found in told.get(part, {}).items()
        for one in found
    ]


def sqlmap(addresses: list[str], cookie: str, minutes: float, folder: Path) -> list[Finding]:
    """What sqlmap finds in the parameters of these addresses."""
    listed = folder / "addresses.txt"
    listed.write_text("\n".join(addresses) + "\n")
    output = folder / "sqlmap.txt"
    command = [
        *(str(HERE / "bin" / "sqlmap"), "-m", str(listed), "--batch", "--level", "1"),
        *("--risk", "1", "--technique", "BEU", "--threads", "2", "--timeout", "60", "--disable-coloring"),
        *("--output-dir", str(folder / "sqlmap"), "--flush-session"),
    ]
    if cookie:
        command += ["--cookie", f"phien={cookie}", "--drop-set-cookie"]
    with output.open("w") as file:
        try:
            subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, timeout=minutes * 60)
        except subprocess.TimeoutExpired:
            print("sqlmap: hết giờ trước khi thử hết")
    text = output.read_text(errors="replace")
    tried = text.count("does not seem to be injectable")
    print(f"sqlmap: {text.count('testing URL')} địa chỉ, {tried} tham số")
    if not tried:
        raise SystemExit("sqlmap tried nothing")
    found = re.findall(r"(?:GET|POST|Cookie) parameter '([^']+)' is (?:'[^']*' injectable|vulnerable)", text)
    return [Finding(4, "SQL injection", "", one, "sqlmap") for one in found]


def main() -> int:
    """Scan, print, and answer the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0, help="for each of the four parts")
    parser.add_argument(
        "--prepared", type=Path, default=HERE / "portal", help="where the filled portal is kept"
    )
    parser.add_argument("--only", choices=["wapiti", "sqlmap"])
    parser.add_argument("--reports", type=Path, default=HERE / "reports")
    options = parser.parse_args()
    install()
    shutil.rmtree(options.reports, ignore_errors=True)
    options.reports.mkdir(parents=True)
    found: list[Finding] = []
    with portal(options.prepared) as (address, cookie):
        if options.only != "sqlmap":
            found += wapiti(f"{address}/", "", options.minutes, options.reports / "public.json")
            found += wapiti(f"{address}/quan-tri/", cookie, options.minutes, options.reports / "desk.json")
        if options.only != "wapiti":
            for name, paths, who in (("public", PARAMETERS, ""), ("desk", DESK_PARAMETERS, cookie)):
                folder = options.reports / name
                folder.mkdir()
                found += sqlmap([address + one for one in paths], who, options.minutes, folder)
    return told(found)


def told(found: list[Finding]) -> int:
    """Print findings by severity; 1 if one of high or medium severity is not explained."""
    for one in sorted(set(found), key=lambda one: (-one.level, one.kind, one.path)):
        why = f" – không phải lỗi: {one.explained}" if one.explained else ""
        print(f"{LEVELS.get(one.level, one.level)}\t{one.kind}\t{one.path} {one.parameter}\t{one.said}{why}")
    left = [one for one in found if one.level >= 2 and not one.explained]
    print(f"{len(set(found))} điều tìm thấy; mức trung bình trở lên chưa được giải thích: {len(set(left))}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
