"""People at the desk, over HTTP as browsers do it: signing in, saving and publishing, issuing an urgent notice."""

from __future__ import annotations

import html
import http.client
import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

from bench.load import Failed

FORM = "application/x-www-form-urlencoded"
HANOI = timezone(timedelta(hours=7))


@dataclass
class Answer:
    """What came back, and after how many seconds."""

    status: int
    location: str
    text: str
    seconds: float


class Editor:
    """Somebody who is signed in at one portal. Raises Failed where the desk does not let them in."""

    def __init__(self, port: int, host: str, email: str, password: str) -> None:
        self._port, self.host, self._cookies = port, host, dict[str, str]()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        form = {"csrf_token": self.token("/quan-tri/dang-nhap"), "email": email, "password": password}
        answer = self.ask("POST", "/quan-tri/dang-nhap", form)
        if answer.status != 302:
            raise Failed(f"signing in at {host} was answered with {answer.status}")
        self._token = self.token("/quan-tri/mat-khau")

    def token(self, path: str) -> str:
        """The token of a form. Raises Failed where there is none."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.ask("GET", path).text)
        if found is None:
            raise Failed(f"{self.host}{path} has no form")
        return found[1]

    def ask(
        self, method: str, path: str, form: dict[str, str | list[str]] | dict[str, str] | None = None
    ) -> Answer:
        """One request, again where the server had ended a connection that nobody used (it took no part in it)."""
        body = urlencode(form or {}, doseq=True) if method == "POST" else None
        headers = {"Host": self.host, "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = FORM
        began = time.monotonic()
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode()
        for said in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = said.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Answer(answer.status, answer.headers["Location"] or "", text, time.monotonic() - began)

    def save(self, title: str, section: str) -> Answer:
        """A new news item of some 400 words, as a draft. Raises Failed where it is not saved."""
        form = {
            "csrf_token": self._token, "title": title, "lead": "Đoạn dẫn để đo", "section_id": section,
            "body": "Một đoạn văn bản thử. " * 100, "picture_id": "0",
        }  # fmt: skip
        answer = self.ask("POST", "/quan-tri/tin-tuc/moi", form)
        if answer.status != 302:
            raise Failed(f"saving at {self.host} was answered with {answer.status}")
        return answer

    def publish(self, saved: Answer) -> Answer:
        """Publish what was saved. Raises Failed where it is refused."""
        place = re.sub(r"^https?://[^/]+", "", saved.location)
        answer = self.ask("POST", place + "/dang", {"csrf_token": self._token})
        if answer.status != 302:
            raise Failed(f"publishing at {self.host} was answered with {answer.status}")
        return answer

    def warn(self, title: str) -> Answer:
        """An urgent notice on this portal and on all below it. Raises Failed where it is refused."""
        page = self.ask("GET", "/quan-tri/canh-bao/moi?loai=bao").text
        once = re.search(r'name="once"[^>]*value="([^"]+)"', page)
        below = re.findall(r'name="portals"[^>]*value="(\d+)"', page)
        until = datetime.now(HANOI) + timedelta(hours=6)
        form: dict[str, str | list[str]] = {
            "csrf_token": self._token, "once": once[1] if once else "", "hazard": "bao", "level": "3", "title": title,
            "text": "- Ở trong nhà", "area": "toàn huyện", "until": f"{until:%Y-%m-%dT%H:%M}", "on_own": "y",
            "portals": below, "source": "",
        }  # fmt: skip
        answer = self.ask("POST", "/quan-tri/canh-bao/moi", form)
        if answer.status != 302:
            told = " ".join(re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]+)<', answer.text))
            raise Failed(f"the notice was answered with {answer.status}: {html.unescape(told)[:300]}")
        return answer

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
