"""Where a dossier stands, in a plain sentence for the citizen: what is being done, who has it, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.accounts.permissions import ROLES
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierEvent
from portal.dossiers.plan import office_above, step_of
from portal.dossiers.states import (
    COMPLETING,
    DONE,
    NEW,
    PAYING,
    REFUSED,
    RETURNED,
    STATE_LABELS,
    STOPPED,
    WITHDRAWN,
)
from portal.dossiers.verbs.closing import open_request
from portal.dossiers.verbs.ending import done_sentence
from portal.tenancy.directory import directory
from portal.web.templating import viet_date, viet_datetime


@dataclass(frozen=True)
class Standing:
    """`label` is the state's name, `sentence` says it plainly, `who` has it now ("" nobody), `until` the promised
    moment or the day by which the citizen should answer (naive UTC)."""

    state: str
    label: str
    sentence: str
    who: str = ""
    until: datetime | None = None


def standing_of(dossier: Dossier) -> Standing:
    """Where it stands now."""
    sentence, who, until = _told(dossier)
    return Standing(dossier.state, str(STATE_LABELS[dossier.state]), sentence, who, until)


def _told(dossier: Dossier) -> tuple[str, str, datetime | None]:
    state = dossier.state
    if state == NEW:
        said = _("Bộ phận một cửa đang kiểm tra hồ sơ. Ông/bà chưa phải làm gì.")
        return said, _office(dossier), None
    if state in {COMPLETING, PAYING}:
        return _waiting(dossier)
    ended = {
        REFUSED: _("Hồ sơ không được tiếp nhận. Xem lý do ở phần diễn biến."),
        WITHDRAWN: _("Ông/bà đã yêu cầu rút hồ sơ."),
        STOPPED: _("Hồ sơ đã dừng xử lý. Xem lý do ở phần diễn biến."),
        RETURNED: _("Đã trả kết quả ngày %(day)s.", day=viet_date(dossier.returned_at)),
        DONE: done_sentence(dossier),
    }
    if state in ended:
        return ended[state], _office(dossier) if state == DONE else "", None
    step = step_of(dossier)
    said = _(
        "Hồ sơ đang ở bước “%(step)s”. Hẹn trả kết quả %(moment)s.",
        step=step.name if step is not None else "",
        moment=viet_datetime(dossier.promised_at),
    )
    return said, _who(dossier), dossier.promised_at


def _waiting(dossier: Dossier) -> tuple[str, str, datetime | None]:
    request = open_request(dossier)
    until = request.until if request is not None else None
    if dossier.state == PAYING:
        return _("Hồ sơ đang chờ ông/bà nộp phí, lệ phí."), _("Ông/bà"), until
    items = "; ".join(
        str(one.get("title", "")) for one in (request.items if request is not None else None) or []
    )
    said = _(
        "Hồ sơ đang chờ ông/bà bổ sung: %(items)s. Hạn bổ sung: %(day)s.", items=items, day=viet_date(until)
    )
    return said, _("Ông/bà"), until


def _who(dossier: Dossier) -> str:
    """Who has it: a name with the duty; the unit or the duty where it waits; the other agency where it lies there."""
    if dossier.step_at == "parent":
        above = office_above(dossier.tenant_id)
        return above.authority if above is not None else ""
    duty = dossier.unit or str(ROLES.get(dossier.step_role, ""))
    return f"{dossier.holder_name}, {duty}" if dossier.holder_name and duty else dossier.holder_name or duty


def _office(dossier: Dossier) -> str:
    portal = directory().by_id(dossier.tenant_id)
    return _("Bộ phận một cửa, %(office)s", office=portal.authority) if portal is not None else ""


def story(events: Sequence[DossierEvent]) -> list[tuple[datetime, str]]:
    """What the citizen is told of what happened: (instant, sentence), oldest first."""
    return [(one.at, one.told) for one in events if one.told]
