"""The technical log goes on to another system through the log service of the machine, if that is wanted."""

from __future__ import annotations

import logging
import logging.handlers
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import create_app
from portal.syslog import pass_on
from tests.conftest import settings_for

pytestmark = pytest.mark.asvs("16.4.3")


@pytest.fixture()
def service(tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """A log service, and its socket's path; what was added to the log is taken away."""
    before = list(logging.getLogger().handlers)
    path = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(path)
        line.settimeout(5)
        yield path, line
    for one in logging.getLogger().handlers[:]:
        if one not in before:
            logging.getLogger().removeHandler(one)
            one.close()


@pytest.mark.tcvn("7.1.5.6.c", "7.2.2.3.d")
def test_what_is_logged_reaches_the_service_with_its_level(
    instance: Path, service: tuple[str, socket.socket]
) -> None:
    path, line = service
    create_app(settings_for(instance, syslog=path))
    create_app(settings_for(instance, syslog=path))  # no line twice
    logging.getLogger("portal.mail").error("không gửi được: %s", "hộp thư đầy")
    told = line.recv(4096).decode()
    daemon, error = 3, 3
    assert told == f"<{daemon * 8 + error}>cong-lang: ERROR portal.mail: không gửi được: hộp thư đầy\0"
    line.setblocking(False)
    with pytest.raises(BlockingIOError):
        line.recv(4096)


def test_a_service_that_is_not_there_stops_nobody_and_is_found_when_it_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, path = list(logging.getLogger().handlers), str(tmp_path / "later")
    pass_on(path)
    (own,) = (one for one in logging.getLogger().handlers if one not in before)
    try:
        logging.getLogger("portal.mail").error("chưa ai nghe")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.bind(path)
            line.settimeout(5)
            logging.getLogger("portal.mail").error("đã có người nghe")
            assert "đã có người nghe" in line.recv(4096).decode()
    finally:
        logging.getLogger().removeHandler(own)
        own.close()


@pytest.mark.tcvn("7.2.2.3.c")
def test_a_service_that_takes_nothing_is_not_waited_for_long(service: tuple[str, socket.socket]) -> None:
    path, _line = service
    before = list(logging.getLogger().handlers)
    pass_on(path)
    (own,) = (one for one in logging.getLogger().handlers if one not in before)
    assert isinstance(own, logging.handlers.SysLogHandler) and own.socket.gettimeout() == 1.0  # type: ignore[attr-defined]


def test_without_a_setting_nothing_is_added() -> None:
    before = list(logging.getLogger().handlers)
    pass_on("")
    assert logging.getLogger().handlers == before
