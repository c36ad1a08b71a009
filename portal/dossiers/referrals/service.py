"""The verbs of both sides. Below: reply, recall, send again. Above: take, give back to the queue, assign, ask back,
note, bring papers, answer, return. Each leaves committing to the caller."""

from __future__ import annotations

from pathlib import PurePath

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import User
from portal.accounts.permissions import Actor, Forbidden
from portal.dossiers import moment, queries
from portal.dossiers.errors import AlreadyTaken, NotInHand, NotPossible
from portal.dossiers.party import SYSTEM, Party
from portal.dossiers.referrals import following
from portal.dossiers.referrals.models import (
    ABOVE,
    ANSWERED,
    ASKING,
    BELOW,
    RECALLED,
    RETURNED,
    TAKEN,
    WAITING,
    Referral,
    Referred,
    ReferredPaper,
)
from portal.dossiers.referrals.telling import (
    ANSWER,
    ASK,
    RECALL,
    REPLY,
    RETURN,
    said,
    wants_carrying,
)
from portal.dossiers.stepping import person_for
from portal.dossiers.verbs.working import send_back
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service as paper_service
from portal.papers.models import SCAN
from portal.publishing.service import StaleVersion, audit

READ, ASK_RIGHT, ASSIGN = "dossier.read", "dossier.ask", "dossier.assign"
MOST_PAPERS = 20


def reply(referral: Referral, text: str, seen: int, actor: Actor) -> None:
    """Answer what the office above asked back, or tell it something more. Raises Forbidden, StaleVersion,
    NotPossible."""
    actor.require(ASK_RIGHT)
    _same(referral, seen)
    if not referral.is_open:
        raise NotPossible(_("Việc này đã kết thúc."))
    said(referral, BELOW, REPLY, _words(text), actor.name)
    if referral.state == ASKING:
        referral.state = TAKEN
    _done(referral, "reply", actor)


def recall(referral: Referral, reason: str, seen: int, actor: Actor) -> None:
    """Take a step back from the office above: the dossier goes back to the step before, where who passed it on has it.

    Raises Forbidden, StaleVersion, NotPossible.
    """
    actor.require(ASK_RIGHT)
    _same(referral, seen)
    dossier = queries.by_id(referral.dossier_id)
    if not referral.is_open or dossier is None:
        raise NotPossible(_("Việc này đã kết thúc."))
    said(referral, BELOW, RECALL, _words(reason), actor.name)
    referral.state, referral.ended_at, referral.holder_name = RECALLED, moment.now(), ""
    _done(referral, "recall", actor)
    by = Party(SYSTEM, actor)
    if dossier.step_position > 0:
        send_back(dossier, by, None, note=_words(reason))


def again(referral: Referral, seen: int, actor: Actor) -> Referral:
    """Send a step again that was returned or recalled and still lies with the office above. Raises Forbidden,
    StaleVersion, NotPossible."""
    actor.require(ASK_RIGHT)
    _same(referral, seen)
    dossier = queries.by_id(referral.dossier_id)
    if referral.is_open or dossier is None or dossier.step_at != "parent" or following.open_of(dossier.id):
        raise NotPossible(_("Hồ sơ không ở bước này nữa."))
    event = queries.events_of(dossier)[-1]
    made = following.begin(dossier, event, referral.step_number)
    made.sent_by_id, made.sent_by_name = actor.user_id, actor.name
    _done(made, "again", actor)
    return made


def take(row: Referred, seen: int, actor: Actor) -> None:
    """Take a step that waits. Raises Forbidden, AlreadyTaken, StaleVersion, NotPossible."""
    actor.require(READ)
    if row.role not in actor.roles or actor.user_id is None:
        raise Forbidden(READ)
    if row.holder_id is not None and row.is_open:
        raise AlreadyTaken(_("%(name)s đã nhận việc này.", name=row.holder_name), row.holder_name)
    _same(row, seen)
    if row.state != WAITING:
        raise NotPossible(_("Việc này đã kết thúc."))
    _give(row, db.session.get(User, actor.user_id))
    _done(row, "take", actor)


def release(row: Referred, seen: int, actor: Actor) -> None:
    """Put a step back into the queue. Raises Forbidden, NotInHand, StaleVersion, NotPossible."""
    _require_holder(row, seen, actor)
    _give(row, None)
    _done(row, "release", actor)


def assign(row: Referred, to_id: int | None, seen: int, actor: Actor) -> None:
    """Put a step into other hands, or back into the queue. Raises Forbidden, StaleVersion, NotPossible."""
    actor.require(ASSIGN)
    _same(row, seen)
    if not row.is_open:
        raise NotPossible(_("Việc này đã kết thúc."))
    to = person_for(to_id, row.role, row.tenant_id, moment.now()) if to_id is not None else None
    _give(row, to)
    _done(row, "assign", actor)


def pass_to(row: Referred, to: User | None, actor: Actor) -> None:
    """Put a step into other hands since who had it leaves."""
    _give(row, to)
    _done(row, "assign", actor)


def ask_back(row: Referred, text: str, seen: int, actor: Actor) -> None:
    """Ask the office that sent the step. Its time goes on: it is the sender's dossier that is due. Raises Forbidden,
    NotInHand, StaleVersion, NotPossible."""
    _require_holder(row, seen, actor)
    said(row, ABOVE, ASK, _words(text), actor.name)
    row.state = ASKING
    _done(row, "ask", actor)


def note(row: Referred, text: str, seen: int, actor: Actor) -> None:
    """Write a note that this office alone reads. Raises Forbidden, StaleVersion, NotPossible."""
    actor.require(READ)
    _same(row, seen)
    if row.emptied_at is not None:
        raise NotPossible(_("Việc này đã kết thúc."))
    line = {"text": _words(text), "by": actor.name, "at": moment.now().isoformat()}
    row.notes = [*(row.notes or []), line]
    audit(actor, "referral.note", kind="referred", object_id=row.id, detail=row.code)
    _flush()


def attach(row: Referred, data: bytes, name: str, title: str, seen: int, actor: Actor) -> ReferredPaper:
    """Bring a paper (a signed decision, a scan) that goes with the answer; `title` is what it is called (sealed).
    Raises Forbidden, NotInHand, StaleVersion, NotPossible, Refused, StoreUnavailable."""
    _require_holder(row, seen, actor)
    mine = [one for one in _papers(row) if one.side == ABOVE]
    if len(mine) >= MOST_PAPERS:
        raise NotPossible(_("Nhiều giấy tờ quá."))
    called = f"{title.strip()}{PurePath(name).suffix}" if title.strip() else name
    kept = paper_service.keep(data, called, "tra-loi", "", SCAN, actor, read=False)
    made = ReferredPaper(
        tenant_id=row.tenant_id,
        referred_id=row.id,
        paper_id=kept.id,
        title=_("Văn bản kèm câu trả lời"),
        side=ABOVE,
        position=1000 + len(mine),
    )
    db.session.add(made)
    _flush()
    return made


def detach(row: Referred, paper: ReferredPaper, seen: int, actor: Actor) -> None:
    """Take a paper away again that was to go with the answer. Raises Forbidden, NotInHand, StaleVersion,
    NotPossible."""
    _require_holder(row, seen, actor)
    if paper.side != ABOVE or paper.referred_id != row.id:
        raise NotPossible(_("Giấy tờ này do nơi gửi chuyển đến."))
    held = papers.paper(paper.paper_id)
    db.session.delete(paper)
    db.session.flush()
    if held is not None:
        paper_service.discard(held, actor)


def answer(row: Referred, text: str, seen: int, actor: Actor) -> None:
    """Answer: the words and the papers brought go to the office that sent the step, whose dossier goes on. Raises
    Forbidden, NotInHand, StaleVersion, NotPossible."""
    _end(row, ANSWERED, ANSWER, text, seen, actor)


def give_back(row: Referred, reason: str, seen: int, actor: Actor) -> None:
    """Return a step undone, with the reason: the dossier goes back to the step before. Raises as `answer`."""
    _end(row, RETURNED, RETURN, reason, seen, actor)


def _end(row: Referred, state: str, kind: str, text: str, seen: int, actor: Actor) -> None:
    _require_holder(row, seen, actor)
    row.answer = _words(text)
    said(row, ABOVE, kind, text, actor.name)
    row.state, row.ended_at = state, moment.now()
    _done(row, kind, actor)


def _require_holder(row: Referred, seen: int, actor: Actor) -> None:
    actor.require(READ)
    _same(row, seen)
    if not row.is_open:
        raise NotPossible(_("Việc này đã kết thúc."))
    if row.holder_id is None or row.holder_id != actor.user_id:
        raise NotInHand(_("Việc này không ở trong tay bạn. Hãy nhận xử lý trước."))


def _give(row: Referred, to: User | None) -> None:
    row.holder_id, row.holder_name = (to.id, to.name) if to is not None else (None, "")
    row.taken_at = moment.now() if to is not None else None
    if row.state in {WAITING, TAKEN}:
        row.state = TAKEN if to is not None else WAITING


def _papers(row: Referred) -> list[ReferredPaper]:
    return list(db.session.scalars(db.select(ReferredPaper).where(ReferredPaper.referred_id == row.id)))


def _same(row: Referral | Referred, seen: int) -> None:
    if row.version != seen:
        raise StaleVersion


def _words(text: str) -> str:
    if not text.strip():
        raise NotPossible(_("Hãy ghi nội dung."))
    return text.strip()


def _done(row: Referral | Referred, verb: str, actor: Actor) -> None:
    wants_carrying(row)
    _flush()
    audit(actor, f"referral.{verb}", kind=row.__tablename__, object_id=row.id, detail=row.code)


def _flush() -> None:
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleVersion from None
