"""The picture of a VietQR code: SVG for pages, PNG to download, in one colour that every camera reads."""

from __future__ import annotations

import io

import segno

QUIET = 4
"""Modules of white around a code (ISO/IEC 18004, 6.3.8)."""
PAID = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33"><path fill="#fff" d="M0 0h33v33h-33z"/>'
    b'<path fill="none" stroke="#1b6e3c" stroke-width="3" stroke-linecap="round" d="m9 17 5.5 5.5L25 11"/></svg>'
)
"""What stands in the place of a code once the money came: a tick, which nobody pays by."""


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False, boost_error=False)


def svg(text: str) -> bytes:
    """A scalable picture: one path on white, no script, no style; a document of its own."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=QUIET, scale=8, dark="#000", light="#fff", omitsize=True)
    return out.getvalue()


def png(text: str, scale: int = 10) -> bytes:
    """A picture to download or print, `scale` pixels per module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=QUIET, scale=scale, dark="#000", light="#fff")
    return out.getvalue()
