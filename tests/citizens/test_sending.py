"""Messages on their way: a provider of SMS that is a real HTTP service, failures, leases, lateness."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens.contacts import Contact
from portal.citizens.gateways.to_provider import signature
from portal.citizens.models import FAILED, PHONE, SENT, WAITING, CitizenMessage
from portal.citizens.sending import PAUSES, Courier
from portal.citizens.telling import post as write
from portal.clock import utc_now
from portal.config import InvalidSetting
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import A, settings_for
from tests.outbound.service import Service, serving

SECRET = "khóa ký"
NUMBER = Contact(PHONE, "+84905123456")


@pytest.fixture()
def service() -> Iterator[Service]:
    with serving() as made:
        yield made


@pytest.fixture()
def courier(app: Flask, service: Service) -> Courier:
    """Sends SMS to the provider."""
    from portal.citizens import gateways

    settings = {
        "sms": f"http://127.0.0.1:{service.port}/gui",
        "sms_secret": SECRET,
        "inner_servers": f"127.0.0.1:{service.port}",
    }
    app.config["PORTAL"] = settings_for(app.config["PORTAL"].instance_path, **settings)
    gateways.bind(app)
    return Courier(app)


def write_one(app: Flask, text: str = "123456 là mã", **more: Any) -> int:
    with app.app_context(), entered(editing(directory().by_slug(A).id)):
        made = write(NUMBER, text, directory().by_slug(A).id, **more).id
        db.session.commit()
        return made


def row(app: Flask, number: int) -> CitizenMessage:
    with app.app_context():
        found = db.session.scalars(select(CitizenMessage).where(CitizenMessage.id == number)).one()
        return found


@pytest.mark.asvs("12.3.1")
def test_a_provider_gets_a_signed_request(app: Flask, courier: Courier, service: Service) -> None:
    number = write_one(app)
    assert courier.step() == 1 and courier.step() == 0
    ((headers, body),) = service.got
    assert json.loads(body) == {
        "id": str(number),
        "to": "+84905123456",
        "text": "123456 là mã",
        "sender": "Xã Tam Hải",
    } | {"sender": json.loads(body)["sender"]}
    assert headers["X-Signature"] == signature(SECRET, headers["X-Timestamp"], body)
    assert abs(int(headers["X-Timestamp"]) - time.time()) < 60
    sent = row(app, number)
    assert (sent.state, sent.to, sent.text) == (SENT, "", "")


def test_what_fails_is_tried_again_under_the_same_number_and_given_up(
    app: Flask, courier: Courier, service: Service
) -> None:
    service.status = 503
    number, now = write_one(app), utc_now()
    for pause in PAUSES:
        assert courier.step(now) == 1 and courier.step(now) == 0
        assert row(app, number).state == WAITING
        now += pause
    assert courier.step(now) == 1
    gone = row(app, number)
    assert (gone.state, gone.text, gone.error) == (FAILED, "", "Cổng tin nhắn trả lời 503.")
    assert {json.loads(body)["id"] for _headers, body in service.got} == {str(number)} and len(
        service.got
    ) == len(PAUSES) + 1


@pytest.mark.parametrize(
    ("status", "state"),
    [(400, FAILED), (401, FAILED), (429, WAITING), (408, WAITING), (302, WAITING), (500, WAITING)],
)
def test_what_is_refused_for_good_is_not_tried_again(
    app: Flask, courier: Courier, service: Service, status: int, state: str
) -> None:
    service.status = status
    number = write_one(app)
    courier.step()
    assert row(app, number).state == state and len(service.got) == 1


def test_a_code_that_comes_too_late_is_not_sent(app: Flask, courier: Courier, service: Service) -> None:
    number = write_one(app, expires_at=utc_now() - timedelta(seconds=1))
    courier.step()
    assert row(app, number).state == FAILED and service.got == []


def test_what_was_in_hand_when_the_process_died_is_sent_again(
    app: Flask, courier: Courier, service: Service
) -> None:
    number = write_one(app)
    with app.app_context():
        one = db.session.get(CitizenMessage, number)
        one.leased_until = utc_now() + timedelta(minutes=3)
        db.session.commit()
    assert courier.step() == 0
    assert courier.step(utc_now() + timedelta(minutes=4)) == 1 and row(app, number).state == SENT


def test_two_couriers_send_it_once(app: Flask, courier: Courier, service: Service) -> None:
    for _one in range(5):
        write_one(app)
    threads = [threading.Thread(target=Courier(app).step) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(service.got) == len({json.loads(body)["id"] for _headers, body in service.got}) == 5


def test_no_number_and_no_text_reaches_the_log(
    app: Flask, courier: Courier, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = 400
    write_one(app)
    with caplog.at_level("DEBUG"):
        courier.step()
    said = "\n".join(one.getMessage() for one in caplog.records)
    assert "given up" in said and "905123456" not in said and "123456 là mã" not in said


def test_rows_are_let_go_after_a_month(app: Flask, courier: Courier) -> None:
    number = write_one(app)
    courier.step()
    Courier(app).step(utc_now() + timedelta(days=29))
    assert row(app, number).state == SENT
    Courier(app).step(utc_now() + timedelta(days=31))
    with app.app_context():
        assert db.session.scalars(select(CitizenMessage)).all() == []


@pytest.mark.parametrize("sms", ["sms.vn", "https://sms.vn", "ftp://sms.vn"])
@pytest.mark.asvs("13.2.3")
@pytest.mark.tcvn("7.2.2.1.b")
def test_a_provider_without_a_secret_or_address_is_refused_at_the_start(tmp_path: Path, sms: str) -> None:
    from portal import create_app

    with pytest.raises(InvalidSetting, match="PORTAL_SMS"):
        create_app(settings_for(tmp_path, database_url="", sms=sms))


def test_the_usual_mail_server_takes_messages_too(app: Flask) -> None:
    from portal.citizens import gateways
    from tests.mail.smtp_server import serving as mail_serving

    with mail_serving() as server:
        app.config["PORTAL"] = settings_for(
            app.config["PORTAL"].instance_path, mail=f"smtp://127.0.0.1:{server.port}"
        )
        gateways.bind(app)
        with app.app_context(), entered(editing(directory().by_slug(A).id)):
            write(Contact("email", "ba@example.vn"), "123456 là mã", directory().by_slug(A).id)
            db.session.commit()
        assert Courier(app).step() == 1
        assert len(server.taken) == 1 and b"ba@example.vn" in server.taken[0]
