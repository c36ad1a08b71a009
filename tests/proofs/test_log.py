"""Appending: what acts on published things leave in the log, and that it stands or falls with them."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.clock import utc_now
from portal.extensions import db
from portal.news import service as news
from portal.news.models import NewsItem
from portal.proofs import merkle
from portal.proofs.following import append_due, follow
from portal.proofs.models import PendingProof, ProofCheckpoint, ProofLeaf, ProofNode
from portal.proofs.notes import Checkpoint, Note, Signer
from portal.proofs.service import append, append_many
from portal.publishing import service as publishing
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, B, settings_for
from tests.factories import Factory
from tests.proofs.conftest import FILE, describe_news, leaf


def events(factory: Factory, slug: str = A) -> list[tuple[int, str, int]]:
    """(position, event, version) of a log."""
    with factory.acting(slug):
        rows = db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position))
        return [(row.position, row.event, row.version) for row in rows]


def draft_of(item: NewsItem, **more: object) -> news.NewsDraft:
    values = {name: getattr(item, name) for name in ("title", "lead", "body", "section_id")}
    return news.NewsDraft(**(values | {"tags": [tag.name for tag in item.tags]} | more))  # type: ignore[arg-type]


def test_publishing_replacing_and_withdrawing_are_logged(logged: Flask, factory: Factory) -> None:
    item_id, _slug = factory.news(A, publish=False)
    assert events(factory) == []
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (A_id := actor.tenant_id, item_id))
        assert item is not None
        publishing.publish(item, actor)
        publishing.commit()
        news.save(item, draft_of(item, body="Nội dung mới"), item.version, actor)
        news.save(item, draft_of(item, author="Ai đó"), item.version, actor)  # nothing that the log attests
        news.save(item, draft_of(item, tags=[FILE]), item.version, actor)
        publishing.withdraw(item, actor, "nhầm")
        publishing.commit()
        publishing.back_to_draft(item, actor)
        news.save(item, draft_of(item, body="Nháp"), item.version, actor)
        publishing.publish(item, actor)
        publishing.commit()
    found = events(factory)
    assert [event for _at, event, _version in found] == [
        "publish",
        "replace",
        "replace",
        "withdraw",
        "publish",
    ]
    assert [position for position, _event, _version in found] == [0, 1, 2, 3, 4]
    assert [version for *_rest, version in found] == sorted(version for *_rest, version in found)
    with factory.acting(A):
        last = db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)).all()
        said = json.loads(last[2].canonical)
        assert said["files"] == [FILE] and said["tenant"] == A and said["id"] == str(item_id)
        assert set(said) == {
            "event", "files", "id", "kind", "number", "tenant", "text", "time", "version"
        }  # fmt: skip
        assert last[3].text_sha256 == last[2].text_sha256
        assert A_id == last[0].tenant_id


def test_each_commit_has_a_signed_checkpoint_of_the_whole_tree(
    app: Flask, factory: Factory, add: Callable[..., list[int]]
) -> None:
    assert add([leaf(1)]) == [0]
    assert add([leaf(number) for number in range(2, 7)]) == [1, 2, 3, 4, 5]
    key = (app.config["PORTAL"].instance_path / "keys" / "proofs" / f"{A}.key").resolve()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    signer = Signer.parse(key.read_text())
    with factory.acting(A):
        leaves = db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)).all()
        nodes = merkle.grown(0, {}, [merkle.leaf_hash(one.canonical) for one in leaves])
        stored = db.session.scalars(select(ProofNode)).all()
        assert {(one.level, one.position): one.hash for one in stored} == nodes
        points = db.session.scalars(select(ProofCheckpoint).order_by(ProofCheckpoint.size)).all()
        assert [one.size for one in points] == [1, 6]
        for one in points:
            note = Note.parse(one.note)
            assert note.is_signed_by(signer.verifier)
            assert Checkpoint.parse(note.text) == Checkpoint(
                signer.name, one.size, merkle.root_from(nodes, one.size)
            )


def test_what_is_rolled_back_leaves_nothing(logged: Flask, factory: Factory) -> None:
    factory.news(A)
    before = events(factory)
    item_id, _slug = factory.news(A, publish=False)
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, item_id))
        assert item is not None
        publishing.publish(item, actor)
        assert len(db.session.scalars(select(ProofLeaf)).all()) == 2
        db.session.rollback()
    assert events(factory) == before
    with factory.acting(A):
        assert [one.size for one in db.session.scalars(select(ProofCheckpoint))] == [1]
        assert len(db.session.scalars(select(ProofNode)).all()) == 1
    factory.news(A)
    assert [position for position, *_rest in events(factory)] == [0, 1]


def test_logs_of_tenants_are_apart(logged: Flask, factory: Factory) -> None:
    factory.news(A)
    factory.news(B)
    factory.news(A)
    assert [position for position, *_rest in events(factory, A)] == [0, 1]
    assert [position for position, *_rest in events(factory, B)] == [0]


def test_what_is_due_later_is_logged_when_its_hour_comes(logged: Flask, factory: Factory) -> None:
    hour = utc_now() + timedelta(hours=1)
    item_id, _slug = factory.news(A, at=hour)
    other, _slug = factory.news(A, at=hour)
    with logged.app_context():
        assert append_due() == 0
    assert events(factory) == []
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, item_id))
        gone = db.session.get(NewsItem, (actor.tenant_id, other))
        assert item is not None and gone is not None
        news.save(item, draft_of(item, body="Sửa trước giờ"), item.version, actor)
        publishing.withdraw(gone, actor)
        publishing.commit()
        version = item.version
    with logged.app_context():
        assert append_due(hour + timedelta(seconds=1)) == 1
        assert append_due(hour + timedelta(seconds=1)) == 0
    assert events(factory) == [(0, "publish", version)]
    with factory.acting(A):
        assert db.session.scalars(select(PendingProof)).all() == []


def test_what_ends_by_itself_is_logged_as_withdrawn(logged: Flask, factory: Factory) -> None:
    end = utc_now() + timedelta(hours=2)
    ids = [factory.news(A, publish=False)[0] for _count in range(3)]
    with factory.acting(A) as actor:
        begins = [None, end - timedelta(hours=1), end - timedelta(hours=1)]
        for one, at in zip(ids, begins, strict=True):
            item = db.session.get(NewsItem, (actor.tenant_id, one))
            assert item is not None
            item.expires_at = end
            publishing.publish(item, actor, at)
        publishing.withdraw(item, actor)
        publishing.commit()
    with logged.app_context():
        assert append_due(end) == 3
    with factory.acting(A):
        rows = db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)).all()
        assert [(ids.index(one.object_id), one.event) for one in rows[:2]] == [(0, "publish"), (1, "publish")]
        assert {(ids.index(one.object_id), one.event) for one in rows[2:]} == {
            (0, "withdraw"),
            (1, "withdraw"),
        }
        assert rows[2].text_sha256 in {rows[0].text_sha256, rows[1].text_sha256}
        assert db.session.scalars(select(PendingProof)).all() == []


def test_two_who_publish_at_once_get_numbers_of_their_own(logged: Flask, factory: Factory) -> None:
    made = [factory.news(A, publish=False)[0] for _count in range(12)]
    ready, failed = threading.Barrier(2), []

    def publish(ids: list[int]) -> None:
        ready.wait()
        for one in ids:
            try:
                with factory.acting(A) as actor:
                    item = db.session.get(NewsItem, (actor.tenant_id, one))
                    publishing.publish(item, actor)  # type: ignore[arg-type]
                    publishing.commit()
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=publish, args=(made[start::2],)) for start in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert [position for position, *_rest in events(factory)] == list(range(12))


def test_two_processes_make_one_key(app: Flask, factory: Factory, add: Callable[..., list[int]]) -> None:
    second = create_app(settings_for(app.config["PORTAL"].instance_path))
    with second.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    ready, found = threading.Barrier(2), []

    def make(one: Flask) -> None:
        from portal.proofs.keys import signer_of

        with one.app_context():
            portal = directory().by_slug(B)
            assert portal is not None
            ready.wait()
            found.append(signer_of(portal))

    threads = [threading.Thread(target=make, args=(one,)) for one in (app, second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with second.app_context():
        db.engine.dispose()
    assert len(found) == 2 and found[0] == found[1]
    assert list((app.config["PORTAL"].instance_path / "keys" / "proofs").iterdir()) == [
        app.config["PORTAL"].instance_path / "keys" / "proofs" / f"{B}.key"
    ]


def test_an_import_appends_in_a_bounded_number_of_statements(app: Flask, factory: Factory) -> None:
    from sqlalchemy import event

    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    tenant_id = factory.tenant_id(A)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
        for batch in range(20):
            seen.clear()
            with entered(editing(tenant_id)):
                append_many(tenant_id, [leaf(batch * 200 + one) for one in range(200)])
                db.session.commit()
            assert len(seen) <= 8, seen
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(events(factory)) == 4000


@pytest.mark.parametrize("event", ["", "create", "delete"])
def test_other_events_are_refused(app: Flask, factory: Factory, event: str) -> None:
    with factory.acting(A) as actor, pytest.raises(ValueError, match="event"):
        append(actor.tenant_id, leaf(1, event=event))


def test_a_kind_is_followed_once(logged: Flask) -> None:
    with pytest.raises(ValueError, match="news"):
        follow(logged, "news", describe_news)
