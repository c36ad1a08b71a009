"""Who works with documents of an office, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import desk_path
from portal.exchange.registers.transitions import HANDLE, REGISTER, SIGN
from portal.notices.service import notify, people_who_may

Document = IncomingDocument | OutgoingDocument


def handlers(tenant_id: int) -> list[User]:
    """Who may be given a document to handle, by name."""
    return people_who_may(HANDLE, tenant_id)


def handler(user_id: int, tenant_id: int) -> User | None:
    """One of them; None for anybody else."""
    return next((one for one in handlers(tenant_id) if one.id == user_id), None)


def tell(
    row: Document, people: Iterable[int | None], occasion: str, title: str, actor: Actor, detail: str = ""
) -> int:
    """Tell people of the office of something in the registers, on the desk and by e-mail; how many were told. What a
    document says does not go into an e-mail beyond its subject."""
    text = f"{title}\n{detail}" if detail else title
    return notify(
        people, f"exchange.{occasion}", title[:300], desk_path(row), actor, detail=detail, mail=text
    )


def tell_clerks(row: Document, occasion: str, title: str, actor: Actor, detail: str = "") -> int:
    """Tell those who keep the registers."""
    return tell(
        row, [one.id for one in people_who_may(REGISTER, row.tenant_id)], occasion, title, actor, detail
    )


def tell_signers(row: Document, occasion: str, title: str, actor: Actor, detail: str = "") -> int:
    """Tell those who sign."""
    return tell(row, [one.id for one in people_who_may(SIGN, row.tenant_id)], occasion, title, actor, detail)
