"""`flask legal ingest`: one record per file, whatever the file; nothing stored on a dry run; hostile and real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from portal.media.service import file_store
from tests.conftest import DISTRICT, A
from tests.legal.intake.samples import DECISION, ingest, kept_pages, listed
from tests.real_data import DATA, needs

GENERATED = DATA / "badinputs" / "generated"


@pytest.fixture()
def decision(tmp_path: Path) -> Path:
    """A decision as a text file."""
    path = tmp_path / "Quyết định 12.txt"
    path.write_text(DECISION)
    return path


def test_a_record_per_file_in_the_order_given(app: Flask, decision: Path, tmp_path: Path) -> None:
    page = tmp_path / "trang.pdf"
    page.write_text("<!DOCTYPE html><html><body>404 Not Found</body></html>")
    found, refused = ingest(app, str(decision), str(page), "--tenant", A)
    assert (found["state"], found["kind"], found["pages"], found["encoding"]) == ("read", "txt", 1, "unicode")
    assert found["fields"]["number"]["value"] == "12/QĐ-UBND" and found["fields"]["number"]["page"] == 1
    assert "12/QĐ-UBND" in found["fields"]["number"]["quote"] and found["structure"]["Điều"] == 3
    assert refused["state"] == "refused" and "trang web" in refused["reason"] and refused["fields"] == {}
    assert [one.name for one in listed(app, A)] == [decision.name, page.name] and listed(app, DISTRICT) == []
    assert found["id"] == listed(app, A)[0].id and len(kept_pages(app, A, found["id"])) == 1


def test_a_file_that_cannot_be_opened_does_not_stop_the_others(app: Flask, decision: Path) -> None:
    missing, found = ingest(app, "/khong/co.pdf", str(decision), status=2)
    assert (
        missing["state"] == "unopened" and "Không mở được" in missing["reason"] and found["state"] == "read"
    )


def test_again_is_the_same_row_and_the_same_answer(app: Flask, decision: Path) -> None:
    first, second = ingest(app, str(decision)), ingest(app, str(decision))
    assert first == second and len(listed(app, DISTRICT)) == 1


def test_a_dry_run_keeps_nothing_and_says_the_same(app: Flask, decision: Path) -> None:
    (dry,) = ingest(app, "--dry-run", str(decision))
    assert listed(app, DISTRICT) == []
    with app.app_context():
        assert not file_store().root.exists()
    (wet,) = ingest(app, str(decision))
    assert dry == {name: value for name, value in wet.items() if name != "id"}


def test_in_words(app: Flask, decision: Path) -> None:
    answer = app.test_cli_runner().invoke(args=["legal", "ingest", "--dry-run", str(decision)])
    assert "number: 12/QĐ-UBND (trang 1: “Số: 12/QĐ-UBND”)" in answer.output and "3 Điều" in answer.output


@needs(GENERATED)
def test_hostile_files_are_refused_or_read_and_the_worker_goes_on(app: Flask, decision: Path) -> None:
    hostile = sorted(one for one in GENERATED.iterdir() if one.suffix != ".json")
    records = ingest(app, *map(str, hostile), str(decision), "--tenant", A)
    assert len(records) == len(hostile) + 1 and records[-1]["state"] == "read"
    for one in records:
        assert one["state"] in {"read", "no_text", "refused"}, one
        assert one["reason"] or one["state"] != "refused"
        assert "Lỗi ngoài dự kiến" not in one["reason"]
    states = {Path(one["file"]).name: one["state"] for one in records}
    for name in (
        "html_named.pdf",
        "js_openaction.pdf",
        "launch_action.pdf",
        "embedded_exe.pdf",
        "bomb_300MB.docx",
    ):
        assert states[name] == "refused", (name, states[name])
