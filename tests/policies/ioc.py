"""The operations centre: its pages for who may read figures, targets and links of screens for who may set."""

from __future__ import annotations

from portal.extensions import db
from portal.ioc.pages import screens
from tests.factories import Factory

PUBLIC = "public"
READ, SET = "ioc.read", "ioc.set"
ROUTES = {
    "desk_ioc.start": READ,
    "desk_ioc.page": READ,
    "desk_ioc.chart": READ,
    "desk_ioc.export": READ,
    "desk_ioc_target.listing": READ,
    "desk_ioc_target.edit": SET,
    "desk_ioc_target.remove": SET,
    "desk_ioc_wall.screen": READ,
    "desk_ioc_wall.links": SET,
    "desk_ioc_wall.withdraw": SET,
    "ioc_wall.shown": PUBLIC,
}


def _screen(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row, token = screens.make(text, 30, actor)
        db.session.commit()
        return row.id, token


THINGS = {"ioc_wall": _screen}
VALUES = {
    "desk_ioc.page": {"part": "he-thong"},
    "desk_ioc.chart": {"part": "he-thong", "key": "so-sanh", "kind": "svg"},
    "desk_ioc.export": {"part": "he-thong"},
    "desk_ioc_target.edit": {"figure": "cases"},
    "desk_ioc_target.remove": {"figure": "cases"},
}
