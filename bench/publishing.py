"""Publishing from the desk, form to answer, against the bare transaction on the same disk in the same run.

`python -m bench.publishing [--rounds 200]`: prints p50 and p95 of saving and of publishing a news item, and the
ratio to a transaction that only inserts one row (BEGIN IMMEDIATE, WAL, synchronous=FULL).
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

import flask_migrate
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.config import ROOT, Settings
from portal.extensions import db, limiter
from portal.news.service import ensure_section
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.tenancy.service import load_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

HOST = {"Host": "tam-hai.localhost:8000"}
PASSWORD = "mot-mat-khau-de-do"


def _installation(folder: str) -> tuple[FlaskClient, int]:
    app = create_app(Settings(instance=folder, argon2_memory_kib=64, second_factor="optional"))
    limiter.enabled = False
    with app.app_context():
        flask_migrate.upgrade()
        load_tenants(ROOT / "content" / "tenants.toml")
        db.session.commit()
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug("tam-hai")
        assert portal is not None
        grant(create_user("do@thu.vn", "Đo", PASSWORD), portal.id, "approver", is_district=False)
        db.session.commit()
        with entered(editing(portal.id)):
            section = ensure_section("su-kien", "Tin tức", 0).id
            db.session.commit()
    client = app.test_client()
    form = {"csrf_token": _token(client), "email": "do@thu.vn", "password": PASSWORD}
    assert client.post("/quan-tri/dang-nhap", data=form, headers=HOST).status_code == 302
    return client, section


def _token(client: FlaskClient, path: str = "/quan-tri/dang-nhap") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path, headers=HOST).text)
    assert found is not None
    return found[1]


def _bare(folder: str, rounds: int) -> list[float]:
    connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, x)",
    ):
        connection.execute(statement)
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (x) VALUES (?)", (str(number) * 100,))
        connection.execute("COMMIT")
        times.append(time.perf_counter() - began)
    return times


def _line(name: str, times: list[float], base: float) -> str:
    p50, p95 = statistics.median(times) * 1000, sorted(times)[int(len(times) * 0.95)] * 1000
    return f"{name:28} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {p50 / base:6.1f} × bare transaction"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        client, section = _installation(folder)
        token = _token(client, "/quan-tri/mat-khau")
        saves, publishes = [], []
        body = "Một đoạn văn bản thử. " * 100
        for number in range(rounds):
            form = {
                "csrf_token": token,
                "title": f"Tin {number}",
                "lead": "Dẫn",
                "body": body,
                "section_id": section,
                "picture_id": 0,
            }
            began = time.perf_counter()
            answer = client.post("/quan-tri/tin-tuc/moi", data=form, headers=HOST)
            saves.append(time.perf_counter() - began)
            began = time.perf_counter()
            done = client.post(answer.location + "/dang", data={"csrf_token": token}, headers=HOST)
            publishes.append(time.perf_counter() - began)
            assert done.status_code == 302
        bare = _bare(folder, rounds)
        base = statistics.median(bare) * 1000
        print(_line("bare transaction", bare, base))
        print(_line("save a draft (form to answer)", saves, base))
        print(_line("publish (form to answer)", publishes, base))


if __name__ == "__main__":
    main()
