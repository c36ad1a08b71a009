"""Where the pages of the exchange stand."""

from __future__ import annotations

from portal.exchange.carrying.models import ExchangePackage

HEALTH, OFFICES = "/quan-tri/lien-thong-van-ban/", "/quan-tri/co-quan-lien-thong/"
RECEIVE, CARD = "/lien-thong/v1/goi", "/lien-thong/v1/the"


def package_path(package: ExchangePackage) -> str:
    """The desk's page of a package that goes out."""
    return f"{HEALTH}{package.id}"
