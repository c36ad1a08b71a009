"""The citizen answers a request of the office: papers, corrections of the form, words; prepared in a draft of its own,
sent at once."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.citizens.frame import to
from portal.citizens.signing_in import citizen_view
from portal.dossiers import drafts, moment, service
from portal.dossiers.applying import pieces
from portal.dossiers.applying.papers import box_of
from portal.dossiers.applying.works import COMPLETING as PREFIX
from portal.dossiers.applying.works import Work
from portal.dossiers.errors import Forbidden, InvalidSubmission, NotPossible, StaleVersion
from portal.dossiers.following.frame import acting, bp, crumbs, me, own, page
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.models_course import COMPLETION, DossierRequest
from portal.dossiers.party import Party
from portal.dossiers.paths import CITIZEN
from portal.dossiers.plan import definition_of, version_definition
from portal.dossiers.states import COMPLETING
from portal.dossiers.verbs.closing import open_request
from portal.extensions import db, limiter
from portal.publishing.service import commit
from portal.services import queries as services
from portal.services.definition.knowing import visible

LONGEST = 4000


def _request(found: Dossier) -> DossierRequest:
    """What the office waits for. Aborts with 404."""
    request_now = open_request(found) if found.state == COMPLETING else None
    if request_now is None or request_now.kind != COMPLETION:
        abort(404)
    return request_now


def _draft(found: Dossier, asked: DossierRequest) -> DossierDraft | None:
    return db.session.scalar(
        select(DossierDraft).where(
            DossierDraft.draft_key == _key(found, asked), DossierDraft.citizen_id == found.citizen_id
        )
    )


def _key(found: Dossier, asked: DossierRequest) -> str:
    return f"{PREFIX}{found.id}.{asked.number}"


def _begun(found: Dossier, asked: DossierRequest) -> DossierDraft:
    """The draft of an answer; made where there is none (the caller commits). It lives as long as the office waits."""
    held = _draft(found, asked)
    if held is not None:
        return held
    instant = moment.now()
    draft = DossierDraft(
        tenant_id=found.tenant_id,
        service_id=found.service_id,
        version_id=found.version_id,
        draft_key=_key(found, asked),
        citizen_id=found.citizen_id,
        answers=dict(found.answers or {}),
        guide_answers=dict(found.guide_answers or {}),
        papers={},
        begun_at=instant,
        saved_at=instant,
        expires_at=max(instant, asked.until or instant) + drafts.KEPT,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


@bp.get("/<int:dossier_id>/bo-sung")
@citizen_view
def completion(dossier_id: int) -> ResponseReturnValue:
    """What is asked, and what was prepared so far."""
    found = own(dossier_id, me())
    if found.state != COMPLETING:
        return to(f"{CITIZEN}{dossier_id}")
    return _page(found, _request(found))


@bp.post("/<int:dossier_id>/bo-sung/mo")
@citizen_view
def open_completion(dossier_id: int) -> ResponseReturnValue:
    """To the papers, or to a section of the form (`phan`), of the answer."""
    with acting() as by:
        found = own(dossier_id, by, lock=True)
        draft = _begun(found, _request(found))
        sections = [one.key for one, _fields in _sections(found)]
        part = request.form.get("phan", "")
        where = f"khai/{part}" if part in sections else "giay-to"
        target = f"{CITIZEN}nhap/{draft.draft_key}/{where}"
        commit()
    return to(target)


def _sections(found: Dossier) -> list[tuple[Any, Any]]:
    return list(visible(definition_of(found), found.answers or {}, found.guide_answers or {}))


def _page(
    found: Dossier, asked: DossierRequest, status: int = 200, wrong: list[str] | None = None, typed: str = ""
) -> Response:
    draft = _draft(found, asked)
    work = _work(draft) if draft is not None else None
    kinds = {one.key: one for one in definition_of(found).papers}
    boxes = [box_of(work, kinds[key]) for key in draft.papers if key in kinds] if work and draft else []
    return page(
        "dossiers/public/completion.html",
        status,
        dossier=found,
        asked=asked,
        boxes=boxes,
        changed=_changed(found, draft),
        sections=[one for one, _fields in _sections(found)],
        wrong=wrong or [],
        typed=typed,
        crumbs=crumbs(found, (_("Bổ sung hồ sơ"), None)),
        tabs_of_citizen=[],
    )


def _work(draft: DossierDraft) -> Work:
    held = services.by_id(draft.service_id)
    if held is None:
        abort(404)
    return Work(draft, held, version_definition(draft.version_id))


def _changed(found: Dossier, draft: DossierDraft | None) -> list[str]:
    """The sections that were changed in the draft."""
    if draft is None:
        return []
    before, after = found.answers or {}, draft.answers or {}
    return [
        section.title
        for section, fields in _sections(found)
        if any(before.get(one.key) != after.get(one.key) for one in fields)
    ]


@bp.post("/<int:dossier_id>/bo-sung")
@limiter.limit("120 per hour")
@citizen_view
def complete(dossier_id: int) -> ResponseReturnValue:
    """Send the answer. Sent again, it leads to the dossier as it stands."""
    text = request.form.get("tra_loi", "")[:LONGEST]
    found = own(dossier_id, me())
    if found.state != COMPLETING:
        return to(f"{CITIZEN}{dossier_id}")
    asked = _request(found)
    draft = _draft(found, asked)
    ready = pieces.joined(_work(draft)) if draft is not None else {}
    with acting() as by:
        found = own(dossier_id, by, lock=True)
        if found.state != COMPLETING:
            return to(f"{CITIZEN}{dossier_id}")
        try:
            _complete(found, by, ready, text)
        except InvalidSubmission as error:
            db.session.rollback()
            found = own(dossier_id, by)
            return _page(found, _request(found), 422, list(dict.fromkeys(error.messages.values())), text)
        except (Forbidden, NotPossible, StaleVersion) as error:
            db.session.rollback()
            found = own(dossier_id, by)
            return _page(found, _request(found), 409, [str(error)], text)
        commit()
    flash(_("Đã gửi bổ sung. Hồ sơ được xử lý tiếp."), "success")
    return to(f"{CITIZEN}{dossier_id}")


def _complete(found: Dossier, by: Party, ready: dict[str, Any], text: str) -> None:
    asked = _request(found)
    draft = _draft(found, asked)
    answers: dict[str, Any] | None = None
    given: list[service.GivenPaper] = []
    if draft is not None:
        pieces.settle(_work(draft), ready, by)
        if (draft.answers or {}) != (found.answers or {}):
            answers = dict(draft.answers or {})
        given = drafts.given_papers(draft)
    service.complete(found, by, found.version, answers=answers, papers=given, text=text)
    if draft is not None:
        db.session.delete(draft)
        db.session.flush()
