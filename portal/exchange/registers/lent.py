"""What other parts of the exchange lend to the drafting of documents: they register, forms ask.

The registers stand below carriers and layout, and work without either: then offices are named by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import Flask, current_app

_EXTENSION = "exchange_lent"


@dataclass
class Lent:
    """`book`: the offices that the exchange reaches, as (identifier, name, …) by name. `skeleton`: the body that a kind
    of document (its slug) begins with."""

    book: Callable[[], Sequence[tuple[str, ...]]] = field(default=lambda: ())
    skeleton: Callable[[str], str] = field(default=lambda _kind: "")


def lent(app: Flask | None = None) -> Lent:
    """What is lent to the application."""
    found: Lent = (app or current_app).extensions.setdefault(_EXTENSION, Lent())
    return found


def offices() -> list[tuple[str, str]]:
    """The offices of the book: (identifier, name)."""
    return [(entry[0], entry[1]) for entry in lent().book()]
