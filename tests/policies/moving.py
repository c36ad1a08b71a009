"""Moving in from an old portal, and its old addresses."""

from __future__ import annotations

import itertools

from portal.moving import queries, service
from portal.moving.mapping import Mapping
from tests.factories import Factory

_COUNT = itertools.count(1)
ACTION = "tenant.settings"
ROUTES = {
    f"desk_moving.{name}": ACTION
    for name in (
        "listing", "open_new", "page", "choose", "go_on", "stop", "forget", "report_page", "report_csv", "report_xlsx",
    )
} | {
    f"desk_old_paths.{name}": ACTION
    for name in ("listing", "new", "edit", "switch_on", "switch_off", "remove", "restore", "export")
}  # fmt: skip


def make_move(factory: Factory, slug: str, text: str = "") -> tuple[int, str]:
    """A source whose name is this text."""
    with factory.acting(slug) as actor:
        name = text or "cu"
        move = service.take_from("folder", name, name, "/khong/co", "", Mapping(), actor)
        service.stop(move, actor)
        return move.id, move.name


def make_old_path(factory: Factory, slug: str, text: str = "") -> tuple[int, str]:
    """An old address that leads to the news."""
    with factory.acting(slug) as actor:
        address = f"/{text or 'cu'}.html"
        row = service.write_old_path(None, address, "/tin-tuc/", text, 0, actor)
        return row.id, row.address


THINGS = {"moving": make_move, "old_paths": make_old_path}


def _another(factory: Factory, slug: str) -> int:
    return make_old_path(factory, slug, f"se-xoa-{next(_COUNT)}")[0]


def _removed(factory: Factory, slug: str) -> int:
    object_id = _another(factory, slug)
    with factory.acting(slug) as actor:
        row = queries.old_path_by_id(object_id)
        assert row is not None
        service.remove_old_path(row, actor)
    return object_id


FRESH = {
    "desk_moving.forget": lambda factory, slug: make_move(factory, slug, "se-bo")[0],
    "desk_old_paths.remove": _another,
    "desk_old_paths.restore": _removed,
}
