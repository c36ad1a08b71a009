"""At the counter: a dossier is received and the clock begins (form 01), or refused (form 03).

Decree 61/2018/NĐ-CP, article 17, as amended by 107/2021/NĐ-CP.
"""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.models import User
from portal.dossiers import moment
from portal.dossiers.errors import NotPossible
from portal.dossiers.facts import require
from portal.dossiers.forms import appointment_values, make
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APPOINTMENT, REFUSAL, DossierForm
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of, time_of
from portal.dossiers.running import begin
from portal.dossiers.stepping import begin_step, tell_next
from portal.dossiers.story import happened, move
from portal.dossiers.verbs.closing import close_requests, end
from portal.extensions import db
from portal.web.templating import viet_datetime


def receive(dossier: Dossier, by: Party, seen: int | None, *, note: str = "") -> DossierForm:
    """Receive a dossier: its clock begins, its first step lies in the receiving clerk's hands where it is a clerk's,
    else in the queue; form 01 is made. Raises Forbidden, StaleVersion, NotPossible."""
    require("receive", dossier, by, seen)
    instant, definition = moment.now(), definition_of(dossier)
    if not definition.steps:
        raise NotPossible(_("Thủ tục này chưa có quy trình xử lý."))
    before = move(dossier, "receive")
    begin(dossier, time_of(dossier), instant)
    mine = definition.steps[0].role == "counter_clerk" and definition.steps[0].at == "own"
    to = db.session.get(User, by.actor.user_id) if mine and by.actor.user_id is not None else None
    begin_step(dossier, 0, instant, to=to)
    form = make(dossier, APPOINTMENT, appointment_values(dossier, by.actor.name), by, instant)
    told = _(
        "Hồ sơ đã được tiếp nhận, hẹn trả kết quả %(moment)s.",
        moment=viet_datetime(dossier.promised_at),
    )
    happened(dossier, "receive", before, by, told=told, note=note)
    if to is None:
        tell_next(dossier, by.actor)
    return form


def refuse(dossier: Dossier, by: Party, seen: int | None, *, reason: str) -> DossierForm:
    """Refuse to receive a dossier, with the reason that the citizen is told: form 03. What was asked for is no longer
    wanted. Raises Forbidden, StaleVersion, NotPossible."""
    require("refuse", dossier, by, seen)
    if not reason.strip():
        raise NotPossible(_("Ghi lý do từ chối để người nộp được biết."))
    instant = moment.now()
    before = move(dossier, "refuse")
    close_requests(dossier, instant, by)
    end(dossier, instant, judged=False)
    values = {"reason": reason.strip()[:2000], "clerk": by.actor.name}
    form = make(dossier, REFUSAL, values, by, instant)
    told = _("Hồ sơ không được tiếp nhận. Lý do: %(reason)s", reason=reason.strip()[:2000])
    happened(dossier, "refuse", before, by, told=told)
    return form
