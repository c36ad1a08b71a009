"""From what a page sent to a verb: each answers what is told when it is done. Raises what verbs raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.digits import whole_number
from portal.dossiers.counter.typed import Sent, day, line, text
from portal.exchange.registers import arriving, drafting, handling, wishing
from portal.exchange.registers.desk.forms import lines
from portal.exchange.registers.drafting import Recipient
from portal.exchange.registers.errors import Wrong
from portal.exchange.registers.handling import Assignment
from portal.exchange.registers.lent import offices
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.sending_more import send_more

Doing: TypeAlias = Callable[[Any, Sent, int, Actor], str]

SLUGS = {
    "accept": "tiep-nhan",
    "refuse": "tu-choi",
    "assign": "phan-cong",
    "begin": "bat-dau",
    "finish": "hoan-thanh",
    "reopen": "xu-ly-tiep",
    "set_due": "doi-han",
    "note": "ghi-y-kien",
    "grant": "dong-y",
    "deny": "khong-dong-y",
    "submit": "trinh-ky",
    "take_back": "lay-lai",
    "give_back": "tra-lai",
    "discard": "xoa",
    "send_more": "gui-them",
    "recall": "thu-hoi",
    "remark": "ghi-y-kien",
}
"""Verbs that the pages of documents do, by what they are called in addresses."""


def _words(sent: Sent) -> str:
    return text(sent, "words", 2000)


def _assignment(sent: Sent) -> Assignment:
    until, typed = day(sent, "due"), line(sent, "due", 20)
    if typed and until is None:
        raise Wrong({"due": _("Ghi ngày như 05/03/2026.")})
    days, typed_days = whole_number(sent.get("days"), 999), line(sent, "days", 10)
    if typed_days and days is None:
        raise Wrong({"days": _("Ghi một số.")})
    return Assignment(
        whole_number(sent.get("holder")),
        line(sent, "unit", 120),
        until,
        None if until else days,
        _words(sent),
    )


def _accept(row: IncomingDocument, _sent: Sent, seen: int, actor: Actor) -> str:
    arriving.accept(row, seen, actor)
    return _("Đã vào sổ, số đến %(number)s.", number=row.number)


def _refuse(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    arriving.refuse(row, _words(sent), seen, actor)
    return _("Đã từ chối tiếp nhận và báo nơi gửi.")


def _assign(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    handling.assign(row, _assignment(sent), seen, actor)
    return _("Đã phân công %(who)s.", who=row.holder_name or row.unit)


def _begin(row: IncomingDocument, _sent: Sent, seen: int, actor: Actor) -> str:
    handling.begin(row, seen, actor)
    return _("Đã ghi nhận bắt đầu xử lý.")


def _finish(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    handling.finish(row, _words(sent), seen, actor, whole_number(sent.get("answer")))
    return _("Đã hoàn thành.")


def _reopen(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    handling.reopen(row, _words(sent), seen, actor)
    return _("Văn bản được xử lý tiếp.")


def _set_due(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    handling.set_due(row, _assignment(sent), seen, actor)
    return _("Đã đổi thời hạn.")


def _remark(row: IncomingDocument | OutgoingDocument, sent: Sent, _seen: int, actor: Actor) -> str:
    handling.remark(row, text(sent, "words", 4000), actor)
    return _("Đã ghi ý kiến.")


def _grant(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    wishing.grant(row, _words(sent), seen, actor)
    return _("Đã đồng ý và báo nơi gửi.")


def _deny(row: IncomingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    wishing.deny(row, _words(sent), seen, actor)
    return _("Đã trả lời không đồng ý cho nơi gửi.")


def _submit(row: OutgoingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    drafting.submit(row, _words(sent), seen, actor)
    return _("Đã trình ký.")


def _take_back(row: OutgoingDocument, _sent: Sent, seen: int, actor: Actor) -> str:
    drafting.take_back(row, seen, actor)
    return _("Đã lấy lại dự thảo để sửa.")


def _give_back(row: OutgoingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    drafting.give_back(row, _words(sent), seen, actor)
    return _("Đã trả dự thảo lại cho người soạn.")


def _discard(row: OutgoingDocument, _sent: Sent, seen: int, actor: Actor) -> str:
    drafting.discard(row, seen, actor)
    return _("Đã xóa dự thảo.")


def _send_more(row: OutgoingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    names = dict(offices())
    wanted = [Recipient(names[one], one) for one in sent.getlist("recipients") if one in names]
    wanted += [Recipient(one) for one in lines(text(sent, "on_paper", 4000))]
    made = send_more(row, wanted, seen, actor)
    return _("Đã gửi thêm: %(names)s.", names="; ".join(one.name for one in made))


def _recall(row: OutgoingDocument, sent: Sent, seen: int, actor: Actor) -> str:
    drafting.recall(row, _words(sent), seen, actor)
    return _("Đã thu hồi; nơi nhận qua trục liên thông được đề nghị trả lại.")


INCOMING: Mapping[str, Doing] = {
    "accept": _accept,
    "refuse": _refuse,
    "assign": _assign,
    "begin": _begin,
    "finish": _finish,
    "reopen": _reopen,
    "set_due": _set_due,
    "note": _remark,
    "grant": _grant,
    "deny": _deny,
}
OUTGOING: Mapping[str, Doing] = {
    "submit": _submit,
    "take_back": _take_back,
    "give_back": _give_back,
    "discard": _discard,
    "send_more": _send_more,
    "recall": _recall,
    "remark": _remark,
}
