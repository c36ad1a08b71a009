"""A new key takes over everything that was sealed: all columns of all tables and all files, whatever interrupts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from portal.extensions import Base, db
from portal.papers import service
from portal.papers.models import UPLOAD, Paper
from portal.papers.store import paper_store
from portal.sealing.columns import Sealed
from portal.sealing.envelope import BrokenSeal, key_number
from portal.sealing.keyring import Keyring
from portal.sealing.resealing import names, reseal_all, sealed_tables, unused_keys, used
from portal.tenancy.scope import all_tenants
from tests.conftest import ROOT, A, B
from tests.factories import Factory
from tests.papers import samples


def papers(factory: Factory, count: int = 3) -> list[int]:
    """Papers in two portals, with everything sealed that a row may hold."""
    made = []
    for slug in (A, B):
        with factory.acting(slug) as actor:
            for number in range(count):
                row = service.keep(samples.pdf(), f"giấy {number}.pdf", "don", "", UPLOAD, actor, read=False)
                row.text, row.fields, row.number = (
                    "họ tên: Hạnh",
                    {"identity": "049199001234"},
                    f"{number}/2026",
                )
                made.append(row.id)
            db.session.commit()
    return made


def run(app: Flask, *words: str) -> Result:
    """A command of `flask sealing`."""
    return app.test_cli_runner().invoke(args=["sealing", *words])


def status(app: Flask) -> dict[str, Any]:
    """What `flask sealing status` says."""
    found: dict[str, Any] = json.loads(run(app, "status").stdout)
    return found


def everything(app: Flask) -> list[tuple[Any, ...]]:
    """All papers as people read them."""
    with app.app_context(), all_tenants("thử"):
        rows = db.session.scalars(select(Paper).order_by(Paper.id)).all()
        return [(one.id, one.name, one.text, one.fields, one.number, service.content(one)) for one in rows]


def test_every_sealed_column_of_the_schema_is_found(app: Flask) -> None:
    wanted = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Sealed)
    }
    with app.app_context():
        assert set(names()) == wanted | {"giay-to", "lien-thong"}
    assert {"paper.name", "paper.text", "citizen.name"} <= wanted


def test_a_column_is_sealed_for_itself_alone(app: Flask) -> None:
    purposes = [purpose for one in sealed_tables() for purpose in one.purposes.values()]
    assert len(purposes) == len(set(purposes)), "what is sealed for one column must not open in another"


@pytest.mark.asvs("11.2.2")
def test_rotating_seals_everything_anew_and_changes_nothing(app: Flask, factory: Factory) -> None:
    papers(factory)
    before, old = everything(app), status(app)["newest"]
    said = run(app, "rotate")
    assert said.exit_code == 0 and "Đã niêm phong lại 24 giá trị và 6 tệp" in said.output
    now = status(app)
    assert now["newest"] == old + 1 and now["unused"] == [old] and now["unopenable"] == {}
    for counts in now["sealed"].values():
        assert set(counts) <= {str(old + 1)}
    assert everything(app) == before
    assert "Đã niêm phong lại 0 giá trị và 0 tệp" in run(app, "reseal").output


def test_an_old_key_retires_only_when_nothing_uses_it(app: Flask, factory: Factory) -> None:
    papers(factory, 1)
    old = status(app)["newest"]
    assert run(app, "rotate", "--no-reseal").exit_code == 0
    assert run(app, "retire").exit_code == 1, "a transaction may still be open that began before"
    assert "Không có khóa nào" in run(app, "retire", "--now").output
    assert old in status(app)["keys"]
    run(app, "reseal")
    assert f"Đã bỏ 1 khóa: {old}" in run(app, "retire", "--now").output
    assert status(app)["keys"] == [old + 1]
    assert len(everything(app)) == 2


def test_what_no_key_opens_is_named_and_the_rest_goes_on(app: Flask, factory: Factory) -> None:
    first, *_more = papers(factory, 2)
    with factory.acting(A):
        table = next(one for one in sealed_tables() if one.name == "paper").table
        tenant = db.session.scalar(select(Paper.tenant_id).where(Paper.id == first))
        same = (table.c.id == first, table.c.tenant_id == tenant)
        old = bytes(db.session.scalar(select(table.c.text).where(*same)))  # type: ignore[arg-type]
        db.session.execute(update(table).where(*same).values(text=old[:-1] + bytes([old[-1] ^ 1])))
        path = db.session.scalars(select(Paper.path).order_by(Paper.id.desc())).first()
        assert path is not None
        paper_store().place(path).write_bytes(b"cut")
        db.session.commit()
    said = run(app, "rotate")
    assert said.exit_code == 1
    assert f"paper.text {first}" in said.output and path in said.output
    assert "15 giá trị và 3 tệp" in said.output
    assert "Hạnh" not in said.output
    with app.app_context():
        assert unused_keys() == set(), "the key of what is broken stays"


def test_a_file_that_is_gone_stops_nothing(app: Flask, factory: Factory) -> None:
    papers(factory, 1)
    with app.app_context():
        next(iter(paper_store().root.rglob("*/*/*"))).unlink()
    assert "1 tệp" in run(app, "rotate").output


def test_a_value_that_changed_meanwhile_is_left_alone(app: Flask, factory: Factory) -> None:
    first, *_more = papers(factory, 1)
    ring: Keyring = app.extensions["portal_keyring"]
    with app.app_context():
        ring.add()
        fresh = False

        def told(_what: str, _count: int) -> None:
            nonlocal fresh
            if not fresh:
                fresh = True
                with factory.acting(A):
                    db.session.execute(update(Paper).where(Paper.id == first).values(name="mới.pdf"))
                    db.session.commit()

        reseal_all(told, rest=0.0)
        assert fresh
    assert {one[0]: one[1] for one in everything(app)}[first] == "mới.pdf"


def test_exchanged_columns_do_not_open(app: Flask, factory: Factory) -> None:
    first, *_more = papers(factory, 1)
    with factory.acting(A):
        table = next(one for one in sealed_tables() if one.name == "paper").table
        tenant = db.session.scalar(select(Paper.tenant_id).where(Paper.id == first))
        same = (table.c.id == first, table.c.tenant_id == tenant)
        db.session.execute(update(table).where(*same).values(name=table.c.text))
        db.session.commit()
        with pytest.raises(BrokenSeal):
            db.session.scalar(select(Paper.name).where(Paper.id == first))


SCRIPT = """
import sys
from portal import create_app
from tests.conftest import settings_for
from pathlib import Path
app = create_app(settings_for(Path(sys.argv[1])))
from portal.sealing import resealing
resealing.BATCH = 2
with app.app_context():
    print("begun", flush=True)
    resealing.reseal_all(lambda what, count: print(what, count, flush=True), rest=0.01)
"""


def test_killed_at_any_moment_it_goes_on_where_it_ended(app: Flask, factory: Factory, instance: Path) -> None:
    papers(factory, 12)
    before = everything(app)
    ring: Keyring = app.extensions["portal_keyring"]
    new = ring.add()
    killed = 0
    for moment in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(instance)], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        for _line in range(2 * moment):
            process.stdout.readline()
        time.sleep(0.01 * moment)
        os.kill(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert everything(app) == before, "readable at every moment"
    assert killed >= 3
    with app.app_context():
        reseal_all(rest=0.0)
        assert all(set(counts) <= {new} for counts in used().values())
        for one in paper_store().all():
            assert key_number(paper_store().read(one)) == new
    assert everything(app) == before
