"""The verbs of results: prepare, preview, withdraw (`signing` signs). A document belongs to a matter of a package above
(a dossier), which decides who may see it and calls these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.papers.owners import owner_mark
from portal.publishing.service import StaleVersion, audit, touch
from portal.results import paper, queries
from portal.results.codes import new_code
from portal.results.layout.filling import as_json, read_values
from portal.results.layout.shapes import Template
from portal.results.models import (
    DRAFT,
    SIGNED,
    WITHDRAWN,
    ResultDocument,
)
from portal.tenancy.directory import Portal

HANDLE, SIGN = "dossier.handle", "dossier.sign"


class NotPossible(ValueError):
    """It can't be done as the document stands; `problem`: template, signed, gone, draft, reason."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Subject:
    """What a result is about: the kind and id of a row of a package above, and the code that people call it by."""

    kind: str
    id: int
    code: str = ""


def prepare(
    subject: Subject,
    key: str,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    replaces: ResultDocument | None = None,
) -> ResultDocument:
    """A draft of a result from the version in force of a template (the caller commits). With `replaces` it takes the
    place of a signed document when it is signed. Raises Forbidden, NotPossible("template", "draft"), InvalidValues."""
    actor.require(HANDLE)
    row = queries.template_by_key(key)
    version = queries.current(row) if row is not None else None
    if version is None:
        raise NotPossible("template")
    if replaces is not None and (
        replaces.state != SIGNED or (replaces.subject_kind, replaces.subject_id) != (subject.kind, subject.id)
    ):
        raise NotPossible("draft")
    template = queries.definition_of(version)
    document = ResultDocument(
        tenant_id=actor.tenant_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_code=subject.code,
        template_version_id=version.id,
        kind_name=template.kind,
        code=new_code(),
        replaces_id=replaces.id if replaces is not None else None,
        made_by_id=actor.user_id,
    )
    _fill(document, template, values)
    db.session.add(document)
    db.session.flush()
    audit(actor, "result.prepare", kind="result", object_id=document.id, detail=subject.code)
    return document


def change(document: ResultDocument, values: Mapping[str, Any], seen: int, actor: Actor) -> None:
    """Fill a draft in anew (the caller commits). Raises Forbidden, StaleVersion, NotPossible("signed"),
    InvalidValues."""
    actor.require(HANDLE)
    if document.version != seen:
        raise StaleVersion
    require_draft(document)
    _fill(document, queries.template_of(document), values)
    db.session.flush()
    audit(actor, "result.change", kind="result", object_id=document.id, detail=document.subject_code)


def discard(document: ResultDocument, actor: Actor) -> None:
    """Delete a draft (the caller commits). Raises Forbidden, NotPossible("signed")."""
    actor.require(HANDLE)
    require_draft(document)
    audit(actor, "result.discard", kind="result", object_id=document.id, detail=document.subject_code)
    db.session.delete(document)
    db.session.flush()


def preview(
    template: Template,
    values: Mapping[str, Any],
    portal: Portal,
    signer: str = "",
    titles: tuple[str, ...] = (),
) -> bytes:
    """What it will look like: a PDF that says that it is worth nothing. Raises InvalidValues for values of a wrong
    kind, not for missing ones."""
    wanted = paper.Wanted(template, values, portal, signer, titles, utc_now())
    return paper.unsigned(wanted, is_draft=True)[0]


def withdraw(document: ResultDocument, reason: str, seen: int, actor: Actor) -> None:
    """Take a signed result back: whoever checks it is told so from now on (the caller commits). Raises Forbidden,
    StaleVersion, NotPossible("draft") where it is not in force, ("reason") without one."""
    actor.require(SIGN)
    if document.version != seen:
        raise StaleVersion
    if document.state != SIGNED:
        raise NotPossible("draft")
    if not reason.strip():
        raise NotPossible("reason")
    document.state, document.reason = WITHDRAWN, reason.strip()[:2000]
    document.ended_at, document.ended_by_id = utc_now(), actor.user_id
    db.session.flush()
    audit(actor, "result.withdraw", kind="result", object_id=document.id, detail=document.subject_code)
    touch(db.session(), document.tenant_id)


def _fill(document: ResultDocument, template: Template, values: Mapping[str, Any]) -> None:
    known = as_json(read_values(template, values))
    document.values = known
    document.owner_mark = owner_mark(known.get(template.identity, ""))
    document.initials = paper.initials_of(known.get(template.holder, ""))


def require_draft(document: ResultDocument) -> None:
    """Raise NotPossible("signed") for a document that is no draft."""
    if document.state != DRAFT:
        raise NotPossible("signed")
