"""The operations centre: its pages for who may read figures, targets and links of screens for who may set."""

from __future__ import annotations

from portal.extensions import db
from portal.ioc.pages import screens
from tests.factories import Factory

PUBLIC = "public"
READ, SET = "ioc.read", "ioc.set"
ROUTES = {
    "ioc_desk.start": READ,
    "ioc_desk.page": READ,
    "ioc_desk.chart": READ,
    "ioc_desk.export": READ,
    "ioc_targets.listing": READ,
    "ioc_targets.edit": SET,
    "ioc_targets.remove": SET,
    "desk_wall_screen.screen": READ,
    "desk_wall_screen.links": SET,
    "desk_wall_screen.withdraw": SET,
    "ioc_wall.shown": PUBLIC,
}


def _screen(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row, token = screens.make(text, 30, actor)
        db.session.commit()
        return row.id, token


THINGS = {"wall_screen": _screen}
VALUES = {
    "ioc_desk.page": {"part": "he-thong"},
    "ioc_desk.chart": {"part": "he-thong", "key": "so-sanh", "kind": "svg"},
    "ioc_desk.export": {"part": "he-thong"},
    "ioc_targets.edit": {"figure": "cases"},
    "ioc_targets.remove": {"figure": "cases"},
}
