"""What preparing an installation makes of a folder that a fault left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from portal import setup
from portal.content.files import folder_digest


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"{}", None])
def test_a_stamp_that_cannot_be_read_lets_the_content_be_loaded_again(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: bytes | None
) -> None:
    """As a disk leaves a file that was not yet written when it failed."""
    stamp, content, loaded = tmp_path / "prepared.json", tmp_path / "content", []
    content.mkdir()
    if left is not None:
        stamp.write_bytes(left)
    monkeypatch.setattr(setup, "load_all", loaded.append)
    monkeypatch.setattr(setup, "show", lambda _report: None)
    setup._load(content, stamp)
    setup._load(content, stamp)
    assert loaded == [content]
    assert json.loads(stamp.read_text()) == {"content": folder_digest(content)}


def test_a_note_that_cannot_be_written_stops_no_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_settings: object) -> list[str]:
        raise OSError("no space left on device")

    monkeypatch.setattr(setup, "note_settings", full)
    setup._note(app.config["PORTAL"])
    assert "could not be noted" in caplog.text
