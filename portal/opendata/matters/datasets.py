"""The questions of the API about the datasets themselves: which there are, their versions, where their files lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.opendata.api.collections import SLUG, chosen, fields_parameter, in_lists, list_schema, listed
from portal.opendata.api.operations import Answer, Operation, Values
from portal.opendata.api.paging import Page
from portal.opendata.api.problems import NOT_FOUND, Problem
from portal.opendata.describing import dataset_path, file_path
from portal.opendata.fields import (
    ADDRESS,
    DAY,
    INSTANT,
    INTEGER,
    OBJECTS,
    TEXT,
    Field,
    object_schema,
    shaped,
)
from portal.opendata.formats import FORMATS
from portal.opendata.models import DatasetVersion
from portal.opendata.registry import Dataset, dataset_by_slug, datasets
from portal.opendata.versions import newest_of, versions_of
from portal.web.request import public_url

_FILE = (
    Field("format", TEXT, _l("Định dạng"), values=tuple(FORMATS)),
    Field("media_type", TEXT, _l("Kiểu tệp")),
    Field("address", ADDRESS, _l("Địa chỉ tải")),
)
_VERSION = (
    Field("number", INTEGER, _l("Phiên bản")),
    Field("day", DAY, _l("Ngày lập")),
    Field("rows", INTEGER, _l("Số dòng")),
    Field("added", INTEGER, _l("Số dòng thêm so với phiên bản trước")),
    Field("changed", INTEGER, _l("Số dòng sửa so với phiên bản trước")),
    Field("removed", INTEGER, _l("Số dòng bớt so với phiên bản trước")),
    Field("sha256", TEXT, _l("Mã băm nội dung khi lập")),
    Field("files", OBJECTS, _l("Tệp"), inner=_FILE),
)
FIELDS = (
    Field("slug", TEXT, _l("Tên trong địa chỉ")),
    Field("address", ADDRESS, _l("Trang của bộ dữ liệu")),
    Field("title", TEXT, _l("Tên bộ dữ liệu")),
    Field("about", TEXT, _l("Mô tả")),
    Field("version", INTEGER, _l("Phiên bản mới nhất"), _l("null: chưa lập"), nullable=True),
    Field("rows", INTEGER, _l("Số dòng"), nullable=True),
    Field("updated", INSTANT, _l("Lập lúc"), nullable=True),
    Field("files", OBJECTS, _l("Tệp của phiên bản mới nhất"), inner=_FILE),
    Field("schema", ADDRESS, _l("Lược đồ của một dòng (JSON Schema)")),
    Field("versions", OBJECTS, _l("Các phiên bản còn giữ"), inner=_VERSION, listed=False),
)


def _files(slug: str, number: int | None = None) -> list[dict[str, Any]]:
    return [
        {"format": one.name, "media_type": one.media, "address": file_path(slug, one.name, number)}
        for one in FORMATS.values()
    ]


def _row(dataset: Dataset, newest: DatasetVersion | None) -> dict[str, Any]:
    return {
        "slug": dataset.slug,
        "address": dataset_path(dataset.slug),
        "title": str(dataset.title),
        "about": str(dataset.about),
        "version": newest.number if newest is not None else None,
        "rows": newest.rows if newest is not None else None,
        "updated": newest.made_at if newest is not None else None,
        "files": _files(dataset.slug) if newest is not None else [],
        "schema": f"{dataset_path(dataset.slug)}/schema.json",
    }


def _versions(slug: str, rows: Sequence[DatasetVersion]) -> list[dict[str, Any]]:
    names = ("number", "day", "rows", "added", "changed", "removed")
    return [
        {name: getattr(row, name) for name in names}
        | {"sha256": row.digest, "files": _files(slug, row.number)}
        for row in rows
    ]


def _list(values: Values) -> Answer:
    newest = newest_of(one.slug for one in datasets())
    rows = [_row(one, newest.get(one.slug)) for one in datasets()]
    return listed(rows, Page(rows, len(rows), ""), chosen(in_lists(FIELDS), values), "updated")


def _item(values: Values) -> Answer:
    dataset = dataset_by_slug(values["slug"])
    if dataset is None:
        raise Problem(NOT_FOUND)
    rows = [one for one in versions_of(dataset.slug) if not one.is_taken_off]
    row = _row(dataset, rows[0] if rows else None) | {"versions": _versions(dataset.slug, rows)}
    fields = chosen(FIELDS, values)
    return Answer(
        shaped(fields, row, public_url), [(public_url(row["address"]), "alternate")], row["updated"]
    )


_TAG = _l("Bộ dữ liệu")
OPERATIONS = (
    Operation(
        name="datasets",
        path="/datasets",
        tag=_TAG,
        summary=_l("Danh sách: %(what)s", what=_TAG),
        about=_l("Các bộ dữ liệu tải được trọn gói."),
        parameters=(fields_parameter(in_lists(FIELDS)),),
        schema=lambda: list_schema("Dataset"),
        schemas=lambda: {"Dataset": object_schema(FIELDS, whole=False)},
        act=_list,
        example="/datasets",
    ),
    Operation(
        name="datasets_item",
        path="/datasets/{slug}",
        tag=_TAG,
        summary=_l("Một mục: %(what)s", what=_TAG),
        parameters=(SLUG, fields_parameter(FIELDS)),
        schema=lambda: {"$ref": "#/components/schemas/Dataset"},
        act=_item,
        example="/datasets/van-ban",
    ),
)
