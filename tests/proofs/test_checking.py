"""`flask proofs check` and the witnesses: whatever is changed behind the log's back is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal import create_app
from portal.clock import utc_now
from portal.extensions import db
from portal.news.models import NewsItem
from portal.proofs import merkle
from portal.proofs.following import append_due, follow
from portal.proofs.keys import key_path, signer_of
from portal.proofs.models import ProofCheckpoint, ProofHash, ProofLeaf, ProofNode, WitnessedCheckpoint
from portal.proofs.notes import Checkpoint, Verifier, cosigned_at
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, A, B, settings_for
from tests.factories import Factory
from tests.proofs.conftest import describe_news, leaf

Add = Callable[..., list[int]]


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    """Exit status and output of `flask proofs …`."""
    result = app.test_cli_runner().invoke(args=["proofs", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def behind(app: Flask, factory: Factory, statement: Any, slug: str = A) -> None:
    """Change rows as somebody with the database in hand would."""
    with app.app_context(), entered(editing(factory.tenant_id(slug))):
        assert db.session.execute(statement).rowcount
        db.session.commit()


def rewrite(app: Flask, factory: Factory, position: int, count: int, slug: str = A) -> None:
    """Rewrite one leaf and everything that follows from it, with the key: a log that is whole in itself."""
    with app.app_context(), entered(editing(factory.tenant_id(slug))):
        rows = list(db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)))
        row = rows[position]
        row.canonical = row.canonical.replace(row.number.encode(), b"999/QD")
        row.number = "999/QD"
        row.leaf_hash = merkle.leaf_hash(row.canonical)
        rows = rows[:count]
        db.session.flush()
        db.session.execute(delete(ProofLeaf).where(ProofLeaf.position >= count))
        db.session.execute(delete(ProofNode))
        db.session.execute(delete(ProofCheckpoint))
        nodes = merkle.grown(0, {}, [one.leaf_hash for one in rows])
        db.session.add_all(ProofNode(level=at[0], position=at[1], hash=value) for at, value in nodes.items())
        portal = directory().by_slug(slug)
        assert portal is not None
        signer = signer_of(portal)
        point = Checkpoint(signer.name, count, merkle.root_from(nodes, count))
        db.session.add(
            ProofCheckpoint(size=count, root=point.root, note=signer.sign(point.text), at=rows[0].at)
        )
        db.session.commit()


def test_a_log_that_nobody_touched_is_whole(logged: Flask, factory: Factory, add: Add) -> None:
    assert run(logged, "check") == (0, "Mọi nhật ký đều khớp\n")
    for _count in range(3):
        factory.news(A)
    add([leaf(number) for number in range(9)], B)
    assert run(logged, "check") == (0, "Mọi nhật ký đều khớp\n")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (update(ProofLeaf).where(ProofLeaf.position == 1).values(number="1/QĐ"), "cột dữ liệu khác"),
        (update(ProofLeaf).where(ProofLeaf.position == 1).values(event="withdraw"), "cột dữ liệu khác"),
        (update(ProofLeaf).where(ProofLeaf.position == 1).values(canonical=b"{}"), "mã băm khác"),
        (update(ProofLeaf).where(ProofLeaf.position == 1).values(leaf_hash=b"0" * 32), "mã băm khác"),
        (delete(ProofLeaf).where(ProofLeaf.position == 1), "thiếu mục số 1"),
        (delete(ProofLeaf).where(ProofLeaf.position == 4), "nhiều mục hơn"),
        (
            update(ProofNode).where(ProofNode.level == 1, ProofNode.position == 0).values(hash=b"0" * 32),
            "1 nút",
        ),
        (
            delete(ProofNode).where(ProofNode.level == 2),
            "1 nút của cây không khớp, nút đầu tiên: tầng 2, số 0",
        ),
        (update(ProofCheckpoint).values(root=b"0" * 32), "khác nội dung đã ký"),
        (update(ProofCheckpoint).values(note="a\n5\n\n"), "điểm kiểm 5 mục"),
        (delete(ProofCheckpoint), "không có điểm kiểm"),
        (delete(ProofHash), "bảng tra mã băm"),
    ],
)
@pytest.mark.asvs("11.4.3")
def test_a_changed_row_is_found(app: Flask, factory: Factory, add: Add, statement: Any, said: str) -> None:
    add([leaf(number) for number in range(5)])
    behind(app, factory, statement)
    status, output = run(app, "check")
    assert status == 1 and said in output, output
    assert all(line.startswith(f"{A}: ") for line in output.splitlines())


def test_a_document_changed_past_the_log_is_found(logged: Flask, factory: Factory) -> None:
    item_id, _slug = factory.news(A)
    other, _slug = factory.news(A)
    behind(logged, factory, update(NewsItem).where(NewsItem.id == item_id).values(body="Sửa lén"))
    behind(logged, factory, update(NewsItem).where(NewsItem.id == other).values(status="withdrawn"))
    status, output = run(logged, "check")
    assert status == 1
    assert f"news {item_id}" in output and "nội dung đang đăng khác" in output
    assert f"news {other}" in output and "không còn đăng nhưng nhật ký ghi là đang đăng" in output


def test_what_was_published_before_is_logged_on_demand(app: Flask, factory: Factory) -> None:
    for slug in (A, A, B):
        factory.news(slug)
    factory.news(A, publish=False)
    hour = utc_now() + timedelta(hours=1)
    factory.news(B, at=hour)
    follow(app, "news", describe_news)
    status, output = run(app, "check")
    assert status == 1 and "chưa có trong nhật ký" in output
    assert run(app, "append-missing") == (0, f"{A}: đã ghi 2 mục\n{B}: đã ghi 1 mục\n")
    assert run(app, "check")[0] == 0
    assert run(app, "append-missing") == (0, "")
    with app.app_context():
        assert append_due(hour) == 1


def test_a_lost_key_is_said(app: Flask, add: Add) -> None:
    add([leaf(1)])
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        path = key_path(portal)
    kept = path.read_text()
    path.unlink()
    assert "không có khóa ký" in run(app, "check")[1]
    path.write_text(kept[:-10])
    assert "khóa ký hỏng" in run(app, "check")[1]


def test_every_other_portal_holds_the_newest_checkpoint(app: Flask, factory: Factory, add: Add) -> None:
    add([leaf(1)])
    status, output = run(app, "witness")
    assert (status, output) == (0, "Đã công nhận 17 điểm kiểm\n")
    add([leaf(2), leaf(3)])
    add([leaf(4)], B)
    assert run(app, "witness") == (0, "Đã công nhận 34 điểm kiểm\n")
    assert run(app, "witness") == (0, "Đã công nhận 34 điểm kiểm\n")
    with factory.acting(B):
        held = db.session.scalars(select(WitnessedCheckpoint)).all()
        assert [(one.size, one.conflict) for one in held] == [(3, "")]
    with factory.acting(A):
        points = db.session.scalars(select(ProofCheckpoint).order_by(ProofCheckpoint.size)).all()
        assert [len(one.cosignatures) for one in points] == [17, 17]
        text = points[1].note.rpartition("\n\n")[0] + "\n"
        for one in points[1].cosignatures:
            assert cosigned_at(text, one["line"], Verifier.parse(one["key"])) == one["at"]
    assert run(app, "check")[0] == 0


@pytest.mark.parametrize("count", [5, 6], ids=["as long", "longer"])
def test_a_rewritten_past_is_refused_and_shown(app: Flask, factory: Factory, add: Add, count: int) -> None:
    add([leaf(number) for number in range(5)])
    assert run(app, "witness")[0] == 0
    add([leaf(6)])
    rewrite(app, factory, 2, count)
    status, output = run(app, "witness")
    assert status == 1 and output.count("nội dung của 5 mục đầu đã bị viết lại") == 17, output
    assert run(app, "witness")[0] == 1
    with factory.acting(B):
        held = db.session.scalars(select(WitnessedCheckpoint).order_by(WitnessedCheckpoint.id)).all()
        assert [(one.size, bool(one.conflict)) for one in held] == [(5, False), (count, True)]
    with factory.acting(A):
        point = db.session.scalars(select(ProofCheckpoint)).one()
        assert point.cosignatures == [] and len(point.refusals) == 17 and not point.witnessed
    status, output = run(app, "check")
    assert status == 1
    assert output.count("quá khứ đã bị viết lại") == 17 and "không công nhận điểm kiểm" in output


def test_a_log_that_got_shorter_and_one_with_another_key_are_refused(
    app: Flask, factory: Factory, add: Add
) -> None:
    add([leaf(number) for number in range(5)])
    add([leaf(number) for number in range(2)], B)
    assert run(app, "witness")[0] == 0
    rewrite(app, factory, 0, 3)
    with app.app_context():
        portal = directory().by_slug(B)
        assert portal is not None
        key_path(portal).unlink()
    add([leaf(3)], B)
    output = run(app, "witness")[1]
    assert output.count("nhật ký ngắn lại: đã thấy 5 mục, nay chỉ còn 3") == 17
    assert output.count("khóa ký của nhật ký đã bị thay") == 17


@pytest.fixture()
def elsewhere(blank_instance: Path, tmp_path: Path) -> Any:
    """Another installation, with hosts of its own."""
    import shutil

    folder = tmp_path / "elsewhere"
    shutil.copytree(blank_instance, folder)
    other = create_app(settings_for(folder))
    with other.app_context():
        from portal.tenancy.models import TenantHost

        for row in db.session.scalars(select(TenantHost)).all():
            row.host = "khac." + row.host
        db.session.commit()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield other
    with other.app_context():
        db.engine.dispose()


def test_installations_witness_each_other_by_file(
    app: Flask, elsewhere: Flask, factory: Factory, add: Add, tmp_path: Path
) -> None:
    there, back = str(tmp_path / "there.json"), str(tmp_path / "back.json")
    add([leaf(number) for number in range(5)])
    assert run(app, "export-checkpoints", there) == (0, f"Đã ghi 1 nhật ký vào {there}\n")
    assert run(elsewhere, "import-checkpoints", there)[0] == 0
    assert run(elsewhere, "export-checkpoints", back)[0] == 0
    status, output = run(app, "import-checkpoints", back)
    assert status == 0 and output.startswith("Đã nhận 1 chữ ký nhân chứng"), output
    assert run(app, "import-checkpoints", back)[1].startswith("Đã nhận 0 chữ ký nhân chứng")
    with factory.acting(A):
        (line,) = db.session.scalars(select(ProofCheckpoint)).one().cosignatures
        assert line["key"].startswith("khac.")
    # One file never says anything of one's own logs.
    assert "Đã công nhận 0 điểm kiểm" in run(app, "import-checkpoints", there)[1]
    add([leaf(9)])
    assert run(app, "export-checkpoints", there)[0] == 0
    assert run(elsewhere, "import-checkpoints", there)[0] == 0
    rewrite(app, factory, 1, 6)
    assert run(app, "export-checkpoints", there)[0] == 0
    status, output = run(elsewhere, "import-checkpoints", there)
    assert status == 1 and "nội dung của 6 mục đầu đã bị viết lại" in output
    with elsewhere.app_context():
        district = directory().by_slug(DISTRICT)
        assert district is not None
        with entered(editing(district.id, writes=False)):
            held = db.session.scalars(select(WitnessedCheckpoint).order_by(WitnessedCheckpoint.id)).all()
            assert [(one.size, bool(one.conflict)) for one in held] == [(6, False), (6, True)]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(format="khac"),
        lambda content: content.pop("logs"),
        lambda content: content.update(logs=[1]),
        lambda content: content["logs"][0].update(key=5),
        lambda content: content["logs"][0].update(hashes="!"),
        lambda content: content["logs"][0].update(hashes=content["logs"][0]["hashes"][:-44]),
        lambda content: content["logs"][0].update(note="a\n1\n"),
        lambda content: content["logs"][0].update(key="a.b+00000000+AAAA"),
        lambda content: content.update(cosignatures=[{"origin": "x"}]),
    ],
)
def test_a_file_that_is_not_right_is_refused_in_words(
    app: Flask, elsewhere: Flask, add: Add, tmp_path: Path, change: Callable[[Any], Any]
) -> None:
    path = tmp_path / "file.json"
    add([leaf(number) for number in range(5)])
    run(app, "export-checkpoints", str(path))
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    status, output = run(elsewhere, "import-checkpoints", str(path))
    assert status == 1 and ("Error: " in output or "KHÔNG CÔNG NHẬN" in output), output
