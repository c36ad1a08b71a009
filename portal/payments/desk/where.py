"""Where the pages of money stand in a request: at their place, or below the open books of a portal that ended."""

from __future__ import annotations

from flask import g

from portal.web.request import DESK_PREFIX

FORMER = f"{DESK_PREFIX}/so-cu/"


def rebased(where: str) -> str:
    """A path of these pages as this request has to name it, so that who looks through old books stays in them."""
    slug = g.get("former_slug")
    return f"{FORMER}{slug}{where.removeprefix(DESK_PREFIX)}" if slug else where
