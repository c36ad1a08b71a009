"""Binding tasks to the application."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.exchange.registers.parts import Document, DocumentPart, add_document_part
from portal.exchange.registers.telling import listeners
from portal.exchange.tasks import desk_board, desk_given, desk_received, queries, today, wording
from portal.exchange.tasks.holding import HOLDING
from portal.exchange.tasks.landing import directive_moved
from portal.exchange.tasks.reminding import Tending
from portal.exchange.tasks.sources import address_of, may_be_followed
from portal.exchange.tasks.telling import GIVE, GIVEN_PATH, READ, RECEIVED_PATH, WHERE
from portal.publishing.holdings import register_holding
from portal.web.contributions import DeskEntry, contributions


def of_document(actor: Actor, register: str, document: Document) -> dict[str, Any] | None:
    """What the page of a document shows of tasks: those that follow from it, and where one can be given."""
    if not actor.may(READ):
        return None
    gave, got = queries.following_from(register, document.id)
    may_give = actor.may(GIVE) and may_be_followed(document)
    if not (gave or got or may_give):
        return None
    parts = queries.assignments_of([one.id for one in gave])
    return {
        "given": [(one, parts.get(one.id, [])) for one in gave],
        "received": got,
        "give_path": f"{GIVEN_PATH}moi?van-ban={address_of(register, document.id)}" if may_give else "",
        "given_path": GIVEN_PATH,
        "received_path": RECEIVED_PATH,
        "states": wording.STATES,
    }


def register(app: Flask) -> None:
    """Bind tasks to the application."""
    for one in (
        desk_received.start_bp,
        desk_received.bp,
        desk_given.task_bp,
        desk_given.part_bp,
        desk_board.bp,
    ):
        app.register_blueprint(one)
    add_document_part(
        app,
        DocumentPart(
            "tasks",
            40,
            of_document,
            actions="tasks/_document_action.html",
            panel="tasks/_document_panel.html",
        ),
    )
    listeners(app).moved.append(directive_moved)
    register_holding(app, HOLDING)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Nhiệm vụ"), WHERE, 28, "clipboard", READ, queries.to_do, group="lead"))
    shared.today += [today.to_do, today.decisions]
    shared.tended.append(lambda: Tending().step)
    shared.actions |= {
        "task.give": _l("Giao nhiệm vụ"),
        "task.assign": _l("Giao nhiệm vụ cho một nơi nhận"),
        "task.arrive": _l("Nhiệm vụ được giao đến"),
        "task.receive": _l("Nhận nhiệm vụ"),
        "task.hand": _l("Giao người làm nhiệm vụ"),
        "task.start": _l("Bắt đầu làm nhiệm vụ"),
        "task.report": _l("Báo cáo tiến độ nhiệm vụ"),
        "task.finish": _l("Báo cáo hoàn thành nhiệm vụ"),
        "task.ask": _l("Xin gia hạn nhiệm vụ"),
        "task.grant": _l("Cho gia hạn nhiệm vụ"),
        "task.deny": _l("Không cho gia hạn nhiệm vụ"),
        "task.move": _l("Đổi hạn nhiệm vụ"),
        "task.accept": _l("Công nhận kết quả nhiệm vụ"),
        "task.return": _l("Trả lại nhiệm vụ để làm tiếp"),
        "task.recall": _l("Thu hồi nhiệm vụ"),
        "task.say": _l("Trao đổi về nhiệm vụ"),
        "task.remind": _l("Nhắc nhiệm vụ"),
    }
