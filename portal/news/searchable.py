"""How news become search entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.clock import to_local
from portal.extensions import db
from portal.news.models import NewsItem
from portal.news.queries import item_path
from portal.publishing.appearing import all_ids, due_ids, find_ids, ids_of_keys
from portal.publishing.service import visible
from portal.search.documents import SAME_AS, SearchDocument
from portal.search.registry import Searchable
from portal.sharing.queries import originals
from portal.web.sanitise import plain_text


def documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """One entry for each visible item."""
    copied = originals("news", list(ids))
    for item in db.session.scalars(visible(select(NewsItem).where(NewsItem.id.in_(ids)), NewsItem)):
        yield SearchDocument(
            key=f"news:{item.tenant_id}:{item.id}",
            tenant_id=item.tenant_id,
            shared=False,
            kind="news",
            title=item.title,
            body=f"{item.lead}\n{plain_text(item.body)}",
            url_path=item_path(item),
            published_at=item.publish_at.isoformat() if item.publish_at else "",
            facets={
                "section": item.section.name,
                "year": str(to_local(item.publish_at).year) if item.publish_at else "",
                SAME_AS: copied.get(item.id, ""),
            },
        )


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The entries with these keys, as the scope in force sees them."""
    return {one.key: one for one in documents(list(ids_of_keys(list(keys))))}


SEARCHABLE = Searchable(
    "news",
    {"news": _l("Tin tức")},
    lambda: all_ids(NewsItem),
    documents,
    texts,
    lambda since, until: due_ids(NewsItem, since, until),
    lambda text, limit: find_ids(NewsItem, [NewsItem.title, NewsItem.lead], text, limit),
)
