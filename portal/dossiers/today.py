"""Cards of the page "Hôm nay": apologies that wait to be issued, what is in one's hands, what waits to be taken."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.accounts.permissions import Actor
from portal.dossiers import moment
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APOLOGY, DossierForm
from portal.dossiers.paths import COUNTER, DESK
from portal.dossiers.queries import MINE, WAITING_HERE, Line, Queue, count, rows
from portal.dossiers.states import NEW, RUNNING
from portal.extensions import db
from portal.web.contributions import Card, CardLine
from portal.web.templating import viet_datetime
from portal.workdays.clock import AMBER, RED

SHOWN = 6


def apologies(actor: Actor) -> Card | None:
    """Apologies that lie ready: of what one has in hand, or of everything for who assigns."""
    if not actor.may("dossier.read"):
        return None
    statement = (
        select(Dossier.id, Dossier.code, Dossier.promised_at, Dossier.holder_name)
        .join(DossierForm, DossierForm.dossier_id == Dossier.id)
        .where(
            DossierForm.kind == APOLOGY,
            DossierForm.issued_at.is_(None),
            Dossier.state.in_(RUNNING),
            Dossier.promised_at.is_not(None),
        )
        .order_by(Dossier.promised_at)
        .limit(SHOWN + 1)
    )
    if not actor.may("dossier.assign"):
        waiting = (Dossier.holder_id.is_(None)) & Dossier.step_role.in_(sorted(actor.roles))
        statement = statement.where(or_(Dossier.holder_id == actor.user_id, waiting))
    found = db.session.execute(statement).all()
    now = moment.now()
    lines = tuple(
        CardLine(
            one.code,
            f"{DESK}{one.id}",
            _("Hẹn trả %(moment)s. %(who)s", moment=viet_datetime(one.promised_at), who=one.holder_name),
            _("Quá giờ hẹn") if one.promised_at < now else _("Sắp đến giờ hẹn"),
            "bad" if one.promised_at < now else "warn",
        )
        for one in found[:SHOWN]
    )
    title = _("Phiếu xin lỗi và hẹn lại chờ gửi")
    return Card(title, 4, "warning", lines, len(found), more_path=COUNTER, more_label=_("Mở hồ sơ"))


def in_hand(actor: Actor) -> Card | None:
    """What somebody has in hand, the most urgent first."""
    if not actor.may("dossier.read"):
        return None
    queue = Queue(MINE)
    lines = rows(queue, actor, 0, SHOWN)
    total = count(queue, actor) if len(lines) == SHOWN else len(lines)
    shown = tuple(_line(one) for one in lines)
    title = _("Hồ sơ của bạn")
    return Card(title, 6, "clipboard", shown, total, more_path=COUNTER, more_label=_("Tất cả hồ sơ"))


def waiting(actor: Actor) -> Card | None:
    """What waits to be received or taken by somebody of one's roles."""
    if not actor.may("dossier.read"):
        return None
    queue = Queue(WAITING_HERE)
    lines = rows(queue, actor, 0, SHOWN)
    total = count(queue, actor) if len(lines) == SHOWN else len(lines)
    shown = tuple(_line(one) for one in lines)
    title = _("Hồ sơ chờ nhận")
    return Card(
        title, 7, "list", shown, total, more_path=f"{COUNTER}?xem=cho-nhan", more_label=_("Tất cả hồ sơ")
    )


def _line(one: Line) -> CardLine:
    due = viet_datetime(one.due_at) if one.due_at is not None else ""
    note = _("Hạn %(moment)s", moment=due) if due else one.title
    if one.state == NEW:
        return CardLine(one.code, f"{DESK}{one.id}", one.title, _("Mới"), "neutral")
    badge, tone = {RED: (_("Quá hạn"), "bad"), AMBER: (_("Sắp đến hạn"), "warn")}.get(
        one.urgency, ("", "neutral")
    )
    return CardLine(one.code, f"{DESK}{one.id}", note, badge, tone)
