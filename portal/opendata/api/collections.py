"""A collection is two questions: its list, page by page, and one thing of it. Both follow from one declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from portal.opendata.api.operations import Answer, Operation, Values
from portal.opendata.api.paging import CURSOR, Order, Page, cursor_parameter, page_of
from portal.opendata.api.parameters import CHOICE, INTEGER, NAMES, TEXT, Parameter
from portal.opendata.api.problems import GONE, NOT_FOUND, Problem
from portal.opendata.fields import Field, Row, object_schema, shaped
from portal.web.request import public_url

MOST, USUAL = 100, 20
SLUG = Parameter(
    "slug", TEXT, _l("Tên trong địa chỉ"), longest=160, pattern="^[a-z0-9][a-z0-9-]*$", in_path=True
)


@dataclass(frozen=True)
class Collection:
    """Things of one kind.

    `select` answers a SELECT of the visible things that were asked for, `rows` makes rows of the things of a page (a
    bounded number of statements), `item` the whole row of one thing, `gone` whether one stood there once. `model` and
    `orders` are for lists by keyset (the first order is the usual one); `changed` tells when a row changed last.
    """

    name: str
    one: str
    tag: Any
    about: Any
    fields: Sequence[Field]
    model: Any
    orders: Sequence[Order]
    filters: Sequence[Parameter]
    select: Callable[[Values], Select[Any]]
    rows: Callable[[Sequence[Any], Values], Sequence[Row]]
    item: Callable[[str, Values], Row | None]
    gone: Callable[[str], bool]
    key: Parameter = SLUG
    item_parameters: Sequence[Parameter] = ()
    changed: str = "updated"
    most: int = MOST
    example: str = ""

    def operations(self) -> list[Operation]:
        """Its list and its item."""
        listing = Operation(
            name=self.name.replace("-", "_"),
            path=f"/{self.name}",
            tag=self.tag,
            summary=_l("Danh sách: %(what)s", what=self.tag),
            about=self.about,
            parameters=(*self.filters, *self._of_lists()),
            schema=lambda: list_schema(self.one),
            schemas=lambda: {self.one: object_schema(self.fields, whole=False)},
            act=self._list,
            example=f"/{self.name}?limit=5",
        )
        item = Operation(
            name=f"{self.name.replace('-', '_')}_item",
            path=f"/{self.name}/{{{self.key.name}}}",
            tag=self.tag,
            summary=_l("Một mục: %(what)s", what=self.tag),
            parameters=(self.key, *self.item_parameters, fields_parameter(self.fields)),
            schema=lambda: {"$ref": f"#/components/schemas/{self.one}"},
            act=self._item,
            example=f"/{self.name}/{self.example}" if self.example else "",
        )
        return [listing, item]

    def _of_lists(self) -> tuple[Parameter, ...]:
        names = [one.name for one in self.orders]
        sort = Parameter(
            "sort", CHOICE, _l("Thứ tự; dấu trừ: giảm dần"), default=names[0], values=tuple(names)
        )
        return (sort, limit_parameter(self.most), cursor_parameter(), fields_parameter(in_lists(self.fields)))

    def _list(self, values: Values) -> Answer:
        order = next(one for one in self.orders if one.name == values["sort"])
        page = page_of(self.select(values), self.model, order, values)
        rows = self.rows(page.things, values)
        return listed(rows, page, chosen(in_lists(self.fields), values), self.changed)

    def _item(self, values: Values) -> Answer:
        key = values[self.key.name]
        row = self.item(key, values)
        if row is None:
            raise Problem(GONE if self.gone(key) else NOT_FOUND)
        fields = chosen(self.fields, values)
        own = [(public_url(row["address"]), "alternate")] if row.get("address") else []
        return Answer(shaped(fields, row, public_url), own, row.get(self.changed))


def limit_parameter(most: int = MOST, usual: int = USUAL) -> Parameter:
    """How many things a page has."""
    about = _l("Số mục của một trang")
    return Parameter("limit", INTEGER, about, default=min(usual, most), least=1, most=most)


def in_lists(fields: Sequence[Field]) -> list[Field]:
    """The fields that lists have."""
    return [one for one in fields if one.listed]


def fields_parameter(fields: Sequence[Field]) -> Parameter:
    """Which fields are answered."""
    names = tuple(one.name for one in fields)
    about = _l("Chỉ trả các trường này, cách nhau bằng dấu phẩy")
    return Parameter("fields", NAMES, about, values=names, example=names[0])


def chosen(fields: Sequence[Field], values: Values) -> list[Field]:
    """Of the fields of a list or of an item those that were asked for, else all."""
    asked = values["fields"]
    return [one for one in fields if not asked or one.name in asked]


def list_schema(one: str) -> dict[str, Any]:
    """The schema of a page of things whose schema is called `one`."""
    return {
        "type": "object",
        "required": ["total", "items", "next"],
        "additionalProperties": False,
        "properties": {
            "total": {"type": "integer", "minimum": 0, "description": str(_l("Số mục của cả danh sách"))},
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{one}"}},
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": str(_l("Địa chỉ của trang tiếp theo; null ở trang cuối")),
            },
        },
    }


def listed(rows: Sequence[Row], page: Page, fields: Sequence[Field], changed: str) -> Answer:
    """A page of a list as an answer."""
    instants: list[datetime] = [row[changed] for row in rows if row.get(changed) is not None]
    following = _with_cursor(page.following) if page.following else None
    links = [(following, "next")] if following else []
    if request.args.get(CURSOR):
        links.append((_with_cursor(""), "first"))
    body = {
        "total": page.total,
        "items": [shaped(fields, row, public_url) for row in rows],
        "next": following,
    }
    return Answer(body, links, max(instants, default=None))


def _with_cursor(cursor: str) -> str:
    """The address of another page of the same list."""
    args = [(name, value) for name, value in request.args.items(multi=True) if name != CURSOR]
    query = urlencode([*args, *([(CURSOR, cursor)] if cursor else [])])
    return public_url(request.path) + (f"?{query}" if query else "")
