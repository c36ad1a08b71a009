"""Social and economic indicators: the approved figures of those that are open, as the public pages tell them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.clock import today
from portal.indicators import queries, shown
from portal.indicators.book import rounded
from portal.indicators.catalogue import FIELDS as GROUPS
from portal.indicators.catalogue import Measure
from portal.indicators.disclosing import PublicBook
from portal.indicators.numbers import exact
from portal.indicators.periods import MONTHS, up_to
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
from portal.tenancy.directory import Portal
from portal.web.freshness import remembered
from portal.web.request import current_portal, public_url

PAGE = "/so-lieu"
KINDS = tuple(MONTHS)
_FIGURE = (
    Field("period", WORDS, _l("Kỳ"), _l("2026-03, 2026-Q1, 2026-H1 hoặc 2026")),
    Field("first", DAY, _l("Ngày đầu")),
    Field("last", DAY, _l("Ngày cuối")),
    Field("area", WORDS, _l("Đơn vị")),
    Field("area_code", WORDS, _l("Mã đơn vị hành chính")),
    Field("value", NUMBER, _l("Giá trị"), _l("Trống nếu không công khai"), nullable=True),
    Field(
        "withheld",
        BOOLEAN,
        _l("Không công khai vì số nhỏ"),
        _l("Số người, số hộ ít đến mức có thể chỉ ra một người, hoặc số mà từ đó trừ ra được"),
    ),
    Field("least", NUMBER, _l("Ít nhất"), _l("Của số tổng không công khai chính xác"), nullable=True),
    Field("most", NUMBER, _l("Nhiều nhất"), _l("Của số tổng không công khai chính xác"), nullable=True),
    Field("revisions", INTEGER, _l("Số lần điều chỉnh sau khi duyệt")),
)
_MEASURE = (
    Field("code", WORDS, _l("Mã chỉ tiêu")),
    Field("name", WORDS, _l("Tên chỉ tiêu")),
    Field("unit", WORDS, _l("Đơn vị tính")),
    Field("field", WORDS, _l("Nhóm"), values=tuple(GROUPS)),
    Field("period_kind", WORDS, _l("Loại kỳ"), values=KINDS),
)
DATASET_FIELDS = (*_MEASURE, *_FIGURE)
FIELDS = (
    *_MEASURE,
    Field("address", ADDRESS, _l("Trang của chỉ tiêu")),
    Field("definition", WORDS, _l("Khái niệm, cách tính")),
    Field("source", WORDS, _l("Nguồn số liệu")),
    Field("better", WORDS, _l("Chiều tốt lên"), values=("up", "down", "neither")),
    Field("figures", OBJECTS, _l("Số liệu đã duyệt, cũ trước mới sau"), inner=_FIGURE, listed=False),
)


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "unit": one.unit,
        "field": one.field,
        "period_kind": one.period,
    }


def _figures(book: PublicBook, one: Measure) -> Iterator[dict[str, Any]]:
    """The approved figures of an indicator: of the portal, and of each that hands it in."""
    for period in up_to(one.period, today(), shown.COURSE[one.period]):
        for unit in {each.id: each for each in (book.top, *book.expected(one, period))}.values():
            told = book.disclosed(unit.id, one, period)
            if shown.is_empty(told):
                continue
            held = book.held(unit.id, one.code, period.key)
            yield {
                "period": period.key,
                "first": period.first,
                "last": period.last,
                "area": unit.name,
                "area_code": unit.code,
                "value": _number(told.value, one),
                "withheld": told.is_withheld,
                "least": _number(told.least, one),
                "most": _number(told.most, one),
                "revisions": held.changes if held is not None else 0,
            }


def _number(value: Fraction | None, one: Measure) -> float | None:
    whole = rounded(value, one.decimals)
    return None if whole is None else float(exact(whole, one.decimals))


def dataset_rows(portal: Portal) -> Iterator[tuple[int, Row]]:
    """Every approved figure of an open indicator, one indicator at a time."""
    for one in queries.open_catalogue(portal):
        book = shown.book_of(portal, today(), [one.code])
        for figure in _figures(book, one):
            yield 0, _measure(one) | figure


DATASETS = (
    Dataset(
        "so-lieu",
        _l("Số liệu kinh tế – xã hội"),
        _l(
            "Số liệu đã duyệt của các chỉ tiêu được công khai, theo kỳ và theo đơn vị; có ghi số lần điều chỉnh sau "
            "khi duyệt. Số người, số hộ quá nhỏ không được nêu."
        ),
        DATASET_FIELDS,
        dataset_rows,
        ("code", "period", "area_code"),
        theme="SOCI",
        keywords=(_l("chỉ tiêu"), _l("thống kê"), _l("kinh tế – xã hội")),
        covers="last",
        collection="indicators",
        page=PAGE,
        kept=1,  # an older one may tell what was decided since not to be told
    ),
)


def _row(one: Measure) -> dict[str, Any]:
    return _measure(one) | {
        "address": f"{PAGE}/{one.code}",
        "definition": one.definition,
        "source": one.source,
        "better": one.better,
    }


def _open() -> Sequence[Measure]:
    return queries.open_catalogue(current_portal())


def _list(values: Values) -> Answer:
    found = [
        one
        for one in _open()
        if values["field"] in (None, one.field) and values["period_kind"] in (None, one.period)
    ]
    start = values["offset"]
    rows = [_row(one) for one in found[start : start + values["limit"]]]
    return listed(rows, Page(rows, len(found), ""), chosen(in_lists(FIELDS), values), "updated")


def _item(values: Values) -> Answer:
    one = next((each for each in _open() if each.code == values["code"]), None)
    if one is None:
        raise Problem(NOT_FOUND)
    portal = current_portal()

    def read() -> list[dict[str, Any]]:
        return list(_figures(shown.book_of(portal, today(), [one.code]), one))

    figures = remembered(f"opendata.indicator.{one.code}", read)
    wanted = [each for each in figures if values["area_code"] in (None, each["area_code"])]
    row = _row(one) | {"figures": wanted}
    return Answer(
        shaped(chosen(FIELDS, values), row, public_url), [(public_url(row["address"]), "alternate")]
    )


_TAG = _l("Số liệu kinh tế – xã hội")
_ONE = "Indicator"
OPERATIONS = (
    Operation(
        name="indicators",
        path="/indicators",
        tag=_TAG,
        summary=_l("Danh sách: %(what)s", what=_TAG),
        about=_l("Các chỉ tiêu được công khai. Số liệu nằm ở từng chỉ tiêu."),
        parameters=(
            Parameter("field", CHOICE, _l("Nhóm"), values=tuple(GROUPS)),
            Parameter("period_kind", CHOICE, _l("Loại kỳ"), values=KINDS),
            limit_parameter(),
            Parameter("offset", WHOLE, _l("Bỏ qua bao nhiêu mục"), default=0, least=0, most=10_000),
            fields_parameter(in_lists(FIELDS)),
        ),
        schema=lambda: list_schema(_ONE),
        schemas=lambda: {_ONE: object_schema(FIELDS, whole=False)},
        act=_list,
        example="/indicators?limit=5",
    ),
    Operation(
        name="indicators_item",
        path="/indicators/{code}",
        tag=_TAG,
        summary=_l("Một mục: %(what)s", what=_TAG),
        parameters=(
            Parameter(
                "code",
                TEXT,
                _l("Mã chỉ tiêu"),
                longest=40,
                pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$",
                in_path=True,
            ),
            Parameter("area_code", TEXT, _l("Chỉ đơn vị này (mã đơn vị hành chính)"), longest=10),
            fields_parameter(FIELDS),
        ),
        schema=lambda: {"$ref": f"#/components/schemas/{_ONE}"},
        act=_item,
    ),
)
