"""The verbs of templates: what is in force never changes; a change is a draft until it becomes the next version."""

from __future__ import annotations

import re

from sqlalchemy import delete, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit
from portal.results import queries
from portal.results.layout.checking import check
from portal.results.layout.shapes import Template, digest, to_json
from portal.results.models import ResultDocument, ResultTemplate, ResultTemplateVersion

EDIT = "service.edit"
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_KEY, LONGEST_NOTE = 60, 2000


class InvalidAct(ValueError):
    """It can't be done; `problem`: key, taken, nothing, used."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def make(key: str, template: Template, actor: Actor) -> ResultTemplate:
    """A new template with this as its draft (the caller commits). Raises Forbidden, InvalidAct."""
    actor.require(EDIT)
    if len(key) > LONGEST_KEY or not KEY.match(key):
        raise InvalidAct("key")
    if queries.template_by_key(key) is not None:
        raise InvalidAct("taken")
    row = ResultTemplate(tenant_id=actor.tenant_id, slug=key, name=template.kind)
    db.session.add(row)
    db.session.flush()
    _draft(row, template, actor)
    audit(actor, "result_template.make", kind="result_template", object_id=row.id, detail=key)
    return row


def save_draft(row: ResultTemplate, template: Template, seen: int, actor: Actor) -> ResultTemplateVersion:
    """Keep this as the draft; a draft may have faults. Raises Forbidden, StaleVersion (the caller commits)."""
    actor.require(EDIT)
    _seen(row, seen)
    present = queries.draft(row) or _draft(row, template, actor)
    present.definition, present.digest, present.made_at = to_json(template), digest(template), utc_now()
    present.by_id, present.by_name = actor.user_id, actor.name
    row.updated_at = utc_now()
    db.session.flush()
    return present


def publish(row: ResultTemplate, seen: int, actor: Actor, note: str = "") -> ResultTemplateVersion:
    """Put the draft in force for documents that are made from now on. Raises Forbidden, StaleVersion, InvalidAct
    ("nothing"), InvalidTemplate with all that is wrong (the caller commits)."""
    actor.require(EDIT)
    _seen(row, seen)
    found = queries.draft(row)
    if found is None:
        raise InvalidAct("nothing")
    template = queries.definition_of(found)
    check(template)
    found.published_at, found.number = utc_now(), queries.highest_number(row) + 1
    found.note = note.strip()[:LONGEST_NOTE]
    found.by_id, found.by_name = actor.user_id, actor.name
    row.current_id, row.name, row.updated_at = found.id, template.kind, utc_now()
    db.session.flush()
    detail = f"{row.slug}, {found.number}"
    audit(actor, "result_template.publish", kind="result_template", object_id=row.id, detail=detail)
    return found


def discard(row: ResultTemplate, seen: int, actor: Actor) -> None:
    """Throw the draft away. Raises Forbidden, StaleVersion, InvalidAct("nothing") where nothing is in force yet."""
    actor.require(EDIT)
    _seen(row, seen)
    if not row.current_id:
        raise InvalidAct("nothing")
    _delete_versions(row, drafts=True)
    row.updated_at = utc_now()
    db.session.flush()


def remove(row: ResultTemplate, seen: int, actor: Actor) -> None:
    """Delete a template that no document was made of. Raises Forbidden, StaleVersion, InvalidAct("used")."""
    actor.require(EDIT)
    _seen(row, seen)
    ids = select(ResultTemplateVersion.id).where(ResultTemplateVersion.template_id == row.id)
    used = select(ResultDocument.id).where(ResultDocument.template_version_id.in_(ids)).limit(1)
    if db.session.scalar(used) is not None:
        raise InvalidAct("used")
    audit(actor, "result_template.remove", kind="result_template", object_id=row.id, detail=row.slug)
    _delete_versions(row)
    db.session.delete(row)
    db.session.flush()


def _delete_versions(row: ResultTemplate, *, drafts: bool = False) -> None:
    found = delete(ResultTemplateVersion).where(
        ResultTemplateVersion.tenant_id == row.tenant_id, ResultTemplateVersion.template_id == row.id
    )
    db.session.execute(found.where(ResultTemplateVersion.published_at.is_(None)) if drafts else found)


def _draft(row: ResultTemplate, template: Template, actor: Actor) -> ResultTemplateVersion:
    made = ResultTemplateVersion(
        tenant_id=row.tenant_id,
        template_id=row.id,
        number=queries.highest_number(row) + 1,
        definition=to_json(template),
        digest=digest(template),
        by_id=actor.user_id,
        by_name=actor.name,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _seen(row: ResultTemplate, seen: int) -> None:
    if row.version != seen:
        raise StaleVersion
