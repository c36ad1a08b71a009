"""The service that an address names, as it can be handed in now."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.services import queries
from portal.services.definition.shapes import Definition
from portal.services.guide.case import as_offered
from portal.services.models import Service
from portal.services.registry import above
from portal.web.errors import Missing


def opened(slug: str) -> tuple[Service, Definition]:
    """A service that is open here, with what it asks for and how it can be handed in now. Aborts with 404; raises
    Missing where it was open once."""
    service = queries.open_by_slug(slug)
    held = queries.current(service) if service is not None else None
    if service is None or held is None:
        raise paused(slug)
    is_received = bool(above(current_app).apply(slug, {}))
    return service, as_offered(queries.definition_of(held), is_received=is_received)


def paused(slug: str) -> NotFound:
    """What tells that a service is not open: a poster or a bookmark leads to it still. For what never was one, 404."""
    held = queries.by_slug(slug)
    if held is None or not held.current_id:
        return NotFound()
    return Missing(
        _("Cơ quan đang tạm ngừng nhận thủ tục này trên cổng"),
        _(
            "Ông/bà vẫn hỏi và nộp được tại bộ phận một cửa, số điện thoại ở cuối trang. Bản nháp đang soạn (nếu có) "
            "vẫn được giữ."
        ),
        "/dich-vu/",
        _("Xem các dịch vụ công"),
    )
