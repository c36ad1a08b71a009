"""The things of the screens as the library of files names them: where a picture or a document is used."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.media.library import places
from portal.media.library.places import Place
from portal.screens.contract import Screen


def tell(app: Flask, screen: Screen) -> None:
    """Let the library name the things of a screen."""

    def teller(ids: Sequence[int]) -> dict[int, Place]:
        rows = db.session.scalars(select(screen.model).where(screen.model.id.in_(ids)))
        return {
            one.id: Place(screen.title_of(one), f"{screen.path}{one.id}", str(screen.singular))
            for one in rows
        }

    places.tell(app, screen.kind, teller)
