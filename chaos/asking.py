"""What an editor and a reader see while something is wrong."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from chaos.client import LOST, Answer, Client
from chaos.installation import Installation
from chaos.report import Trial

NEWS = "/quan-tri/tin-tuc/"
PUBLIC = ("/", "/tin-tuc/", "/van-ban/", "/thu-tuc/")
_SECTION = re.compile(r'<option (?:selected )?value="(\d+)"')


@dataclass
class Desk:
    """An editor who saves the same kind of text again and again."""

    installation: Installation
    slug: str = "tam-hai"
    written: dict[int, str] = field(default_factory=dict)
    """Titles by id of what was acknowledged."""

    def __post_init__(self) -> None:
        self.client = Client(self.installation, self.slug)
        self.section = ""
        self._count = 0

    def sign_in(self) -> None:
        """Sign in and open the form once. Raises RuntimeError."""
        if not self.client.sign_in():
            raise RuntimeError("the editor could not sign in")
        found = _SECTION.search(self.client.get(f"{NEWS}moi").text)
        if found is None:
            raise RuntimeError("the form has no sections")
        self.section = found[1]

    def save(self, publish: bool = False) -> tuple[Answer, str]:
        """Send a new text; the answer and the title. What is acknowledged is noted."""
        self._count += 1
        title = f"Bài viết trong lúc có lỗi {self._count} {time.time_ns()}"
        form = {
            "title": title,
            "lead": "Dẫn",
            "body": f"{title} " * 50,
            "section_id": self.section,
            "picture_id": "0",
        }
        answer = self.client.post(f"{NEWS}moi", form)
        found = re.search(r"/(\d+)$", answer.location)
        if answer.status == 302 and found:
            self.written[int(found[1])] = title
            if publish:
                answer = self.client.post(f"{NEWS}{found[1]}/dang", {})
        return answer, title

    def upload(self) -> Answer:
        """Send a file."""
        name = f"tep-{time.time_ns()}.txt"
        return self.client.post("/quan-tri/thu-vien/tai-len", {}, upload=(name, name.encode() * 20_000))

    def lost(self) -> list[str]:
        """What was acknowledged and is not there."""
        rows = {row[0] for row in self.installation.ask("SELECT title FROM news_item")}
        return [f"{title!r} is gone" for title in self.written.values() if title not in rows]


def refused(trial: Trial, what: str, answer: Answer, title: str) -> None:
    """Judge the answer to a save that cannot be kept: 503 or 507, in words, with the text in the page."""
    if answer.status not in {503, 507}:
        trial.found(f"{what}: a save was answered {answer.status or answer.fault}")
    elif title not in answer.text:
        trial.found(f"{what}: the text is not in the page that refuses it ({answer.status})")


def reads(trial: Trial, what: str, installation: Installation, slug: str = "tam-hai") -> None:
    """Judge whether citizens go on reading, pages from no cache included."""
    reader = Client(installation, slug)
    for path in PUBLIC:
        for fresh in ("", f"?_={time.time_ns()}"):
            answer = reader.get(path + fresh)
            if answer.status != 200:
                trial.found(f"{what}: reading {path} was answered {answer.status or answer.fault}")


def works_again(trial: Trial, what: str, desk: Desk, seconds: float = 30.0) -> float:
    """Judge whether saving and uploading work without a restart; after how many seconds they did."""
    began = time.monotonic()
    while True:
        saved, _title = desk.save(publish=True)
        stored = desk.upload()
        if (saved.status, stored.status) == (302, 302):
            return time.monotonic() - began
        if time.monotonic() - began > seconds or LOST in (saved.status, stored.status):
            trial.found(f"{what}: afterwards a save was answered {saved.status}, an upload {stored.status}")
            return time.monotonic() - began
        time.sleep(0.5)
