"""The apology and the new day (form 04): prepared by itself before the promised moment passes, with a day proposed and
the reason asked; issued by who has the dossier or who assigns. Until then it goes nowhere (transitions: "promise").

Decree 61/2018/NĐ-CP, article 19, clause 8.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.errors import NotPossible
from portal.dossiers.facts import require
from portal.dossiers.forms import iso, make
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APOLOGY, DossierForm
from portal.dossiers.party import Party
from portal.dossiers.story import happened, move
from portal.extensions import db
from portal.web.templating import viet_datetime
from portal.workdays.queries import calendar_of

MORE_DAYS = 3  # working days that a new day is proposed after
AHEAD = 240  # working minutes before the promised moment at which the apology is prepared, once amber


def draft_of(dossier: Dossier) -> DossierForm | None:
    """The apology that waits to be issued."""
    return db.session.scalar(
        select(DossierForm).where(
            DossierForm.dossier_id == dossier.id, DossierForm.kind == APOLOGY, DossierForm.issued_at.is_(None)
        )
    )


def prepare(dossier: Dossier, by: Party) -> DossierForm:
    """Lay an apology ready with a day proposed (the caller commits); the one that lies ready where there is one."""
    known = draft_of(dossier)
    if known is not None:
        return known
    values = {"former": iso(dossier.promised_at), "proposed": iso(proposed(dossier)), "reason": ""}
    return make(dossier, APOLOGY, values, by, moment.now(), issued=False)


def proposed(dossier: Dossier) -> datetime:
    """The new moment that is proposed: some working days after the promised one, or after now where that is later."""
    instant, calendar = moment.now(), calendar_of()
    last = to_local(max(instant, dossier.promised_at or instant)).date()
    return calendar.closing(calendar.add_days(last, MORE_DAYS))


def apologise(dossier: Dossier, by: Party, seen: int | None, *, reason: str, until: datetime) -> DossierForm:
    """Issue the apology with its reason and the new moment: what the citizen is promised from now on. The legal due
    moment stays, and so does being late. Raises Forbidden, NotInHand, StaleVersion, NotPossible."""
    require("apologise", dossier, by, seen)
    instant = moment.now()
    if not reason.strip():
        raise NotPossible(_("Ghi lý do chậm trả kết quả."))
    if until <= instant or (dossier.promised_at is not None and until <= dossier.promised_at):
        raise NotPossible(_("Ngày hẹn mới phải sau ngày đã hẹn và sau hôm nay."))
    former = dossier.promised_at
    form = prepare(dossier, by)
    form.values = (form.values or {}) | {
        "former": iso(former),
        "until": iso(until),
        "reason": reason.strip()[:2000],
        "promised_at": iso(until),
    }
    form.issued_at, form.by_id, form.by_name = instant, by.actor.user_id, by.actor.name
    before = move(dossier, "apologise")
    dossier.promised_at = until
    told = _(
        "Xin lỗi vì chậm trả kết quả. Lý do: %(reason)s Hẹn lại %(moment)s.",
        reason=_sentence(reason.strip()[:2000]),
        moment=viet_datetime(until),
    )
    happened(dossier, "apologise", before, by, told=told)
    return form


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
