"""Packages between offices, exactly once in effect.

`outbox` writes what is to be sent in the transaction of the act, `posting` carries it, `receiving` takes what comes;
`receipts` is how both sides know what became of a package. `offices` is the book of who can be written to.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.exchange.carrying import (
    desk,
    keeping,
    offices,
    offices_desk,
    outbox,
    queries,
    store,
    tending,
    views,
)
from portal.exchange.carrying.commands import exchange_cli
from portal.exchange.carrying.paths import HEALTH, OFFICES
from portal.exchange.registers.lent import lent
from portal.exchange.registers.parts import DocumentPart, add_document_part
from portal.exchange.registers.telling import listeners
from portal.media.homes import keep_sealed
from portal.sealing.registry import register_files
from portal.web.contributions import DeskEntry, contributions, every


def register(app: Flask) -> None:
    """Bind the package to the application."""
    for one in (views.bp, desk.bp, desk.course_bp, offices_desk.bp):
        app.register_blueprint(one)
    app.cli.add_command(exchange_cli)
    heard = listeners(app)
    heard.issued.append(outbox.issued)
    heard.sent_more.append(outbox.issued)
    heard.recalled.append(outbox.recalled)
    heard.moved.append(outbox.moved)
    lent(app).book = offices.book
    register_files(app, store.SEALED)
    keep_sealed(app, store.PLACE)
    add_document_part(app, DocumentPart("exchange", 20, desk.panel, panel="exchange/_panel.html"))
    shared = contributions(app)
    shared.desk += [
        DeskEntry(
            _l("Liên thông văn bản"),
            HEALTH,
            27,
            "share",
            desk.READ,
            lambda actor: queries.failed_count() if actor.may(desk.CLERK) else 0,
            group="office",
        ),
        DeskEntry(_l("Danh bạ liên thông"), OFFICES, 93, "building", keeping.ACTION, group="admin"),
    ]
    shared.today.append(desk.card)
    shared.tended += [
        lambda: tending.Carrying().step,
        every(3600, tending.tidy),
        every(24 * 3600, tending.warn),
    ]
    shared.actions |= {
        "exchange.again": _l("Gửi lại gói tin liên thông"),
        "exchange.put_right": _l("Gửi bản cập nhật văn bản"),
        "exchange.forged": _l("Câu trả lời liên thông giả mạo"),
        "exchange.office": _l("Sửa danh bạ liên thông"),
    }
