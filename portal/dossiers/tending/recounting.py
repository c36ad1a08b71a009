"""Time limits are counted again when somebody confirms or changes a year of the office (portal/workdays)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.facts import require
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party, system
from portal.dossiers.running import recount
from portal.dossiers.states import RUNNING, WAITING
from portal.dossiers.story import happened, move
from portal.extensions import db
from portal.publishing.service import commit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered, reading
from portal.web.templating import viet_datetime
from portal.workdays.calendar import YearTable
from portal.workdays.queries import calendar_of

AT_ONCE = 50


class Recounting:
    """Looks whether a portal's years are those by which it counted last. Who starts anew counts everything once:
    counting again what did not change writes nothing."""

    def __init__(self) -> None:
        self._counted: dict[int, tuple[YearTable, ...]] = {}

    def step(self, now: datetime) -> int:
        """Count again where years changed; how many dossiers moved."""
        moved = 0
        for portal in directory().living():
            with entered(reading(portal.id, portal.ancestors)):
                calendar, year = calendar_of(portal), to_local(now).year
                years = tuple(calendar.table(one) for one in (year - 1, year, year + 1))
            if self._counted.get(portal.id) != years:
                moved += recount_portal(portal, now)
                self._counted[portal.id] = years
        return moved


def recount_portal(portal: Portal, now: datetime) -> int:
    """Count the time limits of all dossiers that are not done again; how many moved."""
    moved, last = 0, 0
    with moment.at(now):
        while True:
            with entered(editing(portal.id, writes=False)):
                ids = list(db.session.scalars(_open_after(last)))
            if not ids:
                return moved
            last = ids[-1]
            with entered(editing(portal.id)):
                moved += sum(_again(one, system(portal.id), now) for one in ids)
                commit()


def _open_after(last: int) -> Select[Any]:
    return (
        select(Dossier.id)
        .where(Dossier.state.in_((*RUNNING, *WAITING)), Dossier.received_at.is_not(None), Dossier.id > last)
        .order_by(Dossier.id)
        .limit(AT_ONCE)
    )


def _again(dossier_id: int, by: Party, now: datetime) -> int:
    dossier = db.session.scalar(select(Dossier).where(Dossier.id == dossier_id))
    if dossier is None or dossier.state not in (*RUNNING, *WAITING):
        return 0
    promised = dossier.promised_at
    if not recount(dossier, now):
        return 0
    require("recount", dossier, by)
    before = move(dossier, "recount")
    told = ""
    if dossier.promised_at != promised:
        told = _(
            "Lịch làm việc thay đổi, hẹn trả kết quả %(moment)s.", moment=viet_datetime(dossier.promised_at)
        )
    happened(dossier, "recount", before, by, told=told)
    return 1
