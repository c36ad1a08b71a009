"""What tests of payments need: demands, people with their drawers, a provider's file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from portal.accounts.permissions import Actor, system_actor
from portal.payments.demanding import Charge, Payer, Subject, demand
from portal.payments.models import PaymentDemand
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import A

_count = itertools.count(1)
FEE, LEVY = (
    Charge("phi-bs", "Phí chứng thực bản sao", "phi", 2_000, 5),
    Charge("le-phi", "Lệ phí", "le-phi", 8_000),
)
NAME = "Nguyễn Thị Bông"
KEY = "khoa-thu-" * 5


@contextmanager
def at_desk(app: Flask, role: str, slug: str = A, user_id: int = 1) -> Iterator[Actor]:
    """Somebody of this role, in the editing scope of a portal."""
    with app.app_context():
        portal = directory().by_slug(slug)
        assert portal is not None
        with entered(editing(portal.id)):
            yield Actor(user_id, f"{role} {user_id}", portal.id, frozenset({role}))


def asked(
    actor: Actor, *charges: Charge, kind: str = "thu", number: int = 0, payer: str = NAME
) -> PaymentDemand:
    """A demand of 18.000 đồng unless other charges are given."""
    number = number or next(_count)
    made = demand(
        Subject(kind, number, f"000.00.18.H47-261130-{number:04d}"),
        "Chứng thực bản sao",
        charges or (FEE, LEVY),
        Payer(payer, "Thôn Hòa An"),
        system_actor(actor.tenant_id),
        once=f"thu-{number}",
    )
    commit()
    return made
