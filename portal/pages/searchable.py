"""How standing pages become search entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.extensions import db
from portal.pages.models import Page
from portal.pages.queries import page_path
from portal.publishing.appearing import all_ids, due_ids, find_ids, ids_of_keys
from portal.publishing.service import visible
from portal.search.documents import SAME_AS, SearchDocument
from portal.search.registry import Searchable
from portal.sharing.queries import originals
from portal.web.sanitise import plain_text


def documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """One entry for each visible page."""
    copied = originals("page", list(ids))
    for page in db.session.scalars(visible(select(Page).where(Page.id.in_(ids)), Page)):
        yield SearchDocument(
            key=f"page:{page.tenant_id}:{page.id}",
            tenant_id=page.tenant_id,
            shared=False,
            kind="page",
            title=page.title,
            body=f"{page.summary}\n{plain_text(page.body)}",
            url_path=page_path(page.slug),
            facets={SAME_AS: copied.get(page.id, "")},
        )


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The entries with these keys, as the scope in force sees them."""
    return {one.key: one for one in documents(list(ids_of_keys(list(keys))))}


SEARCHABLE = Searchable(
    "page",
    {"page": _l("Trang giới thiệu")},
    lambda: all_ids(Page),
    documents,
    texts,
    lambda since, until: due_ids(Page, since, until),
    lambda text, limit: find_ids(Page, [Page.title], text, limit),
)
