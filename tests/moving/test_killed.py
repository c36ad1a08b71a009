"""kill -9 at any moment of a run, and running again: nothing is lost, nothing is there twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.media.models import MediaFile, MediaUse
from portal.moving import service
from portal.moving.mapping import Mapping, Target, read_mapping
from portal.moving.models import DONE, Move, MovedItem, OldPath
from portal.news.models import NewsItem
from portal.publishing.models import Revision
from tests.conftest import ROOT, A
from tests.factories import Factory
from tests.media.reading.articles import article, drawing, linked
from tests.media.reading.samples import paragraph
from tests.moving.samples import LIBRARY, SITE, Post, old_portal
from tests.moving.taken import make_sections, take

MANY, FEW = 8, 5


def posts() -> list[Post]:
    """Posts that share pictures."""
    picture = f'<p>Bài</p><p><img src="{SITE}/wp-content/uploads/2019/05/cau-ngu.jpg" alt="Thuyền"></p>'
    return [
        Post(number, f"Bài số {number}", picture, tags=["chung"]) for number in range(1, MANY + 1)
    ] + LIBRARY


def wordpress(folder: Path) -> tuple[list[Path], list[str]]:
    """An export with its files: (source, mapping, media), and the keys of its items."""
    return list(old_portal(folder, posts())), [str(number) for number in range(1, MANY + 1)]


def documents(folder: Path) -> tuple[list[Path], list[str]]:
    """A folder of Word documents that share a picture and lead to each other in a circle."""
    root, rules, empty = folder / "word", folder / "map.toml", folder / "khong"
    root.mkdir(parents=True)
    empty.mkdir()
    rules.write_text('[site]\nurl = "http://cu.example"\n', encoding="utf-8")
    for number in range(FEW):
        body = paragraph(f"Bài viết số {number}") + paragraph("Chữ.") + drawing("rId1", "Cảng cá")
        body += f"<w:p>{linked('rId7', 'Bài sau')}</w:p>"
        beyond = f"http://cu.example/bai-{(number + 1) % FEW}.docx"
        (root / f"bai-{number}.docx").write_bytes(article(body, outside=beyond))
    return [root, rules, empty], [f"bai-{number}.docx" for number in range(FEW)]


WHOLE: dict[str, dict[str, int]] = {
    "wordpress": {
        "news": MANY,
        "items": MANY,
        "files": 1,
        "uses": MANY,
        "paths": 2 * MANY + 6,
        "revisions": 2 * MANY,
    },
    # Picture and the document itself; the text of all but the last is written again for the link to the next one.
    "folder": {
        "news": FEW,
        "items": FEW,
        "files": 1 + FEW,
        "uses": 2 * FEW,
        "paths": FEW,
        "revisions": 3 * FEW - 1,
    },
}


@pytest.mark.parametrize(("kind", "at"), [("wordpress", 6), ("folder", 3)])
def test_a_killed_run_goes_on_where_it_was(
    app: Flask, instance: Path, factory: Factory, tmp_path: Path, kind: str, at: int
) -> None:
    make_sections(factory)
    (source, rules, media), keys = (wordpress if kind == "wordpress" else documents)(tmp_path / "cu")
    identity = "tamhai.example" if kind == "wordpress" else "cu.example"
    with factory.acting(A) as actor:
        place = [str(source.resolve()), str(media.resolve())]
        move_id = service.take_from(kind, identity, source.name, *place, read_mapping(rules), actor).id
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.moving.slow_run", str(instance)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    chance = random.Random(at)
    wanted = f"{chance.choice(['begin', 'done'])} {keys[at - 1]}"
    for line in worker.stdout:
        if line.strip() == wanted:
            break
    time.sleep(chance.random() * 0.06)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    before = counts(factory)
    assert before["items"] == before["news"] >= at - 1
    take(app, kind, source, "--map", rules, "--media", media)
    after = counts(factory)
    assert after == WHOLE[kind]
    with factory.acting(A):
        assert db.session.scalars(select(Move.state).where(Move.id == move_id)).one() == DONE
    take(app, kind, source, "--map", rules, "--media", media)
    assert counts(factory) == after


def counts(factory: Factory) -> dict[str, int]:
    """How many rows there are of what a run writes."""
    tables: dict[str, Any] = {
        "news": NewsItem,
        "items": MovedItem,
        "files": MediaFile,
        "uses": MediaUse,
        "paths": OldPath,
        "revisions": Revision,
    }
    with factory.acting(A):
        return {
            name: int(db.session.scalar(select(func.count()).select_from(one)) or 0)
            for name, one in tables.items()
        }


def test_a_mapping_survives_being_kept() -> None:
    mapping = Mapping(
        rules={"a": Target("page", parent="b")}, rest=Target("skip"), site="https://x.example", drop=[".c"]
    )
    assert Mapping.from_json(mapping.as_json()) == mapping
