"""Numbers that a form sends."""

from __future__ import annotations

from flask import request

from portal.digits import whole_number

_LARGEST_VERSION = 999_999_999


def sent_version(name: str = "version") -> int:
    """The version that the sent form was made from; 0, which no saved thing has, for anything else than a version."""
    return whole_number(request.form.get(name), _LARGEST_VERSION) or 0


def sent_ids(name: str) -> list[int]:
    """The ids of what was ticked, as they were sent; what is no number is left out."""
    return [one for text in request.form.getlist(name) if (one := whole_number(text)) is not None]
