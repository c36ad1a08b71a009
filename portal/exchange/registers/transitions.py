"""The one table of what may become of a document of a register, and who may: verbs, buttons and tests read it. Pure.

States of an arrival are the status codes of the standard (QCVN 102:2016/BTTTT); those of a document going out are
this office's own. What each duty is in law stands in Nghị định 30/2020/NĐ-CP, articles 14 to 24.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.exchange.edxml.shapes import ACCEPTED, ARRIVED, ASSIGNED, DONE, HANDLING, REFUSED
from portal.exchange.registers.models import (
    DRAFT,
    IN,
    ISSUED,
    OUT,
    RECALLED,
    REPLACED,
    TO_SIGN,
    IncomingDocument,
    OutgoingDocument,
)

READ, WRITE, HANDLE = "exchange.read", "exchange.draft", "exchange.handle"
REGISTER, ASSIGN, SIGN = "exchange.register", "exchange.assign", "exchange.sign"
OPEN_STATES = (ACCEPTED, ASSIGNED, HANDLING)
"""Of an arrival that is in the register and not done."""
STATE_LABELS: dict[str, Any] = {
    DRAFT: _l("Dự thảo"),
    TO_SIGN: _l("Chờ ký"),
    ISSUED: _l("Đã ban hành"),
    RECALLED: _l("Đã thu hồi"),
    REPLACED: _l("Đã được thay thế"),
    ARRIVED: _l("Chờ tiếp nhận"),
    REFUSED: _l("Từ chối tiếp nhận"),
    ACCEPTED: _l("Chờ phân công"),
    ASSIGNED: _l("Đã phân công"),
    HANDLING: _l("Đang xử lý"),
    DONE: _l("Hoàn thành"),
}
STATE_TONES = {
    TO_SIGN: "warn",
    ISSUED: "good",
    RECALLED: "bad",
    REPLACED: "neutral",
    ARRIVED: "warn",
    REFUSED: "bad",
    ACCEPTED: "warn",
    ASSIGNED: "info",
    HANDLING: "info",
    DONE: "good",
}


@dataclass(frozen=True)
class Rule:
    """A verb: from which states, to which (None: it stays), who may.

    One of `may` is enough; `own` is the weaker permission that is enough for who has it in hand (holder of an arrival,
    drafter of a draft), with `free` also while nobody has. `words`: it is refused without. `closed`: also of what was
    taken back or replaced. `asked`: only while the sender asks for something; `unasked`: only while not.
    """

    verb: str
    register: str
    label: Any
    sources: tuple[str, ...]
    target: str | None
    may: tuple[str, ...]
    own: str = ""
    free: bool = False
    words: bool = False
    closed: bool = False
    asked: bool = False
    unasked: bool = False


@dataclass(frozen=True)
class Facts:
    """What the table asks about a document: `hand_id` has it in hand."""

    state: str
    hand_id: int | None = None
    is_closed: bool = False
    is_asked: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why a verb is refused: "person" (no such right), "hands" (only who has it in hand), "state", "closed", "asked"
    (the sender is answered first, or asks nothing)."""

    kind: str
    action: str = ""


RULES: Mapping[str, Rule] = {
    one.verb: one
    for one in (
        # Documents that come in: registered on the day they come (article 22), handed to who handles them (article 24).
        Rule("accept", IN, _l("Tiếp nhận, vào sổ"), (ARRIVED,), ACCEPTED, (REGISTER,), unasked=True),
        Rule("refuse", IN, _l("Từ chối tiếp nhận"), (ARRIVED,), REFUSED, (REGISTER,), words=True),
        Rule("assign", IN, _l("Phân công"), OPEN_STATES, ASSIGNED, (ASSIGN,)),
        Rule("begin", IN, _l("Bắt đầu xử lý"), (ASSIGNED,), HANDLING, (REGISTER,), own=HANDLE, free=True),
        Rule("finish", IN, _l("Hoàn thành"), OPEN_STATES, DONE, (REGISTER, ASSIGN), own=HANDLE),
        Rule("reopen", IN, _l("Xử lý tiếp"), (DONE,), HANDLING, (REGISTER, ASSIGN), own=HANDLE, words=True),
        Rule("set_due", IN, _l("Đổi thời hạn"), OPEN_STATES, None, (ASSIGN,), words=True),
        Rule(
            "note",
            IN,
            _l("Ghi ý kiến"),
            (ARRIVED, *OPEN_STATES, DONE),
            None,
            (REGISTER, ASSIGN),
            own=HANDLE,
            words=True,
            closed=True,
        ),
        Rule("correct", IN, _l("Sửa thông tin vào sổ"), (*OPEN_STATES, DONE), None, (REGISTER,)),
        Rule("add_file", IN, _l("Thêm tệp"), (*OPEN_STATES, DONE), None, (REGISTER,)),
        Rule("grant", IN, _l("Đồng ý"), (ARRIVED, *OPEN_STATES, DONE), None, (REGISTER,), asked=True),
        Rule(
            "deny",
            IN,
            _l("Không đồng ý"),
            (ARRIVED, *OPEN_STATES, DONE),
            None,
            (REGISTER,),
            words=True,
            asked=True,
        ),
        # Documents that go out: drafted, looked at and signed (articles 10 to 13), numbered and issued (14 to 19).
        Rule("change", OUT, _l("Sửa dự thảo"), (DRAFT,), None, (REGISTER,), own=WRITE),
        Rule("submit", OUT, _l("Trình ký"), (DRAFT,), TO_SIGN, (REGISTER,), own=WRITE),
        Rule("take_back", OUT, _l("Lấy lại để sửa"), (TO_SIGN,), DRAFT, (REGISTER,), own=WRITE),
        Rule("give_back", OUT, _l("Trả lại để sửa"), (TO_SIGN,), DRAFT, (SIGN,), words=True),
        Rule("discard", OUT, _l("Xóa dự thảo"), (DRAFT,), None, (REGISTER,), own=WRITE),
        Rule("issue", OUT, _l("Ký và ban hành"), (DRAFT, TO_SIGN), ISSUED, (SIGN,)),
        Rule("number", OUT, _l("Cấp số văn bản giấy"), (DRAFT, TO_SIGN), ISSUED, (REGISTER,)),
        Rule("send_more", OUT, _l("Gửi thêm nơi nhận"), (ISSUED,), None, (REGISTER,)),
        Rule("recall", OUT, _l("Thu hồi"), (ISSUED,), RECALLED, (SIGN,), words=True),
        Rule("replace", OUT, _l("Soạn văn bản thay thế"), (ISSUED,), None, (WRITE,)),
        Rule(
            "remark",
            OUT,
            _l("Ghi ý kiến"),
            (DRAFT, TO_SIGN, ISSUED, RECALLED, REPLACED),
            None,
            (REGISTER, SIGN),
            own=WRITE,
            words=True,
        ),
    )
}
"""Verbs by name. `issue` and `number` are done by `issuing`, all others here."""

SYSTEM_LABELS: dict[str, Any] = {
    "arrive": _l("Văn bản đến qua trục liên thông"),
    "enter": _l("Vào sổ văn bản đến"),
    "wish_recall": _l("Nơi gửi đề nghị lấy lại"),
    "wish_update": _l("Nơi gửi đề nghị cập nhật"),
    "wish_replace": _l("Nơi gửi đề nghị thay thế"),
    "draft": _l("Soạn dự thảo"),
    "attach": _l("Thêm tệp kèm theo"),
    "detach": _l("Bỏ tệp kèm theo"),
    "replaced": _l("Đã được thay thế"),
    "answered": _l("Đã có văn bản trả lời"),
    "hand_over": _l("Bàn giao"),
    "remind_soon": _l("Nhắc sắp hết hạn"),
    "remind_late": _l("Nhắc quá hạn"),
    "announce": _l("Công bố trên cổng thông tin"),
    "ask_announce": _l("Đề nghị công bố trên cổng thông tin"),
}
"""Acts in the course of a document that no button does."""


def facts_of(row: IncomingDocument | OutgoingDocument) -> Facts:
    """What the table asks, of a row."""
    if isinstance(row, IncomingDocument):
        return Facts(row.state, row.holder_id, row.is_closed, row.wanted is not None)
    return Facts(row.state, row.drafter_id)


def guard_of(verb: str) -> str:
    """The permission without which a verb can't be done in any state: all who may have it (a test holds that)."""
    return RULES[verb].own or RULES[verb].may[0]


def refusal(verb: str, facts: Facts, actor: Actor) -> Refusal | None:
    """Why somebody may not do it now, or None."""
    rule = RULES[verb]
    if not any(actor.may(one) for one in rule.may):
        if not rule.own or not actor.may(rule.own):
            return Refusal("person", guard_of(verb))
        if facts.hand_id != actor.user_id and not (rule.free and facts.hand_id is None):
            return Refusal("hands")
    if facts.state not in rule.sources:
        return Refusal("state")
    if facts.is_closed and not rule.closed:
        return Refusal("closed")
    if (rule.asked and not facts.is_asked) or (rule.unasked and facts.is_asked):
        return Refusal("asked")
    return None


def allowed(register: str, facts: Facts, actor: Actor) -> list[str]:
    """The verbs that somebody may do now, in the order of the table: the buttons of a page."""
    mine = (verb for verb, rule in RULES.items() if rule.register == register)
    return [verb for verb in mine if refusal(verb, facts, actor) is None]


def act_label(act: str) -> str:
    """How an act is called in the course of a document."""
    return str(RULES[act].label if act in RULES else SYSTEM_LABELS.get(act, act))
