"""A dossier comes in: handed in online by a citizen, or entered at the counter. Its code is given with the commit."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Forbidden
from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.codes import next_code
from portal.dossiers.errors import InvalidSubmission, KeyOfAnother
from portal.dossiers.finding import mark_anew
from portal.dossiers.models import Dossier
from portal.dossiers.party import CITIZEN, Party
from portal.dossiers.people import in_role
from portal.dossiers.plan import version_definition
from portal.dossiers.states import NEW, ONLINE
from portal.dossiers.story import happened
from portal.dossiers.submissions import Submission, add_papers, applicant_values, require_valid
from portal.dossiers.telling import tell_desk
from portal.dossiers.transitions import Facts, refusal
from portal.extensions import db
from portal.services.definition.shapes import INFORMATION
from portal.services.models import OPEN, Service, ServiceVersion
from portal.tenancy.directory import directory


def submit(sent: Submission, by: Party) -> tuple[Dossier, bool]:
    """A citizen hands in: (dossier, whether it is new). The same `submit_key` again answers the dossier that it made.

    Raises Forbidden, InvalidSubmission, KeyOfAnother.
    """
    return _come_in("submit", sent, by)


def register(sent: Submission, by: Party) -> tuple[Dossier, bool]:
    """A clerk enters what was handed in at the counter or came by post: (dossier, whether it is new). It is received by
    `receiving.receive`. Raises Forbidden, InvalidSubmission, KeyOfAnother."""
    return _come_in("register", sent, by)


def _come_in(verb: str, sent: Submission, by: Party) -> tuple[Dossier, bool]:
    if refusal(verb, Facts(state=""), by) is not None:
        raise Forbidden("dossier.receive" if by.kind != CITIZEN else f"dossier.{verb}")
    known = _made_before(sent, by)
    if known is not None:
        return known, False
    service = _service(sent, by)
    answers = require_valid(sent, version_definition(sent.version_id), by)
    try:
        with db.session.begin_nested():
            dossier = _row(sent, service, answers, by)
            db.session.add(dossier)
    except IntegrityError:
        known = _made_before(sent, by)  # the same form at the same instant
        if known is None:
            raise
        return known, False
    mark_anew(dossier)
    add_papers(dossier, sent.papers, version_definition(sent.version_id))
    told = _("%(office)s đã nhận được hồ sơ và sẽ kiểm tra.", office=_office(by.actor.tenant_id))
    happened(dossier, verb, "", by, told=told)
    waiting = [one.id for one in in_role("counter_clerk", dossier.tenant_id)]
    if sent.channel == ONLINE:
        tell_desk(dossier, waiting, "submitted", _("Có hồ sơ mới nộp trực tuyến"), by.actor)
    return dossier, True


def _made_before(sent: Submission, by: Party) -> Dossier | None:
    known = db.session.scalar(select(Dossier).where(Dossier.submit_key == sent.submit_key))
    if known is not None and by.kind == CITIZEN and known.citizen_id != by.citizen_id:
        raise KeyOfAnother(_("Biểu mẫu này đã được dùng. Hãy mở lại trang và nộp lại."))
    return known


def _service(sent: Submission, by: Party) -> Service:
    """The service that is asked for; online only while it is open. Raises InvalidSubmission."""
    if not 16 <= len(sent.submit_key) <= 60:
        raise InvalidSubmission({"submit_key": _("Biểu mẫu này đã hỏng. Hãy mở lại trang và nộp lại.")})
    service = db.session.scalar(select(Service).where(Service.id == sent.service_id))
    if service is None or (by.kind == CITIZEN and service.status != OPEN):
        raise InvalidSubmission({"service": _("Thủ tục này hiện không nhận hồ sơ trực tuyến.")})
    version = db.session.scalar(select(ServiceVersion).where(ServiceVersion.id == sent.version_id))
    if version is None or version.service_id != service.id or version.published_at is None:
        raise InvalidSubmission({"service": _("Biểu mẫu này đã hỏng. Hãy mở lại trang và nộp lại.")})
    if version_definition(sent.version_id).level == INFORMATION and by.kind == CITIZEN:
        raise InvalidSubmission({"service": _("Thủ tục này không nhận hồ sơ trực tuyến.")})
    return service


def _row(sent: Submission, service: Service, answers: dict[str, Any], by: Party) -> Dossier:
    instant = moment.now()
    portal = directory().by_id(by.actor.tenant_id)
    assert portal is not None
    applicant = applicant_values(sent.applicant)
    return Dossier(
        tenant_id=portal.id,
        code=next_code(portal, to_local(instant).date()),
        submit_key=sent.submit_key,
        service_id=service.id,
        version_id=sent.version_id,
        service_code=service.code,
        title=service.name[:500],
        state=NEW,
        channel=sent.channel,
        citizen_id=by.citizen_id if by.kind == CITIZEN else sent.citizen_id,
        applicant=applicant,
        applicant_name=applicant["name"],
        answers=answers,
        guide_answers=dict(sent.guide_answers),
        delivery=sent.delivery,
        delivery_address=dict(sent.delivery_address) or None,
        consent_version=sent.consent_version,
        consent_at=instant if sent.consent_version else None,
        submitted_at=instant,
    )


def _office(tenant_id: int) -> str:
    portal = directory().by_id(tenant_id)
    return portal.authority if portal is not None else ""
