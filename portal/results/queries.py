"""Reads of results of the portal in force."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.extensions import db
from portal.results.layout.shapes import Template, from_json
from portal.results.models import (
    DRAFT,
    ResultDocument,
    ResultSeries,
    ResultTemplate,
    ResultTemplateVersion,
)


def templates() -> list[ResultTemplate]:
    """All templates by their names."""
    return list(db.session.scalars(select(ResultTemplate).order_by(ResultTemplate.name, ResultTemplate.id)))


def template_by_id(template_id: int) -> ResultTemplate | None:
    """A template."""
    return db.session.scalar(select(ResultTemplate).where(ResultTemplate.id == template_id))


def template_by_key(key: str) -> ResultTemplate | None:
    """A template by the key that services name."""
    return db.session.scalar(select(ResultTemplate).where(ResultTemplate.slug == key))


def version(version_id: int) -> ResultTemplateVersion | None:
    """A version of a template: what a document was made of."""
    return db.session.scalar(select(ResultTemplateVersion).where(ResultTemplateVersion.id == version_id))


def current(template: ResultTemplate) -> ResultTemplateVersion | None:
    """The version in force."""
    return version(template.current_id) if template.current_id else None


def draft(template: ResultTemplate) -> ResultTemplateVersion | None:
    """The version that the desk works on."""
    return db.session.scalar(
        select(ResultTemplateVersion)
        .where(ResultTemplateVersion.template_id == template.id, ResultTemplateVersion.published_at.is_(None))
        .limit(1)
    )


def versions(template: ResultTemplate) -> list[ResultTemplateVersion]:
    """What was in force, the newest first."""
    return list(
        db.session.scalars(
            select(ResultTemplateVersion)
            .where(
                ResultTemplateVersion.template_id == template.id,
                ResultTemplateVersion.published_at.is_not(None),
            )
            .order_by(ResultTemplateVersion.number.desc(), ResultTemplateVersion.id.desc())
        )
    )


def highest_number(template: ResultTemplate) -> int:
    """The number of the newest published version, 0 for none."""
    return (
        db.session.scalar(
            select(func.max(ResultTemplateVersion.number)).where(
                ResultTemplateVersion.template_id == template.id,
                ResultTemplateVersion.published_at.is_not(None),
            )
        )
        or 0
    )


def definition_of(row: ResultTemplateVersion) -> Template:
    """A version as a template."""
    return from_json(row.definition)


def template_of(document: ResultDocument) -> Template:
    """The template that a document was made of. Raises LookupError where it is gone."""
    row = version(document.template_version_id)
    if row is None:
        raise LookupError("result_template_version")
    return definition_of(row)


def document(document_id: int) -> ResultDocument | None:
    """A document."""
    return db.session.scalar(select(ResultDocument).where(ResultDocument.id == document_id))


def documents_of(kind: str, subject_id: int) -> list[ResultDocument]:
    """The documents of a matter, the oldest first."""
    return list(
        db.session.scalars(
            select(ResultDocument)
            .where(ResultDocument.subject_kind == kind, ResultDocument.subject_id == subject_id)
            .order_by(ResultDocument.id)
        )
    )


def by_code(code: str) -> ResultDocument | None:
    """The document that a stranger asks about by its code: never a draft."""
    return db.session.scalar(
        select(ResultDocument).where(ResultDocument.code == code, ResultDocument.state != DRAFT)
    )


def by_sha256(sha256: str) -> ResultDocument | None:
    """The document whose signed file has this hash."""
    return db.session.scalar(
        select(ResultDocument).where(ResultDocument.sha256 == sha256, ResultDocument.state != DRAFT).limit(1)
    )


def last_number(series: str, year: int) -> int:
    """The last number given in a series, 0 for none."""
    found = db.session.scalar(
        select(ResultSeries.last).where(ResultSeries.series == series, ResultSeries.year == year)
    )
    return found or 0
