"""Pages of moving in from an old portal, and of its old addresses."""

from __future__ import annotations

import http.client
import re
import secrets
import time

from tests.browser.installation import Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor
from tests.moving.samples import wxr

WHERE = "/quan-tri/chuyen-du-lieu/"
DESK = [
    Page("desk-moving", COAST, WHERE, desk=True),
    Page("desk-moving-none", HILLS, WHERE, desk=True),
    Page("desk-moving-source", COAST, "{moving}", desk=True),
    Page(
        "desk-moving-errors",
        COAST,
        "{moving}",
        status=422,
        desk=True,
        control="site",
        values={"site": "tamhai"},
    ),
    Page("desk-moving-report", COAST, "{moving}/bao-cao", desk=True),
    Page("desk-old-paths", COAST, f"{WHERE}dia-chi-cu/", desk=True),
    Page(
        "desk-old-path",
        COAST,
        f"{WHERE}dia-chi-cu/",
        desk=True,
        follow=rf"{WHERE}dia-chi-cu/\d+",
    ),
    Page("desk-old-paths-none", HILLS, f"{WHERE}dia-chi-cu/", desk=True),
    Page(
        "desk-old-path-errors",
        COAST,
        f"{WHERE}dia-chi-cu/moi",
        status=422,
        desk=True,
        control="target",
        values={"address": "/cu", "target": "https://noi-khac.example/"},
    ),
]
FRAGMENTS = [
    Page("piece-moving-state", COAST, "{moving}", desk=True),
    Page("piece-moving-report", COAST, "{moving}/bao-cao?ket-qua=skipped", desk=True),
    Page("piece-old-paths", COAST, f"{WHERE}dia-chi-cu/?q=cau-ngu", desk=True),
]


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """Takes an old portal in, through the pages."""
    where = _bring(desk, "tam-hai-cu.xml", wxr().encode())
    _wait(desk, where, "Bước 2")
    assert desk.submit(f"{where}", "site", {"step": "take"}).status == 302
    _wait(desk, where, "Đã làm đến nay")
    return {"moving": where}


def _bring(desk: Visitor, name: str, raw: bytes) -> str:
    """Upload a source; the page of it."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.ask(WHERE).text)
    assert token is not None
    mark = secrets.token_hex(12)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token[1]}\r\n'.encode(),
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        + raw
        + b"\r\n",
        f"--{mark}--\r\n".encode(),
    ]
    connection = http.client.HTTPConnection("127.0.0.1", desk.installation.port, timeout=30)
    try:
        headers = {
            "Host": desk.installation.host(desk.slug),
            "Cookie": "; ".join(f"{name}={value}" for name, value in desk.cookies.items()),
            "Content-Type": f"multipart/form-data; boundary={mark}",
        }
        connection.request("POST", WHERE, b"".join(parts), headers)
        answer = connection.getresponse()
        assert answer.status == 302, answer.read().decode()
        return answer.headers["Location"]
    finally:
        connection.close()


def _wait(desk: Visitor, where: str, text: str) -> None:
    """Until the worker has done its step."""
    deadline = time.monotonic() + 60
    while text not in desk.ask(where).text or "Tải lại để xem tiến độ" in desk.ask(where).text:
        assert time.monotonic() < deadline, desk.ask(where).text
        time.sleep(0.2)
