"""Passwords that the installation makes itself."""

from __future__ import annotations

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that is mistaken for another when read out


def new_password() -> str:
    """A random password that can be read out over the telephone: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _i in range(4)) for _j in range(4))
