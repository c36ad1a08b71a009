"""The ten real files through the command: what each is, how many signatures, the fields that are sure to be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask

from portal.media.reading import ocr_available
from portal.media.service import file_store
from tests.conftest import A
from tests.legal.intake.samples import ingest, kept_pages, listed
from tests.real_data import FILES, needs

# file: kind, pages, signatures, number, day of issue
EXPECTED: dict[str, tuple[str, int, int, str | None, str | None]] = {
    "decree-word97.doc": ("doc", 1, 0, "23/2018/NĐ-CP", "2018-02-23"),
    "law-misnamed.docx": ("doc", 1, 0, "27/2001/QH10", "2001-06-29"),
    "letter-word97.doc": ("doc", 1, 0, None, None),
    "text-signed-30p.pdf": ("pdf", 30, 1, "26/2023/QH15", "2023-11-27"),
    "text-six-signatures-1p.pdf": ("pdf", 1, 6, "2118/PCCC&CNCH-P6", "2026-06-24"),
    "text-unsigned-3p.pdf": ("pdf", 3, 0, "02/2021/TT-BTC", "2021-01-08"),
    "scan-signed-4p.pdf": ("pdf", 4, 1, "51/2025/TT-BCA", "2025-06-30"),
    "scan-unsigned-11p.pdf": ("pdf", 11, 0, "40/2013/QH13", "2013-11-22"),
    "scan-signed-22p.pdf": ("pdf", 22, 1, "154/2024/NĐ-CP", "2024-11-26"),
}


LONG_SCANS = (
    "scan-unsigned-11p.pdf",
    "scan-signed-22p.pdf",
)  # three seconds a page: whole in `make chaos` alone
NAMES = [pytest.param(name, marks=pytest.mark.chaos) if name in LONG_SCANS else name for name in EXPECTED]
STAMPED = "text-six-signatures-1p.pdf"
"""Its number and date are appearances of signatures: only a second reading, of the picture, finds them."""


def value(record: dict[str, Any], name: str) -> str | None:
    """A proposed value."""
    entry = record["fields"].get(name)
    return entry["value"] if entry else None


def need_ocr() -> None:
    """Skip where nothing recognises scans."""
    if not ocr_available():
        pytest.skip("no Tesseract with Vietnamese on this machine (Debian: apt install tesseract-ocr-vie)")


@needs(FILES)
@pytest.mark.parametrize("name", NAMES)
def test_a_real_file(app: Flask, name: str) -> None:
    if name.startswith("scan"):
        need_ocr()
    kind, pages, signatures, number, issued = EXPECTED[name]
    if name == STAMPED and not ocr_available():
        number = issued = None
    (record,) = ingest(app, str(FILES / name), "--tenant", A)
    assert (record["state"], record["kind"], record["pages"]) == ("read", kind, pages)
    assert len(record["signatures"]) == signatures
    assert (value(record, "number"), value(record, "issued")) == (number, issued)
    kept = kept_pages(app, A, record["id"])
    assert len(kept) == pages
    with app.app_context():
        (row,) = listed(app, A)
        is_scan = name.startswith("scan")
        assert bool(row.searchable_sha256) == is_scan
        assert not is_scan or file_store().verify(row.searchable_sha256)
    for one in (row.proposals or {}).values():  # every value can be shown where it was found
        if isinstance(one, dict):
            assert one["quote"] in kept[one["page"] - 1].text or one["boxes"]


@needs(FILES)
def test_the_first_and_the_last_page_of_an_unsigned_scan(app: Flask, tmp_path: Path) -> None:
    need_ocr()
    with pikepdf.open(FILES / "scan-unsigned-11p.pdf") as whole:
        del whole.pages[1:-1]
        whole.save(tmp_path / "scan.pdf")
    (record,) = ingest(app, str(tmp_path / "scan.pdf"), "--tenant", A)
    assert (record["state"], record["pages"], record["signatures"]) == ("read", 2, [])
    assert (value(record, "number"), value(record, "issued")) == ("40/2013/QH13", "2013-11-22")
    with app.app_context():
        (row,) = listed(app, A)
        assert file_store().verify(row.searchable_sha256)


@needs(FILES)
def test_a_web_page_that_calls_itself_a_pdf(app: Flask) -> None:
    (record,) = ingest(app, str(FILES / "not-a-pdf.pdf"))
    assert record["state"] == "refused" and "trang web (HTML)" in record["reason"]
