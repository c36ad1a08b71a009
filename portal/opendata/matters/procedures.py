"""Administrative procedures: everything that their pages tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.legal.queries import paths_by_number
from portal.opendata.api.collections import Collection
from portal.opendata.api.operations import Values
from portal.opendata.api.paging import by_instant, by_text
from portal.opendata.api.parameters import CHOICE, TEXT, Parameter
from portal.opendata.fields import ADDRESS, INSTANT, INTEGER, OBJECTS, TEXTS, Field, Row
from portal.opendata.fields import TEXT as WORDS
from portal.opendata.matters.batches import in_batches
from portal.opendata.matters.legal import UPDATED_SINCE
from portal.opendata.matters.owners import FIELDS as OWNER
from portal.opendata.matters.owners import owner_of
from portal.opendata.registry import Dataset
from portal.procedures import queries
from portal.procedures.models import Procedure
from portal.procedures.service import LEVELS, SERVICE_LEVELS
from portal.publishing.service import visible
from portal.tenancy.directory import Portal

_WAY = (
    Field("channel", WORDS, _l("Cách nộp"), _l("truc-tiep, truc-tuyen, buu-chinh")),
    Field("time", WORDS, _l("Thời hạn giải quyết")),
    Field("fee", WORDS, _l("Phí, lệ phí")),
    Field("note", WORDS, _l("Ghi chú")),
)
_PAPER = (
    Field("case", WORDS, _l("Trường hợp")),
    Field("name", WORDS, _l("Giấy tờ")),
    Field("form", WORDS, _l("Tệp biểu mẫu")),
    Field("originals", INTEGER, _l("Số bản chính"), nullable=True),
    Field("copies", INTEGER, _l("Số bản sao"), nullable=True),
    Field("note", WORDS, _l("Ghi chú")),
)
_BASIS = (
    Field("number", WORDS, _l("Số văn bản")),
    Field("title", WORDS, _l("Tên văn bản")),
    Field("address", ADDRESS, _l("Trang của văn bản"), _l("null: cổng chưa có văn bản này"), nullable=True),
)
FIELDS = (
    Field("slug", WORDS, _l("Tên trong địa chỉ")),
    Field("address", ADDRESS, _l("Trang của thủ tục trên cổng")),
    Field("code", WORDS, _l("Mã thủ tục trong Cơ sở dữ liệu quốc gia")),
    Field("name", WORDS, _l("Tên thủ tục")),
    Field("field", WORDS, _l("Lĩnh vực")),
    Field("levels", TEXTS, _l("Cấp thực hiện")),
    Field("service_level", WORDS, _l("Mức độ dịch vụ công trực tuyến"), values=tuple(SERVICE_LEVELS)),
    Field("decision", WORDS, _l("Quyết định công bố")),
    Field("executing_agency", WORDS, _l("Cơ quan thực hiện")),
    Field("published", INSTANT, _l("Đăng lúc")),
    Field("updated", INSTANT, _l("Sửa lần cuối lúc")),
    *OWNER,
    Field("procedure_kind", WORDS, _l("Loại thủ tục"), listed=False),
    Field("subjects", TEXTS, _l("Đối tượng thực hiện"), listed=False),
    Field("competent_agency", WORDS, _l("Cơ quan có thẩm quyền"), listed=False),
    Field("coordinating_agency", WORDS, _l("Cơ quan phối hợp"), listed=False),
    Field("place", WORDS, _l("Nơi tiếp nhận"), listed=False),
    Field("steps", WORDS, _l("Trình tự thực hiện (Markdown)"), listed=False),
    Field("results", TEXTS, _l("Kết quả"), listed=False),
    Field("conditions", WORDS, _l("Yêu cầu, điều kiện (Markdown)"), listed=False),
    Field("keywords", TEXTS, _l("Từ khóa"), listed=False),
    Field("description", WORDS, _l("Mô tả"), listed=False),
    Field("ways", OBJECTS, _l("Cách thức thực hiện"), inner=_WAY, listed=False),
    Field("papers", OBJECTS, _l("Thành phần hồ sơ"), inner=_PAPER, listed=False),
    Field("legal_bases", OBJECTS, _l("Căn cứ pháp lý"), inner=_BASIS, listed=False),
)
_ALIKE = (
    "procedure_kind",
    "competent_agency",
    "coordinating_agency",
    "place",
    "steps",
    "conditions",
    "description",
)


def row_of(one: Procedure) -> dict[str, Any]:
    """A procedure as lists and files have it."""
    return {
        "slug": one.slug,
        "address": queries.procedure_path(one.slug),
        "code": one.code,
        "name": one.name,
        "field": one.field,
        "levels": [level for level in one.levels.split("|") if level],
        "service_level": one.service_level,
        "decision": one.decision,
        "executing_agency": one.executing_agency,
        "published": one.publish_at,
        "updated": one.updated_at,
    } | owner_of(one.tenant_id)


def dataset_rows(_portal: Portal) -> Iterator[tuple[int, Row]]:
    """Every procedure that the portal shows, those of the district too."""

    def made(batch: Sequence[Any]) -> list[tuple[int, Row]]:
        return [(one.id, row_of(one)) for one in batch]

    yield from in_batches(visible(select(Procedure), Procedure), Procedure, made)


DATASETS = (
    Dataset(
        "thu-tuc",
        _l("Thủ tục hành chính"),
        _l(
            "Danh mục thủ tục hành chính mà cổng công bố: mã, tên, lĩnh vực, cấp thực hiện, mức độ dịch vụ công trực "
            "tuyến, cơ quan thực hiện. Trình tự, hồ sơ, phí và căn cứ pháp lý lấy ở giao diện đọc dữ liệu."
        ),
        tuple(one for one in FIELDS if one.listed),
        dataset_rows,
        ("code", "publisher_code"),
        kind="procedure",
        keywords=(_l("thủ tục hành chính"), _l("dịch vụ công"), _l("một cửa")),
        collection="procedures",
        page="/thu-tuc/",
    ),
)


def _select(values: Values) -> Select[Any]:
    statement = visible(select(Procedure), Procedure)
    if values["q"]:
        words = Procedure.name.icontains(values["q"], autoescape=True)
        statement = statement.where(words | Procedure.code.istartswith(values["q"], autoescape=True))
    for name in ("code", "field", "service_level"):
        if values[name] is not None:
            statement = statement.where(getattr(Procedure, name) == values[name])
    if values["level"] is not None:
        statement = statement.where(Procedure.levels.contains(f"|{values['level']}|"))
    if values["updated_since"] is not None:
        statement = statement.where(Procedure.updated_at >= values["updated_since"])
    return statement


def _item(slug: str, _values: Values) -> Row | None:
    found = queries.procedure_by_slug(slug)
    if found is None:
        return None
    held = paths_by_number({one.number for one in found.bases if one.number})
    return (
        row_of(found)
        | {name: getattr(found, name) for name in _ALIKE}
        | {name: list(getattr(found, name)) for name in ("subjects", "results", "keywords")}
        | {
            "ways": [{one.name: getattr(way, one.name) for one in _WAY} for way in found.ways],
            "papers": [{one.name: getattr(paper, one.name) for one in _PAPER} for paper in found.papers],
            "legal_bases": [
                {"number": one.number, "title": one.title, "address": held.get(one.number)}
                for one in found.bases
            ],
        }
    )


COLLECTION = Collection(
    name="procedures",
    one="Procedure",
    tag=_l("Thủ tục hành chính"),
    about=_l("Thủ tục hành chính mà cổng đang công bố."),
    fields=FIELDS,
    model=Procedure,
    orders=(
        by_text("code", Procedure.code),
        by_text("name", Procedure.name),
        by_instant("updated", Procedure.updated_at),
        by_instant("-updated", Procedure.updated_at),
    ),
    filters=(
        Parameter("q", TEXT, _l("Chữ trong tên, hoặc phần đầu của mã")),
        Parameter("code", TEXT, _l("Đúng mã này"), longest=40, example="1.001193"),
        Parameter("field", TEXT, _l("Lĩnh vực"), example="Hộ tịch"),
        Parameter("level", CHOICE, _l("Cấp thực hiện"), values=tuple(LEVELS)),
        Parameter(
            "service_level", CHOICE, _l("Mức độ dịch vụ công trực tuyến"), values=tuple(SERVICE_LEVELS)
        ),
        UPDATED_SINCE,
    ),
    select=_select,
    rows=lambda things, _values: [row_of(one) for one in things],
    item=_item,
    gone=queries.was_withdrawn,
)
