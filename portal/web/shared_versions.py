"""Content versions that several web servers share through Redis, each with its own memory-mapped file.

Pages still read the file alone. What makes it true over machines:

- A bump asks Redis first: it gives every slot a number above its own and above the file's, and the file takes that
  number. So a number means one moment for all machines, and no page is kept under one that another machine gave away.
- Every POLL seconds at most, whoever reads looks whether anything moved (one question), then takes over what did. A
  change is seen on every machine within a second of its commit.
- Numbers in the file that are above those of Redis mean that Redis lost some, or that they were given while it was
  gone: such slots are bumped, and thereby move everywhere. Numbers never go back.
- When Redis goes and every ALONE seconds after, the slot that all pages depend on moves on each machine: pages live
  that short. When it is back, or is another one than before (its run id: it was started again, or a replica took over),
  that slot moves once more, for what other machines may have told it and was lost.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portal.redis_link import PREFIX, RedisGone, RedisLink
from portal.web.versions import GLOBAL_SLOT, MAX_SLOTS, ContentVersions

POLL = 0.5
ALONE = 3.0
# KEYS: the hash of versions, the count of moves. ARGV: slot, least number, slot, least number, …
# Numbers have 19 digits, more than Lua's own numbers are exact for: they are compared and added as digits.
_BUMP = """
local function more(a, b) return #a > #b or (#a == #b and a > b) end
local function next_of(n)
  local digits, place = {string.byte(n, 1, #n)}, #n
  while place > 0 and digits[place] == 57 do digits[place] = 48; place = place - 1 end
  if place == 0 then return '1' .. string.rep('0', #n) end
  digits[place] = digits[place] + 1
  return string.char(unpack(digits))
end
local given = {}
for i = 1, #ARGV, 2 do
  local held = redis.call('HGET', KEYS[1], ARGV[i])
  local new = ARGV[i + 1]
  if held and not more(new, held) then new = next_of(held) end
  redis.call('HSET', KEYS[1], ARGV[i], new)
  given[#given + 1] = new
end
redis.call('INCR', KEYS[2])
return given
"""


class SharedVersions(ContentVersions):
    """`ContentVersions` whose bumps reach the other machines. `name` tells apart what one Redis keeps several of."""

    def __init__(self, path: Path | str, link: RedisLink, name: str) -> None:
        self._link = link
        self._keys = (f"{PREFIX}{name}", f"{PREFIX}{name}:moves")
        self._seen: bytes | None = None
        self._run: str | None = None
        self._was_gone = False
        self._alone = (0, 0.0)  # the number of the slot of all pages while Redis is gone, and since when
        self._polling = threading.Lock()
        super().__init__(path)

    def bump(self, slots: Iterable[int]) -> None:
        """Move the version of each slot forward; this machine sees it when this returns, the others within a second."""
        wanted = sorted(set(slots))
        if not wanted or not 0 <= wanted[0] <= wanted[-1] < MAX_SLOTS:
            super().bump(wanted)  # says what is wrong
            return
        with self._opening, self._locked():
            self._open_or_make(wanted[-1])
            try:
                self._bump_everywhere(wanted)
                return
            except RedisGone:
                pass
        super().bump(wanted)
        self._go_on_alone()

    def _look(self) -> None:
        super()._look()
        self._look_at = time.monotonic() + POLL
        if self._polling.acquire(blocking=False):  # one thread asks, the others go on
            try:
                self._poll()
            finally:
                self._polling.release()

    def _poll(self) -> None:
        try:
            moves, server = self._link.ask(
                lambda client: client.pipeline(transaction=False).get(self._keys[1]).info("server").execute()
            )
            self._was_gone = self._was_gone or self._run not in {None, server["run_id"]}
            if moves is None or moves != self._seen or self._was_gone:
                self._take_over()
            self._run = server["run_id"]
        except RedisGone:
            self._go_on_alone()

    def _take_over(self) -> None:
        """Let the file have what Redis has, and Redis what only the file has. Raises RedisGone."""
        with self._opening, self._locked():
            moves, told = self._link.ask(self._read_all)
            there = {int(slot): int(value) for slot, value in told.items()}
            self._open_or_make(max(there, default=GLOBAL_SLOT))
            words = self._words
            behind = []
            for slot in range(len(words) - 1):
                remote, local = there.get(slot, 0), words[slot + 1]
                if remote > local:
                    words[slot + 1] = remote
                elif remote < local and (slot in there or self._was_moved(slot)):
                    behind.append(slot)
            if self._was_gone or (moves is None and self._seen is not None):
                behind = sorted({*behind, GLOBAL_SLOT})
            self._seen = moves
            if behind:
                self._bump_everywhere(behind)
            self._was_gone = False

    def _was_moved(self, slot: int) -> bool:
        """Whether a slot that Redis does not know was ever moved here: fresh ones all have the same number."""
        return self._words[slot + 1] != self._words[-1]

    def _read_all(self, client: Any) -> tuple[bytes | None, dict[bytes, bytes]]:
        moves, told = client.pipeline(transaction=True).get(self._keys[1]).hgetall(self._keys[0]).execute()
        return moves, told

    def _bump_everywhere(self, slots: list[int]) -> None:
        """Give these slots numbers of Redis. The file's lock is held. Raises RedisGone; then nothing moved here."""
        words, now = self._words, self._clock()
        asked: list[str] = []
        for slot in slots:
            asked += [str(slot), str(max(now, words[slot + 1] + 1))]
        given = self._link.ask(lambda client: client.eval(_BUMP, 2, *self._keys, *asked))
        for slot, number in zip(slots, given, strict=True):
            words[slot + 1] = int(number)

    def _go_on_alone(self) -> None:
        """Let pages live shortly: what other machines change is not told here. Processes of a machine take turns."""
        value, since = self._alone
        if not self._was_gone or (
            value == self._words[GLOBAL_SLOT + 1] and time.monotonic() - since >= ALONE
        ):
            super().bump([GLOBAL_SLOT])
        self._was_gone = True
        if value != self._words[GLOBAL_SLOT + 1]:
            self._alone = (self._words[GLOBAL_SLOT + 1], time.monotonic())


def versions_at(path: Path, link: RedisLink | None, name: str) -> ContentVersions:
    """The versions of an installation: shared where there is a Redis."""
    return ContentVersions(path) if link is None else SharedVersions(path, link, name)
