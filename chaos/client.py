"""A browser for the trial: one person at one portal, a new connection for each request as nginx makes them."""

from __future__ import annotations

import http.client
import re
import secrets
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from chaos.installation import PASSWORD, Installation, host_of
from chaos.people import email_of

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LOST = 0
"""The status of a request that nobody answered."""


@dataclass(frozen=True)
class Answer:
    """What came back; `status` is LOST where nothing or not all did."""

    status: int
    text: str = ""
    location: str = ""
    fault: str = ""
    seconds: float = 0.0


class Client:
    """Cookies and the token of forms are kept; redirections are not followed. Raises nothing."""

    def __init__(self, installation: Installation, slug: str, timeout: float = 60.0) -> None:
        self.slug = slug
        self._installation = installation
        self._timeout = timeout
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, form: dict[str, str], upload: tuple[str, bytes] | None = None) -> Answer:
        """Send a form with the token; `upload` is a file: its name, its bytes."""
        fields = {"csrf_token": self._token} | form
        if upload is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            kind, body = _multipart(fields, *upload)
        return self._ask("POST", path, body, {"Content-Type": kind})

    def sign_in(self) -> bool:
        """Sign in as the editor of the portal; whether it worked."""
        self._cookies.clear()
        self._take_token("/quan-tri/dang-nhap")
        form = {"email": email_of(self.slug), "password": PASSWORD}
        done = self.post("/quan-tri/dang-nhap", form).status == 302
        return done and self._take_token("/quan-tri/mat-khau")

    def _take_token(self, path: str) -> bool:
        found = TOKEN.search(self.get(path).text)
        self._token = found[1] if found else ""
        return found is not None

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        port = self._installation.port
        said = headers | {"Host": host_of(self.slug, port), "Connection": "close"}
        if self._cookies:
            said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        began = time.monotonic()
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=self._timeout)) as connection:
                connection.request(method, path, body=body or None, headers=said)
                answer = connection.getresponse()
                raw = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return Answer(LOST, fault=f"{type(error).__name__}: {error}", seconds=time.monotonic() - began)
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        text, location = raw.decode("utf-8", "replace"), answer.headers.get("Location") or ""
        return Answer(answer.status, text, location, seconds=time.monotonic() - began)


def _multipart(fields: dict[str, str], name: str, data: bytes) -> tuple[str, bytes]:
    edge = secrets.token_hex(16)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join([*parts, f"--{edge}--\r\n".encode()])
