"""What all pages of tasks share: doing what a form asks for, showing it again with its words where nothing was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting
from portal.digits import whole_number
from portal.dossiers.files import attachment
from portal.exchange.tasks import files, wording
from portal.exchange.tasks.course import DOER, GIVER, TRANSITIONS, possible
from portal.exchange.tasks.errors import NotPossible, StaleVersion
from portal.exchange.tasks.files import Brought
from portal.exchange.tasks.models import Assignment, TaskFile
from portal.exchange.tasks.service import Said, act, content_of, standing
from portal.exchange.tasks.settling import Row, events_of, present_day
from portal.exchange.tasks.telling import BOARD_PATH, GIVEN_PATH, PART_PATH, RECEIVED_PATH, WHERE
from portal.extensions import db
from portal.media.refusal import Refused
from portal.media.store import StoreUnavailable
from portal.papers import queries as papers
from portal.papers.service import PaperLost
from portal.publishing.service import commit
from portal.web.request import path
from portal.web.sent import sent_version

PATHS = {
    "where": WHERE,
    "received_path": RECEIVED_PATH,
    "given_path": GIVEN_PATH,
    "part_path": PART_PATH,
    "board_path": BOARD_PATH,
}
_NAMED = {
    "states": wording.STATES,
    "happenings": wording.HAPPENINGS,
    "importance": wording.IMPORTANCE,
    "weekdays": wording.WEEKDAYS,
    "office_name": wording.office_name,
    "unit_name": wording.unit_name,
    "progress": wording.progress,
    "share": wording.share,
    "days_late": wording.days_late,
}


def shown(template: str, **context: Any) -> str:
    """A page of tasks with what all of them need."""
    return render_template(f"tasks/{template}", today=present_day(), **PATHS, **_NAMED, **context)


def listed(name: str, **context: Any) -> str:
    """A page with a list; HTMX, which narrows it while one types, asks for the list alone."""
    return shown(f"_{name}_list.html" if request.headers.get("HX-Request") else f"{name}.html", **context)


def said() -> Said:
    """What a form brings: words, a day, a number, files. Raises NotPossible for what is no day or number."""
    return Said(request.form.get("text", "").replace("\r\n", "\n"), _day(), _number(), brought("files"))


def _day() -> date | None:
    typed = request.form.get("until", "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise NotPossible(_("Chọn ngày trong lịch, hoặc ghi như 2026-11-30.")) from None


def _number() -> int | None:
    typed = request.form.get("done", "").strip()
    if not typed:
        return None
    found = whole_number(typed, 10_000_000)
    if found is None:
        raise NotPossible(_("Số đã làm phải là số nguyên, ví dụ 60."))
    return found


def brought(name: str) -> tuple[Brought, ...]:
    """The files that a form brings."""
    return tuple(
        Brought(one.filename or "", one.read()) for one in request.files.getlist(name) if one.filename
    )


def do(row: Row, kind: str, done: str, where: str, again: Callable[[str, int], ResponseReturnValue]) -> Any:
    """Do an act that the form asks for; where that cannot be, `again(reason, status)` shows the page with its words."""
    return tried(lambda: act(row, kind, said(), sent_version(), acting()), done, where, again)


def tried(
    verb: Callable[[], Any], done: str, where: str, again: Callable[[str, int], ResponseReturnValue]
) -> ResponseReturnValue:
    """Do it, commit, say so; what was typed comes back where nothing was done."""
    try:
        verb()
        commit()
    except StaleVersion:
        db.session.rollback()
        return again(_("Chưa làm gì: nhiệm vụ vừa thay đổi. Hãy xem lại rồi làm tiếp."), 409)
    except StoreUnavailable:
        db.session.rollback()
        return again(_("Chưa lưu được tệp: kho tệp đang bận hoặc đầy. Hãy thử lại sau."), 507)
    except (NotPossible, Refused, PaperLost) as error:
        db.session.rollback()
        return again(str(error), 422)
    flash(done, "success")
    return redirect(path(where), 303)


def course_of(row: Row) -> dict[str, Any]:
    """What the page of one part of a task shows of its course: happenings with files, what can be done now."""
    events = events_of(row)
    held = files.of_place(TaskFile.event_id, [one.id for one in events])
    side = GIVER if isinstance(row, Assignment) else DOER
    return {
        "row": row,
        "content": content_of(row),
        "events": list(reversed(events)),
        "event_files": held,
        "possible": {kind for kind in TRANSITIONS if possible(standing(row), kind, side)},
        "typed": request.form if request.method == "POST" else {},
    }


def file_answer(file: TaskFile | None) -> Response:
    """A file to be saved. Aborts with 404."""
    held = papers.paper(file.paper_id) if file is not None else None
    if file is None or held is None:
        abort(404)
    return attachment(held, file.name)
