"""What is told of a legal document, of its provisions, of its relations and of its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.legal.exports.body import titles_of
from portal.legal.exports.originals import originals_of
from portal.legal.models import LegalDocument, Provision
from portal.legal.queries import document_path
from portal.legal.relation_kinds import KINDS
from portal.legal.relations.queries import RelationGroup
from portal.legal.validity import CODES, Effect
from portal.opendata.fields import (
    ADDRESS,
    BOOLEAN,
    DAY,
    INSTANT,
    INTEGER,
    OBJECTS,
    TEXT,
    TEXTS,
    Field,
)
from portal.opendata.matters.owners import FIELDS as OWNER

_PLACE = (
    Field("unit", TEXT, _l("Đơn vị"), _l("Điều, Mục, Phụ lục…; trống: phần không đánh số")),
    Field("no", TEXT, _l("Số của đơn vị")),
    Field("anchor", TEXT, _l("Tên trong địa chỉ"), _l("dieu-5, phu-luc-1…")),
    Field("groups", TEXTS, _l("Phần, chương, mục chứa nó, từ ngoài vào trong")),
    Field("heading", TEXT, _l("Tên điều")),
)
_OF_ITEM = (*_PLACE, Field("address", ADDRESS, _l("Trang của điều này")))
PROVISION = (
    *_OF_ITEM,
    Field("position", INTEGER, _l("Thứ tự trong văn bản")),
    Field("text", TEXT, _l("Nội dung")),
)
PROVISION_FIELDS = (
    Field("slug", TEXT, _l("Tên của văn bản trong địa chỉ")),
    Field("number", TEXT, _l("Số của văn bản")),
    Field("type", TEXT, _l("Loại văn bản")),
    Field("document_title", TEXT, _l("Trích yếu của văn bản")),
    Field("issued", DAY, _l("Ngày ban hành"), nullable=True),
    *PROVISION,
)
_EFFECT = (
    Field("kind", TEXT, _l("Loại tác động"), values=tuple(KINDS)),
    Field("document", TEXT, _l("Văn bản gây ra")),
    Field("address", ADDRESS, _l("Trang của văn bản đó")),
    Field("from", DAY, _l("Từ ngày"), nullable=True),
    Field("until", DAY, _l("Đến trước ngày"), nullable=True),
    Field("provisions", TEXTS, _l("Các điều bị tác động; trống: cả văn bản")),
)
_RELATION = (
    Field("kind", TEXT, _l("Loại quan hệ"), values=tuple(KINDS)),
    Field(
        "own", BOOLEAN, _l("Chính văn bản này tác động"), _l("false: văn bản kia tác động lên văn bản này")
    ),
    Field("document", TEXT, _l("Văn bản kia")),
    Field("title", TEXT, _l("Trích yếu của văn bản kia")),
    Field(
        "address", ADDRESS, _l("Trang của văn bản kia"), _l("null: cổng chưa có văn bản này"), nullable=True
    ),
    Field("parts", TEXT, _l("Phần liên quan, bằng lời")),
)
_FILE = (
    Field("name", TEXT, _l("Tên tệp")),
    Field("media_type", TEXT, _l("Kiểu tệp")),
    Field("size", INTEGER, _l("Dung lượng (byte)")),
    Field("sha256", TEXT, _l("Mã băm SHA-256")),
    Field("address", ADDRESS, _l("Địa chỉ tải")),
)
FIELDS = (
    Field("slug", TEXT, _l("Tên trong địa chỉ")),
    Field("address", ADDRESS, _l("Trang của văn bản trên cổng")),
    Field("number", TEXT, _l("Số, ký hiệu")),
    Field("type", TEXT, _l("Loại văn bản")),
    Field("category", TEXT, _l("Nhóm văn bản"), values=("normative", "directive")),
    Field("title", TEXT, _l("Trích yếu")),
    Field("issuer", TEXT, _l("Cơ quan ban hành")),
    Field("signer", TEXT, _l("Người ký"), _l("Người có thẩm quyền ký, như in trên văn bản")),
    Field("signer_position", TEXT, _l("Chức vụ người ký")),
    Field("issued", DAY, _l("Ngày ban hành"), nullable=True),
    Field("effective", DAY, _l("Ngày có hiệu lực"), nullable=True),
    Field("expires", DAY, _l("Ngày hết hiệu lực"), nullable=True),
    Field("validity", TEXT, _l("Tình trạng hiệu lực"), _l("Tại ngày validity_on"), values=CODES),
    Field("validity_on", DAY, _l("Ngày tính hiệu lực")),
    Field("fields_of_law", TEXTS, _l("Lĩnh vực")),
    Field("excerpt", TEXT, _l("Tóm tắt")),
    Field("has_text", BOOLEAN, _l("Có toàn văn trên cổng"), _l("false: chỉ có tệp")),
    Field("published", INSTANT, _l("Đăng lúc")),
    Field("updated", INSTANT, _l("Sửa lần cuối lúc")),
    *OWNER,
    Field("preamble", TEXT, _l("Phần mở đầu, căn cứ"), listed=False),
    Field("closing", TEXT, _l("Nơi nhận và phần ký, như in trên văn bản"), listed=False),
    Field("provisions", OBJECTS, _l("Mục lục các điều"), inner=_OF_ITEM, listed=False),
    Field("because", OBJECTS, _l("Vì sao có tình trạng hiệu lực này"), inner=_EFFECT, listed=False),
    Field("coming", OBJECTS, _l("Tác động sẽ đến sau ngày đó"), inner=_EFFECT, listed=False),
    Field("relations", OBJECTS, _l("Quan hệ với văn bản khác"), inner=_RELATION, listed=False),
    Field("files", OBJECTS, _l("Tệp đính kèm"), inner=_FILE, listed=False),
)


def outlined(document: LegalDocument, one: Provision) -> dict[str, Any]:
    """A provision as it stands in the table of contents."""
    return {
        "unit": one.unit,
        "no": one.no,
        "anchor": one.anchor,
        "groups": titles_of(one.chapter),
        "heading": one.heading,
        "address": f"{document_path(document.slug)}/{one.anchor}",
    }


def with_text(document: LegalDocument, one: Provision) -> dict[str, Any]:
    """A provision with its text."""
    return outlined(document, one) | {"position": one.position, "text": one.text}


def provision(document: LegalDocument, one: Provision) -> dict[str, Any]:
    """A provision as the dataset has it."""
    return {
        "slug": document.slug,
        "number": document.number,
        "type": document.type,
        "document_title": document.title,
        "issued": document.issued,
    } | with_text(document, one)


def effect(one: Effect) -> dict[str, Any]:
    """What another document does to this one."""
    return {
        "kind": one.kind,
        "document": one.by_name,
        "address": one.by_path,
        "from": one.from_day,
        "until": one.until,
        "provisions": list(one.anchors),
    }


def relations(groups: Sequence[RelationGroup]) -> list[dict[str, Any]]:
    """Every relation of a document that its page shows."""
    return [
        {
            "kind": group.kind,
            "own": group.is_own,
            "document": one.name,
            "title": one.title,
            "address": one.path or None,
            "parts": one.parts,
        }
        for group in groups
        for one in group.documents
    ]


def files(document: LegalDocument) -> list[dict[str, Any]]:
    """The files of a document."""
    return [
        {
            "name": one.name,
            "media_type": one.mime,
            "size": one.size,
            "sha256": one.sha256,
            "address": one.url,
        }
        for one in originals_of(document)
    ]
