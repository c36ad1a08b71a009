"""A thing as citizens will see it, with the files of a draft, which citizens cannot fetch yet."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, g, make_response, request
from flask_wtf import FlaskForm

from portal.accounts.permissions import Actor
from portal.publishing.answering import rehearsal
from portal.screens.contract import Screen
from portal.screens.workflow.saving import rendered, rendered_with

WIDTHS = (360, 768, 1280)


def preview_of(screen: Screen, thing: Any, files: str) -> Response:
    """The page, never kept anywhere, with files fetched below the portal-relative path `files`; our own pages may
    frame it."""
    return _framed(rendered(screen, thing), files)


def preview_with(screen: Screen, thing: Any | None, form: FlaskForm, actor: Actor, files: str) -> Response:
    """The same of what is written and not saved; `thing` is None for something new. Raises Forbidden, InvalidField."""
    g.preview_of_unsaved = True
    if thing is not None:
        return _framed(rendered_with(screen, thing, form, actor.name), files)
    with rehearsal():
        return _framed(screen.render_public(screen.create(form, actor)), files)


def _framed(html: str, files: str) -> Response:
    g.may_be_framed = True
    root = re.escape(request.script_root)
    html = re.sub(rf'(?<=["\s,]){root}/tep/', f"{request.script_root}{files}", html)
    answer = make_response(html)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
