"""Open data: a catalogue per portal, datasets in versions, a read API."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.jobs.handlers import register_job
from portal.opendata import desk, jobs, views
from portal.opendata.api import views as api
from portal.opendata.api.problems import PREFIX
from portal.opendata.commands import open_data_cli
from portal.opendata.describing import HERE, dataset_path
from portal.opendata.matters import (
    datasets,
    indicators,
    legal,
    news,
    procedures,
    provisions,
    search,
    statistics,
)
from portal.opendata.registry import add_dataset
from portal.opendata.registry import datasets as registered
from portal.opendata.service import ACTION
from portal.web.contributions import DeskEntry, SiteMapEntry, contributions


def register(app: Flask) -> None:
    """Bind the package to the application: catalogue, files, read API, the follower's step, the job."""
    app.register_blueprint(views.bp)
    app.register_blueprint(views.files)
    app.register_blueprint(desk.bp)
    app.cli.add_command(open_data_cli)
    api.register(app)
    register_job(app, jobs.KIND, jobs.HANDLER)
    for one in (
        *legal.DATASETS,
        *procedures.DATASETS,
        *news.DATASETS,
        *indicators.DATASETS,
        *statistics.DATASETS,
    ):
        add_dataset(app, one)
    for each in (
        *legal.COLLECTION.operations(),
        *provisions.OPERATIONS,
        *procedures.COLLECTION.operations(),
        *news.COLLECTION.operations(),
        *indicators.OPERATIONS,
        *statistics.OPERATIONS,
        *datasets.OPERATIONS,
        *search.OPERATIONS,
    ):
        api.add(app, each)
    shared = contributions(app)
    shared.support.append((_l("Dữ liệu mở"), HERE))
    shared.desk.append(DeskEntry(_l("Dữ liệu mở"), desk.WHERE, 66, "share", ACTION, group="watch"))
    shared.actions |= {
        "opendata.asked": _l("Lập phiên bản dữ liệu mở"),
        "opendata.taken_off": _l("Gỡ phiên bản dữ liệu mở"),
    }
    shared.tended.append(jobs.asking)
    shared.site_map.append(_pages)
    shared.refusals[f"{PREFIX}/"] = api.refusal


def _pages() -> Iterable[SiteMapEntry]:
    paths = (HERE, *(dataset_path(one.slug) for one in registered()), f"{PREFIX}/")
    return [SiteMapEntry(path, None) for path in paths]
