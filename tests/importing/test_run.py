"""Imports through the commands: resumable, idempotent, nothing lost in silence, nobody's work overwritten."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.legal import queries as legal_queries
from portal.legal.body import body_of
from portal.legal.importing import LegalImporter
from portal.legal.models import LegalDocument, Provision
from portal.legal.service import LegalDraft, save
from portal.procedures.models import Procedure
from portal.tenancy.scope import editing, entered, reading
from tests.conftest import DISTRICT, SHARED, A, Browser
from tests.factories import Factory
from tests.thorough import THOROUGH


def _law(number: str, *articles: str, **more: Any) -> dict[str, Any]:
    parts = [
        {
            "no": str(at),
            "unit": "Điều",
            "chapter": "CHUNG",
            "heading": f"Điều thứ {at}",
            "text": text,
            "cites": [],
        }
        for at, text in enumerate(articles, 1)
    ]
    record = {
        "number": number, "type": "Nghị định", "title": "Về thử nghiệm", "issuer": "Chính phủ", "issued": "2018-04-23",
        "effective": "2018-06-21", "subjects": ["Hành chính"], "source": f"http://vbpl.vn/{number}", "articles": parts,
    }  # fmt: skip
    return record | more


def _write(path: Path, records: list[Any]) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    raw = "".join(line + "\n" for line in lines).encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def _run(app: Flask, *args: str) -> str:
    answer = app.test_cli_runner().invoke(args=list(args))
    assert answer.exit_code == 0, answer.output
    return str(answer.output)


@pytest.fixture()
def district(app: Flask, factory: Factory) -> Iterator[int]:
    yield factory.tenant_id(DISTRICT)


def _documents(app: Flask, tenant_id: int) -> dict[str, LegalDocument]:
    with app.app_context(), entered(reading(tenant_id)):
        return {one.number: one for one in db.session.scalars(select(LegalDocument))}


def test_documents_come_in_shared_published_and_once(app: Flask, district: int, tmp_path: Path) -> None:
    file = _write(
        tmp_path / "luat.jsonl.gz", [_law("61/2018/NĐ-CP", "một", "hai"), _law("62/2018/NĐ-CP", "ba")]
    )
    assert "2 mới" in _run(app, "legal", "import", str(file))
    assert "0 mới" in (again := _run(app, "legal", "import", str(file))) and "2 không đổi" in again
    shown = Browser(app, A).get("/van-ban/nghi-dinh-61-2018-nd-cp").text
    assert 'id="dieu-2"' in shown and "Điều thứ 2" in shown
    with app.app_context(), entered(reading(district)):
        assert db.session.scalar(select(func.count()).select_from(Provision)) == 3


def test_a_changed_record_is_updated_and_the_rest_is_left(app: Flask, district: int, tmp_path: Path) -> None:
    file = _write(tmp_path / "a.jsonl", [_law("61/2018/NĐ-CP", "cũ"), _law("62/2018/NĐ-CP", "ba")])
    _run(app, "legal", "import", str(file))
    _write(file, [_law("61/2018/NĐ-CP", "mới", "thêm"), _law("62/2018/NĐ-CP", "ba")])
    output = _run(app, "legal", "import", str(file))
    assert "1 cập nhật, 1 không đổi" in output
    with app.app_context(), entered(reading(district)):
        assert sorted(db.session.scalars(select(Provision.text))) == ["ba", "mới", "thêm"]


def test_what_a_person_edited_is_kept(app: Flask, district: int, tmp_path: Path) -> None:
    file = _write(tmp_path / "a.jsonl", [_law("61/2018/NĐ-CP", "một")])
    _run(app, "legal", "import", str(file))
    person = Actor(7, "Người sửa", district, frozenset({"district_editor"}))
    number = _documents(app, district)["61/2018/NĐ-CP"].id
    with app.app_context(), entered(editing(district)):
        document = legal_queries.by_id(number)
        assert document is not None
        draft = LegalDraft(
            document.number,
            document.type,
            "ĐÃ SỬA TAY",
            issuer=document.issuer,
            body=body_of(document),
            shared=True,
        )
        save(document, draft, document.version, person)
    _write(file, [_law("61/2018/NĐ-CP", "một", "hai")])
    assert "1 giữ bản đã sửa" in _run(app, "legal", "import", str(file))
    assert _documents(app, district)["61/2018/NĐ-CP"].title == "ĐÃ SỬA TAY"


def test_every_line_is_counted_and_every_reject_named(app: Flask, tmp_path: Path) -> None:
    records = [
        _law("61/2018/NĐ-CP", "một"), "{không phải json", [1, 2], {"number": 5}, {"type": "Luật"}, "null", "",
        _law("x" * 500, "một"), _law("63/2018/NĐ-CP", "a", type=["Luật"]),
    ]  # fmt: skip
    file, rejects = _write(tmp_path / "a.jsonl", records), tmp_path / "loại.jsonl"
    output = _run(app, "legal", "import", str(file), "--rejects", str(rejects))
    lines = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert "1 mới" in output and f"{len(lines)} bị loại" in output
    assert all(line["reason"] and line["line"] for line in lines)
    assert {line["line"] for line in lines} >= {2, 3, 4, 5, 6, 8, 9}


def test_halves_are_joined_and_versions_are_reported(app: Flask, district: int, tmp_path: Path) -> None:
    first, second = _law("61/2018/NĐ-CP", "một"), _law("61/2018/NĐ-CP", "hai")
    second["articles"][0] |= {"no": "2"}
    old, new = _law("62/2018/NĐ-CP", "bản cũ"), _law("62/2018/NĐ-CP", "bản mới")
    file, rejects = _write(tmp_path / "a.jsonl", [first, old, second, new]), tmp_path / "r.jsonl"
    output = _run(app, "legal", "import", str(file), "--rejects", str(rejects))
    assert (
        "2 mới" in output
        and "1 ghép vào nửa kia" in output
        and "1 bị loại" in output
        and "Đã đọc 4" in output
    )
    with app.app_context(), entered(reading(district)):
        assert sorted(db.session.scalars(select(Provision.text))) == ["bản mới", "hai", "một"]
    again = _run(app, "legal", "import", str(file), "--rejects", str(rejects))
    assert "0 mới, 0 cập nhật, 2 không đổi" in again


def test_a_run_that_was_stopped_goes_on(
    app: Flask, district: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _write(tmp_path / "a.jsonl", [_law(f"{at}/2018/NĐ-CP", "một") for at in range(1, 31)])
    monkeypatch.setattr("portal.importing.run.BATCH", 10)
    take, calls = LegalImporter.take, []

    def failing(self: LegalImporter, items: list[Any]) -> Any:
        calls.append(len(items))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return take(self, items)

    monkeypatch.setattr(LegalImporter, "take", failing)
    assert app.test_cli_runner().invoke(args=["legal", "import", str(file)]).exit_code != 0
    assert len(_documents(app, district)) == 10
    assert "20 mới, 0 cập nhật, 10 không đổi" in _run(app, "legal", "import", str(file))


def _procedure(code: str, **more: Any) -> dict[str, Any]:
    record = {
        "ma_thu_tuc": code, "ten_thu_tuc": f"Thủ tục {code}", "cap_thuc_hien": "Cấp xã", "linh_vuc": "Hộ tịch",
        "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ\nBước 2: Nhận kết quả",
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việcLệ phí : 8000 Đồng"
        "Nộp tại xãTrực tuyến3 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khai theo mẫuTO KHAI.docx1 bản chính,1 bản sao",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13",
        "ket_qua_xu_ly": "Giấy khai sinhMã: KQ.G01.000030Từ khóaKhông có thông tinMô tảKhông có thông tin",
    }  # fmt: skip
    return record | more


def test_procedures_come_in_taken_apart(app: Flask, tmp_path: Path) -> None:
    records = [
        _procedure("1.000001"),
        _procedure("1.000002", cap_thuc_hien="Cấp tỉnh"),
        _procedure("", ma_thu_tuc=None),
    ]
    file = _write(tmp_path / "tt.jsonl", records)
    output = _run(app, "procedures", "import", str(file), "--level", "Cấp xã")
    assert "1 mới" in output and "1 ngoài phạm vi" in output and "1 bị loại" in output
    slug = "thu-tuc-1-000001-1-000001"
    shown = Browser(app, A).get(f"/thu-tuc/{slug}").text
    for word in (
        "3 Ngày làm việc",
        "8000 Đồng",
        "Miễn phí",
        "Tờ khai theo mẫu",
        "TO KHAI.docx",
        "60/2014/QH13",
        "Giấy khai sinh",
    ):
        assert word in shown, word
    assert "Không có thông tin" not in shown and "Mã: KQ" not in shown
    assert "0 mới, 0 cập nhật, 1 không đổi" in _run(
        app, "procedures", "import", str(file), "--level", "Cấp xã"
    )


def _slice(name: str, tmp_path: Path, size: int) -> Path:
    with gzip.open(SHARED / name, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    chosen = random.Random(7).sample(lines, min(size, len(lines)))
    return _write(tmp_path / "phan.jsonl", list(chosen))


@pytest.mark.real_data
@pytest.mark.thorough
@pytest.mark.skipif(
    not (SHARED / "legal_documents.jsonl.gz").is_file(),
    reason="không có ../shared/data/legal_documents.jsonl.gz",
)
def test_a_slice_of_the_real_documents_comes_in_and_every_page_stands(
    app: Flask, district: int, tmp_path: Path
) -> None:
    count = 150 if THOROUGH else 40
    output = _run(app, "legal", "import", str(_slice("legal_documents.jsonl.gz", tmp_path, count)))
    assert f"Đã đọc {count} bản ghi" in output
    visitor = Browser(app, A)
    for document in list(_documents(app, district).values())[:40]:
        assert visitor.get(f"/van-ban/{document.slug}").status_code == 200, document.number


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["procedures.jsonl.gz", "procedures_mod.jsonl.gz"])
def test_a_slice_of_the_real_procedures_comes_in_and_every_page_stands(
    app: Flask, district: int, tmp_path: Path, name: str
) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"không có ../shared/data/{name}")
    _run(app, "procedures", "import", str(_slice(name, tmp_path, 80)))
    with app.app_context(), entered(reading(district)):
        slugs = list(db.session.scalars(select(Procedure.slug)))
    assert len(slugs) == 80
    visitor = Browser(app, A)
    for slug in slugs[:30]:
        answer = visitor.get(f"/thu-tuc/{slug}")
        assert answer.status_code == 200 and "Hình thức nộpThời gian" not in answer.text, slug
