"""What else moves a log: files that come and go, the process beside the workers, and the tables themselves."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from alembic.migration import MigrationContext
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from portal.clock import utc_now
from portal.extensions import db
from portal.media import service as media
from portal.media.models import MediaFile, MediaUse
from portal.news.models import NewsItem
from portal.proofs import merkle
from portal.proofs.following import Described, follow, log_many
from portal.proofs.models import PendingProof, ProofCheckpoint, ProofLeaf
from portal.proofs.notes import Checkpoint, Note
from portal.proofs.queries import bundle_of, events_of
from portal.proofs.service import append_many, read_nodes
from portal.proofs.tending import Tending, unwitnessed
from portal.publishing import service as publishing
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import A, B
from tests.factories import Factory
from tests.proofs.conftest import leaf
from tests.proofs.test_checking import behind, run
from tests.schema import compare_metadata

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    + (b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
)


def with_files(row: Any) -> Described:
    """A news item with the files that are attached to it."""
    files = db.session.scalars(
        select(MediaFile.sha256)
        .join(MediaUse, (MediaUse.tenant_id == MediaFile.tenant_id) & (MediaUse.media_id == MediaFile.id))
        .where(MediaUse.kind == "news", MediaUse.object_id == row.id)
        .order_by(MediaUse.position)
    )
    return Described(row.title, row.version, row.body, tuple(files))


def test_a_file_that_comes_or_goes_replaces_the_content(app: Flask, factory: Factory) -> None:
    follow(app, "news", with_files)
    item_id, _slug = factory.news(A)
    draft, _slug = factory.news(A, publish=False)
    with factory.acting(A) as actor:
        for one in (draft, item_id):
            thing = db.session.get(NewsItem, (actor.tenant_id, one))
            assert media.attach_uploads([FileStorage(io.BytesIO(PDF), "a.pdf")], thing, actor) == []
            publishing.commit()
        use = db.session.scalars(select(MediaUse).where(MediaUse.object_id == item_id)).one()
        sha256 = use.media.sha256
        assert run(app, "check")[0] == 0
        media.detach(thing, use.id, actor)
        publishing.commit()
        rows = db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)).all()
        assert [(one.object_id, one.event, one.files) for one in rows] == [
            (item_id, "publish", []),
            (item_id, "replace", [sha256]),
            (item_id, "replace", []),
        ]


@pytest.mark.tcvn("7.2.4.1.b")
def test_a_file_changed_on_the_disk_is_found(app: Flask, factory: Factory) -> None:
    follow(app, "news", with_files)
    item_id, _slug = factory.news(A)
    with factory.acting(A) as actor:
        thing = db.session.get(NewsItem, (actor.tenant_id, item_id))
        media.attach_uploads([FileStorage(io.BytesIO(PDF), "a.pdf")], thing, actor)
        publishing.commit()
        sha256 = db.session.scalars(select(MediaFile.sha256)).one()
        path = media.file_store().path(sha256)
    path.chmod(0o600)
    path.write_bytes(PDF + b"%")
    status, output = run(app, "check")
    assert status == 1 and f"tệp {sha256} mất hoặc bị sửa trên đĩa" in output


def test_an_importer_logs_what_it_wrote(app: Flask, factory: Factory) -> None:
    made = [factory.news(A)[0] for _count in range(3)]
    follow(app, "news", with_files)
    with factory.acting(A) as actor:
        for expected, body in ((3, "Nội dung"), (0, "Nội dung"), (3, "Nội dung mới")):
            behind(app, factory, update(NewsItem).values(body=body))
            db.session.expire_all()
            rows = db.session.scalars(select(NewsItem).order_by(NewsItem.id)).all()
            assert log_many(actor.tenant_id, "news", rows) == expected
            db.session.commit()
        leaves = db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)).all()
        assert [one.object_id for one in leaves] == made * 2
        assert [one.event for one in leaves] == ["publish"] * 3 + ["replace"] * 3
    assert run(app, "check")[0] == 0


def test_what_a_room_raises_undoes_the_act(app: Flask, factory: Factory) -> None:
    def refuse(_row: Any) -> Described:
        raise RuntimeError("no")

    follow(app, "news", refuse)
    with pytest.raises(RuntimeError, match="no"):
        factory.news(A)
    with factory.acting(A):
        assert db.session.scalars(select(NewsItem).where(NewsItem.status == "published")).all() == []


def test_the_process_beside_the_workers_logs_and_witnesses(logged: Flask, factory: Factory) -> None:
    item_id, _slug = factory.news(A, at=utc_now() + timedelta(hours=1))
    factory.news(B)
    with logged.app_context():
        assert [one.slug for one in unwitnessed()] == [B]
    for table, column in ((PendingProof, "due_at"), (NewsItem, "publish_at")):  # an hour passes
        behind(logged, factory, update(table).values({column: utc_now() - timedelta(seconds=1)}))
    with logged.app_context():
        Tending().step()
        assert unwitnessed() == []
    with factory.acting(A):
        assert db.session.scalars(select(ProofLeaf.object_id)).all() == [item_id]
    factory.news(B)
    with logged.app_context():
        assert [one.slug for one in unwitnessed()] == [B]
        Tending().step()
        assert unwitnessed() == []
    assert run(logged, "check")[0] == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_whatever_is_appended_every_proof_verifies(app: Flask, factory: Factory, sizes: list[int]) -> None:
    tenant_id = factory.tenant_id(A)
    with app.test_request_context("/", headers={"Host": f"{A}.localhost"}):
        app.preprocess_request()
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(editing(tenant_id)):
            for size in sizes:
                append_many(tenant_id, [leaf(number) for number in range(size)])
                db.session.commit()
            points = db.session.scalars(select(ProofCheckpoint).order_by(ProofCheckpoint.size)).all()
            last = points[-1]
            for older in points:
                ranges = merkle.consistency_ranges(older.size, last.size)
                proof = merkle.proof_from(read_nodes(tenant_id, merkle.nodes_needed(ranges)), ranges)
                assert merkle.extends(older.root, older.size, last.root, last.size, proof)
            for number in range(max(sizes)):
                bundle = bundle_of(portal, events_of(portal, "news", 1000 + number))
                assert bundle is not None
                point = Checkpoint.parse(Note.parse(bundle["checkpoint"]).text)
                for entry in bundle["entries"]:
                    value = merkle.leaf_hash(entry["leaf"].encode())
                    path = [base64.b64decode(one) for one in entry["proof"]]
                    assert merkle.includes(point.root, point.size, entry["index"], value, path)


def test_models_and_migrations_agree(app: Flask) -> None:
    ours = {
        "proof_leaf",
        "proof_hash",
        "proof_node",
        "proof_checkpoint",
        "witnessed_checkpoint",
        "proof_pending",
    }
    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _parents: kind != "table" or name in ours,
                "include_object": lambda thing, name, kind, _reflected, _other: (
                    (name if kind == "table" else thing.table.name) in ours
                ),
            },
        )
        assert compare_metadata(context, db.metadata) == []
        assert ours <= set(db.inspect(connection).get_table_names())


def test_the_log_is_followed_from_the_public_pages(
    app: Flask, add: Callable[..., list[int]], browser: Callable[[str], Any]
) -> None:
    visitor = browser(A)
    assert "chưa có mục nào" in visitor.get("/bang-chung/").text
    add([leaf(1)])
    assert "Nhật ký có 1 mục" in visitor.get("/bang-chung/").text  # no old page from the cache
