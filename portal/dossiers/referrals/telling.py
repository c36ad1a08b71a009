"""Words between both offices, and who is told what. Notices and e-mails name the code, nothing of a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import Actor, system_actor
from portal.dossiers import moment
from portal.dossiers.party import SYSTEM, Party
from portal.dossiers.people import in_role, told_of_queue
from portal.dossiers.referrals.models import Referral, Referred
from portal.notices.service import notify, people_who_may
from portal.tenancy.directory import directory
from portal.tenancy.owned import new_id

CAME = "/quan-tri/lien-thong/"
SENT = "/quan-tri/lien-thong/da-gui/"
ASK, REPLY, ANSWER, RETURN, RECALL = "ask", "reply", "answer", "return", "recall"
MOST_WORDS = 4000


def said(row: Referral | Referred, side: str, kind: str, text: str, by: str) -> None:
    """Add words to the thread; the other side gets them when they are carried over."""
    line = {
        "key": new_id(),
        "side": side,
        "kind": kind,
        "text": text.strip()[:MOST_WORDS],
        "by": by,
        "at": moment.now().isoformat(),
    }
    row.thread = [*(row.thread or []), line]


def joined(mine: list[dict[str, Any]] | None, theirs: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Both threads as one, each line once, in the order in which they were written."""
    known = {one["key"]: one for one in [*(mine or []), *(theirs or [])]}
    return sorted(known.values(), key=lambda one: (one["at"], one["key"]))


def office_name(portal_id: int) -> str:
    """The agency of a portal, of its heir where it ended."""
    portal = directory().by_id(portal_id)
    return directory().heir_of(portal).authority if portal is not None else ""


def other_office(portal_id: int, tenant_id: int) -> Party:
    """Another agency as who acts on a dossier here."""
    return Party(SYSTEM, Actor(None, office_name(portal_id)[:120], tenant_id, frozenset()))


def tell_above(row: Referred, occasion: str, title: str, *, mail: bool = True) -> None:
    """Tell who has a referred step, or those in whose queue it waits."""
    waiting = told_of_queue(row.role, row.unit, row.tenant_id)
    told = [row.holder_id] if row.holder_id is not None else waiting
    text = _("Một việc do cơ quan khác chuyển đến cần xem. Hãy mở mục Liên thông để xử lý đúng hạn.")
    _notify(row.tenant_id, told, occasion, title, f"{CAME}{row.id}", row.code, text if mail else "")


def tell_below(row: Referral, occasion: str, title: str, *, mail: bool = True) -> None:
    """Tell who sent a step to the other office, and those who receive and assign."""
    clerks = [one.id for one in in_role("counter_clerk", row.tenant_id)]
    leaders = [one.id for one in people_who_may("dossier.assign", row.tenant_id)]
    told = [row.sent_by_id, *leaders] if row.sent_by_id is not None else [*clerks, *leaders]
    text = _("Cơ quan cấp trên có trả lời về một hồ sơ đã chuyển. Hãy mở mục Liên thông để xem.")
    _notify(row.tenant_id, told, occasion, title, f"{SENT}{row.id}", row.code, text if mail else "")


def _notify(
    tenant_id: int, told: Iterable[int | None], occasion: str, title: str, path: str, code: str, mail: str
) -> None:
    notify(told, f"referral.{occasion}", title, path, system_actor(tenant_id), detail=code, mail=mail)


def wants_carrying(row: Referral | Referred, instant: datetime | None = None) -> None:
    """Let the other side know as soon as may be (the caller commits)."""
    row.carry_at = instant or moment.now()
