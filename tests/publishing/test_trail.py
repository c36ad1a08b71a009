"""The audit trail is a chain: every act is a link, and whatever is done to the chain afterwards is found."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.publishing import service as publishing
from portal.publishing.models import AuditEntry
from portal.publishing.trail import Verdict, check, keep_heads, read_heads
from portal.tenancy.scope import entered, reading
from tests.beside import beside
from tests.conftest import A, B
from tests.factories import Factory


def look(app: Flask, factory: Factory, slug: str, folder: Path | None = None) -> Verdict:
    with app.app_context(), entered(reading(factory.tenant_id(slug))):
        return check(factory.tenant_id(slug), read_heads(folder) if folder else None)


def damage(app: Flask, statement: str, *values: object) -> None:
    """Write past the application, as somebody with the file in hands would."""
    assert beside(app.config["PORTAL"].instance_path, statement, values)[0] == 1


@pytest.fixture()
def five(app: Flask, factory: Factory) -> list[str]:
    """Two things published in A (four entries), one in B."""
    factory.news(A), factory.news(B), factory.page(A)
    with factory.acting(A) as actor:
        publishing.audit(actor, "settings", detail="màu “đỏ” 😀 ' \" \\ \x00")
        publishing.commit()
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        return list(db.session.scalars(select(AuditEntry.digest).order_by(AuditEntry.number)))


@pytest.mark.asvs("16.2.1", "16.2.4")
def test_every_act_is_a_link_and_portals_have_chains_of_their_own(
    app: Flask, factory: Factory, five: list[str]
) -> None:
    found = look(app, factory, A)
    assert (found.length, found.digest, found.fault) == (5, five[-1], "")
    assert look(app, factory, B).length == 2


@pytest.mark.parametrize(
    ("statement", "broken_at", "fault"),
    [
        ("UPDATE audit_entry SET detail = 'khác' WHERE digest = ?", 2, "sửa"),
        ("UPDATE audit_entry SET by_id = 7 WHERE digest = ?", 2, "sửa"),
        ("UPDATE audit_entry SET previous = digest WHERE digest = ?", 2, "không nối"),
        ("DELETE FROM audit_entry WHERE digest = ?", 2, "thiếu"),
    ],
)
@pytest.mark.asvs("16.4.2")
@pytest.mark.tcvn("7.2.3.3.d", "7.2.4.1.b")
def test_what_is_changed_or_removed_is_found(
    app: Flask, factory: Factory, five: list[str], statement: str, broken_at: int, fault: str
) -> None:
    damage(app, statement, five[1])
    found = look(app, factory, A)
    assert found.broken_at == broken_at and fault in found.fault
    assert look(app, factory, B).fault == ""


def test_a_cut_end_is_found_by_the_head_and_by_what_is_kept_outside(
    app: Flask, factory: Factory, five: list[str], tmp_path: Path
) -> None:
    with app.app_context():
        assert keep_heads(tmp_path, today()) == 2
        assert keep_heads(tmp_path, today()) == 0  # once a day
    damage(app, "DELETE FROM audit_entry WHERE digest = ?", five[4])
    assert "cuối" in look(app, factory, A).fault
    damage(app, "UPDATE audit_head SET number = 4, digest = ? WHERE number = 5", five[3])
    assert look(app, factory, A).fault == ""  # whoever mends the head too …
    assert "cuối" in look(app, factory, A, tmp_path).fault  # … is given away by the file


def test_a_chain_written_anew_is_given_away_by_what_is_kept_outside(
    app: Flask, factory: Factory, five: list[str], tmp_path: Path
) -> None:
    line = (
        f'{{"day": "2026-11-01", "tenant_id": {factory.tenant_id(A)}, "number": 3, "digest": "{"0" * 64}"}}\n'
    )
    (tmp_path / "audit-heads.jsonl").write_text(line + '{"day": "2026')  # the last line was cut short
    found = look(app, factory, A, tmp_path)
    assert found.broken_at == 3 and "mốc" in found.fault


@pytest.mark.asvs("2.3.3", "16.5.3")
def test_a_failed_act_leaves_no_link(app: Flask, factory: Factory, five: list[str]) -> None:
    with factory.acting(A) as actor:
        publishing.audit(actor, "settings")
        db.session.rollback()
        publishing.audit(actor, "people")
        publishing.audit(actor, "people")
        publishing.commit()
    assert look(app, factory, A).length == 7 and look(app, factory, A).fault == ""


def test_acts_at_the_same_time_stand_one_behind_the_other(app: Flask, factory: Factory) -> None:
    def act() -> None:
        for _ in range(5):
            with factory.acting(A) as actor:
                publishing.audit(actor, "settings")
                publishing.commit()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = look(app, factory, A)
    assert (found.length, found.fault) == (20, "")
