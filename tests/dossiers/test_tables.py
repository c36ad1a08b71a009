"""The tables that the migration makes are those that the models describe; nothing of a person lies open in them."""

from __future__ import annotations

import re
from typing import Any

from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import select

from portal.dossiers import service
from portal.dossiers.models import Dossier
from portal.extensions import Base, db
from portal.sealing.columns import Sealed
from portal.tenancy.owned import TenantOwned
from tests.databases import files_of
from tests.dossiers.world import Office, at
from tests.schema import compare_metadata

PARTS = (
    "",
    "_mark",
    "_step",
    "_event",
    "_request",
    "_paper",
    "_form",
    "_draft",
    "_rating",
    "_number",
    "_reading",
)
TABLES = (*(f"dossier{part}" for part in PARTS), "counter_person")
CANARY, PHONE, NUMBER = "Canh-Hoàng-Yến", "0912345678", "049190987654"


def test_models_and_migrations_agree(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in TABLES

    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        options = {"include_object": ours, "compare_type": _sealed_is_bytes, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
        assert set(TABLES) <= set(Base.metadata.tables)
    assert differences == []


def _sealed_is_bytes(_context: Any, _inspected: Any, _column: Any, found: Any, meant: Any) -> bool | None:
    return type(found).__name__ not in {"BLOB", "BYTEA", "LargeBinary"} if isinstance(meant, Sealed) else None


def test_every_table_belongs_to_a_portal() -> None:
    named = {
        mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantOwned)
    }  # type: ignore[attr-defined]
    assert set(TABLES) <= named


def test_nothing_of_a_person_lies_open_in_the_database(office: Office, app: Flask) -> None:
    applicant = service.Applicant(
        CANARY, NUMBER, "1990-04-05", PHONE, "canary@mau.example", f"Thôn {CANARY}, xã Tam Hải"
    )
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.handled(
            applicant=applicant,
            answers={"ho-ten": CANARY, "so-ban": 3},
            delivery="buu-chinh",
            delivery_address={"detail": CANARY},
        )
        officer = office.staff("officer1")
        service.ask(dossier, officer, dossier.version, [service.Wanted(CANARY, CANARY)], note=CANARY)
        service.complete(dossier, office.citizen(), text=CANARY)
        service.decide(dossier, officer, dossier.version, outcome="xac-nhan", values={"ho-ten": CANARY})
        service.pass_on(dossier, officer, dossier.version, note=CANARY)
        db.session.commit()
    with office.working():
        found = db.session.scalar(select(Dossier))
        assert found is not None and found.applicant is not None and found.applicant["name"] == CANARY
    with app.app_context():
        db.engine.dispose()
    raw = b"".join(one.read_bytes() for one in files_of(app.config["PORTAL"].instance_path))
    assert "Dịch vụ thử".encode() in raw  # what is no secret is there: this is the database
    for word in (CANARY, PHONE, NUMBER, "canary@mau"):
        assert not re.search(re.escape(word.encode()), raw), word
