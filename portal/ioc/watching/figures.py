"""The figures that rules may look at: those of the pages, and what stands on no page as a figure."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import Figure, Link
from portal.ioc.warehouse.registry import DOWN

_REPORTS = Link(_l("Số liệu kinh tế – xã hội"), "/quan-tri/so-lieu/", "indicator.enter")
WATCHED: dict[str, Figure] = FIGURES | {
    "reports_late": Figure(
        "reports_late", _l("Kỳ số liệu quá hạn nộp"), ("reports_late",), better=DOWN, links=(_REPORTS,)
    )
}
