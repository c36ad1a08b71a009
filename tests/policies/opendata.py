"""Open data: all of it is for everybody."""

from __future__ import annotations

PUBLIC = "public"
ROUTES = {
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
