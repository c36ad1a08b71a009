"""Social and economic indicators: a catalogue, figures that communes hand in, targets of the year."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.indicators import today, views
from portal.indicators.desk import catalogue_pages, reports, targets, units
from portal.indicators.desk import revisions as _revisions  # noqa: F401 - pages of the reports' blueprint
from portal.indicators.desk import workbook_pages as _workbook_pages  # noqa: F401 - pages of the reports' blueprint
from portal.indicators.telling import WHERE
from portal.indicators.tending import remind
from portal.indicators.transitions import ENTER
from portal.web.contributions import DeskEntry, SiteMapEntry, contributions, every

EVERY_HOUR = 3600


def register(app: Flask) -> None:
    """Bind the package to the application: pages, desk, reminders."""
    app.register_blueprint(views.bp)
    for one in (reports.bp, catalogue_pages.bp, targets.bp, units.bp):
        app.register_blueprint(one)
    shared = contributions(app)
    shared.desk.append(
        DeskEntry(_l("Số liệu kinh tế – xã hội"), WHERE, 35, "list", ENTER, today.waiting, group="lead")
    )
    shared.today.append(today.card)
    shared.tended.append(every(EVERY_HOUR, remind))
    shared.site_map.append(_site_map)
    shared.support.append((_l("Số liệu kinh tế – xã hội"), views.WHERE))
    shared.actions |= {
        "indicator.save": _l("Nhập số liệu"),
        "indicator.submit": _l("Nộp số liệu"),
        "indicator.take_back": _l("Rút lại số liệu để sửa"),
        "indicator.send_back": _l("Trả lại số liệu"),
        "indicator.approve": _l("Duyệt số liệu"),
        "indicator.accept": _l("Huyện tiếp nhận số liệu"),
        "indicator.return": _l("Huyện trả lại số liệu"),
        "indicator.revise_ask": _l("Đề nghị điều chỉnh số liệu"),
        "indicator.revise": _l("Điều chỉnh số liệu"),
        "indicator.revise_refuse": _l("Không đồng ý điều chỉnh số liệu"),
        "indicator.define": _l("Thêm chỉ tiêu"),
        "indicator.change": _l("Sửa chỉ tiêu"),
        "indicator.target": _l("Giao mục tiêu năm"),
    }


def _site_map() -> Iterable[SiteMapEntry]:
    return [SiteMapEntry(views.WHERE, None)] if views.has_open_figures() else []
