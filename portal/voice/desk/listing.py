"""The desk's list of cases, and its export."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.signing_in import acting, desk_view
from portal.clock import to_local, today
from portal.extensions import db
from portal.publishing.service import audit, commit
from portal.voice.cases import queries
from portal.voice.cases.labels import KIND_LABELS, STATE_LABELS, STATE_TONES
from portal.voice.cases.models import KINDS, STATES, VoiceCase
from portal.voice.cases.service import MODERATE
from portal.voice.consultations.queries import titles
from portal.voice.deadlines import calendar_for, urgency, working_days_left
from portal.web.paging import paged
from portal.web.request import current_portal
from portal.web.spreadsheet import Sheet, xlsx_answer

bp = Blueprint("desk_voice", __name__, url_prefix="/quan-tri/y-kien")
HERE = "/quan-tri/y-kien/"
VIEWS = {"qua-han": "late", "thu-rac": "suspected"}
MOST_EXPORTED = 20_000


def desk_tabs(here: str) -> list[dict[str, Any]]:
    """The tabs of all cases: what waits, what is late, what looks like spam, everything; with counts."""
    counts = queries.counts()
    tabs = [
        ("", _("Đang xử lý"), counts["open"]),
        ("cua-toi", _("Giao cho tôi"), None),
        ("qua-han", _("Quá hạn"), counts["late"]),
        ("thu-rac", _("Nghi thư rác"), counts["suspected"]),
        ("tat-ca", _("Tất cả"), None),
    ]
    return [
        {
            "label": label,
            "path": f"{HERE}?xem={name}" if name else HERE,
            "active": name == here,
            "count": count,
        }
        for name, label, count in tabs
    ]


def _asked() -> tuple[str, dict[str, str], Any]:
    """What the list is narrowed by: the tab, the filters as they came, the statement."""
    view = request.args.get("xem", "")
    view = view if view in {*VIEWS, "cua-toi", "tat-ca"} else ""
    kind, state = request.args.get("loai", ""), request.args.get("trang-thai", "")
    kind, state = kind if kind in KINDS else "", state if state in STATES else ""
    q = request.args.get("q", "")[:200].strip()
    wanted = state or ("" if view in {"tat-ca", "thu-rac"} or q else "open")
    statement = queries.desk_statement(
        kind,
        wanted,
        q,
        assignee=acting().user_id if view == "cua-toi" else None,
        view=VIEWS.get(view, ""),
    )
    return view, {"kind": kind, "state": state, "q": q}, statement


@bp.get("/")
@desk_view("content.read")
def listing() -> ResponseReturnValue:
    """The list, the most urgent first; HTMX asks for the list alone."""
    view, asked, statement = _asked()
    page = paged(
        queries.count_of(statement), lambda offset, limit: queries.desk_rows(statement, offset, limit)
    )
    day, calendar = today(), calendar_for(current_portal())
    template = "voice/desk/_list.html" if request.headers.get("HX-Request") else "voice/desk/list.html"
    return render_template(
        template,
        page=page,
        view=view,
        tabs_of_desk=[] if template.endswith("_list.html") else desk_tabs(view),
        kind_labels=KIND_LABELS,
        state_labels=STATE_LABELS,
        tones=STATE_TONES,
        names=names_of(page.items),
        drafts=titles({one.consultation_id for one in page.items if one.consultation_id is not None}),
        urgency=lambda one: urgency(day, one.due_on, calendar) if one.is_open else "",
        days_left=lambda one: working_days_left(day, one.due_on, calendar),
        here=HERE,
        **asked,
    )


def names_of(cases: list[VoiceCase]) -> dict[int, str]:
    """The names of those who answer these cases, in one statement."""
    ids = {one.assignee_id for one in cases if one.assignee_id is not None}
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


@bp.get("/xuat.xlsx")
@desk_view(MODERATE)
def export() -> Response:
    """The list as it is narrowed, as a spreadsheet: nothing about who wrote."""
    acting().require(MODERATE)
    _view, _filters, statement = _asked()
    cases = queries.desk_rows(statement, 0, MOST_EXPORTED)
    names = names_of(cases)
    header = [
        _("Mã"), _("Loại"), _("Trạng thái"), _("Tóm tắt"), _("Lĩnh vực"), _("Khu vực"), _("Ngày nhận"),
        _("Hạn"), _("Ngày trả lời"), _("Người xử lý"), _("Đơn vị"), _("Công bố"), _("Trả lời"),
    ]  # fmt: skip
    rows = [
        [
            one.code,
            str(KIND_LABELS[one.kind]),
            str(STATE_LABELS[one.state]),
            one.title,
            one.field,
            one.area,
            to_local(one.received_at).date(),
            one.due_on,
            to_local(one.answered_at).date() if one.answered_at else None,
            names.get(one.assignee_id or 0, ""),
            one.office,
            _("Có") if one.published_at else _("Không"),
            one.answer,
        ]
        for one in cases
    ]
    audit(acting(), "voice.export", detail=str(len(cases)))
    commit()
    return xlsx_answer("y-kien-nguoi-dan.xlsx", Sheet(_("Ý kiến người dân"), header, rows))


export.writes = True  # type: ignore[attr-defined]  # the trail notes who took the list with them
