"""What upper rooms tell this one: what happens when something of theirs is paid, and who may see a payment page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app

from portal.payments.models import PaymentDemand

Hook = Callable[[PaymentDemand], None]
"""Called within the transaction of the act, with the demand as it has become. What it raises undoes the whole act."""


@dataclass
class Payments:
    """Everything registered on one application; by kind of subject."""

    settled: dict[str, list[Hook]] = field(default_factory=dict)
    undone: dict[str, list[Hook]] = field(default_factory=dict)
    pages: dict[str, Callable[[PaymentDemand], str]] = field(default_factory=dict)
    payer_pages: dict[str, Callable[[PaymentDemand], str]] = field(default_factory=dict)
    may_see: list[Callable[[PaymentDemand], bool]] = field(default_factory=list)


def payments(app: Flask | None = None) -> Payments:
    """What was registered on the application."""
    found: Payments = (app or current_app).extensions.setdefault("portal_payments", Payments())
    return found


def when_settled(app: Flask, kind: str, act: Hook) -> None:
    """`act` is called in the transaction in which a demand of this kind of subject is paid, or found to be free."""
    payments(app).settled.setdefault(kind, []).append(act)


def when_undone(app: Flask, kind: str, act: Hook) -> None:
    """`act` is called in the transaction in which what was paid is taken back (the demand is open again, or returned).
    It raises `TooLate` to prevent it."""
    payments(app).undone.setdefault(kind, []).append(act)


def lead_to(app: Flask, kind: str, page: Callable[[PaymentDemand], str]) -> None:
    """Where on the desk a subject of this kind stands: its path, or "" where it has no page here."""
    payments(app).pages[kind] = page


def lead_on(app: Flask, kind: str, page: Callable[[PaymentDemand], str]) -> None:
    """Where who pays goes on to once this kind of subject is paid for: a public path."""
    payments(app).payer_pages[kind] = page


def let_see(app: Flask, may_see: Callable[[PaymentDemand], bool]) -> None:
    """Who may see a payment page without its secret: asked within the request, e.g. whether the owner is signed in."""
    payments(app).may_see.append(may_see)


def page_of(demand: PaymentDemand) -> str:
    """The path of a demand's subject on the desk, or ""."""
    page = payments().pages.get(demand.subject_kind)
    return page(demand) if page is not None else ""


def payer_page_of(demand: PaymentDemand) -> str:
    """The public path of a demand's subject for who pays in this request, or ""."""
    page = payments().payer_pages.get(demand.subject_kind)
    return page(demand) if page is not None else ""


def tell(hooks: dict[str, list[Hook]], demand: PaymentDemand) -> None:
    """Call what was registered for the kind of this demand's subject."""
    for act in hooks.get(demand.subject_kind, []):
        act(demand)
