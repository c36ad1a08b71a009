"""News: what an article's page tells, without the name of whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import defer, selectinload

from portal.extensions import db
from portal.news import queries
from portal.news.models import NewsItem, NewsSection, NewsTag
from portal.opendata.api.collections import Collection
from portal.opendata.api.operations import Values
from portal.opendata.api.paging import by_instant
from portal.opendata.api.parameters import INSTANT, TEXT, Parameter
from portal.opendata.fields import ADDRESS, TEXTS, Field, Row
from portal.opendata.fields import INSTANT as MOMENT
from portal.opendata.fields import TEXT as WORDS
from portal.opendata.matters.batches import in_batches
from portal.opendata.matters.legal import UPDATED_SINCE
from portal.opendata.matters.owners import FIELDS as OWNER
from portal.opendata.matters.owners import owner_of
from portal.opendata.registry import Dataset
from portal.publishing.service import visible
from portal.sharing.models import SharedCopy
from portal.sharing.queries import source_portal
from portal.tenancy.directory import Portal

FIELDS = (
    Field("slug", WORDS, _l("Tên trong địa chỉ")),
    Field("address", ADDRESS, _l("Trang của bài trên cổng")),
    Field("title", WORDS, _l("Tiêu đề")),
    Field("lead", WORDS, _l("Đoạn dẫn")),
    Field("section", WORDS, _l("Chuyên mục")),
    Field("section_slug", WORDS, _l("Tên của chuyên mục trong địa chỉ")),
    Field("tags", TEXTS, _l("Từ khóa")),
    Field("published", MOMENT, _l("Đăng lúc")),
    Field("updated", MOMENT, _l("Sửa lần cuối lúc")),
    Field("origin", WORDS, _l("Cổng có bài gốc"), _l("null: bài của chính cổng này"), nullable=True),
    *OWNER,
    Field("text", WORDS, _l("Nội dung (Markdown)"), listed=False),
)


def _origins(items: Sequence[NewsItem]) -> Mapping[int, str]:
    """The portals that copies came from, by item; one statement."""
    ids = [one.id for one in items]
    statement = select(SharedCopy.object_id, SharedCopy.from_portal_id).where(
        SharedCopy.kind == "news", SharedCopy.live, SharedCopy.object_id.in_(ids)
    )
    found = ((item, source_portal(portal)) for item, portal in db.session.execute(statement))
    return {item: portal.authority or portal.name for item, portal in found if item is not None and portal}


def rows_of(items: Sequence[NewsItem]) -> list[dict[str, Any]]:
    """Rows of items."""
    origins = _origins(items)
    return [
        {
            "slug": one.slug,
            "address": queries.item_path(one),
            "title": one.title,
            "lead": one.lead,
            "section": one.section.name,
            "section_slug": one.section.slug,
            "tags": [tag.name for tag in one.tags],
            "published": one.publish_at,
            "updated": one.updated_at,
            "origin": origins.get(one.id),
        }
        | owner_of(one.tenant_id)
        for one in items
    ]


def _lean() -> Select[Any]:
    statement = visible(select(NewsItem), NewsItem)
    lean: Select[Any] = statement.options(defer(NewsItem.body), selectinload(NewsItem.tags))
    return lean


def dataset_rows(_portal: Portal) -> Iterator[tuple[int, Row]]:
    """Every item that the portal shows."""

    def made(batch: list[Any]) -> list[tuple[int, Row]]:
        return list(zip([one.id for one in batch], rows_of(batch), strict=True))

    yield from in_batches(_lean(), NewsItem, made)


DATASETS = (
    Dataset(
        "tin-tuc",
        _l("Tin tức, thông báo"),
        _l(
            "Danh mục tin bài và thông báo mà cổng đang đăng: tiêu đề, đoạn dẫn, chuyên mục, từ khóa, ngày giờ đăng. "
            "Toàn văn từng bài lấy ở giao diện đọc dữ liệu."
        ),
        tuple(one for one in FIELDS if one.listed),
        dataset_rows,
        ("slug",),
        kind="news",
        keywords=(_l("tin tức"), _l("thông báo")),
        collection="news",
        page="/tin-tuc/",
    ),
)


def _select(values: Values) -> Select[Any]:
    statement = _lean()
    if values["q"]:
        words = NewsItem.title.icontains(values["q"], autoescape=True)
        statement = statement.where(words | NewsItem.lead.icontains(values["q"], autoescape=True))
    if values["section"] is not None:
        statement = statement.where(NewsItem.section.has(NewsSection.slug == values["section"]))
    if values["tag"] is not None:
        statement = statement.where(NewsItem.tags.any(NewsTag.name == values["tag"]))
    if values["published_from"] is not None:
        statement = statement.where(NewsItem.publish_at >= values["published_from"])
    if values["published_before"] is not None:
        statement = statement.where(NewsItem.publish_at < values["published_before"])
    if values["updated_since"] is not None:
        statement = statement.where(NewsItem.updated_at >= values["updated_since"])
    return statement


def _item(slug: str, _values: Values) -> Row | None:
    item = queries.item_by_slug(slug)
    return rows_of([item])[0] | {"text": item.body} if item is not None else None


COLLECTION = Collection(
    name="news",
    one="NewsItem",
    tag=_l("Tin tức"),
    about=_l("Tin bài và thông báo mà cổng đang đăng."),
    fields=FIELDS,
    model=NewsItem,
    orders=(
        by_instant("-published", NewsItem.publish_at),
        by_instant("published", NewsItem.publish_at),
        by_instant("updated", NewsItem.updated_at),
        by_instant("-updated", NewsItem.updated_at),
    ),
    filters=(
        Parameter("q", TEXT, _l("Chữ trong tiêu đề hoặc đoạn dẫn")),
        Parameter("section", TEXT, _l("Chuyên mục (tên trong địa chỉ)"), longest=80, example="thong-bao"),
        Parameter("tag", TEXT, _l("Từ khóa"), longest=80),
        Parameter("published_from", INSTANT, _l("Đăng từ thời điểm")),
        Parameter("published_before", INSTANT, _l("Đăng trước thời điểm")),
        UPDATED_SINCE,
    ),
    select=_select,
    rows=lambda things, _values: rows_of(things),
    item=_item,
    gone=queries.was_withdrawn,
)
