"""A dataset as catalogues describe it: DCAT-AP 3 as JSON-LD, JSON Schema, CSV on the Web."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.clock import to_local
from portal.opendata.fields import object_schema
from portal.opendata.formats import FORMATS, Format
from portal.opendata.licences import Licence, licence_of
from portal.opendata.models import DatasetVersion
from portal.opendata.registry import Dataset
from portal.opendata.versions import size_of
from portal.tenancy.directory import Portal

HERE = "/du-lieu-mo"
Json = dict[str, Any]
_EU = "http://publications.europa.eu/resource/authority/"
_CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "adms": "http://www.w3.org/ns/adms#",
}
_MEDIA = "http://www.iana.org/assignments/media-types/"


def dataset_path(slug: str) -> str:
    """The page of a dataset."""
    return f"{HERE}/{slug}"


def file_path(slug: str, form: str, number: int | None = None) -> str:
    """Where a dataset is downloaded: its newest version, or the one with this number."""
    return f"{HERE}/{slug}.{form}" if number is None else f"{HERE}/{slug}/phien-ban/{number}.{form}"


class Describer:
    """Describes a portal's datasets; `absolute` makes whole addresses of the portal's paths."""

    def __init__(self, portal: Portal, absolute: Callable[[str], str]) -> None:
        self._portal, self._absolute = portal, absolute
        self._licence: Licence = licence_of(portal)

    def catalogue(self, found: Sequence[Dataset], newest: Mapping[str, DatasetVersion]) -> Json:
        """The catalogue with all of its datasets and the service that reads them."""
        portal, at = self._portal, self._absolute
        days = [row.made_at for row in newest.values()]
        about = _l("Dữ liệu mà %(authority)s công bố để mọi người sử dụng lại.", authority=portal.authority)
        return {
            "@context": _CONTEXT,
            "@id": at(f"{HERE}/catalog.jsonld"),
            "@type": "dcat:Catalog",
            "dct:title": _words(_l("Dữ liệu mở của %(name)s", name=portal.name)),
            "dct:description": _words(about),
            "dct:publisher": self._publisher(),
            "dct:language": {"@id": f"{_EU}language/VIE"},
            "dct:spatial": self._place(),
            "foaf:homepage": {"@id": at(HERE)},
            "dct:license": {"@id": self._licence.uri},
            **({"dct:modified": _instant(max(days))} if days else {}),
            "dcat:themeTaxonomy": {"@id": f"{_EU}data-theme"},
            "dcat:service": self._service(found),
            "dcat:dataset": [self.dataset(one, newest.get(one.slug)) for one in found],
        }

    def alone(self, dataset: Dataset, rows: Sequence[DatasetVersion]) -> Json:
        """One dataset with all versions that are kept."""
        described = self.dataset(dataset, rows[0] if rows else None)
        older = [self._version(dataset, row) for row in rows[1:]]
        return {"@context": _CONTEXT, **described} | ({"dcat:hasVersion": older} if older else {})

    def dataset(self, dataset: Dataset, row: DatasetVersion | None) -> Json:
        """A dataset with the files of its newest version."""
        at = self._absolute
        found: Json = {
            "@id": at(dataset_path(dataset.slug)),
            "@type": "dcat:Dataset",
            "dct:identifier": f"{self._portal.slug}/{dataset.slug}",
            "dct:title": _words(dataset.title),
            "dct:description": _words(dataset.about),
            "dct:publisher": self._publisher(),
            "dcat:contactPoint": self._contact(),
            "dcat:theme": {"@id": dataset.theme_uri},
            "dcat:keyword": [_words(one) for one in dataset.keywords],
            "dct:language": {"@id": f"{_EU}language/VIE"},
            "dct:accrualPeriodicity": {"@id": dataset.frequency_uri},
            "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC"},
            "dct:license": {"@id": self._licence.uri},
            "dct:spatial": self._place(),
            "dct:conformsTo": {"@id": at(f"{dataset_path(dataset.slug)}/schema.json")},
            "dcat:landingPage": {"@id": at(dataset_path(dataset.slug))},
        }
        if row is None:
            return found
        found |= {
            "dct:issued": _instant(row.made_at),
            "dct:modified": _instant(row.made_at),
            "dcat:version": str(row.number),
            "dcat:distribution": [self._file(dataset, row, one) for one in FORMATS.values()],
        }
        if row.covers_from is not None and row.covers_to is not None:
            found["dct:temporal"] = {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": _day(row.covers_from),
                "dcat:endDate": _day(row.covers_to),
            }
        return found

    def _version(self, dataset: Dataset, row: DatasetVersion) -> Json:
        at = self._absolute
        return {
            "@id": at(f"{dataset_path(dataset.slug)}/phien-ban/{row.number}"),
            "@type": "dcat:Dataset",
            "dct:title": _words(dataset.title),
            "dct:description": _words(dataset.about),
            "dct:issued": _instant(row.made_at),
            "dcat:version": str(row.number),
            "dcat:isVersionOf": {"@id": at(dataset_path(dataset.slug))},
            "dcat:distribution": [self._file(dataset, row, one, row.number) for one in FORMATS.values()],
        }

    def _file(self, dataset: Dataset, row: DatasetVersion, form: Format, number: int | None = None) -> Json:
        at = self._absolute
        address = at(file_path(dataset.slug, form.name, number))
        found: Json = {
            "@id": address,
            "@type": "dcat:Distribution",
            "dct:title": _words(form.label),
            "dcat:accessURL": {"@id": at(dataset_path(dataset.slug))},
            "dcat:downloadURL": {"@id": address},
            "dcat:mediaType": {"@id": _MEDIA + form.media},
            "dcat:byteSize": {"@value": str(size_of(row, form, at(""))), "@type": "xsd:nonNegativeInteger"},
            "dct:license": {"@id": self._licence.uri},
            "dct:issued": _instant(row.made_at),
            "adms:status": {"@id": f"{_EU}distribution-status/COMPLETED"},
        }
        if form.type_uri:
            found["dct:format"] = {"@id": form.type_uri}
        if form.name == "csv":
            found["dct:conformsTo"] = {"@id": at(f"{dataset_path(dataset.slug)}/csv-metadata.json")}
        return found

    def _service(self, found: Sequence[Dataset]) -> Json:
        at = self._absolute
        served = [{"@id": at(dataset_path(one.slug))} for one in found if one.collection]
        return {
            "@id": at("/api/v1/"),
            "@type": "dcat:DataService",
            "dct:title": _words(_l("Giao diện đọc dữ liệu (API)")),
            "dcat:endpointURL": {"@id": at("/api/v1/")},
            "dcat:endpointDescription": {"@id": at("/api/v1/openapi.json")},
            "dct:license": {"@id": self._licence.uri},
            "dcat:servesDataset": served,
        }

    def _publisher(self) -> Json:
        portal = self._portal
        return {
            "@id": self._absolute("/"),
            "@type": "foaf:Agent",
            "foaf:name": _words(portal.authority or portal.name),
            "foaf:homepage": {"@id": self._absolute("/")},
        }

    def _contact(self) -> Json:
        portal = self._portal
        found: Json = {"@type": "vcard:Organization", "vcard:fn": portal.authority or portal.name}
        if portal.email:
            found["vcard:hasEmail"] = {"@id": f"mailto:{portal.email}"}
        if portal.telephone:
            found["vcard:hasTelephone"] = portal.telephone
        found["vcard:hasURL"] = {"@id": self._absolute("/")}
        return found

    def _place(self) -> Json:
        portal = self._portal
        found: Json = {
            "@type": "dct:Location",
            "skos:prefLabel": _words(portal.name),
            "dct:identifier": portal.code,
        }
        if portal.lat is not None and portal.lon is not None:
            point = f"POINT({portal.lon} {portal.lat})"
            found["dcat:centroid"] = {
                "@value": point,
                "@type": "http://www.opengis.net/ont/geosparql#wktLiteral",
            }
        return found

    def json_schema(self, dataset: Dataset) -> Json:
        """The JSON Schema of a row: of each line of the JSON Lines file, of each element of `rows` of the JSON file."""
        address = self._absolute(f"{dataset_path(dataset.slug)}/schema.json")
        head: Json = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address}
        return (
            head
            | object_schema(dataset.fields)
            | {"title": str(dataset.title), "description": str(dataset.about)}
        )

    def csv_metadata(self, dataset: Dataset) -> Json:
        """What the CSV file is, as W3C's "Metadata Vocabulary for Tabular Data" has it."""
        at = self._absolute
        return {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
            "url": at(file_path(dataset.slug, "csv")),
            "dc:title": str(dataset.title),
            "dc:description": str(dataset.about),
            "dc:publisher": self._portal.authority or self._portal.name,
            "dc:license": {"@id": self._licence.uri},
            "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "header": True},
            "tableSchema": {
                "columns": [one.column() for one in dataset.fields],
                "primaryKey": list(dataset.key),
            },
        }

    def file_head(self, dataset: Dataset, row: DatasetVersion) -> Json:
        """What a file that has a place for it says of itself."""
        return {
            "dataset": self._absolute(dataset_path(dataset.slug)),
            "title": str(dataset.title),
            "publisher": self._portal.authority or self._portal.name,
            "licence": self._licence.uri,
            "version": row.number,
            "day": row.day.isoformat(),
            "sha256": row.digest,
        }


def _words(text: Any) -> Json:
    return {"@value": str(text), "@language": "vi"}


def _instant(moment: datetime) -> Json:
    return {"@value": to_local(moment).isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def _day(day: date) -> Json:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
