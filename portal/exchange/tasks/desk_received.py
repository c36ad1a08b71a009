"""The desk of tasks that this office was given: the list, one task, what is done with it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.exchange.tasks import course, files, queries
from portal.exchange.tasks.acting import course_of, do, file_answer, listed, shown, tried
from portal.exchange.tasks.models import ReceivedTask, TaskFile
from portal.exchange.tasks.service import hand, may_act
from portal.exchange.tasks.telling import ASSIGN, GIVE, GIVEN_PATH, HANDLE, READ, RECEIVED_PATH, WHERE
from portal.notices.service import people_who_may
from portal.web.paging import paged_rows
from portal.web.request import path
from portal.web.sent import sent_version

bp = Blueprint(
    "desk_received_task", __name__, template_folder="templates", url_prefix=RECEIVED_PATH.rstrip("/")
)
start_bp = Blueprint("tasks_start", __name__, url_prefix=WHERE.rstrip("/"))
ACTS = {
    "nhan": course.RECEIVE,
    "bat-dau": course.START,
    "bao-cao": course.REPORT,
    "hoan-thanh": course.FINISH,
    "xin-gia-han": course.ASK,
    "trao-doi": course.SAY,
}


@start_bp.get("/")
@desk_view(READ)
def start() -> ResponseReturnValue:
    """To what this person has to do with: decisions that wait, else what the office was given."""
    decides = acting().may(GIVE) and queries.count_decisions() and not queries.waiting_for(acting(), 1)
    return redirect(path(GIVEN_PATH if decides else RECEIVED_PATH))


@bp.get("/")
@desk_view(READ)
def listing() -> str:
    """What the office was given; `?xem=` one of the views, `?q=` words of title or directive."""
    view = request.args.get("xem", queries.OPEN_ONES)
    if view not in queries.VIEWS:
        abort(404)
    words = request.args.get("q", "").strip()
    page = paged_rows(queries.received(acting(), view, words))
    return listed("received", page=page, view=view, words=words, views=queries)


@bp.get("/<int:object_id>")
@desk_view(READ)
def one(object_id: int) -> str:
    """A task with its files, its course, and what can be done."""
    return _page(_load(object_id))


@bp.get("/<int:object_id>/tep/<int:file_id>")
@desk_view(READ)
def file(object_id: int, file_id: int) -> Response:
    """A file of the task or of a report, to be saved."""
    return file_answer(files.by_id(file_id, received_id=_load(object_id).id))


@bp.post("/<int:object_id>/<act>")
@desk_view(HANDLE)
def act(object_id: int, act: str) -> ResponseReturnValue:
    """Receive, hand over, start, report, report complete, ask for time, say something."""
    row, where = _load(object_id), f"{RECEIVED_PATH}{object_id}"

    def again(reason: str, status: int) -> ResponseReturnValue:
        return _page(_load(object_id), reason, act), status

    if act == "giao":
        to = whole_number(request.form.get("to", "")) or 0
        done = _("Đã giao người làm.")
        return tried(lambda: hand(row, to, sent_version(), acting()), done, where, again)
    if act not in ACTS:
        abort(404)
    done = {
        "nhan": _("Đã nhận nhiệm vụ."),
        "bat-dau": _("Đã ghi là đang làm."),
        "bao-cao": _("Đã gửi báo cáo tiến độ."),
        "hoan-thanh": _("Đã báo cáo hoàn thành, chờ nơi giao công nhận."),
        "xin-gia-han": _("Đã gửi đề nghị gia hạn."),
        "trao-doi": _("Đã gửi ý kiến."),
    }[act]
    return do(row, ACTS[act], done, where, again)


def _load(object_id: int) -> ReceivedTask:
    found = queries.received_one(object_id)
    if found is None:
        abort(404)
    return found


def _page(row: ReceivedTask, reason: str = "", act: str = "") -> str:
    actor = acting()
    people = people_who_may(HANDLE, row.tenant_id) if actor.may(ASSIGN) else []
    return shown(
        "received_one.html",
        files=files.of_place(TaskFile.received_id, [row.id]).get(row.id, []),
        people=people,
        may_act=may_act(row, actor),
        may_take=row.holder_id is None and actor.may(HANDLE),
        reason=reason,
        failed=act,
        **course_of(row),
    )
