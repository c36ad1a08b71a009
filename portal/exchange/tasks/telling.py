"""Who is told what of tasks, within the portal in force. Progress is not told: the board shows it."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import system_actor
from portal.exchange.tasks import course
from portal.exchange.tasks.models import Assignment, ReceivedTask, Task, TaskEvent
from portal.exchange.tasks.wording import office_name
from portal.notices.service import notify, notify_gathered, people_who_may

WHERE = "/quan-tri/nhiem-vu/"
RECEIVED_PATH = "/quan-tri/nhiem-vu/duoc-giao/"
GIVEN_PATH = "/quan-tri/nhiem-vu/da-giao/"
PART_PATH = "/quan-tri/nhiem-vu/noi-nhan/"
BOARD_PATH = "/quan-tri/nhiem-vu/bang-theo-doi/"
GIVE, HANDLE, ASSIGN, READ = "task.give", "exchange.handle", "exchange.assign", "exchange.read"


def doers(row: ReceivedTask) -> list[int]:
    """Who has a received task in hand; while nobody has, those who assign and those who keep the register."""
    if row.holder_id is not None:
        return [row.holder_id]
    people = people_who_may(ASSIGN, row.tenant_id) + people_who_may("exchange.register", row.tenant_id)
    return sorted({one.id for one in people})


def givers(task: Task) -> list[int]:
    """Who gave a task, while they may give tasks still; else all who may."""
    able = [one.id for one in people_who_may(GIVE, task.tenant_id)]
    return [task.given_by_id] if task.given_by_id in able else able


def tell_arrived(row: ReceivedTask) -> None:
    """A task came to this office."""
    title = _("Nhiệm vụ mới: %(title)s", title=row.title)
    text = _("%(office)s giao nhiệm vụ: %(title)s.", office=office_name(row.from_portal_id), title=row.title)
    notify(
        doers(row),
        "task.arrived",
        title,
        f"{RECEIVED_PATH}{row.id}",
        system_actor(row.tenant_id),
        detail=_("Hạn %(day)s", day=f"{row.due:%d/%m/%Y}"),
        mail=text,
    )


def tell_doers(row: ReceivedTask, event: TaskEvent) -> None:
    """The giver did something that who does the task must know."""
    titles = {
        course.ACCEPT: _("Kết quả nhiệm vụ được công nhận"),
        course.RETURN: _("Nhiệm vụ bị trả lại để làm tiếp"),
        course.RECALL: _("Nhiệm vụ đã được thu hồi"),
        course.GRANT: _("Đã cho gia hạn nhiệm vụ"),
        course.DENY: _("Không cho gia hạn nhiệm vụ"),
        course.MOVE: _("Hạn của nhiệm vụ đã đổi"),
        course.SAY: _("Nơi giao nhiệm vụ có ý kiến"),
        course.REMIND: _("Nơi giao nhắc nhiệm vụ"),
    }
    if event.kind in titles:
        mail = titles[event.kind] + f": {row.title}." if event.kind in _BY_MAIL else ""
        _tell(doers(row), event, titles[event.kind], f"{RECEIVED_PATH}{row.id}", row, mail)


_BY_MAIL = {course.RETURN, course.RECALL, course.MOVE, course.REMIND}


def tell_givers(task: Task, assignment: Assignment, event: TaskEvent) -> None:
    """Who does a task did something that its giver must decide on, or answer. Many who report make one notice."""
    titles = {
        course.FINISH: _("Báo cáo hoàn thành, chờ công nhận: %(title)s", title=task.title),
        course.ASK: _("Xin gia hạn, chờ quyết định: %(title)s", title=task.title),
        course.SAY: _("Nơi nhận nhiệm vụ có ý kiến: %(title)s", title=task.title),
    }
    if event.kind not in titles:
        return
    notify_gathered(
        [one for one in givers(task) if one != event.by_id],
        f"task.{event.kind}",
        titles[event.kind],
        f"{GIVEN_PATH}{task.id}",
        system_actor(task.tenant_id),
        detail=assignment.first_holder or office_name(assignment.to_portal_id),
    )


def _tell(
    people: list[int], event: TaskEvent, title: str, path: str, about: Task | ReceivedTask, mail: str
) -> None:
    told = [one for one in people if one != event.by_id]
    actor = system_actor(about.tenant_id)
    notify(told, f"task.{event.kind}", title, path, actor, detail=about.title, mail=mail)
