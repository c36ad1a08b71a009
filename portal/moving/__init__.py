"""Moving in from an old portal: WordPress, feeds, folders of pages and documents; and where its old addresses lead."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, redirect, request
from flask_babel import lazy_gettext as _l

from portal.jobs.handlers import register_job
from portal.moving import desk, hits, old_paths, old_paths_desk, report_desk
from portal.moving.addresses import normalised
from portal.moving.commands import import_cli
from portal.moving.job import HANDLER
from portal.moving.service import KIND, MANAGE
from portal.web.contributions import DeskEntry, contributions
from portal.web.freshness import remembered
from portal.web.request import is_desk, path


def register(app: Flask) -> None:
    """Bind commands, job, desk pages and the looking up of old addresses to the application."""
    app.cli.add_command(import_cli)
    register_job(app, KIND, HANDLER)
    hits.bind(app)
    app.before_request(desk.prepare_upload)
    app.before_request(_told_by_query)
    app.register_blueprint(report_desk.bp)
    app.register_blueprint(old_paths_desk.bp)
    shared = contributions(app)
    shared.moved.append(old_paths.present_address)
    shared.desk.append(DeskEntry(_l("Chuyển dữ liệu"), desk.PATH, 85, "upload", MANAGE, group="admin"))
    shared.actions |= {
        "moving.open": _l("Mở nguồn chuyển dữ liệu"),
        "moving.mapping": _l("Chọn nơi nhận dữ liệu"),
        "moving.take": _l("Chuyển dữ liệu từ cổng cũ"),
        "moving.forget": _l("Bỏ nguồn chuyển dữ liệu"),
        "old_path.save": _l("Sửa địa chỉ cũ"),
        "old_path.remove": _l("Xóa địa chỉ cũ"),
        "old_path.restore": _l("Lấy lại địa chỉ cũ"),
    }


def _told_by_query() -> Any:
    """Old addresses that only a query tells apart ("/?p=12") stand where the portal has a page of its own: looked up
    before that page answers, and only at paths that have such addresses."""
    if (
        request.method not in {"GET", "HEAD"}
        or not request.query_string
        or g.get("scope_context") is None
        or is_desk()
    ):
        return None
    if normalised(request.path) not in remembered("moving.queries", old_paths.paths_with_query):
        return None
    found = old_paths.by_query(request.path, request.query_string.decode("utf-8", "replace"))
    answer: Response | None = redirect(path(found), 301) if found is not None else None  # type: ignore[assignment]
    return answer
