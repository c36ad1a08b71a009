"""A bucket of an S3-compatible server: whole objects by key, with bounded waiting.

The client (obstore, a wheel around Rust's object_store) is loaded on first use: an installation that keeps its files
in a folder never has it in memory. Every object is sent with its SHA-256, which the server compares.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, BinaryIO, TypeVar
from urllib.parse import parse_qs, urlsplit

from portal.media.store import StoreUnreachable

log = logging.getLogger(__name__)
CHUNK = 8 << 20
"""Bytes that one request carries at most, either way; what is larger goes in several."""
CONNECT_SECONDS, REQUEST_SECONDS, RETRY_SECONDS, RETRIES = 2, 10, 8, 2
REST_SECONDS = 5.0
"""After a fault nothing is asked for so long: whoever comes meanwhile is told at once and holds no thread."""
T = TypeVar("T")


class InvalidAddress(ValueError):
    """An address of a bucket that cannot be used; the message is for the administrator."""


@dataclass(frozen=True)
class BucketAddress:
    """`s3://bucket/prefix?endpoint=http://…&region=…`: where objects lie. Without an endpoint it is AWS."""

    bucket: str
    prefix: str
    endpoint: str
    region: str


@dataclass(frozen=True)
class About:
    """What the server tells of an object: size in bytes, when it was last written (Unix time, whole seconds)."""

    size: int
    written: float


def parse(address: str) -> BucketAddress:
    """Read an address. Raises InvalidAddress."""
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise InvalidAddress(f"Địa chỉ kho S3 không đọc được: {error}") from error
    endpoint = asked.pop("endpoint", [""])[0]
    region = asked.pop("region", ["us-east-1"])[0]
    if parts.scheme != "s3" or not parts.netloc or parts.username or asked:
        raise InvalidAddress(
            "Địa chỉ kho S3 phải có dạng s3://tên-bucket/tiền-tố?endpoint=https://…&region=…"
        )
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise InvalidAddress("endpoint của kho S3 phải bắt đầu bằng https:// hoặc http://")
    return BucketAddress(parts.netloc, parts.path.strip("/"), endpoint.rstrip("/"), region)


class Bucket:
    """Objects below the prefix of an address. Safe for many threads; made anew in every process.

    Without `key` and `secret` the client looks for them as AWS's own tools do (AWS_ACCESS_KEY_ID, …). Every method
    raises StoreUnreachable where the server is down, too slow, refuses or answers what is none of S3's answers.
    """

    def __init__(self, address: BucketAddress, key: str = "", secret: str = "") -> None:
        self._rests_until = 0.0
        self._lock = threading.Lock()
        self._client: Any = None
        self._api: Any = None
        self._address = address
        self._keys = {"access_key_id": key, "secret_access_key": secret} if key else {}

    def put(self, key: str, data: bytes | BinaryIO) -> None:
        """Write an object, whole or not at all, over what was there."""
        self._ask(lambda api, client: api.put(client, key, data, mode="overwrite", chunk_size=CHUNK))

    def create(self, key: str) -> bool:
        """Write an empty object unless there is one; whether this call wrote it."""

        def act(api: Any, client: Any) -> bool:
            try:
                api.put(client, key, b"", mode="create", use_multipart=False)
            except api.exceptions.AlreadyExistsError:
                return False
            return True

        return self._ask(act)

    def about(self, key: str) -> About | None:
        """Size and age of an object; None where there is none."""

        def act(api: Any, client: Any) -> About | None:
            try:
                return _about(api.head(client, key))
            except FileNotFoundError:
                return None

        return self._ask(act)

    def read(self, key: str) -> Iterator[bytes]:
        """The bytes of an object in pieces, each a request that is tried again by itself. Raises FileNotFoundError."""
        size = self._ask(lambda api, client: int(api.head(client, key)["size"]), is_reading=True)
        for start in range(0, size, CHUNK):
            yield self._piece(key, start, min(start + CHUNK, size))

    def _piece(self, key: str, start: int, end: int) -> bytes:
        return self._ask(
            lambda api, client: bytes(api.get_range(client, key, start=start, end=end)), is_reading=True
        )

    def beginning(self, key: str, count: int) -> bytes:
        """The first `count` bytes of an object (fewer where it is shorter). Raises FileNotFoundError."""

        def act(api: Any, client: Any) -> bytes:
            size = int(api.head(client, key)["size"])
            return bytes(api.get_range(client, key, start=0, end=min(count, size))) if size else b""

        return self._ask(act, is_reading=True)

    def delete(self, key: str) -> None:
        """Take an object away if it is there."""

        def act(api: Any, client: Any) -> None:
            try:
                api.delete(client, key)
            except FileNotFoundError:
                return

        self._ask(act)

    def all(self, below: str) -> Iterator[tuple[str, About]]:
        """Key and age of every object below a folder of keys, asked for by the thousand."""
        batches = self._ask(lambda api, client: iter(api.list(client, prefix=below)))
        while (batch := self._ask(lambda _api, _client: next(batches, None))) is not None:
            for one in batch:
                yield one["path"], _about(one)

    def _ask(self, act: Callable[[Any, Any], T], *, is_reading: bool = False) -> T:
        if time.monotonic() < self._rests_until:
            raise StoreUnreachable("kho tệp S3 vừa không trả lời")
        api, client = self._ready()
        try:
            return act(api, client)
        except FileNotFoundError as error:
            if not is_reading:
                raise StoreUnreachable("kho S3 không có bucket này") from error
            raise
        except (api.exceptions.BaseError, OSError, ValueError) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            log.error("S3 store %s: %s", self._address.bucket, str(error).partition("\n")[0][:300])
            raise StoreUnreachable("kho tệp S3 không trả lời") from error

    def _ready(self) -> tuple[Any, Any]:
        with self._lock:
            if self._client is None:
                api = import_module("obstore")
                self._client = import_module("obstore.store").S3Store(**self._options())
                self._api = api
            return self._api, self._client

    def _options(self) -> dict[str, Any]:
        at = self._address
        options: dict[str, Any] = {
            "bucket": at.bucket,
            "prefix": at.prefix or None,
            "region": at.region,
            "checksum_algorithm": "SHA256",
            "disable_bulk_delete": True,  # not every server has it, and one object goes at a time
            "virtual_hosted_style_request": not at.endpoint,
            "client_options": {
                "allow_http": at.endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                "timeout": timedelta(seconds=REQUEST_SECONDS),
            },
            "retry_config": {
                "max_retries": RETRIES,
                "retry_timeout": timedelta(seconds=RETRY_SECONDS),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=1),
                    "base": 2,
                },
            },
        }
        return options | self._keys | ({"endpoint": at.endpoint} if at.endpoint else {})


def _about(told: Any) -> About:
    return About(int(told["size"]), told["last_modified"].timestamp())
