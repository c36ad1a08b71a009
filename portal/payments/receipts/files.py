"""Receipts as downloads."""

from __future__ import annotations

from flask import Response, abort

from portal.extensions import db
from portal.payments.receipts.models import PaymentReceipt
from portal.payments.receipts.paper import pdf
from portal.payments.receipts.signing import sign_at_once


def pdf_answer(receipt: PaymentReceipt) -> Response:
    """The paper."""
    return _download(pdf(receipt, replaced_by(receipt)), "application/pdf", receipt, "pdf")


def xml_answer(receipt: PaymentReceipt) -> Response:
    """The signed data; signed now where the follower has not come to it yet. 404 while there is no key."""
    data = receipt.xml or sign_at_once(receipt)
    if data is None:
        abort(404)
    return _download(data, "application/xml", receipt, "xml")


def replaced_by(receipt: PaymentReceipt) -> PaymentReceipt | None:
    """The receipt whose place this one takes."""
    if receipt.replaces_id is None:
        return None
    return db.session.get(PaymentReceipt, (receipt.tenant_id, receipt.replaces_id))


def _download(body: bytes, kind: str, receipt: PaymentReceipt, ending: str) -> Response:
    answer = Response(body, mimetype=kind)
    name = f"bien-lai-{receipt.symbol}-{receipt.number_text}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
