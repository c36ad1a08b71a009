"""Which encoding a client takes, and compressing an answer for it."""

from __future__ import annotations

import gzip
import re

import brotli

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
SMALLEST = 1024  # bytes: below this an answer fits into a packet anyway
LARGEST = 8 << 20  # bytes: above this an answer is passed on as it is

_TEXT = re.compile(
    r"text/|application/(json|javascript|xml|manifest\+json|[a-z.]+\+(xml|json))|image/svg\+xml"
)
_KNOWN: dict[str, str] = {}  # Accept-Encoding as sent → chosen; browsers send a handful of them


def choose(accept: str | None) -> str:
    """The best encoding that an Accept-Encoding header allows: "br", "gzip" or "" (as it is)."""
    if not accept:
        return IDENTITY
    chosen = _KNOWN.get(accept)
    if chosen is None:
        chosen = _choose(accept)
        if len(accept) < 100 and len(_KNOWN) < 200:
            _KNOWN[accept] = chosen
    return chosen


def _choose(accept: str) -> str:
    weights: dict[str, float] = {}
    for part in accept[:500].lower().split(","):
        name, _, parameters = part.partition(";")
        weight = 1.0
        if parameters:
            try:
                weight = float(parameters.strip().removeprefix("q="))
            except ValueError:
                weight = 0.0
        weights[name.strip()] = weight
    for encoding in (BROTLI, GZIP):
        if weights.get(encoding, weights.get("*", 0.0)) > 0:
            return encoding
    return IDENTITY


def is_text(content_type: str) -> bool:
    """Whether answers of this Content-Type shrink: text, JSON, XML, SVG, scripts."""
    return _TEXT.match(content_type.lower()) is not None


def compress(body: bytes, encoding: str, *, keep: bool) -> bytes:
    """`body` in `encoding` ("gzip" or "br"): thorough for a copy to `keep`, else quick."""
    if encoding == BROTLI:
        packed: bytes = brotli.compress(body, quality=6 if keep else 3)
        return packed
    return gzip.compress(body, 6 if keep else 1, mtime=0)
