"""How an installation is set up is noted beside its data: changes stand in the trail, backups carry it along."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.config import Settings
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.tenancy.scope import entered, reading
from portal.upkeep import repository
from portal.upkeep.keys import KeySource
from portal.upkeep.restoring import restore
from portal.upkeep.settings_record import FILE, _shown, note_settings
from tests.conftest import DISTRICT, A
from tests.factories import Factory
from tests.upkeep.things import backup

SECRET = "khong-ai-duoc-doc-dong-nay"


def _noted(app: Flask, **changed: Any) -> dict[str, str]:
    """Start with these settings changed; what is noted then."""
    with app.app_context():
        settings = replace(app.config["PORTAL"], **changed)
        note_settings(settings)
        found: dict[str, str] = json.loads((settings.instance_path / FILE).read_text(encoding="utf-8"))
        return found


def _trail(app: Flask, factory: Factory, slug: str = DISTRICT) -> list[tuple[str, str]]:
    with app.app_context(), entered(reading(factory.tenant_id(slug))):
        rows = select(AuditEntry).where(AuditEntry.action == "settings").order_by(AuditEntry.id)
        return [(one.by_name, one.detail) for one in db.session.scalars(rows)]


@pytest.mark.tcvn("7.2.3.3.c")
def test_a_start_with_other_settings_is_in_the_trail_of_the_district(app: Flask, factory: Factory) -> None:
    _noted(app)
    assert _trail(app, factory) == []  # the first note is no change
    _noted(app)
    assert _trail(app, factory) == []
    noted = _noted(app, session_hours=8, desk_networks="10.0.0.0/8")
    assert noted["PORTAL_SESSION_HOURS"] == "8" and noted["PORTAL_DESK_NETWORKS"] == "10.0.0.0/8"
    said = ("hệ thống", "PORTAL_DESK_NETWORKS, PORTAL_SESSION_HOURS")
    assert _trail(app, factory) == [said]
    _noted(app, session_hours=8, desk_networks="10.0.0.0/8")
    assert _trail(app, factory) == [said]
    assert "PORTAL_SESSION_HOURS" not in _noted(app)  # what is as it always was is not noted
    assert _trail(app, factory) == [said, said]
    assert _trail(app, factory, A) == []


def test_secrets_are_noticed_and_never_noted(app: Flask, factory: Factory, instance: Path) -> None:
    hidden = {
        "sms_secret": SECRET,
        "signing_passphrase": SECRET,
        "backup_passphrase": SECRET,
        "vneid_client_secret": SECRET,
        "media_s3_secret": SECRET,
        "mail": f"smtps://cong:{SECRET}@thu.example:465",
        "redis_url": f"redis://:{SECRET}@10.0.0.7/0",
        "replica_urls": f"postgresql://doc:{SECRET}@a/b, postgresql://doc:{SECRET}@c/d",
        "search_database": f"postgresql://tim@a/b?password={SECRET}",
    }
    _noted(app)
    noted = _noted(app, **hidden)
    held = (instance / FILE).read_text(encoding="utf-8")
    assert (
        SECRET not in held
        and "thu.example:465" in noted["PORTAL_MAIL"]
        and "@c/d" in noted["PORTAL_REPLICA_URLS"]
    )
    assert stat.S_IMODE((instance / FILE).stat().st_mode) == 0o600
    assert len(_trail(app, factory)[0][1].split(", ")) == len(hidden)
    for name, value in hidden.items():
        _noted(app, **(hidden | {name: value.replace(SECRET, f"{SECRET}-moi")}))
        assert _trail(app, factory)[-1][1] == f"PORTAL_{name.upper()}"
        _noted(app, **hidden)
    assert SECRET not in str(_trail(app, factory))


def test_every_setting_that_holds_a_secret_is_hidden(app: Flask) -> None:
    """One that is added later too: by its name."""
    names = [
        one for one in Settings.__dataclass_fields__ if one.endswith(("secret", "passphrase", "secret_key"))
    ]
    assert len(names) >= 6
    noted = _noted(app, **dict.fromkeys(names, SECRET))
    assert SECRET not in str(noted) and {f"PORTAL_{one.upper()}" for one in names} <= set(noted)


def test_whatever_a_password_is_made_of(app: Flask) -> None:
    addresses = {
        "postgresql://cong:{}@may/csdl": "@may/csdl",
        "redis://:{}@10.0.0.7/0,redis://:{}@10.0.0.8/0": "@10.0.0.8/0",
        "https://tin.example/gui?token={}": "https://tin.example/gui?token=",
        "https://tin.example/gui?api_key={}&to=1": "&to=1",
        "smtps://{}@thu.example:465": "@thu.example:465",
    }
    with app.app_context():
        for inner in ("", "/", ",", "@", ":", "//", "#", "?", "%40", "@/,@"):
            for address, stays in addresses.items():
                shown = _shown("sms", address.replace("{}", f"{SECRET}{inner}{SECRET}"))
                assert SECRET not in shown and stays in shown, shown


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"PORTAL_PORT": 1}'])
def test_a_note_that_cannot_be_read_is_written_anew(
    app: Flask, factory: Factory, instance: Path, spoilt: str
) -> None:
    (instance / FILE).write_text(spoilt, encoding="utf-8")
    assert _noted(app, session_hours=8)["PORTAL_SESSION_HOURS"] == "8"
    assert _trail(app, factory) == []


@pytest.mark.tcvn("7.2.4.3.b")
def test_a_backup_carries_it_along(
    filled: Flask, target: Settings, source: KeySource, tmp_path: Path
) -> None:
    noted = _noted(filled, session_hours=8)
    folder = repository.prepared(tmp_path / "kho", source)
    restore(folder, backup(folder).head.id, target, lambda _what, _done, _total: None)
    assert json.loads((target.instance_path / FILE).read_text(encoding="utf-8")) == noted


@pytest.mark.tcvn("7.2.4.3.b")
def test_preparing_notes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instance: Path) -> None:
    from portal import setup
    from tests.databases import address_of

    monkeypatch.setenv("PORTAL_DATABASE_URL", address_of(instance))
    monkeypatch.setenv("PORTAL_SESSION_HOURS", "7")
    monkeypatch.setattr(setup, "_load", lambda _content, _stamp: None)
    setup.prepare(str(instance))
    assert json.loads((instance / FILE).read_text(encoding="utf-8"))["PORTAL_SESSION_HOURS"] == "7"
