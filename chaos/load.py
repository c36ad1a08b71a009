"""A mixed load: editors who write, publish, change and upload in every portal, readers who read and search."""

from __future__ import annotations

import itertools
import random
import re
import threading
import time
from collections import Counter

from chaos.client import LOST, Answer, Client
from chaos.installation import DISTRICT, Installation
from chaos.ledger import Ledger

NEWS = "/quan-tri/tin-tuc/"
READ = (
    "/",
    "/tin-tuc/",
    "/van-ban/",
    "/thu-tuc/",
    "/gioi-thieu/",
    "/tin-tuc/feed.xml",
    "/tim-kiem?q=lich+hop",
)
_VERSION = re.compile(r'name="version" value="(\d+)"')
_SECTION = re.compile(r'<option (?:selected )?value="(\d+)"')
_ID = re.compile(r"/(\d+)(?:$|[?#/])")
_serial = itertools.count(1)


class Load:
    """Threads that do things until told to stop; `pause` holds them between two requests."""

    def __init__(
        self, installation: Installation, editors: int = 6, readers: int = 2, rest: float = 0.05
    ) -> None:
        self.installation = installation
        self.ledger = Ledger()
        self.statuses: Counter[str] = Counter()
        """How often each act was answered how, as "act status"."""
        self.unexpected: list[str] = []
        self.faults: Counter[str] = Counter()
        """Why requests were lost."""
        self.longest = 0.0
        """Seconds that the slowest answer took."""
        self._rest = rest
        self._going, self._ended = threading.Event(), threading.Event()
        self._busy = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._at_work = 0
        slugs = slugs_of(installation)
        self._threads = [
            threading.Thread(target=self._edit, args=(slugs[number % len(slugs)], number), daemon=True)
            for number in range(editors)
        ]
        self._threads += [
            threading.Thread(target=self._read, args=(slugs, number), daemon=True)
            for number in range(readers)
        ]

    def __enter__(self) -> Load:
        self._going.set()
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._going.set()
        for one in self._threads:
            one.join(90)

    def go(self) -> None:
        """Go on after a pause."""
        self._going.set()

    def pause(self, seconds: float = 90.0) -> None:
        """Hold everybody; returns when no request is under way. Raises RuntimeError after so long."""
        self._going.clear()
        until = time.monotonic() + seconds
        while self._at_work:
            if time.monotonic() > until:
                raise RuntimeError("a request has not ended")
            time.sleep(0.01)

    def until_acknowledged(self, more: int, seconds: float = 120.0) -> bool:
        """Wait until so many writes more are acknowledged."""
        wanted, until = len(self.ledger) + more, time.monotonic() + seconds
        while len(self.ledger) < wanted and time.monotonic() < until:
            time.sleep(0.02)
        return len(self.ledger) >= wanted

    def of(self, *statuses: int) -> int:
        """How many answers had one of these statuses."""
        return sum(many for name, many in self.statuses.items() if int(name.rpartition(" ")[2]) in statuses)

    def _turns(self) -> bool:
        """Whether to do one thing more; waits while there is a pause."""
        while not self._ended.is_set():
            if self._going.wait(1.0):
                with self._lock:
                    if self._going.is_set() and not self._ended.is_set():
                        self._at_work += 1
                        return True
        return False

    def _rests(self) -> None:
        with self._lock:
            self._at_work -= 1
        self._ended.wait(self._rest)

    def _note(self, act: str, answer: Answer, *expected: int) -> bool:
        with self._lock:
            self.statuses[f"{act} {answer.status}"] += 1
            self.longest = max(self.longest, answer.seconds)
            if answer.status == LOST:
                self.faults[answer.fault] += 1
            if answer.status not in {LOST, *expected}:
                self.unexpected.append(f"{act}: {answer.status}")
        return answer.status in expected

    def _read(self, slugs: list[str], seed: int) -> None:
        chance = random.Random(seed)
        while self._turns():
            client = Client(self.installation, chance.choice(slugs))
            fresh = f"_={next(_serial)}" if chance.random() < 0.3 else ""
            path = chance.choice(READ)
            self._note(
                "read", client.get(path + ("&" if "?" in path else "?") + fresh if fresh else path), 200
            )
            self._rests()

    def _edit(self, slug: str, seed: int) -> None:
        editor = Editor(self, Client(self.installation, slug), random.Random(1000 + seed))
        while self._turns():
            try:
                editor.do_something()
            finally:
                self._rests()


class Editor:
    """One person who does one thing after the other and notes what was acknowledged."""

    def __init__(self, load: Load, client: Client, chance: random.Random) -> None:
        self._load, self._client, self._chance = load, client, chance
        self._signed_in = False
        self._section = ""
        self._mine: list[int] = []

    def do_something(self) -> None:
        """One act: signing in where that is due, else writing, changing or uploading."""
        if not self._signed_in:
            self._signed_in = self._client.sign_in()
            return
        acts = (self._upload, self._write, self._change) if self._mine else (self._write,)
        self._chance.choices(acts, (1, 2, 2)[: len(acts)])[0]()

    def _write(self) -> None:
        if not self._section:
            found = _SECTION.search(self._form(f"{NEWS}moi"))
            if found is None:
                return
            self._section = found[1]
        title = self._title()
        answer = self._client.post(f"{NEWS}moi", self._text(title))
        if not self._answered("write", answer):
            return
        found = _ID.search(answer.location)
        if found is None:
            self._load.unexpected.append(f"write: led to {answer.location}")
            return
        number = int(found[1])
        self._load.ledger.wrote(number, title)
        self._mine.append(number)
        if self._answered("publish", self._client.post(f"{NEWS}{number}/dang", {})):
            self._load.ledger.published(number)

    def _change(self) -> None:
        number = self._chance.choice(self._mine[-20:])
        page = self._form(f"{NEWS}{number}")
        version = _VERSION.search(page)
        if version is None:
            return
        title = self._title()
        self._load.ledger.sends(number, title)
        if self._answered(
            "change", self._client.post(f"{NEWS}{number}", self._text(title) | {"version": version[1]})
        ):
            self._load.ledger.saved(number, title)

    def _upload(self) -> None:
        name = f"tep-{next(_serial)}.txt"
        data = f"Tệp của {self._client.slug} {self._chance.random()} {name}\n".encode() * 40
        if self._answered("upload", self._client.post("/quan-tri/thu-vien/tai-len", {}, upload=(name, data))):
            self._load.ledger.uploaded(name, data)

    def _form(self, path: str) -> str:
        answer = self._client.get(path)
        if answer.status in {302, 401}:
            self._signed_in = False
        return answer.text if self._load._note("form", answer, 200) else ""

    def _answered(self, act: str, answer: Answer) -> bool:
        if answer.status == 401 or "dang-nhap" in answer.location:
            self._signed_in = False
        return self._load._note(act, answer, 302) and "dang-nhap" not in answer.location

    def _title(self) -> str:
        return f"{self._client.slug} tin thứ {next(_serial)} lần {self._chance.randrange(10**9)}"

    def _text(self, title: str) -> dict[str, str]:
        return {
            "title": title,
            "lead": "Dẫn",
            "body": f"{title}. " * 20,
            "section_id": self._section,
            "picture_id": "0",
        }


def slugs_of(installation: Installation) -> list[str]:
    """The portals, the district last: its editors have less to do."""
    found = [str(row[0]) for row in installation.ask("SELECT slug FROM tenant ORDER BY slug")]
    return [*(one for one in found if one != DISTRICT), DISTRICT]
