"""The weekly work schedule."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal import screens
from portal.schedule import desk, queries
from portal.schedule.views import bp
from portal.web.contributions import HomeBlock, MenuEntry, contributions


def register(app: Flask) -> None:
    """Bind the work schedule to the application: pages, menu, home block, desk screens."""
    screen = desk.WeekScreen()
    app.register_blueprint(bp)
    screens.add(app, screen)
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Lịch công tác"), "/lich-cong-tac/", 50))
    shared.home.append(HomeBlock("schedule", _l("Lịch công tác"), 60, _present))
    shared.addresses["schedule"] = "/lich-cong-tac/"
    shared.visibility["schedule"] = queries.visible_ids


def _present() -> dict[str, object] | None:
    week = queries.present_week()
    return (
        {"days": queries.days(week), "path": queries.week_path(week.slug)} if week and week.entries else None
    )
