"""The outbox: each e-mail leaves at least once, under one Message-ID, whatever happens to the process or the server."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.clock import utc_now
from portal.config import InvalidSetting
from portal.extensions import db
from portal.mail.carriers import FileCarrier, NotCarried, SmtpCarrier, carrier_of, is_here
from portal.mail.letters import compose
from portal.mail.models import FAILED, SENT, WAITING, OutgoingMail
from portal.mail.sending import LEASE, PAUSES, Postman, thin
from portal.mail.service import InvalidAddress, send_mail
from portal.tenancy.scope import editing, entered
from tests.conftest import ROOT, A, B, settings_for
from tests.factories import Factory
from tests.mail.smtp_server import serving


def _post(
    factory: Factory, slug: str = A, to: str = "can.bo@example.vn", subject: str = "Trả lại bài"
) -> int:
    with factory.acting(slug) as actor:
        mail = send_mail(to, subject, "Xã Tam Hải\nXin chào.", tenant_id=actor.tenant_id, reason="returned")
        db.session.commit()
        return mail.id


def _row(app: Flask, factory: Factory, number: int, slug: str = A) -> OutgoingMail:
    with app.app_context(), entered(editing(factory.tenant_id(slug))):
        found = db.session.scalar(select(OutgoingMail).where(OutgoingMail.id == number))
        assert found is not None
        return found


class Refusing:
    """A carrier that refuses until told otherwise."""

    def __init__(self, *, for_good: bool = False) -> None:
        self.for_good, self.refuses = for_good, True
        self.carried: list[EmailMessage] = []

    def carry(self, message: EmailMessage, name: str) -> None:
        if self.refuses:
            raise NotCarried("Máy chủ bận", for_good=self.for_good)
        self.carried.append(message)


def test_an_e_mail_goes_over_the_wire_as_vietnamese_reads(app: Flask, factory: Factory) -> None:
    number = _post(
        factory, subject="Trả lại: Tam Hải ra quân làm sạch bãi biển dài hơn bảy mươi tám ký tự một chút"
    )
    with serving() as server:
        carrier = SmtpCarrier("127.0.0.1", server.port, "nguoi", "mat-khau")
        assert Postman(app, carrier).step() == 1
    assert _row(app, factory, number).state == SENT
    raw = server.taken[0]
    assert raw.isascii() and all(len(line) <= 998 for line in raw.split(b"\r\n"))
    message: Any = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Subject"].startswith("Trả lại: Tam Hải ra quân")
    assert message["From"].addresses[0].display_name and message["To"] == "can.bo@example.vn"
    assert message["Auto-Submitted"] == "auto-generated" and str(number) in message["Message-ID"]
    assert message.get_content().split() == ["Xã", "Tam", "Hải", "Xin", "chào."]
    assert len(server.passwords) == 1


@pytest.mark.asvs("1.3.11")
def test_nobody_writes_headers_through_a_subject_or_an_address(app: Flask, factory: Factory) -> None:
    _post(factory, subject="a\r\nBcc: ai-do@example.vn\u2028X: y")
    for bad in ("a@b.vn\r\nBcc: c@d.vn", "a@b.vn, c@d.vn", "a b@c.vn", ""):
        with factory.acting(A) as actor, pytest.raises(InvalidAddress):
            send_mail(bad, "x", "y", tenant_id=actor.tenant_id)
    with serving() as server:
        Postman(app, SmtpCarrier("127.0.0.1", server.port)).step()
    headers = email.message_from_bytes(server.taken[0], policy=email.policy.default)
    assert headers["Bcc"] is None and headers["X"] is None and headers["Subject"].startswith("a Bcc:")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=300))
def test_whatever_is_in_it_a_message_can_be_made(subject: str, name: str, text: str) -> None:
    plain = [part.encode("utf-8", "replace").decode() for part in (subject, name, text)]
    mail = OutgoingMail(tenant_id=1, id=2, to="a@b.vn", subject=plain[0], text=plain[2], created_at=utc_now())
    message: Any = email.message_from_bytes(
        compose(mail, "x@example.vn", plain[1]).as_bytes(), policy=email.policy.default
    )
    expected = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"}
    assert set(message.keys()) - expected <= {
        "Content-Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


def test_pauses_grow_until_it_is_given_up_and_an_administrator_tries_again(
    app: Flask, factory: Factory, signed_in: Any
) -> None:
    number, carrier, now = _post(factory), Refusing(), utc_now()
    postman = Postman(app, carrier)
    for pause in PAUSES:
        assert postman.step(now) == 1
        assert postman.step(now + pause - timedelta(seconds=1)) == 0
        now += pause
    assert _row(app, factory, number).state == WAITING
    assert postman.step(now) == 1
    assert _row(app, factory, number).state == FAILED
    assert postman.step(now + timedelta(days=9)) == 0
    admin = signed_in(A, "tenant_admin")
    shown = admin.get("/quan-tri/thu-di/").text
    assert "Máy chủ bận" in shown and "1 thư không gửi được" in shown and "Xin chào." not in shown
    assert signed_in(A, "approver").get("/quan-tri/thu-di/").status_code == 403
    assert admin.post(f"/quan-tri/thu-di/{number}/gui-lai").status_code == 302
    carrier.refuses = False
    assert postman.step() == 1 and len(carrier.carried) == 1
    assert _row(app, factory, number).state == SENT
    assert "vừa chuyển" in admin.get(admin.post(f"/quan-tri/thu-di/{number}/gui-lai").location).text


def test_what_a_server_refuses_for_good_is_not_tried_again(app: Flask, factory: Factory) -> None:
    bad, good = _post(factory), _post(factory, B)
    with serving(answers={"RCPT": "550 no such user"}) as server:
        Postman(app, SmtpCarrier("127.0.0.1", server.port)).step()
        assert _row(app, factory, bad).state == FAILED
        assert "550: no such user" in _row(app, factory, bad).error
    with serving(answers={"MAIL": "451 later"}) as server:
        other = _post(factory, B)
        Postman(app, SmtpCarrier("127.0.0.1", server.port)).step()
        assert _row(app, factory, other, B).state == WAITING
    assert _row(app, factory, good, B).state == FAILED


def test_a_server_that_is_not_there_costs_a_try_and_no_e_mail(app: Flask, factory: Factory) -> None:
    number = _post(factory)
    with serving() as server:
        pass
    Postman(app, SmtpCarrier("127.0.0.1", server.port, timeout=1)).step()
    row = _row(app, factory, number)
    assert (row.state, row.attempts) == (WAITING, 1) and "Không nối được" in row.error


def test_a_password_never_goes_over_a_line_in_the_clear(app: Flask) -> None:
    with serving() as server, pytest.raises(NotCarried, match="STARTTLS"):
        SmtpCarrier("127.0.0.1", server.port, "a", "b", upgrade=True).carry(EmailMessage(), "x")
    assert server.passwords == []
    for host, here in (("127.0.0.1", True), ("::1", True), ("localhost", True), ("mail.example.vn", False)):
        assert is_here(host) == here


def test_what_is_leased_by_a_dead_process_is_sent_again_under_the_same_name(
    app: Flask, factory: Factory
) -> None:
    number, now = _post(factory), utc_now()

    class Dying(Refusing):
        def carry(self, message: EmailMessage, name: str) -> None:
            self.carried.append(message)
            raise SystemExit

    dying, alive = Dying(), Refusing()
    alive.refuses = False
    with pytest.raises(SystemExit):
        Postman(app, dying).step(now)
    assert Postman(app, alive).step(now) == 0, "it is still leased"
    assert Postman(app, alive).step(now + LEASE + timedelta(seconds=1)) == 1
    assert dying.carried[0]["Message-ID"] == alive.carried[0]["Message-ID"]
    assert _row(app, factory, number).state == SENT


SEND = """
import sys
from pathlib import Path
from portal import create_app
from portal.mail import sending
from tests.conftest import settings_for
sending.AT_ONCE = 1
postman = sending.Postman(create_app(settings_for(Path(sys.argv[1]))))
print("ready", flush=True)
while postman.step():
    pass
"""


def test_no_e_mail_is_lost_when_the_process_is_killed(app: Flask, factory: Factory, instance: Path) -> None:
    numbers = {_post(factory) for _ in range(12)}
    folder = instance / "outbox"
    process = subprocess.Popen(
        [sys.executable, "-c", SEND, str(instance)], cwd=ROOT, stdout=subprocess.PIPE, env=os.environ
    )
    assert process.stdout is not None and process.stdout.readline()
    while process.poll() is None and len(list(folder.glob("*.eml"))) < 3:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    process.stdout.close()
    postman = Postman(app, FileCarrier(folder))
    while postman.step(utc_now() + LEASE + timedelta(seconds=1)):
        pass
    there = {int(one.stem.rpartition("-")[2]) for one in folder.glob("*.eml")}
    assert there == numbers
    assert {_row(app, factory, one).state for one in numbers} == {SENT}
    assert all(b"Message-ID" in one.read_bytes() for one in folder.glob("*.eml"))


def test_sent_texts_are_forgotten_after_a_day(app: Flask, factory: Factory) -> None:
    number = _post(factory)
    Postman(app, carrier_of(settings_for(Path(app.instance_path)))).step()
    with app.app_context():
        thin(utc_now() + timedelta(hours=1))
        assert _row(app, factory, number).text
        thin(utc_now() + timedelta(days=2))
        assert _row(app, factory, number).text == ""


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file is in the way")
    with pytest.raises(NotCarried, match="outbox"):
        FileCarrier(tmp_path / "outbox").carry(EmailMessage(), "x")


@pytest.mark.parametrize(
    "value", ["ftp://x", "smtp://", "smtp://a/b", "smtp://a:99999", "mail.example.vn", "smtps://a:m%C3%A2t@b"]
)
def test_a_carrier_that_nobody_knows_is_refused_at_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_MAIL"):
        carrier_of(settings_for(tmp_path, database_url="", mail=value))


def test_an_address_of_a_server_is_read_with_its_parts(tmp_path: Path) -> None:
    found = carrier_of(
        settings_for(tmp_path, database_url="", mail="smtp+starttls://a%40b:m%3At@mail.example.vn")
    )
    assert found == SmtpCarrier("mail.example.vn", 587, "a@b", "m:t", upgrade=True)
