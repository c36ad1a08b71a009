"""What rooms register so that their things can go to other portals; sharing knows no room by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from portal.accounts.permissions import Actor

_EXTENSION = "portal_sharing"
Content = dict[str, Any]
"""What a thing says, as JSON-ready data: at least `title`; texts under the names in `Sharable.texts`."""


@dataclass(frozen=True)
class Sharable:
    """How things of one kind are copied, each verb in the portal in force; none commits.

    content: what a thing says, files by the ids of its own portal. texts: names of Markdown texts in the content, in
    which files may be named. pictures: names of values that are ids of files. create: make a draft of a content.
    rewrite: put a content onto a thing, as this act. public_path: where citizens find it. facts: (label, value) of what
    who decides must know of a content besides its words.
    """

    kind: str
    content: Callable[[Any], Content]
    create: Callable[[Content, Actor], Any]
    rewrite: Callable[[Any, Content, Actor, str], None]
    public_path: Callable[[Any], str]
    texts: tuple[str, ...] = ("body",)
    pictures: tuple[str, ...] = ()
    facts: Callable[[Content], list[tuple[str, str]]] = lambda _content: []


@dataclass
class Registered:
    """Everything registered on one application, by kind."""

    kinds: dict[str, Sharable] = field(default_factory=dict)


def registered(app: Flask | None = None) -> Registered:
    """The application's kinds."""
    found: Registered = (app or current_app).extensions.setdefault(_EXTENSION, Registered())
    return found


def sharable(kind: str) -> Sharable | None:
    """How things of a kind are copied; None where they are not."""
    return registered().kinds.get(kind)
