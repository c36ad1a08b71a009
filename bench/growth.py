"""How much an installation grows: database, search index and backup for every thousand articles and dossiers.

`python -m bench.growth [--articles 400] [--dossiers 2000]`: articles of some 400 words are written and published
through the same verbs as the desk's, dossiers are made up as `bench.counter` does; sizes are those of the files after
they were put in order. What it prints stands in `bench/sizes.py`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from flask import Flask

from bench.counter import _installation
from bench.filling import WORDS
from portal.accounts.permissions import system_actor
from portal.clock import today
from portal.extensions import db
from portal.news import service as news
from portal.performance.making.year import Asked, make
from portal.publishing import service as publishing
from portal.search.indexing import build_missing_index
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered

LENGTH = 400  # words of an article
PASSPHRASE = "mot-cum-mat-khau-de-do"


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) / 1e6


def _database(app: Flask, folder: Path) -> float:
    """MB of the database, once it is in order."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    connection = sqlite3.connect(folder / "portal.db", isolation_level=None)
    for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        connection.execute(statement)
    connection.close()
    return _megabytes(folder / "portal.db")


def _write(app: Flask, portal: Portal, count: int) -> None:
    chance = random.Random(19)
    with app.app_context(), entered(editing(portal.id)):
        actor = system_actor(portal.id)
        section = news.ensure_section("su-kien", "Tin tức – Sự kiện", 0).id
        for number in range(count):
            body = "\n\n".join(
                " ".join(chance.choices(WORDS, k=LENGTH // 4)).capitalize() + "." for _ in range(4)
            )
            title = f"{' '.join(chance.choices(WORDS, k=9)).capitalize()} {number}"
            draft = news.NewsDraft(
                title=title, lead=" ".join(chance.choices(WORDS, k=25)), body=body, section_id=section
            )
            item = news.write(draft, actor)
            publishing.publish(item, actor)
            publishing.commit()


def _index(app: Flask, folder: Path) -> float:
    """MB of the index, made anew."""
    for old in folder.glob("index*"):
        shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink()
    with app.app_context():
        build_missing_index(lambda _line: None)
    return sum(_megabytes(one) for one in folder.glob("index*"))


def _backup(folder: Path, to: Path) -> float:
    """MB that another backup adds to the store."""
    before = _megabytes(to) if to.exists() else 0.0
    command = [sys.executable, "-m", "flask", "--app", "portal", "backup", "--to", str(to)]
    environment = {
        "PATH": "/usr/bin:/bin",
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_BACKUP_PASSPHRASE": PASSPHRASE,
    }
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return _megabytes(to) - before


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.growth", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--dossiers", type=int, default=2000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, store = Path(name) / "instance", Path(name) / "backups"
        folder.mkdir()
        app, portal, _actors = _installation(str(folder))
        blank, blank_index, blank_backup = _database(app, folder), _index(app, folder), _backup(folder, store)
        print(f"empty: database {blank:.1f} MB, backup {blank_backup:.1f} MB")
        _write(app, portal, chosen.articles)
        written, index = _database(app, folder), _index(app, folder)
        backup = _backup(folder, store)
        each = 1000 / chosen.articles
        print(
            f"1,000 articles: database {(written - blank) * each:.1f} MB, index {(index - blank_index) * each:.1f} MB, "
            f"another backup {backup * each:.1f} MB"
        )
        last = today()
        with app.app_context():
            for _made in make(portal, Asked(last - timedelta(days=364), last, chosen.dossiers, 766)):
                pass
        asked, backup = _database(app, folder), _backup(folder, store)
        each = 1000 / chosen.dossiers
        print(
            f"1,000 dossiers: database {(asked - written) * each:.1f} MB, another backup {backup * each:.1f} MB"
        )


if __name__ == "__main__":
    main()
