"""schema.org descriptions (JSON-LD) of what pages show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.tenancy.directory import Portal

SCHEMA = "https://schema.org"


def _instant(value: datetime | None) -> str | None:
    return value.replace(tzinfo=UTC).isoformat() if value else None


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def organisation(portal: Portal, url: str) -> dict[str, Any]:
    """GovernmentOrganization of a portal."""
    place = (
        {"@type": "GeoCoordinates", "latitude": portal.lat, "longitude": portal.lon} if portal.lat else None
    )
    return _filled(
        {
            "@context": SCHEMA,
            "@type": "GovernmentOrganization",
            "name": portal.authority,
            "alternateName": portal.name,
            "url": url,
            "telephone": portal.telephone,
            "email": portal.email,
            "address": portal.address,
            "location": {"@type": "Place", "geo": place, "address": portal.address} if place else None,
        }
    )


def news_article(item: Any, url: str, picture: str | None, portal: Portal) -> dict[str, Any]:
    """NewsArticle of a news item (title, lead, publish_at, updated_at, author)."""
    return _filled(
        {
            "@context": SCHEMA,
            "@type": "NewsArticle",
            "headline": item.title,
            "description": item.lead,
            "url": url,
            "image": picture,
            "inLanguage": "vi",
            "datePublished": _instant(item.publish_at),
            "dateModified": _instant(item.updated_at),
            "author": {"@type": "Organization", "name": item.author or portal.authority},
            "publisher": {"@type": "GovernmentOrganization", "name": portal.authority},
        }
    )


_FORCE = {
    "in_force": "InForce",
    "partly_expired": "PartiallyInForce",
    "partly_suspended": "PartiallyInForce",
    "expired": "NotInForce",
    "suspended": "NotInForce",
    "not_yet": "NotInForce",
}


def legislation(document: Any, url: str, validity: str = "") -> dict[str, Any]:
    """Legislation of a legal document (number, type, title, issuer, issued, effective) and its validity today."""
    return _filled(
        {
            "@context": SCHEMA,
            "@type": "Legislation",
            "name": document.title,
            "legislationIdentifier": document.number,
            "legislationType": document.type,
            "legislationPassedBy": {"@type": "GovernmentOrganization", "name": document.issuer}
            if document.issuer
            else None,
            "legislationDate": document.issued.isoformat() if document.issued else None,
            "legislationDateVersion": document.effective.isoformat() if document.effective else None,
            "legislationLegalForce": f"{SCHEMA}/{_FORCE[validity]}" if validity in _FORCE else None,
            "inLanguage": "vi",
            "url": url,
        }
    )


def government_service(procedure: Any, url: str, portal: Portal) -> dict[str, Any]:
    """GovernmentService of a procedure (code, name, field, executing_agency)."""
    return _filled(
        {
            "@context": SCHEMA,
            "@type": "GovernmentService",
            "name": procedure.name,
            "identifier": procedure.code,
            "serviceType": procedure.field,
            "url": url,
            "inLanguage": "vi",
            "serviceOperator": {
                "@type": "GovernmentOrganization",
                "name": procedure.executing_agency or portal.authority,
            },
            "areaServed": portal.name,
        }
    )
