"""The queue: what waits for whom, the most urgent first, with tabs and filters in the address; taking many at once.

Names and numbers of people are searched for by a form that is posted: they never stand in an address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor, Forbidden
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers import moment, queries, service
from portal.dossiers.counter.live import counter_version
from portal.dossiers.counter.where import HERE, ONE, READ
from portal.dossiers.counter.wording import STATE_TONES, due_of
from portal.dossiers.errors import NotPossible
from portal.dossiers.party import staff
from portal.dossiers.people import of_counter
from portal.dossiers.queries import ALL, MINE, UNIT, WAITING_HERE, Queue
from portal.dossiers.states import CHANNEL_LABELS, DONE, NEW, RUNNING, STATE_LABELS, STATES, WAITING
from portal.dossiers.tallies import tally
from portal.extensions import db
from portal.publishing.service import StaleVersion, commit
from portal.services.models import Service
from portal.web.paging import ListPage, paged
from portal.web.request import path
from portal.web.sent import sent_ids
from portal.workdays.clock import AMBER, RED
from portal.workdays.queries import calendar_of

bp = Blueprint("desk_dossier", __name__, template_folder="templates", url_prefix=HERE.rstrip("/"))
PER_PAGE = 30
MOST_AT_ONCE = 100
URGENCIES = {"qua-han": RED, "sap-den-han": AMBER}


@dataclass(frozen=True)
class Tab:
    """A tab of the queue: its name in addresses, its label, what it asks for."""

    name: str
    label: str
    queue: Queue


def tabs_for(actor: Actor) -> list[Tab]:
    """The tabs of somebody, those that their roles have something to do with."""
    found = [
        Tab("cua-toi", _("Của tôi"), Queue(MINE)),
        Tab("cho-nhan", _("Chờ nhận"), Queue(WAITING_HERE)),
        Tab("don-vi", _("Đơn vị tôi"), Queue(UNIT)),
        Tab("cho-dan", _("Chờ công dân"), Queue(states=WAITING)),
    ]
    if actor.may("dossier.receive"):
        found.insert(1, Tab("moi", _("Mới nộp"), Queue(states=(NEW,))))
    if actor.may("dossier.sign"):
        found.insert(1, Tab("cho-ky", _("Chờ ký"), Queue(states=RUNNING, role="signatory")))
    if actor.may("dossier.return"):
        found.append(Tab("cho-tra", _("Chờ trả kết quả"), Queue(states=(DONE,))))
    return [*found, Tab("tat-ca", _("Tất cả"), Queue(ALL))]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    tab: Tab
    queue: Queue
    args: dict[str, str]

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set besides the tab."""
        return any(self.args.values())

    def at(self, tab: str) -> str:
        """The address of another tab with the same filters."""
        return f"{HERE}?{urlencode({'xem': tab} | {key: text for key, text in self.args.items() if text})}"


def wanted(actor: Actor) -> Wanted:
    """What the address asks for; whatever is unknown counts as not asked."""
    tabs = tabs_for(actor)
    tab = next((one for one in tabs if one.name == request.args.get("xem")), tabs[0])
    state, urgent = request.args.get("trang-thai", ""), request.args.get("gap", "")
    args = {
        "trang-thai": state if state in STATES and tab.name == "tat-ca" else "",
        "gap": urgent if urgent in URGENCIES else "",
        "dich-vu": str(whole_number(request.args.get("dich-vu")) or ""),
        "nguoi": str(whole_number(request.args.get("nguoi")) or ""),
        "don-vi": request.args.get("don-vi", "")[:120].strip(),
    }
    queue = replace(
        tab.queue,
        states=(args["trang-thai"],) if args["trang-thai"] else tab.queue.states,
        urgency=URGENCIES.get(args["gap"], ""),
        service_id=int(args["dich-vu"]) if args["dich-vu"] else None,
        holder_id=int(args["nguoi"]) if args["nguoi"] else None,
        unit=args["don-vi"],
    )
    return Wanted(tab, queue, args)


@bp.get("/")
@desk_view(READ)
def listing() -> ResponseReturnValue:
    """The queue; HTMX asks for the list alone."""
    actor, version = acting(), counter_version()
    asked = wanted(actor)
    page = paged(
        queries.count(asked.queue, actor),
        lambda offset, limit: queries.rows(asked.queue, actor, offset, limit),
        PER_PAGE,
    )
    return _shown(page, asked, version)


@bp.post("/tim")
@desk_view(READ)
def search() -> ResponseReturnValue:
    """Dossiers of a code, a name, an identity number or a telephone number; a whole code leads to the dossier."""
    actor, typed = acting(), request.form.get("q", "")[:200].strip()
    found = queries.by_code(typed)
    if found is not None:
        return redirect(path(f"{ONE}{found.id}"), 303)
    if not typed:
        return redirect(path(HERE), 303)
    everything = Tab("tim", _("Kết quả tìm"), Queue(states=STATES, q=typed))
    lines = queries.rows(everything.queue, actor, 0, PER_PAGE + 1)
    page = ListPage(lines[:PER_PAGE], 1, min(len(lines), PER_PAGE), PER_PAGE)
    return _shown(page, Wanted(everything, everything.queue, {}), 0, q=typed, more=len(lines) > PER_PAGE)


def _shown(page: ListPage, asked: Wanted, version: int, q: str = "", *, more: bool = False) -> str:
    actor, is_part = acting(), bool(request.headers.get("HX-Request"))
    shown = _head(actor, asked) | ({} if is_part else _frame(actor))
    return render_template(
        "dossiers/desk/_queue.html" if is_part else "dossiers/desk/queue.html",
        page=page,
        asked=asked,
        q=q,
        more=more,
        version=version,
        is_part=is_part,
        due=due_of(calendar_of(), moment.now()),
        state_labels=STATE_LABELS,
        state_tones=STATE_TONES,
        channel_labels=CHANNEL_LABELS,
        here=HERE,
        one_path=ONE,
        **shown,
    )


def _head(actor: Actor, asked: Wanted) -> dict[str, Any]:
    """What stands above the list and moves with it: cards of what presses, tabs with their counts; one statement."""
    known = tabs_for(actor)
    asked_for = {one.name: one.queue for one in known if one.name != "tat-ca"}
    for name, urgency in URGENCIES.items():
        asked_for |= {name: Queue(urgency=urgency), f"{name}-mine": Queue(MINE, urgency=urgency)}
    numbers = tally(asked_for, actor)
    tabs = [
        {
            "label": one.label,
            "path": f"{HERE}?xem={one.name}",
            "active": one.name == asked.tab.name,
            "count": numbers.get(one.name),
        }
        for one in known
    ]
    return {"tabs_of_queue": tabs, "cards": _cards(actor, numbers)}


def _cards(actor: Actor, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """What presses in the whole office, each with the list of it, and of that what this person has in hand."""
    labels = (("qua-han", _("Quá hạn"), "bad"), ("sap-den-han", _("Sắp đến hạn"), "warn"))
    cards = [
        {
            "label": label,
            "count": numbers[name],
            "path": f"{HERE}?xem=tat-ca&gap={name}",
            "tone": tone if numbers[name] else "neutral",
            "mine": numbers[f"{name}-mine"],
            "mine_path": f"{HERE}?xem=cua-toi&gap={name}",
        }
        for name, label, tone in labels
    ]
    if actor.may("dossier.sign"):
        count = numbers["cho-ky"]
        tone = "info" if count else "neutral"
        cards.append({"label": _("Chờ ký"), "count": count, "path": f"{HERE}?xem=cho-ky", "tone": tone})
    return cards


def _frame(actor: Actor) -> dict[str, Any]:
    """What stands around the list: filters."""
    services = db.session.execute(select(Service.id, Service.name).order_by(Service.name)).all()
    people = [(one.id, one.name) for one in of_counter(actor.tenant_id)]
    return {
        "services": [(one.id, one.name) for one in services],
        "people": people,
        "urgencies": [("qua-han", _("Quá hạn")), ("sap-den-han", _("Sắp đến hạn"))],
        "states": list(STATE_LABELS.items()),
    }


@bp.post("/nhan-nhieu")
@desk_view(READ)
def take_many() -> ResponseReturnValue:
    """Take what was ticked, each by itself: what somebody else took first is told, the rest is taken."""
    taken, refused = 0, []
    for number in sent_ids("id")[:MOST_AT_ONCE]:
        dossier = queries.by_id(number)
        if dossier is None:
            continue
        code = dossier.code
        try:
            service.take(dossier, staff(acting()), None)
            commit()
            taken += 1
        except (NotPossible, Forbidden, StaleVersion, StaleDataError) as error:
            db.session.rollback()
            refused.append(f"{code}: {_why(error)}")
    if taken:
        flash(_("Đã nhận xử lý %(count)s hồ sơ.", count=taken), "success")
    if refused:
        flash(_("Không nhận được: %(which)s", which="; ".join(refused[:10])), "warning")
    if not taken and not refused:
        flash(_("Chưa chọn hồ sơ nào. Đánh dấu vào ô đầu dòng rồi bấm lại."), "warning")
    return redirect(path(f"{HERE}?xem={'cua-toi' if taken else 'cho-nhan'}"), 303)


def _why(error: Exception) -> str:
    if isinstance(error, NotPossible):
        return str(error)
    if isinstance(error, Forbidden):
        return _("bước này cần vai trò khác")
    return _("có người vừa xử lý hồ sơ này")


@bp.post("/nhan-tiep")
@desk_view(READ)
def take_next() -> ResponseReturnValue:
    """Take the most urgent dossier that waits for one's roles, and open it."""
    dossier = service.take_next(staff(acting()))
    if dossier is None:
        db.session.rollback()
        flash(_("Không còn hồ sơ nào chờ nhận ở bước của bạn."), "info")
        return redirect(path(HERE), 303)
    commit()
    return redirect(path(f"{ONE}{dossier.id}"), 303)
