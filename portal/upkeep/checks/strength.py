"""Keys of signing that are weaker than what the system chooses by itself (ASVS 11.2.3)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from portal.signing.strength import WANTED, below
from portal.upkeep.checking import NOTICE, Check, Finding, Gathered, Look


def _weak(look: Look) -> Iterator[Finding]:
    look.told("Độ mạnh của khóa ký số", 0, 0)
    found = Gathered()
    for name, bits in below(current_app.config["PORTAL"]).items():
        found.add(f"{name} ({bits} bit)")
    yield from found.found(
        "keys.strength",
        f"{{count}} khóa ký số dưới {WANTED} bit an toàn (RSA 2048 bit chỉ cho 112).",
        "Khi gia hạn chứng thư, xin khóa RSA 3072 bit trở lên hoặc ECDSA P-256 (docs/chu-ky-so.md).",
        NOTICE,
    )


CHECKS = (Check("keys.strength", "Độ mạnh của khóa ký số", _weak),)
