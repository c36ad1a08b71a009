"""Legal documents: fields, the dataset of documents and that of provisions, the questions of the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import defer, selectinload

from portal.clock import today
from portal.legal import queries, validity
from portal.legal.models import LegalDocument, LegalField
from portal.legal.naming import number_key
from portal.legal.relations.queries import effects_on, groups_of
from portal.opendata.api.collections import Collection
from portal.opendata.api.operations import Values
from portal.opendata.api.paging import by_day, by_instant
from portal.opendata.api.parameters import CHOICE, DAY, INSTANT, INTEGER, TEXT, Parameter
from portal.opendata.fields import Row
from portal.opendata.matters import legal_fields as told
from portal.opendata.matters.batches import in_batches
from portal.opendata.matters.owners import owner_of
from portal.opendata.registry import Dataset
from portal.publishing.service import visible
from portal.tenancy.directory import Portal


def _lean(statement: Select[Any]) -> Select[Any]:
    texts = (LegalDocument.preamble, LegalDocument.closing)
    return statement.options(*(defer(one) for one in texts), selectinload(LegalDocument.fields))


def row_of(document: LegalDocument, on: date, effects: Sequence[validity.Effect]) -> dict[str, Any]:
    """A document as lists and files have it; its validity is that of a day."""
    state = validity.validity(document.effective, document.expires, on, effects)
    return {
        "slug": document.slug,
        "address": queries.document_path(document.slug),
        "number": document.number,
        "type": document.type,
        "category": document.category,
        "title": document.title,
        "issuer": document.issuer,
        "signer": document.signer,
        "signer_position": document.signer_position,
        "issued": document.issued,
        "effective": document.effective,
        "expires": document.expires,
        "validity": state.code,
        "validity_on": on,
        "fields_of_law": [one.name for one in document.fields],
        "excerpt": document.excerpt,
        "has_text": document.text_state == "full",
        "published": document.publish_at,
        "updated": document.updated_at,
    } | owner_of(document.tenant_id)


def rows_of(documents: Sequence[LegalDocument], on: date) -> list[dict[str, Any]]:
    """Rows of documents; one statement more, for what others do to them."""
    effects = effects_on([one.natural_key for one in documents])
    return [row_of(one, on, effects.get(one.natural_key, ())) for one in documents]


def dataset_rows(_portal: Portal) -> Iterator[tuple[int, Row]]:
    """Every document that the portal shows, those of the district too. Its validity is left to the API: it changes by
    itself from one day to the next, and a version must not."""

    def made(batch: list[Any]) -> list[tuple[int, Row]]:
        return [(one.id, row_of(one, today(), ())) for one in batch]

    yield from in_batches(_lean(visible(select(LegalDocument), LegalDocument)), LegalDocument, made)


def provision_rows(portal: Portal) -> Iterator[tuple[int, Row]]:
    """Every provision of the portal's own documents."""
    statement = visible(
        select(LegalDocument).options(
            selectinload(LegalDocument.provisions),
            defer(LegalDocument.preamble),
            defer(LegalDocument.closing),
        ),
        LegalDocument,
    ).where(LegalDocument.tenant_id == portal.id)

    def made(batch: list[Any]) -> list[tuple[int, Row]]:
        return [(one.id, told.provision(one, each)) for one in batch for each in one.provisions]

    yield from in_batches(statement, LegalDocument, made, 40)


_OF_DATASET = tuple(one for one in told.FIELDS if one.listed and one.name not in {"validity", "validity_on"})
DATASETS = (
    Dataset(
        "van-ban",
        _l("Văn bản quy phạm pháp luật và văn bản chỉ đạo, điều hành"),
        _l(
            "Danh mục văn bản mà cổng công bố: số, loại, trích yếu, cơ quan ban hành, ngày ban hành, ngày có hiệu lực, "
            "lĩnh vực. Gồm cả văn bản cấp trên mà cổng đăng lại, có ghi cơ quan công bố. Tình trạng hiệu lực theo từng "
            "ngày xem ở giao diện đọc dữ liệu."
        ),
        _OF_DATASET,
        dataset_rows,
        ("slug", "publisher_code"),
        kind="legal",
        theme="JUST",
        keywords=(_l("văn bản"), _l("pháp luật"), _l("chỉ đạo, điều hành")),
        covers="issued",
        collection="legal-documents",
        page="/van-ban/",
    ),
    Dataset(
        "dieu-khoan",
        _l("Điều, khoản của văn bản"),
        _l(
            "Toàn văn từng điều, mục, phụ lục của các văn bản do chính cơ quan này công bố, theo đúng thứ tự trong văn "
            "bản; dùng để tra cứu, phân tích nội dung."
        ),
        told.PROVISION_FIELDS,
        provision_rows,
        ("slug", "anchor"),
        kind="legal",
        theme="JUST",
        keywords=(_l("văn bản"), _l("điều khoản"), _l("toàn văn")),
        collection="legal-documents",
        page="/van-ban/",
        kept=4,
    ),
)


def _select(values: Values) -> Select[Any]:
    statement = _lean(visible(select(LegalDocument), LegalDocument))
    if values["q"]:
        words = LegalDocument.title.icontains(values["q"], autoescape=True)
        statement = statement.where(words | LegalDocument.number.icontains(values["q"], autoescape=True))
    if values["number"] is not None:
        statement = statement.where(LegalDocument.number_key == number_key(values["number"]))
    for name in ("category", "type", "issuer", "year"):
        if values[name] is not None:
            statement = statement.where(getattr(LegalDocument, name) == values[name])
    if values["field_of_law"] is not None:
        statement = statement.where(LegalDocument.fields.any(LegalField.name == values["field_of_law"]))
    if values["validity"] is not None:
        statement = statement.where(validity.criterion(values["validity"], values["on"]))
    if values["issued_from"] is not None:
        statement = statement.where(LegalDocument.issued >= values["issued_from"])
    if values["issued_to"] is not None:
        statement = statement.where(LegalDocument.issued <= values["issued_to"])
    if values["updated_since"] is not None:
        statement = statement.where(LegalDocument.updated_at >= values["updated_since"])
    return statement


def _item(slug: str, values: Values) -> Row | None:
    document = queries.document_by_slug(slug)
    if document is None:
        return None
    on: date = values["on"]
    effects = effects_on([document.natural_key]).get(document.natural_key, [])
    state = validity.validity(document.effective, document.expires, on, effects)
    return row_of(document, on, effects) | {
        "preamble": document.preamble,
        "closing": document.closing,
        "provisions": [told.outlined(document, one) for one in document.provisions],
        "because": [told.effect(one) for one in state.because],
        "coming": [told.effect(one) for one in state.coming],
        "relations": told.relations(groups_of(document)),
        "files": told.files(document),
    }


ON = Parameter(
    "on", DAY, _l("Hiệu lực tính tại ngày này (mặc định: hôm nay)"), default=today, example="2026-01-01"
)
UPDATED_SINCE = Parameter(
    "updated_since",
    INSTANT,
    _l("Chỉ những mục sửa từ thời điểm này, để lấy phần mới sau lần trước"),
    example="2026-11-01T00:00:00+07:00",
)
COLLECTION = Collection(
    name="legal-documents",
    one="LegalDocument",
    tag=_l("Văn bản"),
    about=_l("Văn bản quy phạm pháp luật và văn bản chỉ đạo, điều hành mà cổng đang công bố."),
    fields=told.FIELDS,
    model=LegalDocument,
    orders=(
        by_day("-issued", LegalDocument.issued),
        by_day("issued", LegalDocument.issued),
        by_instant("updated", LegalDocument.updated_at),
        by_instant("-updated", LegalDocument.updated_at),
    ),
    filters=(
        Parameter("q", TEXT, _l("Chữ trong số hoặc trích yếu"), example="khai sinh"),
        Parameter("number", TEXT, _l("Đúng số này"), longest=80, example="61/2018/NĐ-CP"),
        Parameter("category", CHOICE, _l("Nhóm văn bản"), values=("normative", "directive")),
        Parameter("type", TEXT, _l("Loại văn bản"), longest=60, example="Quyết định"),
        Parameter("issuer", TEXT, _l("Cơ quan ban hành"), longest=250),
        Parameter("field_of_law", TEXT, _l("Lĩnh vực")),
        Parameter("year", INTEGER, _l("Năm"), least=1900, most=2999, example="2026"),
        Parameter("validity", CHOICE, _l("Tình trạng hiệu lực tại ngày on"), values=validity.CODES),
        ON,
        Parameter("issued_from", DAY, _l("Ban hành từ ngày")),
        Parameter("issued_to", DAY, _l("Ban hành đến hết ngày")),
        UPDATED_SINCE,
    ),
    select=_select,
    rows=lambda things, values: rows_of(things, values["on"]),
    item=_item,
    gone=queries.was_withdrawn,
    item_parameters=(ON,),
)


__all__ = ["COLLECTION", "DATASETS", "ON", "UPDATED_SINCE", "rows_of"]
