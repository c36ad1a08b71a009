"""Administrative procedures."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal import screens
from portal.procedures import desk, queries, searchable
from portal.procedures.catalogue import catalogue
from portal.procedures.commands import procedures_cli
from portal.procedures.models import Procedure
from portal.procedures.views import bp
from portal.quality.providers import of_kind
from portal.quality.registry import Checked, check, provide
from portal.search.registry import register as register_search
from portal.web.contributions import HomeBlock, MenuEntry, SiteMapEntry, contributions


def register(app: Flask) -> None:
    """Bind procedures to the application: pages, menu, home block, desk screens, site map."""
    screen = desk.ProcedureScreen()
    register_search(app, replace(searchable.SEARCHABLE, sample=catalogue))
    app.cli.add_command(procedures_cli)
    app.register_blueprint(bp)
    screens.add(app, screen)
    check(app, Checked(Procedure, title="name", texts=("steps", "conditions", "description")))
    provide(app, of_kind(Procedure, "thu-tuc", "/thu-tuc/", renewed="updated_at"))
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Thủ tục hành chính"), "/thu-tuc/", 40))
    shared.desk_counts.append(desk.counts)
    shared.home.append(HomeBlock("procedures", _l("Thủ tục được tìm nhiều"), 40, _popular))
    shared.addresses["procedure"] = "/thu-tuc/"
    shared.visibility["procedure"] = queries.visible_ids
    shared.site_map.append(
        lambda: [SiteMapEntry(queries.procedure_path(slug), at) for slug, at in queries.all_visible()]
    )


def _popular() -> dict[str, object] | None:
    items = queries.popular()
    return {"items": items} if items else None
