"""Figures of the counter: exactly what the public page of results tells of a period that has ended, and nothing else.

What must not be told, and what could be subtracted into it, is decided in portal/performance (public.py, small.py);
here only its answer is handed on. A version stays only until the next one: numbers of one period in two versions could
be subtracted too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.clock import today
from portal.opendata.api.collections import (
    chosen,
    fields_parameter,
    in_lists,
    limit_parameter,
    list_schema,
    listed,
)
from portal.opendata.api.operations import Answer, Operation, Values
from portal.opendata.api.paging import Page
from portal.opendata.api.parameters import CHOICE, TEXT, Parameter
from portal.opendata.api.parameters import INTEGER as WHOLE
from portal.opendata.api.problems import NOT_FOUND, Problem
from portal.opendata.fields import (
    ADDRESS,
    BOOLEAN,
    DAY,
    INTEGER,
    NUMBER,
    OBJECTS,
    Field,
    Row,
    object_schema,
    shaped,
)
from portal.opendata.fields import TEXT as WORDS
from portal.opendata.registry import Dataset
from portal.performance.as_files import PUBLIC_TOTALS, open_data
from portal.performance.counting import flows
from portal.performance.labels import NUMBER_LABELS
from portal.performance.periods import MONTH, QUARTER, YEAR, Period, choices, read
from portal.performance.public import public
from portal.tenancy.directory import Portal
from portal.web.freshness import remembered
from portal.web.request import current_portal, public_url

PAGE = "/ket-qua-giai-quyet"
KINDS = {"month": MONTH, "quarter": QUARTER, "year": YEAR}
_HIDDEN = _l("null: ít đến mức có thể chỉ ra một người, nên không nêu")
_NUMBERS = tuple(
    Field(name, INTEGER, NUMBER_LABELS[name], _HIDDEN, nullable=True)
    for name in ("received", "received_online", "judged", "early", "on_time", "late", "open")
)
_PERIOD = (
    Field("period", WORDS, _l("Kỳ"), _l("2026-03, 2026-Q1 hoặc 2026")),
    Field("period_kind", WORDS, _l("Loại kỳ"), values=tuple(KINDS)),
    Field("first", DAY, _l("Ngày đầu")),
    Field("last", DAY, _l("Ngày cuối")),
)
DATASET_FIELDS = (
    *_PERIOD,
    Field(
        "part",
        WORDS,
        _l("Phần"),
        _l("total: cả kỳ; procedure: một thủ tục; others: các thủ tục còn lại gộp chung"),
        values=("total", "procedure", "others"),
    ),
    Field("procedure_code", WORDS, _l("Mã thủ tục"), nullable=True),
    Field("procedure_name", WORDS, _l("Tên thủ tục"), nullable=True),
    Field("procedures", INTEGER, _l("Số thủ tục trong dòng này"), nullable=True),
    *_NUMBERS,
)
_OF_PROCEDURE = (
    Field("code", WORDS, _l("Mã thủ tục"), _l("null: các thủ tục còn lại"), nullable=True),
    Field("name", WORDS, _l("Tên thủ tục"), nullable=True),
    Field("count", INTEGER, _l("Số thủ tục trong dòng này")),
    *(Field(one.name, INTEGER, one.label) for one in _NUMBERS),
)
_COMPONENT = (
    Field("group", WORDS, _l("Nhóm chỉ tiêu")),
    Field("code", WORDS, _l("Mã chỉ tiêu")),
    Field("name", WORDS, _l("Chỉ tiêu")),
    Field("weight", NUMBER, _l("Điểm tối đa")),
    Field("numerator", NUMBER, _l("Tử số"), _HIDDEN, nullable=True),
    Field("denominator", NUMBER, _l("Mẫu số"), _HIDDEN, nullable=True),
    Field("points", NUMBER, _l("Điểm đạt"), _l("null: không chấm"), nullable=True),
)
FIELDS = (
    *_PERIOD,
    Field("address", ADDRESS, _l("Trang của kỳ này")),
    Field("told", BOOLEAN, _l("Có nêu số liệu của kỳ"), _l("false: quá ít hồ sơ")),
    *(Field(name, INTEGER, NUMBER_LABELS[name], _HIDDEN, nullable=True) for name in PUBLIC_TOTALS),
    Field("index_766", NUMBER, _l("Chỉ số phục vụ (766)"), nullable=True),
    Field("hidden_below", INTEGER, _l("Số hồ sơ ít hơn mức này thì không nêu")),
    Field("procedures", OBJECTS, _l("Theo thủ tục"), inner=_OF_PROCEDURE, listed=False),
    Field("index_components", OBJECTS, _l("Các chỉ tiêu của chỉ số"), inner=_COMPONENT, listed=False),
)


def ended(kind: str, on: date) -> list[Period]:
    """The periods of a kind that have ended and that the public page offers, the latest first."""
    return [one for one in choices(kind, on) if one.last < on]


def _english(kind: str) -> str:
    return next(name for name, own in KINDS.items() if own == kind)


def _of_period(period: Period) -> dict[str, Any]:
    kind = _english(period.kind)
    return {"period": period.key, "period_kind": kind, "first": period.first, "last": period.last}


def _rows_of(portal: Portal, period: Period) -> Iterator[Row]:
    found = public(portal, period)
    if not found.told:
        return
    told, common = open_data(portal, found), _of_period(period)
    whole = {one.name: told["totals"][one.name] for one in _NUMBERS}
    if any(whole.values()):
        yield (
            common
            | {"part": "total", "procedure_code": None, "procedure_name": None, "procedures": None}
            | whole
        )
    for one in told["procedures"]:
        yield (
            common
            | {
                "part": "procedure" if one["code"] else "others",
                "procedure_code": one["code"],
                "procedure_name": one["name"],
                "procedures": one["count"],
            }
            | {each.name: one[each.name] for each in _NUMBERS}
        )


def dataset_rows(portal: Portal) -> Iterator[tuple[int, Row]]:
    """Every period that the public page offers, the earliest first: its sum, then its procedures."""
    offered = [one for kind in (MONTH, QUARTER, YEAR) for one in reversed(ended(kind, today()))]
    first = _first_year(portal, sorted({one.first.year for one in offered}))
    for period in offered:
        if first is not None and period.first.year >= first:
            for row in _rows_of(portal, period):
                yield 0, row


def _first_year(portal: Portal, years: Sequence[int]) -> int | None:
    """The first of these years in which anything came or was done; None: in none. Before it there is nothing to tell,
    and telling that of each month of a portal without a counter is work."""
    for year in years:
        whole = read(str(year))
        if whole is not None and any(flows(portal.id, whole).total(name) for name in ("received", "judged")):
            return year
    return None


DATASETS = (
    Dataset(
        "ket-qua-giai-quyet",
        _l("Kết quả giải quyết hồ sơ một cửa"),
        _l(
            "Số hồ sơ tiếp nhận, giải quyết, đúng hạn, quá hạn theo tháng, quý, năm và theo thủ tục. Số liệu ít đến "
            "mức có thể chỉ ra một người thì không nêu, và không thể trừ ra được."
        ),
        DATASET_FIELDS,
        dataset_rows,
        ("period", "part", "procedure_code"),
        keywords=(_l("một cửa"), _l("hồ sơ"), _l("thống kê")),
        frequency="MONTHLY",
        covers="last",
        collection="service-statistics",
        page=PAGE,
        kept=1,
    ),
)


def _row(period: Period) -> dict[str, Any]:
    portal = current_portal()
    found = public(portal, period)
    told = open_data(portal, found)
    return _of_period(period) | {
        "address": f"{PAGE}?ky={period.key}",
        "told": found.told,
        **told["totals"],
        "index_766": told["index"]["total"],
        "hidden_below": told["hidden_below"],
        "procedures": told["procedures"],
        "index_components": [
            {"group": group["name"]} | {name: line[name] for name in _LINE}
            for group in told["index"]["groups"]
            for line in group["components"]
        ],
    }


_LINE = ("code", "name", "weight", "numerator", "denominator", "points")


def _known(period: Period) -> dict[str, Any]:
    """The row of a period, counted once while nothing of the portal changes: it takes reading all its dossiers."""
    return remembered(f"opendata.statistics.{period.key}", lambda: _row(period))


def _list(values: Values) -> Answer:
    found = ended(KINDS[values["kind"]], today())
    start = values["offset"]
    rows = [_known(one) for one in found[start : start + values["limit"]]]
    fields = chosen(in_lists(FIELDS), values)
    return listed(rows, Page(rows, len(found), ""), fields, "updated")


def _item(values: Values) -> Answer:
    period = read(values["period"])
    if period is None or period not in ended(period.kind, today()):
        raise Problem(NOT_FOUND, _l("Không có số liệu của kỳ này: kỳ chưa kết thúc, hoặc đã quá lâu."))
    row = _known(period)
    fields = chosen(FIELDS, values)
    return Answer(shaped(fields, row, public_url), [(public_url(row["address"]), "alternate")])


_TAG = _l("Kết quả giải quyết hồ sơ")
_ONE = "ServiceStatistics"
OPERATIONS = (
    Operation(
        name="service_statistics",
        path="/service-statistics",
        tag=_TAG,
        summary=_l("Danh sách: %(what)s", what=_TAG),
        about=_l("Các kỳ đã kết thúc, mới nhất trước. Số liệu có thể chỉ ra một người thì không nêu."),
        parameters=(
            Parameter("kind", CHOICE, _l("Loại kỳ"), default="month", values=tuple(KINDS)),
            limit_parameter(24, 6),
            Parameter("offset", WHOLE, _l("Bỏ qua bao nhiêu kỳ"), default=0, least=0, most=100),
            fields_parameter(in_lists(FIELDS)),
        ),
        schema=lambda: list_schema(_ONE),
        schemas=lambda: {_ONE: object_schema(FIELDS, whole=False)},
        act=_list,
        example="/service-statistics?kind=quarter&limit=2",
    ),
    Operation(
        name="service_statistics_item",
        path="/service-statistics/{period}",
        tag=_TAG,
        summary=_l("Một mục: %(what)s", what=_TAG),
        parameters=(
            Parameter(
                "period",
                TEXT,
                _l("Kỳ: 2026-03, 2026-Q1 hoặc 2026"),
                pattern=r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$",
                longest=7,
                in_path=True,
            ),
            fields_parameter(FIELDS),
        ),
        schema=lambda: {"$ref": f"#/components/schemas/{_ONE}"},
        act=_item,
    ),
)
