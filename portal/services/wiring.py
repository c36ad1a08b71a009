"""What the application knows of services: pages, menu, home block, desk, words of the trail."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.services import views
from portal.services.desk import blueprint, looking, parts
from portal.services.desk import views as desk_views
from portal.services.guide import views as guide_views
from portal.services.material import views as material_views
from portal.services.service import EDIT
from portal.web.contributions import DeskEntry, HomeBlock, MenuEntry, SiteMapEntry, contributions

_PAGES = (desk_views, parts, looking)  # importing them puts their pages on the desk's blueprint


def wire(app: Flask) -> None:
    """Register everything."""
    app.register_blueprint(views.bp)
    app.register_blueprint(guide_views.bp)
    app.register_blueprint(material_views.bp)
    app.register_blueprint(blueprint.bp)
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Dịch vụ công"), views.HERE, 38))
    shared.home.append(HomeBlock("services", _l("Dịch vụ công"), 35, views.on_home))
    shared.desk.append(DeskEntry(_l("Dịch vụ công"), blueprint.WHERE, 33, "clipboard", EDIT, group="counter"))
    shared.online.append(views.for_procedure)
    shared.site_map.append(
        lambda: [
            SiteMapEntry(views.HERE, None),
            *(SiteMapEntry(one.path, None) for one in views.offered()),
        ]
    )
    shared.actions |= {
        "service.make": _l("Tạo dịch vụ công"),
        "service.begin": _l("Nạp dịch vụ công ban đầu"),
        "service.change": _l("Sửa tên dịch vụ công"),
        "service.publish": _l("Công bố bản mới của dịch vụ công"),
        "service.open": _l("Mở nộp hồ sơ trực tuyến"),
        "service.close": _l("Đóng nộp hồ sơ trực tuyến"),
        "service.take_over": _l("Lấy về dịch vụ của cấp trên"),
    }
