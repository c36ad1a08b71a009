"""What a payment provider does for us, whoever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Outcome = Literal["paid", "failed", "pending", "unknown"]
"""What became of a payment; `unknown`: the provider has never heard of it."""


class ProviderSilent(RuntimeError):
    """The provider did not answer, or not so that it could be understood; the message holds nothing of a payer."""


class Forged(ValueError):
    """A message is not signed by the provider, too old, or meant for somebody else."""


@dataclass(frozen=True)
class Opening:
    """What a payment is begun with: our reference, đồng, what the payer reads, where to send the payer and the news."""

    reference: str
    amount: int
    text: str
    return_url: str
    notify_url: str


@dataclass(frozen=True)
class Opened:
    """Where the payer pays."""

    pay_url: str


@dataclass(frozen=True)
class News:
    """What a provider says of a payment: `transaction` is its own number of the payment, `amount` what was really
    paid."""

    message: str
    reference: str
    outcome: Outcome
    transaction: str = ""
    amount: int = 0


@dataclass(frozen=True)
class Message:
    """A call-back as it came: path as it was asked for, head lines of the signature, body."""

    path: str
    timestamp: str
    nonce: str
    signature: str
    body: bytes


class Provider(Protocol):
    """One provider with its key. Everything may raise ProviderSilent, nothing touches the database."""

    @property
    def name(self) -> str:
        """What call-backs and books call it."""

    @property
    def label(self) -> str:
        """What payers call it."""

    def open(self, opening: Opening) -> Opened:
        """Begin a payment; with the same reference the same payment."""

    def read(self, message: Message) -> News:
        """What a call-back says. Raises Forged before a byte of the body was understood, ValueError for one that is
        signed and makes no sense."""

    def ask(self, reference: str) -> News:
        """What became of a payment."""

    def refund(self, transaction: str, amount: int, once: str) -> bool:
        """Send money back, once per `once`; whether it was sent (False: refused for good)."""
