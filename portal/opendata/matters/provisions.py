"""The questions of the API about the provisions of one document: all of them page by page, and one of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.extensions import db
from portal.legal import queries
from portal.legal.models import LegalDocument, Provision
from portal.opendata.api.collections import (
    MOST,
    SLUG,
    chosen,
    fields_parameter,
    limit_parameter,
    list_schema,
    listed,
)
from portal.opendata.api.operations import Answer, Operation, Values
from portal.opendata.api.paging import Order, cursor_parameter, page_of
from portal.opendata.api.parameters import TEXT, Parameter
from portal.opendata.api.problems import GONE, NOT_FOUND, Problem
from portal.opendata.fields import object_schema, shaped
from portal.opendata.matters.legal_fields import PROVISION, with_text
from portal.publishing.service import visible
from portal.web.request import public_url

_TAG = _l("Văn bản")
_ANCHOR = Parameter(
    "anchor",
    TEXT,
    _l("Tên của điều trong địa chỉ"),
    longest=60,
    pattern="^[a-z0-9][a-z0-9-]*$",
    in_path=True,
    example="dieu-1",
)
_BY_PLACE = Order("position", Provision.position, False, int, str)


def _document(slug: str) -> Any:
    """The document, own before shared. Raises Problem."""
    statement = visible(select(LegalDocument).where(LegalDocument.slug == slug), LegalDocument)
    found = db.session.scalars(statement.order_by(LegalDocument.shared)).first()
    if found is None:
        raise Problem(GONE if queries.was_withdrawn(slug) else NOT_FOUND)
    return found


def _list(values: Values) -> Answer:
    document = _document(values["slug"])
    statement = select(Provision).where(
        Provision.document_id == document.id, Provision.tenant_id == document.tenant_id
    )
    page = page_of(statement, Provision, _BY_PLACE, values)
    rows = [with_text(document, one) for one in page.things]
    return listed(rows, page, chosen(PROVISION, values), "updated")


def _one(values: Values) -> Answer:
    document = _document(values["slug"])
    statement = select(Provision).where(
        Provision.document_id == document.id,
        Provision.tenant_id == document.tenant_id,
        Provision.anchor == values["anchor"],
    )
    found = db.session.scalar(statement)
    if found is None:
        raise Problem(NOT_FOUND)
    row = with_text(document, found)
    fields = chosen(PROVISION, values)
    return Answer(
        shaped(fields, row, public_url), [(public_url(row["address"]), "alternate")], document.updated_at
    )


OPERATIONS = (
    Operation(
        name="legal_document_provisions",
        path="/legal-documents/{slug}/provisions",
        tag=_TAG,
        summary=_l("Các điều của một văn bản, có nội dung"),
        parameters=(SLUG, limit_parameter(MOST), cursor_parameter(), fields_parameter(PROVISION)),
        schema=lambda: list_schema("Provision"),
        schemas=lambda: {"Provision": object_schema(PROVISION, whole=False)},
        act=_list,
    ),
    Operation(
        name="legal_document_provision",
        path="/legal-documents/{slug}/provisions/{anchor}",
        tag=_TAG,
        summary=_l("Một điều của một văn bản"),
        parameters=(SLUG, _ANCHOR, fields_parameter(PROVISION)),
        schema=lambda: {"$ref": "#/components/schemas/Provision"},
        act=_one,
    ),
)
