"""The desk of tasks that this office gave: the list, giving one, one with all who do it, the part of each."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.exchange.tasks import course, files, giving, queries
from portal.exchange.tasks.acting import brought, course_of, do, file_answer, listed, shown, tried
from portal.exchange.tasks.errors import NotPossible
from portal.exchange.tasks.forms import TaskForm
from portal.exchange.tasks.models import Assignment, Task, TaskFile
from portal.exchange.tasks.service import Said
from portal.exchange.tasks.service import act as act_on
from portal.exchange.tasks.sources import Source, source_of
from portal.exchange.tasks.telling import GIVE, GIVEN_PATH, PART_PATH, READ
from portal.extensions import db
from portal.media.refusal import Refused
from portal.publishing.service import commit
from portal.web.paging import paged_rows
from portal.web.request import current_portal, path
from portal.web.sent import sent_ids

task_bp = Blueprint("desk_task", __name__, template_folder="templates", url_prefix=GIVEN_PATH.rstrip("/"))
part_bp = Blueprint("desk_task_part", __name__, template_folder="templates", url_prefix=PART_PATH.rstrip("/"))
ACTS = {
    "cong-nhan": course.ACCEPT,
    "tra-lai": course.RETURN,
    "thu-hoi": course.RECALL,
    "gia-han": course.GRANT,
    "khong-gia-han": course.DENY,
    "doi-han": course.MOVE,
    "nhac": course.REMIND,
    "trao-doi": course.SAY,
}


@task_bp.get("/")
@desk_view(READ)
def listing() -> str:
    """What was given and is worked on; what is over by `?xem=xong`."""
    ended, words = request.args.get("xem") == "xong", request.args.get("q", "").strip()
    page = paged_rows(queries.given(acting(), is_open=not ended, words=words))
    parts = queries.assignments_of([one.id for one in page.items])
    return listed("given", page=page, parts=parts, ended=ended, words=words)


@task_bp.route("/moi", methods=["GET", "POST"])
@desk_view(GIVE)
def new() -> ResponseReturnValue:
    """Give a task; `?van-ban=di-<id>` or `den-<id>` lets it follow from a document of the registers."""
    source = source_of(request.args.get("van-ban", ""))
    form = _form(source)
    status = 200
    if form.validate_on_submit():
        try:
            task = giving.give(_draft(form, source), acting())
            commit()
        except (NotPossible, Refused) as error:
            db.session.rollback()
            form.form_errors.append(str(error))
        else:
            flash(_("Đã giao nhiệm vụ."), "success")
            return redirect(path(f"{GIVEN_PATH}{task.id}"), 303)
    if request.method == "POST":
        status = 422
    return shown("give.html", form=form, source=source), status


@task_bp.get("/<int:object_id>")
@desk_view(READ)
def one(object_id: int) -> str:
    """A task with everybody who does it."""
    return _page(_task(object_id))


@task_bp.get("/<int:object_id>/tep/<int:file_id>")
@desk_view(READ)
def file(object_id: int, file_id: int) -> Response:
    """A file that was given with the task."""
    held = files.of_place(TaskFile.task_id, [_task(object_id).id]).get(object_id, [])
    return file_answer(next((one for one in held if one.id == file_id), None))


@task_bp.post("/<int:object_id>/<act>")
@desk_view(GIVE)
def act(object_id: int, act: str) -> ResponseReturnValue:
    """Give it to more offices or people; remind those who are late; recall it everywhere."""
    task, where = _task(object_id), f"{GIVEN_PATH}{object_id}"

    def again(reason: str, status: int) -> ResponseReturnValue:
        return _page(_task(object_id), reason, act), status

    if act == "them-noi-nhan":
        return tried(lambda: _add(task), _("Đã giao thêm nơi nhận."), where, again)
    if act == "nhac":
        return tried(lambda: _remind(task), _("Đã nhắc những nơi chưa báo cáo hoàn thành."), where, again)
    if act == "thu-hoi":
        return tried(lambda: _recall(task), _("Đã thu hồi nhiệm vụ ở mọi nơi nhận."), where, again)
    abort(404)


@part_bp.get("/<int:object_id>")
@desk_view(READ)
def part(object_id: int) -> str:
    """What one office (or person) does of a task: its course, its reports, decisions."""
    return _part_page(_part(object_id))


@part_bp.get("/<int:object_id>/tep/<int:file_id>")
@desk_view(READ)
def part_file(object_id: int, file_id: int) -> Response:
    """A file of a report, to be saved."""
    return file_answer(files.by_id(file_id, assignment_id=_part(object_id).id))


@part_bp.post("/<int:object_id>/<act>")
@desk_view(GIVE)
def part_act(object_id: int, act: str) -> ResponseReturnValue:
    """Accept, return, recall, grant or refuse time, move the day, remind, say something."""
    row = _part(object_id)
    if act not in ACTS:
        abort(404)

    def again(reason: str, status: int) -> ResponseReturnValue:
        return _part_page(_part(object_id), reason, act), status

    done = {
        "cong-nhan": _("Đã công nhận kết quả."),
        "tra-lai": _("Đã trả lại để làm tiếp."),
        "thu-hoi": _("Đã thu hồi nhiệm vụ."),
        "gia-han": _("Đã cho gia hạn."),
        "khong-gia-han": _("Đã trả lời không gia hạn."),
        "doi-han": _("Đã đổi hạn."),
        "nhac": _("Đã gửi lời nhắc."),
        "trao-doi": _("Đã gửi ý kiến."),
    }[act]
    return do(row, ACTS[act], done, f"{PART_PATH}{object_id}", again)


def _form(source: Source | None) -> TaskForm:
    portal = current_portal()
    data: dict[str, Any] = {"once": secrets.token_hex(16)}
    if source is not None:
        data |= {"title": source.subject[:300], "due": source.due, "importance": source.importance}
    form = TaskForm(data=data)
    form.portals.choices = [(one.id, one.name) for one in giving.offices_below(portal.id)]
    form.people.choices = [(one.id, one.name) for one in giving.people_here(portal.id)]
    return form


def _draft(form: TaskForm, source: Source | None) -> giving.TaskDraft:
    assert form.due.data is not None
    return giving.TaskDraft(
        form_key=(form.once.data or secrets.token_hex(16))[:40],
        title=" ".join((form.title.data or "").split()),
        due=form.due.data,
        portals=form.portals.data or [],
        people=form.people.data or [],
        text=(form.text.data or "").replace("\r\n", "\n"),
        wanted=(form.wanted.data or "").replace("\r\n", "\n"),
        importance=form.importance.data,
        rhythm=form.rhythm.data,
        weekday=form.weekday.data,
        measure=form.measure.data,
        total=form.total.data,
        unit=form.unit.data or "",
        files=brought("files"),
        **(source.columns if source is not None else {}),
    )


def _task(object_id: int) -> Task:
    found = queries.task(object_id)
    if found is None:
        abort(404)
    return found


def _part(object_id: int) -> Assignment:
    found = queries.assignment(object_id)
    if found is None:
        abort(404)
    return found


def _page(task: Task, reason: str = "", act: str = "") -> str:
    parts = queries.assignments_of([task.id]).get(task.id, [])
    has = {(one.to_portal_id, one.person_id) for one in parts}
    return shown(
        "given_one.html",
        task=task,
        parts=parts,
        files=files.of_place(TaskFile.task_id, [task.id]).get(task.id, []),
        more_offices=[one for one in giving.offices_below(task.tenant_id) if (one.id, None) not in has],
        more_people=[
            one for one in giving.people_here(task.tenant_id) if (task.tenant_id, one.id) not in has
        ],
        reason=reason,
        failed=act,
        typed=request.form if reason else {},
    )


def _part_page(row: Assignment, reason: str = "", act: str = "") -> str:
    return shown("part.html", reason=reason, failed=act, **course_of(row))


def _add(task: Task) -> None:
    try:
        due = date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        raise NotPossible(_("Chọn hạn cho nơi nhận thêm.")) from None
    giving.add(task, sent_ids("portals"), sent_ids("people"), due, acting())


def _remind(task: Task) -> None:
    parts = [one for one in queries.assignments_of([task.id]).get(task.id, []) if one.is_to_do]
    if not parts:
        raise NotPossible(_("Không còn nơi nào phải nhắc."))
    for one in parts:
        act_on(one, course.REMIND, Said(request.form.get("text", "")), one.version, acting())


def _recall(task: Task) -> None:
    parts = [one for one in queries.assignments_of([task.id]).get(task.id, []) if one.is_open]
    if not parts:
        raise NotPossible(_("Nhiệm vụ này đã kết thúc ở mọi nơi nhận."))
    for one in parts:
        act_on(one, course.RECALL, Said(request.form.get("text", "")), one.version, acting())
