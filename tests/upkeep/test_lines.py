"""`flask check` tells which lines to other machines everybody between could read along."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.config import Settings
from portal.upkeep.checking import NOTICE
from portal.upkeep.checks.lines import open_lines
from portal.upkeep.running import run_checks

S3 = "s3://tep/a?region=x&endpoint="


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)


@pytest.mark.asvs("12.3.3", "12.3.1")
@pytest.mark.parametrize(
    ("name", "address", "host"),
    [
        ("database_url", "postgresql://cong:bimat@kho.noi-bo/cong", "kho.noi-bo"),
        ("database_url", "postgresql://cong:bimat@10.0.0.5/cong?sslmode=prefer", "10.0.0.5"),
        ("database_url", "postgresql://cong:bimat@kho/cong?sslmode=disable", "kho"),
        ("database_url", "postgresql:///cong?host=127.0.0.1,kho", "kho"),
        ("database_url", "postgresql://cong:bimat@kho/cong?sslmode=require", ""),
        ("database_url", "postgresql+psycopg://cong:bimat@kho/cong?sslmode=verify-full", ""),
        ("database_url", "postgresql://cong:bimat@localhost/cong", ""),
        ("database_url", "postgresql://cong@/cong?host=/var/run/postgresql", ""),
        ("database_url", "postgresql:///cong", ""),
        ("database_url", "sqlite:////srv/portal.db", ""),
        ("database_owner_url", "postgresql://chu:bimat@kho/cong", "kho"),
        ("replica_urls", "postgresql://a@127.0.0.1/x, postgresql://a:bimat@sao-2/x", "sao-2"),
        ("search_database", "postgresql://tim:bimat@kho/tim", "kho"),
        ("redis_url", "redis://:bimat@kho:6379/0", "kho"),
        ("redis_url", "rediss://:bimat@kho:6379/0", ""),
        ("redis_url", "rediss://:bimat@kho:6379/0?ssl_cert_reqs=none", "kho"),
        ("redis_url", "redis://[::1]:6379/0", ""),
        ("redis_url", "unix:///run/valkey.sock", ""),
        ("media_store", f"{S3}http://kho:9000", "kho"),
        ("media_store", f"{S3}https://kho:9000", ""),
        ("media_store", f"{S3}http://127.0.0.1:9000", ""),
        ("media_store", "s3://tep/a?region=x", ""),
        ("mail", "smtp://thu:25", "thu"),
        ("mail", "smtp+starttls://a:bimat@thu:587", ""),
        ("mail", "smtps://a:bimat@thu", ""),
        ("mail", "smtp://localhost:25", ""),
        ("sms", "https://tin-nhan.vn/gui", ""),
        ("vneid_issuer", "http://dinh-danh.vn", "dinh-danh.vn"),
    ],
)
def test_a_line_in_plain_text_to_another_machine_is_told(name: str, address: str, host: str) -> None:
    told = list(open_lines(replace(Settings(), **{name: address})))
    assert told == ([f"PORTAL_{name.upper()} ({host})"] if host else [])


def test_a_rule_for_all_databases_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(Settings(), database_url="postgresql://cong:bimat@kho/cong")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert list(open_lines(settings)) == []


@pytest.mark.asvs("12.3.3")
def test_flask_check_says_so_without_the_password(app: Flask) -> None:
    app.config["PORTAL"] = replace(
        app.config["PORTAL"], redis_url="redis://:bimat@kho:6379/0", mail="smtps://thu", database_url=""
    )
    with app.app_context():
        checked = run_checks(lambda *_told: None, only=("lines.open",))
    assert [(one.check, one.weight, one.examples) for one in checked.findings] == [
        ("lines.open", NOTICE, ("PORTAL_REDIS_URL (kho)",))
    ]
    assert checked.done == ["lines.open"] and checked.exit_status == 0 and "bimat" not in str(checked)
