"""A thing as citizens will see it, with the files of a draft, which citizens cannot fetch yet."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, g, make_response, request

from portal.screens.contract import Screen
from portal.screens.workflow.saving import rendered

WIDTHS = (360, 768, 1280)


def preview_of(screen: Screen, thing: Any, files: str) -> Response:
    """The page, never kept anywhere, with files fetched below the portal-relative path `files`; our own pages may
    frame it."""
    g.may_be_framed = True
    html = rendered(screen, thing)
    root = re.escape(request.script_root)
    html = re.sub(rf'(?<=["\s,]){root}/tep/', f"{request.script_root}{files}", html)
    answer = make_response(html)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
