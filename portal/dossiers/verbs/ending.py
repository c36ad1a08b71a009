"""How a dossier ends: withdrawn by the citizen, stopped by the office, done, handed out; and rated."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from portal.clock import to_local
from portal.dossiers import moment, running
from portal.dossiers.errors import NotPossible
from portal.dossiers.facts import require
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.party import CITIZEN, Party
from portal.dossiers.plan import definition_of, hand_out_position
from portal.dossiers.states import AT_COUNTER, TO_ACCOUNT
from portal.dossiers.stepping import begin_step, end_step, leave_steps, tell_next
from portal.dossiers.story import happened, move
from portal.dossiers.telling import tell_citizen, tell_desk
from portal.dossiers.verbs.closing import close_requests, drop_draft_apologies, end, forget_on
from portal.extensions import db

CHANGEABLE = timedelta(days=7)
"""How long a rating may be changed after it was given."""


def withdraw(dossier: Dossier, by: Party, seen: int | None = None, *, reason: str = "") -> None:
    """The citizen takes the dossier back before its result was signed. Raises Forbidden, StaleVersion, NotPossible."""
    require("withdraw", dossier, by, seen)
    before, instant, holder = move(dossier, "withdraw"), moment.now(), dossier.holder_id
    close_requests(dossier, instant, by)
    end(dossier, instant, judged=False)
    happened(dossier, "withdraw", before, by, told=_("Công dân đã rút hồ sơ."), note=reason)
    if holder is not None:
        tell_desk(dossier, [holder], "withdrawn", _("Công dân đã rút hồ sơ bạn đang xử lý"), by.actor)


def stop(dossier: Dossier, by: Party, seen: int | None, *, reason: str) -> None:
    """The office stops: it cannot grant what is asked, or the citizen did not answer. The citizen is told why.

    Raises Forbidden, NotInHand, StaleVersion, NotPossible.
    """
    require("stop", dossier, by, seen)
    if not reason.strip():
        raise NotPossible(_("Ghi lý do dừng xử lý để công dân được biết."))
    before, instant = move(dossier, "stop"), moment.now()
    close_requests(dossier, instant, by)
    end(dossier, instant, judged=True)
    told = _("Hồ sơ dừng xử lý. Lý do: %(reason)s", reason=reason.strip()[:2000])
    happened(dossier, "stop", before, by, told=told)


def finish(dossier: Dossier, by: Party, seen: int | None, *, note: str = "") -> None:
    """The work is done: the clock ends, whether it was in time is written down, the result waits to be handed out.

    Raises Forbidden, NotInHand, PromisePassed, StaleVersion, NotPossible.
    """
    require("finish", dossier, by, seen)
    before, instant, definition = move(dossier, "finish"), moment.now(), definition_of(dossier)
    end_step(dossier, instant, "finish", note)
    dossier.done_at = instant
    running.close(dossier, instant, judged=True)
    drop_draft_apologies(dossier)
    position = hand_out_position(definition, dossier.step_position)
    begin_step(dossier, position, instant)
    happened(dossier, "finish", before, by, told=done_sentence(dossier), note=note)
    tell_next(dossier, by.actor)


def done_sentence(dossier: Dossier) -> str:
    """That there is a result, and how the citizen comes by it."""
    if dossier.delivery == TO_ACCOUNT:
        return _("Hồ sơ đã có kết quả. Hãy mở cổng để nhận.")
    if dossier.delivery == AT_COUNTER:
        return _("Hồ sơ đã có kết quả. Hãy mang giấy hẹn đến bộ phận một cửa để nhận.")
    return _("Hồ sơ đã có kết quả và sẽ được gửi qua bưu chính.")


def hand_over(dossier: Dossier, by: Party, seen: int | None, *, receiver: str = "", note: str = "") -> None:
    """The result is handed out: at the counter (to whom is kept sealed), sent by post, or shown in the account.

    Raises Forbidden, StaleVersion, NotPossible.
    """
    require("return", dossier, by, seen)
    before, instant = move(dossier, "return"), moment.now()
    end_step(dossier, instant, "return", note)
    leave_steps(dossier)
    dossier.returned_at = dossier.closed_at = instant
    dossier.forget_on = forget_on(definition_of(dossier).keep_years, to_local(instant).date())
    who = receiver.strip()[:200]
    told = _("Đã trả kết quả cho %(name)s.", name=who) if who else _("Đã trả kết quả.")
    happened(dossier, "return", before, by, told=told, note=note, message=False)
    if by.kind != CITIZEN:
        tell_citizen(dossier, _("Đã trả kết quả."))  # a name stays in the account


def rate(
    dossier: Dossier, by: Party, *, access: int, attitude: int, pace: int, result: int, remark: str = ""
) -> DossierRating:
    """The citizen rates: four questions of Decision 766/QĐ-TTg from 1 to 5; what was said may be changed for a week and
    counts for the moment at which it was said first. Raises Forbidden, NotPossible."""
    require("rate", dossier, by)
    given = {"access": access, "attitude": attitude, "pace": pace, "result": result}
    if not all(isinstance(one, int) and 1 <= one <= 5 for one in given.values()):
        raise NotPossible(_("Chọn từ 1 đến 5 cho mỗi câu hỏi."))
    row, instant = rating_of(dossier), moment.now()
    if row is not None and instant > row.rated_at + CHANGEABLE:
        raise NotPossible(_("Ông/bà đã đánh giá hồ sơ này. Xin cảm ơn."))
    before = move(dossier, "rate")
    if row is None:
        row = DossierRating(tenant_id=dossier.tenant_id, dossier_id=dossier.id, rated_at=instant)
        db.session.add(row)
    for name, value in given.items():
        setattr(row, name, value)
    row.remark = remark.strip()[:2000] or None
    happened(dossier, "rate", before, by)
    return row


def rating_of(dossier: Dossier) -> DossierRating | None:
    """What the citizen said at the end."""
    return db.session.scalar(db.select(DossierRating).where(DossierRating.dossier_id == dossier.id))
