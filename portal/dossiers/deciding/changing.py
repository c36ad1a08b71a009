"""A signed result is taken back, or replaced by another one: whoever checks it is told (portal/results), the citizen
too.

Both are acts of who signs, with a reason; the dossier stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.dossiers import moment, queries
from portal.dossiers.deciding.keeping import outcome_of, settle
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.party import staff
from portal.dossiers.states import DONE, RETURNED
from portal.dossiers.story import happened
from portal.dossiers.submissions import RESULT
from portal.extensions import db
from portal.papers import queries as papers
from portal.publishing.service import commit
from portal.results import queries as results
from portal.results import service as documents
from portal.results.models import DRAFT, SIGNED, ResultDocument
from portal.results.signing import sign

SIGN = "dossier.sign"
KIND = "dossier"


def signed_of(dossier: Dossier) -> list[tuple[DossierPaper, ResultDocument]]:
    """The results of a dossier that are in force, with their documents."""
    statement = select(DossierPaper).where(
        DossierPaper.dossier_id == dossier.id,
        DossierPaper.source == RESULT,
        DossierPaper.replaced_at.is_(None),
    )
    rows = {one.paper_id: one for one in db.session.scalars(statement.order_by(DossierPaper.position))}
    return [
        (rows[one.paper_id], one)
        for one in results.documents_of(KIND, dossier.id)
        if one.state == SIGNED and one.paper_id in rows
    ]


def withdraw_result(dossier: Dossier, document_id: int, reason: str, seen: int, actor: Actor) -> None:
    """Take a signed result back (the caller commits). Raises Forbidden, StaleVersion, NotPossible."""
    row, document = _in_force(dossier, document_id, seen, actor, reason)
    documents.withdraw(document, reason, document.version, actor)
    _no_more(row)
    told = _("Kết quả đã bị thu hồi, không còn giá trị. Lý do: %(reason)s", reason=reason.strip()[:1000])
    happened(dossier, "revoke", dossier.state, staff(actor), told=told)


def replace_result(
    dossier_id: int, document_id: int, values: Mapping[str, Any], reason: str, seen: int, actor: Actor
) -> None:
    """Sign another result in the place of a signed one; commits by itself.

    Raises Forbidden, StaleVersion, NotPossible, InvalidValues, and what `results.signing.sign` raises; nothing is
    replaced then.
    """
    dossier = _the(dossier_id)
    _row, document = _in_force(dossier, document_id, seen, actor, reason)
    version = results.version(document.template_version_id)
    template = results.template_by_id(version.template_id) if version is not None else None
    if template is None:
        raise NotPossible(_("Chưa có mẫu văn bản cho kết quả này. Hãy báo người quản trị."))
    for one in results.documents_of(KIND, dossier.id):
        if one.state == DRAFT:
            documents.discard(one, actor)  # of an earlier try
    subject = documents.Subject(KIND, dossier.id, dossier.code)
    draft = documents.prepare(subject, template.slug, values, actor, replaces=document)
    number, version_seen = draft.id, draft.version
    commit()
    sign(
        number,
        version_seen,
        actor,
        and_then=lambda made: _replaced(dossier_id, document_id, made, reason, seen, actor),
    )


def _replaced(
    dossier_id: int, document_id: int, made: ResultDocument, reason: str, seen: int, actor: Actor
) -> None:
    dossier = _the(dossier_id)
    if dossier.version != seen:
        raise StaleVersion
    old = results.document(document_id)
    statement = select(DossierPaper).where(
        DossierPaper.dossier_id == dossier_id, DossierPaper.paper_id == (old.paper_id if old else None)
    )
    row = db.session.scalars(statement).one()
    _no_more(row)
    db.session.add(
        DossierPaper(
            tenant_id=dossier.tenant_id,
            dossier_id=dossier.id,
            paper_key=row.paper_key,
            paper_id=made.paper_id,
            title=row.title,
            source=RESULT,
            position=row.position,
            accepted=True,
            added_at=moment.now(),
        )
    )
    kept = papers.paper(made.paper_id) if made.paper_id is not None else None
    if kept is not None:
        settle(kept, dossier, outcome_of(dossier))
    told = _("Kết quả đã được thay bằng bản khác. Lý do: %(reason)s", reason=reason.strip()[:1000])
    happened(dossier, "replace", dossier.state, staff(actor), told=told)


def _in_force(
    dossier: Dossier, document_id: int, seen: int, actor: Actor, reason: str
) -> tuple[DossierPaper, ResultDocument]:
    actor.require(SIGN)
    if dossier.version != seen:
        raise StaleVersion
    if dossier.state not in {DONE, RETURNED} or dossier.forgotten_at is not None:
        raise NotPossible(_("Việc này không làm được khi hồ sơ ở trạng thái hiện tại."))
    if not reason.strip():
        raise NotPossible(_("Hãy ghi lý do để công dân được biết."))
    found = next((one for one in signed_of(dossier) if one[1].id == document_id), None)
    if found is None:
        raise NotPossible(_("Kết quả này không còn hiệu lực."))
    return found


def _the(dossier_id: int) -> Dossier:
    found = queries.by_id(dossier_id)
    if found is None:
        raise NotPossible(_("Không có hồ sơ này."))
    return found


def _no_more(row: DossierPaper) -> None:
    """A result that does not hold is offered to no later dossier."""
    row.replaced_at = moment.now()
    held = papers.paper(row.paper_id) if row.paper_id is not None else None
    if held is not None:
        held.accepted = False
    db.session.flush()
