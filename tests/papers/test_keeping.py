"""A paper is kept whole and sealed, opened by its own row alone, and gone when it is discarded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.accounts.permissions import Actor, Forbidden
from portal.extensions import db
from portal.media.refusal import Refused
from portal.media.store import StoreUnavailable
from portal.papers import queries, service
from portal.papers.models import RAW, READY, RESULT, UPLOAD, Paper
from portal.papers.store import NotAPath, PaperStore, paper_store
from portal.publishing.models import AuditEntry
from portal.publishing.service import commit
from tests.conftest import A, B
from tests.factories import Factory
from tests.media import samples as files_made
from tests.papers import samples
from tests.papers.conftest import paper_of

Kept = Callable[..., tuple[int, str]]


def files(app: Flask) -> list[Path]:
    """All files below the folder of papers."""
    with app.app_context():
        return [one for one in paper_store().root.rglob("*") if one.is_file()]


def test_a_paper_comes_back_as_it_was(app: Flask, factory: Factory, kept: Kept) -> None:
    raw = samples.pdf()
    made, path = kept(raw, "Giấy khai sinh của Hạnh.pdf", "giay-khai-sinh")
    with factory.acting(A):
        row = paper_of(made)
        assert service.content(row) == raw
        assert (row.mime, row.size, row.pages, row.state) == ("application/pdf", len(raw), 1, READY)
        assert row.name == "Giấy khai sinh của Hạnh.pdf" and row.kept_by_id is None
        place = paper_store().place(path)
        assert place.stat().st_mode & 0o777 == 0o600 and place.parent.stat().st_mode & 0o777 == 0o700
        assert raw not in place.read_bytes() and b"%PDF" not in place.read_bytes()


def test_a_picture_loses_place_and_camera_and_waits_to_be_prepared(
    app: Flask, factory: Factory, kept: Kept
) -> None:
    raw = files_made.picture(60, 40, exif=b"Exif\0\0II*\0canon-secret")
    made, _path = kept(raw, "anh.jpg")
    with factory.acting(A):
        row = paper_of(made)
        assert row.state == RAW and row.pages == 1
        assert b"canon-secret" not in service.content(row)


def test_the_trail_names_the_paper_by_its_number_alone(app: Flask, factory: Factory, kept: Kept) -> None:
    made, _path = kept(name="Nguyen Thi Hanh.pdf")
    with factory.acting(A):
        entry = db.session.query(AuditEntry).filter_by(action=service.KEEP).one()
        assert entry.object_id == made and entry.detail == UPLOAD


def test_the_same_file_of_the_same_person_is_known_again(app: Flask, factory: Factory, kept: Kept) -> None:
    raw = samples.pdf()
    first, second = kept(raw)[0], kept(raw, name="khac.pdf")[0]
    stranger = kept(raw, identity="049199009999")[0]
    with factory.acting(A):
        row = paper_of(first)
        found = queries.same_bytes(service.digest_of(raw), row.owner_mark)
        assert {one.id for one in found} == {first, second}
        assert stranger not in {one.id for one in queries.of_owner(row.owner_mark)}
        assert queries.same_bytes(service.digest_of(raw), "") == []


def test_another_portals_paper_is_not_found(factory: Factory, kept: Kept) -> None:
    made, _path = kept(slug=A)
    with factory.acting(B):
        assert queries.paper(made) is None and queries.papers([made]) == {}


def test_discarding_takes_row_and_file_with_the_commit(app: Flask, factory: Factory, kept: Kept) -> None:
    made, _path = kept()
    with factory.acting(A) as actor:
        service.discard(paper_of(made), actor)
        db.session.flush()
        assert len(files(app)) == 1
        db.session.rollback()
    with factory.acting(A) as actor:
        assert service.content(paper_of(made))
        with db.session.begin_nested():
            service.discard(paper_of(made), actor)
        assert len(files(app)) == 1, "the end of a savepoint is no commit"
        commit()
        assert queries.paper(made) is None
    assert files(app) == []


def test_what_is_not_committed_leaves_no_file(app: Flask, factory: Factory) -> None:
    with factory.acting(A) as actor:
        service.keep(samples.pdf(), "a.pdf", "don", "", UPLOAD, actor)
        assert len(files(app)) == 1
        db.session.rollback()
    assert files(app) == []


def test_who_reads_no_dossiers_keeps_no_papers(factory: Factory) -> None:
    with factory.acting(A) as actor:
        admin = Actor(7, "quản trị", actor.tenant_id, frozenset({"tenant_admin"}))
        with pytest.raises(Forbidden):
            service.keep(samples.pdf(), "a.pdf", "don", "", UPLOAD, admin)
        clerk = Actor(8, "một cửa", actor.tenant_id, frozenset({"counter_clerk"}))
        assert service.keep(samples.pdf(), "a.pdf", "don", "", UPLOAD, clerk).kept_by_id == 8
        db.session.rollback()


def test_an_unknown_source_is_a_mistake(factory: Factory) -> None:
    with factory.acting(A) as actor, pytest.raises(ValueError):
        service.keep(samples.pdf(), "a.pdf", "don", "", "fax", actor)


REFUSED = [
    ("a.docx", files_made.package("docx"), "not_accepted"),
    ("a.txt", b"xin chao", "not_accepted"),
    ("a.pdf", b"", "empty"),
    ("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif"),
    ("a.pdf", files_made.picture(40, 30), "mismatch"),
    ("a.jpg", files_made.picture(400, 300)[:300], "picture"),
    ("a.pdf", samples.pdf() + b"\n/Encrypt 5 0 R", "encrypted"),
]


@pytest.mark.parametrize(("name", "raw", "code"), REFUSED, ids=[one[2] + one[0] for one in REFUSED])
def test_refused_in_words_and_nothing_is_written(
    app: Flask, factory: Factory, name: str, raw: bytes, code: str
) -> None:
    with factory.acting(A) as actor:
        with pytest.raises(Refused) as told:
            service.keep(raw, name, "don", "", UPLOAD, actor)
        assert told.value.code == code and len(str(told.value)) > 20
    assert files(app) == []


def test_what_a_service_names_is_accepted_too(factory: Factory, kept: Kept) -> None:
    made, _path = kept(files_made.package("docx"), "don.docx", accept=frozenset({"docx"}))
    with factory.acting(A):
        assert paper_of(made).pages == 0


def test_a_file_that_is_too_large_is_refused(app: Flask, factory: Factory) -> None:
    most = app.config["PORTAL"].max_upload_mb
    with factory.acting(A) as actor, pytest.raises(Refused, match=f"{most} MB"):
        service.keep(b"x" * (most * 1024 * 1024 + 1), "a.pdf", "don", "", UPLOAD, actor)


@pytest.mark.parametrize("harm", ["gone", "cut", "flipped", "exchanged"])
def test_harm_is_told_and_never_shown(app: Flask, factory: Factory, kept: Kept, harm: str) -> None:
    (made, path), (_other, second) = kept(), kept(name="khac.pdf")
    with factory.acting(A):
        place, other = paper_store().place(path), paper_store().place(second)
        whole = place.read_bytes()
        if harm == "gone":
            place.unlink()
        elif harm == "cut":
            place.write_bytes(whole[: len(whole) // 2])
        elif harm == "flipped":
            place.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        else:
            place.write_bytes(other.read_bytes())
        with pytest.raises(service.PaperLost, match="Không mở được"):
            service.content(paper_of(made))


def test_a_row_that_names_another_row_s_file_opens_nothing(factory: Factory, kept: Kept) -> None:
    (made, _path), (_other, second) = kept(slug=A), kept(slug=B)
    with factory.acting(A):
        db.session.execute(update(Paper).where(Paper.id == made).values(path=second))
        commit()
        with pytest.raises(service.PaperLost):
            service.content(paper_of(made))


PATHS = [
    "../../../etc/passwd",
    "/etc/passwd",
    "1/ab/../../../portal.db",
    "1/ab/" + "g" * 32,
    "1/ab/" + "a" * 32 + "\n",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leads_out_is_followed_nowhere(
    tmp_path: Path, factory: Factory, kept: Kept, path: str
) -> None:
    with pytest.raises(NotAPath):
        PaperStore(tmp_path).place(path)
    made, _path = kept()
    with factory.acting(A):
        row = paper_of(made)
        row.path = path
        with pytest.raises(service.PaperLost):
            service.content(row)
        db.session.rollback()


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    store = PaperStore(tmp_path / "giay-to")
    path = store.fresh_path(3)
    store.write(path, b"kin")
    target = tmp_path / "ngoai"
    target.write_bytes(b"x")
    store.place(path).unlink()
    (store.root / path).symlink_to(target)
    with pytest.raises(NotAPath):
        store.read(path)


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "giay-to").write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreUnavailable, match="Không ghi được giấy tờ"):
        PaperStore(tmp_path / "giay-to").write("3/ab/" + "a" * 32, b"x")


def test_writing_again_replaces_whole(tmp_path: Path) -> None:
    store = PaperStore(tmp_path / "giay-to")
    path = store.fresh_path(3)
    for one in (b"truoc", b"sau"):
        store.write(path, one)
        assert store.read(path) == one and store.head(path, 2) == one[:2]
    assert list(store.all()) == [path]
    assert [one.name for one in store.root.rglob("*") if one.is_file()] == [path[-32:]]


def test_what_the_agency_made_is_accepted_at_once(factory: Factory, kept: Kept) -> None:
    made, _path = kept(source=RESULT)
    with factory.acting(A):
        assert paper_of(made).accepted


def test_a_page_is_drawn_and_kept_nowhere(app: Flask, factory: Factory, kept: Kept) -> None:
    (pdf, _), (photo, _) = kept(), kept(files_made.picture(600, 400), "anh.jpg")
    before = {one: os.stat(one).st_mtime_ns for one in files(app)}
    with factory.acting(A):
        for one in (pdf, photo):
            assert service.page_picture(paper_of(one), 1, 200)[8:12] == b"WEBP"
            for wrong in (0, 2):
                with pytest.raises(Refused):
                    service.page_picture(paper_of(one), wrong, 200)
    assert {one: os.stat(one).st_mtime_ns for one in files(app)} == before
