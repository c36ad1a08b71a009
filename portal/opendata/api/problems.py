"""Errors of the read API as RFC 9457 asks: application/problem+json, in Vietnamese and in English."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.opendata.fields import ADDRESS, INTEGER, OBJECTS, TEXT, Field, object_schema

MEDIA = "application/problem+json"
PREFIX = "/api/v1"
NOT_FOUND, GONE, INVALID, TOO_MANY, NOT_ALLOWED = 404, 410, 400, 429, 405
TITLES: Mapping[int, Any] = {
    INVALID: _l("Yêu cầu không hợp lệ"),
    NOT_FOUND: _l("Không có dữ liệu tại địa chỉ này"),
    NOT_ALLOWED: _l("Giao diện này chỉ để đọc"),
    GONE: _l("Dữ liệu này đã được gỡ"),
    TOO_MANY: _l("Hỏi quá nhanh"),
    500: _l("Hệ thống có lỗi"),
    503: _l("Hệ thống đang bận"),
}
_DETAILS: Mapping[int, Any] = {
    NOT_FOUND: _l("Kiểm tra lại địa chỉ, hoặc tìm trong danh sách."),
    NOT_ALLOWED: _l("Dùng phương thức GET, HEAD hoặc OPTIONS."),
    GONE: _l("Cơ quan đã gỡ nội dung này khỏi cổng."),
    TOO_MANY: _l("Hãy chờ rồi hỏi lại; số giây chờ nằm ở tiêu đề Retry-After."),
    500: _l("Lỗi đã được ghi lại. Hãy thử lại sau."),
    503: _l("Hãy thử lại sau ít phút."),
}

FIELDS = (
    Field("type", ADDRESS, _l("Loại lỗi")),
    Field("title", TEXT, _l("Tên lỗi")),
    Field("title_en", TEXT, _l("Tên lỗi bằng tiếng Anh")),
    Field("status", INTEGER, _l("Mã trạng thái HTTP")),
    Field("detail", TEXT, _l("Giải thích")),
    Field("detail_en", TEXT, _l("Giải thích bằng tiếng Anh")),
    Field("instance", TEXT, _l("Địa chỉ đã hỏi")),
)
OF_PARAMETER = (
    Field("parameter", TEXT, _l("Tham số")),
    Field("detail", TEXT, _l("Giải thích")),
    Field("detail_en", TEXT, _l("Giải thích bằng tiếng Anh")),
)
ERRORS = Field("errors", OBJECTS, _l("Từng tham số sai"), inner=OF_PARAMETER)


def schema() -> dict[str, Any]:
    """The schema of a problem; `errors` is there where parameters are wrong."""
    found = object_schema((*FIELDS, ERRORS))
    found["required"] = [one.name for one in FIELDS]
    return found


@dataclass(frozen=True)
class Wrong:
    """A parameter that is wrong, and why."""

    parameter: str
    said: Any


class Problem(Exception):
    """What the API refuses: `status` is INVALID, NOT_FOUND or GONE, `said` overrules the usual explanation."""

    def __init__(self, status: int, said: Any = None, wrong: Sequence[Wrong] = ()) -> None:
        super().__init__(str(status))
        self.status, self.said, self.wrong = status, said, tuple(wrong)


def _both(name: str, said: Any) -> dict[str, str]:
    with force_locale("vi"):
        vietnamese = str(said)
    with force_locale("en"):
        return {name: vietnamese, f"{name}_en": str(said)}


def problem(status: int, said: Any = None, wrong: Sequence[Wrong] = ()) -> Response:
    """The answer to a request that is refused or failed."""
    title = TITLES.get(status, _l("Yêu cầu không thực hiện được"))
    detail = said if said is not None else _DETAILS.get(status, title)
    body: dict[str, Any] = {"type": f"{request.root_url}api/v1/#loi-{status}", "status": status}
    body |= _both("title", title) | _both("detail", detail)
    body["instance"] = request.script_root + request.path
    if wrong:
        body["errors"] = [{"parameter": one.parameter[:100], **_both("detail", one.said)} for one in wrong]
    answer = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA)
    answer.headers["Cache-Control"] = "no-store"
    return answer
