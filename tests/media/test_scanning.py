"""Files are looked at for malware before they are taken, where the installation has a scanner."""

from __future__ import annotations

import dataclasses
import os
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from portal.config import InvalidSetting, Settings
from portal.media import kinds
from portal.media.refusal import Refused
from portal.papers import inspecting
from tests.media import clamd, samples

pytestmark = pytest.mark.asvs("5.4.3")
BAD = b"xin ch\xc3\xa0o " + clamd.SIGNATURE


@pytest.fixture()
def scanned(app: Flask, tmp_path: Path) -> Iterator[Callable[..., clamd.StandIn]]:
    """An application that asks a stand-in for ClamAV."""
    made: list[clamd.StandIn] = []

    def make(**how: object) -> clamd.StandIn:
        one = clamd.StandIn(tmp_path / f"clamd{len(made)}", **how)  # type: ignore[arg-type]
        made.append(one)
        _ask(app, one.address)
        return one

    with app.app_context():
        yield make
    for one in made:
        one.close()


def _ask(app: Flask, address: str) -> None:
    app.config["PORTAL"] = dataclasses.replace(app.config["PORTAL"], clamav=address)


def _code(folder: Path, raw: bytes, name: str = "ghi chú.txt") -> str:
    path = folder / "came"
    path.write_bytes(raw)
    try:
        return kinds.inspect(path, name).kind
    except Refused as error:
        return error.code


@pytest.mark.tcvn("7.1.5.5.b")
def test_the_scanner_sees_every_byte_and_its_word_counts(
    scanned: Callable[..., clamd.StandIn], tmp_path: Path
) -> None:
    one, long = scanned(), "Thông báo số 12. ".encode() * 9_000
    assert _code(tmp_path, long) == "text"
    assert one.seen == [long]
    assert _code(tmp_path, BAD) == "malware"
    assert _code(tmp_path, samples.pdf() + b"\n%" + clamd.SIGNATURE, "a.pdf") == "malware"


@pytest.mark.tcvn("7.1.5.5.b")
def test_papers_of_citizens_are_looked_at_too(scanned: Callable[..., clamd.StandIn]) -> None:
    scanned()
    with pytest.raises(Refused) as refused:
        inspecting.inspect(samples.picture(40, 30) + clamd.SIGNATURE, "cccd.jpg")
    assert refused.value.code == "malware"


@pytest.mark.parametrize("answer", ["INSTREAM: can't allocate memory ERROR", "stream: \x1b[31mOK", "OK"])
def test_an_answer_that_is_no_clearance_is_none(
    scanned: Callable[..., clamd.StandIn], tmp_path: Path, answer: str
) -> None:
    scanned(answer=answer)
    assert _code(tmp_path, b"xin") == "unscanned"


def test_what_is_too_long_to_be_looked_at_is_not_taken(
    scanned: Callable[..., clamd.StandIn], tmp_path: Path
) -> None:
    scanned(limit=100_000)
    assert _code(tmp_path, b"a\n" * 2_000_000) == "unscanned"


def test_a_scanner_that_is_down_lets_nothing_in(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _ask(app, f"unix:{tmp_path / 'nobody'}")
    with app.app_context():
        assert _code(tmp_path, b"xin") == "unscanned"
    assert "ClamAV" in caplog.text


def test_names_of_malware_stay_on_one_line_of_the_log(
    scanned: Callable[..., clamd.StandIn], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scanned(answer="stream: X\nadmin ok FOUND")
    assert _code(tmp_path, b"xin") == "malware"
    assert "X\\nadmin ok FOUND" in caplog.text


@pytest.mark.parametrize("address", ["tcp://192.0.2.1:3310", "tcp://127.0.0.1", "unix:clamd", "3310"])
def test_a_scanner_of_another_machine_is_refused(address: str) -> None:
    """Papers would cross the network in the open."""
    with pytest.raises(InvalidSetting, match="PORTAL_CLAMAV"):
        Settings.from_environment({"PORTAL_CLAMAV": address})


@pytest.mark.skipif(
    clamd.clamd() is None or os.geteuid() != 0, reason="no clamd (Debian: clamav-daemon), or not root"
)
def test_the_real_daemon_finds_our_signature_also_within_an_archive(app: Flask, tmp_path: Path) -> None:
    packed = BytesIO(samples.package())
    with zipfile.ZipFile(packed, "a") as file:
        file.writestr("word/media/image9.png", clamd.SIGNATURE, zipfile.ZIP_DEFLATED)
    with clamd.real(tmp_path) as address, app.app_context():
        _ask(app, address)
        assert _code(tmp_path, b"xin") == "text"
        assert _code(tmp_path, BAD) == "malware"
        assert _code(tmp_path, packed.getvalue(), "a.docx") == "malware"
        assert _code(tmp_path, b"a\n" * 1_000_000) == "unscanned"
