"""The question of the API over everything: what the search page finds, entry by entry."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.opendata.api.operations import Answer, Operation, Values
from portal.opendata.api.parameters import CHOICE, TEXT, Parameter
from portal.opendata.api.parameters import INTEGER as WHOLE
from portal.opendata.fields import ADDRESS, INTEGER, NUMBER, OBJECTS, Field, object_schema
from portal.opendata.fields import TEXT as WORDS
from portal.search.narrowing import ALL, DISTRICT, FACETS, MAX_QUESTION, OWN, read_question
from portal.search.registry import kind_labels
from portal.search.searching import search
from portal.web.request import current_portal

MOST = 50
_RESULT = (
    Field("kind", WORDS, _l("Loại nội dung")),
    Field("title", WORDS, _l("Tiêu đề")),
    Field("url", ADDRESS, _l("Trang của nội dung")),
    Field("tenant", WORDS, _l("Cổng có nội dung (tên trong địa chỉ)")),
    Field("number", WORDS, _l("Số của văn bản, mã của thủ tục"), nullable=True),
    Field("article", WORDS, _l("Điều của văn bản"), nullable=True),
    Field("snippet", WORDS, _l("Đoạn có chữ tìm thấy")),
)
_FIELDS = (
    Field("total", INTEGER, _l("Số kết quả")),
    Field("took_ms", NUMBER, _l("Thời gian tìm (mili giây)")),
    Field("results", OBJECTS, _l("Kết quả, khớp nhất trước"), inner=_RESULT),
)


def _schema() -> dict[str, Any]:
    found = object_schema(_FIELDS)
    counts = {"type": "object", "additionalProperties": {"type": "integer"}}
    found["properties"]["facets"] = {
        "type": "object",
        "additionalProperties": counts,
        "description": str(_l("Tên bộ lọc → giá trị → số kết quả; chỉ có khi hỏi facets=1")),
    }
    return found


def _act(values: Values) -> Answer:
    """{"total", "took_ms", "results"}; "facets" where they were asked for."""
    began = time.perf_counter()
    told = {name: str(value) for name, value in values.items() if value is not None}
    question = replace(read_question(told, current_portal().is_district), within="")
    wants_facets = values["facets"] == 1
    found = search(question, values["limit"], values["offset"], facets=wants_facets)
    body: dict[str, Any] = {
        "total": found.total,
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
        "results": [
            {
                "kind": one.kind,
                "title": one.title,
                "url": one.url,
                "tenant": one.tenant_slug,
                "number": one.number,
                "article": one.article,
                "snippet": one.plain_snippet,
            }
            for one in found.results
        ],
    }
    if wants_facets:
        body["facets"] = found.facets
    return Answer(body, fleeting=True)


def _kinds() -> list[str]:
    return sorted(kind_labels())


OPERATIONS = (
    Operation(
        name="search",
        path="/search",
        tag=_l("Tìm kiếm"),
        summary=_l("Tìm trong mọi nội dung của cổng"),
        about=_l(
            "Cùng kết quả với trang tìm kiếm: hiểu dấu tiếng Việt, số văn bản, tên luật, từ đồng nghĩa."
        ),
        parameters=(
            Parameter("q", TEXT, _l("Điều muốn tìm"), default="", longest=MAX_QUESTION, example="khai sinh"),
            Parameter(
                "scope",
                CHOICE,
                _l("own: cổng này; district: cả nội dung của huyện; all: mọi cổng"),
                default=OWN,
                values=(OWN, DISTRICT, ALL),
            ),
            Parameter("kind", CHOICE, _l("Loại nội dung"), values=_kinds),
            Parameter("portal", TEXT, _l("Chỉ cổng này (tên trong địa chỉ)"), longest=80),
            *(Parameter(name, TEXT, label) for name, (_word, label) in FACETS.items()),
            Parameter("limit", WHOLE, _l("Số kết quả"), default=10, least=1, most=MOST),
            Parameter("offset", WHOLE, _l("Bỏ qua bao nhiêu kết quả"), default=0, least=0, most=500),
            Parameter("facets", WHOLE, _l("1: đếm cả theo bộ lọc"), default=0, least=0, most=1),
        ),
        schema=lambda: {"$ref": "#/components/schemas/SearchAnswer"},
        schemas=lambda: {"SearchAnswer": _schema()},
        act=_act,
        example="/search?q=khai+sinh&limit=3",
    ),
)
