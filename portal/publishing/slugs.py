"""Addresses of published things: ASCII, lower case, unique in their tenant, never a reserved word."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import select

from portal.extensions import db

RESERVED = frozenset(
    {"admin", "quan-tri", "api", "tep", "moi", "feed.xml", "chuyen-muc", "the", "tinh", "static", "in"}
)


def slugify(text: str, limit: int = 120) -> str:
    """ASCII slug of a Vietnamese title ("Lễ hội đình làng" → "le-hoi-dinh-lang"); never empty or reserved."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ascii_text = plain.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:limit].strip("-")
    return f"muc-{slug}".strip("-") if not slug or slug in RESERVED else slug


def unique_slug(model: Any, wanted: str, own_id: int | None = None) -> str:
    """`wanted`, or with -2, -3 … behind it where another thing of the tenant in force has it already."""
    base = slugify(wanted, 150)
    taken = set(
        db.session.scalars(
            select(model.slug).where(model.slug.startswith(base, autoescape=True), model.id != (own_id or 0))
        )
    )
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    return candidate
