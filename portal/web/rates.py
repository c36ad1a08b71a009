"""How often somebody sends: counted in memory under a keyed hash of the address, with a key that changes every day.

No address is kept, and after midnight nobody can tell whose count it was. Each process counts for itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from datetime import date

from flask import Flask, current_app

from portal.clock import today
from portal.extensions import sender_of_request

_EXTENSION = "visitor_rates"
MOST_HELD = 20_000


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
            times = self._times.setdefault(key, deque(maxlen=1000))
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


def bind(app: Flask) -> None:
    """Give an application its counts."""
    app.extensions[_EXTENSION] = Rates()


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
