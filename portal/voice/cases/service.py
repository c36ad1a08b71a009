"""The verbs of the desk on cases. Each checks the permission, writes the case, its history and the trail, commits.

The trail names a case by its code and never repeats what a citizen wrote.
"""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.notices.service import notify, people_who_may
from portal.publishing.service import StaleVersion, audit, commit, log_change
from portal.tenancy.directory import Portal
from portal.voice.cases import mails
from portal.voice.cases.models import (
    ACCEPTED,
    ANSWERED,
    ASSIGNED,
    COMMENT,
    DRAFTED,
    MERGED,
    NEW,
    OPEN_STATES,
    QUESTION,
    REFUSED,
    REPORT,
    VoiceCase,
    VoiceEvent,
)
from portal.voice.cases.personal import personal_in
from portal.voice.cases.queries import person_of

MODERATE, ANSWER = "voice.moderate", "voice.answer"


class NotPossible(ValueError):
    """The act does not fit the state that the case is in; the message says what to do first."""


class TellsOfAPerson(NotPossible):
    """What is to be published holds what looks like personal data, and nobody has said that it may be shown."""


def desk_path(case: VoiceCase) -> str:
    """Where the desk finds a case."""
    return f"/quan-tri/y-kien/{case.id}"


def may_answer(case: VoiceCase, actor: Actor) -> bool:
    """Whether somebody may write the answer: a moderator, or the person whom the case was given to."""
    mine = case.assignee_id is not None and case.assignee_id == actor.user_id
    return actor.may(MODERATE) or (mine and actor.may(ANSWER))


def may_see_sender(case: VoiceCase, actor: Actor) -> bool:
    """Whether somebody may see who wrote: only who has to act on it."""
    return may_answer(case, actor)


def check_version(case: VoiceCase, seen: int) -> None:
    """Raise StaleVersion unless the form was made from the present version."""
    if case.version != seen:
        raise StaleVersion


def note_act(case: VoiceCase, action: str, actor: Actor, note: str = "") -> None:
    """Put an act into the history, the trail and the change log (the caller commits)."""
    db.session.add(
        VoiceEvent(
            tenant_id=case.tenant_id,
            case_id=case.id,
            action=action,
            by_id=actor.user_id,
            by_name=actor.name,
            note=note[:1000],
        )
    )
    db.session.flush()
    audit(actor, f"voice.{action}", kind=case.kind, object_id=case.id, detail=case.code)
    log_change(case.tenant_id, case.kind, case.id)


def accept(case: VoiceCase, actor: Actor) -> None:
    """Take a new case. A comment whose sender agreed is published with that, without a name, unless its words tell of a
    person: then somebody has to look at them first. Raises NotPossible."""
    actor.require(MODERATE)
    _require_state(case, (NEW,), _("Nội dung này đã được xem xét rồi."))
    case.state, case.suspected = ACCEPTED, False
    if case.kind == COMMENT and case.may_publish and not personal_in(case, person_of(case.id)):
        case.published_at = utc_now()
    note_act(case, "accepted", actor)
    commit()


def refuse(case: VoiceCase, reason: str, portal: Portal, actor: Actor, *, spam: bool = False) -> None:
    """Refuse a case with a reason that its sender is told; spam is told nothing. Raises NotPossible."""
    actor.require(MODERATE)
    _require_state(case, OPEN_STATES, _("Nội dung này đã kết thúc. Hãy mở lại trước."))
    if not spam and not reason.strip():
        raise NotPossible(_("Ghi lý do để người gửi được biết."))
    case.state, case.refusal, case.closed_at = REFUSED, reason.strip()[:500], utc_now()
    case.published_at, case.suspected = None, False
    note_act(case, "spam" if spam else "refused", actor, case.refusal)
    person = person_of(case.id)
    if person is not None and not spam:
        mails.tell_refused(case, person, portal)
    commit()


def reopen(case: VoiceCase, actor: Actor) -> None:
    """Make a closed case open again: what was refused or merged by mistake, or needs another answer."""
    actor.require(MODERATE)
    _require_state(case, (ANSWERED, REFUSED, MERGED), _("Chỉ mở lại được nội dung đã kết thúc."))
    if case.assignee_id not in {one.id for one in people_who_may(ANSWER, case.tenant_id)}:
        case.assignee_id = None  # they have left
    if case.answer:
        case.state = DRAFTED
    else:
        case.state = ASSIGNED if case.assignee_id is not None or case.office else NEW
    case.closed_at, case.merged_into_id, case.refusal = None, None, ""
    if case.kind == QUESTION:
        case.published_at = None
    note_act(case, "reopened", actor)
    commit()


def assign(case: VoiceCase, person_id: int | None, office: str, actor: Actor) -> None:
    """Give a case to a person, an office, or both; the person is told. Raises NotPossible."""
    actor.require(MODERATE)
    _require_state(case, OPEN_STATES, _("Nội dung này đã kết thúc. Hãy mở lại trước."))
    known = {one.id: one.name for one in people_who_may(ANSWER, case.tenant_id)}
    if person_id is not None and person_id not in known:
        raise NotPossible(_("Người này không có quyền trả lời ở cổng này."))
    if person_id is None and not office.strip():
        raise NotPossible(_("Chọn người hoặc ghi đơn vị xử lý."))
    case.assignee_id, case.office, case.suspected = person_id, office.strip()[:120], False
    if case.state != DRAFTED:
        case.state = ASSIGNED
    note_act(case, "assigned", actor, known.get(person_id or 0, "") or case.office)
    if person_id is not None:
        title = _("Bạn được giao trả lời %(code)s", code=case.code)
        text = _("Hãy mở bàn biên tập để trả lời nội dung %(code)s.", code=case.code)
        notify([person_id], "voice.assigned", title, desk_path(case), actor, detail=case.title, mail=text)
    commit()


def save_wording(case: VoiceCase, title: str, text: str, field: str, seen_version: int, actor: Actor) -> None:
    """Save the wording for the public, personal data blacked out; the original stays. Raises StaleVersion."""
    actor.require(MODERATE)
    check_version(case, seen_version)
    case.title, case.text, case.field = title[:200], text, field[:120]
    note_act(case, "worded", actor)
    commit()


def save_answer(case: VoiceCase, answer: str, answered_by: str, seen_version: int, actor: Actor) -> None:
    """Save a draft of the answer; moderators are told. Raises Forbidden, StaleVersion, NotPossible."""
    if not may_answer(case, actor):
        raise Forbidden(ANSWER)
    check_version(case, seen_version)
    _require_state(
        case, (ACCEPTED, ASSIGNED, DRAFTED), _("Hãy tiếp nhận hoặc mở lại nội dung này trước khi trả lời.")
    )
    if not answer.strip():
        raise NotPossible(_("Chưa có nội dung trả lời."))
    case.answer, case.answered_by, case.state = answer, answered_by[:200], DRAFTED
    note_act(case, "drafted", actor)
    if not actor.may(MODERATE):
        moderators = [one.id for one in people_who_may(MODERATE, case.tenant_id)]
        title = _("Chờ duyệt trả lời %(code)s", code=case.code)
        notify(moderators, "voice.drafted", title, desk_path(case), actor, detail=case.title)
    commit()


def finish(
    case: VoiceCase, portal: Portal, actor: Actor, *, public: bool, shows_person: bool = False
) -> None:
    """Give the drafted answer out: to the sender alone, or to everybody too. `shows_person`: what looks like personal
    data in it was seen, and may be shown. Raises NotPossible, TellsOfAPerson."""
    actor.require(MODERATE)
    _require_state(case, (DRAFTED,), _("Hãy soạn và lưu trả lời trước."))
    if public:
        _require_publishable(case, shows_person)
    now = utc_now()
    case.state, case.answered_at, case.closed_at = ANSWERED, now, now
    if public:
        case.published_at = case.published_at or now
    note_act(case, "answered", actor)
    person = person_of(case.id)
    if person is not None:
        mails.tell_answered(case, person, portal)
    if public:
        note_act(case, "published", actor)
    commit()


def publish(case: VoiceCase, actor: Actor, *, shows_person: bool = False) -> None:
    """Show a case on the portal. `shows_person`: as in `finish`. Raises NotPossible where its sender did not agree or
    its state does not allow it, TellsOfAPerson."""
    actor.require(MODERATE)
    _require_publishable(case, shows_person)
    ready = {QUESTION: (ANSWERED,), REPORT: (ACCEPTED, ASSIGNED, DRAFTED, ANSWERED)}
    _require_state(
        case,
        ready.get(case.kind, (ACCEPTED, ASSIGNED, DRAFTED, ANSWERED)),
        _(
            "Chưa công bố được ở trạng thái này: câu hỏi cần có trả lời, phản ánh và góp ý cần được tiếp nhận."
        ),
    )
    case.published_at = utc_now()
    note_act(case, "published", actor)
    commit()


def hide(case: VoiceCase, actor: Actor) -> None:
    """Take a case off the portal; who wrote can still follow it."""
    actor.require(MODERATE)
    case.published_at = None
    note_act(case, "hidden", actor)
    commit()


def merge(case: VoiceCase, into: VoiceCase, actor: Actor) -> None:
    """Close a case as a duplicate of another one of its kind; who follows it is led there. Raises NotPossible."""
    actor.require(MODERATE)
    _require_state(case, OPEN_STATES, _("Nội dung này đã kết thúc. Hãy mở lại trước."))
    if into.id == case.id or into.kind != case.kind or into.state in {NEW, REFUSED, MERGED}:
        raise NotPossible(_("Không gộp vào nội dung này được."))
    case.state, case.merged_into_id, case.closed_at = MERGED, into.id, utc_now()
    case.published_at, case.suspected = None, False
    note_act(case, "merged", actor, into.code)
    note_act(into, "noted", actor, _("Gộp thêm %(code)s", code=case.code))
    commit()


def add_note(case: VoiceCase, text: str, actor: Actor) -> None:
    """Write a note that only the desk sees. Raises NotPossible for an empty one, Forbidden."""
    actor.require(ANSWER)
    if not text.strip():
        raise NotPossible(_("Ghi chú còn trống."))
    note_act(case, "noted", actor, text.strip())
    commit()


def _require_state(case: VoiceCase, states: tuple[str, ...], message: str) -> None:
    if case.state not in states:
        raise NotPossible(message)


def _require_publishable(case: VoiceCase, shows_person: bool) -> None:
    if not case.may_publish:
        raise NotPossible(_("Người gửi không đồng ý công bố nội dung này. Hãy trả lời riêng."))
    found = [] if shows_person else personal_in(case, person_of(case.id))
    if found:
        raise TellsOfAPerson(
            _(
                "Chưa công bố: lời văn còn thông tin riêng (%(found)s). Hãy bỏ đi ở mục “Sửa lời văn công bố”, "
                "hoặc bấm công bố lần nữa và xác nhận.",
                found=", ".join(found),
            )
        )
