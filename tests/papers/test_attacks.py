"""Nothing readable lies on the disk, whatever is looked through; hostile files are refused in words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.extensions import db
from portal.media.refusal import Refused
from portal.papers import queries, service
from portal.papers.models import UPLOAD
from portal.publishing.service import commit
from tests.beside import stored
from tests.conftest import A, B
from tests.databases import ON_POSTGRESQL
from tests.factories import Factory
from tests.media import samples as files_made
from tests.papers import forms, photos, samples
from tests.papers.conftest import paper_of
from tests.papers.test_recognising import work

Kept = Callable[..., tuple[int, str]]
CANARY = "Huỳnh Thị Chim Yến Bạch Tạng"


def forms_of(word: str) -> Iterator[bytes]:
    """How a word may lie in a file."""
    for one in (word, word.upper(), word.lower()):
        yield one.encode()
        yield one.encode("utf-16-le")
        yield one.encode("unicode_escape")


def test_nothing_readable_lies_in_database_journal_or_files(
    app: Flask, factory: Factory, instance: Path, kept: Kept
) -> None:
    identity = "049177031415"
    text = forms.form("giay-khai-sinh", 3).text + f"\n{CANARY} {identity}"
    made, _path = kept(samples.pdf(text), f"{CANARY}.pdf", "giay-khai-sinh", identity=identity)
    photo, _corners = photos.taken(photos.drawn(text), photos.Way(longer=1600), 2)
    second, _path = kept(photos.jpeg(photo), f"{CANARY} {identity}.jpg", identity=identity, read=False)
    with factory.acting(A):
        row = paper_of(made)
        row.number, row.issued_by, row.issued_on = f"{identity}/2026", CANARY, "2026-02-03"
        commit()
        service.page_picture(paper_of(second), 1, 300)
    work(app)
    with factory.acting(A):
        row = paper_of(made)
        assert row.text is not None and CANARY in row.text and row.name == f"{CANARY}.pdf"
    looked = 0
    for file in instance.rglob("*"):
        if not file.is_file():
            continue
        raw = file.read_bytes()
        looked += 1
        assert not any(one in raw for word in (CANARY, identity) for one in forms_of(word)), file.name
        assert raw[:4] not in {b"%PDF", b"\xff\xd8\xff\xe0", b"RIFF"}, file
    assert looked > 3
    if ON_POSTGRESQL:
        held = stored(instance)
        assert b"giay-khai-sinh" in held
        assert not any(one in held for word in (CANARY, identity) for one in forms_of(word))
    else:
        assert (instance / "portal.db-wal").exists(), "the journal was looked through too"


def test_the_log_says_nothing_of_a_paper(
    app: Flask, factory: Factory, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    made, _path = kept(samples.pdf(CANARY), f"{CANARY}.pdf", identity="049177031415")
    work(app)
    with factory.acting(A) as actor:
        service.discard(paper_of(made), actor)
        commit()
        db.session.rollback()
    assert CANARY not in caplog.text and "049177031415" not in caplog.text


def test_another_portals_paper_is_not_there_by_any_query(factory: Factory, kept: Kept) -> None:
    made, _path = kept()
    with factory.acting(A):
        row = paper_of(made)
        owner, digest = row.owner_mark, row.digest
    with factory.acting(B):
        assert queries.paper(made) is None and queries.papers([made]) == {}
        assert queries.of_owner(owner) == [] == queries.same_bytes(digest, owner)


def hostile() -> list[Path]:
    """Bad files of the shared collection: a share of it, the same each time."""
    root = files_made.SHARED / "badinputs"
    found = [
        one
        for folder in ("generated", "pdfjs-bad", "pillow-bad", "qpdf-bad")
        for one in (root / folder).glob("*")
    ]
    files = sorted(one for one in found if one.is_file() and one.suffix not in {".json", ".jsonl"})
    return random.Random(6).sample(files, min(len(files), 60))


@pytest.mark.skipif(not (files_made.SHARED / "badinputs").is_dir(), reason="no collection of bad files")
def test_hostile_files_are_refused_in_words_or_kept_sealed(app: Flask, factory: Factory) -> None:
    refused = taken = 0
    for path in hostile():
        with factory.acting(A) as actor:
            raw = path.read_bytes()
            try:
                row = service.keep(raw, path.name, "don", "", UPLOAD, actor, read=False)
            except Refused as said:
                assert len(str(said)) > 20 and said.code, path.name
                refused += 1
            else:
                taken += 1
                for number in range(1, min(row.pages, 2) + 1):
                    try:
                        assert service.page_picture(row, number, 200)[8:12] == b"WEBP"
                    except Refused as said:
                        assert len(str(said)) > 20
            db.session.rollback()
    assert refused > 10, (refused, taken)
