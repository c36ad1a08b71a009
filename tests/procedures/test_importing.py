"""Import of procedures: both shapes, nothing invented, nothing lost, nobody's work overwritten."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.importing.lines import read_lines
from portal.importing.rejects import RejectsFile
from portal.importing.run import run_import
from portal.procedures import service
from portal.procedures.importing import ProcedureImporter, draft_of
from portal.procedures.models import Procedure, ProcedureBasis, ProcedurePaper, ProcedureWay
from portal.procedures.record import LegalBasis, Paper, PaperCase, ProcedureRecord, Way
from portal.publishing.models import AuditEntry, Revision
from portal.tenancy.scope import all_tenants, editing, entered, reading
from tests.conftest import DISTRICT, SHARED, A, B, Browser
from tests.factories import Factory
from tests.legal.test_importing import assert_everything_fits, written

MODELS = (Procedure, ProcedureWay, ProcedurePaper, ProcedureBasis)


def flat(code: str, **more: Any) -> dict[str, Any]:
    """A record of the shape whose tables are run together."""
    return {
        "ma_thu_tuc": code, "ten_thu_tuc": f"Thủ tục {code}", "cap_thuc_hien": "Cấp xã", "linh_vuc": "Hộ tịch",
        "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ\nBước 2: Nhận kết quả",
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việcMiễn phíNộp tại xã",
        "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khai theo mẫuTO KHAI.docx1 bản chính,1 bản sao",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13",
    } | more  # fmt: skip


def nested(code: str, **more: Any) -> dict[str, Any]:
    """A record of the shape with metadata, content and tables."""
    about = {"mã_thủ_tục": code, "tên_thủ_tục": f"Thủ tục {code}", "lĩnh_vực": "Đất đai"}
    content = {"trình_tự_thực_hiện": "Bước 1: Nộp"}
    return {
        "thu_tuc_id": code,
        "metadata": about | {"cấp_thực_hiện": "Cấp Xã"} | more,
        "content": content,
        "tables": {},
    }


def run(app: Flask, *args: str) -> str:
    """The output of `flask procedures import` with these arguments."""
    answer = app.test_cli_runner().invoke(args=["procedures", "import", *args])
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


def edited(app: Flask, tenant_id: int, code: str, /, **more: Any) -> None:
    """A person edits a procedure on the desk."""
    person = Actor(7, "Người sửa", tenant_id, frozenset({"district_editor"}))
    with app.app_context(), entered(editing(tenant_id)):
        procedure = db.session.scalars(select(Procedure).where(Procedure.code == code)).one()
        draft = service.ProcedureDraft(**({"code": code, "name": procedure.name, "shared": True} | more))
        service.save(procedure, draft, procedure.version, person)


def test_both_shapes_come_in_and_a_second_run_changes_nothing(
    app: Flask, tmp_path: Path, inside: None
) -> None:
    file = written(tmp_path / "a.jsonl", [flat("1.000001"), nested("1.000002")])
    assert "Đã đọc 2 bản ghi: 2 mới" in run(app, str(file))
    assert "2 không đổi" in run(app, str(file)) and Browser(app, A).get("/thu-tuc/").status_code == 200
    first, second = db.session.scalars(select(Procedure).order_by(Procedure.code))
    assert (first.levels, first.service_level, first.popular) == ("|xã|", "thong-tin", None)
    (way,), (paper,), (basis,) = first.ways, first.papers, first.bases
    assert (way.channel, way.time, way.fee) == ("truc-tiep", "3 Ngày làm việc", "Miễn phí")
    assert (paper.name, paper.originals, paper.copies) == ("Tờ khai theo mẫu", 1, 1)
    assert (basis.number, basis.title) == ("60/2014/QH13", "Luật Hộ tịch")
    assert (second.field, second.levels) == ("Đất đai", "|xã|")


def test_a_changed_record_replaces_every_row(app: Flask, tmp_path: Path, inside: None) -> None:
    file = tmp_path / "a.jsonl"
    for fee in ("8000 Đồng", "9000 Đồng", "Miễn phí"):
        way = f"Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việc{fee}Trực tuyến1 Ngày{fee}"
        run(app, str(written(file, [flat("1.000001", cach_thuc_thuc_hien=way), flat("1.000002")])))
    procedure = db.session.scalars(
        select(Procedure).where(Procedure.code == "1.000001").options(selectinload(Procedure.ways))
    ).one()
    assert [way.fee for way in procedure.ways] == ["Miễn phí"] * 2
    assert procedure.service_level == "mot-phan"
    for model, count in zip(MODELS, (2, 3, 2, 2), strict=True):
        assert db.session.scalar(select(func.count()).select_from(model)) == count
    numbers = select(Revision.number).where(Revision.object_id == procedure.id).order_by(Revision.number)
    assert list(db.session.scalars(numbers)) == [1, 2, 3]
    audited = select(AuditEntry.detail).where(AuditEntry.action == "import").order_by(AuditEntry.id)
    assert list(db.session.scalars(audited)) == ["2 thủ tục, dòng 1–2", *["1 thủ tục, dòng 1–1"] * 2]


def test_what_a_person_edited_is_kept_even_under_another_code(
    app: Flask, district: int, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.jsonl", [flat("1.000001"), flat("1.000002")])
    run(app, str(file))
    edited(app, district, "1.000001", code="1.000009")
    edited(app, district, "1.000002", name="ĐÃ SỬA TAY")
    written(file, [flat("1.000001", linh_vuc="Khác"), flat("1.000002", linh_vuc="Khác"), flat("1.000003")])
    assert "1 mới, 0 cập nhật, 0 không đổi, 2 giữ bản đã sửa" in run(app, str(file))
    with app.app_context(), entered(reading(district)):
        names = {row.code: row.name for row in db.session.execute(select(Procedure.code, Procedure.name))}
    assert names == {"1.000009": "Thủ tục 1.000001", "1.000002": "ĐÃ SỬA TAY", "1.000003": "Thủ tục 1.000003"}


def test_the_level_is_found_however_it_is_written_and_the_rest_is_counted(app: Flask, tmp_path: Path) -> None:
    records = [
        flat("1.000001", cap_thuc_hien="Cấp Tỉnh\nCấp Xã"), flat("1.000002", cap_thuc_hien="Cấp tỉnh"),
        nested("1.000003"),
        flat("1.000004", cap_thuc_hien=unicodedata.normalize("NFD", "cấp  xã")), flat("1.000005", cap_thuc_hien=None),
        flat("1.000006", cap_thuc_hien=["Cấp xã"]), "{",
    ]  # fmt: skip
    output = run(app, str(written(tmp_path / "a.jsonl", records)), "--level", "Cấp xã")
    assert "Đã đọc 7 bản ghi: 3 mới" in output and "2 ngoài phạm vi" in output and "2 bị loại" in output


def test_of_two_versions_the_later_counts_and_an_unreadable_one_takes_none_along(
    app: Flask, tmp_path: Path, inside: None
) -> None:
    records = [
        flat("1.000001", linh_vuc="Cũ"), flat("1.000002"), flat("1.000001", linh_vuc="Mới"),
        flat("1.000002", ten_thu_tuc=""), nested("1.000003"), flat(" 1.000003\x01"),
        flat("1.000004", ten_thu_tuc="ộ" * 3000),
    ]  # fmt: skip
    file, rejects = written(tmp_path / "a.jsonl", records), tmp_path / "r.jsonl"
    output = run(app, str(file), "--rejects", str(rejects))
    assert "Đã đọc 7 bản ghi: 3 mới" in output and "4 bị loại" in output
    found = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    keys = [(one["line"], one["key"]) for one in found]
    assert keys == [(1, "1.000001"), (4, "1.000002"), (5, "1.000003"), (7, "1.000004")]
    assert "dòng 3" in found[0]["reason"] and "tên" in found[1]["reason"] and "quá dài" in found[3]["reason"]
    fields = {row.code: row.field for row in db.session.execute(select(Procedure.code, Procedure.field))}
    assert fields == {"1.000001": "Mới", "1.000002": "Hộ tịch", "1.000003": "Hộ tịch"}


def test_a_batch_that_fails_half_way_leaves_nothing_and_the_next_run_goes_on(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.importing.run.BATCH", 2)
    file = written(tmp_path / "a.jsonl", [flat(f"1.00000{at}") for at in range(1, 6)])
    with monkeypatch.context() as patch:
        # The rows of the second batch are written by then.
        patch.setattr("portal.publishing.importing.touch", Mock(side_effect=[None, KeyboardInterrupt]))
        assert app.test_cli_runner().invoke(args=["procedures", "import", str(file)]).exit_code != 0
    with app.app_context(), all_tenants("test"):
        assert [db.session.scalar(select(func.count()).select_from(model)) for model in MODELS] == [2] * 4
    assert "3 mới, 0 cập nhật, 2 không đổi" in run(app, str(file))


def test_what_a_commune_imports_no_other_portal_holds(app: Flask, factory: Factory, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", [flat("1.000001", ten_thu_tuc="Chim hoàng yến")])
    run(app, str(file), "--tenant", A)
    path = "/thu-tuc/chim-hoang-yen-1-000001"
    assert [Browser(app, slug).get(path).status_code for slug in (A, B, DISTRICT)] == [200, 404, 404]
    own = factory.tenant_id(A)
    with app.app_context(), all_tenants("test"):
        for model in (*MODELS, Revision, AuditEntry):
            assert set(db.session.scalars(select(model.tenant_id))) == {own}


def test_somebody_who_writes_at_the_same_time_is_not_overwritten(
    app: Flask, district: int, factory: Factory, tmp_path: Path
) -> None:
    with app.app_context():
        importer = ProcedureImporter(district)
    factory.procedure(DISTRICT, code="1.000001", name="Viết lúc đang nhập")
    file = written(tmp_path / "a.jsonl", [flat("1.000001"), flat("1.000002")])
    with app.app_context(), RejectsFile(tmp_path / "r.jsonl") as rejects:
        summary = run_import(file, importer, rejects)
    assert (summary.taken, summary.kept) == (1, 1)


def test_what_has_no_place_of_its_own_stands_in_a_text_beside_it() -> None:
    draft = draft_of(
        ProcedureRecord(
            "1.000001", "Tên", competent_agency="Ủy ban nhân dân xã", authorised_agency="Phòng Tư pháp",
            steps_markdown="Nộp hồ sơ.", ways=[Way("", note="Nộp ở đâu cũng được"), Way("truc-tiep")],
            papers=[PaperCase("Cấp lại", [Paper("", "mau.docx"), Paper("Đơn", originals=1)])],
            description="Mô tả", related=["Thủ tục khác"],
        )
    )  # fmt: skip
    assert draft.competent_agency == "Ủy ban nhân dân xã\n\nCơ quan được ủy quyền: Phòng Tư pháp"
    assert draft.steps == "Nộp hồ sơ.\n\n**Cách thức thực hiện:** Nộp ở đâu cũng được"
    assert [way.channel for way in draft.ways] == ["truc-tiep"], "no channel is invented"
    papers = [(one.case, one.name, one.originals) for one in draft.papers]
    assert papers == [("Cấp lại", "mau.docx", None), ("Cấp lại", "Đơn", 1)]
    assert draft.description == "Mô tả\n\nThủ tục liên quan: Thủ tục khác"


@pytest.mark.parametrize(
    ("basis", "number", "title"),
    [
        (LegalBasis("60/2014/QH13", "Luật Hộ tịch"), "60/2014/QH13", "Luật Hộ tịch"),
        (LegalBasis("", "Luật Hải quan 2014", "54", date(2014, 6, 23)), "54", "Luật Hải quan 2014 (ngày 23/06/2014)"),
        (LegalBasis("", "BỘ LUẬT HÀNG HẢI", "Bộ luật  hàng hải"), "", "BỘ LUẬT HÀNG HẢI"),
        (
            LegalBasis("1/QĐ", "Quyết định ngày 4/3/2021 của Bộ Y tế", "", date(2021, 3, 4), "Bộ Y tế"),
            "1/QĐ", "Quyết định ngày 4/3/2021 của Bộ Y tế",
        ),
        (LegalBasis("1/QĐ", "Về phí", "", date(2021, 3, 4), "Bộ Y tế"), "1/QĐ", "Về phí (ngày 04/03/2021, Bộ Y tế)"),
        (LegalBasis("", "Luật", "x" * 200), "", "x" * 200 + " – Luật"),
    ],
)  # fmt: skip
def test_a_legal_basis_keeps_what_is_known_of_it(basis: LegalBasis, number: str, title: str) -> None:
    (one,) = draft_of(ProcedureRecord("1.000001", "Tên", legal_basis=[basis])).bases
    assert (one.number, one.title) == (number, title)


@pytest.mark.parametrize(
    ("ways", "level"),
    [
        ([], "thong-tin"),
        ([Way("truc-tiep", note="dịch vụ công trực tuyến toàn trình")], "thong-tin"),
        ([Way("buu-chinh"), Way("truc-tuyen")], "mot-phan"),
        ([Way("truc-tuyen", note="Các thủ tục đã toàn trình thì nộp qua Cổng")], "mot-phan"),
        ([Way("truc-tuyen", note="Đủ điều kiện Dịch vụ công trực tuyến toàn trình.")], "toan-trinh"),
    ],
)
def test_the_level_of_service_is_no_more_than_the_record_says(ways: list[Way], level: str) -> None:
    assert draft_of(ProcedureRecord("1.000001", "Tên", ways=ways)).service_level == level


def hostile(seed: int) -> list[Any]:
    """Records of both shapes with one wrong, overlong or odd value each, and broken lines."""
    chance = random.Random(seed)
    odd: list[Any] = [
        None, "", 5, True, [], {}, ["x"], {"a": 1}, "x" * 201, "đ" * 5000, "\x00", "\ud800", "<script>", "{{7*7}}",
        "Trực tuyến" * 99, "' or 1=1 --", "=1+1", "javascript:alert(1)", "a\u202eb", "Không có thông tin",
    ]  # fmt: skip
    records: list[Any] = []
    for at in range(120):
        code = f"1.{chance.randint(1, 70):06d}"
        record = flat(code, detail_url="https://a.vn/", so_quyet_dinh="1/QĐ") if at % 2 else nested(code)
        inner = [record, *(value for value in record.values() if isinstance(value, dict) and value)]
        place = chance.choice(inner)
        place[chance.choice(list(place))] = chance.choice(odd)
        line = json.dumps(record)
        records.append(line[: chance.randint(0, len(line))] if at % 10 == 0 else line)
    return records


@pytest.mark.parametrize("seed", range(4))
def test_any_file_adds_up_and_everything_fits(
    app: Flask, district: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: None, seed: int
) -> None:
    monkeypatch.setattr("portal.importing.run.BATCH", 7)
    file = written(tmp_path / "a.jsonl", hostile(seed))
    lines, stored = len(list(read_lines(file))), 0
    for _ in range(2):
        with RejectsFile(tmp_path / "r.jsonl") as rejects:
            summary = run_import(file, ProcedureImporter(district), rejects)
        stored = stored or summary.taken
        assert summary.total == lines and summary.rejected == rejects.count
    assert summary.taken == summary.updated == 0 and summary.unchanged == stored
    assert db.session.scalar(select(func.count()).select_from(Procedure)) == stored > 20
    assert_everything_fits(*MODELS, Revision, AuditEntry)


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["procedures.jsonl.gz", "procedures_mod.jsonl.gz"])
def test_a_slice_of_the_catalogue_comes_in_whole(
    app: Flask, district: int, tmp_path: Path, inside: None, name: str
) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"không có {SHARED / name}")
    records = random.Random(3).sample([raw for _, raw in read_lines(SHARED / name)], 200)
    with RejectsFile(tmp_path / "r.jsonl") as rejects:
        file = written(tmp_path / "a.jsonl", records)
        summary = run_import(file, ProcedureImporter(district), rejects)
    assert summary.total == 200 and summary.rejected == 0
    assert_everything_fits(*MODELS)
