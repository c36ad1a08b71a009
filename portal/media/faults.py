"""What people are told while the server that keeps the files does not answer."""

from __future__ import annotations

import logging

from flask import Response, make_response
from flask_babel import gettext as _

from portal.extensions import db
from portal.media.store import StoreUnreachable
from portal.web.errors import refused

log = logging.getLogger(__name__)
AGAIN_SECONDS = 10


def unreachable(error: StoreUnreachable) -> Response:
    """The page of a file that cannot be had, or of a form whose file cannot be stored: 503, nothing was changed."""
    db.session.rollback()
    log.error("the store of files cannot be reached: %s", error.__cause__ or error)
    answer = make_response(
        refused(
            503,
            _(
                "Kho tệp của hệ thống đang không trả lời nên chưa đọc hoặc lưu được tệp. Nội dung của bạn chưa mất, "
                "hãy thử lại sau ít phút."
            ),
        )
    )
    answer.headers["Retry-After"] = str(AGAIN_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer
