"""The banks that a VietQR code can lead to, by BIN: `banks.toml` with its source."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "banks.toml").read_text(encoding="utf-8"))
BANKS: dict[str, tuple[str, str]] = {one["bin"]: (one["short"], one["name"]) for one in _TABLE["bank"]}
"""BIN → short name, name; banks whose accounts take transfers by VietQR."""


def bank_choices() -> list[tuple[str, str]]:
    """BIN and label of each bank, by short name."""
    return sorted(
        ((number, f"{short} – {name}") for number, (short, name) in BANKS.items()),
        key=lambda one: one[1].lower(),
    )
