"""Cổng Làng: the portals of a district and of its communes on one installation."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import (
    accounts,
    alerts,
    charts,
    citizens,
    content,
    database,
    desk,
    dossiers,
    exchange,
    indicators,
    ioc,
    jobs,
    legal,
    mail,
    media,
    merging,
    moving,
    news,
    notices,
    opendata,
    pages,
    papers,
    payments,
    performance,
    procedures,
    proofs,
    quality,
    results,
    schedule,
    schema_changes,
    screens,
    sealing,
    search,
    services,
    sharing,
    signing,
    syslog,
    twin,
    upkeep,
    visits,
    voice,
    web,
    workdays,
)
from portal.application import Application
from portal.config import Settings, flask_config
from portal.extensions import babel, choose_locale, csrf, db, limiter, login_manager
from portal.redis_link import limiter_config
from portal.tenancy import isolation
from portal.tenancy.directory import Directory

SHARED = (
    database,
    sealing,
    web,
    charts,
    accounts,
    jobs,
    mail,
    notices,
    workdays,
    media,
    signing,
    proofs,
    screens,
    quality,
    sharing,
    visits,
)
ROOMS = (news, pages, legal, procedures, schedule, alerts, voice)
COUNTER = (papers, citizens, payments, results, services, dossiers, performance)
DISTRICT = (exchange, indicators, ioc, opendata)


LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_TIME = "%Y-%m-%dT%H:%M:%S%z"
"""With the offset from UTC: logs of several machines are laid beside each other."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application: settings → extensions → rooms. Raises InvalidSetting for a bad PORTAL_* variable."""
    chosen = settings or Settings.from_environment()
    chosen.instance_path.mkdir(parents=True, exist_ok=True)
    app = Application(
        "portal", instance_path=str(chosen.instance_path), static_folder=None, template_folder=None
    )
    app.config.from_mapping(flask_config(chosen) | limiter_config(chosen))
    logging.basicConfig(level=chosen.log_level, format=LOG_LINE, datefmt=LOG_TIME)
    syslog.pass_on(chosen.syslog)
    _keep_rows_out_of_logs(chosen.log_level)
    _bind_extensions(app)
    for room in (*SHARED, *ROOMS, *COUNTER, *DISTRICT, search, desk, content, merging, moving, upkeep, twin):
        room.register(app)
    csrf.init_app(
        app
    )  # after the rooms: its refusal is a page of the portal that was asked, so that must be known
    isolation.install_on_sessions()
    with app.app_context():
        isolation.install_on_engine(db.engine)
    web.wrap(app, chosen)
    visits.wrap(app, chosen)
    if chosen.trusted_proxies:  # outermost: the page cache must see the host that the visitor asked for
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=chosen.trusted_proxies,
            x_proto=chosen.trusted_proxies,
            x_host=chosen.trusted_proxies,
        )
    return app


def _keep_rows_out_of_logs(level: str) -> None:
    """At DEBUG the layer of the database would log every row that it reads, citizens' data opened: it stays at INFO
    (statements without parameters), however much is asked for."""
    wanted = max(logging.INFO, logging.getLevelNamesMapping()[level])
    logging.getLogger("sqlalchemy.engine").setLevel(wanted)


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    schema_changes.bind(app, db, Path(__file__).parent / "migrations")
    # Templates ask for the person where they show one; the library's own way looks one up for every page.
    login_manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    babel.init_app(
        app,
        locale_selector=choose_locale,
        default_translation_directories=str(Path(__file__).parent / "translations"),
    )
    limiter.init_app(app)
    app.extensions["portal_directory"] = Directory()
