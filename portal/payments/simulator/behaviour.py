"""What the simulator can do with a payment: the choices of its page, each as the calls that it makes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """A call-back: what it says, after how many shares of the late time, whether its signature is right, and the number
    of its message (two calls with one number are one message sent twice)."""

    outcome: str
    transaction: str = ""
    amount: int = 0
    message: int = 0
    wait: float = 0.0
    is_forged: bool = False


@dataclass(frozen=True)
class Behaviour:
    """A choice: its label, the truth that the status answers ((transaction, amount) of each payment, or an outcome),
    and the calls that are made. `slow`: answers to questions take the late time too."""

    label: str
    paid: tuple[tuple[str, int], ...]
    outcome: str
    calls: tuple[Call, ...]
    slow: bool = False


def behaviours(amount: int, number: str) -> dict[str, Behaviour]:
    """Every choice for a payment of this amount; `number` begins the transactions."""
    one, two = f"{number}-1", f"{number}-2"
    paid = Call("paid", one, amount)

    def success(label: str, *calls: Call, slow: bool = False) -> Behaviour:
        return Behaviour(label, ((one, amount),), "paid", calls, slow)

    under, over = max(1, amount - 1_000), amount + 5_000
    return {
        "success": success("Thành công", paid),
        "failure": Behaviour("Thất bại", (), "failed", (Call("failed"),)),
        "late": success("Thành công, báo muộn", Call("paid", one, amount, wait=1.0)),
        "twice": success("Thành công, báo hai lần", paid, paid, Call("paid", one, amount, message=1)),
        "double": Behaviour(
            "Người nộp trả hai lần",
            ((one, amount), (two, amount)),
            "paid",
            (paid, Call("paid", two, amount, message=1)),
        ),
        "order": success(
            "Báo sai thứ tự", paid, Call("failed", message=1, wait=0.1), Call("pending", message=2, wait=0.2)
        ),
        "recovered": success(
            "Thất bại rồi thành công", Call("failed"), Call("paid", one, amount, 1, wait=0.1)
        ),
        "under": Behaviour("Trả thiếu", ((one, under),), "paid", (Call("paid", one, under),)),
        "over": Behaviour("Trả thừa", ((one, over),), "paid", (Call("paid", one, over),)),
        "forged": Behaviour(
            "Báo giả (sai chữ ký)", (), "pending", (Call("paid", one, amount, is_forged=True),)
        ),
        "lost": success("Thành công, mất báo"),
        "slow": success("Thành công, trả lời chậm", Call("paid", one, amount, wait=1.0), slow=True),
    }


def said(call: Call, merchant: str, reference: str) -> dict[str, Any]:
    """The body of a call-back."""
    body: dict[str, Any] = {
        "merchant": merchant,
        "message": f"{reference}-{call.message}",
        "reference": reference,
        "outcome": call.outcome,
    }
    return body | ({"transaction": call.transaction, "amount": call.amount} if call.outcome == "paid" else {})
