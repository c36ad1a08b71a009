"""The review of everything, and the handing in: once, however often the button is pressed or the form is sent again."""

from __future__ import annotations

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Forbidden
from portal.citizens.frame import to
from portal.citizens.signing_in import citizen_view, the_citizen
from portal.dossiers import drafts, service
from portal.dossiers.applying import agreement, carrying_over, pieces, who, works
from portal.dossiers.applying.frame import acting, bp, me, shown
from portal.dossiers.applying.papers import box_of
from portal.dossiers.applying.reckoning import foreseen
from portal.dossiers.applying.works import Work
from portal.dossiers.errors import InvalidSubmission, NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party, system
from portal.dossiers.paths import CITIZEN
from portal.dossiers.states import NEW
from portal.extensions import db, limiter
from portal.papers.preparing.making import Made
from portal.payments.providers.configured import ProvidersUnusable, providers_of
from portal.payments.settings import payment_settings
from portal.publishing.service import commit
from portal.services.definition.answers import shown as shown_answers
from portal.web.request import current_portal


@bp.get("/nhap/<key>/xem-lai")
@citizen_view
def review(key: str) -> ResponseReturnValue:
    """Everything that was answered and given, with ways back to each part."""
    by = me()
    known = drafts.became(key, by)
    if known is not None:
        return to(f"{CITIZEN}{known.id}")
    work = works.not_handed_in(key, by)
    if carrying_over.newer(work) is not None:
        return to(f"{work.base}/ban-moi")
    return _review(work)


def _review(work: Work, status: int = 200, wrong: list[str] | None = None) -> ResponseReturnValue:
    person = the_citizen()
    parts = work.parts(person)
    first = who.asked(work.definition, person)
    return shown(
        "review.html",
        status,
        work=work,
        parts=parts,
        open_parts=[one for one in parts if one.wrong],
        wrong=[*(wrong or []), *([] if work.is_taken else [_closed()])],
        applicant=shown_answers(first, who.answers_of(work.draft)),
        person=who.vouched_for(person),
        answers=_with_paths(work),
        boxes=[box_of(work, one) for one in work.needed],
        foreseen=foreseen(work),
        terms=agreement.sentences(work.definition, current_portal().authority),
        crumbs=[(work.service.name, f"{work.base}/"), (_("Xem lại và nộp"), None)],
    )


def _closed() -> str:
    """Said wherever a draft of a service is that takes nothing online now."""
    return _("Thủ tục này hiện không nhận hồ sơ trực tuyến. Bản nháp của ông/bà còn được giữ.")


def _with_paths(work: Work) -> list[tuple[str, object]]:
    """Each section that was answered, with the page on which it is changed."""
    titles = {one.title: f"{work.base}/khai/{one.key}" for one in work.definition.sections}
    found = shown_answers(work.definition, work.answers, work.guided)
    return [(titles.get(one.title, f"{work.base}/"), one) for one in found]


@bp.post("/nhap/<key>/nop")
@limiter.limit("120 per hour")
@citizen_view
def hand_in(key: str) -> ResponseReturnValue:
    """Hand in. Sent again, it leads to the dossier that the first one made."""
    by = me()
    known = drafts.became(key, by)
    if known is not None:
        return to(f"{CITIZEN}{known.id}/da-nop")
    work = works.not_handed_in(key, by)
    if carrying_over.newer(work) is not None:
        return to(f"{work.base}/ban-moi")
    if request.form.get("cam_doan") != "1":
        return _review(work, 422, [_("Hãy đọc và đánh dấu lời cam đoan trước khi nộp.")])
    if not work.is_taken:
        return _review(work, 422)
    if any(one.wrong for one in work.parts(the_citizen())):
        return _review(work, 422)
    ready = pieces.joined(work)
    try:
        dossier_id = _handed_in(key, ready)
    except InvalidSubmission as error:
        return _review(works.not_handed_in(key, me()), 422, list(dict.fromkeys(error.messages.values())))
    except (Forbidden, NotPossible) as error:
        return _review(works.not_handed_in(key, me()), 422, [str(error)])
    return to(f"{CITIZEN}{dossier_id}/da-nop")


def _handed_in(key: str, ready: dict[str, tuple[list[int], Made]]) -> int:
    """The dossier, in one transaction with its papers and what has to be paid for it."""
    with acting() as by:
        known = drafts.became(key, by)
        if known is not None:
            return known.id
        try:
            pieces.settle(works.not_handed_in(key, by), ready, by)
            dossier, is_new = drafts.hand_in(key, by, agreement.VERSION)
            if is_new:
                _charge(dossier, by)
        except (InvalidSubmission, Forbidden, NotPossible):
            db.session.rollback()  # the papers are as they were
            raise
        commit()
        return dossier.id


def _charge(dossier: Dossier, by: Party) -> None:
    """Ask for what has to be paid at once where it can be paid online; else the counter asks for it."""
    lines = service.fees_due(dossier)
    is_known = not any(one.is_open for one in lines)
    if dossier.state == NEW and is_known and sum(one.amount for one in lines) > 0 and pays_online():
        service.charge(dossier, system(by.actor.tenant_id), dossier.version)


def pays_online() -> bool:
    """Whether this portal takes money by transfer or through a provider."""
    portal = current_portal()
    if payment_settings(portal).takes_transfers:
        return True
    try:
        return bool(providers_of(portal))
    except ProvidersUnusable:
        current_app.logger.warning("the file of payment providers can't be used")
        return False
