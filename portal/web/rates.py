"""How often somebody sends: counted in memory under a keyed hash of the address, with a key that changes every day.

No address is kept, and after midnight nobody can tell whose count it was. Each process counts for itself; with a Redis
all web servers count together under a key of the day that lies there alone, and each for itself while it is gone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask, current_app

from portal.clock import today
from portal.extensions import sender_of_request
from portal.redis_link import PREFIX, RedisGone, RedisLink

_EXTENSION = "visitor_rates"
MOST_HELD = 20_000
MOST_TIMES = 1000
KEY_SECONDS = 24 * 3600


class Rates:
    """Counts of one process. Every method may be called by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = b""
        self._times: OrderedDict[bytes, deque[float]] = OrderedDict()

    def count(self, what: str, who: str, seconds: float) -> int:
        """Count one more act of `who`; how many there were within the last `seconds`, this one included."""
        with self._lock:
            key, now = self._name(what, who), time.monotonic()
            times = self._times.setdefault(key, deque(maxlen=MOST_TIMES))
            self._times.move_to_end(key)
            while times and times[0] < now - seconds:
                times.popleft()
            times.append(now)
            while len(self._times) > MOST_HELD:
                self._times.popitem(last=False)
            return len(times)

    def seen(self, what: str, who: str, seconds: float) -> int:
        """How many acts of `who` were counted within the last `seconds`; counts none."""
        with self._lock:
            earliest = time.monotonic() - seconds
            return sum(one >= earliest for one in self._times.get(self._name(what, who), ()))

    def _name(self, what: str, who: str) -> bytes:
        if self._day != today():
            self._day, self._key = today(), secrets.token_bytes(32)
            self._times.clear()
        return hmac.new(self._key, f"{what}\0{who}".encode(), hashlib.sha256).digest()[:16]


class SharedRates(Rates):
    """Counts of all web servers. A count is never less than what this process saw itself."""

    def __init__(self, link: RedisLink) -> None:
        super().__init__()
        self._link = link
        self._shared: tuple[date, bytes] | None = None

    def count(self, what: str, who: str, seconds: float) -> int:
        """As `Rates.count`, over all web servers."""
        own = super().count(what, who, seconds)

        def act(client: Any) -> int:
            name, now = self._shared_name(client, what, who), time.time()
            asked = client.pipeline(transaction=True).zremrangebyscore(name, 0, now - seconds)
            asked.zadd(name, {secrets.token_bytes(8): now}).zremrangebyrank(name, 0, -MOST_TIMES - 1)
            return int(asked.expire(name, int(seconds) + 1).zcard(name).execute()[-1])

        return max(own, self._ask(act))

    def seen(self, what: str, who: str, seconds: float) -> int:
        """As `Rates.seen`, over all web servers."""

        def act(client: Any) -> int:
            return int(client.zcount(self._shared_name(client, what, who), time.time() - seconds, "+inf"))

        return max(super().seen(what, who, seconds), self._ask(act))

    def _ask(self, act: Callable[[Any], int]) -> int:
        try:
            return self._link.ask(act)
        except RedisGone:
            return 0

    def _shared_name(self, client: Any, what: str, who: str) -> str:
        """The name of a count under the key of the day, which goes with the day."""
        day = today()
        if self._shared is None or self._shared[0] != day:
            place = f"{PREFIX}rates:key:{day.isoformat()}"
            client.set(place, secrets.token_bytes(32), nx=True, ex=KEY_SECONDS)
            self._shared = (day, client.get(place))
        mark = hmac.new(self._shared[1], f"{what}\0{who}".encode(), hashlib.sha256).hexdigest()[:32]
        return f"{PREFIX}rates:{mark}"


def bind(app: Flask, link: RedisLink | None = None) -> None:
    """Give an application its counts."""
    app.extensions[_EXTENSION] = Rates() if link is None else SharedRates(link)


def rates() -> Rates:
    """The application's counts."""
    found: Rates = current_app.extensions[_EXTENSION]
    return found


def visitor() -> str:
    """The sender of this request, for counting."""
    return sender_of_request()


def count_visitor(what: str, seconds: float) -> int:
    """Count one more act of the sender of this request; how many within the last `seconds`."""
    return rates().count(what, visitor(), seconds)
