"""The catalogue of open data for people and machines, and the files of datasets."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter import RateLimitExceeded

from portal.clock import from_local
from portal.extensions import limiter
from portal.letters import without_accents
from portal.opendata import versions
from portal.opendata.api import answering, limits
from portal.opendata.api.problems import PREFIX
from portal.opendata.describing import HERE, Describer, dataset_path, file_path
from portal.opendata.fields import ADDRESS, DAY, INSTANT, Field
from portal.opendata.formats import FORMATS, Format
from portal.opendata.licences import licence_of
from portal.opendata.models import DatasetVersion
from portal.opendata.registry import Dataset, dataset_by_slug, datasets
from portal.web.compression import GZIP, choose
from portal.web.request import current_portal, public_url
from portal.web.templating import viet_date, viet_datetime

bp = Blueprint("opendata", __name__, template_folder="templates", url_prefix=HERE)
files = Blueprint("opendata_files", __name__, url_prefix=HERE)
LD = "application/ld+json"
FILES_PER_MINUTE = "60 per minute"
SHOWN = 8  # rows of a preview
_LONGEST_CELL = 160
_FOR_MACHINES = frozenset({"slug", "section_slug", "anchor", "publisher_code", "area_code"})
KINDS = {
    "text": _l("chữ"),
    "integer": _l("số nguyên"),
    "number": _l("số"),
    "boolean": _l("đúng/sai"),
    "day": _l("ngày"),
    "instant": _l("ngày giờ"),
    "address": _l("địa chỉ"),
    "texts": _l("danh sách chữ"),
    "object": _l("nhóm trường"),
    "objects": _l("danh sách nhóm trường"),
}


def _describer() -> Describer:
    return Describer(current_portal(), public_url)


def _as_json(body: Any, media: str) -> Response:
    return answering.open_to_scripts(
        Response(json.dumps(body, ensure_ascii=False, indent=1), content_type=media)
    )


@bp.get("", strict_slashes=False)
def catalogue() -> str:
    """The datasets of the portal, narrowed by words and by theme."""
    asked = request.args.get("q", "")[:200].strip()
    found = [one for one in datasets() if _has(one, asked)]
    newest = versions.newest_of(one.slug for one in datasets())
    base = public_url("")
    return render_template(
        "opendata/catalogue.html",
        q=asked,
        cards=[_card(one, newest.get(one.slug), base) for one in found],
        total=len(datasets()),
        licence=licence_of(current_portal()),
        catalogue_path=f"{HERE}/catalog.jsonld",
        canonical_url=public_url(HERE),
        description=_("Dữ liệu mở của %(name)s", name=current_portal().name),
        crumbs=[(_("Dữ liệu mở"), None)],
    )


def _has(dataset: Dataset, asked: str) -> bool:
    text = " ".join(str(one) for one in (dataset.title, dataset.about, *dataset.keywords))
    return without_accents(asked) in without_accents(text)


def _card(dataset: Dataset, row: DatasetVersion | None, base: str) -> dict[str, Any]:
    return {
        "title": dataset.title,
        "about": dataset.about,
        "path": dataset_path(dataset.slug),
        "row": row,
        "files": _files(dataset, row, base) if row is not None else [],
    }


def _files(
    dataset: Dataset, row: DatasetVersion, base: str, number: int | None = None
) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label,
            "path": file_path(dataset.slug, one.name, number),
            "size": versions.size_of(row, one, base),
        }
        for one in FORMATS.values()
    ]


@bp.get("/catalog.jsonld")
def catalogue_ld() -> Response:
    """The catalogue as DCAT-AP in JSON-LD, in Vietnamese whatever language a visitor reads."""
    with force_locale("vi"):
        found = datasets()
        return _as_json(_describer().catalogue(found, versions.newest_of(one.slug for one in found)), LD)


def _wanted(slug: str) -> Dataset:
    found = dataset_by_slug(slug)
    if found is None:
        abort(404)
    return found


@bp.get("/<slug>.jsonld")
def dataset_ld(slug: str) -> Response:
    """One dataset as DCAT-AP in JSON-LD, with all versions that are kept."""
    dataset = _wanted(slug)
    with force_locale("vi"):
        kept = [one for one in versions.versions_of(slug) if not one.is_taken_off]
        return _as_json(_describer().alone(dataset, kept), LD)


@bp.get("/<slug>/schema.json")
def schema(slug: str) -> Response:
    """The JSON Schema of a row."""
    with force_locale("vi"):
        return _as_json(_describer().json_schema(_wanted(slug)), "application/schema+json")


@bp.get("/<slug>/csv-metadata.json")
def csv_metadata(slug: str) -> Response:
    """What the CSV file is, for programs (CSV on the Web)."""
    with force_locale("vi"):
        return _as_json(_describer().csv_metadata(_wanted(slug)), "application/csvm+json")


@bp.get("/<slug>")
def dataset(slug: str) -> str:
    """A dataset: what it is, its files, its fields, its first rows, its versions."""
    found, every = _wanted(slug), versions.versions_of(slug)
    rows = [one for one in every if not one.is_taken_off]
    opened = versions.opened(found, rows[0]) if rows else None
    base, portal = public_url(""), current_portal()
    with force_locale("vi"):
        described = _describer().alone(found, rows[:1])
    return render_template(
        "opendata/dataset.html",
        dataset=found,
        row=rows[0] if rows else None,
        files=_files(found, rows[0], base) if rows else [],
        older=[(row, _files(found, row, base, row.number)) for row in every],
        preview_fields=(shown := _previewed(found, rows[0]) if rows else []),
        preview=_preview(shown, opened) if opened is not None else [],
        licence=licence_of(portal),
        api=f"{PREFIX}/{found.collection}" if found.collection else "",
        api_url=public_url(f"{PREFIX}/{found.collection}?limit=5"),
        kinds=KINDS,
        here=dataset_path(slug),
        canonical_url=public_url(dataset_path(slug)),
        description=str(found.about)[:300],
        json_ld=described,
        crumbs=[(_("Dữ liệu mở"), HERE), (str(found.title), None)],
    )


def _previewed(dataset: Dataset, row: DatasetVersion) -> list[Field]:
    """What a preview shows: not where a page lies, which says nothing to people."""
    return [
        one for one in dataset.columns(row.columns) if one.kind != ADDRESS and one.name not in _FOR_MACHINES
    ]


def _preview(fields: list[Field], version: versions.Version) -> list[list[str]]:
    """The first rows as texts, long ones cut."""
    shown: list[list[str]] = []
    with closing(versions.rows_of(version)) as rows:
        for row in islice(rows, SHOWN):
            shown.append([_cell(one, row[one.name]) for one in fields])
    return shown


def _cell(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind == DAY:
        return viet_date(date.fromisoformat(value))
    if field.kind == INSTANT:
        return viet_datetime(from_local(datetime.fromisoformat(value)))
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if isinstance(value, int | float):
        return str(format_decimal(value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL].rstrip() + "…"


@files.get("/<slug>.<any(csv,json,jsonl):form>")
def newest_file(slug: str, form: str) -> ResponseReturnValue:
    """The newest version as a file; 404 where none was made yet."""
    dataset = _wanted(slug)
    row = versions.newest_of([slug]).get(slug)
    return _file(dataset, row, FORMATS[form])


@files.get("/<slug>/phien-ban/<int:number>.<any(csv,json,jsonl):form>")
def version_file(slug: str, number: int, form: str) -> ResponseReturnValue:
    """An older version as a file."""
    return _file(_wanted(slug), versions.version_of(slug, number), FORMATS[form])


def _file(dataset: Dataset, row: DatasetVersion | None, form: Format) -> ResponseReturnValue:
    """The file, written and packed while it is sent. `?bom=0` leaves the byte order mark of CSV away, which Excel needs
    to see UTF-8."""
    opened = versions.opened(dataset, row) if row is not None else None
    if row is None or opened is None:
        abort(410 if row is not None and row.is_taken_off else 404)
    bom = form.name == "csv" and request.args.get("bom") != "0"
    base = public_url("")
    packs = _takes_gzip()
    answer = Response(mimetype=form.media)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{current_portal().slug}-{dataset.slug}-{row.day.isoformat()}.{form.name}"'
    )
    answer.headers["Cache-Control"] = answering.KEPT
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Link"] = _links(dataset, form)
    answer.vary.add("Accept-Encoding")
    answer.set_etag(f"{opened.tag}-{form.name}{'-bom' if bom else ''}-{_mark(base)}", weak=True)
    answer.make_conditional(request)
    if answer.status_code == 304:
        return answer
    about = _describer().file_head(dataset, row)
    made = versions.download(dataset, opened, form, about, base, bom=bom)
    if packs:
        answer.headers["Content-Encoding"] = GZIP
    elif made.size is not None:
        answer.content_length = made.size
    if request.method != "HEAD":
        answer.response = versions.gzipped(made.pieces) if packs else made.pieces
    return answer


def _takes_gzip() -> bool:
    """Whether who asks takes gzip, which can be written bit by bit (unlike what `choose` likes best)."""
    taken = request.headers.get("Accept-Encoding", "")
    return choose(taken) == GZIP or bool(request.accept_encodings["gzip"])


def _mark(base: str) -> str:
    """A mark of what stands in the file beside its rows."""
    portal = current_portal()
    told = f"{base} {portal.authority} {licence_of(portal).uri}"
    return hashlib.blake2b(told.encode(), digest_size=6).hexdigest()


def _links(dataset: Dataset, form: Format) -> str:
    described = "csv-metadata.json" if form.name == "csv" else "schema.json"
    page = public_url(dataset_path(dataset.slug))
    licence = licence_of(current_portal()).uri
    return answering.link_header(
        [(page, "canonical"), (f"{page}/{described}", "describedby"), (licence, "license")]
    )


def _finish(response: Response) -> Response:
    return limits.told(answering.open_to_scripts(response))


limiter.shared_limit(FILES_PER_MINUTE, scope="opendata_files")(files)
files.register_error_handler(RateLimitExceeded, limits.exceeded)
files.after_request(_finish)
