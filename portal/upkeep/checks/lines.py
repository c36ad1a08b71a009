"""Lines to other machines on which everybody between could read along (ASVS 12.3.1, 12.3.3)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from flask import current_app
from sqlalchemy.engine import make_url

from portal.config import Settings
from portal.upkeep.checking import NOTICE, Check, Finding, Gathered, Look

_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
"""Values of sslmode with which PostgreSQL's client never falls back to plain text."""


def open_lines(settings: Settings) -> Iterator[str]:
    """Each setting that leads to another machine without TLS for certain, with the machine's name: "PORTAL_REDIS_URL
    (kho.noi-bo)". No address, since passwords stand in addresses."""
    databases = {
        "DATABASE_URL": [settings.database_url],
        "DATABASE_OWNER_URL": [settings.database_owner_url],
        "REPLICA_URLS": [one.strip() for one in settings.replica_urls.split(",")],
        "SEARCH_DATABASE": [settings.search_database],
    }
    for name, addresses in databases.items():
        for host in filter(None, map(_of_database, addresses)):
            yield f"PORTAL_{name} ({host})"
    endpoint = parse_qs(urlsplit(settings.media_store).query).get("endpoint", [""])[0]
    for name, address in {
        "REDIS_URL": settings.redis_url,
        "MEDIA_STORE": endpoint,
        "MAIL": settings.mail,
        "SMS": settings.sms,
        "VNEID_ISSUER": settings.vneid_issuer,
    }.items():
        host = _of_address(address)
        if host:
            yield f"PORTAL_{name} ({host})"


def _of_database(address: str) -> str:
    """The machine of a database that is spoken to in plain text, or may be; "" where none is."""
    if not address:
        return ""
    url = make_url(address)
    if not url.drivername.startswith("postgres"):
        return ""
    asked = {name: one if isinstance(one, str) else one[-1] for name, one in url.query.items()}
    named = asked.get("hostaddr") or asked.get("host") or url.host or ""
    away = [one for one in named.split(",") if not _is_here(one)]
    encrypted = asked.get("sslmode") or os.environ.get("PGSSLMODE", "prefer")
    return away[0] if away and encrypted not in _ENCRYPTED else ""


def _of_address(address: str) -> str:
    """The machine of an address in plain text ("smtp" takes TLS only where it is offered); "" for any other."""
    parts = urlsplit(address)
    unseen = parse_qs(parts.query).get("ssl_cert_reqs", [""])[0] == "none"
    if parts.scheme in {"http", "redis", "smtp"} or (parts.scheme == "rediss" and unseen):
        return "" if _is_here(parts.hostname or "") else parts.hostname or ""
    return ""


def _is_here(host: str) -> bool:
    """Whether a name means this very machine: nothing, a socket's folder, localhost, an address of the loop."""
    if not host or host.startswith(("/", "@")) or host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _open(look: Look) -> Iterator[Finding]:
    look.told("Đường nối tới máy khác", 0, 0)
    found = Gathered()
    for one in open_lines(current_app.config["PORTAL"]):
        found.add(one)
    yield from found.found(
        "lines.open",
        "{count} đường nối tới máy khác không bắt buộc mã hóa (TLS).",
        "Dùng sslmode=verify-full, rediss://, https://, smtps:// hoặc smtp+starttls://. Chỉ để vậy khi máy kia "
        "thật ra là máy này, hoặc đường nối đã mã hóa ở tầng dưới, như WireGuard (docs/an-toan.md).",
        NOTICE,
    )


CHECKS = (Check("lines.open", "Đường nối tới máy khác có mã hóa", _open),)
