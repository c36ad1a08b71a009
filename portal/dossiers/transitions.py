"""The one table of what may become of a dossier: states, verbs, who may. Verbs, buttons and tests read it. Pure.

States are those of Circular 01/2018/TT-VPCP; what each verb means in law stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.dossiers.party import CITIZEN, STAFF, SYSTEM, Party
from portal.dossiers.states import (
    CLOSED,
    COMPLETING,
    DONE,
    HANDLING,
    NEW,
    OPEN_STATES,
    PAYING,
    RECEIVED,
    REFUSED,
    RETURNED,
    RUNNING,
    STOPPED,
    WAITING,
    WITHDRAWN,
)
from portal.services.definition.shapes import Step

BACK = "back"
"""As a target: the state that the dossier was in when the citizen was asked."""
HOLDER = "holder"


@dataclass(frozen=True)
class Way:
    """A way to a verb. `who`: HOLDER (has the dossier in hand), STAFF, CITIZEN (the dossier's own) or SYSTEM. `action`
    is the permission that people of the desk need; `may` what the step must allow (one of them); `states` narrows the
    rule's; `in_role`: the role of the step is needed."""

    who: str
    action: str = ""
    may: frozenset[str] = frozenset()
    states: tuple[str, ...] = ()
    in_role: bool = False


@dataclass(frozen=True)
class Rule:
    """A verb: from which states, to which (None: it stays), in which ways, and what must hold besides (NEEDS)."""

    verb: str
    label: Any
    sources: tuple[str, ...]
    target: str | None
    ways: tuple[Way, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the table asks about a dossier. `stand_in_id` stands in for a holder who is away; `more_work`: a later step
    does more than hand out; `signs`: a step of the process signs; `promise_passed`: no apology was issued since."""

    state: str
    step: Step | None = None
    holder_id: int | None = None
    stand_in_id: int | None = None
    is_first: bool = False
    more_work: bool = False
    received: bool = False
    signs: bool = False
    decided: bool = False
    signed: bool = False
    promise_passed: bool = False
    forgotten: bool = False


def _holder(action: str, *may: str) -> Way:
    return Way(HOLDER, action, frozenset(may))


def _staff(action: str, *states: str) -> Way:
    return Way(STAFF, action, states=states)


_READ, _ASK, _HANDLE = "dossier.read", "dossier.ask", "dossier.handle"
_RECEIVE, _RETURN, _ASSIGN, _SIGN = "dossier.receive", "dossier.return", "dossier.assign", "dossier.sign"
_CITIZEN, _SYSTEM = Way(CITIZEN), Way(SYSTEM)

RULES: Mapping[str, Rule] = {
    one.verb: one
    for one in (
        Rule("submit", _l("Nộp hồ sơ"), ("",), NEW, (_CITIZEN,)),
        Rule("register", _l("Nhập hồ sơ tại quầy"), ("",), NEW, (_staff(_RECEIVE),)),
        # Form 01; the clock begins (Decree 61/2018/NĐ-CP, art. 17).
        Rule("receive", _l("Tiếp nhận hồ sơ"), (NEW,), RECEIVED, (_staff(_RECEIVE),)),
        # Form 03; only before it was received (art. 17, clause 3).
        Rule(
            "refuse", _l("Từ chối tiếp nhận"), (NEW, *WAITING), REFUSED, (_staff(_RECEIVE),), ("unreceived",)
        ),
        Rule(
            "take", _l("Nhận xử lý"), RUNNING, HANDLING, (Way(STAFF, _READ, in_role=True),), ("free", "here")
        ),
        Rule("release", _l("Trả lại hàng chờ"), RUNNING, None, (_holder(_READ),)),
        Rule(
            "pass",
            _l("Chuyển bước tiếp theo"),
            RUNNING,
            HANDLING,
            (_holder(_READ, "pass", "sign", "refer"), _SYSTEM),
            ("more_work", "promise"),
        ),
        Rule(
            "send_back",
            _l("Chuyển lại bước trước"),
            RUNNING,
            HANDLING,
            (_holder(_READ), _SYSTEM),
            ("later", "unsigned"),
        ),
        Rule(
            "reassign",
            _l("Phân công lại"),
            (*RUNNING, *WAITING, DONE),
            None,
            (_staff(_ASSIGN), _SYSTEM),
            ("received", "here"),
        ),
        # Form 02; the clock stands while the office waits (art. 19, clause 4).
        Rule(
            "ask",
            _l("Yêu cầu bổ sung"),
            (NEW, *RUNNING),
            COMPLETING,
            (_staff(_RECEIVE, NEW), _holder(_ASK, "ask")),
            ("promise",),
        ),
        Rule(
            "complete",
            _l("Bổ sung hồ sơ"),
            (COMPLETING,),
            BACK,
            (_CITIZEN, _staff(_RECEIVE), _holder(_ASK)),
        ),
        Rule(
            "charge",
            _l("Yêu cầu nộp phí, lệ phí"),
            (NEW, *RUNNING),
            PAYING,
            (_staff(_RECEIVE, NEW), _holder(_ASK, "pay"), Way(SYSTEM, states=(NEW,))),
            ("promise",),
        ),
        Rule("paid", _l("Đã nộp phí, lệ phí"), (PAYING,), BACK, (_SYSTEM,)),
        # Cash that was taken by mistake and undone: without this a slip would carry a dossier past its fee.
        Rule("unpaid", _l("Hủy lần thu nhầm"), (NEW, *RUNNING), PAYING, (_SYSTEM,), ("here",)),
        Rule(
            "withdraw",
            _l("Rút hồ sơ"),
            OPEN_STATES,
            WITHDRAWN,
            (_CITIZEN, _staff(_RECEIVE)),
            ("unsigned",),
        ),
        Rule(
            "stop",
            _l("Dừng xử lý"),
            (*RUNNING, *WAITING),
            STOPPED,
            (_holder(_READ, "refuse"), _staff(_ASSIGN)),
            ("received", "unsigned"),
        ),
        Rule("decide", _l("Soạn kết quả"), RUNNING, None, (_holder(_HANDLE, "decide"),), ("unsigned",)),
        Rule("sign", _l("Ký kết quả"), RUNNING, None, (_holder(_SIGN, "sign"),), ("decided", "unsigned")),
        Rule(
            "finish",
            _l("Hoàn thành xử lý"),
            RUNNING,
            DONE,
            (_holder(_READ), _SYSTEM),
            ("no_more_work", "signed", "promise"),
        ),
        Rule("return", _l("Trả kết quả"), (DONE,), RETURNED, (_staff(_RETURN), _SYSTEM)),
        # Form 04 (art. 19, clause 8): before the promised moment, or as soon as it is known that it was missed.
        Rule(
            "apologise",
            _l("Xin lỗi và hẹn lại"),
            (*RUNNING, *WAITING),
            None,
            (_holder(_READ), _staff(_ASSIGN)),
            ("received",),
        ),
        Rule(
            "correct",
            _l("Đính chính thông tin"),
            (*OPEN_STATES, DONE),
            None,
            (_staff(_RECEIVE), _holder(_READ)),
        ),
        Rule(
            "note",
            _l("Ghi chú nội bộ"),
            (*OPEN_STATES, DONE, *CLOSED),
            None,
            (_staff(_READ),),
            ("kept",),
        ),
        Rule("contact", _l("Đổi thông tin liên hệ"), (*OPEN_STATES, DONE), None, (_CITIZEN,), ("kept",)),
        Rule("rate", _l("Đánh giá"), (DONE, RETURNED, REFUSED, STOPPED), None, (_CITIZEN,), ("kept",)),
        Rule("recount", _l("Tính lại thời hạn"), (*RUNNING, *WAITING), None, (_SYSTEM,), ("received",)),
        Rule("forget", _l("Xóa dữ liệu cá nhân"), CLOSED, None, (_SYSTEM,), ("kept",)),
    )
}


NEEDS: Mapping[str, Any] = {
    "unreceived": lambda facts, _actor: not facts.received,
    "received": lambda facts, _actor: facts.received,
    "free": lambda facts, actor: _is_free_for(facts, actor),
    "here": lambda facts, _actor: facts.step is None or facts.step.at == "own",
    "more_work": lambda facts, _actor: facts.more_work,
    "no_more_work": lambda facts, _actor: not facts.more_work,
    "later": lambda facts, _actor: not facts.is_first,
    "decided": lambda facts, _actor: facts.decided,
    "signed": lambda facts, _actor: facts.signed or not facts.signs,
    "unsigned": lambda facts, _actor: not facts.signed,
    "promise": lambda facts, _actor: not facts.promise_passed,
    "kept": lambda facts, _actor: not facts.forgotten,
}
"""What a rule may need besides its states, by name."""


def _is_free_for(facts: Facts, actor: Actor) -> bool:
    """Whether somebody may take it: nobody has it, or who has it is away and this is who stands in."""
    if facts.holder_id is None:
        return True
    return facts.stand_in_id is not None and actor.user_id == facts.stand_in_id != facts.holder_id


@dataclass(frozen=True)
class Refusal:
    """Why a verb is refused: "state", "need" (its name in `need`), "person" (no permission), "holder" (it is in other
    hands), "step" (the step does not allow it)."""

    kind: str
    need: str = ""
    action: str = field(default="")


def refusal(verb: str, facts: Facts, by: Party, *, owns: bool = False) -> Refusal | None:
    """Why this party may not do it now, or None. `owns`: the party is the citizen whose dossier it is."""
    rule = RULES[verb]
    if facts.state not in rule.sources:
        return Refusal("state")
    found = [_against(way, facts, by, owns) for way in rule.ways]
    if None not in found:
        # What stands nearest to acting says the most: wrong hands before wrong step before no right at all.
        order = {"holder": 0, "step": 1, "person": 2}
        return min((one for one in found if one is not None), key=lambda one: order[one.kind])
    missing = next((need for need in rule.needs if not NEEDS[need](facts, by.actor)), None)
    return Refusal("need", missing) if missing else None


def allowed(facts: Facts, by: Party, *, owns: bool = False) -> list[str]:
    """The verbs that this party may do now, in the order of the table: the buttons of a page."""
    return [verb for verb in RULES if refusal(verb, facts, by, owns=owns) is None]


def _against(way: Way, facts: Facts, by: Party, owns: bool) -> Refusal | None:
    """Why this way is not open, or None."""
    no = Refusal("person", action=way.action)
    if way.states and facts.state not in way.states:
        return no
    if way.who in {CITIZEN, SYSTEM}:
        return None if by.kind == way.who and (owns or way.who == SYSTEM or facts.state == "") else no
    if by.kind != STAFF or not by.actor.may(way.action):
        return no
    if way.in_role and (facts.step is None or facts.step.role not in by.actor.roles):
        return no
    if way.who != HOLDER:
        return None
    if facts.holder_id is None or facts.holder_id != by.actor.user_id:
        return Refusal("holder")
    if way.may and (facts.step is None or not way.may & set(facts.step.may)):
        return Refusal("step")
    return None
