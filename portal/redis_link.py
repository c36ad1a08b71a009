"""The way to the Redis (or Valkey) that several web servers share; whoever asks goes on without it.

Nothing lies there that cannot be lost: counts of attempts, and numbers that tell the others of a change. The client is
loaded on first use: an installation on one machine never has it in memory.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from portal.config import InvalidSetting, Settings

log = logging.getLogger(__name__)
TIMEOUT = 0.25
"""Seconds that one question may take: a page waits no longer for it."""
REST = 1.0
"""Seconds after a fault in which nobody is asked to wait again."""
SCHEMES = ("redis://", "rediss://", "unix://")
PREFIX = "cong-lang:"
"""How the names of everything that the portal keeps there begin."""
T = TypeVar("T")


class RedisGone(RuntimeError):
    """Redis does not answer now; the caller goes on by itself."""


class RedisLink:
    """One connection of this process per thread that asks; never waits longer than TIMEOUT for an answer.

    A connection that broke is told to the caller instead of being mended silently: what was written before may be lost.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Any = None
        self._pid = 0
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self.is_gone = False

    def ask(self, act: Callable[[Any], T]) -> T:
        """`act(client)`. Raises RedisGone; the log tells it once, and once when it is back."""
        if time.monotonic() < self._rests_until:
            raise RedisGone
        client = self._ready()
        try:
            answer = act(client)
        except (import_module("redis").RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST
            if not self.is_gone:
                self.is_gone = True
                log.error("Redis does not answer, going on without it: %s", str(error)[:300])
            raise RedisGone from error
        if self.is_gone:
            self.is_gone = False
            log.warning("Redis answers again")
        return answer

    def _ready(self) -> Any:
        with self._lock:
            if self._pid != os.getpid():  # a forked process shares no connection
                self._client = import_module("redis").Redis.from_url(self._url, **client_options())
                self._pid = os.getpid()
            return self._client


def client_options() -> dict[str, Any]:
    """How clients wait: shortly, and without trying again by themselves."""
    retry = import_module("redis.retry").Retry(import_module("redis.backoff").NoBackoff(), 0)
    return {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "retry": retry}


def limiter_config(settings: Settings) -> dict[str, object]:
    """Flask-Limiter's configuration: counts in Redis, in the process's own memory while it is gone.

    Raises InvalidSetting, also where each server would sign cookies with a key of its own: people would be signed in at
    one and not at the other.
    """
    url = settings.redis_url
    if not url:
        return {}
    require_redis(url)
    if not settings.secret_key:
        raise InvalidSetting("PORTAL_REDIS_URL cần PORTAL_SECRET_KEY giống nhau trên mọi máy chủ web")
    return {
        "RATELIMIT_STORAGE_URI": f"redis+{url}" if url.startswith("unix://") else url,
        "RATELIMIT_STORAGE_OPTIONS": client_options() | {"key_prefix": f"{PREFIX}limits"},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }


def require_redis(url: str) -> None:
    """Raise InvalidSetting for an address that is none of Redis."""
    if not url.startswith(SCHEMES):
        raise InvalidSetting(f"PORTAL_REDIS_URL phải bắt đầu bằng {', '.join(SCHEMES)}")
