"""Whether the time of an answer tells who has an account (SAFETY.md A34): `python -m bench.enumeration`.

Asks each door in turn about addresses that somebody has and addresses that nobody has, each once, with the cost of
hashing that an installation has, and compares the medians. Ends with 1 where they differ by a tenth or more.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.config import ROOT, Settings
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.tenancy.service import load_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

HOST = {"Host": "tam-hai.localhost:8000"}
ALLOWED = 0.10  # by how much the medians may differ


def installation(folder: Path, people: int) -> Flask:
    """A migrated installation with so many authors at one portal (`nguoi-0@…`); all have the same password."""
    app = create_app(Settings(instance=str(folder), second_factor="optional", log_level="ERROR"))
    limiter.enabled = False  # what is counted by network address is the same for everybody
    with app.app_context():
        flask_migrate.upgrade()
        load_tenants(ROOT / "content" / "tenants.toml")
        db.session.commit()
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug("tam-hai")
        assert portal is not None
        for number in range(people):
            user = create_user(f"nguoi-{number}@tam-hai.example", f"Người {number}", "mot-mat-khau-dai")
            grant(user, portal.id, "author", is_district=False)
        db.session.commit()
    return app


def _token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path, headers=HOST).text)
    assert found, path
    return found[1]


def ask(app: Flask, path: str, form: Callable[[str], dict[str, str]], count: int) -> tuple[float, float]:
    """The median seconds of an answer about known and about unknown addresses, asked in turn."""
    client = app.test_client()
    token = _token(client, path)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(count):
        for known in (True, False) if number % 2 else (False, True):
            email = f"{'nguoi' if known else 'khong'}-{number}@tam-hai.example"
            begun = time.perf_counter()
            answer = client.post(path, data=form(email) | {"csrf_token": token}, headers=HOST)
            taken[known].append(time.perf_counter() - begun)
            assert answer.status_code in {200, 401, 303}, answer.status_code
    return statistics.median(taken[True]), statistics.median(taken[False])


def main() -> int:
    """Print a line for each door; 1 where one tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many addresses of each kind")
    count = parser.parse_args().count
    doors: dict[str, Callable[[str], dict[str, str]]] = {
        "/quan-tri/dang-nhap": lambda email: {"email": email, "password": "mot-mat-khau-sai"},
        "/quan-tri/quen-mat-khau": lambda email: {"email": email},
    }
    telling = False
    with tempfile.TemporaryDirectory() as folder:
        app = installation(Path(folder), count)
        for path, form in doors.items():
            known, unknown = ask(app, path, form, count)
            apart = abs(known - unknown) / max(known, unknown)
            telling = telling or apart >= ALLOWED
            print(f"{path}: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms, apart {apart:.1%}")
    return int(telling)


if __name__ == "__main__":
    sys.exit(main())
