"""The description of the API in OpenAPI 3.1, made of the declarations that it is answered by."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.opendata.api import problems
from portal.opendata.api.operations import Operation, operations
from portal.opendata.licences import licence_of
from portal.tenancy.directory import Portal
from portal.web.request import public_url

VERSION = "1.0.0"
Json = dict[str, Any]
_SAID = (400, 404, 405, 410, 429, 500, 503)


def document(portal: Portal) -> Json:
    """The whole description, in the language of the reader."""
    licence = licence_of(portal)
    schemas: Json = {"Problem": problems.schema()}
    paths: Json = {}
    for one in operations():
        schemas |= one.schemas()
        paths[one.path] = {"get": _operation(one)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Dữ liệu mở của %(name)s", name=portal.name),
            "version": VERSION,
            "description": _(
                "Đọc nội dung mà cổng đang công bố. Không cần đăng ký. Mọi câu trả lời có ETag: lần sau gửi "
                'If-None-Match để chỉ tải khi có thay đổi. Đi tiếp trang sau bằng tiêu đề Link (rel="next").'
            ),
            "contact": {"name": portal.authority or portal.name, "url": public_url("/")},
            "license": {"name": str(licence.name), "url": licence.uri},
        },
        "servers": [{"url": public_url(problems.PREFIX)}],
        "externalDocs": {"url": public_url(f"{problems.PREFIX}/"), "description": _("Trang hướng dẫn")},
        "tags": [{"name": name} for name in dict.fromkeys(str(one.tag) for one in operations())],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Problem{code}": _problem(code) for code in _SAID},
            "headers": _headers(),
        },
    }


def _operation(one: Operation) -> Json:
    refused = {str(code): {"$ref": f"#/components/responses/Problem{code}"} for code in _SAID}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _headers()}
    found: Json = {
        "operationId": one.name,
        "tags": [str(one.tag)],
        "summary": str(one.summary),
        "parameters": [parameter.documented() for parameter in one.parameters],
        "responses": {
            "200": {
                "description": _("Câu trả lời"),
                "headers": headers,
                "content": {"application/json": {"schema": one.schema()}},
            },
            "304": {"description": _("Không có gì thay đổi kể từ ETag đã gửi")},
            **refused,
        },
    }
    if str(one.about):
        found["description"] = str(one.about)
    return found


def _problem(code: int) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": str(problems.TITLES[code]), "content": {problems.MEDIA: {"schema": schema}}}


def _headers() -> Json:
    text = {"type": "string"}
    return {
        "ETag": {"description": _("Dấu của nội dung, để gửi lại bằng If-None-Match"), "schema": text},
        "Link": {
            "description": _(
                "Trang tiếp theo (next), trang đầu (first), trang trên cổng (alternate), giấy phép (license)"
            ),
            "schema": text,
        },
        "RateLimit": {
            "description": _("Còn được hỏi bao nhiêu lần (r), trong bao nhiêu giây (t)"),
            "schema": text,
        },
        "RateLimit-Policy": {
            "description": _("Được hỏi bao nhiêu lần (q) trong bao nhiêu giây (w)"),
            "schema": text,
        },
    }
