"""The audit trail in the desk: searched, checked, taken along; each portal sees its own, the district all."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory

Make = Callable[..., Browser]
WHERE = "/quan-tri/nhat-ky/"


@pytest.fixture()
def written(factory: Factory) -> dict[str, int]:
    """Something published in A and B: object ids by portal."""
    return {slug: factory.news(slug, title=f"=TIN CỦA {slug}")[0] for slug in (A, B)}


def test_a_portal_searches_its_own_trail(signed_in: Make, written: dict[str, int]) -> None:
    admin = signed_in(A, "tenant_admin")
    whole = admin.get(WHERE).text
    assert f"=TIN CỦA {A}" in whole and f"=TIN CỦA {B}" not in whole
    assert f'href="/quan-tri/tin-tuc/{written[A]}"' in whole
    found = admin.get(f"{WHERE}?viec=create&loai=news&so={written[A]}", headers={"HX-Request": "true"}).text
    assert found.count("<tr>") == 2 and "<html" not in found  # the header and one line
    assert "1 mục" in found
    assert "Không có mục nhật ký nào" in admin.get(f"{WHERE}?tu=2020-01-01&den=2020-12-31").text
    assert f"=TIN CỦA {A}" in admin.get(f"{WHERE}?q=tin của&tu=2020-01-01&den=khong-phai-ngay").text


@pytest.mark.tcvn("7.2.3.3.d")
def test_the_district_reads_all_and_a_commune_does_not(signed_in: Make, written: dict[str, int]) -> None:
    answer = signed_in(A, "tenant_admin").get(f"{WHERE}tat-ca")
    assert answer.status_code == 403
    district = signed_in(DISTRICT, "district_admin")
    both = district.get(f"{WHERE}tat-ca?loai=news").text
    assert f"=TIN CỦA {A}" in both and f"=TIN CỦA {B}" in both
    one = district.get(f"{WHERE}tat-ca?cong={B}&loai=news").text
    assert f"=TIN CỦA {A}" not in one and f"=TIN CỦA {B}" in one
    assert f"/quan-tri/tin-tuc/{written[B]}" not in one  # edited in the desk of its own portal
    assert district.get(f"{WHERE}tat-ca/kiem-tra").text.count("Nguyên vẹn") == 18


def test_a_file_of_the_trail_is_checked_without_us(signed_in: Make, written: dict[str, int]) -> None:
    admin = signed_in(A, "tenant_admin")
    lines = [json.loads(line) for line in admin.get(f"{WHERE}xuat?dang=jsonl").text.splitlines()]
    previous = "0" * 64
    for number, record in enumerate(lines, 1):
        digest = record.pop("digest")
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == digest
        assert (record["number"], record["previous"]) == (number, previous)
        previous = digest
    assert len(lines) >= 3


def test_tables_hold_no_formula_and_nothing_of_others(
    app: Flask, signed_in: Make, written: dict[str, int]
) -> None:
    admin = signed_in(A, "tenant_admin")
    text = admin.get(f"{WHERE}xuat?dang=csv&loai=news").text
    assert f'"\'=TIN CỦA {A}"' in text and B not in text
    sheet = load_workbook(io.BytesIO(admin.get(f"{WHERE}xuat?loai=news").data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    titles = [cell for cell in cells if cell.value == f"=TIN CỦA {A}"]
    assert titles and all(cell.data_type != "f" for cell in cells)
    assert not any(f"TIN CỦA {B}" in str(cell.value) for cell in cells)


def test_the_command_finds_every_chain_whole(app: Flask, written: dict[str, int]) -> None:
    answer = app.test_cli_runner().invoke(args=["audit", "check"])
    assert answer.exit_code == 0 and f"{A}: 2 mục, nguyên vẹn" in answer.output
