"""Import of legal documents: what collides, what a person corrected, what fails half-way, what must fit."""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask
from sqlalchemy import String, func, inspect, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.importing.lines import read_lines
from portal.importing.rejects import RejectsFile
from portal.importing.run import run_import
from portal.legal import service
from portal.legal.body import body_of
from portal.legal.importing import LegalImporter
from portal.legal.models import LegalDocument, LegalField, Provision
from portal.publishing.models import AuditEntry, Change, Revision
from portal.publishing.service import commit, withdraw
from portal.tenancy.scope import all_tenants, editing, entered, reading
from tests.conftest import DISTRICT, SHARED, A, B, Browser
from tests.factories import Factory

REAL = SHARED / "legal_documents.jsonl.gz"


def law(number: str, *articles: str, **more: Any) -> dict[str, Any]:
    """A record of the codification."""
    parts = [
        {"no": str(at), "unit": "Điều", "chapter": "", "heading": f"Điều thứ {at}", "text": text, "cites": []}
        for at, text in enumerate(articles, 1)
    ]
    return {
        "number": number, "type": "Nghị định", "title": f"Về {number}", "issuer": "Chính phủ", "issued": "2018-04-23",
        "effective": None, "subjects": ["Hành chính"], "source": f"http://vbpl.vn/{number}", "articles": parts,
    } | more  # fmt: skip


def written(path: Path, records: list[Any]) -> Path:
    """A file of these records (texts stand for broken lines)."""
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def run(app: Flask, *args: str) -> str:
    """The output of a command that must succeed."""
    answer = app.test_cli_runner().invoke(args=list(args))
    assert answer.exit_code == 0, (answer.output, answer.exception)
    return str(answer.output)


@pytest.fixture()
def district(app: Flask, factory: Factory) -> int:
    return factory.tenant_id(DISTRICT)


@pytest.fixture()
def inside(app: Flask, district: int) -> Iterator[None]:
    """Reading in the district's portal."""
    with app.app_context(), entered(reading(district)):
        yield


def titles(app: Flask, tenant_id: int) -> dict[str, str]:
    """Titles by number."""
    with app.app_context(), entered(reading(tenant_id)):
        rows = db.session.execute(select(LegalDocument.number, LegalDocument.title))
        return {row.number: row.title for row in rows}


def corrected(app: Flask, tenant_id: int, number: str, /, **more: Any) -> None:
    """A person corrects a document on the desk."""
    person = Actor(7, "Người sửa", tenant_id, frozenset({"district_editor"}))
    with app.app_context(), entered(editing(tenant_id)):
        document = db.session.scalars(select(LegalDocument).where(LegalDocument.number == number)).one()
        names = ("number", "type", "title", "issuer", "issued", "shared")
        values = {name: getattr(document, name) for name in names}
        draft = service.LegalDraft(**(values | {"body": body_of(document)} | more))
        service.save(document, draft, document.version, person)


def test_a_number_that_a_person_corrected_does_not_come_in_again(
    app: Flask, district: int, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.jsonl", [law("61/2018/NĐ-CP", "một"), law("18", "hai")])
    run(app, "legal", "import", str(file))
    corrected(app, district, "61/2018/NĐ-CP", number="61a/2018/NĐ-CP")
    corrected(app, district, "18", title="Bản người sửa")  # the desk keys "18" otherwise
    assert "0 mới, 0 cập nhật, 2 không đổi" in run(app, "legal", "import", str(file))
    written(file, [law("61/2018/NĐ-CP", "mới"), law("18", "mới")])
    rejects = tmp_path / "loai.jsonl"
    output = run(app, "legal", "import", str(file), "--rejects", str(rejects))
    assert "0 mới, 0 cập nhật, 0 không đổi, 2 giữ bản đã sửa" in output and not rejects.exists()
    listed = [json.loads(line) for line in (tmp_path / "loai-giu-lai.jsonl").read_text("utf-8").splitlines()]
    assert [one["line"] for one in listed] == [1, 2]
    assert titles(app, district) == {"61a/2018/NĐ-CP": "Về 61/2018/NĐ-CP", "18": "Bản người sửa"}


def test_a_document_from_elsewhere_is_kept_and_named(
    app: Flask, district: int, factory: Factory, tmp_path: Path
) -> None:
    factory.legal(DISTRICT, number="61/2018/NĐ-CP", type="Nghị định", issuer="Chính phủ", title="Của cổng")
    file = written(tmp_path / "a.jsonl", [law("061/2018/NĐ-CP", "một"), law("62/2018/NĐ-CP", "hai")])
    output = run(app, "legal", "import", str(file))
    assert "1 mới" in output and "1 giữ bản đã sửa" in output and "giu-lai.jsonl" in output
    assert titles(app, district)["61/2018/NĐ-CP"] == "Của cổng"


def test_one_that_a_person_withdrew_stays_withdrawn(app: Flask, district: int, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", [law("61/2018/NĐ-CP", "một")])
    run(app, "legal", "import", str(file))
    with app.app_context(), entered(editing(district)):
        document = db.session.scalars(select(LegalDocument)).one()
        withdraw(document, Actor(7, "Người sửa", district, frozenset({"district_editor"})))
        commit()
    written(file, [law("61/2018/NĐ-CP", "khác")])
    assert "1 giữ bản đã sửa" in run(app, "legal", "import", str(file))
    assert Browser(app, DISTRICT).get("/van-ban/nghi-dinh-61-2018-nd-cp").status_code == 410


def test_a_repeated_key_whose_last_record_is_unreadable_loses_nothing(
    app: Flask, district: int, tmp_path: Path
) -> None:
    records = [law("61/2018/NĐ-CP", "tốt"), law("61/2018/NĐ-CP", articles=[{"no": 5}])]
    output = run(app, "legal", "import", str(written(tmp_path / "a.jsonl", records)))
    assert "Đã đọc 2 bản ghi: 1 mới" in output and "1 bị loại" in output
    assert "61/2018/NĐ-CP" in titles(app, district)


def test_rejects_carry_the_number_and_the_whole_record(app: Flask, tmp_path: Path) -> None:
    old, new = law("61/2018/NĐ-CP", "bản cũ"), law("61/2018/NĐ-CP", "bản mới")
    records = [law("62/2018/NĐ-CP", "a", issued="2018-02-31"), old, new]
    file, rejects = written(tmp_path / "a.jsonl", records), tmp_path / "r.jsonl"
    run(app, "legal", "import", str(file), "--rejects", str(rejects))
    bad, former = (json.loads(line) for line in rejects.read_text("utf-8").splitlines())
    assert (bad["line"], bad["key"]) == (1, "Nghị định 62/2018/NĐ-CP") and "2018-02-31" in bad["reason"]
    assert former["line"] == 2 and "dòng 3" in former["reason"] and json.loads(former["raw"]) == old


def test_every_import_of_a_document_is_a_revision_a_change_and_one_audit_entry_a_batch(
    app: Flask, district: int, tmp_path: Path, inside: None
) -> None:
    file = tmp_path / "a.jsonl"
    for text in ("một", "hai", "ba"):
        written(file, [law(f"{at}/2018/NĐ-CP", text) for at in range(1, 6)])
        run(app, "legal", "import", str(file))
    ids = list(db.session.scalars(select(LegalDocument.id)))
    for object_id in ids:
        statement = select(Revision).where(Revision.object_id == object_id).order_by(Revision.number)
        rows = db.session.scalars(statement).all()
        assert [(row.number, row.by_id) for row in rows] == [(1, None), (2, None), (3, None)]
        assert rows[0].data["issued"] == "2018-04-23" and rows[0].data["shared"] is True
    assert db.session.scalar(select(func.count()).select_from(Change).where(Change.object_id.in_(ids))) == 15
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import")).all()
    assert len(entries) == 3 and entries[0].detail == "5 văn bản, dòng 1–5"
    assert sorted(db.session.scalars(select(Provision.text))) == ["ba"] * 5
    assert len(list(db.session.scalars(select(LegalField.id)))) == 5


def test_a_date_of_issue_to_come_hides_nothing(app: Flask, inside: None, tmp_path: Path) -> None:
    records = [law("61/2018/NĐ-CP", "a", issued="2099-01-01"), law("62/2018/NĐ-CP", "a", issued="")]
    run(app, "legal", "import", str(written(tmp_path / "a.jsonl", records)))
    for document in db.session.scalars(select(LegalDocument)):
        assert document.is_visible(utc_now()), document.number
    assert Browser(app, A).get("/van-ban/nghi-dinh-61-2018-nd-cp").status_code == 200


def test_a_batch_that_fails_half_way_leaves_nothing_and_the_next_run_goes_on(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.importing.run.BATCH", 3)
    file = written(tmp_path / "a.jsonl", [law(f"{at}/2018/NĐ-CP", "một") for at in range(1, 9)])
    with monkeypatch.context() as patch:
        # The rows of the second batch are written by then.
        patch.setattr("portal.publishing.importing.touch", Mock(side_effect=[None, KeyboardInterrupt]))
        assert app.test_cli_runner().invoke(args=["legal", "import", str(file)]).exit_code != 0
    with app.app_context(), all_tenants("test"):
        for model in (LegalDocument, Provision, LegalField, Revision, Change):
            assert db.session.scalar(select(func.count()).select_from(model)) == 3
    assert "5 mới, 0 cập nhật, 3 không đổi" in run(app, "legal", "import", str(file))


def test_somebody_who_writes_at_the_same_time_is_not_overwritten(
    app: Flask, district: int, factory: Factory, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.jsonl", [law("61/2018/NĐ-CP", "một"), law("62/2018/NĐ-CP", "hai")])
    with app.app_context():
        importer = LegalImporter(district)
    factory.legal(
        DISTRICT, number="61/2018/NĐ-CP", type="Nghị định", issuer="Chính phủ", title="Viết lúc đang nhập"
    )
    with app.app_context(), RejectsFile(tmp_path / "r.jsonl") as rejects:
        summary = run_import(file, importer, rejects)
    assert (summary.taken, summary.kept) == (1, 1)
    assert titles(app, district)["61/2018/NĐ-CP"] == "Viết lúc đang nhập"


def test_what_is_known_already_is_not_taken_apart_again(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "a.jsonl", [law("61/2018/NĐ-CP", "một")])
    run(app, "legal", "import", str(file))
    monkeypatch.setattr(LegalImporter, "take", lambda *_: pytest.fail("stored again"))
    assert "1 không đổi" in run(app, "legal", "import", str(file))


def test_what_a_commune_imports_no_other_portal_holds(app: Flask, factory: Factory, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", [law("61/2018/NĐ-CP", "CHIM-HOÀNG-YẾN")])
    run(app, "legal", "import", str(file), "--tenant", A)
    assert Browser(app, A).get("/van-ban/nghi-dinh-61-2018-nd-cp").status_code == 200
    for other in (B, DISTRICT):
        assert Browser(app, other).get("/van-ban/nghi-dinh-61-2018-nd-cp").status_code == 404
    own = factory.tenant_id(A)
    with app.app_context(), all_tenants("test"):
        for model in (LegalDocument, LegalField, Provision, Revision, AuditEntry):
            assert set(db.session.scalars(select(model.tenant_id))) == {own}


def assert_everything_fits(*models: Any) -> None:
    """No stored value is longer than its column (SQLite does not look, PostgreSQL does)."""
    for model in models:
        for column in inspect(model).columns:
            if isinstance(column.type, String) and column.type.length:
                longest = db.session.scalar(select(func.max(func.length(getattr(model, column.key)))))
                assert (longest or 0) <= column.type.length, (model.__name__, column.key, longest)


def hostile(seed: int) -> list[Any]:
    """Records with one wrong, overlong or odd value each, and broken lines."""
    chance = random.Random(seed)
    odd: list[Any] = [
        None, "", " ", 5, True, [], {}, [None], ["x" * 400], [["a"]], "x" * 61, "x" * 251, "đ" * 5000, "\x00", "\ud800",
        "<script>", "2018-13-01", "9999-12-31", "{{7*7}}", "' or 1=1 --", "=1+1", "http://a b", "a\u202eb", {"no": []},
    ]  # fmt: skip
    records: list[Any] = []
    for at in range(120):
        record = law(f"{chance.randint(1, 60)}/2018/NĐ-CP", "một", "hai")
        place = record if chance.random() < 0.7 else record["articles"][0]
        place[chance.choice(list(place))] = chance.choice(odd)
        if at % 9 == 0 and isinstance(record["articles"], list):
            record["articles"] *= 30
        line = json.dumps(record)
        records.append(line[: chance.randint(0, len(line))] if at % 10 == 0 else line)
    return records


@pytest.mark.parametrize("seed", range(4))
def test_any_file_adds_up_and_everything_fits(
    app: Flask, district: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: None, seed: int
) -> None:
    monkeypatch.setattr("portal.importing.run.BATCH", 7)
    file, target = written(tmp_path / "a.jsonl", hostile(seed)), tmp_path / "r.jsonl"
    lines = len(list(read_lines(file)))
    stored = 0
    for _ in range(2):
        with RejectsFile(target) as rejects:
            summary = run_import(file, LegalImporter(district), rejects)
        stored = stored or summary.taken
        assert summary.total == lines and summary.rejected == rejects.count
    assert summary.taken == summary.updated == 0 and summary.unchanged == stored
    assert db.session.scalar(select(func.count()).select_from(LegalDocument)) == stored > 20
    assert_everything_fits(LegalDocument, LegalField, Provision, Revision, AuditEntry)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_file(), reason=f"không có {REAL}")
def test_a_slice_of_the_codification_comes_in_whole(
    app: Flask, district: int, tmp_path: Path, inside: None
) -> None:
    with gzip.open(REAL, "rt", encoding="utf-8") as stream:
        lines = random.Random(3).sample(stream.read().splitlines(), 200)
    records = [json.loads(line) for line in lines]
    file = written(tmp_path / "a.jsonl", records)
    with RejectsFile(tmp_path / "r.jsonl") as rejects:
        summary = run_import(file, LegalImporter(district), rejects)
    assert summary.total == 200 and summary.rejected <= 2
    held: dict[str, list[str]] = {}
    for document in db.session.scalars(select(LegalDocument)):
        held.setdefault(document.source, []).extend(_letters(one.text) for one in document.provisions)
    for record in records:
        if record["source"] in held:
            missing = {_letters(one["text"]) for one in record["articles"]} - set(held[record["source"]])
            assert not missing, (record["number"], missing)
    assert_everything_fits(LegalDocument, LegalField, Provision)


def _letters(text: str) -> str:
    """A text without what cleaning may change: spaces, control characters, forms of one letter."""
    return re.sub(r"\W", "", unicodedata.normalize("NFC", text))
