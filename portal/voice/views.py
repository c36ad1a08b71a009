"""The landing page of citizens' voice, and following a case by its code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.digits import whole_number
from portal.voice.cases import queries, receipts
from portal.voice.cases.labels import ACTION_LABELS, KIND_LABELS, PUBLIC_ACTIONS, PUBLIC_STATES, STATE_TONES
from portal.voice.cases.models import ANSWERED, REPORT, VoiceCase
from portal.voice.cases.receiving import public_door
from portal.voice.codes import is_secret_of, read_code, secret_of
from portal.voice.consultations import queries as consultations
from portal.voice.forgetting import take_back
from portal.voice.forms import FollowForm
from portal.voice.frame import FOLLOW, LANDING, voice_frame
from portal.voice.polls import queries as polls
from portal.voice.sending import private_page, private_redirect
from portal.voice.settings import voice_settings
from portal.web import rates
from portal.web.request import current_portal, public_url
from portal.web.sanitise import render_markdown

bp = Blueprint("voice", __name__, template_folder="templates")
HOUR = 3600.0
TRIES, TRIES_OF_CODE = 20, 8  # in an hour, of one address and at one code


@bp.get(LANDING)
def landing() -> str:
    """The doors, what is open now, what was answered last."""
    return render_template(
        "voice/landing.html",
        answers=queries.latest_answers(5),
        reports=queries.latest(queries.published(REPORT), 0, 5),
        open_drafts=consultations.open_now()[:5],
        open_polls=polls.open_now()[:5],
        case_path=queries.case_path,
        closed=voice_settings(current_portal()).closed,
        canonical_url=public_url(LANDING),
        crumbs=[(_("Ý kiến người dân"), None)],
        **voice_frame(LANDING),
    )


@bp.route(FOLLOW, methods=["GET", "POST"])
def follow() -> ResponseReturnValue:
    """Follow a case: by the link with the secret, or by the code and a proof. Unknown and wrong are told alike."""
    form = FollowForm()
    if request.method == "POST":
        if not form.validate():
            return _form_page(form, 422)
        return _shown(form, form.code.data or "", form.proof.data or "")
    ticket = request.args.get(receipts.FIELD, "")
    if ticket:
        return _by_ticket(form, ticket)
    code, secret = request.args.get("ma", "")[:60], request.args.get("khoa", "")[:60]
    if not secret:
        form.code.data = code
        return _form_page(form)
    return _shown(form, code, secret, once=True)


def _by_ticket(form: FollowForm, ticket: str) -> ResponseReturnValue:
    case = receipts.case_of_receipt(ticket, current_portal().id)
    if case is None:
        return _form_page(
            form, 410, _("Trang này chỉ mở được trong 30 phút. Hãy nhập mã hồ sơ và mã bí mật.")
        )
    context = _case_context(case, secret_of(case.code))
    return private_page("voice/case.html", robots="noindex", **context)


def _shown(form: FollowForm, code: str, proof: str, *, once: bool = False) -> ResponseReturnValue:
    """The case, or that there is none. Only what was wrong is counted, and who knows the secret is not kept out by
    somebody else who guesses at the code. `once`: the secret stands in the address (links of older e-mails), which
    leads on to one without it."""
    counts, portal = rates.rates(), current_portal()
    guessed = f"{portal.id} {read_code(code)}"
    case = queries.followed(code, proof)
    by_secret = case is not None and is_secret_of(case.code, proof)
    too_many = counts.seen("follow", rates.visitor(), HOUR) >= TRIES
    if too_many or (not by_secret and counts.seen("code", guessed, HOUR) >= TRIES_OF_CODE):
        return _form_page(form, 429, _("Có quá nhiều lần tra cứu sai. Hãy thử lại sau một giờ."))
    if case is None:
        return _not_found(form, code, guessed)
    if once:
        return private_redirect(receipts.receipt_path(case))
    return private_page("voice/case.html", robots="noindex", **_case_context(case, proof))


def _not_found(form: FollowForm, code: str, guessed: str) -> ResponseReturnValue:
    rates.count_visitor("follow", HOUR)
    rates.rates().count("code", guessed, HOUR)
    form.code.data, form.proof.data = code, ""
    wrong = _("Không tìm thấy hồ sơ với mã và thông tin này. Hãy kiểm tra lại từng ký tự.")
    return _form_page(form, 404, wrong)


def _form_page(form: FollowForm, status: int = 200, refused: str = "") -> ResponseReturnValue:
    return private_page(
        "voice/follow.html",
        status,
        form=form,
        refused=refused,
        robots="noindex",
        crumbs=[(_("Ý kiến người dân"), LANDING), (_("Tra cứu hồ sơ"), None)],
        **voice_frame(FOLLOW),
    )


def _case_context(case: VoiceCase, proof: str) -> dict[str, Any]:
    """What who wrote may see: the state, the answer, public steps; nothing of the desk's notes and names."""
    knows_secret = is_secret_of(case.code, proof)
    merged = queries.by_id(case.merged_into_id) if case.merged_into_id else None
    shown = merged if merged is not None else case
    # What was answered to the sender of another case alone is nobody else's, though theirs was about the same.
    answered = shown.state == ANSWERED and (shown is case or shown.published_at is not None)
    return {
        "case": case,
        "kind_label": KIND_LABELS[case.kind],
        "state_label": PUBLIC_STATES[case.state],
        "tone": STATE_TONES.get(case.state, "neutral"),
        "answer": render_markdown(shown.answer, request.script_root) if answered else "",
        "answered": shown,
        "events": [one for one in queries.events_of(case.id) if one.action in PUBLIC_ACTIONS],
        "action_labels": ACTION_LABELS,
        "original": queries.person_of(case.id) if knows_secret else None,
        "secret": secret_of(case.code) if knows_secret else "",
        "is_new": knows_secret and request.args.get("moi") == "1",
        "left_out": str(whole_number(request.args.get("anh"), 9) or ""),
        "public_path": queries.case_path(shown) if shown.published_at and shown.kind != "comment" else None,
        "crumbs": [
            (_("Ý kiến người dân"), LANDING),
            (_("Tra cứu hồ sơ"), FOLLOW),
            (case.code, None),
        ],
    } | voice_frame(FOLLOW)


@bp.post(f"{FOLLOW}rut-lai")
def withdraw() -> ResponseReturnValue:
    """Take one's case back: what is personal is deleted at once. Asks for the secret, not for a contact."""
    code, secret = request.form.get("ma", "")[:60], request.form.get("khoa", "")[:60]
    form = FollowForm(formdata=None)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)
    if rates.rates().seen("follow", rates.visitor(), HOUR) >= TRIES:
        return _form_page(form, 429, _("Có quá nhiều lần tra cứu sai. Hãy thử lại sau một giờ."))
    case = queries.by_code(code)
    if case is None or not is_secret_of(case.code, secret):
        return _not_found(form, code, f"{current_portal().id} {read_code(code)}")
    with public_door(current_portal()) as actor:
        own = queries.by_id(case.id)
        if own is not None:
            take_back(own, actor)
    return private_page(
        "voice/taken_back.html",
        code=case.code,
        crumbs=[(_("Ý kiến người dân"), LANDING), (_("Tra cứu hồ sơ"), FOLLOW), (case.code, None)],
        **voice_frame(FOLLOW),
    )
