"""The desk's page of one case, and what can be done with it. Each act is a plain form."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Forbidden
from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.digits import whole_number
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing.service import StaleVersion
from portal.voice.cases import queries, service
from portal.voice.cases.labels import ACTION_LABELS, KIND_LABELS, STATE_LABELS, STATE_TONES
from portal.voice.cases.models import COMMENT, REPORT, VoiceCase
from portal.voice.cases.personal import personal_in
from portal.voice.cases.pictures import desk_pictures
from portal.voice.consultations import queries as consultations
from portal.voice.deadlines import calendar_for, urgency, working_days_left
from portal.voice.defence.guard import LABELS
from portal.voice.desk.forms import AnswerForm, WordingForm
from portal.voice.desk.listing import HERE, bp, names_of
from portal.voice.reports.views import map_context
from portal.voice.settings import voice_settings
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

ANSWER, MODERATE = service.ANSWER, service.MODERATE


def load(object_id: int) -> VoiceCase:
    """A case of this portal; 404 for anything else."""
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


@bp.get("/<int:object_id>")
@desk_view("content.read")
def case(object_id: int) -> ResponseReturnValue:
    """One case with everything that may be done with it now."""
    return _page(load(object_id))


def _page(
    found: VoiceCase,
    *,
    wording: WordingForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
    theirs: list[tuple[str, str]] | None = None,
) -> ResponseReturnValue:
    actor, settings = acting(), voice_settings(current_portal())
    sees = service.may_see_sender(found, actor)
    drafted = {"answer": found.answer, "answered_by": found.answered_by or settings.office}
    draft = consultations.by_id(found.consultation_id) if found.consultation_id else None
    merged = queries.by_id(found.merged_into_id) if found.merged_into_id else None
    day, calendar = today(), calendar_for(current_portal())
    page = render_template(
        "voice/desk/case.html",
        case=found,
        sees_sender=sees,
        person=queries.person_of(found.id) if sees else None,
        may_answer=service.may_answer(found, actor),
        wording=wording
        or WordingForm(formdata=None, data={"title": found.title, "text": found.text, "field": found.field}),
        answer=answer or AnswerForm(formdata=None, data=drafted),
        theirs=theirs,
        events=queries.events_of(found.id),
        pictures=desk_pictures(found) if found.kind == REPORT else [],
        people=people_who_may(ANSWER, found.tenant_id) if actor.may(MODERATE) else [],
        targets=queries.merge_targets(found) if actor.may(MODERATE) and found.is_open else [],
        merged=merged,
        draft=draft,
        names=names_of([found]),
        kind_label=KIND_LABELS[found.kind],
        state_label=STATE_LABELS[found.state],
        tone=STATE_TONES.get(found.state, "neutral"),
        personal=personal_in(found, queries.person_of(found.id)),
        suspicion=[str(LABELS.get(one, one)) for one in found.suspicion],
        action_labels=ACTION_LABELS,
        urgency=urgency(day, found.due_on, calendar) if found.is_open else "",
        days_left=working_days_left(day, found.due_on, calendar) if found.due_on else 0,
        public_path=_public_path(found),
        here=HERE,
        crumbs=[(_("Ý kiến người dân"), HERE), (found.code, None)],
        **map_context([found] if found.kind == REPORT else []),
    )
    return page, status


def _public_path(found: VoiceCase) -> str | None:
    if found.published_at is None:
        return None
    if found.kind == COMMENT:
        draft = consultations.by_id(found.consultation_id) if found.consultation_id else None
        return consultations.consultation_path(draft.slug) if draft else None
    return queries.case_path(found)


def act_on(object_id: int, act: Callable[[VoiceCase], None], message: str) -> ResponseReturnValue:
    """Do one act, and tell what came of it; an act that does not fit says what to do first.

    What is given out must be what was read: forms that do so name the version that they were made from.
    """
    found = load(object_id)
    try:
        if "version" in request.form and sent_version() != found.version:
            raise StaleDataError
        act(found)
    except service.NotPossible as error:
        db.session.rollback()
        flash(str(error), "danger")
    except StaleDataError:
        db.session.rollback()
        flash(_("Có người vừa xử lý nội dung này. Hãy xem lại rồi làm tiếp."), "warning")
    else:
        flash(message, "success")
    return redirect(path(f"{HERE}{object_id}"))


@bp.post("/<int:object_id>/tiep-nhan")
@desk_view(MODERATE)
def accept(object_id: int) -> ResponseReturnValue:
    """Take a new case."""
    return act_on(object_id, lambda one: service.accept(one, acting()), _("Đã tiếp nhận."))


@bp.post("/<int:object_id>/tu-choi")
@desk_view(MODERATE)
def refuse(object_id: int) -> ResponseReturnValue:
    """Refuse a case with a reason."""
    reason = request.form.get("reason", "")[:500]
    told = _("Đã từ chối. Người gửi được báo lý do nếu có để lại thư điện tử.")
    return act_on(object_id, lambda one: service.refuse(one, reason, current_portal(), acting()), told)


@bp.post("/<int:object_id>/thu-rac")
@desk_view(MODERATE)
def spam(object_id: int) -> ResponseReturnValue:
    """Put a case away as spam; nobody is told."""
    return act_on(
        object_id,
        lambda one: service.refuse(one, "", current_portal(), acting(), spam=True),
        _("Đã bỏ vào thư rác. Có thể mở lại trong 30 ngày."),
    )


@bp.post("/<int:object_id>/mo-lai")
@desk_view(MODERATE)
def reopen(object_id: int) -> ResponseReturnValue:
    """Open a closed case again."""
    return act_on(object_id, lambda one: service.reopen(one, acting()), _("Đã mở lại."))


@bp.post("/<int:object_id>/phan-cong")
@desk_view(MODERATE)
def assign(object_id: int) -> ResponseReturnValue:
    """Give a case to a person or an office."""
    person_id = whole_number(request.form.get("person"))
    office = request.form.get("office", "")[:120]
    return act_on(object_id, lambda one: service.assign(one, person_id, office, acting()), _("Đã phân công."))


@bp.post("/<int:object_id>/loi-van")
@desk_view(MODERATE)
def wording(object_id: int) -> ResponseReturnValue:
    """Save the wording for the public; a save made from an old version comes back with both texts."""
    found, form = load(object_id), WordingForm()
    if not form.validate_on_submit():
        return _page(found, wording=form, status=422)
    try:
        service.save_wording(
            found,
            form.title.data or "",
            form.text.data or "",
            form.field.data or "",
            sent_version(),
            acting(),
        )
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        theirs = load(object_id)
        return _page(theirs, wording=form, status=409, theirs=[(theirs.title, theirs.text)])
    flash(_("Đã lưu lời văn công bố. Bản gốc vẫn được giữ đến khi hết hạn."), "success")
    return redirect(path(f"{HERE}{object_id}"))


@bp.post("/<int:object_id>/tra-loi")
@desk_view(ANSWER)
def answer(object_id: int) -> ResponseReturnValue:
    """Save the draft of an answer; a save made from an old version comes back with both texts."""
    found, form = load(object_id), AnswerForm()
    if not service.may_answer(found, acting()):
        raise Forbidden(ANSWER)
    if not form.validate_on_submit():
        return _page(found, answer=form, status=422)
    try:
        service.save_answer(
            found, form.answer.data or "", form.answered_by.data or "", sent_version(), acting()
        )
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        theirs = load(object_id)
        return _page(theirs, answer=form, status=409, theirs=[(_("Trả lời"), theirs.answer)])
    except service.NotPossible as error:
        db.session.rollback()
        form.answer.errors = [str(error)]
        return _page(load(object_id), answer=form, status=422)
    flash(_("Đã lưu trả lời, chờ duyệt."), "success")
    return redirect(path(f"{HERE}{object_id}"))


@bp.post("/<int:object_id>/gui-rieng")
@desk_view(MODERATE)
def answer_privately(object_id: int) -> ResponseReturnValue:
    """Give the answer to the sender alone."""
    return act_on(
        object_id,
        lambda one: service.finish(one, current_portal(), acting(), public=False),
        _("Đã trả lời riêng cho người gửi."),
    )


@bp.post("/<int:object_id>/tra-loi-cong-khai")
@desk_view(MODERATE)
def answer_publicly(object_id: int) -> ResponseReturnValue:
    """Give the answer to the sender and to everybody."""
    return act_on(
        object_id,
        lambda one: service.finish(
            one, current_portal(), acting(), public=True, shows_person=_shows_person()
        ),
        _("Đã trả lời và công bố trên cổng."),
    )


@bp.post("/<int:object_id>/cong-bo")
@desk_view(MODERATE)
def publish(object_id: int) -> ResponseReturnValue:
    """Show a case on the portal."""
    return act_on(
        object_id,
        lambda one: service.publish(one, acting(), shows_person=_shows_person()),
        _("Đã công bố trên cổng."),
    )


def _shows_person() -> bool:
    return request.form.get("shows_person") == "y"


@bp.post("/<int:object_id>/an")
@desk_view(MODERATE)
def hide(object_id: int) -> ResponseReturnValue:
    """Take a case off the portal."""
    return act_on(object_id, lambda one: service.hide(one, acting()), _("Đã ẩn khỏi cổng."))


@bp.post("/<int:object_id>/gop")
@desk_view(MODERATE)
def merge(object_id: int) -> ResponseReturnValue:
    """Close a case as a duplicate of another one."""

    def act(one: VoiceCase) -> None:
        into = queries.by_code(request.form.get("into", ""))
        if into is None:
            raise service.NotPossible(_("Không có hồ sơ với mã này. Hãy chép đúng mã, ví dụ HD-7K3M-92QX."))
        service.merge(one, into, acting())

    return act_on(object_id, act, _("Đã gộp."))


@bp.post("/<int:object_id>/ghi-chu")
@desk_view(ANSWER)
def note(object_id: int) -> ResponseReturnValue:
    """Write a note for the desk."""
    text = request.form.get("note", "")[:1000]
    return act_on(object_id, lambda one: service.add_note(one, text, acting()), _("Đã ghi chú."))
