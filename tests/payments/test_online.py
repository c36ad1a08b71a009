"""Paying through a provider: a real one on a loopback port, with every way that its call-backs can go wrong."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from portal.clock import utc_now
from portal.extensions import db
from portal.payments import attempts, claiming, refunding
from portal.payments.checking import check_books
from portal.payments.codes import secret_of
from portal.payments.demanding import cancel, locked
from portal.payments.ledger.posting import held_for
from portal.payments.models import PAID, PaymentAttempt, PaymentDemand, PaymentMessage, PaymentRefund
from portal.payments.providers.configured import FILE, ProvidersUnusable, providers_of
from portal.payments.providers.contract import Forged, Message, ProviderSilent
from portal.payments.providers.http import key_of
from portal.payments.providers.signing import (
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TELLING,
    TIME_HEADER,
    Signed,
    signature_of,
)
from portal.payments.simulator.service import Simulator, serve
from portal.payments.tending import turn
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from tests.conftest import A, B, Browser
from tests.payments.making import KEY, asked, at_desk

LATE = 0.6


def configure(instance: Path, address: str, slugs: tuple[str, ...] = (A,), **more: Any) -> Path:
    """The file of providers with one, `thu`."""
    path = instance / FILE
    path.parent.mkdir(exist_ok=True)
    values = {"name": "thu", "label": "Cổng thử", "address": address, "key": KEY, "inside": True} | more
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    merchants = [f'"{one}" = "UBND-{one}"' for one in slugs]
    path.write_text("\n".join(["[[provider]]", *lines, "[provider.merchants]", *merchants]))
    path.chmod(0o600)
    return path


@pytest.fixture()
def simulator(instance: Path) -> Iterator[Simulator]:
    server = serve(0, KEY, LATE)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    configure(instance, f"{server.address}/")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture()
def portal_port(app: Flask) -> Iterator[int]:
    """The application itself on a loopback port, for call-backs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


class Payer(Browser):
    """A citizen who holds code and secret of a demand."""

    def __init__(self, app: Flask, port: int, slug: str = A) -> None:
        super().__init__(app, slug)
        self.headers = {"Host": f"{slug}.localhost:{port}"}
        with at_desk(app, "tenant_admin", slug) as actor:
            one = asked(actor)
            self.number, self.code = one.id, one.code
            self.secret = secret_of(one.code)

    def open(self) -> Any:
        answer = self.post(
            "/thanh-toan/", {"code": self.code, "secret": self.secret}, token_from="/thanh-toan/"
        )
        assert answer.status_code == 303, answer.status_code
        return self.get(f"/thanh-toan/{self.code}")

    def go(self) -> str:
        page = self.open()
        once = re.search(r'name="once" value="([0-9a-f]{32})"', page.text)
        assert once
        sent = {"provider": "thu", "once": once[1]}
        first, second = (
            self.post(f"/thanh-toan/{self.code}/tra", sent, token_from="/thanh-toan/") for _click in range(2)
        )
        assert first.status_code == second.status_code == 200, first.text
        found = re.findall(r'href="http://127[^"]*/pay/(\w+)"', first.text + second.text)
        assert len(found) == 2 and found[0] == found[1]
        return str(found[0])


def until(found: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def standing(app: Flask, payer: Payer) -> tuple[str, int]:
    with at_desk(app, "tenant_admin", payer.slug):
        one = locked(payer.number)
        assert check_books() == []
        return one.state, held_for(one.id)


CHOICES = {
    "success": ("paid", 0, [200]),
    "failure": ("open", 0, [200]),
    "late": ("paid", 0, [200]),
    "twice": ("paid", 0, [200] * 3),
    "double": ("paid", 18_000, [200] * 2),
    "order": ("paid", 0, [200] * 3),
    "recovered": ("paid", 0, [200] * 2),
    "under": ("open", 17_000, [200]),
    "over": ("paid", 5_000, [200]),
    "forged": ("open", 0, [403]),
    "slow": ("paid", 0, [200]),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_whatever_a_provider_does_the_books_are_right(
    app: Flask, simulator: Simulator, portal_port: int, choice: str
) -> None:
    state, held, statuses = CHOICES[choice]
    payer = Payer(app, portal_port)
    reference = payer.go()
    simulator.choose(reference, choice)
    until(lambda: len(simulator.told) == len(statuses))
    assert [status for _choice, status in simulator.told] == statuses
    assert standing(app, payer) == (state, held)
    page = payer.get(f"/thanh-toan/{payer.code}")
    assert ("Đã trả" in page.text.replace("“Đã trả”", "")) == (state == "paid")


def test_a_call_back_that_is_lost_is_asked_for(app: Flask, simulator: Simulator, portal_port: int) -> None:
    payer = Payer(app, portal_port)
    simulator.choose(payer.go(), "lost")
    assert standing(app, payer) == ("open", 0)
    with app.app_context():
        assert attempts.poll(utc_now()) == 0  # not due yet
        assert attempts.poll(utc_now() + timedelta(seconds=20)) == 1
    assert standing(app, payer) == ("paid", 0)
    with app.app_context():
        assert attempts.poll(utc_now() + timedelta(hours=9)) == 0


def test_who_comes_back_is_asked_for_at_once(app: Flask, simulator: Simulator, portal_port: int) -> None:
    payer = Payer(app, portal_port)
    simulator.choose(payer.go(), "lost")
    answer = payer.get(f"/thanh-toan/{payer.code}/ket-qua?vnp_ResponseCode=00&trang-thai=da-tra")
    assert answer.status_code == 303 and standing(app, payer) == ("open", 0)
    with app.app_context():
        assert turn() == (1, 0)
    assert standing(app, payer) == ("paid", 0)


def test_a_payment_after_giving_up_is_owed_back(app: Flask, simulator: Simulator, portal_port: int) -> None:
    payer = Payer(app, portal_port)
    reference = payer.go()
    with at_desk(app, "tenant_admin") as actor:
        cancel(payer.number, "rút hồ sơ", actor)
        commit()
    simulator.choose(reference, "success")
    until(lambda: len(simulator.told) == 1)
    assert standing(app, payer) == ("cancelled", 18_000)


def test_an_attempt_that_nobody_answers_ends(app: Flask, simulator: Simulator, portal_port: int) -> None:
    payer = Payer(app, portal_port)
    payer.go()
    simulator.shutdown()
    simulator.server_close()
    with app.app_context():
        for hours in (1, 30, 60):
            assert attempts.poll(utc_now() + timedelta(hours=hours)) == 1
        assert attempts.poll(utc_now() + timedelta(hours=99)) == 0
    with at_desk(app, "tenant_admin"):
        assert db.session.scalars(select(PaymentAttempt.state)).all() == ["expired"]


def test_a_provider_that_is_silent_takes_nothing_and_says_so(app: Flask, instance: Path) -> None:
    configure(instance, "http://127.0.0.1:9/")
    payer = Payer(app, 8000)
    page = payer.open()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page.text)
    assert once
    answer = payer.post(
        f"/thanh-toan/{payer.code}/tra", {"provider": "thu", "once": once[1]}, token_from="/thanh-toan/"
    )
    assert answer.status_code == 503 and "Tiền của ông/bà chưa bị trừ" in answer.text
    assert standing(app, payer) == ("open", 0)


def test_a_refund_goes_back_through_the_provider(app: Flask, simulator: Simulator, portal_port: int) -> None:
    payer = Payer(app, portal_port)
    simulator.choose(payer.go(), "success")
    until(lambda: len(simulator.told) == 1)
    with at_desk(app, "counter_clerk") as actor:
        asking = refunding.Asking("provider", "hồ sơ không thuộc thẩm quyền", whole=True)
        refund = refunding.ask(payer.number, asking, "h1", actor)
        commit()
    with at_desk(app, "tenant_admin", user_id=2) as actor:
        refunding.approve(refund.id, actor)
        commit()
    with app.app_context():
        assert turn() == (0, 1) and turn() == (0, 0)
    assert standing(app, payer) == ("returned", 0)
    with at_desk(app, "tenant_admin"):
        assert db.session.scalars(select(PaymentRefund.state)).all() == ["done"]


def message(key: bytes, path: str, said: dict[str, Any], **more: Any) -> tuple[bytes, dict[str, str]]:
    """A call-back to the portal A as the provider would send it: body and headers."""
    body = json.dumps(said).encode()
    stamp, nonce = more.get("stamp", str(int(time.time()))), more.get("nonce", secrets.token_hex(16))
    signed = Signed(more.get("direction", TELLING), stamp, nonce, "POST", more.get("signed_path", path), body)
    return body, {
        TIME_HEADER: stamp,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: signature_of(key, signed),
        "Host": f"{A}.localhost:8000",
    }


def _paid(reference: str, **more: Any) -> dict[str, Any]:
    said = {"merchant": f"UBND-{A}", "message": "m1", "reference": reference, "outcome": "paid"}
    return said | {"transaction": "t1", "amount": 18_000} | more


NEWS = "/thanh-toan/bao/thu"


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ({}, {"key": b"x" * 32}),
        ({}, {"stamp": "1000000000"}),
        ({}, {"stamp": "9999999999"}),
        ({}, {"stamp": "hôm nay"}),
        ({}, {"nonce": "ngắn"}),
        ({}, {"direction": "hoi"}),
        ({}, {"signed_path": "/thanh-toan/bao/khac"}),
        ({"merchant": f"UBND-{B}"}, {}),
    ],
)
def test_a_forger_is_told_nothing(
    app: Flask, instance: Path, said: dict[str, Any], more: dict[str, Any]
) -> None:
    configure(instance, "http://127.0.0.1:9/")
    payer = Payer(app, 8000)
    body, headers = message(more.pop("key", key_of(KEY)), NEWS, _paid("x", **said), **more)
    answer = app.test_client().post(NEWS, data=body, headers=headers)
    assert (answer.status_code, answer.data) == (403, b"")
    unknown = app.test_client().post("/thanh-toan/bao/khong-co", data=body, headers=headers)
    assert (unknown.status_code, unknown.data) == (403, b"")
    with at_desk(app, "tenant_admin"):
        assert db.session.scalars(select(PaymentMessage)).all() == [] and locked(payer.number).state == "open"


@pytest.mark.parametrize(
    "said", [{"amount": -5}, {"amount": True}, {"amount": "18000"}, {"outcome": "ok"}, {"transaction": "a b"}]
)
def test_signed_nonsense_changes_nothing(app: Flask, instance: Path, said: dict[str, Any]) -> None:
    configure(instance, "http://127.0.0.1:9/")
    body, headers = message(key_of(KEY), NEWS, _paid("x", **said))
    assert app.test_client().post(NEWS, data=body, headers=headers).status_code == 422


def test_a_message_is_stored_once_and_sealed(app: Flask, instance: Path) -> None:
    configure(instance, "http://127.0.0.1:9/")
    for _time in range(3):
        body, headers = message(key_of(KEY), NEWS, _paid("KHONG-AI-BIET"))
        answer = app.test_client().post(NEWS, data=body, headers=headers)
        assert (answer.status_code, answer.data) == (200, b"")
    with at_desk(app, "tenant_admin"):
        (stored,) = db.session.scalars(select(PaymentMessage))
        assert json.loads(stored.body)["reference"] == "KHONG-AI-BIET" and stored.outcome == "unclaimed"
        assert [one.amount for one in claiming.unclaimed()] == [18_000] and check_books() == []
        raw = db.session.connection().exec_driver_sql(
            f"SELECT body FROM payment_message WHERE tenant_id = {stored.tenant_id}"
        )
        assert b"KHONG-AI-BIET" not in raw.scalar_one()


def test_a_large_call_back_is_not_read(app: Flask, instance: Path) -> None:
    configure(instance, "http://127.0.0.1:9/")
    body, headers = message(key_of(KEY), NEWS, _paid("x", more="x" * 20_000))
    assert app.test_client().post(NEWS, data=body, headers=headers).status_code == 403


def test_a_key_that_others_can_read_is_not_used(app: Flask, instance: Path) -> None:
    path = configure(instance, "http://127.0.0.1:9/")
    with app.app_context():
        portal = directory().by_slug(A)
        other = directory().by_slug(B)
        assert portal is not None and other is not None
        assert list(providers_of(portal)) == ["thu"] and providers_of(other) == {}
        path.chmod(0o644)
        with pytest.raises(ProvidersUnusable):
            providers_of(portal)


@pytest.mark.parametrize(
    "more",
    [{"key": "ngắn"}, {"name": "Tên Hoa"}, {"inside": False}, {"label": ""}],
)
def test_a_provider_that_is_configured_badly_is_not_used(
    app: Flask, instance: Path, more: dict[str, Any]
) -> None:
    configure(instance, "http://thanh-toan.example/", **more)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with pytest.raises(ProvidersUnusable):
            providers_of(portal)


def test_our_own_network_is_out_of_reach_unless_the_administrator_says_so(app: Flask, instance: Path) -> None:
    configure(instance, "https://127.0.0.1/", inside=False)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with pytest.raises(ProviderSilent, match="địa chỉ"):
            providers_of(portal)["thu"].ask("R1")


def test_an_answer_that_is_not_signed_is_none(app: Flask, instance: Path) -> None:
    other = serve(0, "khoa-khac" * 5, LATE)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    configure(instance, other.address)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with pytest.raises(ProviderSilent):
            providers_of(portal)["thu"].ask("R1")
    other.shutdown()
    other.server_close()


def test_reading_checks_the_signature_first(app: Flask, instance: Path) -> None:
    configure(instance, "http://127.0.0.1:9/")
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with pytest.raises(Forged):
            providers_of(portal)["thu"].read(Message(NEWS, "", "", "", b"not json"))


def test_a_demand_without_its_secret_does_not_exist(app: Flask, browser: Callable[[str], Browser]) -> None:
    payer = Payer(app, 8000)
    stranger = browser(A)
    for path in ("", "/trang-thai", "/ma.svg", "/ket-qua", "/bien-lai.pdf"):
        assert stranger.get(f"/thanh-toan/{payer.code}{path}").status_code == 404
    wrong = stranger.post(
        "/thanh-toan/", {"code": payer.code, "secret": "AAAA-AAAA"}, token_from="/thanh-toan/"
    )
    none = stranger.post(
        "/thanh-toan/", {"code": "TT22222222", "secret": "AAAA-AAAA"}, token_from="/thanh-toan/"
    )
    assert wrong.status_code == none.status_code == 422
    payer.open()
    page = payer.get(f"/thanh-toan/{payer.code}")
    assert (
        page.status_code == 200 and "18.000 đồng" in page.text and page.headers["Cache-Control"] == "no-store"
    )
    assert "Nguyễn Thị Bông" not in page.text and len(page.data) <= 60 * 1024
    elsewhere = browser(B)
    elsewhere.client = payer.client
    assert elsewhere.get(f"/thanh-toan/{payer.code}").status_code == 404


def test_an_upper_room_lets_its_owner_see(app: Flask, browser: Callable[[str], Browser]) -> None:
    from portal.payments.registry import let_see

    payer = Payer(app, 8000)
    let_see(app, lambda one: one.code == payer.code)
    assert browser(A).get(f"/thanh-toan/{payer.code}").status_code == 200


def test_the_page_shows_the_code_that_banks_read(app: Flask) -> None:
    import io

    import zxingcpp
    from PIL import Image

    from portal.payments.settings import PaymentSettings, save_settings
    from portal.payments.vietqr.payload import Transfer, decode

    with at_desk(app, "tenant_admin") as actor:
        save_settings(
            PaymentSettings(bank="970405", account="4200201000123", holder="UBND", unit="UBND"), actor
        )
    payer = Payer(app, 8000)
    page = payer.open()
    assert "4200201000123" in page.text and f"/thanh-toan/{payer.code}/ma.svg" in page.text
    shot = Image.open(io.BytesIO(payer.get(f"/thanh-toan/{payer.code}/ma.png").data))
    (found,) = zxingcpp.read_barcodes(shot, zxingcpp.BarcodeFormat.QRCode)
    assert decode(found.text) == Transfer("970405", "4200201000123", 18_000, payer.code)
    with at_desk(app, "tenant_admin"):
        assert db.session.get(PaymentDemand, (locked(payer.number).tenant_id, payer.number)) is not None
    # A page that was made a moment before the money came shows a tick, and nothing that could be paid by.
    code = payer.get(f"/thanh-toan/{payer.code}/ma.svg").data
    with at_desk(app, "tenant_admin"):
        locked(payer.number).state = PAID
        db.session.commit()
    tick = payer.get(f"/thanh-toan/{payer.code}/ma.svg")
    assert tick.status_code == 200 and tick.mimetype == "image/svg+xml" and len(tick.data) < 400 < len(code)
    assert payer.get(f"/thanh-toan/{payer.code}/ma.png").status_code == 404
