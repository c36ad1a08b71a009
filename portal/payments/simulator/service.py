"""The simulator's HTTP service."""

from __future__ import annotations

import html
import http.client
import json
import logging
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from portal.payments.providers.http import key_of
from portal.payments.providers.signing import (
    ANSWERING,
    ASKING,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TELLING,
    TIME_HEADER,
    Signed,
    is_signed,
    signature_of,
)
from portal.payments.simulator.behaviour import Behaviour, Call, behaviours, said

log = logging.getLogger(__name__)
LARGEST = 64 * 1024
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Thanh toán thử</title></head>
<body><main><h1>Đơn vị thanh toán thử nghiệm</h1><p><strong>KHÔNG DÙNG THẬT.</strong> Không có đồng tiền nào đi qua
đây.</p> <p>Mã {reference}: {amount} đồng. {text}</p>
<form method="post">{buttons}</form></main></body></html>"""


@dataclass
class Payment:
    """A payment that was opened here, and what was chosen for it."""

    merchant: str
    reference: str
    amount: int
    text: str
    return_url: str
    notify_url: str
    number: str
    chosen: Behaviour | None = None
    refunds: dict[str, str] = field(default_factory=dict)


class Simulator(ThreadingHTTPServer):
    """The service with its payments; `told` lists (choice, HTTP status) of call-backs made, for who looks on."""

    daemon_threads = True

    def __init__(self, port: int, key: str, late: float) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.key, self.late = key_of(key), late
        self.payments: dict[str, Payment] = {}
        self.told: list[tuple[str, int]] = []
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def choose(self, reference: str, choice: str) -> Payment:
        """What the payer does: the truth changes at once, the calls are made beside. Raises KeyError."""
        payment = self.payments[reference]
        with self.lock:
            payment.chosen = behaviours(payment.amount, payment.number)[choice]
        threading.Thread(target=self._tell, args=(payment, choice), daemon=True).start()
        return payment

    def _tell(self, payment: Payment, choice: str) -> None:
        assert payment.chosen is not None
        for call in payment.chosen.calls:
            time.sleep(call.wait * self.late)
            try:
                status = self._call(payment, call)
            except OSError as error:
                log.warning("call-back failed: %s", error)
                status = 0
            with self.lock:
                self.told.append((choice, status))

    def _call(self, payment: Payment, call: Call) -> int:
        target = urlsplit(payment.notify_url)
        body = json.dumps(said(call, payment.merchant, payment.reference)).encode()
        key = secrets.token_bytes(32) if call.is_forged else self.key
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = signature_of(key, Signed(TELLING, stamp, nonce, "POST", target.path, body))
        # Names below .localhost are this machine (RFC 6761), also where no resolver knows them.
        host = "127.0.0.1" if (target.hostname or "").endswith("localhost") else str(target.hostname)
        kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
        connection = kind(host, target.port, timeout=10)
        try:
            connection.request(
                "POST",
                target.path,
                body,
                {
                    "Host": target.netloc,
                    "Content-Type": "application/json",
                    TIME_HEADER: stamp,
                    NONCE_HEADER: nonce,
                    SIGNATURE_HEADER: signature,
                },
            )
            return connection.getresponse().status
        finally:
            connection.close()

    def answer(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What a signed question is answered with. Raises KeyError for what it does not know."""
        if path == "/payments":
            return self._open(asked)
        if path == "/payments/status":
            return self._status(asked)
        if path == "/refunds":
            return self._refund(asked)
        raise KeyError(path)

    def _open(self, asked: dict[str, Any]) -> dict[str, Any]:
        reference = str(asked["reference"])
        with self.lock:
            if reference not in self.payments:
                names = ("merchant", "amount", "text", "return_url", "notify_url")
                values = {name: asked[name] for name in names}
                self.payments[reference] = Payment(reference=reference, number=secrets.token_hex(6), **values)
        return {"pay_url": f"{self.address}/pay/{quote(reference)}"}

    def _status(self, asked: dict[str, Any]) -> dict[str, Any]:
        payment = self.payments.get(str(asked["reference"]))
        if payment is None:
            return {"reference": asked["reference"], "outcome": "unknown"}
        chosen = payment.chosen
        if chosen is None:
            return {"reference": payment.reference, "outcome": "pending"}
        if chosen.slow:
            time.sleep(self.late)
        if not chosen.paid:
            return {"reference": payment.reference, "outcome": chosen.outcome}
        transaction, amount = chosen.paid[0]
        return {
            "reference": payment.reference,
            "outcome": "paid",
            "transaction": transaction,
            "amount": amount,
        }

    def _refund(self, asked: dict[str, Any]) -> dict[str, Any]:
        transaction, once = str(asked["transaction"]), str(asked["once"])
        with self.lock:
            for payment in self.payments.values():
                paid = dict(payment.chosen.paid) if payment.chosen is not None else {}
                if transaction not in paid:
                    continue
                taken = payment.refunds.setdefault(transaction, once)
                fits = taken == once and int(asked["amount"]) <= paid[transaction]
                return {"outcome": "refunded" if fits else "refused"}
        return {"outcome": "refused"}


def serve(port: int, key: str, late: float) -> Simulator:
    """The service, bound and not yet serving; port 0 takes a free one."""
    return Simulator(port, key, late)


class _Handler(BaseHTTPRequestHandler):
    """Signed questions of portals, and the page for the payer."""

    server: Simulator
    protocol_version = "HTTP/1.0"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: references would stand in a log."""

    def do_GET(self) -> None:
        """The page of a payment."""
        payment = self.server.payments.get(self.path.removeprefix("/pay/"))
        if payment is None:
            return self._send(404, "text/plain", b"")
        buttons = "".join(
            f'<p><button name="choose" value="{name}">{html.escape(one.label)}</button></p>'
            for name, one in behaviours(payment.amount, payment.number).items()
        )
        page = PAGE.format(
            reference=html.escape(payment.reference),
            amount=f"{payment.amount:,}".replace(",", "."),
            text=html.escape(payment.text),
            buttons=buttons,
        )
        self._send(200, "text/html; charset=utf-8", page.encode())

    def do_POST(self) -> None:
        """A choice of the payer, or a question of a portal."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0") or 0), LARGEST))
        if self.path.startswith("/pay/"):
            return self._choose(body)
        head = [self.headers.get(name, "") for name in (TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)]
        asked = Signed(ASKING, head[0], head[1], "POST", self.path, body)
        if not is_signed(self.server.key, asked, head[2], time.time()):
            return self._send(403, "text/plain", b"")
        try:
            answer = json.dumps(self.server.answer(self.path, json.loads(body))).encode()
        except (KeyError, ValueError, TypeError):
            return self._send(400, "text/plain", b"")
        stamp = str(int(time.time()))
        signed = Signed(ANSWERING, stamp, head[1], "POST", self.path, answer)
        self._send(
            200,
            "application/json",
            answer,
            {TIME_HEADER: stamp, SIGNATURE_HEADER: signature_of(self.server.key, signed)},
        )

    def _choose(self, body: bytes) -> None:
        choice = parse_qs(body.decode("utf-8", "replace")).get("choose", [""])[0]
        try:
            payment = self.server.choose(self.path.removeprefix("/pay/"), choice)
        except KeyError:
            return self._send(404, "text/plain", b"")
        self._send(303, "text/plain", b"", {"Location": payment.return_url})

    def _send(self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | (more or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
