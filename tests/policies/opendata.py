"""Open data is for everybody; what is given, and under which terms, an administrator says."""

from __future__ import annotations

from sqlalchemy import select

from portal.extensions import db
from portal.opendata.building import build
from portal.opendata.models import DatasetVersion
from portal.opendata.registry import dataset_by_slug
from portal.tenancy.directory import directory
from tests.factories import Factory

PUBLIC = "public"
SETTINGS = "tenant.settings"
ROUTES = {
    "desk_dataset.listing": SETTINGS,
    "desk_dataset.build_now": SETTINGS,
    "desk_dataset.licence": SETTINGS,
    "desk_dataset.take_off": SETTINGS,
    "desk_dataset.take_all_off": SETTINGS,
    "opendata.catalogue": PUBLIC,
    "opendata.catalogue_ld": PUBLIC,
    "opendata.dataset": PUBLIC,
    "opendata.dataset_ld": PUBLIC,
    "opendata.schema": PUBLIC,
    "opendata.csv_metadata": PUBLIC,
    "opendata_files.newest_file": PUBLIC,
    "opendata_files.version_file": PUBLIC,
    "api.page": PUBLIC,
    "api.description": PUBLIC,
    "api.legal_documents": PUBLIC,
    "api.legal_documents_item": PUBLIC,
    "api.legal_document_provisions": PUBLIC,
    "api.legal_document_provision": PUBLIC,
    "api.procedures": PUBLIC,
    "api.procedures_item": PUBLIC,
    "api.news": PUBLIC,
    "api.news_item": PUBLIC,
    "api.indicators": PUBLIC,
    "api.indicators_item": PUBLIC,
    "api.service_statistics": PUBLIC,
    "api.service_statistics_item": PUBLIC,
    "api.datasets": PUBLIC,
    "api.datasets_item": PUBLIC,
    "api.search": PUBLIC,
}
VALUES = {"desk_dataset.take_all_off": {"slug": "tin-tuc"}}


def _version(factory: Factory, slug: str, _text: str) -> tuple[int, str]:
    with factory.acting(slug):
        portal, dataset = directory().by_slug(slug), dataset_by_slug("ket-qua-giai-quyet")
        assert portal is not None and dataset is not None
        build(portal, dataset)
        db.session.commit()
        made = db.session.scalars(select(DatasetVersion)).first()
        assert made is not None
        return made.id, made.slug


THINGS = {"dataset": _version}
