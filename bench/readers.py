"""A crowd that reads: so many people, each with a connection that is kept, a page, a while to read it, the next page.

`python -m bench.readers < plan.json > answers.json`: a process of its own, so that what it costs is told apart from
what the server costs. Nothing here is ours to measure but what a browser would see: from sending to the last byte.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

PATIENCE = 30.0  # seconds that a person waits for a page
CHOICES = ("br, gzip", "br, gzip", "gzip", "")  # what their programs unpack
AGENT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@dataclass
class Group:
    """`count` people who come at second `since` of the run, within `within` seconds, and go at its end."""

    count: int
    since: float = 0.0
    within: float = 1.0


@dataclass
class Plan:
    """What is read: `pages` are (weight, kind, host, path); `think` is the mean number of seconds on a page."""

    port: int
    seconds: float
    think: float
    groups: list[Group]
    pages: list[tuple[float, str, str, str]]
    assets: list[str] = field(default_factory=list)
    seed: int = 7


@dataclass
class Answers:
    """What came of it: (second of the run, kind, seconds it took, status), status 0 where no answer came; and how often
    a connection that the server had closed meanwhile was opened anew, as browsers do."""

    each: list[tuple[float, str, float, int]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    reopened: int = 0
    processor: float = 0.0


class Gone(ConnectionError):
    """The connection ended before the first byte of an answer."""


class Person:
    """One reader."""

    def __init__(self, plan: Plan, answers: Answers, began: float, chance: random.Random) -> None:
        self._plan, self._answers, self._began, self._chance = plan, answers, began, chance
        self._encoding = chance.choice(CHOICES)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._weights = [one[0] for one in plan.pages]

    async def visit(self, comes_at: float) -> None:
        """Read until the run ends."""
        await asyncio.sleep(comes_at)
        end = self._began + self._plan.seconds
        host = ""
        try:
            while time.monotonic() < end:
                _weight, kind, new_host, path = self._chance.choices(self._plan.pages, self._weights)[0]
                await self._ask(kind, new_host, path)
                if not host:  # the first page brings what its style and scripts need
                    for asset in self._plan.assets:
                        await self._ask("asset", new_host, asset)
                host = new_host
                await asyncio.sleep(
                    min(self._chance.expovariate(1 / self._plan.think), max(0, end - time.monotonic()))
                )
        finally:
            if self._streams is not None:
                self._streams[1].close()

    async def _ask(self, kind: str, host: str, path: str) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                status = await self._answer(host, path)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            name = type(error).__name__
            self._answers.reasons[name] = self._answers.reasons.get(name, 0) + 1
            self._forget()
            status = 0
        taken = time.monotonic() - began
        self._answers.each.append((round(began - self._began, 3), kind, round(taken, 4), status))

    async def _answer(self, host: str, path: str) -> int:
        if self._streams is not None:
            try:
                return await self._exchange(host, path)
            except (Gone, BrokenPipeError, ConnectionResetError):
                self._answers.reopened += 1
                self._forget()
        self._streams = await asyncio.open_connection("127.0.0.1", self._plan.port)
        return await self._exchange(host, path)

    async def _exchange(self, host: str, path: str) -> int:
        assert self._streams is not None
        reading, writing = self._streams
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", f"User-Agent: {AGENT}"]
        if self._encoding:
            lines.append(f"Accept-Encoding: {self._encoding}")
        writing.write("\r\n".join([*lines, "", ""]).encode())
        try:
            head = await reading.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                raise Gone from error
            raise
        status, headers = _head(head)
        if "content-length" in headers:
            await reading.readexactly(int(headers["content-length"]))
        elif "chunked" in headers.get("transfer-encoding", ""):
            while size := int((await reading.readline()).strip(), 16):
                await reading.readexactly(size + 2)
            await reading.readline()
        if headers.get("connection", "").lower() == "close":
            self._forget()
        return status

    def _forget(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip() for name, _colon, value in pairs}


async def read(plan: Plan) -> Answers:
    """The whole run; returns what was answered."""
    answers, began, chance = Answers(), time.monotonic(), random.Random(plan.seed)
    people = [
        Person(plan, answers, began, random.Random(chance.random())).visit(
            group.since + chance.uniform(0, group.within)
        )
        for group in plan.groups
        for _ in range(group.count)
    ]
    await asyncio.gather(*people)
    answers.processor = time.process_time()
    return answers


def main() -> None:
    """The plan from standard input, the answers to standard output, both as JSON."""
    said: dict[str, Any] = json.load(sys.stdin)
    groups = [Group(**one) for one in said.pop("groups")]
    pages = [(float(w), str(k), str(h), str(p)) for w, k, h, p in said.pop("pages")]
    json.dump(asdict(asyncio.run(read(Plan(groups=groups, pages=pages, **said)))), sys.stdout)


if __name__ == "__main__":
    main()
