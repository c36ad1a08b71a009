"""The whole real import, in an installation of its own: `python -m bench.imports`.

Prints for each file the records and provisions (or parts) a second, the highest memory of the process so far, and what
the summary counts; every file twice, since the second run shows what going on after a stop costs.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.config import Settings
from portal.extensions import db
from portal.legal.models import LegalDocument, Provision
from portal.procedures.models import Procedure, ProcedureBasis, ProcedurePaper, ProcedureWay
from portal.publishing.models import Change
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.tenancy.service import load_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

ROOT = Path(__file__).resolve().parents[1]
FILES = (
    ("legal", "legal_documents.jsonl.gz"),
    ("procedures", "procedures.jsonl.gz"),
    ("procedures", "procedures_mod.jsonl.gz"),
)
COUNTED = (LegalDocument, Provision, Procedure, ProcedureWay, ProcedurePaper, ProcedureBasis)


def installation(folder: Path) -> Flask:
    """A new installation with the 18 portals and nothing in them."""
    app = create_app(Settings(instance=str(folder), log_level="ERROR", secret_key="bench" * 8))
    with app.app_context():
        flask_migrate.upgrade()
        load_tenants(ROOT / "content" / "tenants.toml")
        db.session.commit()
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    return app


def counts(app: Flask) -> dict[str, int]:
    """Rows by table, over all portals."""
    with app.app_context(), all_tenants("bench"):
        found = {
            model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0
            for model in (*COUNTED, Change)
        }
    return found


def measure(app: Flask, room: str, file: Path, again: bool) -> None:
    """Run one import and print what it took."""
    before, wall, work = counts(app), time.perf_counter(), time.process_time()
    answer = app.test_cli_runner().invoke(args=[room, "import", str(file)])
    wall, work = time.perf_counter() - wall, time.process_time() - work
    if answer.exit_code:
        raise SystemExit(f"{file.name}: {answer.output} {answer.exception!r}")
    made = {name: count - before[name] for name, count in counts(app).items() if count != before[name]}
    read = int(answer.output.split("Đã đọc ")[1].split()[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{file.name}{' (again)' if again else ''}: {wall:.1f} s, of it {work:.1f} s of processor time")
    print(f"  {read / wall:,.0f} records/s, {sum(made.values()) / wall:,.0f} rows/s, peak {peak} MB")
    print(f"  rows: {', '.join(f'{name} +{count:,}' for name, count in made.items()) or 'none'}")
    print("  " + answer.output.strip().replace("\n", "\n  "))


def main() -> None:
    """Import the real files into a new installation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--instance", type=Path, help="a folder that is kept (default: one that is removed)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = installation(options.instance or Path(folder))
        for room, name in FILES:
            file = options.data / name
            if not file.is_file():
                print(f"{name}: not in {options.data}, passed over")
                continue
            measure(app, room, file, again=False)
            measure(app, room, file, again=True)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
